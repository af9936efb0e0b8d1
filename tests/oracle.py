"""Asks of a workbook whether editing it loses anything: by its parts, its bytes, and readers of another's make."""

import io
import re
import zipfile
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as ET

import python_calamine
from openxml_audit import OpenXmlValidator  # type: ignore[import-untyped]

from hiveledger.book.xlsx import AppendRows, Edit, SetCell, patch
from hiveledger.book.xlsx.area import parse_cell
from hiveledger.book.xlsx.container.archive import Archive
from hiveledger.book.xlsx.workbook import Sheet, Table, Workbook
from hiveledger.errors import GateError, LedgerError

__all__ = ["OUTSIDE", "Cells", "Verdict", "given_books", "judge", "new_findings", "read_cells"]

OUTSIDE: Final = {  # refusals that count for nothing: no valid, unencrypted, unsigned workbook with a worksheet
    "gate.damaged", "gate.empty", "gate.encrypted", "gate.not_a_table", "gate.truncated", "gate.wrong_kind",
    "patch.not_xlsx", "patch.signed",
}  # fmt: skip
_MAY_CHANGE: Final = re.compile(r"xl/worksheets/|xl/workbook\.xml|xl/calcChain\.xml|xl/(tables|charts)/|pivotCache")
_TEXT, _NUMBER, _DAY = "对照 <a&b>", 1234.5, date(2026, 1, 5)
_ROW: Final = re.compile(rb"<(?:\w+:)?row(?=[\s>/])[^>]*?(?:/>|>.*?</(?:\w+:)?row>)", re.DOTALL)
_DIMENSION: Final = re.compile(rb"<(?:\w+:)?dimension[^>]*>")
_NUMBERED: Final = re.compile(rb"""^[^>]*\sr=["'](\d+)""")
Cells = dict[tuple[int, int], tuple[str | None, ...]]


@dataclass(frozen=True)
class Verdict:
    """What became of one kind of edit in one workbook: refused (why), or what is wrong with the result."""

    book: str
    edit: str
    refused: str = ""
    faults: tuple[str, ...] = ()


def given_books(data: Path) -> Iterator[tuple[str, bytes]]:
    """Give every workbook of the given data, by name."""
    for archive in sorted((data / "workbooks").glob("*.zip")):
        with zipfile.ZipFile(archive) as opened:
            for name in sorted(opened.namelist()):
                yield f"{archive.stem}/{name}", opened.read(name)


def judge(name: str, content: bytes, folder: Path, *, audited: bool = False) -> list[Verdict]:
    """Edit one workbook in every way and look at what comes out."""
    path = folder / f"in{Path(name).suffix}"
    path.write_bytes(content)
    try:
        with Archive(path) as archive:
            workbook = Workbook(archive)
            if not workbook.sheets:
                return [Verdict(name, "open", "patch.not_xlsx")]
            sheet, tables = workbook.sheets[0], workbook.tables(workbook.sheets[0])
            before = _cells(_xml(archive, sheet))
    except LedgerError as refusal:
        return [Verdict(name, "open", refusal.code)]
    except ET.ParseError:
        return [Verdict(name, "open", "gate.damaged")]
    known = _findings(path) if audited else set()
    found = []
    for kind, edit in _edits(sheet, tables, before):
        out = folder / f"out{path.suffix}"
        out.unlink(missing_ok=True)
        try:
            patch(path, [edit], out)
        except GateError as refusal:
            found.append(Verdict(name, kind, refusal.code, ("written",) if out.exists() else ()))
            continue
        faults = [*_lost(path, out, sheet), *_moved(path, out, sheet, edit), *_misread(path, out, sheet, edit)]
        found.append(Verdict(name, kind, "", tuple(faults + (_unknown(out, known) if audited else []))))
    return found


def _edits(sheet: Sheet, tables: list[Table], cells: Cells) -> Iterator[tuple[str, Edit]]:
    """Choose what a person might do: over a cell that is there, beside the data, below it."""
    headers = {table.area.top for table in tables if table.has_header}
    plain = [cell for cell, (_, _, value, formula) in cells.items() if value and not formula and cell[0] not in headers]
    row, column = plain[len(plain) // 2] if plain else (1, 1)
    yield "text", SetCell(sheet.name, row, column, _TEXT)
    last = max(cells, default=(1, 1))
    yield "number", SetCell(sheet.name, last[0], min(last[1] + 1, 16_384), _NUMBER)
    yield "date", SetCell(sheet.name, min(last[0] + 2, 1_048_576), last[1], _DAY)
    if tables:
        yield "rows", AppendRows(sheet.name, [[None] * len(tables[0].columns)] * 2, tables[0].name)
    else:
        yield "rows", AppendRows(sheet.name, [[_TEXT, _NUMBER, None, _DAY]] * 2)


def _xml(archive: Archive, sheet: Sheet) -> bytes:
    return archive.read(archive.sole(sheet.part))


def read_cells(path: Path, part: str) -> Cells:
    """Give each cell of a sheet's part: format, type, value and formula, read by a parser."""
    with Archive(path) as archive:
        return _cells(archive.read(archive.sole(part)))


def _cells(xml: bytes) -> Cells:
    found: Cells = {}
    row = column = 0
    for element in ET.fromstring(xml).iter():  # noqa: S314 - given workbooks
        name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        if name == "row":
            row, column = int(element.get("r", row + 1)), 0
        elif name == "c":
            row, column = parse_cell(element.get("r", "")) or (row, column + 1)
            parts = {part.tag.rpartition("}")[2]: part for part in element}
            inline = "".join(parts["is"].itertext()) if "is" in parts else parts["v"].text if "v" in parts else None
            formula = f"{parts['f'].attrib}{parts['f'].text}" if "f" in parts else None
            found[row, column] = (element.get("s", "0"), element.get("t"), inline, formula)
    return found


def _told(edit: Edit, before: Cells, after: Cells, tables: list[Table]) -> set[tuple[int, int]]:
    """Give the cells that an edit means."""
    if isinstance(edit, SetCell):
        return {(edit.row, edit.column)}
    if tables:
        table = tables[0]
        last = table.area.bottom - table.has_totals
        return {cell for cell in before.keys() | after.keys() if last < cell[0] <= last + 2 + table.has_totals}
    rows = {row for (row, _), (_, _, value, _) in after.items() if value == _TEXT}
    return {cell for cell in after if cell[0] in rows}


def _lost(path: Path, out: Path, sheet: Sheet) -> list[str]:
    """Compare the parts, as they lie: nothing lost, nothing changed that no edit means."""
    with zipfile.ZipFile(path) as one, zipfile.ZipFile(out) as two:
        if damaged := two.testzip():
            return [f"damaged {damaged}"]
        faults = [f"lost {name}" for name in one.namelist() if name not in two.namelist() and "calcChain" not in name]
        for info in one.infolist():
            part = info.filename.replace("\\", "/").lstrip("/")
            if info.filename in two.namelist() and part != sheet.part and not _MAY_CHANGE.search(part):
                new = two.getinfo(info.filename)
                if (info.CRC, info.compress_size) != (new.CRC, new.compress_size):
                    faults.append(f"changed {info.filename}")
        if {"calcChain" in str(each.namelist()) for each in (one, two)} == {True, False}:  # nothing was left in it
            faults = [fault for fault in faults if not fault.endswith(("[Content_Types].xml", "workbook.xml.rels"))]
    return faults


def _moved(path: Path, out: Path, sheet: Sheet, edit: Edit) -> list[str]:
    """Compare the sheet's bytes outside the rows that the edit means."""
    if not isinstance(edit, SetCell):
        return []
    left = []
    for each in (path, out):
        with Archive(each) as archive:
            xml = _DIMENSION.sub(b"", _xml(archive, sheet))
        if xml[:2] in (b"\xff\xfe", b"\xfe\xff") or b"<!--" in xml:
            return []
        numbers = {row: _NUMBERED.match(row[0]) for row in _ROW.finditer(xml)}
        rows = [row for row, said in numbers.items() if said is None or int(said[1]) == edit.row]
        for row in reversed(rows):
            xml = xml[: row.start()] + xml[row.end() :]
        left.append(re.sub(rb"<((?:\w+:)?sheetData)([^>]*?)/>", rb"<\1\2></\1>", xml))
    return [] if left[0] == left[1] or b' r="' not in left[0] else ["bytes outside the edited row"]


def _misread(path: Path, out: Path, sheet: Sheet, edit: Edit) -> list[str]:
    """Compare cell by cell, and let another program's reader open the result."""
    with Archive(path) as archive:
        tables = Workbook(archive).tables(sheet)
        before = _cells(_xml(archive, sheet))
    with Archive(out) as archive:
        after = _cells(_xml(archive, sheet))
    told = _told(edit, before, after, tables)
    strays = [cell for cell in before.keys() | after.keys() if cell not in told and before.get(cell) != after.get(cell)]
    faults = [f"cell {cell} changed" for cell in strays[:3]]
    if isinstance(edit, SetCell):
        _, kind, value, _ = after.get((edit.row, edit.column), (None, None, None, None))
        expected = {"对照 <a&b>": "对照 <a&b>", 1234.5: "1234.5"}.get(edit.value)
        if expected is not None and value != expected:
            faults.append(f"reads {kind} {value}")
    return faults + ["unopenable"] * (_opens(path) and not _opens(out))


def _opens(path: Path) -> bool:
    try:
        python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    except python_calamine.CalamineError:
        return False
    return True


def new_findings(path: Path, out: Path) -> list[str]:
    """Let an auditor find what it did not find before."""
    return _unknown(out, _findings(path))


def _unknown(out: Path, known: Container[str]) -> list[str]:
    # That text stands in its cell is meant; Excel moves it when it saves.
    found = (one for one in _findings(out) if "inline-string" not in one and one not in known)
    return [f"audit {description}"[:200] for description in found][:3]


def _findings(path: Path) -> set[str]:
    return {error.description for error in OpenXmlValidator(max_errors=10_000).validate(str(path)).errors}
