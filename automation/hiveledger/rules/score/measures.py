"""How good a forecast is: whether it ranks, and whether what it says comes true."""

from typing import Final

import numpy as np
import pandas as pd

__all__ = ["FOLDS", "auc", "auc_error", "deal_folds", "reliability"]

FOLDS: Final = 5
_BINS: Final = 10


def deal_folds(won: pd.Series) -> pd.Series:
    """Give each lead one of five folds, won and lost leads dealt out in turn by the order of their keys.

    >>> deal_folds(pd.Series([True, False, True], index=["L3", "L1", "L2"])).to_dict()
    {'L3': 1, 'L1': 0, 'L2': 0}
    """
    ordered = won.sort_index()
    return (ordered.groupby(ordered).cumcount() % FOLDS).reindex(won.index)


def auc(won: pd.Series, chance: pd.Series) -> float:
    """Give how often a won lead has the higher chance of a won and a lost one; a tie counts half, 0.5 is by chance.

    Missing where all were won or all lost.

    >>> auc(pd.Series([True, False, True, False]), pd.Series([0.9, 0.1, 0.4, 0.4]))
    0.875
    """
    wins = int(won.sum())
    pairs = wins * (len(won) - wins)
    if not pairs:
        return float("nan")
    return float((chance.rank()[won].sum() - wins * (wins + 1) / 2) / pairs)


def auc_error(area: float, won: int, lost: int) -> float:
    """Give the standard error of an AUC. Source: Hanley and McNeil, Radiology 143 (1982).

    >>> round(auc_error(0.7, 100, 100), 3)
    0.037
    """
    both_won, both_lost = area / (2 - area), 2 * area**2 / (1 + area)
    spread = (won - 1) * (both_won - area**2) + (lost - 1) * (both_lost - area**2)
    return float(np.sqrt((area * (1 - area) + spread) / (won * lost)))


def reliability(won: pd.Series, chance: pd.Series) -> pd.DataFrame:
    """Put leads of like chance side by side with what became of them: ten bins of one tenth of chance each.

    Returns: predicted (mean chance), observed (share won), count, per bin that holds leads.

    >>> reliability(pd.Series([True, False, True]), pd.Series([0.92, 0.12, 0.98])).round(2).to_numpy().tolist()
    [[0.12, 0.0, 1.0], [0.95, 1.0, 2.0]]
    """
    bins = (chance * _BINS).astype("int64").clip(upper=_BINS - 1).rename("bin")
    rows = pd.DataFrame({"predicted": chance, "observed": won.astype("float64"), "count": 1}).groupby(bins)
    return rows.agg({"predicted": "mean", "observed": "mean", "count": "sum"})
