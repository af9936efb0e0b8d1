"""Win rates per letter, with counts, and letters that do not separate."""

import pandas as pd
import pytest

from hiveledger.rules.drift import count_wins, find_drift, wilson
from hiveledger.settings import Settings


def _wins(settings: Settings, **counts: tuple[int, int]) -> pd.DataFrame:
    """Give the counts of a ledger with so many (won, lost) leads of each letter."""
    rows = [
        (grade, status)
        for grade, numbers in counts.items()
        for status, number in zip(("won", "lost"), numbers, strict=True)
        for _ in range(number)
    ]
    leads = pd.DataFrame([*rows, ("A", "following"), (None, "won")], columns=["grade", "status"], dtype="str")
    return count_wins(leads["grade"], leads["status"], settings)


def test_leads_are_counted_once_decided() -> None:
    wins = _wins(Settings(), A=(6, 4), B=(1, 4), C=(1, 3))
    assert wins["decided"].to_dict() == {"A": 10, "B": 5, "C": 4}
    assert wins["rate"].dropna().to_dict() == {"A": 0.6, "B": 0.2}


def test_under_five_cases_there_is_no_rate_and_no_interval() -> None:
    assert _wins(Settings(), C=(2, 2)).loc["C", ["rate", "low", "high"]].isna().all()


@pytest.mark.parametrize(
    ("won", "decided", "low", "high"),
    [
        pytest.param(0, 10, 0.0, 0.2775, id="never won"),
        pytest.param(10, 10, 0.7225, 1.0, id="always won"),
        pytest.param(50, 100, 0.4038, 0.5962, id="half of a hundred"),
    ],
)
def test_intervals_are_wilsons(won: int, decided: int, low: float, high: float) -> None:
    assert [*wilson(pd.Series([won]), pd.Series([decided])).loc[0]] == pytest.approx([low, high], abs=1e-4)


def test_no_cases_have_no_interval() -> None:
    assert wilson(pd.Series([0]), pd.Series([0])).isna().all(axis=None)


@pytest.mark.parametrize(
    ("counts", "codes"),
    [
        pytest.param({"A": (60, 40), "B": (30, 70), "C": (5, 95)}, [], id="three that separate"),
        pytest.param({"A": (30, 70), "B": (60, 40)}, ["drift.turned_round"], id="an A is won less often than a B"),
        pytest.param({"A": (50, 50), "B": (50, 50)}, ["drift.turned_round"], id="an A is won no more often"),
        pytest.param({"A": (20, 20), "B": (17, 23)}, ["drift.overlap"], id="a difference that may be chance"),
        pytest.param({"A": (2, 20), "B": (60, 40)}, [], id="too few to judge"),
        pytest.param(
            {"A": (20, 80), "B": (9, 9), "C": (60, 40)}, ["drift.turned_round"], id="the letter between has few"
        ),
        pytest.param({}, [], id="nothing decided"),
    ],
)
def test_letters_that_do_not_separate_are_told(counts: dict[str, tuple[int, int]], codes: list[str]) -> None:
    settings = Settings()
    assert [finding.code for finding in find_drift(_wins(settings, **counts), settings)] == codes


def test_how_many_cases_are_enough_is_a_setting() -> None:
    settings = Settings(drift_cases=10, rate_cases=20)
    assert [*find_drift(_wins(settings, A=(5, 10), B=(10, 5)), settings)] == []  # no rate, so nothing to compare
    settings = Settings(drift_cases=10)
    assert len([*find_drift(_wins(settings, A=(5, 10), B=(10, 5)), settings)]) == 1
