"""A range of cells: what lies around it, and what is done to it as a whole."""

from typing import TYPE_CHECKING, Final

import xlwings as xw
from xlwings.expansion import expanders

from xlwings_calc.bridge import Uno, load_uno
from xlwings_calc.looks import Looks
from xlwings_calc.part import NotCoveredError

if TYPE_CHECKING:
    from xlwings_calc.book import Book
    from xlwings_calc.names import Name
    from xlwings_calc.sheet import Sheet
    from xlwings_calc.tables import Table

__all__ = ["Range", "selected"]

_CONTENTS: Final = 1 | 2 | 4 | 16  # numbers, days, texts, formulas
_NOTES: Final = 8
_FORMATS: Final = 32 | 64


class Range(Looks, kind="Range"):
    """A rectangle of cells of one sheet. Where a person selected several, it is the first, and `areas` are all."""

    __slots__ = ("areas",)

    def __init__(self, sheet: "Sheet", row: int, column: int, bottom: int, right: int) -> None:
        super().__init__(sheet, row, column, bottom, right)
        self.areas: Uno = None

    @property
    def current_region(self) -> "Range":
        """Give the filled cells around it, up to empty rows and columns."""
        cursor = self.sheet.api.createCursorByRange(self.api)
        cursor.collapseToCurrentRegion()
        return self.sheet.cells_at(cursor.RangeAddress)

    def end(self, direction: str) -> "Range":
        """Give the cell where a person lands who presses Ctrl and an arrow."""
        down, forward = direction[0] in "du", direction[0] in "dr"
        whole = self.sheet.cells
        here = self.row if down else self.column
        line = Range(self.sheet, 1, self.column, whole.bottom, self.column)
        if not down:
            line = Range(self.sheet, self.row, 1, self.row, whole.right)
        filled = sorted(
            (at.StartRow + 1, at.EndRow + 1) if down else (at.StartColumn + 1, at.EndColumn + 1)
            for at in line.api.queryContentCells(_CONTENTS).getRangeAddresses()
        )
        there = _next(filled, here, last=len(line)) if forward else _before(filled, here)
        return Range(self.sheet, *((there, self.column) * 2 if down else (self.row, there) * 2))

    def expand(self, mode: str = "table") -> "Range":
        """Give it with the filled cells "down", to the "right", or both ("table"), as xlwings looks for them."""
        found: Range = expanders[mode].expand(xw.Range(impl=self)).impl
        return found

    @property
    def table(self) -> "Table | None":
        """Give the table that it begins in."""
        return next((table for table in self.sheet.tables if self._begins_in(table.range)), None)

    def _begins_in(self, other: "Range") -> bool:
        return other.row <= self.row <= other.bottom and other.column <= self.column <= other.right

    @property
    def name(self) -> "Name | None":
        """Give or set a name of the workbook that stands for exactly these cells."""
        return next((name for name in self.sheet.book.names if name.stands_for(self)), None)

    @name.setter
    def name(self, value: str) -> None:
        sheet = self.sheet.name.replace("'", "''")
        self.sheet.book.names.add(value, f"='{sheet}'!{self.address}")

    def get_special_cells(self, cell_type: str, _value_type: str | None) -> list["Range"]:
        """Give the parts that are visible; of a selection, of all its areas."""
        if cell_type != "visible":
            raise NotCoveredError(f'Range.get_special_cells("{cell_type}")')
        give = self.sheet.cells_at  # each area by itself: of several at once Calc gives rows between them too
        areas = [self] if self.areas is None else map(give, self.areas.getRangeAddresses())
        return [give(at) for area in areas for at in area.api.queryVisibleCells().getRangeAddresses()]

    def select(self) -> None:
        """Select it."""
        self.sheet.document.api.getCurrentController().select(self.api)

    # What is done to it

    def clear_contents(self) -> None:
        """Empty the cells."""
        self._clear(_CONTENTS)

    def clear_formats(self) -> None:
        """Take the formats of the cells away."""
        self._clear(_FORMATS)

    def clear(self) -> None:
        """Empty the cells, and take their formats and notes away."""
        self._clear(_CONTENTS | _NOTES | _FORMATS)

    def _clear(self, what: int) -> None:
        with self.sheet.document.steady(self.shape[0]):
            self.api.clearContents(what)

    def insert(self, shift: str, _copy_origin: str | None = None) -> None:
        """Insert as many cells before it, moving what is there "down" or "right"."""
        mode = {"down": "DOWN", "right": "RIGHT"}[shift]
        self.sheet.api.insertCells(self.api.RangeAddress, load_uno().Enum("com.sun.star.sheet.CellInsertMode", mode))

    def delete(self, shift: str | None = None) -> None:
        """Take the cells out, moving what follows "up" or "left"."""
        height, width = self.shape
        mode = {"up": "UP", "left": "LEFT"}[shift or ("up" if width >= height else "left")]
        self.sheet.api.removeRange(self.api.RangeAddress, load_uno().Enum("com.sun.star.sheet.CellDeleteMode", mode))


def selected(book: "Book", selection: Uno) -> Range | None:
    """Give what is selected as a range, None where it is no cells."""
    if selection is not None and selection.supportsService("com.sun.star.sheet.SheetCellRange"):
        return book.range_of(selection)
    if selection is not None and selection.supportsService("com.sun.star.sheet.SheetCellRanges"):
        first = book.range_of(selection.getRangeAddresses()[0])
        first.areas = selection
        return first
    return None


def _next(filled: list[tuple[int, int]], here: int, *, last: int) -> int:
    """Give where one lands going on from `here` among runs of filled cells.

    >>> [_next([(1, 3), (6, 8)], here, last=100) for here in (1, 3, 4, 8)]
    [3, 6, 6, 100]
    """
    for first, end in filled:
        if first <= here < end:
            return end
        if here < first:
            return first
    return last


def _before(filled: list[tuple[int, int]], here: int) -> int:
    """Give where one lands going back from `here` among runs of filled cells.

    >>> [_before([(1, 3), (6, 8)], here) for here in (8, 6, 5, 1)]
    [6, 3, 3, 1]
    """
    for first, end in reversed(filled):
        if first < here <= end:
            return first
        if end < here:
            return end
    return 1
