"""A ledger as it stood at a moment, told by taking back in thought what was done to it since."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import pandas as pd

from hiveledger.changes import (
    AddColumn,
    AddTable,
    Append,
    Change,
    DropColumn,
    DropTable,
    Remove,
    Set,
    Tables,
    apply,
    undo,
)
from hiveledger.journal import Run
from hiveledger.schema import TABLES
from hiveledger.schema.frames import empty, typed

__all__ = ["as_of"]


def as_of(tables: Tables, runs: Sequence[Run], moment: datetime) -> dict[str, pd.DataFrame]:
    """Give the tables as they stood right before a moment, each with all columns of the schema.

    What no run tells of stands as it does now. Rows that have gone since, in a way that no run tells of, stay gone.
    """
    later = [change for run in runs if run.at >= moment for change in run.changes]
    back = apply(tables, _possible(tables, undo(later))) if later else tables
    return {name: typed(table, back[name]) if name in back else empty(table) for name, table in TABLES.items()}


def _possible(tables: Tables, changes: Sequence[Change]) -> Iterator[Change]:
    """Pass over what would touch a row or column that is not there."""
    rows = {name: set(frame.index) for name, frame in tables.items()}
    for change in changes:
        match change:
            case Append(table, key) if table in rows and key not in rows[table]:
                rows[table].add(key)
                yield change
            case Remove(table, key) if key in rows.get(table, ()):
                rows[table].discard(key)
                yield change
            case Set(table, key) if key in rows.get(table, ()):
                yield change
            case AddTable(table):
                rows.setdefault(table, set())
                yield change
            case DropTable(table):
                rows.pop(table, None)
                yield change
            case AddColumn(table) | DropColumn(table) if table in rows:
                yield change
            case _:
                pass
