"""The hidden sheet on which a book carries the ids of the newest runs that have reached it.

A version that somebody saves over ours takes these ids back with our changes: that is how the next write knows which
runs have to be done again, and which a person's edit came after.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from hiveledger.book.cells import Cell
from hiveledger.book.xlsx import Formatted, SetCell
from hiveledger.journal import run_number
from hiveledger.schema import MARKS_SHEET

__all__ = ["gone", "mark_edits", "marks_of"]

_KEPT: Final = 200  # newest runs; the ids stand in a ring, so that a write touches one cell
_FIRST_ROW: Final = 2
_TEXT: Final = "@"


def marks_of(grid: Iterable[Sequence[Cell]]) -> frozenset[str]:
    """Give the run ids that stand on the sheet."""
    return frozenset(row[0] for row in grid if row and isinstance(row[0], str) and run_number(row[0]))


def mark_edits(run_ids: Iterable[str]) -> Iterator[SetCell]:
    """Give the edits that put run ids in their places."""
    for run_id in run_ids:
        yield SetCell(MARKS_SHEET, _FIRST_ROW + run_number(run_id) % _KEPT, 1, Formatted(run_id, _TEXT))


def gone(marked: Sequence[str], marks: Collection[str]) -> list[str]:
    """Give those of the marked runs that a version of the book does not hold; of older ones nobody can tell.

    >>> gone(["R20260302-100000-0001", "R20260302-100000-0002"], {"R20260302-100000-0001"})
    ['R20260302-100000-0002']
    """
    oldest_kept = max(map(run_number, marks), default=0) - _KEPT
    return [run_id for run_id in marked if run_id not in marks and run_number(run_id) > oldest_kept]
