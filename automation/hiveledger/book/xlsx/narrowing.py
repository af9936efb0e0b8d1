"""What lies over a sheet's last column without it: table, filter, widths, formats and validations."""

from collections.abc import Iterator
from typing import Final

from hiveledger.book.xlsx.area import Area, column_name
from hiveledger.book.xlsx.markup import Patch, Tag, element_end, find_tags, masked, replaced, with_attribute, without
from hiveledger.errors import GateError

__all__ = ["narrowed_head", "narrowed_table", "narrowed_tail"]

_OVER_CELLS: Final = ((b"conditionalFormatting", b""), (b"dataValidation", b"dataValidations"))  # and what lists them


def narrowed_table(xml: bytes, column: int, sheet: str) -> bytes:
    """Take the last column out of a table. Raises: GateError where it is filtered by."""
    mask = masked(xml)
    xml = replaced(xml, _areas(xml, mask, column, sheet))
    last = max(tag.start for tag in find_tags(masked(xml), b"tableColumn"))
    return without(xml, b"tableColumn", lambda tag: tag.start == last, b"tableColumns")


def narrowed_head(head: bytes, column: int) -> bytes:
    """Take out the width and format of one column, and let the dimension end left of it."""
    head = replaced(head, _narrower(head, masked(head), b"dimension", column))
    number = str(column)
    return without(head, b"col", lambda tag: tag.get(b"min") == tag.get(b"max") == number, b"cols")


def narrowed_tail(tail: bytes, column: int, sheet: str) -> bytes:
    """Let the sheet's filter end left of a column, and take out what lies over it alone. Raises: GateError."""
    tail = replaced(tail, _areas(tail, masked(tail), column, sheet))
    for name, listed in _OVER_CELLS:
        tail = without(tail, name, lambda tag: _is_over(tag, column), listed)
    return tail


def _is_over(tag: Tag, column: int) -> bool:
    areas = [Area.parse(word) for word in tag.get(b"sqref").split()]
    return bool(areas) and all(area and area.left == area.right == column for area in areas)


def _areas(xml: bytes, mask: bytes, column: int, sheet: str) -> Iterator[Patch]:
    yield from _narrower(xml, mask, b"table", column)
    yield from _narrower(xml, mask, b"autoFilter", column)
    for tag in find_tags(mask, b"autoFilter"):
        area, (end, _) = Area.parse(tag.get(b"ref")), element_end(mask, tag, b"autoFilter")
        criteria = {one.get(b"colId") for one in find_tags(mask, b"filterColumn", tag.end, end)}
        if area and str(column - area.left) in criteria:
            raise GateError("patch.column_filtered", sheet=sheet, column=column_name(column).decode())
    for tag in find_tags(mask, b"sortState"):
        end, after = element_end(mask, tag, b"sortState")
        sorted_by = (Area.parse(one.get(b"ref")) for one in find_tags(mask, b"sortCondition", tag.end, end))
        if any(area and area.left <= column <= area.right for area in sorted_by):
            yield tag.start, after, b""
            return
    yield from _narrower(xml, mask, b"sortState", column)


def _narrower(xml: bytes, mask: bytes, name: bytes, column: int) -> Iterator[Patch]:
    for tag in find_tags(mask, name):
        area = Area.parse(tag.get(b"ref"))
        if area and area.left < area.right == column:
            told = str(area._replace(right=column - 1)).encode()
            yield tag.start, tag.end, with_attribute(xml[tag.start : tag.end], b"ref", told)
