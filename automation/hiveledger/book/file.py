"""A ledger in a closed workbook: read by calamine, edited without loss, journalled first and published whole."""

import contextlib
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from hiveledger.book.base import Outcome, Snapshot, Unsaved
from hiveledger.book.current import Current
from hiveledger.book.disk.beside import beside
from hiveledger.book.disk.faults import explained, explained_throughout
from hiveledger.book.disk.folders import folder_to_write
from hiveledger.book.disk.holders import Mark, refuse_if_open
from hiveledger.book.disk.lease import Lease
from hiveledger.book.disk.publish import publish, put_anew
from hiveledger.book.edition import Edition
from hiveledger.book.forget import forget_beside, still_named
from hiveledger.book.naming import Naming
from hiveledger.book.reading import Reading, digest_at
from hiveledger.book.uncollected import uncollected
from hiveledger.book.versions.backups import Version
from hiveledger.book.versions.observe import differences
from hiveledger.book.versions.past import Past
from hiveledger.changes import Plan
from hiveledger.changes.person import Person
from hiveledger.errors import GateError, LedgerError, SchemaError, SettingsError
from hiveledger.findings import Finding
from hiveledger.journal import RESTORE, Run, run_id, run_number

__all__ = ["FileBook"]

_PATIENCE: Final = 4.5  # seconds that another write of ours may take before we give up


class FileBook:
    """A ledger in an .xlsx or .xlsm file that no program has open.

    `state_dir` holds the journals, earlier versions and the lease; by default it is the folder `.<file name>.hive`
    beside the book, so that all machines share it. `machine` names this machine's file in the journal; `local` is a
    folder on this machine's own disk, `passed_over` gives the owner files that somebody confirmed to be left behind.
    """

    def __init__(
        self,
        path: Path,
        state_dir: Path | None = None,
        machine: str = "local",
        local: Path | None = None,
        passed_over: Callable[[], Collection[Mark]] = tuple,
    ) -> None:
        self.path, self.machine, self._local, self._passed_over = path, machine, local, passed_over
        self.state_dir = state_dir or folder_to_write(path, local)
        self.past = Past(path, self.state_dir, machine)
        self._there = Current(path, self.past.read)
        self._lease: Lease | None = None  # while it is our turn

    @explained_throughout
    @uncollected()
    def read(self) -> Snapshot:
        """Read all tables. Raises: GateError, SchemaError, SettingsError."""
        reading = self._there.reading()
        self._look(reading)
        return Snapshot(
            dict(reading.tables),
            reading.settings,
            (*reading.findings, *self.past.notes(reading)),
            self.past.standing(self.past.runs(reading)).written,
            frozenset(reading.unreadable),
            *self.past.first_saved(reading, self._there.saved_at),
            reading.numbers,
            self.past.opened.delivered(reading),
        )

    def read_as(self, naming: Naming) -> Snapshot:
        """Read a workbook that is to be adopted by these names, until it says its own. Raises: as `read`."""
        self._there = Current(self.path, self.past.read, naming)
        return self.read()

    @explained_throughout
    def runs(self) -> tuple[Run, ...]:
        """Give what was done to the book, oldest first, by us and, where it was seen, by people."""
        return self.past.runs(self._there.reading())

    @explained_throughout
    def unsaved(self) -> tuple[Unsaved, ...]:
        """Give what was done in an open workbook and stands in no saved version, what is lost of it too."""
        return tuple(self.past.unsaved(self._there, self._passed_over()))

    def gaps(self) -> tuple[Finding, ...]:
        """Tell where book and journal do not fit together, each time with what brings them together again."""
        return tuple(self.past.gaps(self._there.reading()))

    @explained_throughout
    def address(self, table: str, key: str, column: str) -> str:
        """Give the address of a cell, "规则!B7"."""
        return self._there.reading().places[table].address(key, column)

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Keep every other writer of ours out, so that what is read here still stands when it is written.

        Raises: BusyError where somebody has the book open or another of ours is writing.
        """
        if self._lease is None:
            with explained(self.path.name):
                refuse_if_open(self.path, self._passed_over())
        with self.turn():
            yield

    @explained_throughout
    @uncollected()
    def sync(self) -> tuple[Finding, ...]:
        """Bring book and journal together; tells what was done.

        Runs that were cut off are settled. What a version lacks that somebody saved over ours is done again, unless a
        person decided otherwise since. What people did since the last look is noted in the journal.
        Raises: BusyError, LedgerError. Nothing is written then.
        """
        with self.alone():
            _, told = self._sync()
        return told

    @explained_throughout
    def take_stock(self) -> tuple[Finding, ...]:
        """Note, in our turn, what was saved of late: by people, and of what was done in an open workbook.

        Tells what was lost with a workbook that was closed unsaved. Raises: BusyError, LedgerError.
        """
        with self.turn():
            if self.past.is_settled(*self._there.glance(), self._passed_over()):
                return ()  # as is so at most clicks in an open workbook
            return self._take_stock(self._there.reading())

    @explained_throughout
    @uncollected()
    def write(self, plan: Plan, who: str) -> Outcome:
        """Write the groups that still stand, as one run.

        Raises: BusyError where somebody has the book open or saves it meanwhile; LedgerError where the book cannot
        be written. Nothing is written then.
        """
        with self.alone():
            reading, told = self._sync()
            edition = Edition(self._there.content, self.path.name, reading, plan.groups)
            findings = (*told, *edition.findings)
            if not edition.changes and not edition.means_more(plan.verb):
                return Outcome("", (), edition.conflicts, findings)
            name = run_id(plan.now, self.past.next_number(reading.runs))
            run = Run(name, plan.verb, who, plan.now, plan.args, edition.changes)
            source, found = self.past.source(reading), (*plan.findings, *edition.findings)
            self._replace(reading.digest, edition, source, (run,), found)
        return Outcome(run.run_id, edition.changes, edition.conflicts, findings)

    def is_readable(self) -> bool:
        """Tell whether a ledger stands there that can be read."""
        return self._readable() is not None

    @explained_throughout
    def versions(self) -> tuple[Version, ...]:
        """Give the former versions that are kept, oldest first.

        The last one that could be read is among them where what stands in its place cannot.
        """
        if not self.is_readable():
            with contextlib.suppress(LedgerError, OSError), self.turn(patience=0):
                self.past.set_aside()
        return self.past.versions()

    @explained_throughout
    @uncollected()
    def restore(self, version: Version, who: str, now: datetime) -> Outcome:
        """Put a former version back as it was, also over a book that cannot be read, or where there is none any more.

        That is a run too: its changes are how the tables differ, where both can be read. The version goes on with the
        ids of all runs that it lacks, so that none of them is done again.
        Raises: BusyError where somebody has the book open or saves it meanwhile; LedgerError where the version cannot
        be read or put there. Nothing is written then.
        """
        with self.alone():
            told: tuple[Finding, ...] = ()
            present = self._readable()
            if present is None:
                before = digest_at(self.path)
                self.past.set_aside()
            else:
                present, told = self._sync()
                before = present.digest
            content, there = self.past.former(version)
            args = {"version": version.name, "runs": str(max(map(run_number, there.runs), default=version.last_run))}
            changes = tuple(differences(present.tables, there.tables)) if present else ()
            known = there.runs | (present.runs if present else frozenset())
            run = Run(run_id(now, self.past.next_number(known)), RESTORE, who, now, args, changes)
            edition = Edition(content, self.path.name, there, ())
            self._replace(before, edition, version.path, (*self.past.lacking(there), run), ())
        return Outcome(run.run_id, changes, findings=told)

    def _readable(self) -> Reading | None:
        """Read the book; None where what stands there is no ledger that can be read, or nothing stands there."""
        try:
            return self._there.reading()
        except (GateError, SchemaError, SettingsError):
            return None

    def forgetting(self) -> tuple[Person, ...]:
        """Give whom to forget was begun and not finished: the next verb that writes goes on with it."""
        return self.past.forgetting()

    def begin_to_forget(self, person: Person) -> None:
        """Put on disk who is to be forgotten, in our turn. Raises: StorageError."""
        self.past.begin_to_forget(person)

    @explained_throughout
    def forget(self, person: Person) -> tuple[Finding, ...]:
        """Take a person, whose cells are blank by now, out of all that is beside the book; tells what stays."""
        with self.alone():
            told = tuple(forget_beside(self.state_dir, self.path.suffix, person, self.past.standing().numbers))
            self.past = Past(self.path, self.state_dir, self.machine)
            self._there = Current(self.path, self.past.read)
            return (*told, *still_named(self.path, self._there.reading(), person))

    @explained_throughout
    def write_copy(self, plan: Plan, path: Path) -> None:
        """Write what the plan would make of the book to another file, with the changed cells coloured.

        Raises: LedgerError where something is at that path already.
        """
        Edition(self._there.content, self.path.name, self._there.reading(), plan.groups).write_coloured(
            self._there.content, path
        )

    def _sync(self) -> tuple[Reading, tuple[Finding, ...]]:
        """Give the version that lacks nothing, and what was done for that.

        Whatever follows is made of that very reading: the file is not read once more, so that what somebody saves
        from now on is met by the comparison at publishing.
        """
        told: list[Finding] = []
        while True:
            reading = self._there.reading()
            told += self._take_stock(reading)
            lost, redone = self.past.lost(reading)
            self.past.forget_again(lost)
            told += redone.findings
            if not lost or not (redone.groups or reading.is_markable):
                return reading, tuple(told)
            edition = Edition(self._there.content, self.path.name, reading, redone.groups)
            told += edition.findings
            self._replace(reading.digest, edition, self.past.source(reading), lost, ())

    def _take_stock(self, reading: Reading) -> tuple[Finding, ...]:
        self.past.settle(reading, self._there.saved_at)
        told = tuple(self.past.opened.give_up(reading, self._there.saved_at, self._passed_over()))
        self.past.look(reading, self._there.content, self._there.saved_at)
        self.past.first_saved(reading, self._there.saved_at)  # before our own save dates what people put there
        return told

    def _look(self, reading: Reading) -> None:
        """Note what people did if nobody is writing just now; what they have open and saved counts too."""
        if self._lease is None and self.past.is_new(reading.digest):
            with contextlib.suppress(LedgerError, OSError), self.turn(patience=0):
                if digest_at(self.path) == reading.digest:  # else a run was written meanwhile: this is history
                    self.past.settle(reading, self._there.saved_at)
                    self.past.look(reading, self._there.content, self._there.saved_at)

    @contextlib.contextmanager
    def turn(self, patience: float = _PATIENCE) -> Iterator[None]:
        """Keep every other writer of ours out, whoever has the book open. Raises: BusyError while one is writing."""
        if self._lease is not None:
            yield
            return
        with Lease(self.state_dir, self.machine, patience, self._local) as lease:
            self._lease = lease
            try:
                yield
            finally:
                self._lease = None

    def _replace(
        self, before: str | None, edition: Edition, source: Path, runs: Sequence[Run], findings: Sequence[Finding]
    ) -> None:
        """Write a version down, and let it take the book's place, by its hash, while its runs are journalled.

        Where no book is any more it goes where that was.
        """
        lease = self._lease
        assert lease is not None  # noqa: S101 - all writing is done in `alone`
        with beside(self.path) as out:
            cache = self._local / "blocks" if self._local else None
            edition.write(source, out, runs, findings, cache)
            content = out.read_bytes()
            with self.past.turning(runs, before or "", content, is_markable=edition.is_markable) as backup:
                passed_over = self._passed_over()
                if before is None:
                    put_anew(self.path, out, source, lease, passed_over=passed_over)
                else:
                    publish(self.path, out, before, backup, lease, passed_over=passed_over)
        self._there.is_replaced()
