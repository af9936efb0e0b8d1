"""Formulas moved to another cell, as copying them in a spreadsheet would."""

import re
from typing import Final

from hiveledger.gate.extent import column_letters, column_number
from hiveledger.gate.limits import MAX_COLUMN, MAX_ROW

__all__ = ["is_relative", "moved"]

_PARTS: Final = re.compile(
    r"""
      (?P<aside>"(?:[^"]|"")*"|'(?:[^']|'')*'|\[(?:'.|[^\[\]']|\[(?:'.|[^\[\]'])*\])*\])  # texts, sheets, [columns]
    | (?<![\w.$])(?P<ca>\$?)(?P<column>[A-Za-z]{1,3})(?P<ra>\$?)(?P<row>[0-9]{1,7})(?![\w.(!\[])
    | (?<![\w.$:])(?P<c1>\$?[A-Za-z]{1,3}):(?P<c2>\$?[A-Za-z]{1,3})(?![\w.(!:])
    | (?<![\w.$:])(?P<r1>\$?[0-9]{1,7}):(?P<r2>\$?[0-9]{1,7})(?![\w.(!:])
    """,
    re.VERBOSE,
)


def is_relative(formula: str) -> bool:
    """Tell whether a formula means other cells when it stands elsewhere.

    >>> is_relative("A2*2"), is_relative("[@Price]*$A$1")
    (True, False)
    """
    return moved(formula, 1, 1) != formula


def moved(formula: str, rows: int, columns: int) -> str:
    """Give a formula as it reads that many rows further down and columns further right.

    >>> moved('SUM($A2:B$3)&"A1"&Sheet1!C4', 2, 1)
    'SUM($A4:C$3)&"A1"&Sheet1!D6'
    >>> moved("SUM(A:$B)+SUM(1:$2)+LOG10(2)", 2, 1)
    'SUM(B:$B)+SUM(3:$2)+LOG10(2)'
    """

    def one(found: re.Match[str]) -> str:
        if found["aside"]:
            return found[0]
        if found["row"]:
            return _column(found["ca"] + found["column"], columns) + _row(found["ra"] + found["row"], rows)
        if found["c1"]:
            return f"{_column(found['c1'], columns)}:{_column(found['c2'], columns)}"
        return f"{_row(found['r1'], rows)}:{_row(found['r2'], rows)}"

    return _PARTS.sub(one, formula)


def _column(letters: str, by: int) -> str:
    """Move a column; past the last one Excel begins again at the first."""
    fixed = letters.startswith("$") or not by
    number = column_number(letters.lstrip("$"))
    return letters if fixed or number > MAX_COLUMN else column_letters((number - 1 + by) % MAX_COLUMN + 1)


def _row(digits: str, by: int) -> str:
    return digits if digits.startswith("$") or not by else str((int(digits) - 1 + by) % MAX_ROW + 1)
