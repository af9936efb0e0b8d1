"""How complete leads are: what of the facts that are needed is known, by source and week of arrival. Source: M8."""

from typing import Final

import pandas as pd

from hiveledger.schema.words import Status

__all__ = ["NEEDED", "known_facts", "measure_completeness"]

NEEDED: Final = (  # of every lead, to grade and distribute it
    "company",
    "contact",
    "mobile",
    "region",
    "industry",
    "size",
    "need",
    "budget_status",
    "decision_chain",
    "purchase_by",
)
_INSTEAD: Final = {"mobile": "phone"}  # reaches the customer as well
_NOT_COUNTED: Final = (Status.INVALID, Status.BLOCKED, Status.MERGED)


def known_facts(leads: pd.DataFrame) -> pd.DataFrame:
    """Tell which of the needed facts are known of each lead: bool per lead and needed column.

    A mobile is known where any number is. Reads: phone, and all of `NEEDED`.

    >>> leads = table('''
    ...     lead_id | company | phone
    ...     L1      | 示例公司 | 051265551234
    ... ''')
    >>> known_facts(leads.reindex(columns=[*leads.columns, *NEEDED[1:]])).sum(axis=1).to_dict()
    {'L1': 2}
    """
    known = {column: leads[column].notna() for column in NEEDED}
    known |= {column: known[column] | leads[instead].notna() for column, instead in _INSTEAD.items()}
    return pd.DataFrame(known, index=leads.index)


def measure_completeness(leads: pd.DataFrame, fewest: int) -> pd.DataFrame:
    """Count the leads of each source and week in which each needed fact is known.

    A week is named by its Monday; leads without a time of receipt are in none, and invalid, blocked and merged ones
    do not count. A mobile is known where any number is.
    Reads: source, received_at, status, phone, and all of `NEEDED`.
    Returns: a row per source, week and column that has leads: source (blank where none is told), week, column, total,
    filled (counts), share (0 to 1; missing where there are fewer than `fewest` leads); newest week first.

    >>> leads = table('''
    ...     lead_id | source | received_at:datetime64[us] | status | company  | phone
    ...     L1      | 展会   | 2026-03-04 10:00           | new    | 示例云帆 | 051260000000
    ...     L2      | 展会   | 2026-03-02 09:00           | pooled |          |
    ... ''')
    >>> found = measure_completeness(leads.reindex(columns=[*leads.columns, *NEEDED[1:]]), fewest=2)
    >>> found[["column", "total", "filled", "share"]].head(3).to_numpy().tolist()
    [['company', 2, 1, 0.5], ['contact', 2, 0, 0.0], ['mobile', 2, 1, 0.5]]
    """
    counted = leads[~leads["status"].isin(_NOT_COUNTED) & leads["received_at"].notna()]
    received = counted["received_at"].dt.normalize()
    week = received - pd.to_timedelta(received.dt.day_of_week, unit="D")
    facts = known_facts(counted).assign(source=counted["source"].fillna(""), week=week)
    long = facts.melt(["source", "week"], var_name="column", value_name="known")
    groups = long.groupby(["source", "week", "column"], as_index=False)
    counts = groups.agg(total=("known", "size"), filled=("known", "sum"))
    place = counts["column"].map({column: at for at, column in enumerate(NEEDED)})
    share = (counts["filled"] / counts["total"]).where(counts["total"] >= fewest).astype("float64")
    ordered = counts.assign(share=share, place=place).sort_values(
        ["week", "source", "place"], ascending=[False, True, True], ignore_index=True
    )
    return ordered[["source", "week", "column", "total", "filled", "share"]]
