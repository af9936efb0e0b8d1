"""The process: it looks at each ledger in turn, again and again, until it is told to stop.

The `schedule` library calls what is to be called at intervals. It knows neither yesterday's runs nor what a ledger has
due, and an error that leaves one of its jobs would stop all others; so each of its jobs is one whole look at a ledger,
which remembers its runs on disk, says when it wants to be looked at again, and lets nothing out.
"""

import contextlib
import faulthandler
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Final

import schedule
from filelock import FileLock, Timeout

from hiveledger import __version__
from hiveledger.book.disk.processes import this_process
from hiveledger.errors import BusyError
from hiveledger.scheduler.find import Finder, stamp_of
from hiveledger.scheduler.heartbeat import BEAT_SECONDS, Heartbeat, beat, read_heartbeat
from hiveledger.scheduler.log import Log
from hiveledger.scheduler.reach import Reach
from hiveledger.scheduler.record import record_file
from hiveledger.scheduler.watched import Open, Watched
from hiveledger.text import Language

__all__ = ["watch"]

_LOCK: Final = "alone.lock"
_VERIFY_MINUTES: Final = 10
_GRACE_SECONDS: Final = 4  # from the word to stop until the end, whatever is being done: it is as good as a power cut
_NAP_SECONDS: Final = 1.0
_JUMP: Final = timedelta(seconds=5)  # between the clock on the wall and the one that nobody sets
_GONE: Final = 3  # looks in a row that did not find a ledger of a folder


def watch(  # noqa: PLR0913 - what it is told, and its surroundings
    places: Iterable[Path], folder: Path, open_ledger: Open, every: int, language: Language, *, reach: Reach
) -> None:
    """Watch the ledgers at these places until told to stop. `folder` is this user's own on a local disk.

    Raises: BusyError where another process of this user watches already.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / _LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        there = read_heartbeat(folder)
        raise BusyError("watch.running", pid=there.pid if there else "?", since=there.since if there else "?") from None
    with lock:
        log = Log(folder, language)
        try:
            _Process(Finder(places), folder, (open_ledger, reach), every, log).run()
        finally:
            log.close()


class _Process:
    def __init__(self, finder: Finder, folder: Path, ways: tuple[Open, Reach], every: int, log: Log) -> None:
        self._finder, self._folder, self._every, self._log = finder, folder, every, log
        self._open, self._reach = ways
        self._stopping = threading.Event()
        self._schedule = schedule.Scheduler()
        self._watched: dict[Path, tuple[Watched, schedule.Job]] = {}
        self._absent: dict[Path, int] = {}
        self._copies: frozenset[Path] = frozenset()
        self._clocks = (_now(), time.monotonic())
        self._heart = Heartbeat(os.getpid(), this_process(), __version__, _now(), _now(), every, ())

    def run(self) -> None:
        """Look, and look again, until the word to stop."""
        for name in ("SIGTERM", "SIGINT", "SIGBREAK"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), self._stop)
        self._log.tell("watch.started", version=__version__, pid=os.getpid())
        self._lay_out()
        while not self._stopping.is_set():
            self._mind_the_clock()
            self._schedule.run_pending()
            self._hurry()
            idle = self._schedule.idle_seconds or 0
            self._stopping.wait(max(0.0, min(idle, _NAP_SECONDS)))
        self._beat(is_stopped=True)
        self._log.tell("watch.stopped")

    def _stop(self, _: int, __: FrameType | None) -> None:
        """End after the job that is being done. One that takes longer is cut off; the book is the old or the new."""
        self._stopping.set()
        faulthandler.dump_traceback_later(_GRACE_SECONDS, exit=True, file=os.open(os.devnull, os.O_WRONLY))

    def _lay_out(self) -> None:
        """Lay out all intervals, from this moment on."""
        self._schedule.clear()
        watched = [one for one, _ in self._watched.values()]
        self._schedule.every(self._every).seconds.do(self._guarded, self._discover)
        self._schedule.every(_VERIFY_MINUTES).minutes.do(self._guarded, self._verify)
        self._schedule.every(BEAT_SECONDS).seconds.do(self._beat)
        self._watched = {one.path: (one, self._interval(one)) for one in watched}
        self._guarded(self._discover)
        self._beat()

    def _guarded(self, work: Callable[[], None]) -> None:
        """Let nothing out of a job: the others go on."""
        try:
            work()
        except Exception as fault:  # noqa: BLE001 - as said
            self._log.fault("", fault)

    def _interval(self, one: Watched) -> schedule.Job:
        job: schedule.Job = self._schedule.every(self._every).seconds.do(self._guarded, partial(self._look, one))
        job.next_run = _now()
        return job

    def _look(self, one: Watched) -> None:
        if not self._stopping.is_set():
            one.look(stamp_of(one.path), _now())

    def _discover(self) -> None:
        """Take in ledgers that are new, and let go of those that are gone for good."""
        found = self._finder.find()
        for path in [path for path in found if path not in self._watched]:
            with contextlib.suppress(OSError):  # out of reach; there is another time
                self._take_in(path)
        for path in self._watched.keys() - found.keys():
            self._absent[path] = self._absent.get(path, 0) + 1
            if self._absent[path] >= _GONE:
                self._log.tell("watch.gone", book=path.name)
                self._schedule.cancel_job(self._watched.pop(path)[1])
        self._absent = {path: count for path, count in self._absent.items() if path in self._watched.keys() - found}
        for copy in self._finder.copies - self._copies:
            self._log.tell("watch.copy", book=copy.name)
        self._copies = self._finder.copies

    def _take_in(self, path: Path) -> None:
        file = record_file(self._folder, path)
        one = Watched(self._open(path), file, self._log, _now(), self._goes_on, reach=self._reach)
        self._watched[path] = one, self._interval(one)
        self._log.tell("watch.found", book=path.name)

    def _verify(self) -> None:
        for one, _ in self._watched.values():
            if self._stopping.is_set():
                return
            with contextlib.suppress(OSError):
                one.verify(_now())

    def _goes_on(self, doing: str) -> bool:
        if not self._stopping.is_set():
            self._beat(doing)
        return not self._stopping.is_set()

    def _beat(self, doing: str = "", *, is_stopped: bool = False) -> None:
        self._heart = replace(
            self._heart, at=_now(), ledgers=tuple(map(str, self._watched)), doing=doing, is_stopped=is_stopped
        )
        with contextlib.suppress(OSError):  # a sign of life is worth no death
            beat(self._folder, self._heart)

    def _hurry(self) -> None:
        """Let a ledger be looked at when it has something due, not only at the next interval."""
        for one, job in self._watched.values():
            if one.next_at is not None and (job.last_run or one.next_at) < one.next_at < (job.next_run or one.next_at):
                job.next_run = one.next_at

    def _mind_the_clock(self) -> None:
        """Lay out all anew where the clock was set, or the machine slept: what is due is reckoned by the clock."""
        before, self._clocks = self._clocks, (_now(), time.monotonic())
        jump = _jump(before, self._clocks)
        if jump:
            self._log.tell("watch.jumped", seconds=f"{jump.total_seconds():+.0f}")
            for one, _ in self._watched.values():
                one.wake(_now())
            self._lay_out()


def _jump(before: tuple[datetime, float], after: tuple[datetime, float]) -> timedelta:
    """Tell by how much the clock on the wall went on otherwise than the one that nobody sets and that sleeps too.

    >>> nine = datetime(2026, 3, 2, 9)
    >>> str(_jump((nine, 0), (nine + timedelta(hours=8), 3))), str(_jump((nine, 0), (nine + timedelta(seconds=4), 3)))
    ('7:59:57', '0:00:00')
    """
    jump = (after[0] - before[0]) - timedelta(seconds=after[1] - before[1])
    return jump if abs(jump) > _JUMP else timedelta()


def _now() -> datetime:
    return datetime.now().replace(microsecond=0)  # as cells hold times
