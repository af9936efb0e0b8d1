"""Which SE is told of an A lead at the same time as its AM. Source: M9, M5."""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from hiveledger.rules.assign.cover import industry_levels
from hiveledger.rules.assign.team import has_left, is_on_leave, wait_rank
from hiveledger.rules.assign.turns import company_of, in_turn
from hiveledger.schema.words import OPEN, Role

__all__ = ["choose_se"]

_CODES: Final = {1: "cc_general", 2: "cc_industry"}  # by how the SE covers the industry


def choose_se(leads: pd.DataFrame, people: pd.DataFrame, ledger: pd.DataFrame, now: pd.Timestamp) -> pd.DataFrame:
    """Name an SE for each lead: one who knows the industry, else one for all industries.

    A company that an SE works for already, or gets one for in this run, keeps that SE. Otherwise the fewest open
    leads decide, then the longest wait since the last one, then the lower staff number; leads are served by
    received_at.

    Reads: leads account_id, received_at, industry; people role, left_at, leave_from, leave_to, industries; ledger
    account_id, status, cc_se, assigned_at.
    Returns: one row per lead. cc_se: a staff number, missing if no SE is at work who covers it; code: cc_company,
    cc_industry, cc_general or cc_none.

    >>> people = table('''
    ...     staff_no | role | industries
    ...     S1       | SE   | *
    ...     S2       | SE   | 电子
    ... ''').assign(left_at=pd.NaT, leave_from=pd.NaT, leave_to=pd.NaT)
    >>> ledger = table("lead_id | account_id | status | cc_se | assigned_at")
    >>> leads = table('''
    ...     lead_id | account_id | received_at | industry
    ...     L1      |            | 2026-03-02  | 电子
    ...     L2      |            | 2026-03-02  | 汽车
    ... ''')
    >>> choose_se(leads, people, ledger, pd.Timestamp("2026-03-02"))["cc_se"].to_dict()
    {'L1': 'S2', 'L2': 'S1'}
    """
    team = people[people["role"].eq(Role.SE) & ~has_left(people, now) & ~is_on_leave(people, now)].sort_index()
    served = in_turn(leads)
    industry, names = pd.factorize(served["industry"].fillna(""))
    levels = industry_levels(pd.Index(names), team)
    chosen = _serve(company_of(served).tolist(), industry.tolist(), levels, _count(team, ledger))
    staff = np.append(team.index.to_numpy(dtype=object), [None])
    cells = {"cc_se": [staff[who] for who, _ in chosen], "code": [code for _, code in chosen]}
    return pd.DataFrame(cells, index=served.index, dtype="str").reindex(leads.index)


class _Desk(NamedTuple):
    """How busy each SE is, by position, and which company is whose."""

    held: list[int]
    wait: list[int]
    working: dict[str, int]


def _count(team: pd.DataFrame, ledger: pd.DataFrame) -> _Desk:
    held = ledger[ledger["status"].isin(OPEN) & ledger["cc_se"].isin(team.index)]
    held = held.sort_index(ascending=False)  # of several SEs at one company, the one of its first lead
    position = {number: place for place, number in enumerate(team.index)}
    last_at = ledger.groupby("cc_se")["assigned_at"].max().reindex(team.index)
    return _Desk(
        held["cc_se"].value_counts().reindex(team.index, fill_value=0).tolist(),
        wait_rank(last_at).tolist(),
        {unit: position[number] for unit, number in zip(company_of(held), held["cc_se"], strict=True)},
    )


def _serve(
    companies: list[str], industries: list[int], levels: npt.NDArray[np.int8], desk: _Desk
) -> list[tuple[int, str]]:
    """Choose lead by lead: the SE's position, -1 for none, and the code."""
    able = [np.flatnonzero(row == row.max(initial=1)).tolist() for row in levels]
    latest = len(desk.wait)
    chosen = []
    for company, industry in zip(companies, industries, strict=True):
        who = desk.working.get(company, -1)
        code = "cc_company"
        if who < 0 or not levels[industry, who]:
            who = min(able[industry], key=lambda place: (desk.held[place], desk.wait[place]), default=-1)
            code = "cc_none" if who < 0 else _CODES[levels[industry, who]]
        if who >= 0:
            desk.working[company] = who
            desk.held[who] += 1
            desk.wait[who] = latest = latest + 1
        chosen.append((who, code))
    return chosen
