"""A workbook's formats, and what joins them: twins of a cell's format that fit its value, formats of another book."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Final

from hiveledger.book.xlsx.elements import STYLES, children, prefixed, root_of, with_items
from hiveledger.book.xlsx.markup import Tag, escaped, masked, whole, with_attribute
from hiveledger.book.xlsx.structure.formats import BUILT_IN, FIRST_OWN, GENERAL, TEXT, shows_dates, shows_text
from hiveledger.book.xlsx.structure.parts import add_part
from hiveledger.book.xlsx.values import Formatted
from hiveledger.book.xlsx.workbook import Workbook

__all__ = ["Styles"]

# What stands in a list before anything else: cells without a format have the first one, and Excel takes the first two
# fills for its own, whatever they say.
_LEAST: Final[Mapping[bytes, tuple[bytes, ...]]] = MappingProxyType({
    b"fonts": (b'<font><sz val="11"/><name val="Calibri"/></font>',),
    b"fills": (
        b'<fill><patternFill patternType="none"/></fill>', b'<fill><patternFill patternType="gray125"/></fill>',
    ),
    b"borders": (b"<border><left/><right/><top/><bottom/><diagonal/></border>",),
    b"cellStyleXfs": (b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',),
    b"cellXfs": (b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>',),
    b"cellStyles": (b'<cellStyle name="Normal" xfId="0" builtinId="0"/>',),
})  # fmt: skip
_LOOK: Final = ((b"fontId", b"fonts"), (b"fillId", b"fills"), (b"borderId", b"borders"))  # what a format points to
_SOLID: Final = (
    '<fill><patternFill patternType="solid"><fgColor rgb="FF{}"/><bgColor indexed="64"/></patternFill></fill>'
)


@dataclass
class _List:
    """One list of the part: its items, of which the first `known` stand in the file."""

    items: list[bytes]
    least: tuple[bytes, ...]
    known: int = field(init=False)
    has_grown: bool = False
    _places: dict[bytes, int] = field(init=False)

    def __post_init__(self) -> None:
        self.known = len(self.items)
        self._places = {item: place for place, item in reversed(list(enumerate(self.items)))}

    def at(self, place: bytes) -> bytes:
        """Give the item at a place; what points nowhere means the first."""
        items = self.items or self.least
        return items[whole(place)] if whole(place) < len(items) else items[0]

    def fill_up(self) -> None:
        """Let what has to stand there stand there."""
        self.items += self.least[len(self.items) :]

    def place(self, item: bytes) -> bytes:
        """Give an item's place; one that is not there joins."""
        if item not in self._places:
            self.fill_up()
            self.has_grown = True
            self._places[item] = len(self.items)
            self.items.append(item)
        return b"%d" % self._places[item]


class Styles:
    """A workbook's formats; what joins them is in the file once they are saved."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._part = next((one.part for one in workbook.relations(workbook.part) if one.kind == "styles"), "")
        self._fitting: dict[tuple[bytes, type, str, str], bytes] = {}

    def fitting(self, style: bytes, told: Formatted) -> bytes:
        """Give the format that a cell of that format gets with a value."""
        key = (style, type(told.value), told.number_format, told.fill)
        found = self._fitting.get(key)
        if found is None:
            found = self._fitting[key] = self._twin(style, told)
        return found

    def adopted(self, other: "Styles", style: bytes) -> bytes:
        """Give the format that looks here as one of another workbook looks there; the first stays the first."""
        if whole(style) == 0:
            return style
        xf = other.lists[b"cellXfs"].at(style)
        tag = _tag_of(xf)
        number = tag.raw(b"numFmtId") or GENERAL
        told: dict[bytes, bytes | None] = {name: self._adopted(other, of, tag.raw(name) or b"0") for name, of in _LOOK}
        told[b"numFmtId"] = self._number(other.codes[number]) if number in other.codes else number
        told[b"xfId"] = b"0" if self.lists[b"cellStyleXfs"].items else None
        return self.lists[b"cellXfs"].place(prefixed(_told(xf, told), self._prefix))

    def adopted_rule(self, other: "Styles", place: bytes) -> bytes:
        """Give the format of a rule that looks here as one of another workbook looks there."""
        return self._adopted(other, b"dxfs", place)

    def save(self) -> None:
        """Put what joined the formats into the file; a workbook without any gets a part for them."""
        if "lists" not in vars(self) or not any(of.has_grown for of in self.lists.values()):
            return
        part = self._part or add_part(self._workbook, self._workbook.part, "styles", self._xml)[0]
        for name, of in self.lists.items():
            if of.items[of.known :]:
                joining = of.items[of.known :]
                self._workbook.change(part, lambda xml: with_items(xml, STYLES, name, joining))  # noqa: B023 - at once

    @cached_property
    def _xml(self) -> bytes:
        if self._part:
            return self._workbook.read(self._part)
        return b'<styleSheet xmlns="%b"/>' % self._workbook.namespace

    @cached_property
    def _prefix(self) -> bytes:
        return root_of(masked(self._xml)).tag.prefix

    @cached_property
    def lists(self) -> Mapping[bytes, _List]:
        """The part's lists by name."""
        mask = masked(self._xml)
        found = {child.name: child for child in children(mask, root_of(mask).tag.end)}
        lists = {}
        for name in STYLES:
            items = children(mask, found[name].tag.end, found[name].inner_end) if name in found else ()
            least = tuple(prefixed(item, self._prefix) for item in _LEAST.get(name, ()))
            lists[name] = _List([self._xml[item.tag.start : item.end] for item in items], least)
            if not self._part:
                lists[name].fill_up()
        return lists

    @cached_property
    def codes(self) -> dict[bytes, str]:
        """The number formats that the workbook defines, by number."""
        tags = map(_tag_of, self.lists[b"numFmts"].items)
        return {tag.raw(b"numFmtId") or GENERAL: tag.get(b"formatCode") for tag in tags}

    def _twin(self, style: bytes, told: Formatted) -> bytes:
        """Give the format itself, or one that differs from it in what the value and its colour need."""
        xf = self.lists[b"cellXfs"].at(style or b"0")
        own = _tag_of(xf).raw(b"numFmtId") or GENERAL
        code = self.codes.get(own, "")
        changes: dict[bytes, bytes | None] = {}
        number = own
        match told.value:
            case str() if not shows_text(own, code):
                number = TEXT
            case date() if not shows_dates(own, code):
                number = self._number(told.number_format)
            case int() | float() if not isinstance(told.value, bool) and shows_text(own, code):
                number = self._number(told.number_format)
        if number != own:
            changes |= {b"numFmtId": number, b"applyNumberFormat": b"1"}
        if told.fill:
            solid = prefixed(_SOLID.format(told.fill).encode(), self._prefix)
            changes |= {b"fillId": self.lists[b"fills"].place(solid), b"applyFill": b"1"}
        return self.lists[b"cellXfs"].place(_told(xf, changes)) if changes else style

    def _adopted(self, other: "Styles", of: bytes, place: bytes) -> bytes:
        if of == b"fills" and int(place) == 0:  # none, in every workbook
            return place
        return self.lists[of].place(prefixed(other.lists[of].at(place), self._prefix))

    def _number(self, code: str) -> bytes:
        """Give the number of a number format; one that nobody defined yet joins."""
        if code in BUILT_IN:
            return BUILT_IN[code]
        known = next((number for number, said in self.codes.items() if said == code), None)
        if known is not None:
            return known
        used = (_tag_of(xf).get(b"numFmtId", "0") for xf in self.lists[b"cellXfs"].items)
        taken = [*map(int, self.codes), *map(int, used)]
        number = b"%d" % max([FIRST_OWN, *(place + 1 for place in taken)])
        said = escaped(code).replace('"', "&quot;")
        item = b'<numFmt numFmtId="%b" formatCode="%b"/>' % (number, said.encode())
        self.lists[b"numFmts"].place(prefixed(item, self._prefix))
        self.codes[number] = code
        return number


def _tag_of(item: bytes) -> Tag:
    return root_of(item).tag


def _told(item: bytes, changes: Mapping[bytes, bytes | None]) -> bytes:
    """Give an element with some attributes changed."""
    end = _tag_of(item).end
    start = item[:end]
    for name, value in changes.items():
        start = with_attribute(start, name, value)
    return start + item[end:]
