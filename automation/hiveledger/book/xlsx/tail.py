"""What follows a sheet's rows: merged cells are asked, and what covers a grown block grows with it."""

import html
import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from hiveledger.book.xlsx.area import Area
from hiveledger.book.xlsx.following import Follower, reworded
from hiveledger.book.xlsx.markup import Patch, Tag, element_end, escaped, find_tags, masked, replaced, with_attribute
from hiveledger.book.xlsx.wishes import Growth, Wishes
from hiveledger.errors import GateError

__all__ = ["check_merges", "grown_area", "grown_tail"]

_COVERING: Final = (b"conditionalFormatting", b"dataValidation")  # their areas follow the data
_X14: Final = re.compile(rb"<[\w.\-]+:(?:conditionalFormatting|dataValidation)[\s>]")


def check_merges(tail: bytes, wishes: Wishes, sheet: str) -> None:
    """Refuse to fill a cell that is hidden under a merged one."""
    for tag in find_tags(masked(tail), b"mergeCell"):
        area = Area.parse(tag.get(b"ref"))
        if area is None:
            continue
        for cell in wishes.filled_in(area):
            if cell != area[:2]:
                raise GateError("patch.merged", sheet=sheet, cell=str(Area(*cell, *cell)), merged=str(area))
        if any(growth.is_table and area.meets(growth.told) for growth in wishes.grown):  # Excel allows none in a table
            raise GateError("patch.occupied", sheet=sheet, cell=str(area))


def grown_area(area: Area, growth: Growth) -> Area:
    """Give an area that covers a block's last row as it is after the block has grown: it covers the new one.

    >>> str(grown_area(Area(2, 1, 9, 1), Growth(Area(1, 1, 9, 3), 5)))
    'A2:A14'
    """
    block = growth.block
    if area.left < block.left or area.right > block.right or not area.top <= block.bottom <= area.bottom:
        return area
    if area.bottom <= block.bottom + growth.totals:
        return area._replace(bottom=area.bottom + growth.rows)
    return area._replace(bottom=max(area.bottom, growth.added.bottom))  # the block was longer once


def grown_tail(tail: bytes, wishes: Wishes, sheet: str) -> bytes:
    """Extend conditional formats, validations, sparklines' data and the sheet's own filter over the rows added.

    Of rows that are given up only the filter hears: formats do no harm there.
    """
    shrunk = [one.outcome for one in wishes.shrunk]
    if not wishes.grown and not shrunk:
        return tail
    mask = masked(tail)
    filtered = _filter(tail, mask, [*wishes.grown, *shrunk])
    return replaced(tail, chain(_covering(tail, mask, wishes.grown), filtered, _sparklines(tail, mask, wishes, sheet)))


def _covering(xml: bytes, mask: bytes, grown: Sequence[Growth]) -> Iterator[Patch]:
    for name in _COVERING:
        for tag in find_tags(mask, name):
            yield from _attribute(xml, tag, b"sqref", grown)
            yield from _extension(xml, mask, tag, name, grown)


def _filter(xml: bytes, mask: bytes, grown: Sequence[Growth]) -> Iterator[Patch]:
    for name in (b"autoFilter", b"sortState", b"sortCondition"):
        for tag in find_tags(mask, name):
            yield from _attribute(xml, tag, b"ref", grown)


def _sparklines(xml: bytes, mask: bytes, wishes: Wishes, sheet: str) -> Iterator[Patch]:
    for tag in find_tags(mask, b"sparkline"):
        end, _ = element_end(mask, tag, b"sparkline")
        for data in find_tags(mask, b"f", tag.end, end):
            until, _ = element_end(mask, data, b"f")
            for growth in wishes.grown:
                yield from reworded(xml, data.end, until, Follower(sheet, growth).extended)


def _attribute(xml: bytes, tag: Tag, name: bytes, grown: Sequence[Growth]) -> Iterator[Patch]:
    said = tag.get(name)
    told = _areas(said, grown)
    if told != said:
        yield tag.start, tag.end, with_attribute(xml[tag.start : tag.end], name, told.encode())


def _extension(xml: bytes, mask: bytes, tag: Tag, name: bytes, grown: Sequence[Growth]) -> Iterator[Patch]:
    """Newer formats and validations (x14) say their areas in an element of its own."""
    if not _X14.match(xml, tag.start):
        return
    inner_end, _ = element_end(mask, tag, name)
    for inner in find_tags(mask, b"sqref", tag.end, inner_end):
        end, _ = element_end(mask, inner, b"sqref")
        said = html.unescape(xml[inner.end : end].decode("utf-8", "replace"))
        told = _areas(said, grown)
        if told != said:
            yield inner.end, end, escaped(told).encode()


def _areas(said: str, grown: Sequence[Growth]) -> str:
    areas = [Area.parse(word) for word in said.split()]
    told = areas
    for growth in grown:
        told = [area and grown_area(area, growth) for area in told]
    if told == areas:
        return said
    return " ".join(word if was == now else str(now) for word, was, now in zip(said.split(), areas, told, strict=True))
