"""Who got which lead, and what they answered: also where the row has forgotten it. Source: M12."""

from datetime import timedelta

import pandas as pd

from hiveledger.report.cases.base import Ledger, as_cases
from hiveledger.report.past import End
from hiveledger.schema.words import OPEN, WAITING, Status

__all__ = ["handing_cases"]


def handing_cases(ledger: Ledger) -> list[pd.DataFrame]:
    """Give the cases of handovers, confirmations and returns."""
    turns = ledger.past.handovers
    lead = turns["lead_id"]
    facts = ledger.of_owner(turns["owner"]).assign(
        source=ledger.facts(lead)["source"], grade=turns["grade"], observed=turns["observed"]
    )
    given = ledger.within(turns["assigned_at"])
    back = ledger.within(turns["ended_at"]) & turns["end"].isin([*set(End) - {End.LEFT}])
    returned = [
        as_cases([name], lead[back & of], turns["ended_at"], 1.0, facts)
        for name, of in (
            ("returned", turns["end"].notna()),
            ("lapsed", turns["end"].eq(End.LAPSED)),
            ("declined", turns["end"].eq(End.DECLINED)),
            ("recalled", turns["end"].eq(End.RECALLED)),
        )
    ]
    parts = (
        as_cases(["handed"], lead[given], turns["assigned_at"], 1.0, facts),
        _confirmed(ledger, turns, facts),
        *returned,
        _twice(ledger),
    )
    return [case for part in parts for case in part]


def _confirmed(ledger: Ledger, turns: pd.DataFrame, facts: pd.DataFrame) -> list[pd.DataFrame]:
    """A handover counts when it is decided: once it is confirmed in time, or when it should have been and is not.

    One that ended before it was due, such as a decline, is nobody's lapse and no case.
    """
    lead, confirmed, ended = turns["lead_id"], turns["confirmed_at"], turns["ended_at"]
    due = turns["confirm_due"] + timedelta(minutes=ledger.settings.grace_minutes)
    on_time = confirmed <= due
    missed = due.notna() & ~on_time & (due < ledger.until) & ~(confirmed.isna() & (ended <= due))
    at = confirmed.where(on_time, due)
    decided = (on_time | missed) & ledger.within(at)
    took = ledger.working_hours(turns["owner"], turns["delivered_at"], confirmed)
    timed = took.ge(0) & turns["confirm_due"].notna() & ledger.within(confirmed)
    is_assigned = lead.map(ledger.leads["status"]).eq(Status.ASSIGNED)
    opened = is_assigned & confirmed.isna() & ended.isna() & ~(due < ledger.until)
    return [
        *as_cases(["confirm_on_time"], lead[decided], at, on_time.astype("float64"), facts),
        *as_cases(["confirm_open"], lead[opened], due, 1.0, facts),
        *as_cases(["confirm_median", "confirm_p90"], lead[timed], confirmed, took, facts),
    ]


def _twice(ledger: Ledger) -> list[pd.DataFrame]:
    leads = ledger.leads
    waits = [*OPEN, *WAITING, Status.POOLED, Status.NURTURING]
    rows = leads[leads["returns"].ge(2) & leads["status"].isin(waits)]
    lead = rows.index.to_series()
    return as_cases(["returned_twice"], lead, rows["last_owner_until"], rows["returns"], ledger.facts(lead))
