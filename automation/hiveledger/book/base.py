"""What a book is to everything above it: read all, write a plan."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

import pandas as pd

from hiveledger.changes import Append, Change, Conflict, Plan, Set, Tables, Value, values
from hiveledger.changes.person import Person
from hiveledger.changes.summary import summarise
from hiveledger.findings import Finding, Level
from hiveledger.journal import Opening, Run, Written
from hiveledger.schema import TABLES
from hiveledger.schema.frames import empty, typed
from hiveledger.settings import Settings
from hiveledger.text import Language, say

__all__ = ["Book", "Ledger", "Outcome", "Snapshot", "Unsaved", "Written", "log_row", "setting_texts"]

_PAUSE: Final = {Language.ZH: "；", Language.EN: "; "}  # a row of the log is one line high
_NOTHING: Final[Mapping[str, object]] = {}
_NEVER: Final = object()  # what the machine last wrote where it never wrote: not even a blank


@dataclass(frozen=True)
class Snapshot:
    """A book as it was read at one moment.

    `tables` holds the tables that the book has, with the columns that it has. `unreadable` are cells whose text does
    not fit their column's dtype: blank in the frame, told of in `findings`, and never written over. `replied_at` tells
    when each reply that stands in the book was first seen saved, and `seen_at`, by table and key, when each row that
    people put on sheets whose times count was: that time counts, not when a verb came by.
    `numbers` holds, per table, the highest number of an id that is not to be given out again. In a workbook that
    somebody has open (`is_live`) nobody else sees yet what is written; `delivered` tells, by lead, with which save an
    assignment that was made in an open workbook and still stands was first seen.
    """

    tables: Tables
    settings: Settings
    findings: tuple[Finding, ...] = ()
    written: Written = field(default_factory=dict)
    unreadable: frozenset[tuple[str, str, str]] = frozenset()
    replied_at: Mapping[str, datetime] = field(default_factory=dict)
    seen_at: Mapping[tuple[str, str], datetime] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    delivered: Mapping[str, datetime] = field(default_factory=dict)
    is_live: bool = False
    _frames: dict[str, pd.DataFrame] = field(default_factory=dict, init=False, repr=False, compare=False)

    def frame(self, table: str) -> pd.DataFrame:
        """Give a table with all columns of the schema, blank where the book has none."""
        if table not in self._frames:
            read = self.tables.get(table)
            self._frames[table] = empty(TABLES[table]) if read is None else typed(TABLES[table], read)
        return self._frames[table]

    def is_machines(self, table: str, key: str, column: str, found: Value) -> bool:
        """Tell whether a cell, which holds `found`, is one that the machine may fill or correct.

        It is the machine's while it holds what the machine last wrote there, or while it is blank and the machine
        never wrote there. All others are a person's.
        """
        last = self.written.get((table, key), _NOTHING).get(column, _NEVER)
        is_ours = found is None if last is _NEVER else last == found
        return is_ours and (table, key, column) not in self.unreadable

    def machines(self, table: str, column: str) -> pd.Series:
        """Tell which cells of a column are the machine's (see `is_machines`): bool per row."""
        frame = self.frame(table)
        cells = zip(frame.index.tolist(), values(frame[column]), strict=True)
        mine = [self.is_machines(table, key, column, item) for key, item in cells]
        return pd.Series(mine, index=frame.index, dtype=bool)

    def last_number(self, table: str) -> int:
        """Give the highest number that an id of a table has or had, so that the next is a new one."""
        keys: list[str] = self.tables[table].index.tolist() if table in self.tables else []
        return max((self.numbers.get(table, 0), *(TABLES[table].number(key) for key in keys)))


@dataclass(frozen=True)
class Outcome:
    """What became of a plan: the run's id, what was written, and which groups a person's edit came before.

    Where nothing was written there was no run, and its id is empty. `findings` tell of groups that the book cannot
    hold, such as one with a text that is too long for a cell.
    """

    run_id: str
    written: tuple[Change, ...]
    conflicts: tuple[Conflict, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Unsaved:
    """A run that was carried out in an open workbook and that no saved version holds.

    Where `is_lost` the workbook was closed without it: nothing of it is left.
    """

    run: Run
    opening: Opening
    is_lost: bool


def log_row(run: Run, findings: Sequence[Finding], language: Language) -> Append:
    """Give the row that a run leaves on sheet 操作日志; its cells are in the journal."""
    row: dict[str, Value] = {
        "run_at": run.at,
        "who": run.who,
        "verb": say(f"verb_name.{run.verb}", language),
        "cells": float(sum(isinstance(change, Set) for change in run.changes)),
        "rows": float(sum(isinstance(change, Append) for change in run.changes)),
        "findings": float(sum(finding.level is Level.PERSON for finding in findings)),
        "summary": _PAUSE[language].join(summarise(run.changes, language)),
    }
    return Append("log", run.run_id, row)


def setting_texts(rows: pd.DataFrame) -> dict[str, str]:
    """Give the cells of 规则 by setting key, as `read_settings` wants them.

    Reads: value.
    """
    return {
        str(key): text for key, text in zip(rows.index, values(rows["value"]), strict=True) if isinstance(text, str)
    }


class Book(Protocol):
    """Anything that reads tables and writes changes."""

    def read(self) -> Snapshot:
        """Read all tables. Raises LedgerError where the book cannot be read as a ledger."""
        ...

    def write(self, plan: Plan, who: str) -> Outcome:
        """Write the groups of a plan that still stand, journal them as one run, and tell what became of each."""
        ...

    def runs(self) -> tuple[Run, ...]:
        """Give what was done to the book, in the order in which it was written."""
        ...

    def unsaved(self) -> tuple[Unsaved, ...]:
        """Give what was done in an open workbook and has not been seen saved; an open book has it among its runs."""
        ...


class Ledger(Book, Protocol):
    """A book with a past beside it, closed or open, on which verbs are carried out and for which requests wait."""

    @property
    def path(self) -> Path:
        """Where the workbook is."""
        ...

    @property
    def state_dir(self) -> Path:
        """The folder of its past."""
        ...

    @property
    def machine(self) -> str:
        """The name of this user's files in it."""
        ...

    def alone(self) -> AbstractContextManager[None]:
        """Keep every other writer of ours out. Raises: BusyError where that cannot be."""
        ...

    def sync(self) -> tuple[Finding, ...]:
        """Bring book and journal together; tells what was done. Raises: LedgerError."""
        ...

    def write_copy(self, plan: Plan, path: Path) -> None:
        """Write what the plan would make of the book to another file. Raises: LedgerError."""
        ...

    def forgetting(self) -> tuple[Person, ...]:
        """Give whom to forget was begun and can be finished now."""
        ...

    def begin_to_forget(self, person: Person) -> None:
        """Put on disk who is to be forgotten. Raises: LedgerError."""
        ...

    def forget(self, person: Person) -> tuple[Finding, ...]:
        """Take a person out of all that is beside the book; tells what stays. Raises: LedgerError."""
        ...
