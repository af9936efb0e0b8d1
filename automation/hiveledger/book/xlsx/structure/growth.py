"""What grows outside its sheet with a block of data that gets rows below it: its table, names, charts, pivots."""

import re
from collections.abc import Collection, Iterator
from typing import Final

from hiveledger.book.xlsx.area import Area
from hiveledger.book.xlsx.following import Follower, is_of, reworded
from hiveledger.book.xlsx.markup import Patch, element_end, find_tags, masked, replaced, with_attribute
from hiveledger.book.xlsx.tail import grown_area
from hiveledger.book.xlsx.wishes import Growth
from hiveledger.book.xlsx.workbook import Sheet, Workbook
from hiveledger.gate.extent import column_letters

__all__ = ["fill_table", "grow_names_and_charts", "grow_table", "move_filter_edge", "shrink_filter_name"]

_FILTER_NAME: Final = "_xlnm._FilterDatabase"
_WIDE_NAMES: Final = frozenset({"_xlnm.Print_Area", _FILTER_NAME})  # may cover more than the block
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
                patches.append(
                    (tag.start, tag.end, with_attribute(xml[tag.start : tag.end], b"ref", str(told).encode()))
                )
    return replaced(xml, iter(patches))


def fill_table(xml: bytes) -> bytes:
    """Say of a table that it has rows."""
    tag = next(find_tags(masked(xml), b"table"))
    return replaced(xml, iter([(tag.start, tag.end, with_attribute(xml[tag.start : tag.end], b"insertRow", None))]))


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
        if not area or (area.top, area.right) != (header_row, right) or area.left > to or not is_of(found, sheet.name):
            return found[0]
        return f"{found['sheet']}!${column_letters(area.left)}${area.top}:${column_letters(to)}${area.bottom}"

    def renamed(xml: bytes) -> Iterator[Patch]:
        mask = masked(xml)
        for tag in find_tags(mask, b"definedName"):
            if tag.get(b"name") == _FILTER_NAME:
                end, _ = element_end(mask, tag, b"definedName")
                yield from reworded(xml, tag.end, end, moved)

    workbook.change(workbook.part, lambda xml: replaced(xml, renamed(xml)))


def _names(xml: bytes, sheet: Sheet, growth: Growth, only: Collection[str] = ()) -> Iterator[Patch]:
    mask = masked(xml)
    for tag in find_tags(mask, b"definedName"):
        name = tag.get(b"name")
        if not only or name in only:
            end, _ = element_end(mask, tag, b"definedName")
            yield from reworded(xml, tag.end, end, Follower(sheet.name, growth, name in _WIDE_NAMES).extended)


def _sources(xml: bytes, sheet: Sheet, growth: Growth) -> Iterator[Patch]:
    mask = masked(xml)
    follower = Follower(sheet.name, growth)
    for tag in find_tags(mask, b"f"):
        end, _ = element_end(mask, tag, b"f")
        yield from reworded(xml, tag.end, end, follower.extended)
    for tag in find_tags(mask, b"worksheetSource"):
        area = Area.parse(tag.get(b"ref"))
        if area and tag.get(b"sheet") == sheet.name and follower.follows(area):
            told = str(grown_area(area, growth)).encode()
            yield tag.start, tag.end, with_attribute(xml[tag.start : tag.end], b"ref", told)
