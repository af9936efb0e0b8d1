"""What people did to a book between two looks at it, told from what it held and what it holds."""

from collections.abc import Iterator
from datetime import datetime

import pandas as pd

from hiveledger.changes import Append, Change, DropColumn, DropTable, Remove, Set, Tables, diff, values
from hiveledger.journal import OBSERVED, Run, observed_id

__all__ = ["differences", "observed_run"]

_COPIES = ("log",)  # sheets that only repeat what the journal knows


def observed_run(before: Tables, after: Tables, since: datetime, saved_at: datetime, number: int) -> Run:
    """Give what people did as a run; it has no changes where they did nothing that a table shows.

    `since` is when the book was last seen, `number` that of the run before.
    """
    changes = tuple(differences(before, after))
    return Run(observed_id(saved_at, number), OBSERVED, "", saved_at, {"since": since.isoformat()}, changes)


def differences(before: Tables, after: Tables) -> Iterator[Change]:
    """Give what turns one state of a book into any other, what people took out of it too; all but its log."""
    for name in {**before, **after}:
        if name in _COPIES:
            continue
        if name not in after:
            yield from _removed(name, before[name])
            yield DropTable(name, tuple(before[name].columns))
        elif name not in before:
            yield from diff({}, {name: after[name]})
        else:
            yield from _table_differences(name, before[name], after[name])


def _table_differences(name: str, before: pd.DataFrame, after: pd.DataFrame) -> Iterator[Change]:
    yield from _removed(name, before.loc[before.index.difference(after.index)])
    kept = before.loc[before.index.intersection(after.index)]
    for column in before.columns.difference(after.columns):
        yield from _emptied(name, kept[column])
        yield DropColumn(name, column)
    yield from diff({name: kept}, {name: after})


def _removed(table: str, rows: pd.DataFrame) -> Iterator[Change]:
    for row in diff({table: rows.iloc[:0]}, {table: rows}):
        if isinstance(row, Append):
            yield Remove(table, row.key, row.row)


def _emptied(table: str, cells: pd.Series) -> Iterator[Change]:
    for key, item in zip(cells.index.tolist(), values(cells), strict=True):
        if item is not None:
            yield Set(table, key, str(cells.name), item, None)
