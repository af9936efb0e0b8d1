"""Time what a ledger's file costs a verb, beside openpyxl: bench book [LEADS…].

All tables are read; one lead, ten new ones and a whole column are written by lead id, and with them the journal, the
backup, the comparison with what stands there, and all syncing to the disk.
Each way runs in a process of its own on a copy of the ledger, starting Python not counted.
"""

import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

import openpyxl

from benchmarks.flow import make_book
from hiveledger.book.file import FileBook
from hiveledger.changes import Append, Change, Group, Plan, Set, values
from hiveledger.schema import TABLES

_LEADS: Final = (10_000,)
_NOW: Final = datetime(2026, 3, 2, 9)
_WHOLE: Final = "openpyxl load + save"


def _written(changes: Callable[[FileBook], list[Change]]) -> Callable[[Path], float]:
    """Give how long a book takes to write changes that rest on what it holds; reading is not counted."""

    def run(path: Path) -> float:
        book = FileBook(path, local=path.parent / "local")
        groups = tuple(Group(getattr(change, "key", ""), (change,)) for change in changes(book))
        start = time.perf_counter()
        book.write(Plan("clean", _NOW, groups), "bench")
        return time.perf_counter() - start

    return run


def _one(book: FileBook) -> list[Change]:
    key = book.read().frame("leads").index[-1]
    return [Set("leads", key, "note", None, "改")]


def _ten(book: FileBook) -> list[Change]:
    last = book.read().last_number("leads")
    keys = (TABLES["leads"].mint(last + number) for number in range(1, 11))
    return [Append("leads", key, {"company": "示例公司", "status": "new", "received_at": _NOW}) for key in keys]


def _column(book: FileBook) -> list[Change]:
    leads = book.read().frame("leads")
    cells = zip(leads.index, values(leads["note"]), strict=True)
    return [Set("leads", str(key), "note", before, f"备注{number}") for number, (key, before) in enumerate(cells)]


def _read(path: Path) -> float:
    start = time.perf_counter()
    FileBook(path).read()
    return time.perf_counter() - start


def _peer(path: Path) -> float:
    start = time.perf_counter()
    book = openpyxl.load_workbook(path)
    book["客户台账"]["H2"] = "x"
    book.save(path)
    return time.perf_counter() - start


_WAYS: Final[dict[str, Callable[[Path], float]]] = {
    "read": _read,
    "one lead": _written(_one),
    "ten new leads": _written(_ten),
    "a column": _written(_column),
    _WHOLE: _peer,
}


def _measure(way: str, path: Path) -> tuple[float, float]:
    """Give seconds and peak MB of one way on a copy of the ledger and its journal."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        copy = Path(folder) / path.name
        shutil.copy2(path, copy)
        shutil.copytree(path.with_name(f".{path.name}.hive"), copy.with_name(f".{path.name}.hive"))
        done = subprocess.run(  # noqa: S603 - ourselves
            [sys.executable, "-m", "benchmarks.book", way, str(copy)], capture_output=True, text=True, check=True
        )
        seconds, peak = json.loads(done.stdout)
        return seconds, peak


def main() -> None:
    """Print seconds, peak memory, and the share of openpyxl's time."""
    if sys.argv[1:] and sys.argv[1] in _WAYS:
        seconds = _WAYS[sys.argv[1]](Path(sys.argv[2]))
        print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
        return
    for leads in map(int, sys.argv[1:] or _LEADS):
        with tempfile.TemporaryDirectory() as folder:
            path = make_book(Path(folder), leads).path
            found = {way: _measure(way, path) for way in _WAYS}
            print(f"{leads} leads, {path.stat().st_size / 1e6:.1f} MB")
        for way, (seconds, peak) in found.items():
            print(f"  {way:22} {seconds:7.2f} s  {peak:5.0f} MB  1/{found[_WHOLE][0] / seconds:.1f} of openpyxl")


if __name__ == "__main__":
    main()
