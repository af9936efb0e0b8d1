"""A run: what one verb did to a book at one time, and what follows from all runs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Final, TypeAlias

from hiveledger.changes import Change, Value
from hiveledger.journal.codec import Effect, effects
from hiveledger.schema import TABLES

__all__ = ["OBSERVED", "RELEASE", "UNDO", "Run", "Standing", "Written", "observed_id", "replay", "run_id", "run_number"]

UNDO: Final = "undo"
RELEASE: Final = "release"  # after which a book carries no ids of the runs before
OBSERVED: Final = "observed"  # what people did, found out by comparing the book with what it last held

Written: TypeAlias = Mapping[tuple[str, str], Mapping[str, Value]]
"""What the machine last wrote, by (table, key) and column: the newest journalled value of every cell of its own."""


class _Never(Enum):
    """What the machine last wrote where it never wrote: not even a blank."""

    NEVER = 0


_NEVER: Final = _Never.NEVER


@dataclass(frozen=True)
class Run:
    """One verb carried out once; `changes` are those that were written.

    What people did between two looks at the book is a run too, of the verb `observed`: `at` is when they saved it.
    """

    run_id: str
    verb: str
    who: str
    at: datetime
    args: Mapping[str, str]
    changes: Sequence[Change]

    @property
    def number(self) -> int:
        """How many runs the book had seen when this one was written, itself among them."""
        return run_number(self.run_id)

    @property
    def is_observed(self) -> bool:
        """Tell whether people did this, not a verb of ours."""
        return self.verb == OBSERVED

    @property
    def undoes(self) -> str:
        """The run that this one took back; empty for any other verb."""
        return self.args.get("run", "") if self.verb == UNDO else ""


def run_id(now: datetime, number: int) -> str:
    """Name a run so that a person can read it aloud and a list sorts it by time.

    >>> run_id(datetime(2026, 3, 2, 10), 7)
    'R20260302-100000-0007'
    """
    return f"R{now:%Y%m%d-%H%M%S}-{number:04d}"


def observed_id(saved_at: datetime, after: int) -> str:
    """Name what people did: by when they saved it, to the millisecond, and the number of the run after which they did.

    >>> observed_id(datetime(2026, 3, 2, 10, 30, 0, 250_000), 7)
    'E20260302-103000250-0007'
    """
    return f"E{saved_at:%Y%m%d-%H%M%S}{saved_at.microsecond // 1000:03d}-{after:04d}"


def run_number(name: str) -> int:
    """Give the number at the end of a run's id, 0 where there is none.

    >>> run_number("R20260302-100000-0007")
    7
    """
    digits = name.rpartition("-")[2]
    return int(digits) if digits.isdecimal() else 0


@dataclass
class Standing:
    """What the runs so far left behind: whose cells are the machine's, and which ids were given out."""

    written: dict[tuple[str, str], dict[str, Value]] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)  # per table, the highest number of an id we added


def replay(runs: Iterable[Run]) -> Standing:
    """Follow the runs, in the order in which they were written.

    What a run writes is the machine's from then on; what people did leaves no cell to the machine. Undoing a run
    gives each cell back to whoever it belonged to before that run: a person's value that the machine had written over
    is the person's again.
    """
    runs = tuple(run for run in runs if not run.is_observed)
    taken_back = {run.undoes for run in runs if run.undoes}
    standing = Standing()
    owners: dict[str, _Owners] = {}
    for run in runs:
        before = owners.get(run.undoes, _Owners()) if run.undoes else None
        noted = owners.setdefault(run.run_id, _Owners()) if run.run_id in taken_back else None
        for effect in effects(run.changes):
            if noted is not None:
                noted.note(standing.written, effect)
            if before is None:
                _take(standing, effect)
            else:
                before.give_back(standing.written, effect)
    return standing


class _Owners:
    """What the machine had last written before a run, in the cells and rows that the run changed."""

    def __init__(self) -> None:
        self._cells: dict[tuple[str, str, str], Value | _Never] = {}
        self._rows: dict[tuple[str, str], dict[str, Value]] = {}

    def note(self, written: Written, effect: Effect) -> None:
        """Remember what the machine last wrote here."""
        table, key, column, _, _ = effect
        row = written.get((table, key), {})
        if column:
            self._cells.setdefault((table, key, column), row.get(column, _NEVER))
        else:
            self._rows.setdefault((table, key), dict(row))

    def give_back(self, written: dict[tuple[str, str], dict[str, Value]], effect: Effect) -> None:
        """Let the machine have last written what it had before the run."""
        table, key, column, _, row = effect
        if not column:
            written.pop((table, key), None)
            if row is not None:
                written[table, key] = dict(self._rows.get((table, key), {}))
            return
        last = self._cells.get((table, key, column), _NEVER)
        if last is _NEVER:
            written.get((table, key), {}).pop(column, None)
        else:
            written.setdefault((table, key), {})[column] = last


def _take(standing: Standing, effect: Effect) -> None:
    table, key, column, after, row = effect
    written = standing.written
    if column:
        cells = written.get((table, key))
        if cells is None:
            cells = written[table, key] = {}
        cells[column] = after
    elif row is None:
        written.pop((table, key), None)
    else:
        written[table, key] = row
        standing.numbers[table] = max(standing.numbers.get(table, 0), TABLES[table].number(key))
