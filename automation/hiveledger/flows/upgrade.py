"""Bringing a ledger of an older template up to date: the verb `upgrade`."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from hiveledger.book.base import Book, Snapshot
from hiveledger.changes import AddColumn, AddTable, Append, Change, Group, Plan, Set, value
from hiveledger.findings import Finding, Level
from hiveledger.schema import LEADS, SCHEMA_VERSION, SETTINGS, TABLES, Presence
from hiveledger.settings import setting_rows

__all__ = ["plan_upgrade"]

_VERSION: Final = "schema_version"
_ADOPTED: Final = f"sheet.{LEADS.name}"  # a row of 规则 that only a team's own workbook has


def plan_upgrade(book: Book, now: datetime) -> Plan:
    """Add what a new ledger has and this one lacks: sheets, columns, and rows of 规则 with their meaning.

    What stands there stays as it is. A team's own workbook gains rows of 规则 alone: its columns are its own affair,
    and verbs add those that they need. Raises: SettingsError for a book of a newer version.
    """
    state = book.read()
    groups = tuple(Group("", (change,)) for change in _lacking(state))
    if groups:
        return Plan("upgrade", now, groups, state.findings)
    current = Finding("upgrade.current", params={"version": SCHEMA_VERSION}, level=Level.INFO)
    return Plan("upgrade", now, findings=(current,))


def _lacking(state: Snapshot) -> Iterator[Change]:
    is_adopted = _ADOPTED in state.frame(SETTINGS.name).index
    starting = [table for table in TABLES.values() if table.presence is Presence.START]
    for table in (SETTINGS,) if is_adopted else starting:
        columns = tuple(key for key in table.keys if key != table.key)
        found = state.tables.get(table.name)
        if found is None:
            yield AddTable(table.name, columns)
        else:
            yield from (AddColumn(table.name, column) for column in columns if column not in found.columns)
    yield from _settings(state)


def _settings(state: Snapshot) -> Iterator[Change]:
    """Give the rows of 规则 that are missing, and of those that are there what is blank; values are the team's."""
    rows = state.frame(SETTINGS.name)
    for row in setting_rows(state.settings.language):
        key, cells = row["key"], {name: cell for name, cell in row.items() if cell and name != SETTINGS.key}
        if key not in rows.index:
            yield Append(SETTINGS.name, key, cells)
            continue
        if key != _VERSION:
            cells.pop("value", None)
        for column, cell in cells.items():
            before = value(rows.loc[key, column])
            if before is None or (column == "value" and before != cell):
                yield Set(SETTINGS.name, key, column, before, cell)
