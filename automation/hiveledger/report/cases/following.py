"""Whether customers are contacted when they should be. Source: M13.

What counts is when a record was first seen, never the time that somebody typed.
"""

from typing import Final

import pandas as pd

from hiveledger.report.cases.base import Ledger, as_cases
from hiveledger.rules.follow_up.dues import WORKED

__all__ = ["touch_cases"]

_ALMOST_A_DAY: Final = pd.Timedelta(days=1) - pd.Timedelta(microseconds=1)


def touch_cases(ledger: Ledger) -> list[pd.DataFrame]:
    """Give the cases of contacts and of those that were due."""
    touches = ledger.tables["touches"]
    at = touches["recorded_at"].fillna(touches["touched_at"])
    touches = touches.assign(at=at)[touches["lead_id"].isin(ledger.leads.index) & (at < ledger.until)]
    made = touches[touches["at"] >= ledger.since]
    facts = ledger.facts(made["lead_id"]).assign(**ledger.of_owner(made["staff_no"]))
    return [
        *as_cases(["touched"], made["lead_id"], made["at"], 1.0, facts),
        *_due(ledger, "first_touch", "first_touch_at"),
        *_due(ledger, "se_reply", "se_replied_at", due="se_due"),
        *_kept(ledger, touches),
        *_untouched(ledger),
    ]


def _due(ledger: Ledger, metric: str, done: str, due: str = "first_touch_due") -> list[pd.DataFrame]:
    """A lead counts when it is decided: once it was contacted in time, or when it should have been."""
    leads = ledger.leads[ledger.leads[due].notna()]
    on_time = leads[done] <= leads[due]
    at = leads[done].where(on_time, leads[due])
    lead = leads.index.to_series()[ledger.within(at)]
    return as_cases([metric], lead, at, on_time.astype("float64"), ledger.facts(lead))


def _kept(ledger: Ledger, touches: pd.DataFrame) -> list[pd.DataFrame]:
    """Of each day that was agreed with a customer: whether somebody made contact up to its end.

    The day of a lead's last record counts only while somebody still works on the lead.
    """
    rows = touches.sort_values(["lead_id", "at"], kind="stable")
    following = rows.groupby("lead_id")["at"].shift(-1)
    due = rows["next_at"] + _ALMOST_A_DAY
    kept = following <= due
    at = following.where(kept, due)
    works = rows["lead_id"].map(ledger.leads["status"]).isin(WORKED)
    counted = due.notna() & ledger.within(at) & (due >= rows["at"]) & (following.notna() | works)
    lead = rows["lead_id"][counted]
    facts = ledger.facts(lead).assign(**ledger.of_owner(rows["staff_no"][counted]))
    return as_cases(["next_touch"], lead, at, kept.astype("float64"), facts)


def _untouched(ledger: Ledger) -> list[pd.DataFrame]:
    leads = ledger.leads
    is_late = leads["first_touch_at"].isna() & (leads["first_touch_due"] < ledger.until)
    rows = leads[is_late & leads["status"].isin(WORKED)]
    lead = rows.index.to_series()
    return as_cases(["untouched"], lead, rows["first_touch_due"], 1.0, ledger.facts(lead))
