"""Time the watcher: bench watch [LEADS], 100,000 by default.

1. An idle look at 100 ledgers, and for new ones beside them: a few stats of each and a comparison.
2. A ledger of 100,000 leads of which one is overdue, in a watcher that knows the ledger: from the moment at which it is
   due until the version in which it is back with SO stands in the book's place, on disk and journalled.
3. The same ledger after a person saved it with another rule: reading it again, beside reading it for the first time.
4. 2,000 looks at 20 ledgers, each due at every look: how much the process grows.

Each is measured in a process of its own.
"""

import gc
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Final

import pandas as pd

from hiveledger.book.file import FileBook
from hiveledger.book.xlsx import SetCell, patch
from hiveledger.changes import Group, Plan, diff
from hiveledger.journal import Queue
from hiveledger.scheduler.find import Finder, stamp_of
from hiveledger.scheduler.log import Log
from hiveledger.scheduler.watched import Watched
from hiveledger.schema import TABLES
from hiveledger.schema.frames import typed
from hiveledger.text import Language
from hiveledger_templates import new_book

_NOW: Final = datetime(2026, 3, 2, 12)
_LEADS: Final = 100_000
_IDLE: Final = 100
_FLAT: Final = 20
_LOOKS: Final = 2_000
_WARM: Final = 200  # looks after which all that is kept is there


def main() -> None:
    """Measure each part, or the one that is named."""
    if sys.argv[1:2] and sys.argv[1] in _PARTS:
        with tempfile.TemporaryDirectory() as folder:
            _PARTS[sys.argv[1]](Path(folder), int(sys.argv[2]))
        return
    leads = sys.argv[1] if sys.argv[1:] else str(_LEADS)
    for part in _PARTS:
        subprocess.run([sys.executable, "-m", "benchmarks.watch", part, leads], check=True)  # noqa: S603 - ourselves


def _idle(folder: Path, _: int) -> None:
    watched = _watched(folder, _IDLE)
    _settle(watched, _NOW)
    finder = Finder([folder])

    def idle() -> None:
        finder.find()
        _look(watched, _NOW)

    taken = [_timed(idle) for _ in range(50)]
    print(
        f"an idle look at {_IDLE} ledgers: {statistics.median(taken) * 1000:.1f} ms (at most {max(taken) * 1000:.1f})"
    )


def _overdue(folder: Path, leads: int) -> None:
    """One lead among many falls due; then somebody saves another rule."""
    due = _NOW + timedelta(hours=2)
    book = _ledger(folder / "台账.xlsx", folder, _frame(leads, due))
    begun: list[tuple[str, float]] = []  # each job and when it began

    def goes_on(doing: str) -> bool:
        begun.append((doing, time.perf_counter()))
        return True

    record, log = folder / "record.json", _log(folder)
    watched = [Watched((book, _queue(book, folder)), record, log, _NOW, goes_on, reach=lambda _: None)]
    print(f"reading {leads:,} leads for the first time, and all jobs: {_timed(lambda: _settle(watched, _NOW)):.1f} s")
    at = watched[0].next_at
    assert at is not None and at <= due + timedelta(seconds=1), at  # noqa: PT018, S101 - else nothing is measured
    begun.clear()
    start = time.perf_counter()
    _look(watched, due + timedelta(seconds=1))
    begun.append(("the end", time.perf_counter()))
    (landed,) = (after for (doing, _), (_, after) in pairwise(begun) if doing.endswith(": return"))
    taken = landed - start
    print("  " + "; ".join(f"{doing} at {at - start:.2f} s" for doing, at in begun))
    status = book.read().frame("leads")["status"].value_counts()
    assert status["returned"] == 1, status  # noqa: S101 - else nothing is measured
    print(f"1 of {leads:,} leads is overdue: back with SO after {taken:.2f} s")
    fresh = FileBook(book.path, local=folder)
    first = _timed(fresh.read)
    place = fresh.address("settings", "grace_minutes", "value")
    _type(book.path, place)
    print(f"reading it first: {first:.1f} s; after somebody saved another rule: {_timed(fresh.read):.1f} s")


def _flat(folder: Path, _: int) -> None:
    """Every ledger has something due at every look, as if each minute one lead fell due."""
    watched = _watched(folder, _FLAT)
    now = _NOW
    grown = 0.0
    for number in range(_LOOKS):
        if number == _WARM:
            grown = _resident()
        now += timedelta(minutes=1)
        for one in watched:
            one.wake(now)
            if number % 50 == 0:
                one.path.touch()  # a save that changes nothing
        _look(watched, now)
    gc.collect()
    before, after = grown, _resident()
    print(f"{_LOOKS:,} looks at {_FLAT} ledgers: {before:.0f} MB after {_WARM} looks, {after:.0f} MB at the end")


_PARTS: Final[dict[str, Callable[[Path, int], None]]] = {"idle": _idle, "overdue": _overdue, "flat": _flat}


def _watched(folder: Path, count: int) -> list[Watched]:
    first = folder / "ledger.xlsx"
    new_book(first, Language.ZH)
    log, made = _log(folder), []
    for number in range(count):
        path = folder / f"台账{number}.xlsx"
        shutil.copyfile(first, path)
        book = FileBook(path, local=folder)
        made.append(
            Watched(
                (book, _queue(book, folder)), folder / f"{number}.json", log, _NOW, lambda _: True, reach=lambda _: None
            )
        )
    return made


def _settle(watched: list[Watched], now: datetime) -> None:
    """Look until nothing more comes of it."""
    while any(one.next_at is not None and one.next_at <= now for one in watched):
        _look(watched, now)
        now += timedelta(seconds=1)
    _look(watched, now)


def _look(watched: list[Watched], now: datetime) -> None:
    for one in watched:
        one.look(stamp_of(one.path), now)


def _frame(leads: int, due: datetime) -> pd.DataFrame:
    """Make leads that were confirmed long ago, the last of which waits to be."""
    numbers = range(leads)
    frame = pd.DataFrame(index=[f"L{number:06d}" for number in numbers])
    frame["company"] = [f"示例{number}号有限公司" for number in numbers]
    frame["mobile"] = [f"138{number * 7919 % 100_000_000:08}" for number in numbers]
    frame["need"] = [f"需要 {number % 977} 套设备" for number in numbers]
    frame["status"] = ["confirmed"] * (leads - 1) + ["assigned"]
    frame["owner"], frame["owner_name"] = "A001", "示例甲"
    for column in ("received_at", "assigned_at", "delivered_at"):
        frame[column] = pd.Timestamp(_NOW)
    frame["confirm_due"] = pd.Timestamp(due)
    return frame


def _ledger(path: Path, folder: Path, leads: pd.DataFrame) -> FileBook:
    """Give a ledger with these leads, in which nothing but confirming and returning runs by itself."""
    new_book(path, Language.ZH)
    book = FileBook(path, local=folder)
    before = book.read().tables
    rules = before["settings"].copy()
    rules.loc["auto_intake", "value"] = "否"
    after = dict(before) | {"leads": typed(TABLES["leads"], leads), "settings": rules}
    book.write(Plan("import", _NOW, (Group("", diff(before, after)),)), who="SO")
    return book


def _type(path: Path, place: str) -> None:
    """Let a person save another rule: every other sheet stays as it is."""
    sheet, _, cell = place.partition("!")
    patch(path, [SetCell(sheet, int(cell.lstrip("ABCDEFGHIJ")), ord(cell[0]) - 64, 5)], path)


def _queue(book: FileBook, folder: Path) -> Queue:
    return Queue(folder / "queue", book.path, book.state_dir / "asked.jsonl")


def _log(folder: Path) -> Log:
    return Log(folder / "log", Language.ZH)


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _resident() -> float:
    """Give the MB that this process holds just now."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


main()
