"""Lists of companies that people keep, as completing looks things up in them: industries by the team's own names."""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from hiveledger.findings import Reason
from hiveledger.flows.draft import Draft
from hiveledger.rules.evidence import FACTS
from hiveledger.rules.industry import to_segments
from hiveledger.rules.listing import tidy_listed
from hiveledger.schema import TABLES
from hiveledger.schema.words import Status

__all__ = ["known_industries", "read_registers", "row_names"]

_REGISTERS: Final = ("directory", "customers")  # the better one first
_LISTED: Final = ["company", "uscc", *FACTS]
_TELL_NOTHING: Final = [Status.INVALID.value, Status.BLOCKED.value, Status.MERGED.value]


def read_registers(draft: Draft) -> Mapping[str, pd.DataFrame]:
    """Give each list with what companies are known by and what can be looked up of them."""
    industries = draft.frame("industries")
    registers = {name: draft.frame(name).reindex(columns=_LISTED).astype("str") for name in _REGISTERS}
    registers["directory"] = tidy_listed(draft.frame("directory"))
    return {name: rows.assign(industry=to_segments(rows["industry"], industries)) for name, rows in registers.items()}


def known_industries(draft: Draft, registers: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Give the companies whose industry people or registers tell: company, industry. What was only guessed is not in.

    Called when the leads are filled, so that a second run learns from the same companies.
    """
    leads = draft.after("leads")
    leads = leads.loc[~leads["status"].isin(_TELL_NOTHING), ["company", "industry"]]
    leads = leads.assign(industry=to_segments(leads["industry"], draft.frame("industries")))
    return pd.concat([leads, *(rows[["company", "industry"]] for rows in registers.values())], ignore_index=True)


def row_names(draft: Draft, found: pd.DataFrame) -> pd.Series:
    """Give what each value was told by, a row of 企业名录 with where it comes from and of which day it is.

    Reads: source, told.
    """
    directory, language = draft.frame("directory"), draft.state.settings.language
    day = TABLES["directory"]["as_of"]
    named = {
        key: Reason("complete.from_list", {"key": key, "source": source, "date": day.shown(date, language)}).text(
            language
        )
        for key, source, date in directory[["source", "as_of"]].dropna().itertuples()
    }
    is_listed = found["source"].str.startswith("directory_", na=False)
    return found["told"].mask(is_listed, found["told"].map(lambda key: named.get(key, key)))
