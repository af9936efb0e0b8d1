"""While somebody is on leave their time to confirm stands still, even if the leave was entered later. Source: M12."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import pandas as pd

from hiveledger.rules.calendar import Hours, WorkCalendar
from hiveledger.schema.words import Status
from hiveledger.settings import Settings

__all__ = ["dues_with_leave"]

_DAY: Final = pd.Timedelta(days=1)


def dues_with_leave(leads: pd.DataFrame, hours: Hours, settings: Settings) -> pd.Series:
    """Give the later deadline of each lead that waits for somebody whose leave its deadline does not know of yet.

    What was left of the time when the leave began goes on when it is over. Leave without an end has no deadline.
    A deadline never comes earlier, and one that knows of the leave stays: asked again, nothing changes.

    Reads: status, owner, reply, delivered_at, confirm_due.
    Returns: confirm_due of the leads that get another, NaT for none.

    >>> from hiveledger.rules.calendar import Holidays, read_hours
    >>> people = table('''
    ...     staff_no | unit | leave_from | leave_to
    ...     A1       |      | 2026-03-03 | 2026-03-04
    ... ''')
    >>> hours = read_hours(Settings(), Holidays(()), table("unit | work_hours | work_week | long_week"), people)
    >>> leads = table('''
    ...     lead_id | status   | owner | reply | delivered_at     | confirm_due
    ...     L1      | assigned | A1    |       | 2026-03-02 17:00 | 2026-03-03 10:00
    ... ''')
    >>> dues_with_leave(leads, hours, Settings()).to_dict()
    {'L1': Timestamp('2026-03-05 10:00:00')}
    """
    waits = leads["status"].eq(Status.ASSIGNED.value) & leads["reply"].isna() & leads["delivered_at"].notna()
    held = leads[waits & leads["confirm_due"].notna()]
    leave = hours.people.reindex(held["owner"].to_numpy()).set_axis(held.index)
    since, until = leave["leave_from"], leave["leave_to"] + _DAY
    away = (since.notna() | until.notna()) & ~(since > held["confirm_due"]) & ~(until <= held["delivered_at"])
    held, since, until = held[away], since[away], until[away]
    if held.empty:
        return held["confirm_due"]
    owner, due, delivered = held["owner"], held["confirm_due"], held["delivered_at"]
    begin = delivered.where(~(since > delivered), since)
    never = pd.Series(pd.NaT, index=hours.people.index, dtype="datetime64[us]")
    at_work = replace(hours, people=hours.people.assign(leave_from=never, leave_to=never))
    left = _each(at_work, owner, settings, lambda plain, rows: plain.working_between(begin[rows], due[rows]))
    resumed = _each(hours, owner, settings, lambda own, rows: own.add_working(begin[rows], left[rows]))
    whole = _each(hours, owner, settings, lambda own, rows: own.add_working(delivered[rows], _length(settings)))
    resumed = resumed.where(~(until <= due), due)  # the leave is over by then
    later: pd.Series = pd.concat([due, resumed, whole], axis=1).max(axis=1).mask(resumed.isna())
    return later[later.ne(due)]


def _length(settings: Settings) -> float:
    return settings.confirm_hours * 60


def _each(
    hours: Hours, owner: pd.Series, settings: Settings, then: Callable[[WorkCalendar, pd.Index], pd.Series]
) -> pd.Series:
    """Ask each owner's own calendar about their leads."""
    parts = [then(calendar, rows) for calendar, rows in hours.at_work(owner, settings.confirm_clock)]
    told: pd.Series = pd.concat(parts).reindex(owner.index)
    return told
