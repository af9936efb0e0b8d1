"""Who claims what of the pool, how fast, and against whom. Source: M10."""

from typing import Final

import pandas as pd

from hiveledger.report.cases.base import Ledger, as_cases
from hiveledger.schema.words import ClaimAnswer, ClaimResult

__all__ = ["claim_cases"]

_WEIGHED: Final = (ClaimResult.WON, ClaimResult.LOST)


def claim_cases(ledger: Ledger) -> list[pd.DataFrame]:
    """Give the cases of claims. One that was weighed was won or lost; others were late, or not allowed."""
    claims = ledger.tables["claims"]
    claims = claims[ledger.within(claims["recorded_at"]) & ~claims["answer"].eq(ClaimAnswer.PASS)]
    claims = claims[claims["lead_id"].notna() & claims["staff_no"].notna()]
    lead, at = claims["lead_id"], claims["recorded_at"]
    facts = ledger.facts(lead).assign(**ledger.of_owner(claims["staff_no"]))
    pool = ledger.tables["pool"].reindex(lead.to_numpy()).set_axis(lead.index)
    same = claims["window"].eq(pool["window"])
    took = ledger.working_hours(claims["staff_no"], pool["opens_at"], at).where(same) * 60
    weighed = claims["result"].isin(_WEIGHED)
    won = claims["result"].eq(ClaimResult.WON).astype("float64")
    return [
        *as_cases(["claims"], lead, at, 1.0, facts),
        *as_cases(["claim_median"], lead[took.ge(0)], at, took, facts),
        *as_cases(["claim_won"], lead[weighed], at, won, facts),
        *_contended(ledger, claims[weighed]),
    ]


def _contended(ledger: Ledger, claims: pd.DataFrame) -> list[pd.DataFrame]:
    """One case per lead and window that anybody was weighed for: how many were."""
    groups = claims.groupby(["lead_id", "window"], as_index=False)
    found = groups.agg(at=("recorded_at", "max"), people=("staff_no", "nunique"))
    facts = ledger.facts(found["lead_id"]).drop(columns="am")
    return as_cases(["contention"], found["lead_id"], found["at"], found["people"].astype("float64"), facts)
