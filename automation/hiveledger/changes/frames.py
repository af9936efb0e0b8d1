"""Changes on tables held as frames: what differs, whether a plan still stands, and the result of applying it."""

from collections import ChainMap, defaultdict
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from itertools import chain
from typing import TypeAlias

import pandas as pd

from hiveledger.changes.kinds import (
    AddColumn,
    AddTable,
    Append,
    Change,
    Conflict,
    DropColumn,
    DropTable,
    Group,
    Remove,
    Set,
    Value,
)
from hiveledger.changes.lookup import Cells, Tables, values
from hiveledger.findings import Reason
from hiveledger.schema import TABLES
from hiveledger.schema.frames import pandas_dtype

__all__ = ["apply", "diff", "settle"]


def diff(before: Tables, after: Tables, why: Reason | None = None) -> tuple[Change, ...]:
    """Give the changes that turn one state of the tables into another.

    `after` keeps all rows, columns and tables of `before`: the machine never deletes or moves another's row.
    """
    return tuple(_differences(before, after, why))


def _differences(before: Tables, after: Tables, why: Reason | None) -> Iterator[Change]:
    for name, new in after.items():
        if name not in before:
            yield AddTable(name, tuple(new.columns))
            old = new.iloc[:0]
        else:
            old = before[name]
            yield from (AddColumn(name, column) for column in new.columns if column not in old.columns)
        kept = new.loc[old.index]
        for column in new.columns:
            was = values(old[column]) if column in old.columns else [None] * len(old)
            for key, old_value, new_value in zip(old.index.tolist(), was, values(kept[column]), strict=True):
                if old_value != new_value:
                    yield Set(name, key, column, old_value, new_value, why)
        added = new.loc[~new.index.isin(old.index)]
        for key, row in zip(added.index.tolist(), _rows(added), strict=True):
            yield Append(name, key, row, why)


def _rows(frame: pd.DataFrame) -> list[dict[str, Value]]:
    cells = [values(frame[column]) for column in frame.columns]
    return [
        {name: item for name, item in zip(frame.columns, row, strict=True) if item is not None}
        for row in zip(*cells, strict=True)
    ] or [{} for _ in frame.index]


def settle(groups: Iterable[Group], tables: Tables) -> tuple[tuple[Group, ...], tuple[Conflict, ...]]:
    """Part the groups that still stand from those that something changed under.

    A group stands if every cell it rested on and every cell it sets holds what the plan read, the rows it adds
    are not there yet, and the rows, columns and sheets it takes out are as we wrote them once the changes before
    it in the plan are done.
    """
    cells = Cells(tables)
    left: _Left = {}
    standing: list[Group] = []
    conflicts: list[Conflict] = []
    for group in groups:
        own: _Left = {}
        conflict = next(
            chain(_changed_under(group, cells, ChainMap(own, left)), _given_differs(group, cells)),
            None,
        )
        if conflict:
            conflicts.append(conflict)
        else:
            left.update(own)
            standing.append(group)
    return tuple(standing), tuple(conflicts)


_Left: TypeAlias = MutableMapping[tuple[str, str, str], Value]
"""What the changes so far leave: cells with their new value; a row that they take out has the column "" here."""


def _given_differs(group: Group, cells: Cells) -> Iterator[Conflict]:
    for given in group.given:
        for column, expected in given.cells.items():
            found = cells.at(given.table, given.key, column)
            if found != expected:
                yield Conflict(group.name, given.table, given.key, column, expected, found)


def _changed_under(group: Group, cells: Cells, left: _Left) -> Iterator[Conflict]:
    added: set[tuple[str, str]] = set()  # rows of this group's own are there to be set
    for change in group.changes:
        match change:
            case Set(table, key, column, before, after):
                found = cells.at(table, key, column)
                if (table, key) not in added and (not cells.has_row(table, key) or found != before):
                    yield Conflict(group.name, table, key, column, before, found)
                left[table, key, column] = after
            case Append(table, key):
                if cells.has_row(table, key):
                    yield Conflict(group.name, table, key, "", None, key)
                added.add((table, key))
            case Remove(table, key):
                yield from _row_differs(group.name, change, cells, left)
                left[table, key, ""] = None
            case DropColumn() | DropTable():
                yield from _in_use(group.name, change, cells, left)
            case AddColumn() | AddTable():
                pass


def _row_differs(group: str, change: Remove, cells: Cells, left: _Left) -> Iterator[Conflict]:
    table, key, row = change.table, change.key, change.row
    if not cells.has_row(table, key):
        yield Conflict(group, table, key, "", key, None)
    for column in cells.columns(table):
        found = left.get((table, key, column), cells.at(table, key, column))
        if found != row.get(column):
            yield Conflict(group, table, key, column, row.get(column), found)


def _in_use(group: str, change: DropColumn | DropTable, cells: Cells, left: _Left) -> Iterator[Conflict]:
    table = change.table
    rows = [key for key in cells.keys(table) if (table, key, "") not in left]
    match change:
        case DropColumn(_, column):
            if any(left.get((table, key, column), cells.at(table, key, column)) is not None for key in rows):
                yield Conflict(group, table, "", column, None, column)
        case DropTable():
            if rows:
                yield Conflict(group, table, "", "", None, table)


def apply(tables: Tables, changes: Iterable[Change]) -> dict[str, pd.DataFrame]:
    """Give the tables after the changes, which are taken to stand (see `settle`). Nothing is changed in place."""
    result = dict(tables)
    edits = _RowEdits()
    for change in changes:
        match change:
            case AddTable(table, columns):
                result.setdefault(table, _blank(table, columns))
            case AddColumn(table, column):
                result[table] = _with_column(table, result[table], column)
            case DropTable(table):
                result.pop(table, None)
            case DropColumn(table, column):
                result[table] = result[table].drop(columns=column, errors="ignore")  # the key is the index
            case Append() | Remove() | Set():
                edits.note(change)
    return {table: edits.on(table, frame) for table, frame in result.items()}


class _RowEdits:
    """The net effect of many row changes, so that each column of a frame is rewritten once."""

    def __init__(self) -> None:
        self._cells: defaultdict[str, defaultdict[str, dict[str, Value]]] = defaultdict(lambda: defaultdict(dict))
        self._rows: defaultdict[str, dict[str, dict[str, Value]]] = defaultdict(dict)
        self._gone: defaultdict[str, set[str]] = defaultdict(set)

    def note(self, change: Append | Remove | Set) -> None:
        match change:
            case Append(table, key, row):
                self._rows[table][key] = dict(row)
            case Remove(table, key):
                if self._rows[table].pop(key, None) is None:
                    self._gone[table].add(key)
            case Set(table, key, column, _, after):
                if key in self._rows[table]:
                    self._rows[table][key][column] = after
                else:
                    self._cells[table][column][key] = after

    def on(self, table: str, frame: pd.DataFrame) -> pd.DataFrame:
        for column, cells in self._cells[table].items():
            if column in frame.columns:
                frame = _with_cells(table, frame, column, cells)
        if self._gone[table]:
            frame = frame.drop(index=list(self._gone[table]))
        return _with_rows(table, frame, self._rows[table]) if self._rows[table] else frame


def _blank(table: str, columns: Sequence[str]) -> pd.DataFrame:
    schema = TABLES[table]
    index = pd.Index([], dtype="str", name=schema.key)
    return pd.DataFrame(
        {column: pd.Series([], index=index, dtype=pandas_dtype(schema[column])) for column in columns},
        index=index,
    )


def _with_column(table: str, frame: pd.DataFrame, column: str) -> pd.DataFrame:
    if column in (*frame.columns, frame.index.name):
        return frame
    return frame.assign(**{column: pd.Series(None, index=frame.index, dtype=pandas_dtype(TABLES[table][column]))})


def _with_cells(table: str, frame: pd.DataFrame, column: str, cells: Mapping[str, Value]) -> pd.DataFrame:
    dtype = pandas_dtype(TABLES[table][column])
    after = pd.Series(list(cells.values()), index=list(cells), dtype=object).astype(dtype)
    changed = frame[column].astype(dtype)
    changed.loc[after.index] = after.array
    return frame.assign(**{column: changed})


def _with_rows(table: str, frame: pd.DataFrame, rows: Mapping[str, Mapping[str, Value]]) -> pd.DataFrame:
    index = pd.Index(list(rows), dtype="str", name=frame.index.name)
    added = pd.DataFrame(
        {
            column: pd.Series([row.get(column) for row in rows.values()], index=index, dtype=object).astype(
                pandas_dtype(TABLES[table][column])
            )
            for column in frame.columns
        },
        index=index,
    )
    return pd.concat([frame, added])
