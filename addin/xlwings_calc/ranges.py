"""A range of cells: how it looks, what lies around it, what is done to it."""

from typing import TYPE_CHECKING, Final

from xlwings_calc.bridge import Uno, load_uno
from xlwings_calc.contents import Contents

if TYPE_CHECKING:
    from xlwings_calc.book import Book

__all__ = ["Range", "selected"]

_CONTENTS: Final = 1 | 2 | 4 | 16  # numbers, days, texts, formulas
_NOTES: Final = 8
_FORMATS: Final = 32 | 64


class Range(Contents, kind="Range"):
    """A rectangle of cells of one sheet."""

    __slots__ = ()

    @property
    def number_format(self) -> str | None:
        """Give or set the number format as Excel writes it, None where there are several."""
        keys = {key for key, _ in self.formats()}
        return self.sheet.book.format_code(keys.pop()) if len(keys) == 1 else None

    @number_format.setter
    def number_format(self, code: str) -> None:
        self.api.NumberFormat = self.sheet.book.format_key(code)

    @property
    def color(self) -> tuple[int, int, int] | None:
        """Give or set the colour behind the cells, None for none."""
        number = int(self.api.CellBackColor)
        return None if number < 0 else (number >> 16 & 255, number >> 8 & 255, number & 255)

    @color.setter
    def color(self, value: tuple[int, int, int] | str | int | None) -> None:
        self.api.CellBackColor = _color_number(value)

    def autofit(self, axis: str | None = None) -> None:
        """Make columns ("c"), rows ("r"), or both as wide and high as they need."""
        if axis in {None, "c", "columns"}:
            self.api.getColumns().OptimalWidth = True
        if axis in {None, "r", "rows"}:
            self.api.getRows().OptimalHeight = True

    @property
    def current_region(self) -> "Range":
        """Give the filled cells around it, up to empty rows and columns."""
        cursor = self.sheet.api.createCursorByRange(self.api)
        cursor.collapseToCurrentRegion()
        return self.sheet.book.range_of(cursor)

    @property
    def merge_cells(self) -> bool | None:
        """Tell whether the cells are merged: None where some are."""
        if not self.api.getIsMerged():
            return False
        around = self.merge_area
        return True if around.bottom >= self.bottom and around.right >= self.right else None

    @property
    def merge_area(self) -> "Range":
        """Give the merged cells that the first cell belongs to, or that cell."""
        cursor = self.sheet.api.createCursorByRange(self.api.getCellByPosition(0, 0))
        cursor.collapseToMergedArea()
        return self.sheet.book.range_of(cursor)

    def select(self) -> None:
        """Select it."""
        self.sheet.book.api.getCurrentController().select(self.api)

    # What is done to it

    def clear_contents(self) -> None:
        """Empty the cells."""
        self.api.clearContents(_CONTENTS)

    def clear_formats(self) -> None:
        """Take the formats of the cells away."""
        self.api.clearContents(_FORMATS)

    def clear(self) -> None:
        """Empty the cells, and take their formats and notes away."""
        self.api.clearContents(_CONTENTS | _NOTES | _FORMATS)

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
    """Give what is selected as a range, the first one of several; None where it is no cells."""
    if selection is None:
        return None
    if selection.supportsService("com.sun.star.sheet.SheetCellRanges"):
        addresses = selection.getRangeAddresses()
        return book.range_of(addresses[0]) if addresses else None
    return book.range_of(selection) if selection.supportsService("com.sun.star.sheet.SheetCellRange") else None


def _color_number(value: tuple[int, int, int] | str | int | None) -> int:
    """Give Calc's number of a colour: Excel's numbers have red last.

    >>> _color_number((255, 128, 0)) == _color_number("#ff8000") == _color_number(0x0080FF) == 0xFF8000
    True
    """
    match value:
        case None:
            return -1
        case str():
            return int(value.removeprefix("#"), 16)
        case int():
            return (value & 255) << 16 | value & 0xFF00 | value >> 16 & 255
        case (red, green, blue):
            return red << 16 | green << 8 | blue
    raise TypeError(f"no colour: {value!r}")
