"""Who is told when somebody lets leads lapse again and again: the AM, the unit's leader, then SO. Source: M12, M3."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import pandas as pd

from hiveledger.rules.assign.team import has_left
from hiveledger.schema.words import DeskKind, Role

__all__ = ["Step", "count_lapses", "find_escalations", "find_told"]

_DAYS: Final = 30  # that a lapse counts; ours


class Step(StrEnum):
    """How far up a lapse is told. Each step includes those before it."""

    AM = "am"
    LEADER = "leader"
    SO = "so"  # and whoever manages


def count_lapses(desk: pd.DataFrame, now: datetime) -> pd.DataFrame:
    """Count how many leads each AM let lapse in the last 30 days, by the rows that these left on the desk.

    So the count goes with the book, whoever reads it and wherever its journal is.

    Reads: kind, other_id (who let it lapse), raised_at.
    Returns: by staff number; lapses, newest (when the last one came back).

    >>> desk = table('''
    ...     desk_id | kind     | other_id | raised_at
    ...     D1      | returned | A1       | 2026-03-02 12:00
    ...     D2      | returned | A1       | 2026-01-02 12:00
    ...     D3      | returned |          | 2026-03-02 12:00
    ... ''')
    >>> count_lapses(desk, datetime(2026, 3, 3))["lapses"].to_dict()
    {'A1': 1}
    """
    since = pd.Timestamp(now) - timedelta(days=_DAYS)
    recent = (desk["raised_at"] > since) & (desk["raised_at"] <= pd.Timestamp(now))
    lapsed = desk[desk["kind"].eq(DeskKind.RETURNED.value) & desk["other_id"].notna() & recent]
    at = lapsed.groupby("other_id")["raised_at"]
    return pd.DataFrame({"lapses": at.count(), "newest": at.max()}).rename_axis("staff_no")


def find_escalations(counts: pd.DataFrame, escalate_lapses: int) -> pd.DataFrame:
    """Give how far up the lapses of each AM are told: one to the AM, several to the leader, twice as many to SO.

    Reads: counts as `count_lapses` gives them.
    Returns: by staff number; lapses, newest, step.

    >>> counts = pd.DataFrame({"lapses": [1, 2, 4], "newest": pd.Timestamp("2026-03-02")}, index=["A1", "A2", "A3"])
    >>> find_escalations(counts, escalate_lapses=2)["step"].to_dict()
    {'A1': 'am', 'A2': 'leader', 'A3': 'so'}
    """
    step = pd.Series(Step.AM.value, index=counts.index, dtype="str")
    step = step.mask(counts["lapses"] >= escalate_lapses, Step.LEADER.value)
    return counts.assign(step=step.mask(counts["lapses"] >= 2 * escalate_lapses, Step.SO.value))


def find_told(staff_no: str, step: Step, people: pd.DataFrame, units: pd.DataFrame, now: datetime) -> pd.DataFrame:
    """Name everybody who is to be told of an AM's lapses at a step, the AM first.

    The leader is who 小组与条线 names for the AM's unit, else whoever is a leader in it. Where the unit has none, or
    the AM leads it, SO is told in the leader's place.

    Reads: people role, unit, left_at; units leader.
    Returns: one row per person, in the order of the chain; staff_no, step.

    >>> people = table('''
    ...     staff_no | role   | unit | left_at
    ...     A1       | AM     | 一组 |
    ...     G1       | leader | 一组 |
    ...     S1       | SO     |      |
    ... ''')
    >>> units = table("unit | leader")
    >>> find_told("A1", Step.LEADER, people, units, datetime(2026, 3, 2))["staff_no"].to_list()
    ['A1', 'G1']
    >>> find_told("A1", Step.LEADER, people.drop(index="G1"), units, datetime(2026, 3, 2))["staff_no"].to_list()
    ['A1', 'S1']
    """
    there = people[~has_left(people, pd.Timestamp(now))].sort_index()
    chain = [(Step.AM, [staff_no])]
    if step is not Step.AM:
        leaders = _leaders(staff_no, people, there, units)
        chain.append((Step.LEADER, leaders))
        if step is Step.SO or not leaders:
            above = there["role"].map({Role.SO.value: 0, Role.MANAGER.value: 1}).dropna().sort_values(kind="stable")
            chain.append((Step.SO, above.index.to_list()))
    told = pd.DataFrame([(who, reached.value) for reached, found in chain for who in found], dtype="str")
    told = told.reindex(columns=[0, 1]).set_axis(["staff_no", "step"], axis=1)
    return told.drop_duplicates("staff_no").reset_index(drop=True)


def _leaders(staff_no: str, people: pd.DataFrame, there: pd.DataFrame, units: pd.DataFrame) -> list[str]:
    unit = people["unit"].get(staff_no)
    if not isinstance(unit, str):
        return []
    named = units["leader"].get(unit)
    if isinstance(named, str) and named in there.index:
        found = [named]
    else:
        found = there.index[there["role"].eq(Role.LEADER.value) & there["unit"].eq(unit)].to_list()
    return [who for who in found if who != staff_no]
