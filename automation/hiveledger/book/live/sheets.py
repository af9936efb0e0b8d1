"""The cells of an open workbook as calamine would give them once it is saved."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING, Final, SupportsFloat

from hiveledger.book.cells import Broken, Cell
from hiveledger.book.naming import Naming
from hiveledger.book.place import Place
from hiveledger.book.sheets import Cells, Grids, Sheet, find_tables
from hiveledger.book.versions.marks import marks_of
from hiveledger.book.xlsx.area import Area
from hiveledger.errors import SchemaError
from hiveledger.findings import Finding, Level
from hiveledger.gate import column_letters
from hiveledger.schema import MARKS_SHEET, Table

if TYPE_CHECKING:
    import xlwings as xw

__all__ = ["area_of", "block", "formulas_in", "look_again", "read_block", "read_open", "runs", "used_range"]

_PLAIN: Final = {str, float, bool}
_DAY_ZERO: Final = dt.date(1899, 12, 30)  # of a time of day, which is a number below 1
_SLICE: Final = 20_000  # rows that are asked for at once
_ORDINARY: Final = 4_000_000  # cells that a program is asked for, though most be blank
_WIDEST: Final = 1_000  # columns of a sheet that nobody formatted to its edge
_HEADED: Final = 20  # rows by which it is told how wide one is that was


def read_open(book: "xw.Book", proposed: Naming, *, is_locked: bool) -> Grids:
    """Find the sheets of a ledger in an open workbook (see `find_tables`); `is_locked` tells what no program says.

    Raises: SchemaError, SettingsError.
    """
    by_name = {sheet.name: sheet for sheet in book.sheets}
    sheets, naming = find_tables(list(by_name), proposed, lambda name, table: _OpenSheet(name, table, by_name[name]))
    marks = by_name.get(MARKS_SHEET)
    told = None if marks is None else marks_of(_grid(marks, used_range(marks)))
    return Grids(sheets, naming, told, is_locked)


@dataclass(frozen=True)
class _OpenSheet:
    """A sheet in a program."""

    name: str
    table: Table
    _sheet: "xw.Sheet"
    part: str = field(default="", init=False)
    _read: list[Cells] = field(default_factory=list, repr=False, compare=False)  # one, once the sheet was read

    def cells(self) -> Cells:
        """Read the sheet, once. Raises: SchemaError."""
        if not self._read:
            used = used_range(self._sheet)
            grid = _grid(self._sheet, used)
            notes = []
            if used.bottom > len(grid):
                params = {"sheet": self.name, "cell": f"{column_letters(used.right)}{used.bottom}"}
                notes.append(Finding("book.far_cell", params=params, level=Level.INFO))
            self._read.append(Cells(grid, tuple(_tables(self._sheet)), is_protected=False, findings=tuple(notes)))
        return self._read[0]

    def trace(self) -> Cells:
        """Give the cells themselves: what comes of the same ones need not be typed again."""
        return self.cells()

    def is_still(self, trace: object) -> bool:
        """Tell whether the cells are those."""
        return trace == self.cells()

    def looked_at_again(self, columns: Collection[int], key: int) -> "_OpenSheet":
        """Give the sheet as it is now, read anew in some columns alone if the same rows stand there, by their key."""
        known, anew = self.cells(), _OpenSheet(self.name, self.table, self._sheet)
        used = used_range(self._sheet)
        if (used.bottom, used.right) != (len(known.grid), len(known.grid[0])):
            return anew
        grid = [[*row] for row in known.grid]
        for left, right in runs({*columns, key}):
            fresh = read_block(self._sheet, Area(1, left, used.bottom, right))
            for row, cells in zip(grid, fresh, strict=True):
                row[left - 1 : right] = cells
        if all(row[key - 1] == old[key - 1] for row, old in zip(grid, known.grid, strict=True)):
            anew._read.append(replace(known, grid=grid))
        return anew


def look_again(grids: Grids, places: Mapping[str, Place], columns: Mapping[str, Collection[str]]) -> Grids:
    """Read again what is asked for of some tables, by table and column; all else is as it was read before."""
    sheets: list[Sheet] = []
    for sheet in grids.sheets:
        place = places[sheet.table.name]
        asked = [place.columns[name] for name in columns.get(sheet.table.name, ()) if name in place.columns]
        key = place.columns.get(sheet.table.key)
        if sheet.table.name in columns and key is not None and isinstance(sheet, _OpenSheet):
            sheets.append(sheet.looked_at_again(asked, key))
        else:
            sheets.append(sheet)
    return replace(grids, sheets=tuple(sheets))


def runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Give the first and last of numbers that follow each other.

    >>> list(runs([7, 2, 3]))
    [(2, 3), (7, 7)]
    """
    for _, run in groupby(enumerate(sorted(numbers)), key=lambda it: it[1] - it[0]):
        found = [number for _, number in run]
        yield found[0], found[-1]


def used_range(sheet: "xw.Sheet") -> Area:
    """Give the area that a sheet uses, from A1 on."""
    last = sheet.used_range.last_cell
    return Area(1, 1, last.row, last.column)


def block(sheet: "xw.Sheet", area: Area) -> "xw.Range":
    """Give the cells of an area."""
    return sheet.range((area.top, area.left), (area.bottom, area.right))


def area_of(cells: "xw.Range") -> Area:
    """Give the area of cells."""
    last = cells.last_cell
    return Area(cells.row, cells.column, last.row, last.column)


def read_block(sheet: "xw.Sheet", area: Area) -> list[list[Cell]]:
    """Read an area in one call; in two where it holds errors, which a program gives as numbers or not at all."""
    cells = block(sheet, area)
    rows = cells.options(ndim=2, empty="").value
    grid = [[cell if type(cell) in _PLAIN else _cell(cell) for cell in row] for row in rows]
    broken = [(row, column) for row, line in enumerate(rows) if None in line for column, cell in _blanks(line)]
    if broken:
        said = cells.options(ndim=2, empty="", err_to_str=True).value
        for row, column in broken:
            grid[row][column] = Broken(said[row][column])
    return grid


def formulas_in(sheet: "xw.Sheet", column: int, shown: Mapping[int, Cell]) -> frozenset[int]:
    """Give the rows of a column's cells that hold formulas; `shown` is what the cells show, row after row.

    A text may begin as a formula does: then it is the very text that the cell shows.
    """
    first, last = min(shown), max(shown)
    said = block(sheet, Area(first, column, last, column)).formula
    texts = (line[0] for line in said) if isinstance(said, list | tuple) else [said]
    return frozenset(
        row
        for row, text in enumerate(texts, first)
        if isinstance(text, str) and text.startswith("=") and text != shown[row]
    )


def _blanks(line: Sequence[object]) -> Iterator[tuple[int, object]]:
    return ((column, cell) for column, cell in enumerate(line) if cell is None)


def _grid(sheet: "xw.Sheet", used: Area) -> list[list[Cell]]:
    """Read a sheet; one that is formatted far beyond its table as far as the table goes."""
    right = used.right
    if right > _WIDEST:
        right = max(_width(row) for row in read_block(sheet, Area(1, 1, min(used.bottom, _HEADED), right))) or _WIDEST
    is_ordinary = used.bottom * right <= _ORDINARY
    grid: list[list[Cell]] = []
    for top in range(1, used.bottom + 1, _SLICE):
        rows = read_block(sheet, Area(top, 1, min(top + _SLICE - 1, used.bottom), right))
        if not is_ordinary and not any(map(_width, rows)):
            break
        grid += rows
    return grid


def _width(row: Sequence[Cell]) -> int:
    return next((number for number in range(len(row), 0, -1) if row[number - 1] != ""), 0)


def _cell(cell: object) -> Cell:
    """Give a value that is neither text nor float nor bool as calamine gives it."""
    if isinstance(cell, dt.datetime):
        return cell.time() if cell.date() == _DAY_ZERO else cell
    if cell is None:
        return Broken()
    assert isinstance(cell, SupportsFloat), cell  # noqa: S101 - an int or, of a currency, a Decimal
    return float(cell)


def _tables(sheet: "xw.Sheet") -> Iterator[Area]:
    """Give the areas of a sheet's Excel tables. Raises: SchemaError where one has a totals row."""
    for table in sheet.tables:
        if table.show_totals:
            raise SchemaError("book.totals_row", sheet=sheet.name)
        yield area_of(table.range)
