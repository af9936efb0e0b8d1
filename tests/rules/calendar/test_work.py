"""Working time: added, counted, and one the inverse of the other."""

import random
from datetime import date, datetime, timedelta
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiveledger.errors import SettingsError
from hiveledger.rules.calendar import WorkCalendar
from hiveledger.rules.calendar.days import working_days
from hiveledger.rules.calendar.hours import clock_time
from hiveledger.rules.calendar.work import FIRST, LAST
from hiveledger.schema.words import Week
from tests.rules.calendar.minutes import Paper

_USUAL: Final = ((9 * 60, 12 * 60), (13 * 60 + 30, 18 * 60))
_CALENDAR: Final = WorkCalendar(working_days(Week.FIVE, None), _USUAL)
_NIGHT: Final = WorkCalendar(working_days(Week.FIVE, None), ((0, 6 * 60), (22 * 60, 24 * 60)))


def _at(*texts: str) -> pd.Series:
    return pd.Series(pd.to_datetime([*texts], format="ISO8601"))


def _shown(times: pd.Series) -> str:
    return f"{times[0]:%m-%d %H:%M}"


def _added(start: str, hours: float, calendar: WorkCalendar = _CALENDAR) -> str:
    return _shown(calendar.add_working(_at(start), hours * 60))


@pytest.mark.parametrize(
    ("start", "due"),
    [
        pytest.param("2026-11-23 09:30", "11-23 11:30", id="in the morning"),
        pytest.param("2026-11-23 11:00", "11-23 14:30", id="lunch is left out"),
        pytest.param("2026-11-23 12:15", "11-23 15:30", id="what begins at lunch begins after it"),
        pytest.param("2026-11-23 10:00", "11-23 12:00", id="over when the block is, not after lunch"),
        pytest.param("2026-11-23 16:00", "11-23 18:00", id="over when the day is, not the next morning"),
        pytest.param("2026-11-23 17:30", "11-24 10:30", id="the rest runs on in the morning"),
        pytest.param("2026-11-23 23:00", "11-24 11:00", id="what begins at night begins in the morning"),
        pytest.param("2026-11-20 17:30", "11-23 10:30", id="a weekend is left out"),
        pytest.param("2026-02-13 17:30", "02-14 10:30", id="a Saturday worked for days off counts"),
        pytest.param("2026-02-14 17:00", "02-24 10:00", id="Spring Festival is left out"),
        pytest.param("2026-09-30 17:00", "10-08 10:00", id="National Day is left out"),
        pytest.param("2025-12-31 17:00", "01-04 10:00", id="over the year's end, to a worked Sunday"),
        pytest.param("2028-02-28 17:30", "02-29 10:30", id="a leap day is a day"),
    ],
)
def test_two_working_hours(start: str, due: str) -> None:
    assert _added(start, 2) == due


@pytest.mark.parametrize(
    ("due", "before"),
    [
        pytest.param("2026-11-23 14:00", "11-23 11:30", id="half of it before lunch"),
        pytest.param("2026-11-23 10:00", "11-23 09:00", id="begins with the day, not the evening before"),
        pytest.param("2026-11-22 10:00", "11-20 17:00", id="from a day off, before the weekend"),
    ],
)
def test_an_hour_before(due: str, before: str) -> None:
    assert _added(due, -1) == before


def test_no_time_leaves_every_moment_where_it_is() -> None:
    moments = _at("2026-11-22 03:00", "2026-11-23 12:30")
    assert _CALENDAR.add_working(moments, 0).to_list() == moments.to_list()


def test_each_row_may_add_its_own_time() -> None:
    minutes = pd.Series([60.0, -60.0, 0.0, np.nan])
    added = _CALENDAR.add_working(_at(*["2026-11-23 11:00"] * 4), minutes)
    assert added.dt.hour.to_list()[:3] == [12, 10, 11]
    assert added.isna().to_list() == [False, False, False, True]


def test_what_is_blank_stays_blank() -> None:
    blank, day = pd.Series([pd.NaT], dtype="datetime64[us]"), _at("2026-11-23 11:00")
    assert _CALENDAR.add_working(blank, 60).isna().all()
    assert _CALENDAR.roll(blank).isna().all()
    assert _CALENDAR.opening(blank).isna().all()
    assert _CALENDAR.closing(blank, 1).isna().all()
    assert _CALENDAR.working_between(blank, day).isna().all()
    assert _CALENDAR.working_between(day, blank).isna().all()
    assert not _CALENDAR.is_working(blank).any()


def test_no_rows_give_no_rows() -> None:
    none = pd.Series([], dtype="datetime64[us]")
    assert _CALENDAR.add_working(none, 60).empty
    assert _CALENDAR.working_between(none, none).empty
    assert _CALENDAR.roll(none).empty


def test_nothing_is_due_after_the_last_day() -> None:
    late = _at("2100-12-31 17:30", "2150-01-01 10:00")
    assert _CALENDAR.add_working(late, 60).isna().all()


def test_what_is_before_the_first_day_counts_as_its_beginning() -> None:
    assert _added("1900-01-01 10:00", 1) == _added("2000-01-01 00:00", 1)


@pytest.mark.parametrize(
    ("due", "rolled"),
    [
        pytest.param("2026-11-21 15:00", "11-23 18:00", id="a Saturday's is due by the end of Monday"),
        pytest.param("2026-10-01 10:00", "10-08 18:00", id="a holiday's by the end of the first day after"),
        pytest.param("2026-11-20 15:00", "11-20 15:00", id="a working day's stays"),
        pytest.param("2026-11-20 22:00", "11-20 22:00", id="a working day's night stays"),
        pytest.param("2026-10-10 15:00", "10-10 15:00", id="a worked Saturday's stays"),
    ],
)
def test_a_deadline_on_a_day_off_rolls(due: str, rolled: str) -> None:
    assert _shown(_CALENDAR.roll(_at(due))) == rolled


@pytest.mark.parametrize(
    ("delivered", "due"),
    [
        pytest.param("2026-11-23 09:30", "11-26 18:00", id="Monday to Thursday"),
        pytest.param("2026-11-20 17:30", "11-25 18:00", id="Friday to Wednesday"),
        pytest.param("2026-11-21 09:30", "11-25 18:00", id="a day off is day 0 as well"),
    ],
)
def test_three_working_days_end_with_the_third(delivered: str, due: str) -> None:
    assert _shown(_CALENDAR.closing(_at(delivered), 3)) == due


@pytest.mark.parametrize(
    ("at", "is_working"),
    [("09:00", True), ("11:59", True), ("12:00", False), ("13:30", True), ("18:00", False), ("08:59", False)],
)
def test_a_block_has_its_beginning_and_not_its_end(at: str, *, is_working: bool) -> None:
    assert _CALENDAR.is_working(_at(f"2026-11-23 {at}"))[0] == is_working
    assert not _CALENDAR.is_working(_at(f"2026-11-22 {at}"))[0]


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2026-11-23 10:10", "11-23 10:10"),
        ("2026-11-23 12:00", "11-23 13:30"),
        ("2026-11-20 18:00", "11-23 09:00"),
        ("2026-11-23 03:00", "11-23 09:00"),
    ],
)
def test_work_begins_at_the_next_working_moment(at: str, opens: str) -> None:
    assert _shown(_CALENDAR.opening(_at(at))) == opens


@pytest.mark.parametrize("noon", ["2026-03-28 12:00", "2026-10-24 12:00"], ids=["to summer time", "from it"])
def test_a_day_of_the_clock_ends_at_the_same_wall_time_when_clocks_change(noon: str) -> None:
    """Times are the zone's wall clock without an offset: 24 hours over such a night last 23 or 25."""
    start = _at(noon)
    assert clock_time().add_working(start, 24 * 60)[0] == start[0] + timedelta(days=1)


def test_working_hours_know_nothing_of_clocks_that_change_on_a_night_off() -> None:
    assert _added("2026-03-27 17:00", 2) == "03-30 10:00"


def test_a_night_shift_counts_what_the_wall_shows() -> None:
    assert _NIGHT.working_between(_at("2026-10-26 01:00"), _at("2026-10-26 04:00"))[0] == 180


@pytest.mark.parametrize(
    ("worked", "blocks"),
    [
        pytest.param(np.zeros((LAST - FIRST).days + 1, bool), _USUAL, id="no day"),
        pytest.param(working_days(Week.FIVE, None), (), id="no hours"),
    ],
)
def test_a_calendar_without_working_time_is_refused(
    worked: npt.NDArray[np.bool_], blocks: tuple[tuple[int, int], ...]
) -> None:
    with pytest.raises(SettingsError) as refusal:
        WorkCalendar(worked, blocks)
    assert refusal.value.code == "calendar.no_working_time"


def _random_hours(chance: random.Random) -> tuple[tuple[int, int], ...]:
    edges = sorted(chance.sample(range(1441), 2 * chance.randint(1, 4)))
    return tuple(zip(edges[::2], edges[1::2], strict=True))


def test_ten_thousand_cases_agree_with_counting_minutes() -> None:
    """Fifty calendars of a fortnight, so that the minutes can be counted."""
    chance, monday = random.Random(5), datetime(2026, 3, 2)  # noqa: S311 - nothing secret is drawn
    for _ in range(50):
        days = frozenset(date(2026, 3, 2 + day) for day in chance.sample(range(14), chance.randint(2, 10)))
        worked, blocks = np.zeros((LAST - FIRST).days + 1, bool), _random_hours(chance)
        worked[[(day - FIRST).days for day in days]] = True
        calendar, paper = WorkCalendar(worked, blocks), Paper(monday, 15, days, blocks)
        starts = [monday + timedelta(minutes=chance.randrange(14 * 1440)) for _ in range(200)]
        ends = [start + timedelta(minutes=chance.randrange(1440)) for start in starts]
        counted = [paper.between(start, end) for start, end in zip(starts, ends, strict=True)]
        start, end = (pd.Series(times, dtype="datetime64[us]") for times in (starts, ends))
        found = calendar.working_between(start, end)
        assert found.to_list() == counted
        expected = [paper.later(at, count) for at, count in zip(starts, counted, strict=True)]
        assert calendar.add_working(start, found).to_list() == expected


_TIMES: Final = st.datetimes(datetime(2003, 1, 1), datetime(2060, 1, 1))
_SPANS: Final = st.integers(0, 10**12)  # microseconds: up to 35 weeks of work


@given(st.sampled_from([_CALENDAR, _NIGHT, clock_time()]), _TIMES, _SPANS)
def test_counting_is_the_inverse_of_adding(calendar: WorkCalendar, start: datetime, span: int) -> None:
    at, minutes = pd.Series([start], dtype="datetime64[us]"), span / 60e6
    then = calendar.add_working(at, minutes)
    assert calendar.working_between(at, then)[0] == minutes
    assert calendar.working_between(then, at)[0] == -minutes


@given(st.sampled_from([_CALENDAR, _NIGHT, clock_time()]), _TIMES, _TIMES)
def test_adding_is_the_inverse_of_counting(calendar: WorkCalendar, one: datetime, other: datetime) -> None:
    start, end = (calendar.opening(pd.Series([at], dtype="datetime64[us]")) for at in sorted((one, other)))
    found = calendar.add_working(start, calendar.working_between(start, end))
    assert calendar.opening(found)[0] == end[0]


def test_a_later_start_is_never_due_earlier() -> None:
    starts = pd.Series(pd.date_range("2026-02-10", "2026-03-02", freq="7min"), dtype="datetime64[us]")
    assert _CALENDAR.add_working(starts, 120).is_monotonic_increasing
