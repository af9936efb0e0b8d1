"""Working time as arithmetic: each worked day has the same blocks, so a moment is so many days and so much of one.

All times are naive local time of the team's zone, and what is counted is the wall clock: over a change to summer
time a block has the length that its two ends say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from hiveledger.errors import SettingsError

__all__ = ["FIRST", "LAST", "WorkCalendar"]

FIRST: Final = date(2000, 1, 1)
LAST: Final = date(2100, 12, 31)
"""The days that a calendar knows. What is earlier counts as its first moment; nothing is due later."""

_ORIGIN: Final = np.datetime64(FIRST, "us").astype(np.int64)
_MINUTE: Final = 60_000_000  # microseconds, in which the frames count
_DAY: Final = 24 * 60 * _MINUTE
_NEVER: Final = np.iinfo(np.int64).min  # NaT

_Moments: TypeAlias = npt.NDArray[np.int64]
"""Microseconds since the first day."""


@dataclass(frozen=True, eq=False)
class WorkCalendar:
    """Which days are worked, and when on them: adds working time and counts it, each the exact inverse of the other.

    `worked` tells for each day from FIRST to LAST whether it is worked; `blocks` are its stretches of work in minutes
    since midnight, in order.
    """

    worked: npt.NDArray[np.bool_]
    blocks: tuple[tuple[int, int], ...]

    def __post_init__(self) -> None:
        if not self.worked.any() or not self.blocks:
            raise SettingsError("calendar.no_working_time")

    def add_working(self, start: pd.Series, minutes: float | pd.Series) -> pd.Series:
        """Give when so much working time after each start is over; negative minutes go back from it.

        What is over at the end of a block is over then, not when the next begins; going back, what begins at the
        beginning of a block begins there. A blank start, or what falls out of the calendar, gives NaT.

        >>> calendar = WorkCalendar(np.arange(36890) % 7 > 1, ((540, 720), (810, 1080)))  # Monday to Friday
        >>> calendar.add_working(pd.Series(pd.to_datetime(["2026-03-06 17:30"])), 120)[0]
        Timestamp('2026-03-09 10:30:00')
        """
        moments = _moments(start)
        length = np.rint(np.asarray(minutes, dtype=np.float64) * _MINUTE)
        steps = np.where(np.isnan(length), 0, length).astype(np.int64)
        target = self._elapsed(moments) + steps
        at = self._ending(target)
        if (steps <= 0).any():
            at = np.where(steps > 0, at, np.where(steps < 0, self._beginning(target), moments))
        return _times(at, start, start.isna().to_numpy() | np.isnan(length))

    def working_between(self, start: pd.Series, end: pd.Series) -> pd.Series:
        """Give the minutes of working time from each start to its end; negative where the end comes first.

        Returns: float64 on the index of `start`; NaN where either is blank.

        >>> calendar = WorkCalendar(np.arange(36890) % 7 > 1, ((540, 720), (810, 1080)))
        >>> friday, monday = (pd.Series(pd.to_datetime([day])) for day in ("2026-03-06 17:30", "2026-03-09 10:30"))
        >>> calendar.working_between(friday, monday).to_list()
        [120.0]
        """
        counted = (self._elapsed(_moments(end)) - self._elapsed(_moments(start))) / _MINUTE
        return pd.Series(counted, index=start.index).mask(start.isna().to_numpy() | end.isna().to_numpy())

    def opening(self, times: pd.Series) -> pd.Series:
        """Give the first working moment at or after each time."""
        return _times(self._beginning(self._elapsed(_moments(times))), times)

    def closing(self, start: pd.Series, days: int) -> pd.Series:
        """Give the end of the working day that comes so many working days after each start's own day.

        The day of the start is day 0, be it worked or not. Source: M6, 3 working days.

        >>> calendar = WorkCalendar(np.arange(36890) % 7 > 1, ((540, 720), (810, 1080)))
        >>> calendar.closing(pd.Series(pd.to_datetime(["2026-03-06 11:00", "2026-03-07 11:00"])), 3).dt.day.to_list()
        [11, 11]
        """
        day = np.clip(_moments(start) // _DAY, -1, len(self.worked) - 1)
        return _times(self._on_day(self._days_before[day + 1] + days - 1) + self._edges[-1, 1], start)

    def roll(self, dues: pd.Series) -> pd.Series:
        """Move each deadline that stands on a day off to the end of the next working day; others stay.

        To its end, since work that came in on days off can only be done on that day: at the same time of day, all of
        a long holiday's would be due while people are still sitting down.

        >>> calendar = WorkCalendar(np.arange(36890) % 7 > 1, ((540, 720), (810, 1080)))
        >>> calendar.roll(pd.Series(pd.to_datetime(["2026-03-07 15:00", "2026-03-06 22:00"]))).to_list()
        [Timestamp('2026-03-09 18:00:00'), Timestamp('2026-03-06 22:00:00')]
        """
        return self.closing(dues, 1).where(~self.is_worked(dues), dues)

    def is_worked(self, times: pd.Series) -> pd.Series:
        """Tell which times are on a worked day, whatever the time of day. Blank and far-off times are not."""
        day = _moments(times) // _DAY
        known = (day >= 0) & (day < len(self.worked))
        return pd.Series(known & self.worked[np.where(known, day, 0)], index=times.index)

    def is_working(self, times: pd.Series) -> pd.Series:
        """Tell which times are within a block of a worked day. A block's beginning is, its end is not."""
        inside = _within(self._edges, _moments(times) % _DAY)
        return self.is_worked(times) & inside

    @cached_property
    def _edges(self) -> _Moments:
        """Begin and end of each block, as time of the day."""
        return np.array(self.blocks, dtype=np.int64) * _MINUTE

    @cached_property
    def _ends(self) -> _Moments:
        """How much of a day's work is done when each block ends."""
        return np.cumsum(self._edges[:, 1] - self._edges[:, 0])

    @cached_property
    def _days_before(self) -> _Moments:
        """How many days were worked before each day, and before the day after the last."""
        return np.concatenate([[0], np.cumsum(self.worked)])

    @cached_property
    def _nth(self) -> _Moments:
        """The beginning of each worked day."""
        return np.flatnonzero(self.worked) * _DAY

    def _elapsed(self, moments: _Moments) -> _Moments:
        """Count the working time from the first day on."""
        day, time = np.divmod(np.clip(moments, 0, len(self.worked) * _DAY - 1), _DAY)
        done = np.zeros_like(time)
        for begin, end in self._edges:
            done += np.clip(time - begin, 0, end - begin)
        counted: _Moments = self._days_before[day] * self._ends[-1] + done * self.worked[day]
        return counted

    def _ending(self, target: _Moments) -> _Moments:
        """Give the moment at which so much working time is over."""
        days, rest = np.divmod(target - 1, self._ends[-1])
        return self._on_day(days) + self._time(rest + 1, np.searchsorted(self._ends, rest + 1, "left"))

    def _beginning(self, target: _Moments) -> _Moments:
        """Give the moment from which on there is more working time than this."""
        days, rest = np.divmod(target, self._ends[-1])
        return self._on_day(days) + self._time(rest, np.searchsorted(self._ends, rest, "right"))

    def _time(self, rest: _Moments, block: npt.NDArray[np.intp]) -> _Moments:
        """Give the time of the day at which so much of its work is done in that block."""
        time: _Moments = self._edges[block, 1] - (self._ends[block] - rest)
        return time

    def _on_day(self, counted: _Moments) -> _Moments:
        """Give the beginning of the worked day of that count, far before all others where there is none."""
        known = (counted >= 0) & (counted < len(self._nth))
        return np.where(known, self._nth[np.where(known, counted, 0)], _NEVER // 2)


def _within(edges: Sequence[Sequence[int]] | _Moments, time: _Moments) -> npt.NDArray[np.bool_]:
    inside = np.zeros(len(time), dtype=bool)
    for begin, end in edges:
        inside |= (time >= begin) & (time < end)
    return inside


def _moments(times: pd.Series) -> _Moments:
    """Give times as microseconds since the first day; a blank one is far before it."""
    return np.where(times.isna(), _NEVER // 2, times.to_numpy("datetime64[us]").view(np.int64) - _ORIGIN)


def _times(moments: _Moments, like: pd.Series, blank: npt.NDArray[np.bool_] | None = None) -> pd.Series:
    """Give moments as times on an index; those far before the first day are blank, as is what was blank."""
    never = (moments < 0) & (moments < _NEVER // 4)
    never |= like.isna().to_numpy() if blank is None else blank
    at = np.where(never, _NEVER, moments + _ORIGIN).view("datetime64[us]")
    return pd.Series(at, index=like.index)
