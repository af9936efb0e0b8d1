"""A ledger as it stood at a moment, told by taking back in thought what was done to it since."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

import pandas as pd

from hiveledger.changes import Append, Change, Remove, Set, Tables, Value, apply
from hiveledger.journal import Run
from hiveledger.journal.codec import origins
from hiveledger.schema import TABLES
from hiveledger.schema.frames import empty, typed

__all__ = ["as_of"]

_Place: TypeAlias = tuple[str, str]
_Row: TypeAlias = Mapping[str, Value]


def as_of(tables: Tables, runs: Iterable[Run], moment: datetime) -> dict[str, pd.DataFrame]:
    """Give the tables as they stood right before a moment, each with all columns of the schema.

    What no run tells of stands as it does now. Rows that have gone since, in a way that no run tells of, stay gone.
    """
    since = _Since()
    for run in runs:
        if run.at >= moment:
            since.note(run)
    back = apply(tables, since.taken_back(tables))
    return {name: typed(table, back[name]) if name in back else empty(table) for name, table in TABLES.items()}


@dataclass
class _Since:
    """What the first change to each row and cell came upon."""

    added: set[_Place] = field(default_factory=set)
    removed: dict[_Place, _Row] = field(default_factory=dict)
    cells: dict[tuple[str, str, str], Value] = field(default_factory=dict)

    def note(self, run: Run) -> None:
        for table, key, column, before, row in origins(run.changes):
            place = (table, key)
            if place in self.added:
                continue
            if column:
                self.cells.setdefault((table, key, column), before)
            elif row is not None:
                self.removed.setdefault(place, row)
            elif place not in self.removed:
                self.added.add(place)

    def taken_back(self, tables: Tables) -> Iterator[Change]:
        rows = {name: set(frame.index) for name, frame in tables.items()}
        yield from (Remove(table, key, {}) for table, key in self.added if key in rows.get(table, ()))
        for (table, key), row in self.removed.items():
            if key not in rows.get(table, (key,)):
                rows[table].add(key)
                yield Append(table, key, row)
            else:  # it was put in again
                yield from (Set(table, key, column, None, item) for column, item in row.items() if table in rows)
        for (table, key, column), before in self.cells.items():
            if key in rows.get(table, ()):
                yield Set(table, key, column, None, before)
