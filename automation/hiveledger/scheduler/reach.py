"""The program of this user, on this machine, that has a ledger open: work is done there, while nobody is at it."""

import contextlib
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from hiveledger.book.base import Ledger
from hiveledger.book.file import FileBook
from hiveledger.book.live import LiveBook, saved_path
from hiveledger.book.live.program import answered
from hiveledger.changes import Tables
from hiveledger.errors import LedgerError
from hiveledger.opening import open_doors
from xlwings_calc import EngineError, attach, keep_pro_out

if TYPE_CHECKING:
    import xlwings as xw

__all__ = ["AtHand", "Reach", "reach"]

Reach: TypeAlias = Callable[[FileBook], Ledger | None]
"""Finds the open workbook of a ledger, where there is one that can be reached."""

_STILL: Final = timedelta(seconds=10)  # without a change in the open workbook, and nobody is at work in it
_EXCEL_ON: Final = ("win32", "darwin")


def reach(closed: FileBook) -> Ledger | None:
    """Give the ledger in the program that has it open: in a Calc with our extension, or in Excel, of this user."""
    for app in _programs():
        with contextlib.suppress(LedgerError), answered(closed.path.name):
            for book in app.books:
                if _is_there(book.fullname, closed.path):
                    saved_path(book)  # may be written
                    return LiveBook(book, closed)
    return None


def _programs() -> "Iterator[xw.App]":
    for pipe, secret in open_doors():
        with contextlib.suppress(EngineError):  # it is gone, or does not answer just now
            yield attach(pipe, secret)
    if sys.platform in _EXCEL_ON:
        keep_pro_out()
        import xlwings as xw  # noqa: PLC0415 - only where Excel may be

        with contextlib.suppress(LedgerError), answered(""):
            yield from xw.apps


def _is_there(name: str, path: Path) -> bool:
    try:
        return path.samefile(name)
    except OSError:  # it never was saved, or is on the web
        return False


class AtHand:
    """The open workbook of a ledger as it was when it was last looked at."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._tables: Tables = {}
        self._since = datetime.min

    def idle(self, closed: FileBook, now: datetime) -> Ledger | None:
        """Give the ledger where it is open, once nothing in it has changed for a while."""
        try:
            book = self._reach(closed)
            tables = book.read().tables if book else {}
        except LedgerError:  # somebody is typing in a cell, or a question is on their screen
            return None
        if not _is_same(tables, self._tables):
            self._since = now
        self.keep(tables)
        return book if now - self._since >= _STILL else None

    def keep(self, tables: Tables) -> None:
        """Remember how it stands: what we do in it disturbs nobody's rest."""
        self._tables = tables


def _is_same(one: Tables, other: Tables) -> bool:
    return one.keys() == other.keys() and all(frame.equals(other[name]) for name, frame in one.items())
