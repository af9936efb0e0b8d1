"""Which days are worked."""

from datetime import date

import pandas as pd
import pytest

from hiveledger.errors import SettingsError
from hiveledger.rules.calendar import Holidays, find_uncovered, read_holidays
from hiveledger.rules.calendar.days import working_days
from hiveledger.rules.calendar.work import FIRST
from hiveledger.schema.words import DayKind, Week
from tests.tables import table

_NONE = Holidays(())


def _is_worked(day: str, week: Week = Week.FIVE, long_week: date | None = None, holidays: Holidays = _NONE) -> bool:
    return bool(working_days(week, long_week, holidays.days)[(date.fromisoformat(day) - FIRST).days])


@pytest.mark.parametrize(
    ("day", "is_worked"),
    [
        pytest.param("2026-11-25", True, id="a Wednesday"),
        pytest.param("2026-11-28", False, id="a Saturday"),
        pytest.param("2026-10-01", False, id="National Day"),
        pytest.param("2026-10-10", True, id="a Saturday worked for it"),
        pytest.param("2027-10-01", True, id="a Friday of a year that is not known yet"),
        pytest.param("2000-01-03", True, id="a Monday before the official calendar"),
    ],
)
def test_the_official_calendar_goes_over_the_week(day: str, *, is_worked: bool) -> None:
    assert _is_worked(day) == is_worked


def test_a_team_of_six_days_works_on_saturdays_and_not_on_holidays() -> None:
    assert [_is_worked(day, Week.SIX) for day in ("2026-11-28", "2026-11-29", "2026-10-03")] == [True, False, False]


@pytest.mark.parametrize("anchor", ["2026-11-23", "2026-11-29", "2025-12-10"], ids=["Monday", "Sunday", "last year"])
def test_weeks_alternate_from_any_day_of_a_long_one(anchor: str) -> None:
    saturdays = ["2026-11-21", "2026-11-28", "2026-12-05", "2026-12-12"]
    worked = [_is_worked(day, Week.ALTERNATE, date.fromisoformat(anchor)) for day in saturdays]
    assert worked == [False, True, False, True]


def test_alternating_weeks_without_a_long_one_are_refused() -> None:
    with pytest.raises(SettingsError) as refusal:
        working_days(Week.ALTERNATE, None)
    assert refusal.value.code == "calendar.no_long_week"


def test_the_sheet_goes_over_the_official_calendar() -> None:
    holidays = read_holidays(
        table("""
            holiday_id | day        | until      | kind
            H1         | 2026-10-01 |            | work
            H2         | 2026-11-25 | 2026-11-27 | off
        """)
    )
    days = ["2026-10-01", "2026-10-02", "2026-11-24", "2026-11-25", "2026-11-27"]
    assert [_is_worked(day, holidays=holidays) for day in days] == [True, False, True, False, False]


@pytest.mark.parametrize("order", [["H1", "H2"], ["H2", "H1"]])
def test_a_working_day_stands_within_a_stretch_off_in_any_order_of_rows(order: list[str]) -> None:
    rows = table("""
        holiday_id | day        | until      | kind
        H1         | 2027-02-01 | 2027-02-05 | off
        H2         | 2027-02-03 |            | work
    """)
    worked = [day.day for day, kind in read_holidays(rows.loc[order]).days if kind is DayKind.WORK]
    assert worked == [3]


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        pytest.param("|            | off", "calendar.row_lacks", "day", id="no day"),
        pytest.param("2027-02-01 | | ", "calendar.row_lacks", "kind", id="no kind"),
        pytest.param("2027-02-05 | 2027-02-01 | off", "calendar.row_span", "until", id="reversed"),
        pytest.param("2027-02-01 | 2027-12-05 | off", "calendar.row_span", "until", id="a slip in the month"),
        pytest.param("1927-02-01 | | off", "calendar.row_span", "until", id="an impossible year"),
    ],
)
def test_a_row_that_cannot_be_used_is_told_of(row: str, code: str, column: str) -> None:
    read = read_holidays(table(f"holiday_id | day | until | kind\nH1 | {row}"))
    assert read.days == ()
    assert [(finding.code, finding.key, finding.column) for finding in read.findings] == [(code, "H1", column)]


@pytest.mark.parametrize(
    ("now", "years"),
    [
        pytest.param(date(2026, 11, 25), [], id="this year is known"),
        pytest.param(date(2026, 12, 1), [2027], id="the next is not, and dues reach into it"),
        pytest.param(date(2027, 12, 15), [2027, 2028], id="neither is known"),
        pytest.param(date(2003, 6, 1), [2003], id="before the official calendar"),
    ],
)
def test_a_year_that_nobody_knows_is_found(now: date, years: list[int]) -> None:
    assert [*find_uncovered(_NONE, now)] == years


@pytest.mark.parametrize(("until", "years"), [("2027-02-01", [2027]), ("2027-02-07", [])], ids=["one day", "a week"])
def test_a_years_days_off_on_the_sheet_make_it_known(until: str, years: list[int]) -> None:
    rows = table(f"holiday_id | day | until | kind\nH1 | 2027-02-01 | {until} | off")
    assert [*find_uncovered(read_holidays(rows), pd.Timestamp("2027-03-01").date())] == years
