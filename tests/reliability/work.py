"""Work that can be checked afterwards: each operation leaves its own token in the book and is acknowledged once.

An even operation adds a lead, an odd one replaces the note on its writer's first lead: what is lost, done twice or
done in the wrong order shows in the book itself, and again in the journal.
"""

import contextlib
import os
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Final

from hiveledger.book.file import FileBook
from hiveledger.changes import Append, Group, Plan, Set, value
from hiveledger.errors import BusyError, LedgerError
from hiveledger.schema import TABLES
from hiveledger.text import Language, say
from hiveledger_templates import new_book

__all__ = [
    "PERSON",
    "START",
    "Acks",
    "Host",
    "Writer",
    "keep_writing",
    "new_site",
    "number",
    "sentence",
    "token",
    "until_done",
]

PERSON: Final = "person"
START: Final = datetime(2026, 3, 2, 9)
_PAUSE: Final = 0.01  # seconds


@dataclass(frozen=True)
class Host:
    """A machine that works on a book; its clock may be off."""

    name: str = "one"
    clock_off: timedelta = timedelta()

    def book(self, path: Path) -> FileBook:
        """Open the book as this machine does, with a disk of its own."""
        return FileBook(path, machine=self.name, local=path.parent.with_name(f"disk of {self.name}"))


@dataclass(frozen=True)
class Acks:
    """The acknowledgements of one writer, each on disk before it goes on, so that they outlive its being killed."""

    path: Path

    def add(self, text: str) -> None:
        """Put on disk that something was reported as done."""
        with self.path.open("a", encoding="utf-8") as file:
            file.write(f"{text}\n")
            file.flush()
            os.fsync(file.fileno())

    def lines(self) -> list[str]:
        """Give what was acknowledged, in order."""
        return self.path.read_text("utf-8").splitlines() if self.path.exists() else []


@dataclass
class Writer:
    """Carries out numbered operations on a book, each planned anew from what stands there."""

    name: str
    book: FileBook
    now: datetime = START
    bulk: str = ""  # that each new lead brings along
    slowest: float = 0.0  # seconds until the book was written or said why not

    def write(self, operation: int) -> bool:
        """Carry out one operation unless it was done already; tell whether it is done now.

        Raises: LedgerError where the book refuses.
        """
        mark = token(self.name, operation)
        if mark in {run.args.get("token") for run in self.book.runs()}:
            return True
        group = self._note(mark) if operation % 2 else self._lead(mark)
        if group is None:
            self.book.sync()
            return False
        started = time.perf_counter()
        try:
            return bool(self.book.write(Plan("import", self.now, (group,), args={"token": mark}), self.name).run_id)
        finally:
            self.slowest = max(self.slowest, time.perf_counter() - started)

    def _note(self, mark: str) -> Group | None:
        """Plan a note, unless somebody has saved a version from before the lead was added."""
        leads = self.book.read().frame("leads")
        first = min(leads.index[leads["source"] == self.name], default="")
        return Group(first, (Set("leads", first, "note", value(leads["note"][first]), mark),)) if first else None

    def _lead(self, mark: str) -> Group:
        lead = TABLES["leads"].mint(self.book.read().last_number("leads") + 1)
        return Group(lead, (Append("leads", lead, {"company": mark, "source": self.name, "need": self.bulk or None}),))


def token(writer: str, number: int) -> str:
    """Name an operation, so that a later one of the same writer sorts after it.

    >>> token("w1", 7)
    'w1-00007'
    """
    return f"{writer}-{number:05d}"


def number(mark: str) -> int:
    """Give the number of an operation.

    >>> number("w1-00007")
    7
    """
    return int(mark.rpartition("-")[2])


def new_site(folder: Path, persons_leads: int = 0) -> Path:
    """Make a fresh ledger in a folder of its own, as on a shared drive, with leads on which only a person types."""
    folder.mkdir(parents=True)
    path = folder / "台账.xlsx"
    new_book(path, Language.ZH)
    leads = map(TABLES["leads"].mint, range(1, persons_leads + 1))
    rows = tuple(Group(lead, (Append("leads", lead, {"source": PERSON}),)) for lead in leads)
    Host().book(path).write(Plan("import", START, rows), PERSON)
    return path


def sentence(problem: LedgerError) -> str:
    """Give what a person is told. Raises: KeyError where the catalogue has no words for it."""
    return say(problem.code, Language.EN, **problem.params)


def until_done(writer: Writer, operation: int) -> None:
    """Carry out one operation, again and again while somebody else holds the book."""
    while True:
        with contextlib.suppress(BusyError):
            if writer.write(operation):
                return
        time.sleep(_PAUSE)


def keep_writing(path: Path, acks: Path, name: str, first: int) -> None:
    """Write and acknowledge, one operation after another, until killed."""
    writer, done = Writer(name, Host().book(path)), Acks(acks)
    for operation in count(first):
        until_done(writer, operation)
        done.add(token(name, operation))
