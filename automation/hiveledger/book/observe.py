"""What people did to a book between two looks at it, told from what it held and what it holds."""

from collections.abc import Iterator
from datetime import datetime

from hiveledger.changes import Append, Change, Remove, Tables, diff
from hiveledger.journal import OBSERVED, Run, observed_id

__all__ = ["observed_run"]

_COPIES = ("log",)  # sheets that only repeat what the journal knows


def observed_run(before: Tables, after: Tables, since: datetime, saved_at: datetime, number: int) -> Run:
    """Give what people did as a run; it has no changes where they did nothing that a table shows.

    `since` is when the book was last seen, `number` that of the run before. Columns and sheets that came or went are
    no row's and not told.
    """
    changes = tuple(_differences(before, after))
    return Run(observed_id(saved_at, number), OBSERVED, "", saved_at, {"since": since.isoformat()}, changes)


def _differences(before: Tables, after: Tables) -> Iterator[Change]:
    for name in before.keys() & after.keys() - set(_COPIES):
        old, new = before[name], after[name]
        shared = [column for column in new.columns if column in old.columns]
        gone = old.index.difference(new.index)
        blank = {name: new.iloc[:0]}
        for row in diff(blank, {name: old.loc[gone]}):
            if isinstance(row, Append):
                yield Remove(name, row.key, row.row)
        kept = old.index.intersection(new.index)
        yield from diff({name: old.loc[kept, shared]}, {name: new[shared]})
