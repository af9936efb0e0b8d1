"""What is to be done to a ledger, how it is undone, and what it rested on.

A change is keyed by table and the row's own key, never by row number, so rows that a person sorted, filtered or
moved meanwhile are still hit. Undo is the inverses in reverse order.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias, assert_never

from hiveledger.findings import Finding, Reason

__all__ = [
    "AddColumn",
    "AddTable",
    "Append",
    "Change",
    "Conflict",
    "DropColumn",
    "DropTable",
    "Given",
    "Group",
    "Plan",
    "Remove",
    "Set",
    "Value",
    "inverse",
    "undo",
]

Value: TypeAlias = str | float | datetime | None
"""What a cell holds: text, a number, a naive local time, or nothing."""


@dataclass(frozen=True, slots=True)
class Set:
    """Put `after` where `before` stands; if something else stands there, a person won and nothing is written."""

    table: str
    key: str
    column: str
    before: Value
    after: Value
    why: Reason | None = None


@dataclass(frozen=True, slots=True)
class Append:
    """Add a row at the end of a table."""

    table: str
    key: str
    row: Mapping[str, Value]  # by column key, the table's own key left out; blanks may be left out
    why: Reason | None = None


@dataclass(frozen=True, slots=True)
class AddColumn:
    """Add a column at the right edge of a table."""

    table: str
    column: str


@dataclass(frozen=True, slots=True)
class AddTable:
    """Add a sheet with an empty table at the end of the book."""

    table: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Remove:
    """Take an appended row out again; refused unless it is still as we wrote it."""

    table: str
    key: str
    row: Mapping[str, Value]
    why: Reason | None = None


@dataclass(frozen=True, slots=True)
class DropColumn:
    """Take an added column out again; refused unless it is blank."""

    table: str
    column: str


@dataclass(frozen=True, slots=True)
class DropTable:
    """Take an added sheet out again; refused unless its table has no rows."""

    table: str
    columns: tuple[str, ...]


Change: TypeAlias = Set | Append | AddColumn | AddTable | Remove | DropColumn | DropTable


def inverse(change: Change) -> Change:  # noqa: PLR0911 - one return for each member of the union
    """Give the change that takes this one back.

    >>> inverse(Set("leads", "L1", "grade", None, "A"))
    Set(table='leads', key='L1', column='grade', before='A', after=None, why=None)
    """
    match change:
        case Set(table, key, column, before, after, why):
            return Set(table, key, column, after, before, why)
        case Append(table, key, row, why):
            return Remove(table, key, row, why)
        case Remove(table, key, row, why):
            return Append(table, key, row, why)
        case AddColumn(table, column):
            return DropColumn(table, column)
        case DropColumn(table, column):
            return AddColumn(table, column)
        case AddTable(table, columns):
            return DropTable(table, columns)
        case DropTable(table, columns):
            return AddTable(table, columns)
        case _:
            assert_never(change)


def undo(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Give the inverses in reverse order."""
    return tuple(inverse(change) for change in reversed(tuple(changes)))


@dataclass(frozen=True, slots=True)
class Given:
    """Cells of one row that a decision rested on; it is taken again if one of them differs at writing."""

    table: str
    key: str
    cells: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Group:
    """Changes that land together or not at all: those of one lead, as a rule.

    `name` is the lead's id; a group about the book itself (a sheet to add) has the empty name.
    """

    name: str
    changes: tuple[Change, ...]
    given: tuple[Given, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """A group that was not written, and the first cell that no longer held what the plan rested on."""

    group: str
    table: str
    key: str
    column: str
    expected: Value
    found: Value


@dataclass(frozen=True)
class Plan:
    """What a verb would do: the changes in groups, and what a person should look at.

    A preview is a plan that nobody wrote. Two plans of the same tables, settings and `now` are equal.
    """

    verb: str
    now: datetime
    groups: tuple[Group, ...] = ()
    findings: tuple[Finding, ...] = ()
    args: Mapping[str, str] = field(default_factory=dict)

    @property
    def changes(self) -> tuple[Change, ...]:
        """All changes of all groups, in order."""
        return tuple(change for group in self.groups for change in group.changes)
