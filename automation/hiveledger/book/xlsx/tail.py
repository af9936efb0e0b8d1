"""What follows a sheet's rows: merged cells are asked, and what covers a grown block grows with it."""

import html
import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from hiveledger.book.xlsx.area import Area
from hiveledger.book.xlsx.markup import Tag, element_end, escaped, find_tags, masked, with_attribute
from hiveledger.book.xlsx.wishes import Growth, Wishes
from hiveledger.errors import GateError

__all__ = ["Patch", "check_merges", "grown_area", "grown_tail", "replaced"]

_COVERING: Final = (b"conditionalFormatting", b"dataValidation")  # their areas follow the data
Patch = tuple[int, int, bytes]  # from where to where, and what stands there now
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
    """Give an area that ends with a block's last row as it is after the block has grown.

    >>> str(grown_area(Area(2, 1, 9, 1), Growth(Area(1, 1, 9, 3), 5)))
    'A2:A14'
    """
    block = growth.block
    inside = block.left <= area.left and area.right <= block.right
    return area._replace(bottom=area.bottom + growth.rows) if inside and area.bottom == block.bottom else area


def grown_tail(tail: bytes, wishes: Wishes) -> bytes:
    """Extend conditional formats, validations and the sheet's own filter over the rows that were added.

    Of rows that are given up only the filter hears: formats do no harm there.
    """
    shrunk = [one.outcome for one in wishes.shrunk]
    if not wishes.grown and not shrunk:
        return tail
    mask = masked(tail)
    return replaced(tail, chain(_covering(tail, mask, wishes.grown), _filter(tail, mask, [*wishes.grown, *shrunk])))


def replaced(xml: bytes, patches: Iterator[Patch]) -> bytes:
    """Put pieces in place of others."""
    pieces, at = [], 0
    for start, end, piece in sorted(patches):
        pieces += [xml[at:start], piece]
        at = end
    return b"".join([*pieces, xml[at:]])


def _covering(xml: bytes, mask: bytes, grown: Sequence[Growth]) -> Iterator[Patch]:
    for name in _COVERING:
        for tag in find_tags(mask, name):
            yield from _attribute(xml, tag, b"sqref", grown)
            yield from _extension(xml, mask, tag, name, grown)


def _filter(xml: bytes, mask: bytes, grown: Sequence[Growth]) -> Iterator[Patch]:
    for name in (b"autoFilter", b"sortState", b"sortCondition"):
        for tag in find_tags(mask, name):
            yield from _attribute(xml, tag, b"ref", grown)


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
