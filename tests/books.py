"""Books in memory for tests: rows that the machine wrote, and cells that a person then typed."""

from datetime import datetime
from typing import Final

import pandas as pd

from hiveledger.book.memory import MemoryBook
from hiveledger.changes import Group, Plan, Value, apply, diff, value
from hiveledger.changes import Set as SetCell
from hiveledger.schema import TABLES
from hiveledger.schema.frames import empty, typed

__all__ = ["cells", "machine_book", "person_types"]

_LONG_AGO: Final = datetime(2026, 1, 1)


def machine_book(**tables: pd.DataFrame) -> MemoryBook:
    """Give a book with the tables that a ledger starts with; all rows of `tables` were written by the machine."""
    start = {name: empty(table) for name, table in TABLES.items() if table.presence == "start"}
    book = MemoryBook(start)
    wanted = start | {name: typed(TABLES[name], frame) for name, frame in tables.items()}
    book.write(Plan("import", _LONG_AGO, (Group("", diff(start, wanted)),)), who="machine")
    return book


def person_types(book: MemoryBook, table: str, key: str, column: str, text: str | float | datetime | None) -> None:
    """Let a person type into a cell, behind the machine's back."""
    book.tables = apply(book.tables, [SetCell(table, key, column, None, text)])


def cells(frame: pd.DataFrame, key: str, *columns: str) -> list[Value]:
    """Give some cells of one row, a blank one as None."""
    return [value(frame[column].loc[key]) for column in columns]
