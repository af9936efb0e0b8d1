"""What a book is to everything above it: read all, write a plan."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import pandas as pd

from hiveledger.changes import Change, Conflict, Plan, Tables, Value, values
from hiveledger.findings import Finding
from hiveledger.schema import TABLES
from hiveledger.schema.frames import empty, typed
from hiveledger.settings import Settings

__all__ = ["Book", "Outcome", "Snapshot", "Written", "setting_texts"]

Written = Mapping[tuple[str, str], Mapping[str, Value]]
"""What the machine last wrote, by (table, key) and column: the newest journalled value of every cell it touched."""


@dataclass(frozen=True)
class Snapshot:
    """A book as it was read at one moment.

    `tables` holds the tables that the book has, with the columns that it has. `unreadable` are cells whose text does
    not fit their column's dtype: blank in the frame, told of in `findings`, and never written over. `replied_at` tells
    when each reply that stands in the book was first seen saved: that time counts, not when a verb came by.
    """

    tables: Tables
    settings: Settings
    findings: tuple[Finding, ...] = ()
    written: Written = field(default_factory=dict)
    unreadable: frozenset[tuple[str, str, str]] = frozenset()
    replied_at: Mapping[str, datetime] = field(default_factory=dict)

    def frame(self, table: str) -> pd.DataFrame:
        """Give a table with all columns of the schema, blank where the book has none."""
        if table not in self.tables:
            return empty(TABLES[table])
        return typed(TABLES[table], self.tables[table])

    def machines(self, table: str, column: str) -> pd.Series:
        """Tell which cells of a column the machine may fill or correct: bool per row.

        A cell is the machine's while it holds what the machine last wrote there, or while it is blank and the
        machine never wrote there. All others are a person's.
        """
        frame = self.frame(table)
        missing = object()
        mine = [
            (last := self.written.get((table, key), {}).get(column, missing)) == item
            or (last is missing and item is None and (table, key, column) not in self.unreadable)
            for key, item in zip(frame.index, values(frame[column]), strict=True)
        ]
        return pd.Series(mine, index=frame.index, dtype=bool)


@dataclass(frozen=True)
class Outcome:
    """What became of a plan: the run's id, what was written, and which groups a person's edit came before."""

    run_id: str
    written: tuple[Change, ...]
    conflicts: tuple[Conflict, ...] = ()


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
