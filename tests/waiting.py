"""A ledger with a queue for tests, and people who have it open in their programs."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

import pandas as pd

from hiveledger.book.base import Ledger
from hiveledger.book.file import FileBook
from hiveledger.changes import Group, Plan, diff
from hiveledger.flows.requests import Step, run_verb
from hiveledger.flows.verbs import VERBS
from hiveledger.journal import Argument, Queue
from hiveledger.schema import TABLES
from hiveledger.schema.frames import typed
from tests.ledgers import new_ledger

__all__ = ["LONG_AGO", "book_at", "filled", "opened", "queue_of", "run"]

LONG_AGO: Final = datetime(2026, 3, 1, 9)


def book_at(path: Path) -> FileBook:
    """Open a ledger as one person's program does."""
    state = path.parent / "state"
    book: FileBook = FileBook(path, machine="here", local=state, passed_over=lambda: queue_of(book).passed_over())
    return book


def queue_of(book: Ledger) -> Queue:
    """Give what waits for a ledger in the state folder beside it."""
    return Queue(book.path.parent / "state", book.path, book.state_dir / f"{book.machine}.asked.jsonl")


def filled(folder: Path, **tables: pd.DataFrame) -> FileBook:
    """Give a ledger from the template that holds these rows, all written by the machine."""
    path = new_ledger(folder).path
    book = book_at(path)
    before = book.read().tables
    after = dict(before) | {name: typed(TABLES[name], frame) for name, frame in tables.items()}
    book.write(Plan("import", LONG_AGO, (Group("", diff(before, after)),)), who="SO")
    return book


@contextmanager
def opened(book: FileBook, who: str = "王示例") -> Iterator[Path]:
    """Let a person have the ledger open in LibreOffice; the owner file is what tells of it."""
    owner = book.path.with_name(f".~lock.{book.path.name}#")
    owner.write_text(f",{who},pc,02.03.2026 09:00,file:///profile;", "utf-8")
    try:
        yield owner
    finally:
        owner.unlink()


def run(book: Ledger, verb: str, now: datetime, **told: Argument) -> list[Step]:
    """Carry a verb out as a face does, arguments that are not named left out."""
    left_out: dict[str, Argument] = {"files": (), "leads": (), "accept": False, "reject": False}
    arguments: dict[str, Argument] = {
        argument.name: left_out.get(argument.name, "") for argument in VERBS[verb].arguments
    }
    return list(run_verb(book, queue_of(book), VERBS[verb], {**arguments, **told}, who="SO", now=now))
