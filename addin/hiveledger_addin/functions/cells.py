"""What a spreadsheet hands to a function, and what it gets back: cells as Python has them, and Excel's error values."""

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Final, TypeAlias

import pandas as pd

from hiveledger.book.cells import NOBODY, Cell, People, read_column
from hiveledger.changes import Value
from hiveledger.schema import Column, Dtype

__all__ = ["Fault", "Given", "Grid", "Result", "as_grid", "result_cell", "serial", "values_of"]


class Fault(StrEnum):
    """Excel's error values that a function may give."""

    NOT_AVAILABLE = "#N/A"  # the text cannot be read as what it should be
    VALUE = "#VALUE!"  # an argument's cell holds something of another kind
    NUMBER = "#NUM!"


Given: TypeAlias = object
"""An argument as a program hands it over: a cell, a range row by row, or None where it was left out."""

Grid: TypeAlias = list[list[Cell]]

Result: TypeAlias = str | float | bool | dt.datetime | Fault
"""A cell of what comes of it; blank is the empty text."""

_EPOCH: Final = dt.datetime(1899, 12, 30)  # day 0 of Excel and Calc
_DAY: Final = dt.timedelta(days=1)
_LAST: Final = 2_958_466  # the first day of the year 10000
_TIMES: Final = (Dtype.DATE, Dtype.TIME)


def as_grid(given: Any) -> Grid:  # noqa: ANN401 - what a program hands over
    """Give an argument as rows of cells; a blank is the empty text.

    >>> as_grid(None), as_grid("a"), as_grid([["a", None], [1.0, True]])
    ([['']], [['a']], [['a', ''], [1.0, True]])
    """
    rows = given if isinstance(given, list | tuple) else [[given]]
    return [["" if cell is None else cell for cell in row] for row in rows]


def serial(at: dt.datetime) -> float:
    """Give a time as the number that a cell holds for it.

    >>> serial(dt.datetime(2026, 3, 2, 12))
    46083.5
    """
    return (at - _EPOCH) / _DAY


def values_of(column: Column, cells: Sequence[Cell], people: People = NOBODY) -> tuple[list[Value], tuple[int, ...]]:
    """Read cells as a ledger reads that column, dates also from their numbers; and the places of those that do not fit.

    >>> from hiveledger.schema import TABLES
    >>> values_of(TABLES["leads"]["received_at"], [46083.5, "3 March"])
    ([datetime.datetime(2026, 3, 2, 12, 0), None], (1,))
    """
    timed = [_moment(cell) for cell in cells] if column.dtype in _TIMES else cells
    read = read_column(column, timed, people)
    return read.values, read.bad  # noqa: PD011 - no frame


def _moment(cell: Cell) -> Cell:
    if isinstance(cell, bool) or not isinstance(cell, float | int) or not 0 < cell < _LAST:
        return cell
    return _EPOCH + cell * _DAY


def result_cell(value: object) -> Result:
    """Give one value of a frame as a cell.

    >>> result_cell(pd.NaT), result_cell(pd.Timestamp("2026-03-02")), result_cell(Fault.VALUE)
    ('', datetime.datetime(2026, 3, 2, 0, 0), <Fault.VALUE: '#VALUE!'>)
    """
    match value:
        case pd.Timestamp():
            return value.to_pydatetime()
        case str() | bool():
            return value
        case int() | float() if value == value:  # noqa: PLR0124 - a missing number is not itself
            return float(value)
    return ""
