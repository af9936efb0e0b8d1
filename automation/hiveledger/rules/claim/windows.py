"""Since when and until when a lead of the pool may be claimed. Source: M10."""

import pandas as pd

__all__ = ["by_lead", "is_open", "next_due"]


def is_open(pool: pd.DataFrame) -> pd.Series:
    """Tell which leads of the pool have a window that nothing has come of yet.

    Reads: opens_at, closes_at, outcome, left_at. Returns: bool per lead.

    >>> pool = table('''
    ...     lead_id | opens_at         | closes_at        | outcome | left_at
    ...     L1      | 2026-03-02 10:00 | 2026-03-02 10:10 |         |
    ...     L2      | 2026-03-02 10:00 | 2026-03-02 10:10 | 无人抢单 |
    ...     L3      |                  |                  |         |
    ... ''')
    >>> is_open(pool).to_dict()
    {'L1': True, 'L2': False, 'L3': False}
    """
    is_timed = pool["opens_at"].notna() & pool["closes_at"].notna()
    return is_timed & pool["outcome"].isna() & pool["left_at"].isna()


def next_due(pool: pd.DataFrame) -> pd.Timestamp:
    """Give the earliest end of a window: after it, what came of it is to be told. NaT where none is open.

    Reads: opens_at, closes_at, outcome, left_at.

    >>> pool = table('''
    ...     lead_id | opens_at         | closes_at        | outcome | left_at
    ...     L1      | 2026-03-02 10:00 | 2026-03-02 10:10 |         |
    ...     L2      | 2026-03-02 09:00 | 2026-03-02 09:10 | 无人抢单 |
    ... ''')
    >>> next_due(pool)
    Timestamp('2026-03-02 10:10:00')
    """
    earliest: pd.Timestamp = pool.loc[is_open(pool), "closes_at"].min()
    return earliest


def by_lead(leads: pd.Series, cells: pd.Series) -> pd.Series:
    """Give to each row the cell of the lead that it names, missing where there is none. Returns: index of `leads`.

    >>> named = pd.Series({"Q1": "L2", "Q2": "L9"})
    >>> by_lead(named, pd.Series({"L1": 1.0, "L2": 2.0})).to_dict()
    {'Q1': 2.0, 'Q2': nan}
    """
    return pd.Series(cells.reindex(leads.to_numpy()).array, index=leads.index)
