"""Cells and rectangles of cells, as a workbook writes them."""

import re
from functools import cache
from typing import Final, NamedTuple, Self

from hiveledger.gate.extent import column_letters, column_number
from hiveledger.gate.limits import MAX_COLUMN, MAX_ROW

__all__ = ["Area", "column_name", "column_of", "parse_cell", "reference"]

_CELL: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


class Area(NamedTuple):
    """A rectangle of cells, counted from 1, its edges included."""

    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Read "A1:B3" or "A1"; None for whole rows, whole columns and what is no area.

        >>> Area.parse("B2:C4"), str(Area.parse("$A$1"))
        (Area(top=2, left=2, bottom=4, right=3), 'A1')
        """
        first, _, last = text.partition(":")
        start, end = parse_cell(first), parse_cell(last or first)
        return None if start is None or end is None else cls(*start, *end)

    def __str__(self) -> str:
        corners = (f"{column_letters(self.left)}{self.top}", f"{column_letters(self.right)}{self.bottom}")
        return corners[0] if corners[0] == corners[1] else ":".join(corners)

    def holds(self, row: int, column: int) -> bool:
        """Tell whether a cell lies inside."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def meets(self, other: "Area") -> bool:
        """Tell whether two areas share a cell."""
        rows = self.top <= other.bottom and other.top <= self.bottom
        return rows and self.left <= other.right and other.left <= self.right

    def joined(self, other: "Area") -> "Area":
        """Give the smallest area around both."""
        return Area(
            min(self.top, other.top), min(self.left, other.left),
            max(self.bottom, other.bottom), max(self.right, other.right),
        )  # fmt: skip


def parse_cell(text: str) -> tuple[int, int] | None:
    """Read "B2" as (row, column); None for what is no cell of a sheet."""
    found = _CELL.fullmatch(text)
    if not found:
        return None
    row, column = int(found[2]), column_number(found[1])
    return (row, column) if 1 <= row <= MAX_ROW and 1 <= column <= MAX_COLUMN else None


@cache
def column_name(column: int) -> bytes:
    """Give a column's letters."""
    return column_letters(column).encode()


def reference(row: int, column: int) -> bytes:
    """Give a cell's name.

    >>> reference(12, 28)
    b'AB12'
    """
    return b"%b%d" % (column_name(column), row)


@cache
def _number(letters: bytes) -> int:
    return column_number(letters.decode())


def column_of(name: bytes) -> int:
    """Give the column of a cell's name; 0 where it is none.

    >>> column_of(b"AB12"), column_of(b"?")
    (28, 0)
    """
    letters = name.rstrip(b"0123456789")
    return _number(letters) if letters.isalpha() else 0
