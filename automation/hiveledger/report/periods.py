"""The stretch of time that a report is about: a week, a month, or from one day to another."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from hiveledger.errors import ReportError

__all__ = ["WEEKS", "Period", "read_period"]

WEEKS: Final = 8
"""How many weeks a trend shows, and how far back conversion looks."""

_WEEK: Final = timedelta(days=7)
_ISO_WEEK: Final = re.compile(r"(\d{4})-?[Ww](\d{1,2})")
_MONTH: Final = re.compile(r"(\d{4})-(\d{1,2})")
_RANGE: Final = re.compile(r"(\d{4}-\d{2}-\d{2})(?:\.\.|/|~)(\d{4}-\d{2}-\d{2})")


@dataclass(frozen=True)
class Period:
    """From `since`, up to and without `until`, which is the cut-off."""

    name: str
    since: datetime
    until: datetime

    @property
    def is_week(self) -> bool:
        """Tell whether it is a week by the calendar."""
        return _ISO_WEEK.fullmatch(self.name) is not None

    def before(self) -> "Period":
        """Give the period that this one is compared with: of the same kind, right before it."""
        if _MONTH.fullmatch(self.name):
            return _month(self.since - timedelta(days=1))
        if self.is_week:
            return _week(self.since - _WEEK)
        length = self.until - self.since
        return Period("", self.since - length, self.since)

    def weeks(self) -> Iterator["Period"]:
        """Give the weeks of the trend, the oldest first; the last one holds the cut-off's last moment."""
        last = _week(self.until - timedelta(microseconds=1))
        yield from (_week(last.since - back * _WEEK) for back in reversed(range(WEEKS)))

    def window(self) -> datetime:
        """Give from when on leads are looked at for conversion."""
        return self.until - WEEKS * _WEEK


def read_period(text: str, now: datetime) -> Period:
    """Read which period is meant; none is the last week that is over.

    Raises: ReportError for what is no period, or one that has not begun.

    >>> read_period("", datetime(2026, 11, 25, 9)).name, read_period("2026-11", datetime(2026, 12, 1)).until.day
    ('2026-W47', 1)
    >>> read_period("2026-03-02..2026-03-04", datetime(2026, 12, 1)).until
    datetime.datetime(2026, 3, 5, 0, 0)
    """
    given = text.strip()
    try:
        period = _read(given) if given else _week(now - _WEEK)
    except ValueError:
        period = None
    if period is None or period.until <= period.since:
        raise ReportError("weekly.no_period", given=text)
    if period.since > now:
        raise ReportError("weekly.not_begun", given=text, since=f"{period.since:%Y-%m-%d}")
    return period


def _read(text: str) -> Period | None:
    if found := _ISO_WEEK.fullmatch(text):
        return _week(datetime.fromisocalendar(int(found[1]), int(found[2]), 1))
    if found := _MONTH.fullmatch(text):
        return _month(datetime(int(found[1]), int(found[2]), 1))
    if found := _RANGE.fullmatch(text):
        first, last = (datetime.combine(date.fromisoformat(day), datetime.min.time()) for day in found.groups())
        return Period(f"{first:%Y-%m-%d}..{last:%Y-%m-%d}", first, last + timedelta(days=1))
    return None


def _week(at: datetime) -> Period:
    monday = datetime.combine(at.date() - timedelta(days=at.weekday()), datetime.min.time())
    year, week, _ = monday.isocalendar()
    return Period(f"{year}-W{week:02}", monday, monday + _WEEK)


def _month(at: datetime) -> Period:
    first = datetime(at.year, at.month, 1)
    following = datetime(at.year + at.month // 12, at.month % 12 + 1, 1)
    return Period(f"{first:%Y-%m}", first, following)
