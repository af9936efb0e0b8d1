"""Who works when: units with hours of their own, and leave."""

import pandas as pd
import pytest

from hiveledger.errors import SettingsError
from hiveledger.rules.calendar import Holidays, Hours, clean_dues, confirm_dues, read_hours, turns
from hiveledger.schema.words import Clock, Roll, Week
from hiveledger.settings import Settings
from tests.tables import table

_USUAL = Settings()
_NO_UNITS = table("unit | work_hours | work_week | long_week")
_PEOPLE = table("""
    staff_no | unit | leave_from | leave_to
    A1       | 一组 |            |
    A2       | 二组 |            |
    A3       |      | 2026-03-03 | 2026-03-04
    A4       |      | 2026-03-03 |
    A5       |      |            | 2026-03-03
""")


def _hours(units: pd.DataFrame = _NO_UNITS, settings: Settings = _USUAL) -> Hours:
    return read_hours(settings, Holidays(()), units, _PEOPLE)


def _due(owner: str, at: str, hours: Hours, settings: Settings = _USUAL, turn: int = 0) -> str:
    row = pd.Series({"L1": owner})
    delivered = pd.Series({"L1": pd.Timestamp(at)})
    due = confirm_dues(row, delivered, pd.Series({"L1": turn}), hours, settings)["confirm_due"]["L1"]
    return "never" if pd.isna(due) else f"{due:%m-%d %H:%M}"


def test_a_unit_has_hours_of_its_own_and_the_rest_of_the_team_those_of_the_rules() -> None:
    units = table("""
        unit | work_hours  | work_week | long_week
        一组 | 10:00-20:00 | six       |
    """)
    hours = _hours(units)
    assert _due("A1", "2026-03-06 19:00", hours) == "03-07 11:00"
    assert _due("A2", "2026-03-06 19:00", hours) == "03-09 11:00"


def test_a_unit_may_alternate_by_the_teams_long_week() -> None:
    units = table("""
        unit | work_hours | work_week | long_week
        一组 |            | alternate |
        二组 |            | alternate | 2026-03-10
    """)
    hours = _hours(units, Settings(long_week=pd.Timestamp("2026-03-03").date()))
    assert _due("A1", "2026-03-06 17:00", hours) == "03-07 10:00"
    assert _due("A2", "2026-03-06 17:00", hours) == "03-09 10:00"


@pytest.mark.parametrize(
    "cell",
    ["白天", "09:00-12:00 11:00-18:00", "18:00-09:00", "22:00-06:00", "09:00", "09:00-09:00", "09:00-25:00", " , "],
)
def test_hours_of_a_unit_that_cannot_be_used_are_told_of(cell: str) -> None:
    hours = _hours(table(f"unit | work_hours | work_week | long_week\n一组 | {cell} | |"))
    assert [(finding.code, finding.key) for finding in hours.findings] == [("calendar.unit_hours", "一组")]
    assert _due("A1", "2026-03-06 17:30", hours) == "03-09 10:30"


def test_a_unit_that_alternates_from_nowhere_is_told_of() -> None:
    hours = _hours(table("unit | work_hours | work_week | long_week\n一组 | | alternate |"))
    assert [(finding.code, finding.key) for finding in hours.findings] == [("calendar.unit_week", "一组")]


def test_a_team_that_alternates_from_nowhere_is_refused() -> None:
    with pytest.raises(SettingsError):
        _hours(settings=Settings(work_week=Week.ALTERNATE))


@pytest.mark.parametrize(
    ("owner", "due"),
    [
        pytest.param("A3", "03-05 10:00", id="an hour today, and one after the last day of leave"),
        pytest.param("A4", "never", id="leave without an end"),
        pytest.param("A5", "03-04 11:00", id="leave that has long begun"),
        pytest.param("A9", "03-03 10:00", id="an owner whom 团队 does not name"),
    ],
)
def test_leave_stops_the_time_to_confirm(owner: str, due: str) -> None:
    assert _due(owner, "2026-03-02 17:00", _hours()) == due


def test_leave_stops_nothing_else() -> None:
    row, start = pd.Series({"L1": "A3"}), pd.Series({"L1": pd.Timestamp("2026-03-02 17:00")})
    assert _hours().add_working(row, start, 120)["L1"] == pd.Timestamp("2026-03-03 10:00")


@pytest.mark.parametrize(
    ("owner", "due"),
    [
        pytest.param("A1", "03-07 20:30", id="night and weekend count"),
        pytest.param("A3", "03-07 20:30", id="leave long past"),
    ],
)
def test_clock_time_counts_all_but_leave(owner: str, due: str) -> None:
    clock = Settings(confirm_clock=Clock.CLOCK)
    assert _due(owner, "2026-03-07 18:30", _hours(settings=clock), clock) == due


def test_leave_stops_clock_time_too() -> None:
    clock = Settings(confirm_clock=Clock.CLOCK)
    assert _due("A3", "2026-03-02 23:00", _hours(settings=clock), clock) == "03-05 01:00"


@pytest.mark.parametrize(
    ("turn", "due"),
    [
        pytest.param(0, "03-02 12:00", id="the first"),
        pytest.param(4, "03-02 12:00", id="the last of the first batch"),
        pytest.param(5, "03-02 14:00", id="the first of the second, over lunch"),
        pytest.param(49, "03-02 18:00", id="the tenth"),
    ],
)
def test_batches_begin_one_after_another(turn: int, due: str) -> None:
    settings = Settings(release_batch=5)
    assert _due("A1", "2026-03-02 10:00", _hours(), settings, turn) == due


@pytest.mark.parametrize(
    ("at", "due"),
    [
        pytest.param("2026-03-02 10:15", "03-02 13:45", id="within"),
        pytest.param("2026-03-02 09:00", "03-02 12:00", id="a meeting first"),
        pytest.param("2026-03-02 11:30", "03-02 16:00", id="begins in the afternoon"),
        pytest.param("2026-03-06 15:30", "03-09 12:00", id="begins on Monday"),
    ],
)
def test_the_time_begins_within_release_hours(at: str, due: str) -> None:
    settings = Settings.model_validate({"release_hours": "10:00-11:00 14:00-15:00"})
    assert _due("A1", at, _hours(), settings) == due


def test_three_hundred_leads_at_ten_are_not_due_at_once() -> None:
    owner = pd.Series("A1", index=[f"L{number:03}" for number in range(300)])
    at = pd.Series(pd.Timestamp("2026-03-02 10:00"), index=owner.index)
    turn = pd.Series(range(300), index=owner.index)
    dues = confirm_dues(owner, at, turn, _hours(), Settings(release_batch=10))["confirm_due"]
    assert dues.value_counts().to_list() == [10] * 30
    assert dues.is_monotonic_increasing


def test_who_waits_counts_before_and_an_answer_does_not() -> None:
    ledger = table("""
        lead_id | status    | owner | reply
        L7      | assigned  | A1    |
        L8      | assigned  | A1    | decline_busy
        L9      | confirmed | A1    |
    """)
    leads = table("""
        lead_id | grade | received_at
        L1      | B     | 2026-03-01
        L2      | A     | 2026-03-02
        L3      | A     | 2026-03-01
        L4      | A     | 2026-03-01
        L5      |       |
    """)
    owner = pd.Series(["A1", "A1", "A1", "A2", "A1"], index=leads.index)
    counted = turns(leads, owner, ledger).to_dict()
    assert counted == {"L1": 3, "L2": 2, "L3": 1, "L4": 0, "L5": 4}
    assert turns(leads[::-1], owner[::-1], ledger[::-1]).to_dict() == counted


@pytest.mark.parametrize(
    ("received", "roll", "due"),
    [
        pytest.param("2026-03-05 10:00", Roll.NEXT, "03-06 10:00", id="on a working day it stays"),
        pytest.param("2026-03-06 10:00", Roll.NEXT, "03-09 18:00", id="a Saturday's moves to Monday's end"),
        pytest.param("2026-03-06 10:00", Roll.LITERAL, "03-07 10:00", id="or stays where 规则 says so"),
    ],
)
def test_cleaning_is_due_after_a_day_of_the_clock(received: str, roll: Roll, due: str) -> None:
    settings = Settings(deadlines_roll=roll)
    found = clean_dues(pd.Series(pd.to_datetime([received])), _hours(), settings)
    assert f"{found[0]:%m-%d %H:%M}" == due


def test_dues_of_no_leads_are_none() -> None:
    none = pd.Series([], dtype="datetime64[us]")
    owner = pd.Series([], dtype="str")
    assert confirm_dues(owner, none, pd.Series([], dtype="int64"), _hours(), _USUAL).empty
    assert _hours().add_working(owner, none, 60).empty
