"""Parts that join a workbook: named, typed, and pointed to by the part that uses them."""

import posixpath
import re
from collections.abc import Iterable
from itertools import count
from typing import Final

from hiveledger.book.xlsx.elements import with_child
from hiveledger.book.xlsx.markup import find_tags, masked
from hiveledger.book.xlsx.workbook import MAIN, OFFICE, Workbook, relations_of

__all__ = ["CONTENT_TYPES", "PACKAGE", "add_part", "free_number", "native"]

CONTENT_TYPES: Final = "[Content_Types].xml"
_TYPE: Final = "application/vnd.openxmlformats-officedocument"
PACKAGE: Final = b"http://schemas.openxmlformats.org/package/2006/relationships"
_KINDS: Final = {  # where parts of a kind stand beside the workbook's, and the middle of their type
    "worksheet": ("worksheets/sheet", "spreadsheetml.worksheet"),
    "table": ("tables/table", "spreadsheetml.table"),
    "styles": ("styles", "spreadsheetml.styles"),
    "drawing": ("drawings/drawing", "drawing"),
    "chart": ("charts/chart", "drawingml.chart"),
}
_DIGITS: Final = re.compile(r"\d+$")


def add_part(workbook: Workbook, owner: str, kind: str, xml: bytes) -> tuple[str, str]:
    """Add a part that another part points to, of a kind that we know; give its name and the pointer's id."""
    folder, typed = _KINDS[kind]
    stem = posixpath.join(posixpath.dirname(workbook.part), folder)
    names = (f"{stem}{number or ''}.xml" for number in count(kind != "styles"))
    part = next(name for name in names if not workbook.find(name))
    workbook.add(part, xml)
    override = f'<Override PartName="/{part}" ContentType="{_TYPE}.{typed}+xml"/>'
    workbook.change(CONTENT_TYPES, lambda types: with_child(types, override.encode()))
    return part, _point(workbook, owner, kind, part)


def native(workbook: Workbook, xml: bytes) -> bytes:
    """Give a part of ours with the namespaces that a workbook's parts have."""
    return xml.replace(MAIN, workbook.namespace).replace(OFFICE, workbook.office)


def _point(workbook: Workbook, owner: str, kind: str, part: str) -> str:
    """Let a part point to another."""
    name = relations_of(owner)
    if not workbook.find(name):
        workbook.add(name, f'<Relationships xmlns="{PACKAGE.decode()}"/>'.encode())
    xml = workbook.read(workbook.find(name))
    identity = f"rId{free_number(tag.get(b'Id') for tag in find_tags(masked(xml), b'Relationship'))}"
    target = posixpath.relpath(part, posixpath.dirname(owner))
    relation = f'<Relationship Id="{identity}" Type="{workbook.office.decode()}/{kind}" Target="{target}"/>'
    workbook.change(name, lambda relations: with_child(relations, relation.encode()))
    return identity


def free_number(names: Iterable[str]) -> int:
    """Give a number that none of the names ends with.

    >>> free_number(["rId7", "rIdS"])
    8
    """
    return 1 + max((int(found[0]) for name in names if (found := _DIGITS.search(name))), default=0)
