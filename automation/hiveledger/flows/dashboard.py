"""Sheet 周报 for a ledger that began without one: the verb `dashboard`."""

from collections.abc import Iterator
from datetime import datetime

from hiveledger.book.base import Book, Snapshot
from hiveledger.changes import AddColumn, AddTable, Change, Group, Plan
from hiveledger.findings import Finding, Level
from hiveledger.journal import DASHBOARD
from hiveledger.schema import TABLES
from hiveledger.text import say
from hiveledger_templates import NEEDED

__all__ = ["plan_dashboard"]


def plan_dashboard(book: Book, now: datetime) -> Plan:
    """Add sheet 周报 at the end of a book, and the sheets and columns that it counts and the book lacks.

    A book that has a sheet of that name is refused when it is written.
    """
    state = book.read()
    added = Finding(
        "dashboard.adds", params={"sheet": say("dashboard.sheet", state.settings.language)}, level=Level.INFO
    )
    group = Group("", tuple(_lacking(state)))  # the sheet comes with any run of this verb
    return Plan(DASHBOARD, now, (group,), (*state.findings, added))


def _lacking(state: Snapshot) -> Iterator[Change]:
    for name, columns in NEEDED.items():
        table, frame = TABLES[name], state.tables.get(name)
        if frame is None:
            yield AddTable(name, tuple(key for key in table.keys if key != table.key))
        else:
            yield from (AddColumn(name, key) for key in columns if key not in (table.key, *frame.columns))
