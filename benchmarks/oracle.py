"""Edit every given workbook and count what is refused, lost or changed elsewhere: bench oracle [EVERY_NTH]."""

import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.oracle import OUTSIDE, given_books, judge


def main() -> None:
    """Print the figures, and every fault."""
    given = os.environ.get("HIVELEDGER_DATA", "")  # noqa: TID251 - a face
    data = Path(given) if given else Path(__file__).parents[2] / "shared" / "data"
    step = int(sys.argv[1]) if sys.argv[1:] else 1
    start, tried = time.perf_counter(), 0
    refused: Counter[str] = Counter()
    edits: Counter[str] = Counter()
    faulty: Counter[str] = Counter()
    refusing: set[str] = set()
    with tempfile.TemporaryDirectory() as folder:
        for number, (name, content) in enumerate(given_books(data)):
            if number % step:
                continue
            tried += 1
            for verdict in judge(name, content, Path(folder), audited=True):
                edits[verdict.edit] += 1
                if verdict.refused:
                    refused[f"{verdict.edit}: {verdict.refused}"] += 1
                    refusing |= {name} if verdict.refused not in OUTSIDE else set()
                    print(f"refused {verdict.refused} {verdict.edit} {name}")
                for fault in verdict.faults:
                    faulty[fault.partition(" ")[0]] += 1
                    print(f"FAULT {fault} | {verdict.edit} {name}")
    print(f"{tried} workbooks, {sum(edits.values())} edits {dict(edits)}, {time.perf_counter() - start:.0f} s")
    print(f"refused {dict(refused)}: {len(refusing)} workbooks, {len(refusing) / max(tried, 1):.2%}")
    print(f"faults {dict(faulty)}")
    sys.exit(bool(faulty))


main()
