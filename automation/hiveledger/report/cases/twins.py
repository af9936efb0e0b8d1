"""Duplicates: what was asked, merged, turned down and taken back. Source: M1, M8."""

from typing import Final

import pandas as pd

from hiveledger.report.cases.base import Ledger, as_cases
from hiveledger.schema.words import Judgement

__all__ = ["twin_cases"]

_OTHERS: Final = (Judgement.DIFFERENT, Judgement.RELATED)


def twin_cases(ledger: Ledger) -> list[pd.DataFrame]:
    """Give the cases of duplicates, each under the source of the lead that came second."""
    asked, merged, undone = ledger.tables["decisions"], ledger.tables["merged"], ledger.past.unmerged
    found = asked[ledger.within(asked["raised_at"])]
    rejected = asked[ledger.within(asked["closed_at"]) & asked["verdict"].isin(_OTHERS)]
    joined = merged[ledger.within(merged["merged_at"])]
    joined = joined[ledger.leads["duplicate_of"].reindex(joined.index).notna()]
    undone = undone[ledger.within(undone["at"])]
    lead = joined.index.to_series()
    return [
        *_of(ledger, "twins_found", found["other_id"].fillna(found["lead_id"]), found["raised_at"]),
        *_of(ledger, "twins_merged", lead, joined["merged_at"]),
        *_of(ledger, "twins_rejected", rejected["other_id"].fillna(rejected["lead_id"]), rejected["closed_at"]),
        *_of(ledger, "twins_undone", undone["lead_id"], undone["at"]),
    ]


def _of(ledger: Ledger, metric: str, lead: pd.Series, at: pd.Series) -> list[pd.DataFrame]:
    return as_cases([metric], lead.fillna("").astype("str"), at, 1.0, ledger.facts(lead))
