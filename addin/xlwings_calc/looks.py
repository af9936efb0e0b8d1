"""How cells look: number format, colour, letters, width and height, and what is merged."""

from collections.abc import Iterator
from typing import Final, Self, TypeAlias

from xlwings_calc.bridge import Uno, load_uno
from xlwings_calc.contents import Contents
from xlwings_calc.part import Part
from xlwings_calc.place import shared

__all__ = ["Color", "Font", "Looks"]

Color: TypeAlias = tuple[int, int, int] | str | int  # red, green, blue; "#ff8000"; Excel's number with red last

_SCRIPTS: Final = ("", "Asian", "Complex")  # Calc has one font each for Latin, Chinese, and Arabic letters
_INCH: Final = 2540  # hundredths of millimetres
_NARROW: Final = 12  # pixels; a column of one digit


class Font(Part, kind="Font"):
    """The letters of a range. What differs from cell to cell is None."""

    __slots__ = ("_cells",)

    def __init__(self, cells: Contents) -> None:
        self._cells = cells

    @property
    def api(self) -> Uno:
        """Give Calc's own object."""
        return self._cells.api

    def _set(self, name: str, value: object) -> None:
        with self._cells.sheet.document.steady(self._cells.shape[0]):
            for script in _SCRIPTS:
                setattr(self.api, name + script, value)

    @property
    def bold(self) -> bool | None:
        """Tell or set whether they are bold."""
        weight = shared(self.api, "CharWeight")
        return None if weight is None else float(weight) > 100  # noqa: PLR2004 - that is normal

    @bold.setter
    def bold(self, value: bool) -> None:
        self._set("CharWeight", 150.0 if value else 100.0)

    @property
    def italic(self) -> bool | None:
        """Tell or set whether they are slanted."""
        slant = shared(self.api, "CharPosture")
        return None if slant is None else slant.value != "NONE"

    @italic.setter
    def italic(self, value: bool) -> None:
        self._set("CharPosture", load_uno().Enum("com.sun.star.awt.FontSlant", "ITALIC" if value else "NONE"))

    @property
    def size(self) -> float | None:
        """Give or set their height in points."""
        height = shared(self.api, "CharHeight")
        return None if height is None else float(height)

    @size.setter
    def size(self, value: float) -> None:
        self._set("CharHeight", float(value))

    @property
    def name(self) -> str | None:
        """Give or set the name of the font."""
        name = shared(self.api, "CharFontName")
        return None if name is None else str(name)

    @name.setter
    def name(self, value: str) -> None:
        self._set("CharFontName", value)

    @property
    def color(self) -> tuple[int, int, int] | None:
        """Give or set their colour."""
        number = shared(self.api, "CharColor")
        return None if number is None else _rgb(max(int(number), 0))  # below 0 is automatic: black

    @color.setter
    def color(self, value: Color) -> None:
        self.api.CharColor = _color_number(value)


class Looks(Contents, kind="Range"):
    """A range, as far as how it looks. What differs from cell to cell is None."""

    __slots__ = ()

    @property
    def number_format(self) -> str | None:
        """Give or set the number format as Excel writes it."""
        key = shared(self.api, "NumberFormat")
        return None if key is None else self.sheet.document.format_code(int(key))

    @number_format.setter
    def number_format(self, code: str) -> None:
        with self.sheet.document.steady(self.shape[0]):
            self.api.NumberFormat = self.sheet.document.format_key(code)

    @property
    def color(self) -> tuple[int, int, int] | None:
        """Give or set the colour behind the cells, None for none."""
        number = shared(self.api, "CellBackColor")
        return None if number is None or number < 0 else _rgb(int(number))

    @color.setter
    def color(self, value: Color | None) -> None:
        self.api.CellBackColor = -1 if value is None else _color_number(value)

    @property
    def font(self) -> Font:
        """Give the letters."""
        return Font(self)

    @property
    def wrap_text(self) -> bool | None:
        """Tell or set whether long texts go over several lines."""
        wraps = shared(self.api, "IsTextWrapped")
        return None if wraps is None else bool(wraps)

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        with self.sheet.document.steady(self.shape[0]):
            self.api.IsTextWrapped = bool(value)

    @property
    def column_width(self) -> float | None:
        """Give or set the width of the columns in digits, as Excel measures it; 0 is hidden."""
        columns = _each(self.api.getColumns())
        widths = {column.Width * column.IsVisible for column in columns}
        return _digits(widths.pop()) if len(widths) == 1 else None

    @column_width.setter
    def column_width(self, value: float) -> None:
        columns = self.api.getColumns()
        columns.IsVisible = value > 0
        if value > 0:
            columns.Width = _width(value)

    @property
    def row_height(self) -> float | None:
        """Give or set the height of the rows in points; 0 is hidden."""
        heights = {row.Height * row.IsVisible for row in _each(self.api.getRows())}
        return round(heights.pop() / _INCH * 72, 2) if len(heights) == 1 else None

    @row_height.setter
    def row_height(self, value: float) -> None:
        rows = self.api.getRows()
        rows.IsVisible = value > 0
        if value > 0:
            rows.Height = round(value / 72 * _INCH)

    def autofit(self, axis: str | None = None) -> None:
        """Make columns ("c"), rows ("r"), or both as wide and high as they need."""
        if axis in {None, "c", "columns"}:
            self.api.getColumns().OptimalWidth = True
        if axis in {None, "r", "rows"}:
            self.api.getRows().OptimalHeight = True

    @property
    def merge_area(self) -> Self:
        """Give the merged cells that the first cell is part of, or that cell."""
        return self._grown(self.part(1, 1))

    @property
    def merge_cells(self) -> bool | None:
        """Tell whether all cells are merged into one, or none is with any other; else None."""
        if not self.api.IsMerged and self._grown(self).shape == self.shape:
            return False
        area = self.merge_area
        return True if area.bottom >= self.bottom and area.right >= self.right else None

    def _grown(self, cells: Self) -> Self:
        """Give a range with all that is merged with cells of it."""
        cursor = self.sheet.api.createCursorByRange(cells.api)
        cursor.collapseToMergedArea()
        at = cursor.RangeAddress
        return type(self)(self.sheet, at.StartRow + 1, at.StartColumn + 1, at.EndRow + 1, at.EndColumn + 1)

    def merge(self, across: bool = False) -> None:
        """Merge the cells into one, or each row into one."""
        height, width = self.shape
        for part in [self.part(row + 1, 1, 1, width) for row in range(height)] if across else [self]:
            part.api.merge(True)

    def unmerge(self) -> None:
        """Take merged cells apart."""
        self.api.merge(False)


def _each(lines: Uno) -> Iterator[Uno]:
    return (lines.getByIndex(index) for index in range(lines.getCount()))


def _rgb(number: int) -> tuple[int, int, int]:
    return number >> 16 & 255, number >> 8 & 255, number & 255


def _color_number(value: Color) -> int:
    """Give Calc's number of a colour.

    >>> _color_number((255, 128, 0)) == _color_number("#ff8000") == _color_number(0x0080FF) == 0xFF8000
    True
    """
    match value:
        case str():
            return int(value.removeprefix("#"), 16)
        case int():
            return (value & 255) << 16 | value & 0xFF00 | value >> 16 & 255
        case (red, green, blue):
            return red << 16 | green << 8 | blue


def _digits(width: int) -> float:
    """Give a width in digits of Excel's usual font, each of 7 pixels with 5 more around them.

    >>> _digits(_width(8.43)), _digits(_width(20)), _width(8.43)
    (8.43, 20.0, 1693)
    """
    pixels = round(width / _INCH * 96)
    return round((pixels - 5) / 7 if pixels >= _NARROW else pixels / _NARROW, 2)


def _width(digits: float) -> int:
    pixels = round(digits * 7 + 5 if digits >= 1 else digits * _NARROW)
    return round(pixels / 96 * _INCH)
