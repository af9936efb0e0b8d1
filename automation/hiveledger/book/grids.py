"""A workbook's cells as calamine gives them, looked at first: a stray cell must not take the process down."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from python_calamine import CalamineWorkbook, SheetTypeEnum

from hiveledger.book.cells import Broken, Cell
from hiveledger.book.place import table_of
from hiveledger.errors import SchemaError
from hiveledger.findings import Finding, Level
from hiveledger.gate import Extent, Package, safe_sheet
from hiveledger.intake.parts import sheet_parts
from hiveledger.intake.reader import grid_of, open_sheet, open_workbook
from hiveledger.schema import Table

__all__ = ["Sheet", "read_sheets", "related_parts"]

_TABLE_PART: Final = "/table"
_ERROR: Final = "#"


@dataclass(frozen=True)
class Sheet:
    """A sheet that holds one of our tables: its cells from A1 on."""

    name: str
    table: Table
    grid: list[list[Cell]]
    findings: tuple[Finding, ...]


def read_sheets(data: bytes, name: str) -> tuple[Sheet, ...]:
    """Read the sheets that are named as the schema names them, in either language; others are left alone.

    Raises: GateError where the file cannot be read safely; SchemaError where two sheets claim to be one table, or a
    table has a totals row, which would be read as one more lead.
    """
    package = Package(data, name)
    parts = sheet_parts(package)
    book = open_workbook(data, name)
    found: dict[str, Sheet] = {}
    for meta in book.sheets_metadata:
        table = table_of(meta.name)
        if table is None or meta.typ is not SheetTypeEnum.WorkSheet or meta.name not in parts:
            continue
        if table.name in found:
            raise SchemaError("book.doubled_sheet", one=found[table.name].name, other=meta.name)
        if _has_totals(package, parts[meta.name]):
            raise SchemaError("book.totals_row", sheet=meta.name)
        found[table.name] = _read_sheet(package, book, parts[meta.name], meta.name, table)
    return tuple(found.values())


def _read_sheet(package: Package, book: CalamineWorkbook, part: str, name: str, table: Table) -> Sheet:
    safe = safe_sheet(package, part, name)
    extent, notes = safe.extent, []
    if safe.far:
        book = open_workbook(safe.narrowed, package.name)
        notes.append(Finding("book.far_cell", params={"sheet": name, "cell": safe.far}, level=Level.INFO))
    if extent.uncalculated:
        params = {"sheet": name, "count": extent.uncalculated}
        notes.append(Finding("book.uncalculated", params=params, level=Level.INFO))
    grid: list[list[Cell]] = [*grid_of(open_sheet(book, name, package.name), package.name)]
    _tell_untold(grid, extent)
    return Sheet(name, table, grid, tuple(notes))


def _tell_untold(grid: list[list[Cell]], extent: Extent) -> None:
    """Put in what calamine does not tell: errors, which it gives as blanks."""
    for (row, column), text in extent.texts.items():
        if text.startswith(_ERROR) and row <= len(grid) and column <= len(grid[row - 1]):
            grid[row - 1][column - 1] = Broken(text)


def _has_totals(package: Package, part: str) -> bool:
    tables = (target for kind, target in related_parts(package, part) if kind.endswith(_TABLE_PART))
    return any(package.tree(table).get("totalsRowCount", "0") != "0" for table in tables)


def related_parts(package: Package, part: str) -> Iterator[tuple[str, str]]:
    """Give the parts of a workbook that a part leads to, each with the kind of the relation."""
    folder, file = posixpath.split(part)
    relations = f"{folder}/_rels/{file}.rels"
    if relations in package.parts:
        for element in package.tree(relations):
            target = posixpath.normpath(posixpath.join("/", folder, element.get("Target", "")))[1:]
            if target in package.parts:
                yield element.get("Type", ""), target
