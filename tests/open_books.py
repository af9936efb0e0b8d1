"""A ledger that an application has open, for tests: its own copy of the workbook, which it saves when it is told to."""

import contextlib
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from hiveledger.book.base import Outcome, Snapshot, Unsaved
from hiveledger.book.edition import Edition
from hiveledger.book.file import FileBook
from hiveledger.book.reading import Reading
from hiveledger.book.versions.opened import opening_of
from hiveledger.changes import Group, Plan
from hiveledger.changes.person import Person
from hiveledger.errors import BusyError
from hiveledger.findings import Finding
from hiveledger.journal import Opening, Run, run_id

__all__ = ["OpenBook"]

_ME: Final = "王示例"


class OpenBook:
    """Holds what an application holds of the workbook, and writes plans into it by the ways of an open book.

    `falls_after` ends a run in the middle: after its intent (0), or after so many of its groups have been put there;
    after one more what tells that all of them are has been put there, too.
    """

    def __init__(self, closed: FileBook, pid: int = 0) -> None:
        self.closed, self._pid = closed, pid
        self.path, self.state_dir, self.machine = closed.path, closed.state_dir, closed.machine
        self.falls_after: int | None = None
        self.open()

    @property
    def owner_file(self) -> Path:
        """Give what tells that the workbook is open."""
        return self.path.with_name(f".~lock.{self.path.name}#")

    def open(self) -> None:
        """Open the workbook as it was last saved."""
        self.owner_file.write_text(f",{_ME},pc,02.03.2026 09:00,file:///profile;", "utf-8")
        self.content = self.path.read_bytes()
        self.opening: Opening = opening_of(self.path, "LibreOffice", self._pid)

    def save(self, at: datetime) -> None:
        """Save it at that time."""
        self.path.write_bytes(self.content)
        os.utime(self.path, (at.timestamp(), at.timestamp()))

    def close(self) -> None:
        """Close it; what was not saved is gone."""
        self.owner_file.unlink()

    def edit(self, edit: Callable[[Path], object]) -> None:
        """Let a person change something in the open workbook."""
        copy = self.path.with_name("open.xlsx")
        copy.write_bytes(self.content)
        edit(copy)
        self.content = copy.read_bytes()
        copy.unlink()

    def read(self) -> Snapshot:
        """Read the workbook as it stands there."""
        reading, past = self._reading(), self.closed.past
        return Snapshot(
            dict(reading.tables),
            reading.settings,
            reading.findings,
            past.standing(past.runs(reading)).written,
            frozenset(reading.unreadable),
            *past.seen_saved(reading),
            reading.numbers,
            past.opened.delivered(reading),
            is_live=True,
        )

    def write(self, plan: Plan, who: str) -> Outcome:
        """Write the groups that still stand, unsaved."""
        with self.alone():
            told = self.sync()
            reading = self._reading()
            edition = self._edition(reading, plan.groups)
            if not edition.changes:
                return Outcome("", (), edition.conflicts, told)
            name = run_id(plan.now, self.closed.past.next_number(reading.runs))
            run = Run(name, plan.verb, who, plan.now, plan.args, edition.changes)
            self._apply(reading, plan.groups, (run,))
        return Outcome(run.run_id, edition.changes, edition.conflicts, told)

    def runs(self) -> tuple[Run, ...]:
        """Give what was done, what is not saved too."""
        return self.closed.past.runs(self._reading())

    def unsaved(self) -> tuple[Unsaved, ...]:
        """Give what is not saved."""
        return self.closed.unsaved()

    def alone(self) -> contextlib.AbstractContextManager[None]:
        """Keep other writers of ours out."""
        return self.closed.turn()

    def sync(self) -> tuple[Finding, ...]:
        """Bring workbook and journal together."""
        with self.alone():
            told = (*self.closed.take_stock(), *self.closed.past.opened.settle(self._reading(), self.opening))
            runs, redone = self.closed.past.lost(self._reading(), self.opening)
            if runs:
                self._apply(self._reading(), redone.groups, runs)
        return (*told, *redone.findings)

    def write_copy(self, plan: Plan, path: Path) -> None:
        """Refuse: that is the closed book's."""
        raise BusyError("book.needs_closing", file=path.name, verb=plan.verb)

    def forgetting(self) -> tuple[Person, ...]:
        """Give nobody: that is the closed book's."""
        return ()

    def begin_to_forget(self, person: Person) -> None:
        """Refuse: that is the closed book's."""
        raise BusyError("book.needs_closing", file=self.path.name, verb=person.lead)

    def forget(self, person: Person) -> tuple[Finding, ...]:
        """Refuse: that is the closed book's."""
        raise BusyError("book.needs_closing", file=self.path.name, verb=person.lead)

    def _reading(self) -> Reading:
        return replace(self.closed.past.read(self.content), digest="")

    def _edition(self, reading: Reading, groups: tuple[Group, ...]) -> Edition:
        return Edition(self.content, self.path.name, reading, groups)

    def _apply(self, reading: Reading, groups: tuple[Group, ...], runs: tuple[Run, ...]) -> None:
        with self.closed.past.opened.applying(runs, self.opening, is_markable=True):
            is_whole = self.falls_after is None or self.falls_after > len(groups)
            self._put(self._edition(reading, groups[: self.falls_after]), runs if is_whole else ())
            if self.falls_after is not None:
                raise InterruptedError

    def _put(self, edition: Edition, runs: tuple[Run, ...]) -> None:
        if not (edition.changes or runs):
            return
        source, out = self.path.with_name("open.xlsx"), self.path.with_name("next.xlsx")
        source.write_bytes(self.content)
        edition.write(source, out, runs, (), None)
        self.content = out.read_bytes()
        source.unlink()
        out.unlink()
