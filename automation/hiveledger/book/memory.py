"""A book without a file: for tests, simulations and previews."""

from collections.abc import Mapping
from datetime import datetime

from hiveledger.book.base import Outcome, Snapshot, setting_texts
from hiveledger.changes import Append, Change, Plan, Set, Tables, Value, apply, settle
from hiveledger.settings import Settings, read_settings

__all__ = ["MemoryBook"]


class MemoryBook:
    """Holds tables as frames.

    >>> from datetime import datetime
    >>> from hiveledger.changes import Group, Set
    >>> from hiveledger.schema import TABLES
    >>> from hiveledger.schema.frames import empty
    >>> book = MemoryBook({"leads": empty(TABLES["leads"])})
    >>> rows = (Append("leads", "L000001", {"company": "示例公司"}),)
    >>> book.write(Plan("import", datetime(2026, 3, 2), (Group("L000001", rows),)), who="SO").run_id
    'R1'
    >>> book.read().frame("leads")["company"].to_dict()
    {'L000001': '示例公司'}
    """

    def __init__(self, tables: Tables, replied_at: Mapping[str, datetime] | None = None) -> None:
        self.tables = dict(tables)
        self.replied_at = dict(replied_at or {})
        self.runs: list[tuple[Change, ...]] = []
        self._written: dict[tuple[str, str], dict[str, Value]] = {}

    def read(self) -> Snapshot:
        """Give the tables as they are now."""
        settings = Settings()
        if "settings" in self.tables:
            settings = read_settings(setting_texts(self.tables["settings"]))
        return Snapshot(dict(self.tables), settings, written=dict(self._written), replied_at=self.replied_at)

    def write(self, plan: Plan, who: str) -> Outcome:  # noqa: ARG002 - nobody asks a book in memory who wrote
        """Apply the groups that still stand."""
        standing, conflicts = settle(plan.groups, self.tables)
        changes = tuple(change for group in standing for change in group.changes)
        self.tables = apply(self.tables, changes)
        self.runs.append(changes)
        for change in changes:
            note_written(self._written, change)
        return Outcome(f"R{len(self.runs)}", changes, conflicts)


def note_written(written: dict[tuple[str, str], dict[str, Value]], change: Change) -> None:
    """Take a change into the record of what the machine last wrote."""
    match change:
        case Set(table, key, column, _, after):
            written.setdefault((table, key), {})[column] = after
        case Append(table, key, row):
            written[table, key] = dict(row)
        case _:
            pass
