"""Who is there, what they were given this month, and who has waited longest."""

import pandas as pd
import pytest

from hiveledger.rules.assign.team import count_team, has_left, is_on_leave, wait_rank
from hiveledger.schema.words import Grade
from tests.rules.assign.frames import NOW
from tests.tables import table

LEDGER = """
    lead_id | grade | status    | owner | assigned_at
    L1      | A     | assigned  | A1    | 2026-03-01 00:00
    L2      | A     | won       | A1    | 2026-03-17 09:00
    L3      | B     | following | A1    | 2026-03-18 09:00
    L4      | A     | following | A1    | 2026-02-28 23:59
    L5      | A     | returned  |       | 2026-03-05 09:00
    L6      | A     | assigned  | A9    | 2026-03-05 09:00
"""
PEOPLE = """
    staff_no | cap
    A1       | 5
    A2       |
    A3       | 0
"""


def count(ledger: str = LEDGER) -> pd.DataFrame:
    return count_team(table(PEOPLE), table(ledger), Grade.A, NOW, quota=pd.Series({"A1": 20.0}), held_cap=50)


def test_only_leads_of_the_grade_assigned_in_this_month_are_load() -> None:
    assert count()["given"].to_dict() == {"A1": 2, "A2": 0, "A3": 0}


def test_room_is_the_cap_less_what_is_held_whatever_its_grade_or_month() -> None:
    assert count()["room"].to_dict() == {"A1": 2, "A2": 50, "A3": 0}


def test_room_is_never_below_nothing() -> None:
    over = count(LEDGER + "    L7 | A | assigned | A3 | 2026-03-05\n    L8 | A | assigned | A3 | 2026-03-05")
    assert over.loc["A3", "room"] == 0


def test_the_last_lead_of_any_grade_ends_the_wait() -> None:
    assert count()["last_at"].to_dict() == {"A1": pd.Timestamp("2026-03-18 09:00"), "A2": pd.NaT, "A3": pd.NaT}


def test_an_empty_ledger_leaves_everybody_with_nothing() -> None:
    team = count("lead_id | grade | status | owner | assigned_at")
    assert team["given"].sum() == 0
    assert team["last_at"].isna().all()


@pytest.mark.parametrize(
    ("leave_from", "leave_to", "away"),
    [
        pytest.param("2026-03-18", "2026-03-18", True, id="the only day of a leave counts to its evening"),
        pytest.param("2026-03-19", "2026-03-20", False, id="a leave from tomorrow"),
        pytest.param("2026-03-10", "2026-03-17", False, id="a leave until yesterday"),
        pytest.param("2026-03-10", "", True, id="a leave without an end"),
        pytest.param("", "2026-03-20", True, id="a leave without a beginning"),
        pytest.param("", "", False, id="no leave at all"),
    ],
)
def test_leave_counts_whole_days(leave_from: str, leave_to: str, away: bool) -> None:  # noqa: FBT001 - a table cell
    people = table(f"""
        staff_no | leave_from   | leave_to
        A1       | {leave_from} | {leave_to}
    """)
    assert is_on_leave(people, NOW)["A1"] == away


def test_who_leaves_today_is_gone() -> None:
    people = table("""
        staff_no | left_at
        A1       | 2026-03-18
        A2       | 2026-03-19
        A3       |
    """)
    assert has_left(people, NOW).to_dict() == {"A1": True, "A2": False, "A3": False}


def test_who_never_had_a_lead_has_waited_longest_and_9_comes_before_10() -> None:
    people = table("""
        staff_no | last_at:datetime64[us]
        10       |
        9        |
        1        | 2026-03-02
        2        | 2026-03-01
    """)
    assert wait_rank(people["last_at"]).sort_values().index.to_list() == ["9", "10", "2", "1"]
