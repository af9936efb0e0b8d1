"""Time edits of large ledgers beside openpyxl and beside bare inflating and deflating: bench write [ROWS…].

Each way runs in a process of its own, starting Python not counted, the best of three where the ledger is not huge.
What is written is on the disk at the end of it, and was read back. "Again" is an edit of a book that we wrote last,
with the hash of the book before, by which a ledger tells that nobody saved meanwhile. openpyxl has no time left for a
million rows, and no memory: above 200,000 its time is taken from the largest ledger before, and marked ~.
"""

import hashlib
import json
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import openpyxl

from benchmarks._ledger import SHEET, write_ledger
from hiveledger.book.xlsx import AppendRows, Edit, SetCell, SetColumn, patch

_ROWS: Final = (10_000, 100_000)
_HUGE: Final = 200_000
_CHUNK: Final = 4 << 20
_BARE, _WHOLE = "inflate + deflate", "openpyxl"


def _bare(path: Path) -> None:
    """Inflate the sheet and deflate it again: what any editor that knows nothing of it has to do."""
    with zipfile.ZipFile(path) as opened, opened.open(SHEET) as sheet:
        deflater = zlib.compressobj(6, zlib.DEFLATED, -15)
        while piece := sheet.read(_CHUNK):
            deflater.compress(piece)
        deflater.flush()


def _through_openpyxl(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book["S"]["C5"] = "x"
    book.save(path.with_name("openpyxl.xlsx"))


def _column(letter: int, rows: int) -> Edit:
    return SetColumn("S", letter, 2, [f"新{number}" for number in range(rows - 1)])


def _added(rows: int) -> Edit:
    return AppendRows("S", [["新"] * 20] * min(10, 1_048_576 - rows), "T")


_EDITS: Final[dict[str, Callable[[int], list[Edit]]]] = {
    "one cell": lambda rows: [SetCell("S", rows // 2, 4, "改")],
    "append": lambda rows: [_added(rows)],
    "one column": lambda rows: [_column(4, rows)],
    "three columns": lambda rows: [_column(letter, rows) for letter in (4, 5, 6)],
}
_AGAIN: Final = ("one cell", "append")


def _patched(edit: str) -> Callable[[Path], None]:
    return lambda path: _written(path, _EDITS[edit](int(path.stem)), None)


def _patched_again(edit: str) -> Callable[[Path], None]:
    def run(path: Path) -> None:
        known = _known(path)
        with known.open("rb") as file:
            hashlib.file_digest(file, "sha256")
        _written(known, _EDITS[edit](int(path.stem)), path.with_name("cache"))

    return run


def _known(path: Path) -> Path:
    return path.with_name("known.xlsx")


def _written(path: Path, edits: list[Edit], cache: Path | None) -> None:
    patch(path, edits, path.with_name("patched.xlsx"), cache=cache)


_WAYS: Final[dict[str, Callable[[Path], None]]] = {
    _BARE: _bare,
    **{f"{edit}, {deflater}": _patched(edit) for deflater in ("zlib", "isal") for edit in _EDITS},
    **{f"{edit}, again": _patched_again(edit) for edit in _AGAIN},
    _WHOLE: _through_openpyxl,
}


def _measure(way: str, path: Path) -> tuple[float, float]:
    """Give seconds and peak MB of one way, in a process of its own."""
    done = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-m", "benchmarks.write", way, str(path)], capture_output=True, text=True, check=True
    )
    seconds, peak = json.loads(done.stdout)
    return seconds, peak


def _child(way: str, path: Path) -> None:
    if way.endswith("zlib"):
        sys.modules["isal"] = None  # type: ignore[assignment]  # as if it were not installed
    start = time.perf_counter()
    _WAYS[way](path)
    seconds, peak = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([seconds, peak]))


def _measured(path: Path, rows: int) -> Iterator[tuple[str, float, float]]:
    """Give way, seconds and peak, one after the other."""
    patch(path, _EDITS["one cell"](rows), _known(path), cache=path.with_name("cache"))
    for way in _WAYS:
        if (way == _WHOLE and rows > _HUGE) or (way.endswith("isal") and find_spec("isal") is None):
            continue
        times = 1 if way == _WHOLE or rows > _HUGE else 3
        yield way, *min(_measure(way, path) for _ in range(times))


def main() -> None:
    """Print seconds, peak memory and ratios."""
    if sys.argv[1:] and sys.argv[1] in _WAYS:
        _child(sys.argv[1], Path(sys.argv[2]))
        return
    per_row = 0.0  # seconds of openpyxl
    for rows in map(int, sys.argv[1:] or _ROWS):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{rows}.xlsx"
            write_ledger(path, rows)
            print(f"{rows} rows, {path.stat().st_size / 1e6:.1f} MB")
            found = {way: (seconds, peak) for way, seconds, peak in _measured(path, rows)}
        mark = "" if _WHOLE in found else "~"
        per_row = found[_WHOLE][0] / rows if _WHOLE in found else per_row
        for way, (seconds, peak) in found.items():
            bare = seconds / found[_BARE][0]
            whole = f" = {mark}1/{per_row * rows / seconds:.0f} of openpyxl" if per_row else ""
            print(f"  {way:22} {seconds:7.2f} s  {peak:5.0f} MB  {bare:5.2f} x inflate + deflate{whole}")


if __name__ == "__main__":
    main()
