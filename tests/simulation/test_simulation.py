"""Weeks of a team's life hold what the handbook promises, and the same seed lives them again to the letter."""

from pathlib import Path

import pytest

from hiveledger.book.file import FileBook
from hiveledger.journal.codec import encode
from hiveledger.simulation.report import facts, lines
from hiveledger.simulation.run import leave_ledger, simulate
from hiveledger.text import Language


def test_the_same_seed_gives_the_same_journal_and_a_ledger_that_opens(tmp_path: Path) -> None:
    week, again = (simulate(1, 2, tmp_path) for _ in range(2))
    journal, other = ([(run.run_id, encode(run.changes)) for run in one.runs] for one in (week, again))
    assert journal == other
    assert list(lines(week, Language.ZH)) == list(lines(again, Language.ZH))
    assert facts(week) == facts(again)
    left = FileBook(leave_ledger(week, tmp_path)).read().frame("leads")
    assert left["status"].to_dict() == week.tables["leads"]["status"].to_dict()


@pytest.mark.parametrize(("weeks", "seed"), [(3, 1), *((1, seed) for seed in range(3, 9))])  # all: bench simulate
def test_all_that_has_to_hold_holds_under_every_seed(weeks: int, seed: int, tmp_path: Path) -> None:
    told = simulate(weeks, seed, tmp_path)
    assert list(told.broken) == []
    assert told.checks
    assert told.counts["confirm.in_time"]
