"""What a cell holds, as Python has it and as Calc has it.

Calc knows numbers and texts only: whether a number is a day or a truth is told by the format of its cell.
"""

import datetime as dt
import numbers
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import IntFlag
from typing import Final, TypeAlias

__all__ = ["ERRORS", "CellError", "Kind", "Prepared", "Value", "arranged", "clean", "plain", "reader", "runs"]

Value: TypeAlias = str | float | bool | dt.datetime

ERRORS: Final = {  # Calc's numbers of the errors that Excel has too
    503: "#NUM!",
    519: "#VALUE!",
    521: "#NULL!",
    524: "#REF!",
    525: "#NAME?",
    532: "#DIV/0!",
    32767: "#N/A",
}
_A_DAY: Final = dt.timedelta(days=1)
_WHOLE_DAYS: Final = "yyyy-mm-dd"
_MOMENTS: Final = "yyyy-mm-dd hh:mm:ss"
_TRUTHS: Final = "BOOLEAN"


class Kind(IntFlag):
    """What Calc says of a number format."""

    DATE = 2
    TEXT = 256
    LOGICAL = 1024


class CellError(str):
    """What an erroneous cell shows."""

    __slots__ = ()


@dataclass(frozen=True)
class Prepared:
    """Values as Calc takes them, and what has to be done besides to some cells, which are counted from 0."""

    rows: tuple[tuple[str | float, ...], ...]
    formulas: Mapping[tuple[int, int], str]  # (row, column) to what begins with "="
    formats: Mapping[tuple[str, int], Sequence[int]]  # (the format to wear, column) to rows


def plain(value: object, _options: object = None) -> Value:
    """Give what is written for a value of Python. Whatever says that it is missing becomes the empty text."""
    if isinstance(value, str | bool):
        return value
    if value is None or type(value).__name__ == "NAType" or value != value:  # noqa: PLR0124 - NaN, NaT
        return ""
    match value:
        case dt.datetime():
            return value.replace(tzinfo=None)
        case dt.date():
            return dt.datetime(value.year, value.month, value.day)
        case numbers.Real() | Decimal():
            return float(value)
    return plain(value.item()) if hasattr(value, "item") else str(value)  # numpy's truths have one


def clean(
    rows: Sequence[Sequence[object]],
    datetime_builder: Callable[..., object],
    empty_as: object,
    number_builder: Callable[[float], object] | None,
    err_to_str: bool,
) -> list[list[object]]:
    """Give values as the reader asked for them."""

    def built(value: object) -> object:
        if type(value) is float and number_builder is not None:
            return number_builder(value)
        if type(value) is dt.datetime and datetime_builder is not dt.datetime:
            parts = ("year", "month", "day", "hour", "minute", "second", "microsecond")
            return datetime_builder(**{part: getattr(value, part) for part in parts}, tzinfo=None)
        if type(value) is CellError:
            return str(value) if err_to_str else None
        return value

    found = [[empty_as if value == "" else value for value in row] for row in rows]
    if number_builder is None and datetime_builder is dt.datetime and CellError not in _types(rows):
        return found
    return [[built(value) for value in row] for row in found]


def _types(rows: Iterable[Sequence[object]]) -> set[type]:
    return {type(value) for row in rows for value in row}


def reader(kind: int, since: dt.datetime) -> Callable[[object], object] | None:
    """Give how to read numbers that wear a format of that kind, None where they stay numbers.

    A time of day without a date stays a number, as it does in Excel.
    """

    def moment(value: object) -> object:
        return since + dt.timedelta(milliseconds=round(value * 86_400_000)) if isinstance(value, float) else value

    def truth(value: object) -> object:
        return bool(value) if isinstance(value, float) else value

    return moment if kind & Kind.DATE else truth if kind & Kind.LOGICAL else None


def arranged(rows: Sequence[Sequence[object]], since: dt.datetime) -> Prepared:
    """Give values from Python as Calc takes them."""
    formulas: dict[tuple[int, int], str] = {}
    truths, moments = defaultdict[int, list[int]](list), defaultdict[int, list[int]](list)

    def taken(value: object, row: int, column: int) -> str | float:
        value = plain(value)
        if isinstance(value, str):
            if len(value) > 1 and value[0] == "=":
                formulas[row, column] = value
            return value
        if isinstance(value, bool):
            truths[column].append(row)
            return float(value)
        if isinstance(value, dt.datetime):
            moments[column].append(row)
            return (value - since) / _A_DAY
        return value

    done = tuple(
        tuple(
            value if type(value) is float and value == value else taken(value, row, column)  # noqa: PLR0124 - NaN
            for column, value in enumerate(line)
        )
        for row, line in enumerate(rows)
    )
    formats = {(_TRUTHS, column): found for column, found in truths.items()}
    for column, found in moments.items():
        code = _WHOLE_DAYS if all(float(done[row][column]).is_integer() for row in found) else _MOMENTS
        formats[code, column] = found
    return Prepared(done, formulas, formats)


def runs(rows: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Give the first and last of each unbroken run of numbers.

    >>> list(runs({7, 1, 2, 3, 9, 10}))
    [(1, 3), (7, 7), (9, 10)]
    """
    first = last = None
    for row in sorted(rows):
        if first is None or last is None:
            first = row
        elif row != last + 1:
            yield first, last
            first = row
        last = row
    if first is not None and last is not None:
        yield first, last
