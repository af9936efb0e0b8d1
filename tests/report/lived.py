"""Three weeks of the simulated team, kept as their journal: living them again takes half a minute.

Renew it with `.venv/bin/python -m tests.report.lived`.
"""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

from hiveledger.changes import Tables, apply
from hiveledger.journal import Run
from hiveledger.journal.codec import Packed, encode
from hiveledger.simulation.run import simulate
from hiveledger.simulation.team import team_tables

__all__ = ["Lived", "lived"]

_FILE: Final = Path(__file__).with_name("lived.jsonl.gz")
_SEED: Final = 7
_WEEKS: Final = 3


@dataclass(frozen=True, eq=False)
class Lived:
    """How the tables stand after those weeks, and all that was done, oldest first."""

    tables: Tables
    runs: tuple[Run, ...]


@cache
def lived() -> Lived:
    """Give the three weeks."""
    runs = tuple(_read())
    start = team_tables(Random(_SEED))  # noqa: S311 - a sample, not a secret
    return Lived(apply(start, [change for run in runs for change in run.changes]), runs)


def _read() -> Iterator[Run]:
    for line in gzip.decompress(_FILE.read_bytes()).decode().splitlines():
        run = json.loads(line)
        at, changes = datetime.fromisoformat(run["at"]), Packed(run["changes"])
        yield Run(run["run"], run["verb"], run["who"], at, run["args"], changes)


def _renew() -> None:
    with TemporaryDirectory() as folder:
        told = simulate(_WEEKS, _SEED, Path(folder))
    lines = (
        {"run": run.run_id, "verb": run.verb, "who": run.who, "at": run.at.isoformat(), "args": dict(run.args)}
        | {"changes": encode(run.changes)}
        for run in told.runs
    )
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    _FILE.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


if __name__ == "__main__":
    _renew()
