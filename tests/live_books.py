"""Ledgers that a program has open while a test runs."""

from pathlib import Path

import xlwings as xw

from hiveledger.book.file import FileBook
from hiveledger.book.live import LiveBook

__all__ = ["Opened"]


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
