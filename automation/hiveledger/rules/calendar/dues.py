"""What is due when: cleaning, and confirming by those whose turn it is. Source: M8, M12."""

from datetime import timedelta

import pandas as pd

from hiveledger.rules.calendar.hours import Hours
from hiveledger.rules.calendar.work import WorkCalendar
from hiveledger.schema.words import Roll, Status
from hiveledger.settings import Settings

__all__ = ["clean_dues", "confirm_dues", "turns"]


def clean_dues(received: pd.Series, hours: Hours, settings: Settings) -> pd.Series:
    """Give when leads have to be clean: so many clock hours on, moved off days off where 规则 says so.

    Source: M8.

    >>> from hiveledger.rules.calendar import Holidays, read_hours
    >>> people = table("staff_no | unit | leave_from | leave_to")
    >>> hours = read_hours(Settings(), Holidays(()), table("unit | work_hours | work_week | long_week"), people)
    >>> clean_dues(pd.Series(pd.to_datetime(["2026-03-06 10:00"])), hours, Settings())[0]
    Timestamp('2026-03-09 18:00:00')
    """
    dues = received + timedelta(hours=settings.clean_hours)
    return hours.team.roll(dues) if settings.deadlines_roll is Roll.NEXT else dues


def turns(leads: pd.DataFrame, owner: pd.Series, ledger: pd.DataFrame) -> pd.Series:
    """Count how many other leads each lead's new owner has to answer before it: those that wait, then by letter.

    Among leads of one letter whoever has waited longest comes first, then the lower lead id.

    Reads: leads grade, received_at; `owner` per lead; ledger status, owner, reply.
    Returns: int per lead, same index.

    >>> leads = table('''
    ...     lead_id | grade | received_at
    ...     L1      | B     | 2026-03-02
    ...     L2      | A     | 2026-03-02
    ... ''')
    >>> ledger = table('''
    ...     lead_id | status   | owner | reply
    ...     L9      | assigned | A1    |
    ... ''')
    >>> turns(leads, pd.Series("A1", index=leads.index), ledger).to_dict()
    {'L1': 2, 'L2': 1}
    """
    waits = ledger[ledger["status"].eq(Status.ASSIGNED.value) & ledger["reply"].isna()].drop(
        index=leads.index, errors="ignore"
    )
    waiting = owner.map(waits["owner"].value_counts()).fillna(0).astype("int64")
    ranked = leads.assign(key=leads.index.astype("str")).sort_values(["grade", "received_at", "key"])
    ahead = owner.reindex(ranked.index).groupby(owner.reindex(ranked.index)).cumcount()
    return waiting + ahead.reindex(leads.index)


def confirm_dues(
    owner: pd.Series, delivered: pd.Series, turn: pd.Series, hours: Hours, settings: Settings
) -> pd.DataFrame:
    """Give when each lead's time to confirm begins, in which batch of its owner, and when it is over.

    It begins when the owner has the lead, on leave or out of hours with the next hour in which it may begin; each
    `release_batch` leads that somebody has to answer before this one put it off by `release_minutes`.

    Returns: starts_at, batch (from 0), confirm_due on the index of `owner`. Leave without an end has neither time.
    Source: M12.

    >>> from hiveledger.rules.calendar import Holidays, read_hours
    >>> people = table('''
    ...     staff_no | unit | leave_from | leave_to
    ...     A1       |      |            |
    ... ''')
    >>> hours = read_hours(Settings(), Holidays(()), table("unit | work_hours | work_week | long_week"), people)
    >>> owner, turn = pd.Series({"L1": "A1", "L2": "A1"}), pd.Series({"L1": 0, "L2": 1})
    >>> at = pd.Series(pd.Timestamp("2026-03-02 10:00"), index=owner.index)
    >>> confirm_dues(owner, at, turn, hours, Settings(release_batch=1))["confirm_due"].dt.strftime("%H:%M").to_dict()
    {'L1': '12:00', 'L2': '14:00'}
    """
    batch = turn // settings.release_batch if settings.release_batch else turn * 0
    parts = []
    for calendar, rows in hours.at_work(owner, settings.confirm_clock):
        release = WorkCalendar(calendar.worked, settings.release_hours or calendar.blocks)
        put_off = release.add_working(delivered[rows], batch[rows] * settings.release_minutes)
        starts = release.opening(put_off)
        dues = calendar.add_working(starts, settings.confirm_hours * 60)
        parts.append(pd.DataFrame({"starts_at": starts, "confirm_due": dues}))
    times = pd.concat(parts) if parts else pd.DataFrame({"starts_at": delivered, "confirm_due": delivered})
    return times.reindex(owner.index).assign(batch=batch)
