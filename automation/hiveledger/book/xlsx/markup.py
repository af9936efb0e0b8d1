"""XML as bytes: tags are found and attributes changed in place, so that everything else stays as it was.

All functions work on UTF-8; `recoded` brings other encodings there and back.
"""

import codecs
import html
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Final

__all__ = [
    "Patch",
    "Tag",
    "attribute",
    "codec_of",
    "element_end",
    "escaped",
    "find_tags",
    "is_balanced",
    "masked",
    "recoded",
    "replaced",
    "whole",
    "with_attribute",
    "without",
]

_ASIDE: Final = re.compile(rb"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)", re.DOTALL)
_DECLARED: Final = re.compile(rb"""^(?:\xef\xbb\xbf)?<\?xml[^>]*?\sencoding\s*=\s*["']([\w.\-]+)["']""")
_ANY_TAG: Final = re.compile(rb"""<(/?)[\w.\-:]+(?:[^<>"'/]|"[^"]*"|'[^']*'|/(?!>))*(/?)>""")
_HEAD_BYTES: Final = 200
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")  # XML has no way to say them
_LONGEST_NUMBER: Final = 10  # digits of any count or place
_LIKE_AN_ESCAPE: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_UNSAFE: Final = re.compile("[&<>\r_\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")  # signs that may need it


@dataclass(frozen=True, slots=True)
class Tag:
    """A start tag: where it lies, its namespace prefix with the colon, and all between its name and `>`."""

    start: int
    end: int
    prefix: bytes
    inside: bytes

    @property
    def empty(self) -> bool:
        """Tell whether the element has no end tag."""
        return self.inside.endswith(b"/")

    def raw(self, name: bytes) -> bytes | None:
        """Give an attribute as it stands in the XML."""
        return attribute(self.inside, name)

    def get(self, name: bytes, default: str = "") -> str:
        """Give an attribute as text."""
        found = self.raw(name)
        return default if found is None else html.unescape(found.decode("utf-8", "replace"))

    def number(self, name: bytes, default: int = 0) -> int:
        """Give an attribute as a whole number; where it is none, the default."""
        return whole(self.raw(name) or b"", default)


@cache
def _tag(name: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"""<((?:[\w.\-]+:)?)%b(?=[\s/>])((?:[^<>"']|"[^"]*"|'[^']*')*)>""" % name)


@cache
def _end_tag(prefix: bytes, name: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"</%b%b\s*>" % (re.escape(prefix), name))


@cache
def _attribute(name: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"""(?<=[\s"'])%b\s*=\s*(?:"([^"]*)"|'([^']*)')""" % name)


def whole(text: bytes, default: int = 0) -> int:
    """Read a whole number as a workbook writes it; what is none, or longer than any, is the default.

    >>> whole(b"12"), whole(b" 12"), whole(b"-1", default=7)
    (12, 0, 7)
    """
    return int(text) if text.isdigit() and len(text) <= _LONGEST_NUMBER else default


def find_tags(xml: bytes, name: bytes, start: int = 0, end: int | None = None) -> Iterator[Tag]:
    """Give each start tag of that local name, whatever its prefix, in `masked` XML.

    >>> [tag.get(b"r") for tag in find_tags(b"<x:row r='1'/><rows/><row a='&gt;>' r='2'>", b"row")]
    ['1', '2']
    """
    for found in _tag(name).finditer(xml, start, len(xml) if end is None else end):
        yield Tag(found.start(), found.end(), found[1], found[2])


def element_end(xml: bytes, tag: Tag, name: bytes) -> tuple[int, int]:
    """Give where an element's content ends and where the element ends, in `masked` XML."""
    if tag.empty:
        return tag.end, tag.end
    found = _end_tag(tag.prefix, name).search(xml, tag.end)
    return (found.start(), found.end()) if found else (len(xml), len(xml))


def attribute(inside: bytes, name: bytes) -> bytes | None:
    """Give an attribute as it stands in the XML, or None."""
    found = _attribute(name).search(inside)
    return None if found is None else found[found.lastindex or 1]


def with_attribute(tag: bytes, name: bytes, value: bytes | None) -> bytes:
    r"""Give a start tag with one attribute set, or (None) left out; the others keep their place and quotes.

    >>> with_attribute(b"<c r='A1' s='2'/>", b"s", b"3"), with_attribute(b"<c/>", b"s", b"3")
    (b'<c r=\'A1\' s="3"/>', b'<c s="3"/>')
    """
    said = b"" if value is None else b'%b="%b"' % (name, value)
    found = _attribute(name).search(tag)
    if found:
        start = found.start() if said else found.start() - 1
        return tag[:start] + said + tag[found.end() :]
    close = len(tag) - (2 if tag.endswith(b"/>") else 1)
    return tag[:close].rstrip() + (b" " + said if said else b"") + tag[close:]


def without(xml: bytes, name: bytes, is_meant: Callable[[Tag], bool], listed: bytes = b"") -> bytes:
    """Leave out the elements that are meant; where something `listed` them, also that if nothing remains in it.

    >>> without(b'<cols><col min="1"/><col min="2"/></cols>', b"col", lambda tag: tag.get(b"min") == "2", b"cols")
    b'<cols><col min="1"/></cols>'
    """
    mask = masked(xml)
    outer = next(find_tags(mask, listed), None) if listed else None
    stop, end = element_end(mask, outer, listed) if outer else (len(xml), len(xml))
    pieces, at, rest = [], 0, 0
    for tag in find_tags(mask, name, outer.end if outer else 0, stop):
        if is_meant(tag):
            pieces.append(xml[at : tag.start])
            _, at = element_end(mask, tag, name)
        else:
            rest += 1
    if outer and pieces and not rest:
        return xml[: outer.start] + xml[end:]
    left = b"".join([*pieces, xml[at:]])
    if outer and pieces and outer.raw(b"count") is not None:
        counted = with_attribute(xml[outer.start : outer.end], b"count", b"%d" % rest)
        return left[: outer.start] + counted + left[outer.end :]
    return left


def is_balanced(xml: bytes) -> bool:
    """Tell whether as many elements begin as end, in `masked` XML.

    >>> is_balanced(b"<c><v>1</v></c><c/>"), is_balanced(b"<c><v>1</v>"), is_balanced(b"<t>a/>b</t>")
    (True, False, True)
    """
    if xml.count(b"<") == 2 * xml.count(b"</") + xml.count(b"/>"):
        return True
    tags = _ANY_TAG.findall(xml)  # `/>` may stand in a text
    return sum(1 for close, _ in tags if close) == sum(1 for close, empty in tags if not close and not empty)


Patch = tuple[int, int, bytes]  # from where to where, and what stands there now


def replaced(xml: bytes, patches: Iterable[Patch]) -> bytes:
    """Put pieces in place of others."""
    pieces, at = [], 0
    for start, end, piece in sorted(patches):
        pieces += [xml[at:start], piece]
        at = end
    return b"".join([*pieces, xml[at:]])


def masked(xml: bytes) -> bytes:
    """Blank out comments, CDATA and instructions without moving anything: what they hold is no markup."""
    # One sign is found many times faster than two of which the first stands everywhere.
    if not ((b"!" in xml and b"<!" in xml) or (b"?" in xml and b"<?" in xml)):
        return xml
    return _ASIDE.sub(lambda aside: b" " * len(aside[0]), xml)


def escaped(text: str) -> str:
    r"""Write a text so that a workbook gives back the same, whatever characters it holds.

    >>> escaped("1 < 2 & _x0041_ \x07")
    '1 &lt; 2 &amp; _x005F_x0041_ _x0007_'
    """
    if not _UNSAFE.search(text):
        return text
    text = _CONTROL.sub(lambda sign: f"_x{ord(sign[0]):04X}_", _LIKE_AN_ESCAPE.sub("_x005F_", text))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def codec_of(head: bytes) -> str:
    """Name a part's encoding by its first bytes."""
    for mark, codec in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if head.startswith(mark):
            return codec
    if head[:2] in (b"<\0", b"\0<"):
        return "utf-16-le" if head.startswith(b"<") else "utf-16-be"
    declared = _DECLARED.match(head[:_HEAD_BYTES])
    try:
        return codecs.lookup(declared[1].decode()).name if declared else "utf-8"
    except LookupError:
        return "utf-8"


def recoded(chunks: Iterable[bytes], source: str, target: str) -> Iterator[bytes]:
    """Pass XML from one encoding to another; a byte order mark comes through, there and back."""
    if source == target:
        yield from chunks
        return
    decoder = codecs.getincrementaldecoder(source)("replace")
    for chunk in chain(chunks, (None,)):
        text = decoder.decode(b"", final=True) if chunk is None else decoder.decode(chunk)
        yield text.encode(target, "xmlcharrefreplace")
