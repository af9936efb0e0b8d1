"""Ledgers that a program has open while a test runs."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import xlwings as xw

from hiveledger.book.file import FileBook
from hiveledger.book.live import LiveBook
from hiveledger.changes import Value
from hiveledger.schema import TABLES
from hiveledger.schema.frames import typed
from tests.ledgers import plain_ledger

__all__ = ["Opened", "plain"]


def plain(folder: Path, *rows: Mapping[str, Value]) -> FileBook:
    """Give a ledger without the template's looks, which a program opens and saves in no time."""
    leads = typed(TABLES["leads"], pd.DataFrame([*rows], index=[f"L{at:06d}" for at in range(1, len(rows) + 1)]))
    people = typed(TABLES["people"], pd.DataFrame(index=[]))
    return FileBook(plain_ledger(folder / "台账.xlsx", {"leads": leads, "people": people}))


class Opened:
    """The ledgers that a test has open in a program."""

    def __init__(self, app: xw.App) -> None:
        self.app = app
        self.books: list[xw.Book] = []

    def __call__(self, closed: FileBook) -> LiveBook:
        """Open a ledger."""
        self.books.append(self.app.books.open(closed.path))
        return LiveBook(self.books[-1], closed)

    @property
    def book(self) -> xw.Book:
        """The workbook that was opened last."""
        return self.books[-1]

    def saved(self, folder: Path) -> Path:
        """Let the program save under another name."""
        path = folder / "saved.xlsx"
        self.book.save(path)
        return path

    def close(self) -> None:
        """Close them all."""
        for book in self.books:
            book.close()
