"""The groups of a plan that a book can take as it stands now, be it a file or open in a program."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from hiveledger.book.base import log_row
from hiveledger.book.cells import stored
from hiveledger.book.edit import Editor
from hiveledger.book.hurdles import Hurdles
from hiveledger.book.naming import Naming
from hiveledger.book.reading import Reading
from hiveledger.book.refuse import Objections, Surroundings
from hiveledger.changes import Append, Change, Conflict, Group, Set, settle
from hiveledger.findings import Finding
from hiveledger.journal import Run
from hiveledger.schema import TABLES

__all__ = ["Accepted", "accept", "log_rows"]


@dataclass(frozen=True)
class Accepted:
    """What is going to be written, and what falls; `hurdles` of the sheets that are written to, by table."""

    changes: tuple[Change, ...]
    conflicts: tuple[Conflict, ...]
    findings: tuple[Finding, ...]
    hurdles: Mapping[str, Hurdles]


def accept(groups: Iterable[Group], reading: Reading, surroundings: Surroundings) -> Accepted:
    """Part the groups that a book can take from those that something stands against."""
    standing, fallen = settle([_stored(group, reading.naming) for group in groups], reading.tables)
    hurdles = {table: surroundings.hurdles(reading.places[table]) for table in _touched(standing, reading)}
    objections = Objections(surroundings, reading, Editor.at(reading, hurdles).spots, standing)
    said = [objections.to(group) for group in standing]
    able = (group for group, against in zip(standing, said, strict=True) if against is None)
    return Accepted(
        tuple(change for group in able for change in group.changes),
        (*fallen, *(against for against in said if isinstance(against, Conflict))),
        tuple(against for against in said if isinstance(against, Finding)),
        hurdles,
    )


def log_rows(reading: Reading, runs: Sequence[Run], findings: Sequence[Finding]) -> list[Append]:
    """Give the rows that runs leave on 操作日志, where the book has that sheet and not yet the rows."""
    if "log" not in reading.places:
        return []
    known = reading.tables["log"].index
    return [log_row(run, findings, reading.settings.language) for run in runs if run.run_id not in known]


def _touched(groups: Iterable[Group], reading: Reading) -> set[str]:
    """Name the tables whose sheets are written to: the others need not be looked at."""
    told = {change.table for group in groups for change in group.changes}
    lacking = {name for name, place in reading.places.items() if place.new_ids}
    return {*told, *lacking, "log"} & reading.places.keys()


def _stored(group: Group, naming: Naming) -> Group:
    """Let a group say what its cells will hold: the journal has to know it exactly."""
    return replace(group, changes=tuple(_stored_changes(group.changes, naming)))


def _stored_changes(changes: Iterable[Change], naming: Naming) -> Iterable[Change]:
    for change in changes:
        match change:
            case Set(table, _, column, before, after):
                after = stored(TABLES[table][column], after, naming.scale(table, column))
                if after != before:
                    yield replace(change, after=after)
            case Append(table, _, row):
                cells = (
                    (column, stored(TABLES[table][column], item, naming.scale(table, column)))
                    for column, item in row.items()
                )
                yield replace(change, row={column: item for column, item in cells if item is not None})
            case _:
                yield change
