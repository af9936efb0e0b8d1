"""How things stand at the cut-off: the pool, who holds how much, what waits on the desk. Source: M10, M2."""

from typing import Final

import numpy as np
import pandas as pd

from hiveledger.report.cases.base import Ledger, as_cases
from hiveledger.schema.words import OPEN, DeskKind, Grade, Status

__all__ = ["AGES", "stock_cases"]

AGES: Final = (1, 3, 7, 14)
"""Days at which a lead of the pool counts as older; the parts are "0" to "4"."""

_DAY: Final = 24 * 3600


def stock_cases(ledger: Ledger) -> list[pd.DataFrame]:
    """Give the cases of what stands at the cut-off."""
    return [*_pool(ledger), *_load(ledger), *_waiting(ledger)]


def _pool(ledger: Ledger) -> list[pd.DataFrame]:
    leads = ledger.leads
    pooled = leads.index[leads["status"].eq(Status.POOLED)]
    rows = ledger.tables["pool"].reindex(pooled)
    since = rows["pooled_at"].fillna(leads["cleaned_at"].reindex(pooled))
    age = (pd.Timestamp(ledger.until) - since).dt.total_seconds() / _DAY
    part = pd.Series(np.searchsorted(AGES, age.fillna(0), side="right").astype("str"), index=pooled, dtype="str")
    lead = pooled.to_series()
    facts = ledger.facts(lead)
    return [
        *as_cases(["pooled"], lead, since, age, facts.assign(part=part)),
        *as_cases(["pool_age"], lead[age.notna()], since, age, facts),
    ]


def _load(ledger: Ledger) -> list[pd.DataFrame]:
    """What is held is told of all who hold something, limits of the AMs who are there."""
    leads, ams, settings = ledger.leads, ledger.ams, ledger.settings
    held = leads[leads["status"].isin(OPEN) & leads["owner"].notna()]
    month = pd.Timestamp(ledger.until) - pd.Timedelta(microseconds=1)
    turns = ledger.past.handovers
    since = month.normalize().replace(day=1)
    taken = turns[(turns["assigned_at"] >= since) & (turns["assigned_at"] < ledger.until) & turns["grade"].eq(Grade.A)]
    who = ams.index.to_series()
    nobody, never = pd.Series("", index=who.index), pd.Series(pd.NaT, index=who.index)
    own = ledger.of_owner(who)
    counts = held["owner"].value_counts().reindex(who.index, fill_value=0).astype("float64")
    given = ledger.facts(taken["lead_id"]).assign(**ledger.of_owner(taken["owner"]), grade=taken["grade"])
    return [
        *as_cases(["held"], held.index.to_series(), held["assigned_at"], 1.0, ledger.facts(held.index.to_series())),
        *as_cases(["taken"], taken["lead_id"], taken["assigned_at"], 1.0, given),
        *as_cases(["cap"], nobody, never, ams["cap"].fillna(settings.held_cap), own),
        *as_cases(["quota"], nobody, never, ams["quota_a"].fillna(settings.month_quota), own),
        *as_cases(["skew"], nobody, never, counts, own),
    ]


def _waiting(ledger: Ledger) -> list[pd.DataFrame]:
    desk, decisions = ledger.tables["desk"], ledger.tables["decisions"]
    rows = desk[desk["closed_at"].isna() & desk["kind"].notna() & desk["kind"].ne(DeskKind.COMMAND)]
    asked = decisions[decisions["closed_at"].isna() & decisions["verdict"].isna() & decisions["lead_id"].notna()]
    return [*_asked(ledger, rows), *_asked(ledger, asked)]


def _asked(ledger: Ledger, rows: pd.DataFrame) -> list[pd.DataFrame]:
    lead = rows["lead_id"].fillna("").astype("str")
    return as_cases(["waiting"], lead, rows["raised_at"], 1.0, ledger.facts(lead).assign(part=rows["kind"]))
