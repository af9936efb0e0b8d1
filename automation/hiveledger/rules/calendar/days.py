"""Which days are worked, by the week, the official calendar and sheet 节假日, of which the later has the last word."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from hiveledger.errors import SettingsError
from hiveledger.findings import Finding
from hiveledger.rules.calendar.work import FIRST, LAST
from hiveledger.schema.words import DayKind, Week

__all__ = ["Holidays", "find_uncovered", "read_holidays", "working_days"]

_Days = npt.NDArray[np.bool_]

_COUNT: Final = (LAST - FIRST).days + 1
_LONGEST: Final = 60  # days of one row; more is a slip of the pen in a month or year
_FEWEST: Final = 7  # days off that make a year's holidays; fewer are a company's own extra days
_AHEAD: Final = timedelta(days=31)  # a year has to be known by then: what is due reaches into it


@dataclass(frozen=True)
class Holidays:
    """The days that sheet 节假日 names, in order, and the rows that it could not use."""

    days: tuple[tuple[date, DayKind], ...]
    findings: tuple[Finding, ...] = ()


def read_holidays(rows: pd.DataFrame) -> Holidays:
    """Read sheet 节假日: a row is a day or a stretch of days. Of two rows for one day, the one that works wins.

    So a long stretch off can stand beside a single working day of it. A row that lacks its day or its kind, or ends
    before it begins or two months after, is told of and does not count.

    Reads: day, until, kind.

    >>> rows = table('''
    ...     holiday_id | day        | until      | kind
    ...     H000001    | 2027-02-05 | 2027-02-06 | off
    ... ''')
    >>> [(str(day), kind.value) for day, kind in read_holidays(rows).days]
    [('2027-02-05', 'off'), ('2027-02-06', 'off')]
    """
    days: dict[date, DayKind] = {}
    findings: list[Finding] = []
    for key, first, until, kind in rows.sort_index()[["day", "until", "kind"]].itertuples():
        if pd.isna(first) or pd.isna(kind):
            column = "day" if pd.isna(first) else "kind"
            findings.append(Finding("calendar.row_lacks", "holidays", key, column))
            continue
        last = first if pd.isna(until) else until
        if not first <= last < first + timedelta(days=_LONGEST) or not FIRST <= first.date() <= last.date() <= LAST:
            params = {"day": f"{first:%Y-%m-%d}", "until": f"{last:%Y-%m-%d}"}
            findings.append(Finding("calendar.row_span", "holidays", key, "until", params))
            continue
        for day in pd.date_range(first.normalize(), last.normalize()).date:
            days[day] = DayKind.WORK if days.get(day) is DayKind.WORK else DayKind(kind)
    return Holidays(tuple(sorted(days.items())), tuple(findings))


@lru_cache(maxsize=64)
def working_days(week: Week, long_week: date | None, days: tuple[tuple[date, DayKind], ...] = ()) -> _Days:
    """Tell for each day from FIRST to LAST whether it is worked; `days` as `read_holidays` gives them.

    Raises: SettingsError where weeks alternate and nobody said which is the long one.

    >>> worked = working_days(Week.FIVE, None)
    >>> bool(worked[(date(2026, 2, 14) - FIRST).days])  # a Saturday, worked for the days off after it
    True
    """
    monday_first = np.arange(_COUNT) + FIRST.weekday()
    weekday, weeks = monday_first % 7, monday_first // 7
    worked: _Days = weekday < 5  # noqa: PLR2004 - Monday to Friday
    if week is not Week.FIVE:
        worked |= weekday == 5  # noqa: PLR2004 - Saturday
    if week is Week.ALTERNATE:
        if long_week is None:
            raise SettingsError("calendar.no_long_week")
        long = ((long_week - FIRST).days + FIRST.weekday()) // 7
        worked[(weekday == 5) & ((weeks - long) % 2 == 1)] = False  # noqa: PLR2004 - Saturday
    for off, on in (_official(), _named(days)):
        worked[off] = False
        worked[on] = True
    worked.setflags(write=False)  # it is shared
    return worked


def find_uncovered(holidays: Holidays, now: date) -> Iterator[int]:
    """Give the years, of now and a month from now, whose holidays neither the official calendar nor the sheet knows.

    >>> [*find_uncovered(Holidays(()), date(2026, 12, 15))]
    [2027]
    """
    off = pd.Series([day.year for day, kind in holidays.days if kind is DayKind.OFF], dtype="int64").value_counts()
    for year in sorted({now.year, (now + _AHEAD).year} - _official_years()):
        if off.get(year, 0) < _FEWEST:
            yield year


@cache
def _official() -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Give the official days off and the weekend days worked for them, as numbers of days since FIRST."""
    from chinese_calendar import constants  # noqa: PLC0415 - not before it is needed

    return _numbers(constants.holidays), _numbers(constants.workdays)


@cache
def _official_years() -> frozenset[int]:
    return frozenset((FIRST + timedelta(days=int(day))).year for day in _official()[0])


def _named(days: tuple[tuple[date, DayKind], ...]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    off, on = ([day for day, kind in days if kind is wanted] for wanted in (DayKind.OFF, DayKind.WORK))
    return _numbers(off), _numbers(on)


def _numbers(days: Iterable[date]) -> npt.NDArray[np.int64]:
    return np.array([(day - FIRST).days for day in days], dtype=np.int64)
