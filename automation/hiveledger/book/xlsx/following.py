"""Areas in formulas that mean all the rows of a block of data: they follow when it grows or shrinks."""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from hiveledger.book.xlsx.area import Area
from hiveledger.book.xlsx.markup import Patch, escaped
from hiveledger.book.xlsx.wishes import Growth

__all__ = ["Follower", "is_of", "reworded"]

_SHEET_AREA: Final = re.compile(
    r"(?P<sheet>(?<!')'(?:[^']|'')++'|(?<![^\s'\"!(),;=<>&+\-*/^:{}])[^\s'\"!(),;=<>&+\-*/^:{}]++)!"
    r"(?P<area>\$?[A-Z]{1,3}\$?[0-9]{1,7}:\$?[A-Z]{1,3}\$?(?P<last>[0-9]{1,7}))(?![\w(])"
)


@dataclass(frozen=True, slots=True)
class Follower:
    """Says how far areas reach that mean all the rows of a block."""

    sheet: str
    growth: Growth
    is_wide: bool = False  # the area may cover more columns than the block

    def extended(self, found: re.Match[str]) -> str:
        """Give an area of a formula as it is after the growth."""
        area = Area.parse(found["area"])
        if not is_of(found, self.sheet) or not area or not self.follows(area):
            return found[0]
        return found[0].removesuffix(found["last"]) + str(area.bottom + self.growth.rows)

    def follows(self, area: Area) -> bool:
        """Tell whether an area means all the block's rows, with or without headers."""
        block = self.growth.block
        if area.bottom != block.bottom or area.top > block.top + 1:
            return False
        return self.is_wide or (block.left <= area.left and area.right <= block.right)


def is_of(found: re.Match[str], sheet: str) -> bool:
    """Tell whether an area that was found in a formula is of a sheet."""
    name = found["sheet"].removeprefix("'").removesuffix("'").replace("''", "'")
    return name.casefold() == sheet.casefold()


def reworded(xml: bytes, start: int, end: int, area: Callable[[re.Match[str]], str]) -> Iterator[Patch]:
    """Reword the areas of a formula.

    >>> list(reworded(b"SUM(S!A1:A2)", 0, 12, lambda found: found[0].replace("A2", "A3")))
    [(0, 12, b'SUM(S!A1:A3)')]
    """
    said = html.unescape(xml[start:end].decode("utf-8", "replace"))
    told = _SHEET_AREA.sub(area, said)
    if told != said:
        yield start, end, escaped(told).encode()
