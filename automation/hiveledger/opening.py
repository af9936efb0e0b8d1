"""How faces open a ledger as this user on this machine, and where what waits for it is kept.

Nothing heavy is imported before a ledger is opened, so that a face can show what there is at once.
"""

import hashlib
import os
import platform
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hiveledger.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import xlwings as xw

    from hiveledger.book.base import Ledger
    from hiveledger.book.disk.holders import Mark
    from hiveledger.book.file import FileBook
    from hiveledger.book.live import LiveBook
    from hiveledger.journal import Queue

__all__ = ["open_book", "open_doors", "open_live", "open_queue", "state_folder"]

_DOORS: Final = "calc"
_MACHINE_DIGITS: Final = 12
_STATE: Final = "HIVELEDGER_STATE"


def open_book(path: Path) -> "FileBook":
    """Open a closed workbook as a ledger, as this user on this machine."""
    from hiveledger.book.file import FileBook  # noqa: PLC0415 - pandas comes with it, and --help must not wait for it

    state = state_folder()
    book: FileBook = FileBook(path, machine=_machine(state), local=state, passed_over=lambda: _passed_over(book))
    return book


def open_live(book: "xw.Book") -> "LiveBook":
    """Open a workbook that a program has open as a ledger, as this user on this machine.

    Raises: LedgerError where it never was saved, is on the web, must not be written or is only a preview.
    """
    from hiveledger.book.live import LiveBook, saved_path  # noqa: PLC0415 - as above

    return LiveBook(book, open_book(saved_path(book)))


def open_queue(book: "Ledger") -> "Queue":
    """Give the requests of this user that wait for a book."""
    from hiveledger.journal import Queue  # noqa: PLC0415 - pandas comes with it

    return Queue(state_folder(), book.path, book.state_dir / f"{book.machine}.asked.jsonl")


def open_doors() -> "Iterator[tuple[str, str]]":
    """Give the pipe of each Calc of this user that has our extension, and the secret that it asks for.

    One that was killed leaves its door behind, to which nobody answers.
    """
    folder = state_folder() / _DOORS
    for door in sorted(folder.iterdir()) if folder.is_dir() else ():
        try:
            yield door.name, door.read_text("ascii")
        except OSError:  # it ended this moment
            continue


def _passed_over(book: "FileBook") -> "Collection[Mark]":
    try:
        return open_queue(book).passed_over()
    except StorageError:  # nothing that anybody confirmed can be known, and a book that nobody has open is written
        return ()


def state_folder() -> Path:
    """Give the folder on this machine's own disk for what is this user's: waiting requests, indexes of large sheets."""
    from platformdirs import user_state_path  # noqa: PLC0415 - --help must not wait for it

    named = os.environ.get(_STATE)
    return Path(named) if named else user_state_path("hiveledger", appauthor=False)


def _machine(state: Path) -> str:
    """Name this user's file in a ledger's journal, without telling who that is on which machine.

    Two users of one machine have a file each: neither may write into the other's.
    """
    return hashlib.sha256(f"{platform.node()}\0{state.absolute()}".encode()).hexdigest()[:_MACHINE_DIGITS]
