"""A workbook's cells as calamine gives them, looked at first: a stray cell must not take the process down."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from python_calamine import CalamineWorkbook, SheetTypeEnum

from hiveledger.book.cells import Broken, Cell
from hiveledger.book.naming import Naming, read_naming, settings_sheet
from hiveledger.book.place import find_header
from hiveledger.book.traces import TABLE_PART, Trace, Traces
from hiveledger.book.versions.marks import marks_of
from hiveledger.book.xlsx.area import Area
from hiveledger.errors import SchemaError
from hiveledger.findings import Finding, Level
from hiveledger.gate import Extent, Package, column_letters, safe_sheet
from hiveledger.intake.parts import is_structure_locked, related_parts, sheet_parts
from hiveledger.intake.reader import grid_of, open_sheet, open_workbook
from hiveledger.intake.workbook import value_text
from hiveledger.schema import MARKS_SHEET, SETTINGS, Table

__all__ = ["Cells", "Grids", "Sheet", "read_grids"]

_ERROR: Final = "#"


@dataclass(frozen=True)
class Cells:
    """A sheet's cells from A1 on, and what else has to be known of them."""

    grid: list[list[Cell]]
    blocks: tuple[Area, ...]  # of Excel's tables
    is_protected: bool
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Sheet:
    """A sheet that holds one of our tables. It is read when its cells are asked for."""

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

    def is_still(self, trace: Trace) -> bool:
        """Tell whether the cells are those of that trace. Raises: GateError."""
        return self._traces.is_still(trace, self.name, self.part)


@dataclass(frozen=True)
class Grids:
    """A ledger's sheets, and what else its workbook tells."""

    sheets: tuple[Sheet, ...]
    naming: Naming
    marks: frozenset[str] | None  # the runs on its hidden sheet; None where it has no such sheet
    is_locked: bool  # no sheet may be added


def read_grids(data: bytes, name: str, proposed: Naming) -> Grids:
    """Find the sheets that are named as 规则 or else the schema names them, in either language; others are left alone.

    `proposed` is how a workbook that is to be adopted is read, for as long as its 规则 names nothing.
    Raises: GateError where the file cannot be read safely; SchemaError where two sheets claim to be one table, or a
    table has a totals row, which would be read as one more lead; SettingsError where 规则 names what is not there.
    """
    package = Package(data, name)
    traces, parts = Traces(package), sheet_parts(package)
    book = open_workbook(data, name)
    found: dict[str, Sheet] = {}
    marks = None
    naming = proposed
    sheets = [meta.name for meta in book.sheets_metadata if meta.typ is SheetTypeEnum.WorkSheet and meta.name in parts]
    rules = settings_sheet(sheets, proposed)
    if rules:
        found[SETTINGS.name] = Sheet(rules, parts[rules], SETTINGS, package, book, traces)
        told = _naming(found[SETTINGS.name])
        naming = told if told.is_told or not proposed.is_proposed else proposed
    for sheet in sheets:
        table = naming.table_of(sheet)
        if sheet == MARKS_SHEET and safe_sheet(package, parts[sheet], name).extent.fits:
            marks = marks_of(grid_of(open_sheet(book, sheet, name), name))
        if table is None or sheet == rules:
            continue
        if table.name in found:
            raise SchemaError("book.doubled_sheet", one=found[table.name].name, other=sheet)
        found[table.name] = Sheet(sheet, parts[sheet], table, package, book, traces)
    naming.check_sheets(found)
    return Grids(tuple(found.values()), naming, marks, is_structure_locked(package))


def _naming(sheet: Sheet) -> Naming:
    grid = sheet.cells().grid
    row, columns = find_header(SETTINGS, sheet.name, grid, Naming())
    at = [columns.get(key, 0) for key in ("key", "value", "unit")]
    rows = ([value_text(cells[column - 1]) if column else "" for column in at] for cells in grid[row:])
    return read_naming(sheet.name, rows, row + 1, column_letters(at[1] or at[0]))


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
