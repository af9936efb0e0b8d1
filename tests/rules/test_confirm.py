"""Warnings before a deadline, and leads for which no time runs."""

from datetime import datetime, timedelta
from typing import Final

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiveledger.rules.confirm import Answer, is_overdue, next_warning, warnings_due
from tests.tables import table

START: Final = datetime(2026, 3, 2, 10)


def lead(delivered: str = "2026-03-02T10", status: str = "assigned", owner: str = "A1") -> pd.DataFrame:
    return table(f"""
        lead_id | status   | owner   | delivered_at | confirm_due
        L1      | {status} | {owner} | {delivered}  | 2026-03-02T12
    """)


def answers(leads: pd.DataFrame, answer: Answer = Answer.OPEN) -> pd.Series:
    return pd.Series(answer.value, index=leads.index, dtype="str")


@pytest.mark.parametrize(
    ("leads", "answer", "minute", "warned"),
    [
        pytest.param(lead(), Answer.OPEN, 89, False, id="not yet"),
        pytest.param(lead(), Answer.OPEN, 90, True, id="half an hour before"),
        pytest.param(lead(), Answer.OPEN, 120, True, id="up to the deadline"),
        pytest.param(lead(), Answer.OPEN, 121, False, id="then it is too late"),
        pytest.param(lead(), Answer.DECLINED, 100, False, id="whoever declined has answered"),
        pytest.param(lead("2026-03-02T11:30"), Answer.OPEN, 100, False, id="it came no earlier than that"),
        pytest.param(lead(status="confirmed"), Answer.OPEN, 100, False, id="nobody waits for it"),
        pytest.param(lead(owner=""), Answer.OPEN, 100, False, id="nobody is there to warn"),
    ],
)
def test_a_warning_comes_before_the_deadline(leads: pd.DataFrame, answer: Answer, minute: int, *, warned: bool) -> None:
    found = warnings_due(leads, answers(leads, answer), START + timedelta(minutes=minute), 30)
    assert found.index.to_list() == ["L1"] * warned
    assert found["due"].to_list() == [pd.Timestamp("2026-03-02 12:00")] * warned


@given(st.integers(0, 180), st.integers(0, 150))
def test_the_next_warning_is_the_first_moment_at_which_there_is_one_and_never_comes_late(
    minute: int, ahead: int
) -> None:
    leads, now = lead(), START + timedelta(minutes=minute)
    upcoming = next_warning(leads, answers(leads), now, ahead)
    if pd.notna(upcoming):
        assert warnings_due(leads, answers(leads), now, ahead).empty
        assert not warnings_due(leads, answers(leads), upcoming, ahead).empty
    found = warnings_due(leads, answers(leads), now, ahead)
    assert found.empty or not is_overdue(leads, answers(leads), now).any()
