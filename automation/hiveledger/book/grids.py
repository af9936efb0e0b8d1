"""A workbook's cells as calamine gives them, looked at first: a stray cell must not take the process down."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from python_calamine import CalamineWorkbook, SheetTypeEnum

from hiveledger.book.cells import Broken, Cell
from hiveledger.book.naming import Naming
from hiveledger.book.sheets import Cells, Grids, find_tables
from hiveledger.book.traces import TABLE_PART, Trace, Traces
from hiveledger.book.versions.marks import marks_of
from hiveledger.book.xlsx.area import Area
from hiveledger.errors import SchemaError
from hiveledger.findings import Finding, Level
from hiveledger.gate import Extent, Package, safe_sheet
from hiveledger.intake.parts import is_structure_locked, related_parts, sheet_parts
from hiveledger.intake.reader import grid_of, open_sheet, open_workbook
from hiveledger.schema import MARKS_SHEET, Table

__all__ = ["read_grids"]

_ERROR: Final = "#"


@dataclass(frozen=True)
class _FileSheet:
    """A sheet in a file."""

    name: str
    part: str
    table: Table
    _package: Package
    _book: CalamineWorkbook
    _traces: Traces

    def cells(self) -> Cells:
        """Read the sheet. Raises: GateError, SchemaError."""
        return _read_sheet(self._package, self._book, self.part, self.name)

    def trace(self) -> Trace:
        """Give what the cells come of. Raises: GateError."""
        return self._traces.of(self.name, self.part)

    def is_still(self, trace: object) -> bool:
        """Tell whether the cells are those of that trace. Raises: GateError."""
        return isinstance(trace, Trace) and self._traces.is_still(trace, self.name, self.part)


def read_grids(data: bytes, name: str, proposed: Naming) -> Grids:
    """Find the sheets of a ledger in a file (see `find_tables`).

    Raises: GateError where the file cannot be read safely; SchemaError where two sheets claim to be one table, or a
    table has a totals row, which would be read as one more lead; SettingsError where 规则 names what is not there.
    """
    package = Package(data, name)
    traces, parts = Traces(package), sheet_parts(package)
    book = open_workbook(data, name)
    names = [meta.name for meta in book.sheets_metadata if meta.typ is SheetTypeEnum.WorkSheet and meta.name in parts]
    sheets, naming = find_tables(
        names, proposed, lambda sheet, table: _FileSheet(sheet, parts[sheet], table, package, book, traces)
    )
    marks = None
    if MARKS_SHEET in names and safe_sheet(package, parts[MARKS_SHEET], name).extent.fits:
        marks = marks_of(grid_of(open_sheet(book, MARKS_SHEET, name), name))
    return Grids(sheets, naming, marks, is_structure_locked(package))


def _read_sheet(package: Package, book: CalamineWorkbook, part: str, name: str) -> Cells:
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
    return Cells(grid, tuple(_tables(package, part, name)), extent.protected, tuple(notes))


def _tell_untold(grid: list[list[Cell]], extent: Extent) -> None:
    """Put in what calamine does not tell: errors, which it gives as blanks."""
    for (row, column), text in extent.texts.items():
        if text.startswith(_ERROR) and row <= len(grid) and column <= len(grid[row - 1]):
            grid[row - 1][column - 1] = Broken(text)


def _tables(package: Package, part: str, sheet: str) -> Iterator[Area]:
    """Give the areas of a sheet's Excel tables. Raises: SchemaError where one has a totals row."""
    for kind, target in related_parts(package, part):
        if kind.endswith(TABLE_PART):
            element = package.tree(target)
            if element.get("totalsRowCount", "0") != "0":
                raise SchemaError("book.totals_row", sheet=sheet)
            area = Area.parse(element.get("ref", ""))
            if area:
                yield area
