"""When each person works: the team's hours, or those of their unit, and their leave. Source: M2, M3, M12."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from typing import Annotated, Final, TypeAlias

import numpy as np
import pandas as pd
from pydantic import Field, TypeAdapter, ValidationError

from hiveledger.errors import SettingsError
from hiveledger.findings import Finding
from hiveledger.rules.calendar.days import Holidays, working_days
from hiveledger.rules.calendar.work import FIRST, WorkCalendar
from hiveledger.schema.words import Clock, Week
from hiveledger.settings import Settings
from hiveledger.settings.choices import Blocks

__all__ = ["Hours", "calendar_of", "clock_time", "read_hours"]

_ALL_DAY: Final = ((0, 24 * 60),)
_BLOCKS: Final = TypeAdapter[tuple[tuple[int, int], ...]](Annotated[Blocks, Field(min_length=1)])
_Then: TypeAlias = Callable[[WorkCalendar, pd.Series], pd.Series]


@dataclass(frozen=True)
class Hours:
    """The calendars of a team: its own, those of units that have their own, and who is in which and on leave."""

    team: WorkCalendar
    units: Mapping[str, WorkCalendar]
    people: pd.DataFrame  # unit, leave_from, leave_to by staff number
    findings: tuple[Finding, ...] = field(default=(), compare=False)

    def of_unit(self, unit: object) -> WorkCalendar:
        """Give a unit's calendar; that of the team where it has none of its own."""
        return self.units.get(str(unit), self.team)

    def add_working(self, owner: pd.Series, start: pd.Series, minutes: float) -> pd.Series:
        """Give when so much working time of each owner is over; leave is worked through. Source: M13."""
        return self._each(owner, start, lambda calendar, times: calendar.add_working(times, minutes))

    def roll(self, owner: pd.Series, dues: pd.Series) -> pd.Series:
        """Move what falls on a day off of its owner to the end of their next working day."""
        return self._each(owner, dues, lambda calendar, times: calendar.roll(times))

    def at_work(self, owner: pd.Series, clock: Clock) -> Iterator[tuple[WorkCalendar, pd.Index]]:
        """Give the leads that one calendar goes for, their owner's leave taken out of it.

        `owner` is a staff number per lead. On clock time all of every day counts but leave.
        """
        known = self.people.reindex(owner.to_numpy())[["unit", "leave_from", "leave_to"]].set_index(owner.index)
        for _, rows in known.groupby(list(known.columns), dropna=False, sort=False):
            unit, first, last = rows.iloc[0]
            calendar = self.of_unit(unit) if clock is Clock.WORKING else clock_time()
            yield _without(calendar, first, last) if pd.notna(first) or pd.notna(last) else calendar, rows.index

    def _each(self, owner: pd.Series, times: pd.Series, then: _Then) -> pd.Series:
        given = owner.map(self.people["unit"])
        parts = [then(self.of_unit(unit), times[rows.index]) for unit, rows in given.groupby(given, dropna=False)]
        return pd.concat(parts).reindex(times.index) if parts else times


def read_hours(settings: Settings, holidays: Holidays, units: pd.DataFrame, people: pd.DataFrame) -> Hours:
    """Give the team's calendars. A unit's blank cells are as 规则 says; one that cannot be used is told of.

    Reads: units work_hours, work_week, long_week; people unit, leave_from, leave_to.
    Raises: SettingsError where the team itself has no working time.

    >>> units = table('''
    ...     unit | work_hours  | work_week | long_week
    ...     一组 | 10:00-19:00 |           |
    ... ''')
    >>> people = table('''
    ...     staff_no | unit | leave_from | leave_to
    ...     A1       | 一组 |            |
    ... ''')
    >>> hours = read_hours(Settings(), Holidays(()), units, people)
    >>> hours.add_working(pd.Series({"L1": "A1"}), pd.Series({"L1": pd.Timestamp("2026-03-02 08:00")}), 60).to_dict()
    {'L1': Timestamp('2026-03-02 11:00:00')}
    """
    team = calendar_of(settings.work_hours, settings.work_week, settings.long_week, holidays.days)
    own: dict[str, WorkCalendar] = {}
    findings = list(holidays.findings)
    for unit, blocks, week, long_week in units[["work_hours", "work_week", "long_week"]].itertuples():
        if pd.isna(blocks) and pd.isna(week) and pd.isna(long_week):
            continue
        since = settings.long_week if pd.isna(long_week) else long_week.date()
        try:
            own[unit] = calendar_of(
                settings.work_hours if pd.isna(blocks) else _BLOCKS.validate_python(blocks),
                settings.work_week if pd.isna(week) else Week(week),
                since,
                holidays.days,
            )
        except ValidationError:
            findings.append(Finding("calendar.unit_hours", "units", unit, "work_hours", {"found": blocks}))
        except SettingsError:
            findings.append(Finding("calendar.unit_week", "units", unit, "long_week"))
    return Hours(team, own, people[["unit", "leave_from", "leave_to"]], tuple(findings))


@lru_cache(maxsize=64)
def calendar_of(
    blocks: tuple[tuple[int, int], ...], week: Week, long_week: date | None, days: tuple[tuple[date, object], ...]
) -> WorkCalendar:
    """Give the calendar of some hours; the same one for the same hours, since many verbs ask.

    Raises: SettingsError where nothing is worked.
    """
    return WorkCalendar(working_days(week, long_week, days), blocks)


@cache
def clock_time() -> WorkCalendar:
    """Give the calendar of a clock: all of every day."""
    return WorkCalendar(np.ones_like(working_days(Week.FIVE, None)), _ALL_DAY)


@lru_cache(maxsize=256)
def _without(calendar: WorkCalendar, first: pd.Timestamp, last: pd.Timestamp) -> WorkCalendar:
    """Take a leave out of a calendar; a blank end is open. The first day ever stays, so that it is one."""
    worked = calendar.worked.copy()
    begin = 0 if pd.isna(first) else max(0, (first.date() - FIRST).days)
    end = len(worked) if pd.isna(last) else max(0, (last.date() - FIRST).days + 1)
    worked[max(begin, int(np.argmax(worked)) + 1) : end] = False
    return WorkCalendar(worked, calendar.blocks)
