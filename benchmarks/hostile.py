"""Break files and count what our readers make of them: bench hostile [WORKBOOKS [TEXTS]], 10,000 each by default."""

import os
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.mutants import SLOW_SECONDS, fates
from tests.oracle import given_books

_EVERY = 40  # of the given workbooks one is broken too, if it is small
_SMALL_BYTES = 100_000


def _seeds(folder: Path) -> Iterator[Path]:
    given = os.environ.get("HIVELEDGER_DATA", "")  # noqa: TID251 - a face
    data = Path(given) if given else Path(__file__).parents[2] / "shared" / "data"
    for number, (_, content) in enumerate(given_books(data)):
        path = folder / f"seed{number}.xlsx"
        if number % _EVERY == 0 and len(content) < _SMALL_BYTES:
            path.write_bytes(content)
            if zipfile.is_zipfile(path):
                yield path


def _count(kind: str, many: int, folder: Path, seeds: list[Path]) -> int:
    """Print the figures of one kind of file, each fault as it comes; give how many faults there were."""
    start, faults, slowest = time.perf_counter(), 0, 0.0
    outcomes: Counter[str] = Counter()
    for fate in fates(kind, range(many), folder, seeds):
        outcomes.update(fate.outcome.split())
        slowest = max(slowest, fate.seconds)
        if fate.fault:
            faults += 1
            print(f"FAULT {kind} {fate.number}: {fate.fault.strip()[-1500:]}", flush=True)
    print(f"{many} {kind}s of {len(seeds)} given and our own seeds, {time.perf_counter() - start:.0f} s")
    print(f"  {dict(outcomes.most_common())}")
    print(f"  faults {faults}, slowest reading {slowest:.1f} s (more than {SLOW_SECONDS} is a fault)", flush=True)
    return faults


def main() -> None:
    """Break and read."""
    workbooks, texts = (int(word) for word in [*sys.argv[1:], "10000", "10000"][:2])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        faults = _count("workbook", workbooks, folder, list(_seeds(folder))) + _count("text", texts, folder, [])
    sys.exit(bool(faults))


main()
