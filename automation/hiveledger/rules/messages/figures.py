"""The few figures of a stretch of time that a morning line tells; no percentage, no name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from hiveledger.schema.words import DeskKind

__all__ = ["Figures", "count_figures"]


@dataclass(frozen=True)
class Figures:
    """How many leads came, were cleaned, given to somebody, confirmed, and came back; and what waits for SO now."""

    received: int
    cleaned: int
    assigned: int
    confirmed: int
    returned: int
    waiting: int


def count_figures(tables: Mapping[str, pd.DataFrame], since: datetime, until: datetime) -> Figures:
    """Count what happened from `since` up to `until`, by the times that stand in the rows.

    Reads: leads received_at, cleaned_at, assigned_at, confirmed_at; desk kind, raised_at, closed_at.

    >>> leads = pd.DataFrame({"received_at": pd.to_datetime(["2026-03-02 09:00", "2026-03-03 09:00"])})
    >>> leads = leads.assign(cleaned_at=pd.NaT, assigned_at=pd.NaT, confirmed_at=pd.NaT)
    >>> desk = pd.DataFrame({"kind": ["missing"], "raised_at": [pd.NaT], "closed_at": [pd.NaT]})
    >>> count_figures({"leads": leads, "desk": desk}, datetime(2026, 3, 2), datetime(2026, 3, 3))
    Figures(received=1, cleaned=0, assigned=0, confirmed=0, returned=0, waiting=1)
    """
    leads, desk = tables["leads"], tables["desk"]

    def within(times: pd.Series) -> pd.Series:
        return (times >= pd.Timestamp(since)) & (times < pd.Timestamp(until))

    kinds = [DeskKind.RETURNED.value, DeskKind.RECALLED.value]
    return Figures(
        received=int(within(leads["received_at"]).sum()),
        cleaned=int(within(leads["cleaned_at"]).sum()),
        assigned=int(within(leads["assigned_at"]).sum()),
        confirmed=int(within(leads["confirmed_at"]).sum()),
        returned=int((desk["kind"].isin(kinds) & within(desk["raised_at"])).sum()),
        waiting=int((desk["closed_at"].isna() & desk["kind"].ne(DeskKind.COMMAND.value)).sum()),
    )
