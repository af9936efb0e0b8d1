"""In which order leads are served, and which of them stay together."""

import numpy as np
import pandas as pd

__all__ = ["company_of", "in_turn"]


def company_of(leads: pd.DataFrame) -> pd.Series:
    """Give the company whose leads stay together: the account, or for a lead without one the lead itself.

    Reads: account_id.
    """
    return leads["account_id"].fillna(leads.index.to_series())


def in_turn(leads: pd.DataFrame) -> pd.DataFrame:
    """Put leads in the order in which they are served: by received_at (blank last), then lead_id.

    Reads: received_at.
    """
    return leads.iloc[np.lexsort((leads.index.to_numpy(), leads["received_at"].to_numpy()))]
