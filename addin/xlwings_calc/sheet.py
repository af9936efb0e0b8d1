"""A sheet of a workbook that is open in Calc."""

import re
from typing import TYPE_CHECKING, Final

from xlwings_calc.bridge import Uno
from xlwings_calc.document import Document
from xlwings_calc.names import Names
from xlwings_calc.part import Part
from xlwings_calc.place import corners_of
from xlwings_calc.ranges import Range
from xlwings_calc.tables import Tables

if TYPE_CHECKING:
    from xlwings_calc.book import Book

__all__ = ["Sheet"]

_CORNER: Final = re.compile(r"\$?([A-Za-z]{1,3})?\$?(\d+)?")
_TABLE: Final = re.compile(r"([^\W\d][\w.]*)(?:\[([^\[\]]*)\])?")
_ROWS: Final = 1_048_576
_WHOLE: Final = {(0, 0, columns - 1, _ROWS - 1) for columns in (1_024, 16_384)}  # the fewer before LibreOffice 7.4


class Sheet(Part, kind="Sheet"):
    """One sheet."""

    __slots__ = ("_sheet", "book")

    def __init__(self, book: "Book", sheet: Uno) -> None:
        self.book, self._sheet = book, sheet

    @property
    def api(self) -> Uno:
        """Give Calc's own object, another one where cells were deleted: it shrinks and moves with them."""
        if corners_of(self._sheet) not in _WHOLE:
            self._sheet = self.document.sheets_api.getByIndex(self.index - 1)
        return self._sheet

    @property
    def document(self) -> Document:
        """Give the document that it is part of."""
        return self.book.document

    @property
    def name(self) -> str:
        """Give or set its name."""
        return str(self._sheet.getName())

    @name.setter
    def name(self, value: str) -> None:
        self._sheet.setName(value)

    @property
    def index(self) -> int:
        """Give its place, counted from 1."""
        return int(self._sheet.RangeAddress.Sheet) + 1

    @property
    def visible(self) -> bool:
        """Tell or set whether it is shown."""
        return bool(self.api.IsVisible)

    @visible.setter
    def visible(self, value: bool) -> None:
        self.api.IsVisible = bool(value)

    @property
    def names(self) -> Names:
        """Give the names that hold on this sheet alone."""
        return Names(self.book, {f"{self.name}!": self.api.NamedRanges})

    @property
    def tables(self) -> Tables:
        """Give the tables."""
        return Tables(self)

    @property
    def columns_at_most(self) -> int:
        """Give how many columns this Calc has."""
        return int(self.api.getColumns().getCount())

    @property
    def cells(self) -> Range:
        """Give all cells."""
        return Range(self, 1, 1, _ROWS, self.columns_at_most)

    @property
    def used_range(self) -> Range:
        """Give the smallest range with all cells that hold or wear something, A1 where none does."""
        cursor = self.api.createCursor()
        cursor.gotoStartOfUsedArea(False)
        cursor.gotoEndOfUsedArea(True)
        return self.cells_at(cursor.RangeAddress)

    def activate(self) -> None:
        """Bring it to the front."""
        self.book.api.getCurrentController().setActiveSheet(self.api)

    def select(self) -> None:
        """Bring it to the front."""
        self.activate()

    def delete(self) -> None:
        """Remove it."""
        self.document.sheets_api.removeByName(self.name)

    def clear_contents(self) -> None:
        """Empty all cells."""
        self.cells.clear_contents()

    def clear_formats(self) -> None:
        """Take the formats of all cells away."""
        self.cells.clear_formats()

    def clear(self) -> None:
        """Empty all cells and take their formats away."""
        self.cells.clear()

    def autofit(self, axis: str | None = None) -> None:
        """Make columns ("c"), rows ("r"), or both as wide and high as they need."""
        self.used_range.autofit(axis)

    def range(self, first: object, last: object = None) -> Range:
        """Give the range of an address, a name, a table, a pair of places, or between two of them."""
        start = self._found(first)
        if last is None:
            return start
        end = self._found(last)
        return Range(
            self,
            min(start.row, end.row),
            min(start.column, end.column),
            max(start.bottom, end.bottom),
            max(start.right, end.right),
        )

    def cells_at(self, at: Uno) -> Range:
        """Give the range at an address of Calc."""
        return Range(self, at.StartRow + 1, at.StartColumn + 1, at.EndRow + 1, at.EndColumn + 1)

    def _found(self, place: object) -> Range:
        match place:
            case Range():
                return place
            case (int(row), int(column), int(height), int(width)):  # a slice, as xlwings hands it on
                return Range(self, row, column, row + height - 1, column + width - 1)
            case (int(row), int(column)):
                if row < 1 or column < 1:
                    raise IndexError("rows and columns are counted from 1")
                return Range(self, row, column, row, column)
            case str():
                return self._at(place) or self._named(place)
            case _:
                raise TypeError(f"no place in a sheet: {place!r}")

    def _at(self, address: str) -> Range | None:
        sheet, _, place = address.rpartition("!")
        corners = [_CORNER.fullmatch(part) for part in place.split(":")]
        start, end = corners[0], corners[-1]
        if sheet and sheet.removeprefix("'").removesuffix("'").replace("''", "'").lower() != self.name.lower():
            return None
        if len(corners) > 2 or start is None or end is None:  # noqa: PLR2004 - a range has two corners
            return None
        if not (all(start.groups()) if len(corners) == 1 else any(start.groups()) and any(end.groups())):
            return None
        return Range(
            self,
            int(start[2] or 1),
            _number(start[1]) if start[1] else 1,
            int(end[2] or _ROWS),
            _number(end[1]) if end[1] else self.columns_at_most,
        )

    def _named(self, name: str) -> Range:
        known = {one.name.lower(): one for one in self.book.names}
        for full in (f"{self.name}!{name}", name):
            if full.lower() in known:
                return known[full.lower()].refers_to_range
        table = _TABLE.fullmatch(name)
        if table and table[1] in self.tables:
            found = self.tables(table[1])
            return found.column(table[2]) if table[2] else found.data_body_range
        raise KeyError(name)


def _number(letters: str) -> int:
    """Give the number of a column.

    >>> _number("A"), _number("Z"), _number("AA"), _number("XFD")
    (1, 26, 27, 16384)
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
