"""One ledger that is watched: an idle look is a stat and a comparison, all else is done by verbs."""

import contextlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeAlias

from hiveledger.book.base import Ledger
from hiveledger.book.disk.holders import Holder, holders
from hiveledger.book.file import FileBook
from hiveledger.book.reading import digest_at
from hiveledger.changes import Tables
from hiveledger.errors import BusyError, LedgerError, StorageError
from hiveledger.findings import Finding
from hiveledger.flows.dues import next_dues
from hiveledger.flows.messages import ask_holder
from hiveledger.journal import Queue
from hiveledger.notify import Outbox
from hiveledger.scheduler.find import Stamp
from hiveledger.scheduler.jobs import JOBS, Job, next_run
from hiveledger.scheduler.log import Log
from hiveledger.scheduler.reach import AtHand, Reach
from hiveledger.scheduler.record import JobRecord, LedgerRecord, Result, keep, read_record
from hiveledger.scheduler.run import backoff, carry_out, remembered
from hiveledger.settings import Settings
from hiveledger.text import say

__all__ = ["Open", "Watched"]

Open: TypeAlias = Callable[[Path], tuple[FileBook, Queue]]
"""Opens a ledger, with what waits for it, as this user on this machine."""

_SOON: Final = timedelta(seconds=1)
_OUT_OF_REACH: Final = ("gate.missing", "gate.unreadable")  # while it is saved, or a share drops
_QUEUED: Final = Job("sync", name="queue")  # carries out what waits for the book


class Watched:
    """A ledger with its jobs. `opened` is the book with what waits for it, `file` where its record is kept.

    `goes_on` is told, before each job, what is being done; where it says no, the rest waits for the next start.
    `reach` finds the workbook where somebody has it open on this machine.
    """

    def __init__(  # noqa: PLR0913 - what it is about, and its surroundings
        self,
        opened: tuple[FileBook, Queue],
        file: Path,
        log: Log,
        now: datetime,
        goes_on: Callable[[str], bool],
        *,
        reach: Reach,
    ) -> None:
        self._book, self._queue = opened
        self._at_hand, self._is_in_hand = AtHand(reach), False
        self.path = self._book.path
        self._file, self._log, self._goes_on = file, log, goes_on
        self.record = read_record(file) or LedgerRecord(str(self.path), now)
        self._stamp: Stamp | None = None
        self._digest: str | None = None  # of the version that stands there
        self._known: str | None = None  # of the version that was read
        self._asked: Stamp | None = None
        self._ran_on: dict[str, str | None] = {}  # by job, the version that it last ran on in this process
        self._rules = Settings()
        self._dues: Mapping[str, datetime | None] = {}
        self.next_at: datetime | None = now

    def look(self, stamp: Stamp | None, now: datetime) -> None:
        """Do what is due. An idle look compares what it is told with what it knows, and is over.

        Whatever goes wrong concerns this ledger alone, and is tried again later.
        """
        asked = self._queue.stamp()
        is_due = self.next_at is not None and self.next_at <= now
        if stamp == self._stamp and asked == self._asked and not is_due:
            return
        try:
            if stamp is None:
                self._miss(now)
            else:
                self._find_out(stamp)
                self._asked = asked
                self._pass(now)
        except LedgerError as problem:
            self._cannot(problem, now)
        except OSError:  # another program, or a share, keeps the file from us
            self._miss(now)
        except Exception as fault:  # noqa: BLE001 - a fault of ours in one ledger must not stop the others
            self._log.fault(self.path.name, fault)
            self._fail(say("watch.fault_of_ours", self._log.language, kind=type(fault).__name__), now)

    def verify(self, now: datetime) -> None:
        """Look at the file itself: on some shares a file changes and its time does not."""
        if self._digest is not None and digest_at(self.path) != self._digest:
            self._stamp, self.next_at = None, now

    def wake(self, now: datetime) -> None:
        """Let the next look reckon anew: the clock was set, or the machine slept."""
        self.next_at = now

    def _find_out(self, stamp: Stamp) -> None:
        if stamp != self._stamp or self._digest is None:
            self._digest, self._stamp = digest_at(self.path), stamp

    def _miss(self, now: datetime) -> None:
        """Wait for a book that is absent: Excel deletes it before it gives its successor the name."""
        self._stamp, self._digest, self.next_at = None, None, now
        why = say("watch.missing", self._log.language)
        if self.record.why != why:
            self._log.tell("watch.unreadable", book=self.path.name, why=why)
            self._note(why=why)

    def _pass(self, now: datetime) -> None:
        """Read the book, which notes what people answered, and run each job that is due."""
        holder = self._holder()
        if holder is None and self._is_in_hand:  # what was done in the open workbook may be gone with it
            self._is_in_hand, self._known = False, None
            self._ran_on.clear()
        if self._known != self._digest:
            self._read(now)
        waiting = len(self._queue.waiting())
        due = [job for job in JOBS if self._is_due(job, now)]
        todo = [*([_QUEUED] if waiting else []), *due]
        self._note(looked_at=now, why="", waiting=waiting, failures=0)
        writes = any(job.writes for job in todo)
        if holder is None or not (writes or self._is_in_hand):
            self._welcome()
            self._settle(now, self._work(todo, now))
            return
        goes_on = writes and self._goes_on(self.path.name)  # a program may take its time to answer
        open_book = self._at_hand.idle(self._book, now) if goes_on else None
        if open_book is not None:
            self._do_in_hand(open_book, holder, todo, now)
        else:
            results = self._work([job for job in todo if not job.writes], now)
            if (writes and self._wait_for(holder, now)) or results:
                self._read(now)
        self.next_at = now  # nothing tells when it is saved or closed

    def _do_in_hand(self, open_book: Ledger, holder: Holder, todo: Sequence[Job], now: datetime) -> None:
        """Do what is due in the workbook that is open here: it counts once the program's user saves it."""
        if not self._is_in_hand:
            self._log.tell("watch.in_hand", book=self.path.name, who=holder.who, program=holder.program)
        self._is_in_hand = True
        self._note(held_by="", held_since=None, is_told=False)
        if Result.WAITS not in self._work(todo, now, open_book):
            self._at_hand.keep(self._read(now, open_book))

    def _work(self, todo: Iterable[Job], now: datetime, book: Ledger | None = None) -> Collection[Result]:
        """Run jobs one after the other, until one has to wait: the book is in other hands then, for all alike."""
        results = set[Result]()
        for job in todo:
            if Result.WAITS in results or not self._goes_on(f"{self.path.name}: {job.title}"):
                break
            results.add(self._run(job, book if book and job.writes else self._book, now))
        return results

    def _read(self, now: datetime, book: Ledger | None = None) -> Tables:
        """Read the book, and reckon when each verb has something due; messages are due again when they failed, too."""
        state, dues = (book or self._book).read(), dict[str, datetime | None]()
        with contextlib.suppress(StorageError):  # which the verb itself will tell of
            dues = {"send": Outbox(self._book.state_dir, self._book.machine).next_try(now)}
        for verb, due in next_dues(state, now).items():
            dues[verb] = min(filter(None, (due, dues.get(verb))), default=None)
        self._rules, self._dues, self._known = state.settings, dues, self._digest
        return state.tables

    def _settle(self, now: datetime, results: Collection[Result]) -> None:
        """Reckon when to look again: soon at what was written just now, for another verb may go on from there."""
        if Result.WROTE in results or not self._goes_on(self.path.name):
            self.next_at = now + _SOON
            return
        self._read(now)
        upcoming = {job.title: self._next(job, now) for job in JOBS}
        self.next_at = min(filter(None, upcoming.values()), default=None)
        self._note(upcoming=upcoming)

    def _is_due(self, job: Job, now: datetime) -> bool:
        at = self._next(job, now)
        return at is not None and at <= now

    def _next(self, job: Job, now: datetime) -> datetime | None:
        done = self.record.jobs.get(job.title)
        if done is None and job.at is not None:  # its hour counts from when the ledger began to be watched
            done = JobRecord(self.record.since, Result.NOTHING)
        is_changed = self._ran_on.get(job.title, "") != self._digest
        return next_run(job, done, self._rules, self._dues, is_changed=is_changed, now=now)

    def _holder(self) -> Holder | None:
        found = holders(self.path)
        passed_over = self._queue.passed_over() if found else frozenset()
        return next((one for one in found if one.mark not in passed_over), None)

    def _wait_for(self, holder: Holder, now: datetime) -> bool:
        """Wait, however long it takes; whoever holds the book for long is asked once to close it, now if this is so."""
        self.next_at = now
        if self.record.held_since is None or self.record.held_by != holder.who:
            self._log.tell("watch.held", book=self.path.name, who=holder.who, program=holder.program)
            self._note(held_by=holder.who, held_since=now, is_told=False)
        since = self.record.held_since or now
        is_long = not self.record.is_told and now - since >= timedelta(minutes=self._rules.busy_minutes)
        if is_long:
            self._log.tell("watch.held_long", book=self.path.name, who=holder.who, since=f"{since:%H:%M}")
            ask_holder(self._book, holder.who, since, now)
            self._note(is_told=True)
        return is_long

    def _welcome(self) -> None:
        if self.record.held_since is not None:
            self._log.tell("watch.free", book=self.path.name)
            self._note(held_by="", held_since=None, is_told=False)

    def _run(self, job: Job, book: Ledger, now: datetime) -> Result:
        """Run one job and remember what became of it."""
        before = self.record.jobs.get(job.title)
        why, findings = "", 0
        try:
            result, findings = carry_out(book, self._queue, job.verb, now, self._log)
        except (BusyError, StorageError) as problem:
            result, why = Result.WAITS, self._sentence(problem)
        except LedgerError as problem:
            result, why = Result.REFUSED, self._sentence(problem)
        except Exception as fault:  # noqa: BLE001 - the one place where a fault of ours is caught: the other jobs go on
            self._log.fault(self.path.name, fault)
            result, why = Result.FAULT, say("watch.fault_of_ours", self._log.language, kind=type(fault).__name__)
        done = remembered(before, result, why, findings, now)
        if result is not Result.WAITS:
            self._ran_on[job.title] = self._digest
        if why and (before is None or (before.result, before.why) != (result, why)):
            self._log.tell(f"watch.job_{result}", book=self.path.name, verb=self._log.verb(job.verb), why=why)
        self._note(jobs={**self.record.jobs, job.title: done})
        return result

    def _cannot(self, problem: LedgerError, now: datetime) -> None:
        """Leave a book that cannot be read to people, or try again at the next look where that may pass by itself."""
        if isinstance(problem, BusyError | StorageError) or problem.code in _OUT_OF_REACH:
            self.next_at = now
            self._note(why=self._sentence(problem))
        else:
            self._fail(self._sentence(problem), now)

    def _fail(self, why: str, now: datetime) -> None:
        if self.record.why != why:
            self._log.tell("watch.unreadable", book=self.path.name, why=why)
        failures = self.record.failures + 1
        self.next_at = now + backoff(failures)
        self._note(why=why, failures=failures, looked_at=now)

    def _sentence(self, problem: LedgerError) -> str:
        return Finding(problem.code, params=problem.params).text(self._log.language)

    def _note(self, **told: Any) -> None:  # noqa: ANN401 - fields of the record
        record = replace(self.record, **told)
        if record != self.record:
            self.record = record
            with contextlib.suppress(
                OSError
            ):  # it is remembered until the process ends, and a job that is run again does no harm
                keep(self._file, record)
