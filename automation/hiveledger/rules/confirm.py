"""Who confirmed in time, who declined, and what has to go back. Source: M12.

Decisions rest on recorded times: the moment a reply was first seen saved, or the moment of a command. A typed time
never counts, nor does the moment at which a verb happened to run.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import pandas as pd

from hiveledger.schema.words import OPEN, Reply, Status

__all__ = [
    "Answer",
    "delivered_by",
    "is_overdue",
    "is_undelivered",
    "judge_replies",
    "next_return",
    "next_undelivered",
    "next_warning",
    "warnings_due",
    "with_lapse",
]

_SEPARATOR: Final = ";"


class Answer(StrEnum):
    """What an assigned lead's reply cell amounts to."""

    IN_TIME = "in_time"
    LATE = "late"
    DECLINED = "declined"
    OPEN = "open"  # no reply yet, or not a lead that waits for one


def delivered_by(leads: pd.DataFrame, seen: pd.Series, now: datetime) -> pd.Series:
    """Give when leads were received that somebody was given in an open workbook: with the save that was seen first.

    Whoever confirmed one before that, in the same workbook, had it by then. What is seen saved later than the `now`
    that was named was there at `now`.

    Reads: status, owner, delivered_at, confirmed_at; `seen` is that save per lead, missing for all others.
    Returns: delivered_at of the leads that lack one and get it.

    >>> leads = table('''
    ...     lead_id | status    | owner | delivered_at     | confirmed_at
    ...     L1      | assigned  | A1    |                  |
    ...     L2      | confirmed | A1    |                  | 2026-03-02 10:10
    ...     L3      | assigned  | A1    | 2026-03-02 10:00 |
    ...     L4      | returned  |       |                  |
    ... ''')
    >>> seen = pd.Series(pd.Timestamp("2026-03-02 10:20"), index=leads.index)
    >>> delivered_by(leads, seen, datetime(2026, 3, 2, 12)).dt.strftime("%H:%M").to_dict()
    {'L1': '10:20', 'L2': '10:10'}
    """
    held = leads["status"].isin(OPEN) & leads["owner"].notna() & leads["delivered_at"].isna()
    at = seen.where(seen <= pd.Timestamp(now), pd.Timestamp(now)).where(seen.notna())
    at = at.mask(leads["confirmed_at"] < at, leads["confirmed_at"])
    found: pd.Series = at[held & at.notna()]
    return found


def judge_replies(leads: pd.DataFrame, replied_at: pd.Series, grace_minutes: float = 0) -> pd.Series:
    """Tell what each assigned lead's reply amounts to. At exactly the deadline a reply is in time.

    A decline counts whenever it was given: it is an answer for SO to judge, and no lapse while SO has not.

    Reads: status, reply, confirm_due; `replied_at` is the recorded time per lead.
    Returns: an Answer per lead, same index. A lead that waits for no reply is open.

    >>> leads = table('''
    ...     lead_id | status   | reply  | confirm_due
    ...     L1      | assigned | accept | 2026-03-02 12:00
    ...     L2      | assigned | accept | 2026-03-02 12:00
    ...     L3      | assigned |        | 2026-03-02 12:00
    ... ''')
    >>> at = pd.Series(pd.to_datetime(["2026-03-02 12:00", "2026-03-02 12:01", None]), index=leads.index)
    >>> judge_replies(leads, at).to_dict()
    {'L1': 'in_time', 'L2': 'late', 'L3': 'open'}
    """
    waits = leads["status"] == Status.ASSIGNED.value
    accepted = waits & (leads["reply"] == Reply.ACCEPT.value)
    late = accepted & (replied_at > leads["confirm_due"] + timedelta(minutes=grace_minutes))
    answer = pd.Series(Answer.OPEN.value, index=leads.index, dtype="str")
    answer = answer.mask(waits & leads["reply"].notna() & ~accepted, Answer.DECLINED.value)
    return answer.mask(accepted, Answer.IN_TIME.value).mask(late, Answer.LATE.value)


def is_overdue(leads: pd.DataFrame, answers: pd.Series, now: datetime, grace_minutes: float = 0) -> pd.Series:
    """Tell which leads nobody confirmed in time and that have to go back to SO.

    Reads: status, confirm_due; `answers` as `judge_replies` gives them.
    Returns: bool per lead, same index. A lead with no confirm_due is never overdue; a decline that SO has not
    judged yet holds the lead.

    >>> leads = table('''
    ...     lead_id | status   | confirm_due
    ...     L1      | assigned | 2026-03-02 10:00
    ...     L2      | assigned | 2026-03-02 11:00
    ... ''')
    >>> is_overdue(leads, pd.Series("open", index=leads.index), datetime(2026, 3, 2, 11)).to_dict()
    {'L1': True, 'L2': False}
    """
    past = leads["confirm_due"] + timedelta(minutes=grace_minutes) < pd.Timestamp(now)
    unanswered = answers.isin([Answer.OPEN.value, Answer.LATE.value])
    return (leads["status"] == Status.ASSIGNED.value) & past & unanswered


def next_return(leads: pd.DataFrame, answers: pd.Series, grace_minutes: float = 0) -> pd.Timestamp:
    """Tell when the next lead is overdue, if nobody answers: until then nothing has to go back.

    Reads: status, confirm_due; `answers` as `judge_replies` gives them.
    Returns: the last moment at which all is in time; NaT where nothing waits.

    >>> leads = table('''
    ...     lead_id | status   | confirm_due
    ...     L1      | assigned | 2026-03-02 12:00
    ...     L2      | assigned | 2026-03-02 11:00
    ... ''')
    >>> next_return(leads, pd.Series("open", index=leads.index), grace_minutes=5)
    Timestamp('2026-03-02 11:05:00')
    """
    will_be = is_overdue(leads, answers, datetime.max, grace_minutes)
    due: pd.Timestamp = leads.loc[will_be, "confirm_due"].min()
    return due + timedelta(minutes=grace_minutes)


def is_undelivered(leads: pd.DataFrame, now: datetime, minutes: float) -> pd.Series:
    """Tell for which assigned leads no time to confirm has begun for so many minutes: for SO, and nobody's lapse.

    Their owner cannot have seen them, or is on leave without an end. Nothing says when a lead was received that
    somebody set to assigned by hand; that is found at once.

    Reads: status, reply, assigned_at, confirm_due.
    Returns: bool per lead, same index.

    >>> leads = table('''
    ...     lead_id | status   | reply | assigned_at      | confirm_due
    ...     L1      | assigned |       | 2026-03-02 10:00 |
    ...     L2      | assigned |       | 2026-03-02 10:20 |
    ...     L3      | assigned |       | 2026-03-02 10:00 | 2026-03-02 12:00
    ... ''')
    >>> is_undelivered(leads, datetime(2026, 3, 2, 10, 30), minutes=30).to_list()
    [True, False, False]
    """
    unseen = leads["reply"].isna() & leads["confirm_due"].isna()
    recent = leads["assigned_at"] + timedelta(minutes=minutes) > pd.Timestamp(now)
    return (leads["status"] == Status.ASSIGNED.value) & unseen & ~recent


def next_undelivered(leads: pd.DataFrame, now: datetime, minutes: float) -> pd.Timestamp:
    """Tell when the next lead will have gone undelivered for so many minutes after `now`; NaT where none will.

    Reads: as `is_undelivered`.

    >>> leads = table('''
    ...     lead_id | status   | reply | assigned_at      | confirm_due
    ...     L1      | assigned |       | 2026-03-02 10:00 |
    ... ''')
    >>> next_undelivered(leads, datetime(2026, 3, 2, 10, 10), minutes=30)
    Timestamp('2026-03-02 10:30:00')
    """
    at = leads.loc[is_undelivered(leads, datetime.max, minutes), "assigned_at"] + timedelta(minutes=minutes)
    upcoming: pd.Timestamp = at[at > pd.Timestamp(now)].min()
    return upcoming


def warnings_due(leads: pd.DataFrame, answers: pd.Series, now: datetime, warn_minutes: float) -> pd.DataFrame:
    """Give who is to be reminded now that a lead waits for their answer: `warn_minutes` before it is due.

    A lead that came later than that needs no reminder, and one that is overdue goes back.

    Reads: status, owner, delivered_at, confirm_due; `answers` as `judge_replies` gives them.
    Returns: one row per lead to warn of, by lead; owner, due. Lead and due tell one warning from the next.

    >>> leads = table('''
    ...     lead_id | status   | owner | delivered_at     | confirm_due
    ...     L1      | assigned | A1    | 2026-03-02 10:00 | 2026-03-02 12:00
    ...     L2      | assigned | A1    | 2026-03-02 11:20 | 2026-03-02 13:20
    ... ''')
    >>> warnings_due(leads, pd.Series("open", index=leads.index), datetime(2026, 3, 2, 11, 30), 30)["owner"].to_dict()
    {'L1': 'A1'}
    """
    warn_at = _warn_at(leads, answers, warn_minutes)
    ripe = leads[(warn_at <= pd.Timestamp(now)) & (pd.Timestamp(now) <= leads["confirm_due"])].sort_index()
    return ripe[["owner", "confirm_due"]].set_axis(["owner", "due"], axis=1)


def next_warning(leads: pd.DataFrame, answers: pd.Series, now: datetime, warn_minutes: float) -> pd.Timestamp:
    """Tell when the next warning is due after `now`; NaT where none will be.

    Reads: as `warnings_due`.

    >>> leads = table('''
    ...     lead_id | status   | owner | delivered_at     | confirm_due
    ...     L1      | assigned | A1    | 2026-03-02 10:00 | 2026-03-02 12:00
    ... ''')
    >>> next_warning(leads, pd.Series("open", index=leads.index), datetime(2026, 3, 2, 11), warn_minutes=30)
    Timestamp('2026-03-02 11:30:00')
    """
    warn_at = _warn_at(leads, answers, warn_minutes)
    upcoming: pd.Timestamp = warn_at[warn_at > pd.Timestamp(now)].min()
    return upcoming


def _warn_at(leads: pd.DataFrame, answers: pd.Series, warn_minutes: float) -> pd.Series:
    """Give when each lead's owner is to be reminded, NaT for never."""
    warn_at = leads["confirm_due"] - timedelta(minutes=warn_minutes)
    waits = (leads["status"] == Status.ASSIGNED.value) & (answers == Answer.OPEN.value) & leads["owner"].notna()
    return warn_at.where(waits & ~(warn_at <= leads["delivered_at"]))


def with_lapse(leads: pd.DataFrame) -> pd.Series:
    """Give `lapsed_by` with the present owner added: whoever lets a lead lapse is not offered it again this round.

    Reads: lapsed_by, owner.
    Returns: staff numbers joined by ";" per lead, same index.

    >>> leads = table('''
    ...     lead_id | lapsed_by | owner
    ...     L1      | A001      | A002
    ...     L2      |           | A002
    ... ''')
    >>> with_lapse(leads).to_dict()
    {'L1': 'A001;A002', 'L2': 'A002'}
    """
    before = leads["lapsed_by"].fillna("")
    joined = before.where(before == "", before + _SEPARATOR) + leads["owner"].fillna("")
    return joined.astype("str")
