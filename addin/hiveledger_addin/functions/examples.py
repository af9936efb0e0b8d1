"""Each function's example as it stands in a sheet: cells beside each other, and a formula that points at them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hiveledger.gate import column_letters
from hiveledger_addin.functions.registry import Function

__all__ = ["Block", "Sheet", "example_sheet"]

_BETWEEN: Final = "\x1f"  # until it is known in which program the formula stands


@dataclass(frozen=True)
class Block:
    """Cells that stand together: their address, and what is in them row by row."""

    address: str
    rows: Sequence[Sequence[object]]


@dataclass(frozen=True)
class Sheet:
    """What has to stand in a sheet for a formula, and the formula's arguments as it would hold them."""

    blocks: tuple[Block, ...]
    name: str
    arguments: tuple[str, ...]

    def formula(self, between: str) -> str:
        """Give the formula, with what the program puts between arguments."""
        return f"={self.name}({between.join(self.arguments)})".replace(_BETWEEN, between)


def example_sheet(function: Function) -> Sheet:
    """Lay a function's example out.

    >>> from hiveledger_addin.functions import FUNCTIONS
    >>> example_sheet(FUNCTIONS["WORKDAYS_LATER"]).formula(",")
    '=WORKDAYS_LATER(DATE(2026,9,30),3)'
    >>> example_sheet(FUNCTIONS["NEXT_OWNER"]).formula(";")
    '=NEXT_OWNER(A1:G4;DATE(2026;3;2)+TIME(9;0;0);"汽车")'
    """
    blocks: list[Block] = []
    arguments: list[str] = []
    column = 1
    for given in function.example:
        if isinstance(given, list):
            last = column + len(given[0]) - 1
            address = f"{column_letters(column)}1:{column_letters(last)}{len(given)}"
            blocks.append(Block(address, given))
            arguments.append(address)
            column = last + 2
        else:
            arguments.append(_literal(given))
    return Sheet(tuple(blocks), function.name, tuple(arguments))


def _literal(value: object) -> str:
    match value:
        case None:
            return ""
        case dt.datetime():
            day = f"DATE({_BETWEEN.join(map(str, (value.year, value.month, value.day)))})"
            time = f"TIME({_BETWEEN.join(map(str, (value.hour, value.minute, value.second)))})"
            return f"{day}+{time}" if value.time() != dt.time() else day
        case float():
            return f"{value:g}"
    doubled = str(value).replace('"', '""')
    return f'"{doubled}"'
