"""What else than values the sheets of an open workbook hold, that a write has to mind."""

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from hiveledger.book.cells import Cell
from hiveledger.book.hurdles import Hurdles
from hiveledger.book.live.saved import Saved
from hiveledger.book.live.sheets import area_of, block, formulas_in, used_range
from hiveledger.book.place import Grid, Place
from hiveledger.book.xlsx.area import Area

if TYPE_CHECKING:
    import xlwings as xw

__all__ = ["Around"]


class Around:
    """Looks at the sheets of one open workbook; `grids` holds their cells as they were just read."""

    def __init__(self, book: "xw.Book", saved: Saved, grids: Mapping[str, Grid]) -> None:
        self._book, self._saved, self._grids = book, saved, grids
        self._hurdles: dict[str, _Hurdles] = {}

    def hurdles(self, place: Place) -> Hurdles:
        """Give what stands in the way on a table's sheet."""
        return self._hurdles_on(place.sheet)

    def is_as_seen(self, sheet: str, column: int, row: int, cell: Cell) -> bool:
        """Tell whether a cell holds what it held when the sheet was looked at; of a sheet of ours nobody asked."""
        grid = self._grids.get(sheet)
        if grid is None:
            return True
        return cell == (grid[row - 1][column - 1] if row <= len(grid) and column <= len(grid[row - 1]) else "")

    def has_formula(self, sheet: str, column: int, row: int) -> bool:
        """Tell whether a cell held a formula then."""
        return row <= len(self._grids.get(sheet, ())) and self._hurdles_on(sheet).has_formula(row, column)

    def _hurdles_on(self, sheet: str) -> "_Hurdles":
        if sheet not in self._hurdles:
            self._hurdles[sheet] = _Hurdles(self._book.sheets[sheet], self._grids[sheet])
        return self._hurdles[sheet]

    def locked(self, place: Place, cells: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
        """Give those of a protected sheet's cells that are locked."""
        return self._saved.locked(place.sheet, cells)

    def grid(self, place: Place) -> Grid:
        """Give all cells of a table's sheet."""
        return self._grids[place.sheet]


class _Hurdles:
    """What is in the way on one sheet, asked for when it is needed: columns without formulas cost one call each."""

    filters = ()  # no program tells through xlwings what is filtered outside of its tables

    def __init__(self, sheet: "xw.Sheet", grid: Grid) -> None:
        self._sheet, self._grid = sheet, grid
        self._formulas: dict[int, frozenset[int]] = {}

    @cached_property
    def merges(self) -> tuple[Area, ...]:
        """The merged cells."""
        return tuple(dict.fromkeys(_merged(self._sheet, used_range(self._sheet))))

    def has_formula(self, row: int, column: int) -> bool:
        """Tell whether a cell holds a formula."""
        if column not in self._formulas:
            shown = (cells[column - 1] if column <= len(cells) else "" for cells in self._grid)
            self._formulas[column] = formulas_in(self._sheet, column, dict(enumerate(shown, 1)))
        return row in self._formulas[column]

    def merged(self, row: int, column: int) -> bool:
        """Tell whether a cell is hidden under a merged one."""
        return any(area.holds(row, column) and area[:2] != (row, column) for area in self.merges)


def _merged(sheet: "xw.Sheet", area: Area) -> Iterator[Area]:
    """Find merged cells by halves: a program tells of an area whether it holds any."""
    cells = block(sheet, area)
    if cells.merge_cells is False:
        return
    if area.top == area.bottom and area.left == area.right:
        yield area_of(cells.merge_area)
    elif area.bottom - area.top >= area.right - area.left:
        middle = (area.top + area.bottom) // 2
        yield from _merged(sheet, area._replace(bottom=middle))
        yield from _merged(sheet, area._replace(top=middle + 1))
    else:
        middle = (area.left + area.right) // 2
        yield from _merged(sheet, area._replace(right=middle))
        yield from _merged(sheet, area._replace(left=middle + 1))
