"""The simulation itself: from event to due, with all that has to hold looked at after each look of the watcher."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Final

import pandas as pd

from hiveledger.book.file import FileBook
from hiveledger.changes import Group, Plan, Tables, diff
from hiveledger.flows.new import make_new
from hiveledger.journal import Run
from hiveledger.simulation.hands import Hands
from hiveledger.simulation.invariants import Invariants
from hiveledger.simulation.life import Life
from hiveledger.simulation.shared_book import SharedBook
from hiveledger.simulation.team import SO, team_tables
from hiveledger.simulation.watcher import Watcher
from hiveledger.text import Language

__all__ = ["Simulated", "leave_ledger", "simulate"]

_START: Final = date(2026, 3, 2)  # a Monday


@dataclass(frozen=True)
class Simulated:
    """What happened in those weeks, and what of all that had to hold did not."""

    weeks: int
    seed: int
    counts: Counter[str]
    checks: int
    broken: Sequence[str]
    runs: Sequence[Run]
    tables: Tables


def simulate(weeks: int, seed: int, folder: Path) -> Simulated:
    """Let a team live through some weeks. `folder` takes the files that come in. The same seed gives the same weeks."""
    started = datetime.combine(_START, time(8))
    book = SharedBook(team_tables(Random(seed)), started)  # noqa: S311 - a sample, not a secret
    watcher = Watcher(book)
    life = Life(Hands(book, watcher), _START, weeks, seed, folder)
    invariants = Invariants(book.tables)
    end = started + timedelta(weeks=weeks)
    while True:
        moments = [at for at in (life.next_at, watcher.due) if at is not None]
        if not moments or min(moments) >= end:
            break
        if watcher.due is None or (life.next_at is not None and life.next_at <= watcher.due):
            life.act()
            continue
        now = watcher.due
        is_done = watcher.look(now)
        marks = [one.mark for one in life.imported]
        invariants.check(now, book.tables, book.runs(), life.answers, marks, is_done=is_done)
        life.expect_answers(now)
    runs = book.runs()
    verbs = Counter(run.verb for run in runs)
    counts = life.counts + watcher.counts + Counter({f"verb {name}": count for name, count in verbs.items()})
    counts.update(invariants.counts)
    return Simulated(weeks, seed, counts, invariants.checked, tuple(invariants.broken), runs, book.tables)


def leave_ledger(told: Simulated, folder: Path) -> Path:
    """Write the final ledger as a workbook into a folder, and give its path. Raises: GateError where it is there."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"台账-{told.seed}.xlsx"
    make_new(path, Language.ZH)
    book = FileBook(path)
    blank = book.read().tables
    rows = {name: frame for name, frame in told.tables.items() if name != "settings"}
    desk = rows["desk"]
    rows["desk"] = pd.concat([blank["desk"].loc[blank["desk"].index.difference(desk.index)], desk])
    book.write(Plan("import", told.runs[-1].at, (Group("", diff(blank, {**blank, **rows})),)), SO)
    return path
