"""Letting a book go: the verb `release`."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from hiveledger.book.base import Book, Snapshot
from hiveledger.changes import AddColumn, AddTable, DropColumn, DropTable, Group, Plan, Remove, Set, Value, values
from hiveledger.findings import Finding, Level
from hiveledger.journal import RELEASE, Run

__all__ = ["plan_release"]


def plan_release(book: Book, now: datetime, *, columns: bool = False) -> Plan:
    """Take the hidden sheet out of a book and, if that is wished, the columns and sheets that verbs added to it.

    What people filled or changed stays, and so does a column that has another one right of it.
    """
    state = book.read()
    groups = [Group("", ())]  # the hidden sheet goes with any run of this verb
    stays: list[Finding] = []
    for added in (one for one in _added(book.runs()) if columns and _is_there(one, state)):
        group = _taken_out(added, state)
        if group is not None:
            groups.append(group)
        else:
            stays.append(_stays(added))
    return Plan(RELEASE, now, tuple(groups), (*state.findings, *stays), {"columns": "yes"} if columns else {})


def _added(runs: Iterable[Run]) -> list[AddColumn | AddTable]:
    """Give what we added and nobody took out again, newest first: a sheet, and columns of sheets that were there."""
    added: dict[tuple[str, str], AddColumn | AddTable] = {}
    for run in runs:
        for change in () if run.is_observed else run.changes:
            match change:
                case AddTable(table):
                    added[table, ""] = change
                case AddColumn(table, column) if (table, "") not in added:
                    added[table, column] = change
                case DropTable(table):
                    added.pop((table, ""), None)
                case DropColumn(table, column):
                    added.pop((table, column), None)
                case _:
                    pass
    return list(added.values())[::-1]


def _is_there(added: AddColumn | AddTable, state: Snapshot) -> bool:
    frame = state.tables.get(added.table)
    return frame is not None and (isinstance(added, AddTable) or added.column in (*frame.columns, frame.index.name))


def _taken_out(added: AddColumn | AddTable, state: Snapshot) -> Group | None:
    """Give the changes that take a column or sheet out; None where people have filled or changed some of it."""
    cells = list(_cells(added, state))
    if not all(state.is_machines(added.table, *cell) for cell in cells):
        return None
    match added:
        case AddColumn(table, column):
            cleared = (Set(table, key, column, found, None) for key, _, found in cells if found is not None)
            return Group("", (*cleared, DropColumn(table, column)))
        case AddTable(table, names):
            rows: dict[str, dict[str, Value]] = {}
            for key, column, found in cells:
                rows.setdefault(key, {}).update({column: found} if found is not None else {})
            if any((table, key) not in state.written for key in rows):
                return None
            return Group("", (*(Remove(table, key, row) for key, row in rows.items()), DropTable(table, names)))


def _cells(added: AddColumn | AddTable, state: Snapshot) -> Iterator[tuple[str, str, Value]]:
    """Give the cells of a column, or of a whole sheet; ids are none, they go with their column or row."""
    frame = state.tables[added.table]
    for column in frame.columns if isinstance(added, AddTable) else frame.columns.intersection([added.column]):
        for key, found in zip(frame.index.tolist(), values(frame[column]), strict=True):
            yield key, column, found


def _stays(added: AddColumn | AddTable) -> Finding:
    match added:
        case AddColumn(table, column):
            return Finding("release.column_stays", table, column=column, level=Level.INFO)
        case AddTable(table):
            return Finding("release.sheet_stays", table, level=Level.INFO)
