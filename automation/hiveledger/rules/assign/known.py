"""One customer, one contact: whose lead it already is, before anybody is chosen. Source: M1, M8 （转介绍）."""

import numpy as np
import pandas as pd

from hiveledger.findings import Reason
from hiveledger.rules.assign.cover import Obstacle, segments
from hiveledger.rules.assign.team import has_left, is_on_leave
from hiveledger.rules.assign.turns import company_of, in_turn
from hiveledger.schema.words import OWNED, Role

__all__ = ["explain_account_owner", "find_account_owner"]


def find_account_owner(
    leads: pd.DataFrame, team: pd.DataFrame, ledger: pd.DataFrame, known_owner: pd.Series, now: pd.Timestamp
) -> pd.DataFrame:
    """Name whose customer a lead is: of its account, else of an existing customer, else who brought it.

    All leads of a company follow the first of them that names somebody. Only an AM who is still there is named: the
    customer of somebody who left is nobody's. Who is named and on leave, has let a lead of the company lapse in this
    round, or has no room for all of them, does not get them, and neither does anybody else: one customer has one
    contact, so SO decides. Industry, region and quota do not matter here.

    `known_owner`: the owner of the existing customer that a lead matches, by lead; missing if there is none.
    Reads: leads account_id, received_at, origin_am, lapsed_by; team (as `count_team` gives it) role, left_at,
    leave_from, leave_to, room; ledger account_id, owner, status, assigned_at.
    Returns: one row per lead. named: the person, missing if there is none; code: by_account, by_customer or
    by_origin; obstacle: leave, lapsed or cap, missing if none; owner: named, if nothing stands in the way.

    >>> team = table('''
    ...     staff_no | role | room:int64
    ...     A1       | AM   | 5
    ... ''').assign(left_at=pd.NaT, leave_from=pd.NaT, leave_to=pd.NaT)
    >>> ledger = table('''
    ...     lead_id | account_id | owner | status    | assigned_at
    ...     L1      | L1         | A1    | following | 2026-03-02
    ... ''')
    >>> leads = table('''
    ...     lead_id | account_id | received_at | origin_am | lapsed_by
    ...     L2      | L1         | 2026-03-05  |           |
    ... ''')
    >>> find_account_owner(leads, team, ledger, pd.Series({"L2": None}), pd.Timestamp("2026-03-05")).loc["L2"].to_list()
    ['A1', 'by_account', nan, 'A1']
    """
    served = in_turn(leads)
    company = company_of(served)
    there = team.index[team["role"].eq(Role.AM) & ~has_left(team, now)]
    candidates = {
        "by_account": company.map(_account_owners(ledger[ledger["owner"].isin(there)])),
        "by_customer": known_owner.reindex(served.index),
        "by_origin": served["origin_am"],
    }
    each = pd.DataFrame({code: who.where(who.isin(there)) for code, who in candidates.items()}, dtype="str")
    units = each.groupby(company, sort=False).first()
    named = units["by_account"].fillna(units["by_customer"]).fillna(units["by_origin"])
    code = units.notna().idxmax(axis=1).where(named.notna())
    obstacle = _obstacles(named.dropna(), company, served["lapsed_by"], team, now).reindex(units.index)
    units = pd.DataFrame(
        {
            "named": named,
            "code": code,
            "obstacle": obstacle,
            "owner": named.where(obstacle.isna()),
        }
    )
    return units.reindex(company).set_axis(served.index).reindex(leads.index)


def _account_owners(ledger: pd.DataFrame) -> pd.Series:
    """Give each company's owner: of its live leads the one who has it longest.

    Reads: account_id, owner, status, assigned_at.
    """
    live = ledger[ledger["status"].isin(OWNED)]
    live = live.iloc[np.lexsort((live.index.to_numpy(), live["assigned_at"].to_numpy()))]
    return live["owner"].groupby(company_of(live)).first()


def _obstacles(
    named: pd.Series, company: pd.Series, lapsed_by: pd.Series, team: pd.DataFrame, now: pd.Timestamp
) -> pd.Series:
    """Tell what keeps each company's person from its leads, served in the order of the companies."""
    away = is_on_leave(team, now)
    room = dict(team["room"])
    count = company.value_counts()
    lapsed = {(unit, person) for unit, cell in zip(company, lapsed_by, strict=True) for person in segments(cell)}
    found: dict[str, str] = {}
    for unit, person in zip(named.index, named, strict=True):
        if away[person]:
            found[unit] = Obstacle.LEAVE
        elif (unit, person.casefold()) in lapsed:
            found[unit] = Obstacle.LAPSED
        elif room[person] < count[unit]:
            found[unit] = Obstacle.CAP
        else:
            room[person] -= count[unit]
    return pd.Series(found, dtype="str")


def explain_account_owner(owners: pd.DataFrame) -> pd.Series:
    """Put into a reason why a lead goes to whom it is named for, or why SO has to decide.

    Reads: as `find_account_owner` gives. Returns: a Reason per lead that names somebody.

    >>> owners = table('''
    ...     lead_id | named | code        | obstacle
    ...     L1      | A1    | by_customer |
    ... ''')
    >>> explain_account_owner(owners)["L1"].text()
    '存量客户，由 A1 负责'
    """
    known = owners[owners["named"].notna()]
    reasons = [
        _explain(*row) for row in known[["named", "code", "obstacle"]].fillna("").itertuples(index=False, name=None)
    ]
    return pd.Series(reasons, known.index, dtype="object")


def _explain(named: str, code: str, obstacle: str) -> Reason:
    how = Reason(f"assign.{code}", {"owner": named})
    return Reason(f"assign.named.{obstacle}", {"how": how}) if obstacle else how
