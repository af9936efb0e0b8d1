"""A ledger in a closed workbook: read by calamine, written by openpyxl, journalled first and published whole."""

import contextlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

from hiveledger.book.backups import Backups
from hiveledger.book.base import Outcome, Snapshot
from hiveledger.book.beside import write_beside
from hiveledger.book.edition import Edition
from hiveledger.book.holders import refuse_if_open
from hiveledger.book.lease import Lease
from hiveledger.book.publish import publish
from hiveledger.book.reading import Reading, digest, read_book
from hiveledger.book.uncollected import uncollected
from hiveledger.changes import Plan, values
from hiveledger.errors import LedgerError
from hiveledger.findings import Finding, Level
from hiveledger.gate import read_bytes
from hiveledger.journal import Intent, Journal, Run, Standing, replay, run_id, run_number

__all__ = ["FileBook"]

_PATIENCE: Final = 5  # seconds without a word while another write of ours goes on


class FileBook:
    """A ledger in an .xlsx or .xlsm file that no program has open.

    `state_dir` holds the journal, former versions, and the lease; by default it is the folder
    `.<file name>.hive` beside the book. `machine` names this machine's file in the journal.
    """

    def __init__(self, path: Path, state_dir: Path | None = None, machine: str = "local") -> None:
        self.path = path
        self.state_dir = state_dir or path.with_name(f".{path.name}.hive")
        self.machine = machine
        self._journal = Journal(self.state_dir, machine)
        self._content = b""
        self._saved_at = datetime.min
        self._reading: Reading | None = None
        self._replayed = (0, Standing())

    @uncollected()
    def read(self) -> Snapshot:
        """Read all tables. Raises: GateError, SchemaError, SettingsError."""
        reading = self._current()
        torn = (Finding("book.torn", params={"file": name}, level=Level.INFO) for name in self._journal.torn())
        return Snapshot(
            dict(reading.tables),
            reading.settings,
            (*reading.findings, *torn),
            self._standing(self._runs(reading)).written,
            frozenset(reading.unreadable),
            self._replied_at(reading),
            reading.numbers,
        )

    def runs(self) -> tuple[Run, ...]:
        """Give what was done to the book, oldest first."""
        return self._runs(self._current())

    def address(self, table: str, key: str, column: str) -> str:
        """Give the address of a cell, "规则!B7"."""
        return self._current().places[table].address(key, column)

    @uncollected()
    def write(self, plan: Plan, who: str) -> Outcome:
        """Write the groups that still stand, as one run.

        Raises: BusyError where somebody has the book open or saves it meanwhile; LedgerError where the book cannot
        be written whole. Nothing is written then.
        """
        refuse_if_open(self.path)
        with Lease(self.state_dir, self.machine, _PATIENCE) as lease:
            reading = self._current()
            self._settle_journal(reading)
            edition = Edition(self._content, reading, plan.groups, self.path.name)
            if not edition.changes:
                return Outcome("", (), edition.conflicts, edition.findings)
            name = run_id(plan.now, self._next_number(reading))
            run = Run(name, plan.verb, who, plan.now, plan.args, edition.changes)
            self._publish(run, edition, plan, lease)
        return Outcome(run.run_id, edition.changes, edition.conflicts, edition.findings)

    def write_copy(self, plan: Plan, path: Path) -> None:
        """Write what the plan would make of the book to another file, with the changed cells coloured.

        Raises: LedgerError where something is at that path already.
        """
        reading = self._current()
        content = Edition(self._content, reading, plan.groups, self.path.name).coloured()
        try:
            with path.open("xb") as file:
                file.write(content)
        except FileExistsError:
            raise LedgerError("book.copy_exists", file=str(path)) from None

    def _publish(self, run: Run, edition: Edition, plan: Plan, lease: Lease) -> None:
        content, after = edition.finish(run, (*plan.findings, *edition.findings))
        before = digest(self._content)
        with self._state_needed():
            self._journal.intend(Intent(run, before, after.digest))
        backups = Backups(self.state_dir / "backups")
        beside = write_beside(self.path, content)
        publish(self.path, beside, before, backups.place(run.run_id, self.path.suffix), lease)
        with contextlib.suppress(OSError):  # there is another time
            backups.prune(plan.now)
        self._content, self._reading = content, after
        with contextlib.suppress(OSError):  # the book holds the run, and the next write notes it
            self._journal.finish(run.run_id)

    def _current(self) -> Reading:
        """Read the file, unless it still is what was read last."""
        content = read_bytes(self.path)
        if self._reading is None or digest(content) != self._reading.digest:
            numbers = self._standing(self._journal.runs()).numbers
            self._content, self._reading = content, read_book(content, self.path.name, numbers)
        self._saved_at = datetime.fromtimestamp(int(self.path.stat().st_mtime))
        return self._reading

    def _standing(self, runs: tuple[Run, ...]) -> Standing:
        if len(runs) != self._replayed[0]:
            self._replayed = len(runs), replay(runs)
        return self._replayed[1]

    def _runs(self, reading: Reading) -> tuple[Run, ...]:
        """Give the runs that are done, those among them of which only the book knows it."""
        landed = (intent.run for intent in self._journal.unsettled() if _has_landed(intent, reading))
        return tuple(sorted((*self._journal.runs(), *landed), key=lambda run: run.number))

    def _next_number(self, reading: Reading) -> int:
        """Number the next run after all that the journal or, in a book that was copied without it, the log knows."""
        logged = (run_number(name) for name in reading.tables["log"].index) if "log" in reading.tables else ()
        return max(self._journal.next_number(), max(logged, default=0) + 1)

    def _settle_journal(self, reading: Reading) -> None:
        """Write down what became of runs that were cut off between their intent and their end."""
        for intent in self._journal.unsettled():
            (self._journal.finish if _has_landed(intent, reading) else self._journal.drop)(intent.run.run_id)

    def _replied_at(self, reading: Reading) -> Mapping[str, datetime]:
        """Tell when each reply was first seen saved, and remember those that are new."""
        leads = reading.tables["leads"]
        replies = values(leads["reply"]) if "reply" in leads.columns else []
        stands = {lead: str(reply) for lead, reply in zip(leads.index, replies, strict=False) if reply is not None}
        seen = self._journal.seen()
        gone = {lead: "" for lead, (reply, _) in seen.items() if reply and lead not in stands}
        new = {lead: reply for lead, reply in stands.items() if seen.get(lead, ("", None))[0] != reply}
        if new or gone:
            with contextlib.suppress(OSError):  # a folder that only others may write to can still be read
                self._journal.see(new | gone, self._saved_at)
        return {lead: self._saved_at if lead in new else seen[lead][1] for lead in stands}

    @contextlib.contextmanager
    def _state_needed(self) -> Iterator[None]:
        try:
            yield
        except OSError as problem:
            params = {"folder": self.state_dir.name, "why": problem.strerror or str(problem)}
            raise LedgerError("book.no_state", **params) from problem


def _has_landed(intent: Intent, reading: Reading) -> bool:
    """Tell whether a run reached the book: it is the very version that was made, or the run's row is on the log."""
    log = reading.tables.get("log")
    return intent.after == reading.digest or (log is not None and intent.run.run_id in log.index)
