"""A sheet as somebody sent it: text cells and what the file says about them, nothing guessed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hiveledger.findings import Finding

__all__ = ["Merge", "RawSheet", "trimmed"]


@dataclass(frozen=True)
class Merge:
    """A merged range; rows and columns count from 1, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class RawSheet:
    """One sheet, table or text file as rows of text cells.

    Row 1 of the sheet is rows[0]; rows may be of different length; a blank cell is "". Text stands as in the file,
    spaces and line breaks included; dates of a spreadsheet are ISO text ("2026-03-02", "2026-03-02 09:30:00"),
    its numbers plain digits without exponent, its booleans TRUE and FALSE, its errors their code ("#N/A").
    """

    name: str  # of the sheet; empty where the format knows no sheets
    rows: Sequence[Sequence[str]]
    source: str  # the file's name, for the column 来源 and for messages
    merged: tuple[Merge, ...] = ()
    protected: bool = False
    hidden: bool = False
    shared: bool = False  # a legacy 共享工作簿, which cannot hold tables
    rounded: tuple[tuple[int, int], ...] = ()  # (row, column) of numbers whose last digits Excel had lost
    notes: tuple[Finding, ...] = ()  # what was left out or repaired while reading
    facts: Mapping[str, str] = field(default_factory=dict)  # how it was read: kind, encoding, delimiter

    @property
    def is_blank(self) -> bool:
        """Tell whether no cell holds anything."""
        return not any(cell.strip() for row in self.rows for cell in row)


def trimmed(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Give the rows without blank cells at their right ends and without blank rows after the last full one.

    >>> trimmed([["公司", "手机", ""], ["", " "], []])
    [['公司', '手机']]
    """
    kept = [_without_tail(row) for row in rows]
    while kept and not kept[-1]:
        kept.pop()
    return kept


def _without_tail(row: Sequence[str]) -> list[str]:
    end = len(row)
    while end and (not row[end - 1] or row[end - 1].isspace()):
        end -= 1
    return list(row[:end])
