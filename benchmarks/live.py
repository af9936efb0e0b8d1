"""Time distribute in a ledger that Calc has open, phase by phase: bench live [LEADS], 10k unless told.

Starting Calc and opening the workbook are not in it: they were there before the click. Two ledgers: in one all leads
wait, in the other one in twenty, here and there between leads that were given out before.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import xlwings_calc
from benchmarks.flow import make_book
from hiveledger.book.file import FileBook
from hiveledger.book.live import LiveBook
from hiveledger.changes import Group, Plan
from hiveledger.flows.verbs import VERBS

if TYPE_CHECKING:
    import xlwings as xw

_NOW: Final = datetime(2026, 3, 2, 9)
_READY: Final = ("clean", "grade")
_SCATTERED: Final = 20


class _Clock:
    """Tells how long each phase took."""

    def __init__(self) -> None:
        self.taken: dict[str, float] = {}

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Time what is done within."""
        started = time.perf_counter()
        yield
        self.taken[name] = time.perf_counter() - started


def _graded(folder: Path, leads: int) -> Path:
    """Give a ledger whose leads are clean and graded, and wait for their place."""
    path = make_book(folder, leads).path
    for verb in _READY:
        _carry_out(path, verb, _NOW)
    return path


def _carry_out(path: Path, verb: str, now: datetime, one_in: int = 1) -> None:
    """Carry a verb out on the closed book, leaving out one group in so many."""
    book = FileBook(path)
    plan: Plan = VERBS[verb].function()(book, now)
    kept: tuple[Group, ...] = tuple(group for at, group in enumerate(plan.groups) if one_in == 1 or at % one_in)
    book.write(Plan(plan.verb, plan.now, kept, args=plan.args), "bench")


def _distribute(app: "xw.App", path: Path) -> tuple[dict[str, float], int]:
    opened = app.books.open(path)
    clock, now = _Clock(), _NOW + timedelta(hours=1)
    try:
        book = LiveBook(opened, FileBook(path))
        with clock.phase("all"), book.alone():
            with clock.phase("sync"):
                book.sync()
            with clock.phase("read"):
                book.read()
            with clock.phase("plan"):
                plan: Plan = VERBS["distribute"].function()(book, now)
            with clock.phase("write"):
                outcome = book.write(plan, "bench")
        return clock.taken, len(outcome.written)
    finally:
        opened.close()


def main(leads: int) -> None:
    """Print what each phase took."""
    with tempfile.TemporaryDirectory() as folder, xlwings_calc.start() as app:
        path = _graded(Path(folder), leads)
        scattered = Path(folder) / "scattered.xlsx"
        shutil.copy(path, scattered)
        _carry_out(scattered, "distribute", _NOW, _SCATTERED)
        print(
            f"{f'{leads:,} leads, seconds':<26}{'sync':>8}{'read':>8}{'plan':>8}{'write':>8}{'all':>8}{'changes':>10}"
        )
        for name, book in (("all wait", path), ("one in twenty waits", scattered)):
            taken, changes = _distribute(app, book)
            seconds = "".join(f"{taken[phase]:>8.2f}" for phase in ("sync", "read", "plan", "write", "all"))
            print(f"  {name:<24}{seconds}{changes:>10,}")


if __name__ == "__main__":
    main(int((sys.argv[1:] or ["10k"])[0].lower().replace("k", "000")))
