"""Small ledgers to be deduped: a text table of leads with every column that matching reads."""

import pandas as pd

from hiveledger.rules.match.leads import Match, Said, match_leads
from hiveledger.schema import LEADS
from hiveledger.schema.frames import empty, typed
from hiveledger.schema.tables import CONTACTS
from tests.tables import table

__all__ = ["leads", "matched"]


def leads(text: str) -> pd.DataFrame:
    """Read leads; where the table does not say, they are new and came on one day."""
    rows = table(text)
    defaults = pd.DataFrame({"status": "new", "received_at": pd.Timestamp("2026-03-02")}, index=rows.index)
    return typed(LEADS, rows.join(defaults[defaults.columns.difference(rows.columns)]))


def matched(rows: pd.DataFrame, said: Said | None = None) -> Match:
    """Match leads that have no further contacts."""
    return match_leads(rows, empty(CONTACTS), said or Said())
