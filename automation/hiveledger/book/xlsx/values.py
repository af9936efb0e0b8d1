"""What a cell may be told to hold, and how the XML of a cell says it."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cached_property
from types import MappingProxyType
from typing import Final

from hiveledger.book.xlsx.markup import escaped
from hiveledger.errors import GateError

__all__ = [
    "Absent",
    "Beside",
    "Calendar",
    "CellWriter",
    "Formatted",
    "Formula",
    "IfVacant",
    "Kept",
    "Styled",
    "Value",
    "Wish",
    "bare",
    "check",
]

_LONGEST_TEXT: Final = 32_767  # UTF-16 units that Excel keeps of a cell
_DIGITS: Final = 10**15  # Excel keeps 15 digits of a number
_DAY: Final = timedelta(days=1)
_NO_29_FEBRUARY: Final = datetime(1900, 3, 1)  # Excel counts a 29th of February 1900 that never was


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula, without its equals sign."""

    text: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A cell as it was elsewhere: format, type, content."""

    style: bytes
    kind: bytes
    content: bytes


@dataclass(frozen=True, slots=True)
class Formatted:
    """A value whose cell gets a format that fits it, where its own does not.

    A text needs "@", so that no program takes it for a number or a formula; a date needs the format of a date, else
    it gets `number_format`; so does a number where "@" would make a text of it. `fill` (RRGGBB) colours the cell.
    """

    value: str | float | date | None
    number_format: str
    fill: str = ""


@dataclass(frozen=True, slots=True)
class Styled:
    """A value that joins a sheet in a format of its own (`style` is its number), where nothing may stand yet."""

    value: str | float | date | None
    style: bytes


Value = str | float | bool | date | datetime | Formula | Kept | Formatted | Styled | None
_WRAPPED: Final = (Kept, Formatted, Styled)


@dataclass(frozen=True, slots=True)
class IfVacant:
    """What a cell is to hold unless it holds something."""

    value: Formula | None


@dataclass(frozen=True, slots=True)
class Beside:
    """A value that joins a sheet in the format of the cell left of it, where nothing may stand yet."""

    value: str | float | date | None


class Absent(Enum):
    """That a cell is to be taken out, format and all."""

    ABSENT = 0


Wish = Value | IfVacant | Beside | Absent


def bare(value: Wish) -> Wish:
    """Give what a cell is to hold, whatever its format."""
    return value.value if isinstance(value, Formatted | Styled | Beside) else value


class Calendar(Enum):
    """How a workbook counts days."""

    FROM_1900 = datetime(1899, 12, 30)
    FROM_1904 = datetime(1904, 1, 1)
    WRITTEN = None  # Strict workbooks write dates out


_EARLIEST: Final[Mapping[Calendar, datetime]] = MappingProxyType(
    {Calendar.FROM_1900: datetime(1900, 1, 1), Calendar.FROM_1904: datetime(1904, 1, 1)}
)


def check(value: Value, place: str) -> Value:
    """Give back a value that a cell can hold unharmed. Raises: GateError."""
    if isinstance(value, str) and len(value.encode("utf-16-le", "surrogatepass")) > 2 * _LONGEST_TEXT:
        raise GateError("patch.text_too_long", place=place, length=len(value), limit=_LONGEST_TEXT)
    if isinstance(value, int) and abs(value) >= _DIGITS:
        raise GateError("patch.number_too_long", place=place, value=value)
    if isinstance(value, float) and not math.isfinite(value):
        raise GateError("patch.not_a_number", place=place, value=value)
    return value


@dataclass(frozen=True)
class CellWriter:
    """Writes cells as one sheet wants them: with its namespace prefix and its workbook's calendar."""

    prefix: bytes
    calendar: Calendar
    fitting: Callable[[bytes, Formatted], bytes]  # gives the number of a format that fits

    def cell(self, name: bytes, style: bytes, value: Value) -> bytes:
        """Give a cell's XML; `style` is the number of its format or empty."""
        prefix = self.prefix
        if type(value) is str and value.isalnum():  # most texts by far: no sign of them means anything in XML
            return self._text % (name, b' s="%b"' % style if style else b"", value.encode())
        if isinstance(value, _WRAPPED):
            style, kind, content = self._unwrapped(style, value)
        else:
            kind, content = self._content(value)
        styled = b' s="%b"' % style if style else b""
        if not content:
            return b'<%bc r="%b"%b/>' % (prefix, name, styled)
        return b'<%bc r="%b"%b%b>%b</%bc>' % (prefix, name, styled, kind, content, prefix)

    @cached_property
    def _text(self) -> bytes:
        """Give the pattern of a cell that holds a text."""
        elements = {b"p": self.prefix}
        return b'<%(p)bc r="%%b"%%b t="inlineStr"><%(p)bis><%(p)bt>%%b</%(p)bt></%(p)bis></%(p)bc>' % elements

    def _unwrapped(self, style: bytes, value: Kept | Formatted | Styled) -> tuple[bytes, bytes, bytes]:
        match value:
            case Kept():
                return value.style, b' t="%b"' % value.kind if value.kind else b"", value.content
            case Styled():
                return value.style, *self._content(value.value)
            case Formatted():
                return self.fitting(style, value), *self._content(value.value)

    def _content(self, value: str | float | date | Formula | None) -> tuple[bytes, bytes]:
        prefix = self.prefix
        match value:
            case None:
                return b"", b""
            case str():
                text = escaped(value).encode()
                space = b' xml:space="preserve"' if value != value.strip() or "\n" in value or "  " in value else b""
                wrapped = b"<%bt%b>%b</%bt>" % (prefix, space, text, prefix)
                return b' t="inlineStr"', b"<%bis>%b</%bis>" % (prefix, wrapped, prefix)
            case bool():
                return b' t="b"', b"<%bv>%d</%bv>" % (prefix, value, prefix)
            case Formula():
                return b"", b"<%bf>%b</%bf>" % (prefix, escaped(value.text).encode(), prefix)
            case date():
                return self._date(value)
            case _:
                return b"", b"<%bv>%b</%bv>" % (prefix, repr(value).encode(), prefix)

    def _date(self, value: date) -> tuple[bytes, bytes]:
        moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
        epoch = self.calendar.value
        if epoch is None:
            said = value.isoformat()
            return b' t="d"', b"<%bv>%b</%bv>" % (self.prefix, said.encode(), self.prefix)
        if moment < _EARLIEST[self.calendar]:
            raise GateError("patch.date_too_early", value=value.isoformat())
        days = (moment - epoch) / _DAY
        if self.calendar is Calendar.FROM_1900 and moment < _NO_29_FEBRUARY:
            days -= 1
        number = repr(int(days) if days.is_integer() else days)
        return b"", b"<%bv>%b</%bv>" % (self.prefix, number.encode(), self.prefix)
