"""A plain workbook written at once: tens of thousands of rows in the time in which openpyxl writes hundreds.

A text is a string under the number format "@", whatever it looks like, so that no program takes it for a formula.
"""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from typing import Final, TypeAlias
from xml.sax.saxutils import escape, quoteattr

from hiveledger.text.inert import cell_text

__all__ = ["Cell", "Sheet", "write_workbook"]

Cell: TypeAlias = str | float | datetime | None

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_KIND: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_THEN: Final = (1980, 1, 1, 0, 0, 0)  # so that the same cells give the same bytes
_EPOCH: Final = datetime(1899, 12, 30)
_DAY: Final = 86400
_LONGEST: Final = 32767  # signs of a cell
_TEXT, _TIME, _TITLE, _NUMBER = range(1, 5)  # places in the styles
_STYLES: Final = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts count="1">'
    '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, its first row, how wide each column is, and its rows."""

    name: str
    heads: Sequence[str]
    widths: Sequence[int]
    rows: Iterable[Sequence[Cell]]


def write_workbook(sheets: Sequence[Sheet]) -> bytes:
    """Give a workbook of these sheets as a file's bytes. The same cells give the same bytes."""
    told = BytesIO()
    with zipfile.ZipFile(told, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in (*_frame(sheets), ("xl/styles.xml", _STYLES)):
            file.writestr(zipfile.ZipInfo(name, _THEN), part, zipfile.ZIP_DEFLATED)
        for number, sheet in enumerate(sheets, 1):
            entry = zipfile.ZipInfo(f"xl/worksheets/sheet{number}.xml", _THEN)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with file.open(entry, "w") as stream:
                stream.writelines(piece.encode() for piece in _sheet(sheet))
    return told.getvalue()


def _frame(sheets: Sequence[Sheet]) -> Iterable[tuple[str, str]]:
    """Give what holds the sheets together."""
    numbered = list(enumerate(sheets, 1))
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{_KIND}.worksheet+xml"/>'
        for number, _ in numbered
    )
    types = (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>{parts}'
        f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/></Types>'
    )
    yield "[Content_Types].xml", types
    yield "_rels/.rels", _links([f'Id="rId1" Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"'])
    listed = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{number}" r:id="rId{number}"/>' for number, sheet in numbered
    )
    yield (
        "xl/workbook.xml",
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>{listed}</sheets></workbook>',
    )
    targets = [f'Id="rId{at}" Type="{_LINKS}/worksheet" Target="worksheets/sheet{at}.xml"' for at, _ in numbered]
    targets.append(f'Id="rId{len(numbered) + 1}" Type="{_LINKS}/styles" Target="styles.xml"')
    yield "xl/_rels/workbook.xml.rels", _links(targets)


def _links(targets: Iterable[str]) -> str:
    inside = "".join(f"<Relationship {target}/>" for target in targets)
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'


def _sheet(sheet: Sheet) -> Iterator[str]:
    columns = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>' for at, width in enumerate(sheet.widths, 1)
    )
    heads = "".join(_text(head, _TITLE) for head in sheet.heads)
    yield (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{columns}</cols><sheetData><row>{heads}</row>"
    )
    for row in sheet.rows:
        yield f"<row>{''.join(map(_cell, row))}</row>"
    yield "</sheetData></worksheet>"


def _cell(item: Cell) -> str:
    match item:
        case None:
            return "<c/>"
        case str():
            return _text(item, _TEXT)
        case datetime():
            return f'<c s="{_TIME}"><v>{(item - _EPOCH).total_seconds() / _DAY!r}</v></c>'
    return f'<c s="{_NUMBER}"><v>{item!r}</v></c>'


@lru_cache(maxsize=1 << 15)  # ids, names and titles come again and again
def _text(text: str, style: int) -> str:
    shown = escape(cell_text(text)[:_LONGEST])
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{shown}</t></is></c>'
