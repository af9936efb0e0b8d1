"""A book without a file: for tests, simulations and previews."""

from collections.abc import Mapping
from datetime import datetime

from hiveledger.book.base import Outcome, Snapshot, Unsaved, log_row, setting_texts
from hiveledger.changes import Plan, Tables, apply, settle
from hiveledger.journal import RESTORE, UNDO, Run, Standing, follow, replay, run_id
from hiveledger.settings import Settings, read_settings

__all__ = ["MemoryBook"]


class MemoryBook:
    """Holds tables as frames.

    >>> from datetime import datetime
    >>> from hiveledger.changes import Append, Group
    >>> from hiveledger.schema import TABLES
    >>> from hiveledger.schema.frames import empty
    >>> book = MemoryBook({"leads": empty(TABLES["leads"])})
    >>> rows = (Append("leads", "L000001", {"company": "示例公司"}),)
    >>> book.write(Plan("import", datetime(2026, 3, 2), (Group("L000001", rows),)), who="SO").run_id
    'R20260302-000000-0001'
    >>> book.read().frame("leads")["company"].to_dict()
    {'L000001': '示例公司'}
    """

    def __init__(
        self,
        tables: Tables,
        replied_at: Mapping[str, datetime] | None = None,
        seen_at: Mapping[tuple[str, str], datetime] | None = None,
    ) -> None:
        self.tables = dict(tables)
        self.replied_at = dict(replied_at or {})
        self.seen_at = dict(seen_at or {})
        self._runs: tuple[Run, ...] = ()
        self._standing = Standing()

    def read(self) -> Snapshot:
        """Give the tables as they are now."""
        settings = Settings()
        if "settings" in self.tables:
            settings = read_settings(setting_texts(self.tables["settings"]))
        return Snapshot(
            dict(self.tables),
            settings,
            written=self._standing.written,
            replied_at=self.replied_at,
            seen_at=self.seen_at,
            numbers=self._standing.numbers,
        )

    def write(self, plan: Plan, who: str) -> Outcome:
        """Apply the groups that still stand."""
        standing, conflicts = settle(plan.groups, self.tables)
        changes = tuple(change for group in standing for change in group.changes)
        if not changes:
            return Outcome("", (), conflicts)
        run = Run(run_id(plan.now, len(self._runs) + 1), plan.verb, who, plan.now, plan.args, changes)
        self.tables = apply(self.tables, changes)
        if "log" in self.tables:
            language = self.read().settings.language
            self.tables = apply(self.tables, [log_row(run, plan.findings, language)])
        self._runs = (*self._runs, run)
        takes_back = run.verb in (UNDO, RESTORE)
        self._standing = replay(self._runs) if takes_back else follow(self._standing, run)
        return Outcome(run.run_id, changes, conflicts)

    def runs(self) -> tuple[Run, ...]:
        """Give what was done to the book, oldest first."""
        return self._runs

    def unsaved(self) -> tuple[Unsaved, ...]:
        """Give nothing: what is written stands."""
        return ()
