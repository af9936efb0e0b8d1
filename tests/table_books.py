"""Workbooks with a table, written part by part as Excel and its kin write them, for cases of every kind."""

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from tests.raw_books import MAIN, relations

__all__ = ["HEAD", "ROWS", "Book", "row", "second_table", "table"]

_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_X14: Final = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_XM: Final = "http://schemas.microsoft.com/office/excel/2006/main"
_SHEETS: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DRAWINGS: Final = "application/vnd.openxmlformats-officedocument.drawing"
_TYPES: Final = {  # by the beginning of a part's name
    "xl/workbook.xml": f"{_SHEETS}.sheet.main+xml",
    "xl/worksheets/sheet": f"{_SHEETS}.worksheet+xml",
    "xl/tables/": f"{_SHEETS}.table+xml",
    "xl/styles.xml": f"{_SHEETS}.styles+xml",
    "xl/sharedStrings.xml": f"{_SHEETS}.sharedStrings+xml",
    "xl/calcChain.xml": f"{_SHEETS}.calcChain+xml",
    "xl/pivotCache/pivotCacheDefinition": f"{_SHEETS}.pivotCacheDefinition+xml",
    "xl/drawings/drawing": f"{_DRAWINGS}+xml",
    "xl/charts/chart": f"{_DRAWINGS}ml.chart+xml",
}
_FORMATS: Final = "".join(f'<xf numFmtId="{number}"/>' for number in (1, 2, 4, 14, 9, 10))
_STYLES: Final = (
    f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font><sz val="11"/></font></fonts><fills count="1"><fill>'
    '<patternFill patternType="none"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/>'
    '<diagonal/></border></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    f'<cellXfs count="7"><xf/>{_FORMATS}</cellXfs>'
    '<dxfs count="1"><dxf><font><b/></font></dxf></dxfs></styleSheet>'
)
Cell = int | float | str | tuple[int | float | str | None, int] | None


def row(number: int, said: str = "", **cells: Cell) -> str:
    """Give a row's XML: cells by column; "=…" is a formula, "<c…" stands as it is, (value, format) has a format."""
    return f'<row r="{number}"{said}>{"".join(_cells(number, cells))}</row>'


def _cells(number: int, cells: Mapping[str, Cell]) -> Iterator[str]:
    for column, cell in cells.items():
        value, style = cell if isinstance(cell, tuple) else (cell, 0)
        start = f'<c r="{column}{number}"' + (f' s="{style}"' if style else "")
        match value:
            case None:
                yield f"{start}/>"
            case str() if value.startswith("<"):
                yield value
            case str() if value.startswith("="):
                yield f"{start}><f>{escape(value[1:])}</f></c>"
            case str():
                yield f'{start} t="inlineStr"><is><t>{escape(value)}</t></is></c>'
            case _:
                yield f"{start}><v>{value}</v></c>"


HEAD: Final = row(2, B="a", C="b", D="c")
ROWS: Final = HEAD + "".join(row(number, B=number, C=f"t{number}", D="=T[[#This Row],[a]]*2") for number in (3, 4, 5))


def table(
    area: str = "B2:D5",
    formula: str = "T[[#This Row],[a]]*2",
    *,
    said: str = "",
    filtered: str | None = "",
    totals: str = "",
) -> str:
    """Give table T's XML: `filtered` is what its filter holds (None: it has none), `totals` its last column's."""
    bottom = int(re.findall(r"\d+", area)[-1]) - bool(totals)
    filter_area = re.sub(r"\d+$", str(bottom), area)
    calculated = f"<calculatedColumnFormula>{escape(formula)}</calculatedColumnFormula>" if formula else ""
    return (
        f'<table xmlns="{MAIN}" id="1" name="T" displayName="T" ref="{area}"'
        f"{' totalsRowCount=' + chr(34) + '1' + chr(34) if totals else ''}{said}>"
        + ("" if filtered is None else f'<autoFilter ref="{filter_area}">{filtered}</autoFilter>')
        + '<tableColumns count="3"><tableColumn id="1" name="a"/><tableColumn id="2" name="b"/>'
        f'<tableColumn id="3" name="c"{totals}>{calculated}</tableColumn></tableColumns></table>'
    )


def second_table(area: str) -> str:
    """Give the XML of a table U."""
    return table(area).replace('id="1" name="T" displayName="T"', 'id="2" name="U" displayName="U"')


def _unchanged(parts: dict[str, str]) -> Mapping[str, str | bytes]:
    return parts


@dataclass(frozen=True)
class Book:
    """A workbook with sheets S, which has the tables, and Other."""

    rows: str = ROWS
    tables: tuple[str, ...] = (table(),)
    before: str = ""  # the rows
    after: str = ""  # the rows, as far as the list of tables
    extension: str = ""
    names: str = ""
    said: str = ""  # of the workbook, before its sheets
    other: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)
    written: Callable[[dict[str, str]], Mapping[str, str | bytes]] = _unchanged

    def write(self, path: Path) -> Path:
        """Write the workbook."""
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
            for name, content in self.written(self._parts()).items():
                made.writestr(name, content)
        return path

    def _parts(self) -> dict[str, str]:
        tables = {f"xl/tables/table{number}.xml": xml for number, xml in enumerate(self.tables, 1)}
        leads = {f"../tables/table{number}.xml": "table" for number in range(1, len(self.tables) + 1)}
        drawn = {"../drawings/drawing1.xml": "drawing"} if "xl/drawings/drawing1.xml" in self.parts else {}
        listed = "".join(f'<tablePart r:id="rId{number}"/>' for number in range(1, len(leads) + 1))
        drawing = f'<drawing r:id="rId{len(leads) + 1}"/>' if drawn else ""
        more = f"<extLst>{self.extension}</extLst>" if self.extension else ""
        tail = f'{self.after}{drawing}<tableParts count="{len(leads)}">{listed}</tableParts>{more}'
        names = f"<definedNames>{self.names}</definedNames>" if self.names else ""
        spaces = f'xmlns="{MAIN}" xmlns:r="{_OFFICE}"'
        parts = {
            "xl/workbook.xml": f'<workbook {spaces}>{self.said}<sheets><sheet name="S" sheetId="1" r:id="rId1"/>'
            f'<sheet name="Other" sheetId="2" r:id="rId2"/></sheets>{names}</workbook>',
            "xl/worksheets/sheet1.xml": f'<worksheet {spaces} xmlns:x14="{_X14}" xmlns:xm="{_XM}">{self.before}'
            f"<sheetData>{self.rows}</sheetData>{tail}</worksheet>",
            "xl/worksheets/sheet2.xml": f"<worksheet {spaces}><sheetData>{self.other}</sheetData></worksheet>",
            "xl/worksheets/_rels/sheet1.xml.rels": relations(leads | drawn),
            "xl/styles.xml": _STYLES,
            **tables,
            **self.parts,
        }
        targets = {"worksheets/sheet1.xml": "worksheet", "worksheets/sheet2.xml": "worksheet", "styles.xml": "styles"}
        targets |= {f"{kind}.xml": kind for kind in ("sharedStrings", "calcChain") if f"xl/{kind}.xml" in parts}
        pivots = (name for name in parts if name.startswith("xl/pivotCache/pivot"))
        targets |= {name.removeprefix("xl/"): "pivotCacheDefinition" for name in pivots}
        typed = ((name, kind) for name in parts for begin, kind in _TYPES.items() if name.startswith(begin))
        overrides = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in typed)
        return {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
            "_rels/.rels": relations({"xl/workbook.xml": "officeDocument"}),
            "xl/_rels/workbook.xml.rels": relations(targets),
            **parts,
        }
