"""What grows outside its sheet with a block of data that gets rows below it: its table, names, charts, pivots."""

import html
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Final

from hiveledger.book.xlsx.area import Area
from hiveledger.book.xlsx.markup import element_end, escaped, find_tags, masked, with_attribute
from hiveledger.book.xlsx.tail import Patch, grown_area, replaced
from hiveledger.book.xlsx.wishes import Growth
from hiveledger.book.xlsx.workbook import Sheet, Workbook
from hiveledger.gate.extent import column_letters

__all__ = ["grow_names_and_charts", "grow_table", "move_filter_edge", "shrink_filter_name"]

_FILTER_NAME: Final = "_xlnm._FilterDatabase"
_WIDE_NAMES: Final = frozenset({"_xlnm.Print_Area", _FILTER_NAME})  # may cover more than the block
_SHEET_AREA: Final = re.compile(
    r"(?P<sheet>'(?:[^']|'')+'|[^\s'\"!(),;=<>&+\-*/^:{}]+)!"
    r"(?P<area>\$?[A-Z]{1,3}\$?[0-9]{1,7}:\$?[A-Z]{1,3}\$?(?P<last>[0-9]{1,7}))(?![\w(])"
)
_DATA_PARTS: Final = re.compile(r"(?:^|/)(?:charts|chartEx)/|pivotCacheDefinition", re.IGNORECASE)


def grow_table(xml: bytes, growth: Growth) -> bytes:
    """Let a table's own areas follow: the table, its filter and its order."""
    patches = []
    for name in (b"table", b"autoFilter", b"sortState", b"sortCondition"):
        for tag in find_tags(masked(xml), name):
            area = Area.parse(tag.get(b"ref"))
            told = area and grown_area(area, growth)
            if area and name == b"table":
                told = area._replace(bottom=area.bottom + growth.rows)
            if told != area:
                patch = with_attribute(xml[tag.start : tag.end], b"ref", str(told).encode())
                patch = with_attribute(patch, b"insertRow", None) if tag.raw(b"insertRow") else patch
                patches.append((tag.start, tag.end, patch))
    return replaced(xml, iter(patches))


def grow_names_and_charts(workbook: Workbook, sheet: Sheet, growth: Growth) -> None:
    """Extend names, charts and pivot sources that mean whole columns of the block."""
    workbook.change(workbook.part, lambda xml: replaced(xml, _names(xml, sheet, growth)))
    for entry in workbook.archive.entries:
        if _DATA_PARTS.search(entry.part) and entry.part.endswith(".xml"):
            workbook.change(entry.part, lambda xml: replaced(xml, _sources(xml, sheet, growth)))


def shrink_filter_name(workbook: Workbook, sheet: Sheet, growth: Growth) -> None:
    """Let the hidden name that goes with a sheet's filter follow it."""
    workbook.change(workbook.part, lambda xml: replaced(xml, _names(xml, sheet, growth, (_FILTER_NAME,))))


def move_filter_edge(workbook: Workbook, sheet: Sheet, header_row: int, right: int, to: int) -> None:
    """Let the hidden name that goes with a sheet's filter, if it ends at a column, end at another."""

    def moved(found: re.Match[str]) -> str:
        area = Area.parse(found["area"])
        if not area or (area.top, area.right) != (header_row, right) or area.left > to or not _is_of(found, sheet):
            return found[0]
        return f"{found['sheet']}!${column_letters(area.left)}${area.top}:${column_letters(to)}${area.bottom}"

    def renamed(xml: bytes) -> Iterator[Patch]:
        mask = masked(xml)
        for tag in find_tags(mask, b"definedName"):
            if tag.get(b"name") == _FILTER_NAME:
                end, _ = element_end(mask, tag, b"definedName")
                yield from _formula(xml, tag.end, end, moved)

    workbook.change(workbook.part, lambda xml: replaced(xml, renamed(xml)))


def _is_of(found: re.Match[str], sheet: Sheet) -> bool:
    name = found["sheet"].removeprefix("'").removesuffix("'").replace("''", "'")
    return name.casefold() == sheet.name.casefold()


def _names(xml: bytes, sheet: Sheet, growth: Growth, only: Collection[str] = ()) -> Iterator[Patch]:
    mask = masked(xml)
    for tag in find_tags(mask, b"definedName"):
        name = tag.get(b"name")
        if not only or name in only:
            end, _ = element_end(mask, tag, b"definedName")
            yield from _formula(xml, tag.end, end, _Follower(sheet, growth, name in _WIDE_NAMES).extended)


def _sources(xml: bytes, sheet: Sheet, growth: Growth) -> Iterator[Patch]:
    mask = masked(xml)
    follower = _Follower(sheet, growth, is_wide=False)
    for tag in find_tags(mask, b"f"):
        end, _ = element_end(mask, tag, b"f")
        yield from _formula(xml, tag.end, end, follower.extended)
    for tag in find_tags(mask, b"worksheetSource"):
        area = Area.parse(tag.get(b"ref"))
        if area and tag.get(b"sheet") == sheet.name and follower.follows(area):
            told = str(grown_area(area, growth)).encode()
            yield tag.start, tag.end, with_attribute(xml[tag.start : tag.end], b"ref", told)


def _formula(xml: bytes, start: int, end: int, extended: Callable[[re.Match[str]], str]) -> Iterator[Patch]:
    said = html.unescape(xml[start:end].decode("utf-8", "replace"))
    told = _SHEET_AREA.sub(extended, said)
    if told != said:
        yield start, end, escaped(told).encode()


@dataclass(frozen=True, slots=True)
class _Follower:
    """Extends areas that mean all the rows of a block that grows."""

    sheet: Sheet
    growth: Growth
    is_wide: bool  # the area may cover more columns than the block

    def extended(self, found: re.Match[str]) -> str:
        """Give an area of a formula as it is after the growth."""
        area = Area.parse(found["area"])
        if not _is_of(found, self.sheet) or not area or not self.follows(area):
            return found[0]
        return found[0].removesuffix(found["last"]) + str(area.bottom + self.growth.rows)

    def follows(self, area: Area) -> bool:
        """Tell whether an area means all the block's rows, with or without headers."""
        block = self.growth.block
        if area.bottom != block.bottom or area.top > block.top + 1:
            return False
        return self.is_wide or (block.left <= area.left and area.right <= block.right)
