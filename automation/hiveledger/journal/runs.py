"""A run: what one verb did to a book at one time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from hiveledger.changes import Change

__all__ = [
    "DASHBOARD",
    "FORGET",
    "OBSERVED",
    "ORDERS",
    "RELEASE",
    "RESTORE",
    "SCHEDULER",
    "UNDO",
    "Run",
    "observed_id",
    "run_id",
    "run_number",
]

UNDO: Final = "undo"
RESTORE: Final = "restore"
RELEASE: Final = "release"  # after which a book carries no ids of the runs before
DASHBOARD: Final = "dashboard"  # which adds a sheet that is no table
FORGET: Final = "forget"  # which is not taken back
ORDERS: Final = "orders"  # which cleared the cells of orders on the desk that were carried out
SCHEDULER: Final = "scheduler"  # who did what was done because it was time, or because the book had changed
OBSERVED: Final = "observed"  # what people did, found out by comparing the book with what it last held


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

    @property
    def restores(self) -> int | None:
        """The number of the last run that the version knew which this run put back; None for any other verb."""
        return int(self.args["runs"]) if self.verb == RESTORE else None


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
