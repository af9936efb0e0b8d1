"""What stands in a cell as a table's value, and back: how each dtype is read and written, in one place.

A value that is written is read back as the same value, so the journal can tell a cell that the machine wrote from one
that a person changed.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias
from unicodedata import normalize

from hiveledger.changes import Value
from hiveledger.intake.workbook import value_text
from hiveledger.schema import Column, Dtype
from hiveledger.text import Language
from hiveledger.text.inert import cell_text

__all__ = ["NOBODY", "Broken", "Cell", "People", "Read", "fold", "is_too_long", "read_column", "stored", "to_cell"]

Cell: TypeAlias = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta
"""What a workbook's reader gives: blank is the empty text."""

_LONGEST_TEXT: Final = 32_767  # characters a cell holds; openpyxl would cut the rest without a word
_MOST_UNITS: Final = 7  # characters that one becomes at most, by escaping
_DIGITS: Final = 15  # that Excel keeps of a number
_CUT_OFF: Final = 1e15  # from here on a number may have lost its last digits
_NUMBER: Final = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?")
_TIME: Final = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?"
)
_ESCAPE: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_HALF_SECOND: Final = dt.timedelta(milliseconds=500)


@dataclass(frozen=True)
class People:
    """Who is meant by a staff number or a name."""

    numbers: frozenset[str] = frozenset()
    by_name: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, names: Mapping[str, str]) -> "People":
        """Know the people by their names, given by staff number."""
        by_name = defaultdict(list)
        for number, name in names.items():
            by_name[fold(name)].append(number)
        return cls(frozenset(names), by_name)


NOBODY: Final = People()


@dataclass(frozen=True)
class Read:
    """A column's cells as values; `bad` are the places of those that do not fit, `cut` of numbers that lost digits."""

    values: list[Value]
    bad: tuple[int, ...] = ()
    cut: tuple[int, ...] = ()


class Broken(str):
    """What an error such as #N/A reads as: no text, and no blank either."""

    __slots__ = ()


class _UnreadableError(ValueError):
    """The cell holds something that its column cannot."""


def fold(text: str) -> str:
    """Give a header, label or name in the one form in which they are compared.

    >>> fold(" Ｏｗｎｅｒ ")
    'owner'
    """
    return normalize("NFKC", text).strip().casefold()


def read_column(column: Column, cells: Sequence[Cell], people: People = NOBODY, scale: float = 1) -> Read:
    """Read a column's cells, top to bottom. A cell that does not fit is blank, and its place is told.

    Numbers are multiplied by `scale`, for columns in which a team writes amounts in a unit of its own.

    >>> from hiveledger.schema import TABLES
    >>> read_column(TABLES["leads"]["budget_cny"], ["1,200", "50 or so", ""])
    Read(values=[1200.0, None, None], bad=(1,), cut=())
    """
    read = _reader(column, people)
    found: list[Value] = []
    bad: list[int] = []
    known: dict[str, Value] = {"": None}  # most columns hold few different words
    for place, cell in enumerate(cells):
        if type(cell) is str and cell in known:
            found.append(known[cell])
            continue
        try:
            value = read(cell)
        except _UnreadableError:
            value = None
            bad.append(place)
        else:
            if type(cell) is str:
                known[cell] = value
        found.append(value)
    if scale != 1 and column.dtype is Dtype.NUMBER:
        found = [_rounded(item * scale) if isinstance(item, float) else item for item in found]
    return Read(found, tuple(bad), tuple(_cut(column, cells)))


def _cut(column: Column, cells: Sequence[Cell]) -> Iterator[int]:
    """Find codes that were typed as numbers and are too long for one: Excel has made zeros of their last digits."""
    if column.dtype in (Dtype.TEXT, Dtype.PERSON):
        for place, cell in enumerate(cells):
            if type(cell) is float and abs(cell) >= _CUT_OFF:
                yield place


def _reader(column: Column, people: People) -> Callable[[Cell], Value]:
    match column.dtype:
        case Dtype.TEXT:
            return _text
        case Dtype.NUMBER:
            return _number
        case Dtype.TIME:
            return _time
        case Dtype.DATE:
            return _date
        case Dtype.CHOICE:
            codes = _codes(column)
            return lambda cell: _choice(cell, codes)
        case Dtype.PERSON:
            return lambda cell: _person(cell, people)


def _text(cell: Cell) -> str | None:
    if isinstance(cell, Broken):
        raise _UnreadableError(cell)
    text = cell if isinstance(cell, str) else value_text(cell)
    return text if text.strip() else None


def _number(cell: Cell) -> float | None:
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return _rounded(float(cell))
    text = normalize("NFKC", cell).strip().removeprefix("¥").replace(" ", "") if isinstance(cell, str) else "?"
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        raise _UnreadableError(text)
    return float(text.replace(",", ""))


def _rounded(number: float) -> float:
    """Excel keeps 15 digits and openpyxl writes 16: the rest would differ each time a book is saved."""
    return number if number.is_integer() else float(f"{number:.{_DIGITS}g}")


def _time(cell: Cell) -> dt.datetime | None:
    if isinstance(cell, dt.datetime):
        return _whole_second(cell)
    if isinstance(cell, dt.date):
        return dt.datetime.combine(cell, dt.time())
    text = normalize("NFKC", cell).strip() if isinstance(cell, str) else "?"
    if not text:
        return None
    parts = _TIME.fullmatch(text)
    if not parts:
        raise _UnreadableError(text)
    year, month, day, hour, minute, second = (int(part or 0) for part in parts.groups())
    try:
        return dt.datetime(year, month, day, hour, minute, second)
    except ValueError:
        raise _UnreadableError(text) from None


def _date(cell: Cell) -> dt.datetime | None:
    at = _time(cell)
    return at and at.replace(hour=0, minute=0, second=0)


def _whole_second(at: dt.datetime) -> dt.datetime:
    """A day's fraction is not exact: to the second it is."""
    return (at + _HALF_SECOND).replace(microsecond=0) if at.microsecond else at


def _codes(column: Column) -> Mapping[str, str]:
    """Give the code of every word that may stand in a choice cell: its labels in both languages and the code itself."""
    words = [word.value for word in column.words or ()]
    return {
        fold(said): word for word in words for said in (word, *(column.label(word, language) for language in Language))
    }


def _choice(cell: Cell, codes: Mapping[str, str]) -> str | None:
    said = fold(value_text(cell))
    if said and said not in codes:
        raise _UnreadableError(said)
    return codes.get(said)


def _person(cell: Cell, people: People) -> str | None:
    text = _text(cell)
    text = text and normalize("NFKC", text).strip()
    if text is None or text in people.numbers:
        return text
    named = people.by_name.get(fold(text), ())
    if len(named) > 1:
        raise _UnreadableError(text)
    return named[0] if named else text


def stored(column: Column, value: Value, scale: float = 1) -> Value:
    """Give a value as it will be read back once it has been written: what the journal has to hold.

    >>> from hiveledger.schema import TABLES
    >>> stored(TABLES["leads"]["budget_cny"], 100_000 / 3, scale=10_000)
    33333.3333333333
    """
    if isinstance(value, str):
        text = cell_text(value)
        return text if text.strip() else None
    if isinstance(value, dt.datetime):
        return _date(value) if column.dtype is Dtype.DATE else _whole_second(value)
    return value if value is None else _rounded(_rounded(value / scale) * scale)


def to_cell(column: Column, value: Value, language: Language, scale: float = 1) -> str | float | dt.datetime | None:
    """Give what is to be put into a cell: a choice as its label, a whole number without its point.

    `scale` is what a number in the cell is multiplied by when it is read (see `read_column`).
    """
    if isinstance(value, str):
        return column.label(value, language) if column.dtype is Dtype.CHOICE else value
    if isinstance(value, dt.datetime) or value is None:
        return value
    number = _rounded(value / scale)
    return int(number) if number.is_integer() else number


def is_too_long(value: object) -> bool:
    """Tell whether a text has more characters, as Excel counts them, than a cell holds."""
    return (
        isinstance(value, str)
        and len(value) * _MOST_UNITS > _LONGEST_TEXT
        and len(_ESCAPE.sub("_x005F_", value).encode("utf-16-le")) > 2 * _LONGEST_TEXT
    )
