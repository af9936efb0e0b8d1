"""Whether the letters still tell leads apart: how many of each letter are won, and which two cannot be told apart.

A rate is given with its 95 % Wilson interval: the rates that would not surprise anybody after so many cases.
Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference (1927).
"""

from collections.abc import Hashable, Iterator, Mapping
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pandas as pd

from hiveledger.findings import Finding, Reason
from hiveledger.schema.words import Grade, Status
from hiveledger.settings import Settings

__all__ = ["DECIDED", "count_wins", "find_drift", "say_wins", "wilson"]

DECIDED: Final = (Status.WON, Status.LOST)
_Z: Final = 1.96  # 95 %


def wilson(won: pd.Series, decided: pd.Series) -> pd.DataFrame:
    """Give the bounds between which a rate lies after so many cases: low and high, missing after none.

    >>> wilson(pd.Series([9]), pd.Series([10])).round(3).to_numpy().tolist()
    [[0.596, 0.982]]
    """
    cases = decided.astype("float64").replace(0, np.nan)
    rate, square = won / cases, _Z**2
    middle = (rate + square / (2 * cases)) / (1 + square / cases)
    reach = _Z / (1 + square / cases) * (rate * (1 - rate) / cases + square / (4 * cases**2)) ** 0.5
    return pd.DataFrame({"low": middle - reach, "high": middle + reach})


def count_wins(grades: pd.Series, status: pd.Series, settings: Settings) -> pd.DataFrame:
    """Count, for each letter, the leads that were decided and how many of them were won.

    `grades` is each lead's letter, as a rule its first one: what it was handed out by.
    Returns: decided, won; rate, low, high (missing where fewer than `rate_cases` were decided), per letter.

    >>> leads = table('''
    ...     lead_id | first_grade | status
    ...     L1      | A           | won
    ...     L2      | A           | lost
    ...     L3      | B           | following
    ... ''')
    >>> count_wins(leads["first_grade"], leads["status"], Settings(rate_cases=2))["rate"].to_dict()
    {'A': 0.5, 'B': nan, 'C': nan}
    """
    decided, letters = status.isin(DECIDED), [grade.value for grade in Grade]
    won = grades[status.eq(Status.WON)].value_counts().reindex(letters, fill_value=0)
    counts = pd.DataFrame({"decided": grades[decided].value_counts().reindex(letters, fill_value=0), "won": won})
    rates = wilson(counts["won"], counts["decided"]).assign(rate=counts["won"] / counts["decided"])
    return counts.join(rates[["rate", "low", "high"]].where(counts["decided"] >= settings.rate_cases))


def find_drift(wins: pd.DataFrame, settings: Settings) -> Iterator[Finding]:
    """Tell of letters that do not separate: each with `drift_cases` decided leads, beside the next lower such letter.

    They do not where the better letter is not won more often, or where the intervals of the two rates overlap.
    Reads: decided, rate, low, high, as `count_wins` gives them.

    >>> wins = pd.DataFrame(
    ...     {"decided": [40, 40, 3], "won": [10, 20, 0], "rate": [0.25, 0.5, None], "low": 0.1, "high": 0.6},
    ...     index=["A", "B", "C"],
    ... )
    >>> [finding.code for finding in find_drift(wins, Settings())]
    ['drift.turned_round']
    """
    enough = wins[wins["decided"] >= max(settings.drift_cases, settings.rate_cases)]
    for better, worse in pairwise(enough.reset_index(names="grade").to_dict("records")):
        is_turned, overlaps = better["rate"] <= worse["rate"], better["low"] <= worse["high"]
        if is_turned or overlaps:
            params = {"better": say_wins(better), "worse": say_wins(worse)}
            code = "drift.turned_round" if is_turned else "drift.overlap"
            yield Finding(code, "leads", column="grade", params=params)


def say_wins(row: Mapping[Hashable, Any]) -> Reason:
    """Put one letter's row of `count_wins` into words: its counts, and the rate where there are cases enough.

    >>> say_wins({"grade": "A", "decided": 3, "won": 1, "rate": float("nan")}).text()
    'A 级：了结 3 条，赢 1 条'
    """
    counts = {name: row[name] for name in ("grade", "decided", "won")}
    if pd.isna(row["rate"]):
        return Reason("drift.counts", counts)
    return Reason("drift.rate", counts | {name: f"{row[name]:.0%}" for name in ("rate", "low", "high")})
