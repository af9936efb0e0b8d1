"""What lies over a column that joins a sheet at its edge: table, filter, width, format, and what may be typed."""

import re
from collections.abc import Iterator
from typing import Final

from hiveledger.book.xlsx.area import Area
from hiveledger.book.xlsx.elements import SHEET, prefixed, with_items, with_items_after
from hiveledger.book.xlsx.markup import (
    Patch,
    Tag,
    attribute,
    element_end,
    escaped,
    find_tags,
    masked,
    replaced,
    with_attribute,
)
from hiveledger.book.xlsx.wishes import Joining

__all__ = ["widened_head", "widened_table", "widened_tail"]

_END_OF_ROWS: Final = re.compile(rb"</(?:[\w.\-]+:)?sheetData\s*>")
_TABLE: Final = (b"autoFilter", b"sortState", b"tableColumns")


def widened_table(xml: bytes, column: int, header_row: int, header: str) -> bytes:
    """Let a table take in the column right of it."""
    xml = replaced(xml, _wider(xml, b"table", column, header_row))
    xml = replaced(xml, _wider(xml, b"autoFilter", column, header_row))
    number = 1 + max(int(tag.get(b"id", "0")) for tag in find_tags(masked(xml), b"tableColumn"))
    name = escaped(header).replace('"', "&quot;")
    item = f'<tableColumn id="{number}" name="{name}"/>'
    return with_items(xml, _TABLE, b"tableColumns", [item.encode()])


def widened_head(head: bytes, joining: Joining) -> bytes:
    """Give a column its width and format; what a run of columns had in common goes on for the others."""
    if not joining.look:
        return head
    head = _grouped(head, joining.look)
    mask = masked(head)
    root = next(find_tags(mask, b"worksheet"))
    look = prefixed(joining.look, root.prefix)
    for tag in find_tags(mask, b"col"):
        first, last = int(tag.get(b"min", "0")), int(tag.get(b"max", "0"))
        if first > joining.column:
            return head[: tag.start] + look + head[tag.start :]
        if last >= joining.column:
            _, end = element_end(mask, tag, b"col")
            before = _run(head[tag.start : end], first, joining.column - 1)
            after = _run(head[tag.start : end], joining.column + 1, last)
            return head[: tag.start] + before + look + after + head[end:]
    return with_items_after(head, root, SHEET, b"cols", [look])


def _run(col: bytes, first: int, last: int) -> bytes:
    """Give what is said of a run of columns for a part of it."""
    if first > last:
        return b""
    end = col.index(b">") + 1
    start = with_attribute(with_attribute(col[:end], b"min", b"%d" % first), b"max", b"%d" % last)
    return start + col[end:]


def _grouped(head: bytes, look: bytes) -> bytes:
    """Make room above the sheet for the buttons of a folded column, which Excel shows only if the sheet says so."""
    level = int(attribute(look, b"outlineLevel") or b"0")
    tag = next(find_tags(masked(head), b"sheetFormatPr"), None)
    if tag is None or int(tag.get(b"outlineLevelCol", "0")) >= level:
        return head
    told = with_attribute(head[tag.start : tag.end], b"outlineLevelCol", b"%d" % level)
    return head[: tag.start] + told + head[tag.end :]


def widened_tail(tail: bytes, joining: Joining, prefix: bytes) -> bytes:
    """Let the sheet's filter take in the column right of it, and say what may be typed there."""
    tail = replaced(tail, _wider(tail, b"autoFilter", joining.column, joining.header_row))
    end_of_rows = _END_OF_ROWS.search(masked(tail))
    after = Tag(0, end_of_rows.end() if end_of_rows else 0, prefix, b"")
    return with_items_after(tail, after, SHEET, b"dataValidations", joining.rules) if joining.rules else tail


def _wider(xml: bytes, name: bytes, column: int, header_row: int) -> Iterator[Patch]:
    for tag in find_tags(masked(xml), name):
        area = Area.parse(tag.get(b"ref"))
        if area and (area.top, area.right) == (header_row, column - 1):
            told = str(area._replace(right=column)).encode()
            yield tag.start, tag.end, with_attribute(xml[tag.start : tag.end], b"ref", told)
