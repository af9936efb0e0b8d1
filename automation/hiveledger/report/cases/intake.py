"""What comes in, how soon and how clean. Source: M8."""

from typing import Final

import pandas as pd

from hiveledger.report.cases.base import Ledger, as_cases
from hiveledger.rules.completeness import known_facts
from hiveledger.schema.words import WAITING, Status

__all__ = ["intake_cases"]

_HOUR: Final = 3600


def intake_cases(ledger: Ledger) -> list[pd.DataFrame]:
    """Give the cases of what was received and cleaned."""
    leads = ledger.leads
    came = leads[ledger.within(leads["received_at"])]
    facts = ledger.facts(came.index.to_series())
    at, lead = came["received_at"], came.index.to_series()
    arrival = (came["received_at"] - came["occurred_at"]).dt.total_seconds() / _HOUR
    told = arrival.ge(0)
    counted = ~came["status"].isin([Status.MERGED, Status.BLOCKED])
    sound = counted & came["status"].ne(Status.INVALID)
    is_bad = came["status"].eq(Status.INVALID).astype("float64")
    return [
        *as_cases(["received"], lead, at, 1.0, facts),
        *as_cases(["arrival_median", "arrival_p90"], lead[told], at, arrival, facts),
        *as_cases(["completeness"], lead[sound], at, known_facts(came).mean(axis=1).astype("float64"), facts),
        *as_cases(["invalid"], lead[counted], at, is_bad, facts),
        *_cleaned(ledger),
        *_distributed(ledger),
    ]


def _cleaned(ledger: Ledger) -> list[pd.DataFrame]:
    """A lead counts when it is decided: once it is clean, or when it should have been and is not."""
    leads = ledger.leads[ledger.leads["clean_due"].notna()]
    done, due = leads["cleaned_at"], leads["clean_due"]
    on_time = done <= due
    at = done.where(on_time, due)
    counted = ledger.within(at) & ~leads["status"].eq(Status.MERGED)
    waits = leads[done.isna() & leads["status"].isin(WAITING) & (leads["received_at"] < ledger.until)]
    return [
        *as_cases(["clean_on_time"], _ids(leads[counted]), at, on_time.astype("float64"), ledger.facts(_ids(leads))),
        *as_cases(["clean_open"], _ids(waits), waits["clean_due"], 1.0, ledger.facts(_ids(waits))),
    ]


def _distributed(ledger: Ledger) -> list[pd.DataFrame]:
    leads = ledger.leads[ledger.within(ledger.leads["first_assigned_at"])]
    at, lead = leads["first_assigned_at"], _ids(leads)
    facts = ledger.facts(lead)
    waited = ledger.hours.team.working_between(leads["cleaned_at"], at) / 60
    known = leads["cleaned_at"] <= at
    return [
        *as_cases(["distributed"], lead, at, 1.0, facts),
        *as_cases(["wait_median", "wait_p90"], lead[known], at, waited, facts),
    ]


def _ids(leads: pd.DataFrame) -> pd.Series:
    return leads.index.to_series()
