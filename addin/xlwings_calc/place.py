"""Where a range of cells is, and its parts."""

from typing import TYPE_CHECKING, Any, Self

from xlwings_calc.bridge import Uno
from xlwings_calc.part import Part

if TYPE_CHECKING:
    from xlwings_calc.sheet import Sheet

__all__ = ["Place", "corners_of", "shared"]


class Place(Part, kind="Range"):
    """A rectangle of cells of one sheet; rows and columns are counted from 1."""

    __slots__ = ("_cells", "bottom", "column", "options", "right", "row", "sheet")

    def __init__(self, sheet: "Sheet", row: int, column: int, bottom: int, right: int) -> None:
        if min(row, column) < 1:
            raise IndexError("rows and columns are counted from 1")
        self.sheet, self.row, self.column, self.bottom, self.right = sheet, row, column, bottom, right
        self.options: dict[str, Any] = {}
        self._cells: Uno = None

    @property
    def api(self) -> Uno:
        """Give Calc's own object, None for a range without cells. Where Calc moved it with its cells, give another."""
        corners = (self.column - 1, self.row - 1, self.right - 1, self.bottom - 1)
        if len(self) and (self._cells is None or corners_of(self._cells) != corners):
            self._cells = self.sheet.api.getCellRangeByPosition(*corners)
        return self._cells

    @property
    def shape(self) -> tuple[int, int]:
        """Give how many rows and columns there are."""
        return max(0, self.bottom - self.row + 1), max(0, self.right - self.column + 1)

    def __len__(self) -> int:
        return self.shape[0] * self.shape[1]

    def __call__(self, row: int, column: int | None = None) -> Self:
        """Give a cell by its row and column, or by its number row by row, counted from 1 in this range."""
        if column is None:
            line, place = divmod(row - 1, self.shape[1])
            row, column = line + 1, place + 1
        return self.part(row, column)

    def part(self, row: int, column: int, height: int = 1, width: int = 1) -> Self:
        """Give a range by its place in this one, counted from 1."""
        top, left = self.row + row - 1, self.column + column - 1
        return type(self)(self.sheet, top, left, top + height - 1, left + width - 1)

    def get_address(
        self,
        row_absolute: bool = True,
        column_absolute: bool = True,
        external: bool = False,
    ) -> str:
        """Give the address as Excel writes it."""
        corners = [(self.row, self.column)] if len(self) == 1 else [(self.row, self.column), (self.bottom, self.right)]
        marks = "$" if column_absolute else "", "$" if row_absolute else ""
        address = ":".join(f"{marks[0]}{_letters(column)}{marks[1]}{row}" for row, column in corners)
        return f"[{self.sheet.book.name}]{self.sheet.name}!{address}" if external else address

    @property
    def address(self) -> str:
        """Give the address as Excel writes it, all of it absolute."""
        return self.get_address()


def corners_of(cells: Uno) -> tuple[int, int, int, int]:
    """Give left, top, right and bottom of an object of Calc, counted from 0.

    A call costs a tenth of asking for a new object, which has to be looked into before it is called.
    """
    at = cells.RangeAddress
    return at.StartColumn, at.StartRow, at.EndColumn, at.EndRow


def shared(cells: Uno, name: str) -> Uno:
    """Give what all cells have in common, None where they differ."""
    return None if cells.getPropertyState(name).value == "AMBIGUOUS_VALUE" else cells.getPropertyValue(name)


def _letters(column: int) -> str:
    """Give the letters of a column.

    >>> _letters(1), _letters(26), _letters(27), _letters(16384)
    ('A', 'Z', 'AA', 'XFD')
    """
    letters = ""
    while column:
        column, place = divmod(column - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters
