"""A run that a version of the book no longer holds: what of it is to be done again, and where a person came first."""

from collections.abc import Iterable
from dataclasses import replace

from hiveledger.changes.frames import settle
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
)
from hiveledger.changes.lookup import Cells, Tables

__all__ = ["is_done", "missing", "net"]


def net(changes: Iterable[Change]) -> list[Change]:
    """Fold what a run did to one cell or new row in several steps into one; what comes to nothing is left out.

    >>> net([Set("leads", "L1", "grade", None, "B"), Set("leads", "L1", "grade", "B", "A")])
    [Set(table='leads', key='L1', column='grade', before=None, after='A', why=None)]
    """
    steps: dict[tuple[str, ...], Change] = {}
    for change in changes:
        match change:
            case Set(table, key, column, _, after):
                added = steps.get((table, key))
                earlier = steps.get((table, key, column), change)
                if isinstance(added, Append):
                    steps[table, key] = replace(added, row={**added.row, column: after})
                elif isinstance(earlier, Set):
                    steps[table, key, column] = replace(change, before=earlier.before)
            case Append(table, key) | Remove(table, key):
                steps[table, key] = change
            case _:
                steps[f"{len(steps)}",] = change
    return [step for step in steps.values() if not (isinstance(step, Set) and step.before == step.after)]


def missing(changes: Iterable[Change], tables: Tables) -> tuple[tuple[Change, ...], tuple[Conflict, ...]]:
    """Give those of a run's changes that the tables do not hold, and the rows that hold something else by now.

    What stands as the run left it is done. What stands as the run found it is to be done again. Where anything else
    stands a person has decided since, and that row stays as it is, whole.
    """
    cells = Cells(tables)
    groups: dict[tuple[str, str], list[Change]] = {}
    for change in net(changes):
        if not is_done(change, cells, tables):
            groups.setdefault((change.table, getattr(change, "key", "")), []).append(change)
    standing, conflicts = settle((Group(key, tuple(left)) for (_, key), left in groups.items()), tables)
    return tuple(change for group in standing for change in group.changes), conflicts


def is_done(change: Change, cells: Cells, tables: Tables) -> bool:
    """Tell whether the tables, whose cells are given too, stand as a change leaves them."""
    is_there = cells.has_row(change.table, getattr(change, "key", ""))
    match change:
        case Set(table, key, column, _, after):
            return is_there and cells.at(table, key, column) == after
        case Append() | Remove():
            return is_there == isinstance(change, Append)
        case AddColumn(table, column) | DropColumn(table, column):
            return (column in cells.columns(table)) == isinstance(change, AddColumn)
        case AddTable(table) | DropTable(table):
            return (table in tables) == isinstance(change, AddTable)
