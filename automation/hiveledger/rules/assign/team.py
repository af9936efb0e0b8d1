"""The team as placement sees it: who works today, what each was given this month and has room for. Source: M9."""

import numpy as np
import pandas as pd

from hiveledger.schema.words import OPEN, Grade

__all__ = ["count_team", "has_left", "is_on_leave", "wait_rank"]


def count_team(  # noqa: PLR0913 - two tables, two settings, what for and when
    people: pd.DataFrame,
    ledger: pd.DataFrame,
    grade: Grade,
    now: pd.Timestamp,
    *,
    quota: pd.Series,
    held_cap: int,
) -> pd.DataFrame:
    """Count what each person has: given this month, held now, and when they last got a lead.

    `quota`: leads of that grade a month, by staff number, defaults filled in; who has none takes no lead of it.
    Reads: people all columns (handed through), of them cap (NaN: `held_cap`); ledger grade, status, owner,
    assigned_at.
    Returns: people with four more columns: quota; given (leads of that grade assigned in the month of `now`);
    room (how many more they may hold, never below 0); last_at (their latest assignment, NaT: never).

    >>> ledger = table('''
    ...     lead_id | grade | status   | owner | assigned_at
    ...     L1      | A     | assigned | A1    | 2026-03-02
    ...     L2      | A     | lost     | A1    | 2026-03-01
    ...     L3      | A     | assigned | A1    | 2026-02-27
    ... ''')
    >>> people = table('''
    ...     staff_no | cap
    ...     A1       | 3.0
    ... ''')
    >>> team = count_team(
    ...     people, ledger, Grade.A, pd.Timestamp("2026-03-05"), quota=pd.Series({"A1": 20}), held_cap=50
    ... )
    >>> team[["given", "room"]].to_dict("index")
    {'A1': {'given': 2, 'room': 1}}
    """
    month = now.to_period("M")
    assigned = ledger["assigned_at"]
    this_month = (assigned >= month.start_time) & (assigned < (month + 1).start_time)
    given = ledger.loc[this_month & ledger["grade"].eq(grade), "owner"].value_counts()
    held = ledger.loc[ledger["status"].isin(OPEN), "owner"].value_counts()
    held = held.reindex(people.index, fill_value=0)
    return people.assign(
        quota=quota.reindex(people.index).astype("float64"),
        given=given.reindex(people.index, fill_value=0),
        room=(people["cap"].fillna(held_cap) - held).clip(lower=0).astype("int64"),
        last_at=ledger.groupby("owner")["assigned_at"].max().reindex(people.index),
    )


def has_left(people: pd.DataFrame, now: pd.Timestamp) -> pd.Series:
    """Tell who is no longer with the team; the day they leave counts as gone.

    Reads: left_at. Returns: bool per person.
    """
    return people["left_at"].le(now)


def is_on_leave(people: pd.DataFrame, now: pd.Timestamp) -> pd.Series:
    """Tell who is on leave today; the first and the last day count, a blank end is open.

    Reads: leave_from, leave_to. Returns: bool per person; without either date nobody is on leave.

    >>> people = table('''
    ...     staff_no | leave_from | leave_to
    ...     A1       | 2026-03-02 | 2026-03-04
    ...     A2       | 2026-03-05 |
    ... ''')
    >>> is_on_leave(people, now=pd.Timestamp("2026-03-04 17:00")).to_dict()
    {'A1': True, 'A2': False}
    """
    today = now.normalize()
    not_begun = people["leave_from"].dt.normalize().gt(today)
    over = people["leave_to"].dt.normalize().lt(today)
    away: pd.Series = (people["leave_from"].notna() | people["leave_to"].notna()) & ~not_begun & ~over
    return away


def wait_rank(last_at: pd.Series) -> pd.Series:
    """Rank people by who has waited longest for a lead: 0 has never had one, or waits longest.

    Ties go by staff number, shorter ones first, so that 9 comes before 10. Returns: int per person, no two alike.

    >>> wait_rank(pd.Series(pd.to_datetime(["2026-03-02", None, None]), index=["A1", "A10", "A9"])).to_dict()
    {'A1': 2, 'A10': 1, 'A9': 0}
    """
    numbers = last_at.index.astype("str")
    since = last_at.fillna(pd.Timestamp.min.ceil("D"))
    order = np.lexsort((numbers.to_numpy(), numbers.str.len(), since.to_numpy()))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return pd.Series(rank, index=last_at.index)
