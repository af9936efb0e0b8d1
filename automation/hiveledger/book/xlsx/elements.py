"""Elements directly below another, such as a part's lists of fonts or names: found, and added to in their place."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from hiveledger.book.xlsx.markup import Tag, element_end, masked, with_attribute

__all__ = [
    "SHEET",
    "STYLES",
    "WORKBOOK",
    "Element",
    "children",
    "prefixed",
    "root_of",
    "with_child",
    "with_items",
    "with_items_after",
]

# What the schema wants in which order, as far as anything is ever added to it or has to stand before that.
STYLES: Final = (
    b"numFmts", b"fonts", b"fills", b"borders", b"cellStyleXfs", b"cellXfs", b"cellStyles", b"dxfs",
)  # fmt: skip
WORKBOOK: Final = (
    b"fileVersion", b"fileSharing", b"workbookPr", b"workbookProtection", b"bookViews", b"sheets", b"functionGroups",
    b"externalReferences", b"definedNames",
)  # fmt: skip
SHEET: Final = (
    b"sheetPr", b"dimension", b"sheetViews", b"sheetFormatPr", b"cols", b"sheetData", b"sheetCalcPr",
    b"sheetProtection", b"protectedRanges", b"scenarios", b"autoFilter", b"sortState", b"dataConsolidate",
    b"customSheetViews", b"mergeCells", b"phoneticPr", b"conditionalFormatting", b"dataValidations",
)  # fmt: skip
_UNCOUNTED: Final = {b"cols", b"definedNames", b"sheets"}
_ANY: Final = re.compile(rb"""<((?:[\w.\-]+:)?)([\w.\-]+)((?:[^<>"']|"[^"]*"|'[^']*')*)>""")
_WITHOUT_PREFIX: Final = re.compile(rb"<(/?)(?=[A-Za-z][\w.\-]*[\s/>])")


@dataclass(frozen=True, slots=True)
class Element:
    """An element: its local name, its start tag, where its content ends, where it ends."""

    name: bytes
    tag: Tag
    inner_end: int
    end: int


def children(mask: bytes, start: int, end: int | None = None) -> Iterator[Element]:
    """Give the elements that follow each other in a stretch of `masked` XML, not what they hold.

    >>> [child.name for child in children(b"<a><b/></a> <x:c/></root>", 0)]
    [b'a', b'c']
    """
    limit = len(mask) if end is None else end
    while (found := _ANY.search(mask, start, limit)) is not None:
        tag = Tag(found.start(), found.end(), found[1], found[3])
        inner_end, start = element_end(mask, tag, found[2])
        yield Element(found[2], tag, inner_end, start)


def root_of(mask: bytes) -> Element:
    """Give a part's root."""
    return next(children(mask, 0))


def prefixed(xml: bytes, prefix: bytes) -> bytes:
    """Give XML as it reads where its namespace has a prefix.

    >>> prefixed(b"<font><x:b/></font>", b"x:")
    b'<x:font><x:b/></x:font>'
    """
    return _WITHOUT_PREFIX.sub(rb"<\1" + prefix, xml) if prefix else xml


def with_child(xml: bytes, item: bytes) -> bytes:
    """Give a part with one more element at the end of its root.

    >>> with_child(b"<x:Types/>", b"<Override/>")
    b'<x:Types><x:Override/></x:Types>'
    """
    xml = _opened(xml)
    root = root_of(masked(xml))
    return xml[: root.inner_end] + prefixed(item, root.tag.prefix) + xml[root.inner_end :]


def _opened(xml: bytes) -> bytes:
    """Give a part whose root has an end tag."""
    root = root_of(masked(xml))
    if not root.tag.empty:
        return xml
    start = xml[: root.end].removesuffix(b"/>").rstrip()
    return b"%b></%b%b>%b" % (start, root.tag.prefix, root.name, xml[root.end :])


def with_items(xml: bytes, schema: Sequence[bytes], name: bytes, items: Sequence[bytes]) -> bytes:
    """Give a part with items at the end of one of its root's lists.

    >>> with_items(b"<s><fonts count='1'><font/></fonts><extLst/></s>", STYLES, b"fonts", [b"<font/>"])
    b'<s><fonts count="2"><font/><font/></fonts><extLst/></s>'
    """
    xml = _opened(xml)
    root = root_of(masked(xml))
    return with_items_after(xml, root.tag, schema, name, items)


def with_items_after(xml: bytes, tag: Tag, schema: Sequence[bytes], name: bytes, items: Sequence[bytes]) -> bytes:
    """Put items at the end of a list that follows a tag; one that is missing is made where the schema wants it.

    >>> with_items_after(b"<x:a><x:extLst/>", Tag(0, 5, b"x:", b""), STYLES, b"dxfs", [b"<dxf/>"])
    b'<x:a><x:dxfs count="1"><x:dxf/></x:dxfs><x:extLst/>'
    """
    mask = masked(xml)
    prefix, start = tag.prefix, tag.end
    content = b"".join(prefixed(item, prefix) for item in items)
    before = schema[: schema.index(name)]
    for child in children(mask, start):
        if child.name == name:
            return _lengthened(xml, mask, child, content, len(items))
        start = child.end if child.name in before else start
    count = b"" if name in _UNCOUNTED else b' count="%d"' % len(items)
    made = b"<%b%b%b>%b</%b%b>" % (prefix, name, count, content, prefix, name)
    return xml[:start] + made + xml[start:]


def _lengthened(xml: bytes, mask: bytes, element: Element, content: bytes, more: int) -> bytes:
    tag = element.tag
    start = xml[tag.start : tag.end]
    if tag.raw(b"count") is not None:
        there = sum(1 for _ in children(mask, tag.end, element.inner_end))
        start = with_attribute(start, b"count", b"%d" % (there + more))
    if tag.empty:
        start = start.removesuffix(b"/>").rstrip() + b">"
        content += b"</%b%b>" % (tag.prefix, element.name)
    inner = xml[tag.end : element.inner_end]
    return b"".join([xml[: tag.start], start, inner, content, xml[element.inner_end :]])
