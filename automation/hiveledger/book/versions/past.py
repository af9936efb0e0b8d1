"""What is known of a book's past: the journal, the version last looked at, and former versions."""

import contextlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from hiveledger.book.base import Unsaved
from hiveledger.book.current import Current
from hiveledger.book.disk.holders import Mark
from hiveledger.book.naming import AS_THE_SCHEMA, Naming
from hiveledger.book.reading import Known, Reading, digest, read_book
from hiveledger.book.versions.backups import Backups, Version
from hiveledger.book.versions.dated import FirstSaved, first_saved, seen_saved
from hiveledger.book.versions.gaps import find_gaps
from hiveledger.book.versions.marks import gone
from hiveledger.book.versions.observe import observed_run
from hiveledger.book.versions.opened import Opened
from hiveledger.book.versions.redo import Redone, redo
from hiveledger.book.versions.seen import Seen
from hiveledger.book.versions.sweep import sweep
from hiveledger.changes import apply
from hiveledger.changes.person import Person
from hiveledger.errors import GateError, LedgerError, StorageError
from hiveledger.findings import Finding, Level, Reason
from hiveledger.gate import read_bytes
from hiveledger.journal import (
    FORGET,
    RELEASE,
    Intent,
    Journal,
    Opening,
    Run,
    Standing,
    in_order,
    observed_id,
    replay,
    run_number,
)

__all__ = ["Past"]


class Past:
    """The past of the book at `book`, kept in a folder that all machines share."""

    def __init__(self, book: Path, folder: Path, machine: str) -> None:
        self._book, self._folder = book, folder
        self._journal = Journal(folder, machine)
        self._seen = Seen(folder, book.suffix)
        self._backups = Backups(folder / "backups")
        self._replayed: dict[tuple[str, ...], Standing] = {}
        self._dated: tuple[tuple[str, datetime], FirstSaved] = (("", datetime.min), ({}, {}))
        self._known = Known()
        self.opened = Opened(self._journal, book)

    def read(
        self, content: bytes, proposed: Naming = AS_THE_SCHEMA, numbers: Mapping[str, int] | None = None
    ) -> Reading:
        """Read a version of the book. Raises: GateError, SchemaError, SettingsError."""
        numbers = self.standing().numbers if numbers is None else numbers
        return read_book(content, self._book.name, numbers, proposed, self._known)

    def journalled(self) -> tuple[Run, ...]:
        """Give the runs that the journal knows to be done, and what people did."""
        return self._journal.runs()

    def runs(self, reading: Reading) -> tuple[Run, ...]:
        """Give the runs that are done, those among them of which only the book knows it, and what people did."""
        known = (*self._journal.unsettled(), *self._journal.discarded())
        landed = (intent.run for intent in known if _has_landed(intent, reading))
        return in_order((*self._journal.runs(), *landed))

    def standing(self, runs: tuple[Run, ...] | None = None) -> Standing:
        """Give what the runs left behind, all that are done unless others are named."""
        runs = self._journal.runs() if runs is None else runs
        names = tuple(run.run_id for run in runs)
        if names not in self._replayed:  # of the book as it is saved, and as somebody has it open
            self._replayed = dict([*self._replayed.items()][-1:]) | {names: replay(runs)}
        return self._replayed[names]

    def notes(self, reading: Reading) -> Iterator[Finding]:
        """Tell what of the past cannot be known, or will not be."""
        for name in self._journal.torn():
            yield Finding("book.torn", params={"file": name}, level=Level.INFO)
        if not reading.is_markable:
            yield Finding("book.no_marks", level=Level.INFO)

    def next_number(self, known: Iterable[str]) -> int:
        """Number the next run after all that the journal knows, and those that a book copied without it does."""
        return max(self._journal.next_number(), max(map(run_number, known), default=0) + 1)

    def forgetting(self) -> tuple[Person, ...]:
        """Give whom to forget was begun and not finished."""
        return self._journal.forgetting()

    def begin_to_forget(self, person: Person) -> None:
        """Put on disk who is to be forgotten. Raises: StorageError where nothing can be journalled."""
        with self._noting():
            self._journal.begin_to_forget(person)

    def forget_again(self, lost: Iterable[Run]) -> None:
        """Begin anew where an old copy that was saved over brought somebody back. Raises: StorageError."""
        for run in lost:
            if run.verb == FORGET:
                self.begin_to_forget(Person(run.args["lead"], by=run.who))

    def settle(self, reading: Reading, saved_at: datetime) -> None:
        """Write down what became of runs that were cut off between their intent and their end, and what was saved."""
        for intent in (*self._journal.unsettled(), *self._journal.discarded()):
            if _has_landed(intent, reading):
                self._journal.finish(intent.run.run_id, saved_at.replace(microsecond=0) if intent.opening else None)
            elif intent.opening is None:
                self._journal.drop(intent.run.run_id)
                self._seen.path(intent.after).unlink(missing_ok=True)

    def gaps(self, reading: Reading) -> Iterator[Finding]:
        """Tell where journal and book do not fit together, each time with what brings them together again."""
        return find_gaps(self._journal, reading, self.lacking(reading))

    def lacking(self, reading: Reading) -> tuple[Run, ...]:
        """Give the runs that this version of the book lacks."""
        marked = {run.run_id: run for run in _since_release(self._journal.marked())}
        return tuple(marked[name] for name in gone(list(marked), reading.runs))

    def lost(self, reading: Reading, opening: Opening | None = None) -> tuple[tuple[Run, ...], Redone]:
        """Give the runs that this version of the book lacks, and what is to be done again of them.

        In a workbook that is open, those too that were cut off in it in the middle of their cells.
        """
        runs = in_order((*self.lacking(reading), *(self.opened.cut_off(reading, opening) if opening else ())))
        return runs, redo(runs, reading.tables)

    def seen_saved(self, reading: Reading) -> FirstSaved:
        """Tell, of an open workbook, when replies and rows were first seen saved, of those that stand as they were."""
        return seen_saved(self._journal, reading)

    def is_settled(self, version: str, saved_at: datetime, passed_over: Collection[Mark]) -> bool:
        """Tell whether there is nothing to note: this version was looked at, and what is open waits for its save."""
        return not self.is_new(version) and self.opened.is_quiet(saved_at, passed_over)

    def unsaved(self, there: Current, passed_over: Collection[Mark]) -> Iterator[Unsaved]:
        """Give what was carried out in open workbooks and is not in the file, which is read if nobody has yet."""
        version, saved_at = there.glance()
        return self.opened.unsaved(lambda: there.reading().runs if self.is_new(version) else (), saved_at, passed_over)

    def is_new(self, version: str) -> bool:
        """Tell whether nobody has looked at the version of this fingerprint yet."""
        return self._seen.latest() != self._seen.path(version)

    def look(self, reading: Reading, content: bytes, saved_at: datetime) -> None:
        """Note what people did since the book was last looked at, and keep this version as the one that was.

        What a run that was saved over would have left is no doing of people: it is going to be done again.
        Raises: StorageError where nothing can be noted.
        """
        with self._noting():
            seen = self._seen.latest()
            if self.is_new(reading.digest):
                if seen is not None:
                    then = self.read(seen.read_bytes(), numbers=reading.numbers)
                    lost, redone = self.lost(reading)
                    again = {run.run_id for run in lost}
                    before = apply(then.tables, self.opened.arrived(then, reading, again))
                    since = datetime.fromtimestamp(int(seen.stat().st_mtime))
                    run = observed_run(before, redone.tables, since, saved_at, self._last_number())
                    if run.changes:
                        self._journal.observe(run)
                    self._backups.take(seen, run.run_id)
                self._seen.keep(reading.digest, content, self._book)
            self._seen.only(reading.digest)

    def set_aside(self) -> None:
        """Keep the version last looked at among the former ones: what stands in its place cannot be read, if at all."""
        seen = self._seen.latest()
        if seen is not None:
            replaced_at = (self._book if self._book.exists() else seen).stat().st_mtime
            self._backups.keep(seen, observed_id(datetime.fromtimestamp(replaced_at), self._last_number()))

    def versions(self) -> tuple[Version, ...]:
        """Give the former versions, oldest first."""
        return self._backups.versions()

    def former(self, version: Version) -> tuple[bytes, Reading]:
        """Read a former version. Raises: GateError where it cannot be read as a ledger itself."""
        try:
            content = read_bytes(version.path)
            return content, self.read(content)
        except LedgerError as problem:
            why = Reason(problem.code, problem.params)
            raise GateError("restore.unreadable", version=version.name, why=why) from problem

    def source(self, reading: Reading) -> Path:
        """Give the version that was looked at, which nobody else writes to."""
        return self._seen.path(reading.digest)

    def _last_number(self) -> int:
        return max((run.number for run in self._journal.runs()), default=0)

    @contextlib.contextmanager
    def turning(self, runs: Sequence[Run], before: str, content: bytes, *, is_markable: bool) -> Iterator[Path]:
        """Journal runs while the version that holds them takes the book's place; gives where the old one is kept.

        `before` is the old version's hash, `content` the new one, which has a place for the runs' ids or not.
        Raises: StorageError where nothing can be journalled: before the version is there, or (book.not_synced) after.
        """
        after = digest(content)
        known = {run.run_id for run in self._journal.runs()}
        new = [run for run in runs if run.run_id not in known]
        is_repeated = "" if new else f"~{before[:8]}"
        with self._noting():
            for run in new:
                self._journal.intend(Intent(run, before, after, is_markable))
            self._seen.keep(after, content, self._book)
        try:
            yield self._backups.place(f"{runs[-1].run_id}{is_repeated}", self._book.suffix)
        except BaseException:
            self._seen.path(after).unlink(missing_ok=True)
            raise
        try:  # what is told to be done has to be known as done, should an old copy be saved before the next write
            for run in new:
                self._journal.finish(run.run_id)
        except OSError as problem:
            why = problem.strerror or str(problem)
            raise StorageError("book.not_synced", file=self._book.name, why=why) from problem
        with contextlib.suppress(OSError):  # there is another time
            self._seen.only(after)
            self._backups.prune(runs[-1].at)
            sweep(self._book, self._backups, self._journal.versions(), self._last_number())

    @contextlib.contextmanager
    def _noting(self) -> Iterator[None]:
        try:
            yield
        except OSError as problem:
            why = problem.strerror or str(problem)
            raise StorageError("book.no_state", folder=self._folder.name, why=why) from problem

    def first_saved(self, reading: Reading, saved_at: datetime) -> FirstSaved:
        """Tell when each reply was given, and each row of a sheet whose times count was put there."""
        version = reading.digest, saved_at.replace(microsecond=0)
        if self._dated[0] != version:  # of one version it is told often
            is_stale = bool(self.lacking(reading))
            self._dated = version, first_saved(self._journal, reading, version[1], is_stale=is_stale)
        return self._dated[1]


def _since_release(runs: Sequence[Run]) -> Sequence[Run]:
    """Give the runs that a book should know of: those before a release it has been made to forget."""
    releases = (at for at, run in enumerate(runs, 1) if run.verb == RELEASE)
    return runs[max(releases, default=0) :]


def _has_landed(intent: Intent, reading: Reading) -> bool:
    """Tell whether a run reached the book: it is the very version that was made, or it holds the run's id."""
    return intent.run.run_id in reading.runs or (intent.after == reading.digest != "")
