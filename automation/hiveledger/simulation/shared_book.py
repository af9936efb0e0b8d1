"""A book that people hold open, copy and save over, as a file is, kept in memory so that weeks pass in seconds.

Which runs a version lacks, what is done again of them and what people did is told by the same code as for a file
(`book/versions`); what is missing here is the disk.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, TypeAlias

from hiveledger.book.base import Outcome, Snapshot, setting_texts
from hiveledger.book.versions.dated import DATED
from hiveledger.book.versions.observe import observed_run
from hiveledger.book.versions.redo import redo
from hiveledger.changes import Change, Plan, Tables, Value, apply, settle, values
from hiveledger.errors import BusyError
from hiveledger.journal import UNDO, Run, Standing, follow, replay, run_id
from hiveledger.settings import read_settings

__all__ = ["Copy", "Crash", "KilledError", "SharedBook"]

_Place: TypeAlias = tuple[str, str]
_Said: TypeAlias = tuple[Value, ...]
_DATED: Final = {"leads": ("reply",), **DATED}
_ROWS: Final = frozenset(DATED)


class Crash(StrEnum):
    """Where in its next write the process is killed."""

    BEFORE = "before"  # what is to be written is journalled, and not in place
    AFTER = "after"  # it is in place, and not noted as done


class KilledError(Exception):
    """The process is no more."""


@dataclass(frozen=True)
class Copy:
    """A version of the book as somebody has it before their eyes."""

    tables: Tables
    marks: frozenset[str]


class SharedBook:
    """Holds tables, the ids of the runs that this version of them knows, and the journal."""

    def __init__(self, tables: Tables, at: datetime) -> None:
        self.tables = dict(tables)
        self.holder = ""
        self.crash: Crash | None = None
        self._marks: frozenset[str] = frozenset()
        self._saved_at = self._looked_at = at
        self._looked: Tables = self.tables
        self._runs: tuple[Run, ...] = ()
        self._standing = Standing()
        self._dated: dict[_Place, tuple[_Said, datetime]] = {}
        self._ever: dict[tuple[_Place, _Said], datetime] = {}
        self._date(at, frozenset())

    def copy(self) -> Copy:
        """Give what somebody sees who opens the book now."""
        return Copy(dict(self.tables), self._marks)

    def save(self, copy: Copy, edits: Iterable[Change], at: datetime) -> None:
        """Let a person save their copy with what they changed in it, over whatever stands there."""
        self._look()  # the watcher has seen the version that is saved over
        self.tables = apply(copy.tables, edits)
        self._marks, self._saved_at = copy.marks, at
        self._date(at, _ROWS if self._lost() else frozenset())

    def read(self) -> Snapshot:
        """Read all tables; what people did since the last look is noted."""
        self._look()
        times = {place: at for place, (_, at) in self._dated.items()}
        return Snapshot(
            dict(self.tables),
            read_settings(setting_texts(self.tables["settings"])),
            written=self._standing.written,
            replied_at={key: at for (table, key), at in times.items() if table == "leads"},
            numbers=self._standing.numbers,
            seen_at={place: at for place, at in times.items() if place[0] != "leads"},
        )

    def write(self, plan: Plan, who: str) -> Outcome:
        """Write the groups that still stand, after what a stale copy took back. Raises: BusyError, KilledError."""
        self.sync(plan.now)
        standing, conflicts = settle(plan.groups, self.tables)
        changes = tuple(change for group in standing for change in group.changes)
        if not changes:
            return Outcome("", (), conflicts)
        crash, self.crash = self.crash, None
        if crash is Crash.BEFORE:
            raise KilledError
        numbers = sum(not run.is_observed for run in self._runs)
        run = Run(run_id(plan.now, numbers + 1), plan.verb, who, plan.now, plan.args, changes)
        self._put(apply(self.tables, changes), run.run_id, plan.now, frozenset(_DATED) if run.undoes else frozenset())
        self._journal(run)
        if crash is Crash.AFTER:
            raise KilledError
        return Outcome(run.run_id, changes, conflicts)

    def sync(self, now: datetime) -> None:
        """Do again what a stale copy took back. Raises: BusyError."""
        if self.holder:
            raise BusyError("book.being_written_here")
        self._look()
        self._redo(now)

    def runs(self) -> tuple[Run, ...]:
        """Give what was done to the book, by us and by people, oldest first."""
        self._look()
        return self._runs

    def _journal(self, run: Run) -> None:
        self._runs = (*self._runs, run)
        self._standing = replay(self._runs) if run.verb == UNDO else follow(self._standing, run)

    def _lost(self) -> tuple[Run, ...]:
        return tuple(run for run in self._runs if not run.is_observed and run.run_id not in self._marks)

    def _look(self) -> None:
        if self.tables is self._looked:
            return
        after = redo(self._lost(), self.tables).tables
        number = sum(not run.is_observed for run in self._runs)
        run = observed_run(self._looked, after, self._looked_at, self._saved_at, number)
        if run.changes:
            self._journal(run)
        self._looked, self._looked_at = self.tables, self._saved_at

    def _redo(self, now: datetime) -> None:
        lost = self._lost()
        if lost:
            self._marks |= {run.run_id for run in lost}
            self._put(redo(lost, self.tables).tables, lost[-1].run_id, now, _ROWS)

    def _put(self, tables: Tables, run: str, now: datetime, put_back: frozenset[str]) -> None:
        self.tables = dict(tables)
        self._marks |= {run}
        self._looked, self._looked_at, self._saved_at = self.tables, now, now
        self._date(now, put_back)

    def _date(self, at: datetime, put_back: frozenset[str]) -> None:
        """Date what stands there; on the sheets on which something is put back, from when it was first seen."""
        before, self._dated = self._dated, {}
        for place, said in self._stands():
            known = before.get(place)
            if known and known[0] == said:
                self._dated[place] = known
            else:
                first = self._ever.get((place, said), at) if place[0] in put_back else at
                self._dated[place] = (said, first)
                self._ever[place, said] = first

    def _stands(self) -> Iterator[tuple[_Place, _Said]]:
        for table, columns in _DATED.items():
            frame = self.tables.get(table)
            if frame is None or frame.empty:
                continue
            cells = [values(frame[column]) for column in columns if column in frame.columns]
            for key, *said in zip(frame.index.tolist(), *cells, strict=True):
                if any(item is not None for item in said):
                    yield (table, key), tuple(said)
