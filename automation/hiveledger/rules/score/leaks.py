"""Columns that know the outcome because they were filled after it. Found by what stands in them, never by their names.

A column is left out for the first of these that holds:

| sign | the column |
|---|---|
| alone | tells won from lost nearly by itself |
| settled | holds a value, or is filled at all, in leads of nearly one outcome alone |
| filled | is filled far more often in leads of one outcome than in those of the other |
| verdict | holds one value that nearly always wins and another that nearly always loses: somebody's judgement |
| later | is filled in many more (or fewer) decided leads than in those that are still open |
| changes | holds other values in decided leads than in those that are still open |

What counts as "nearly" is measured against the whole: a value has to raise or lower the odds fivefold, by the careful
end of its 95 % interval.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from hiveledger.findings import Reason
from hiveledger.rules.drift import wilson
from hiveledger.rules.score.measures import FOLDS, auc, deal_folds
from hiveledger.rules.score.scales import BLANK, Scale, learn_scale

__all__ = ["Leak", "find_leaks"]

_ODDS: Final = 5
_NEARLY_ALL: Final = 0.98
_SETTLED: Final = 0.05  # of the decided leads
_VERDICT: Final = 0.05  # of the decided leads, for each of the two values
_FILLED: Final = 0.5  # the difference between two shares of filled cells, of won and lost leads
_LATER: Final = 0.4  # the same, of decided and open leads
_OPEN: Final = 30  # open leads, for that difference to mean something
_CHANGES: Final = 0.5  # the share of leads that would need another value for decided and open ones to be alike
_OPEN_FOR_VALUES: Final = 100
_PRIOR: Final = 5  # leads of the average rate, added to each level


@dataclass(frozen=True)
class Leak:
    """A column that is left out, and how it shows that it knows the outcome."""

    column: str
    why: Reason


def find_leaks(facts: pd.DataFrame, won: pd.Series, limit: float) -> tuple[Leak, ...]:
    """Tell which columns know the outcome, and how that shows.

    `won` is "boolean" per lead, missing while it is open; `limit` is the AUC that no fact of a lead reaches alone.

    >>> won = pd.Series([True] * 40 + [False] * 60, dtype="boolean")
    >>> facts = pd.DataFrame({"lost_to": pd.Series([None] * 40 + ["price"] * 60, dtype="str")})
    >>> [leak.why.code for leak in find_leaks(facts, won, 0.85)]
    ['score.leak_alone']
    """
    decided = won.dropna().astype("bool")
    return tuple(
        Leak(str(column), why)
        for column in facts
        if (why := next(_signs(facts[column], won, decided, limit), None)) is not None
    )


def _signs(cells: pd.Series, won: pd.Series, decided: pd.Series, limit: float) -> Iterator[Reason]:
    known = cells.loc[decided.index]
    scale = learn_scale(known)
    level = pd.Series(scale.place(known), decided.index)
    yield from _alone(level, decided, limit)
    counts = _counts(level, decided)
    yield from _settled(scale, counts, len(decided))
    yield from _filled(known, decided)
    yield from _verdict(scale, counts, len(decided))
    still_open = cells[won.isna()]
    yield from _later(known, still_open)
    yield from _changes(level, pd.Series(scale.place(still_open)))


def _alone(level: pd.Series, won: pd.Series, limit: float) -> Iterator[Reason]:
    fold, chance = deal_folds(won), pd.Series(np.nan, won.index)
    for number in range(FOLDS):
        rest, held = fold != number, fold == number
        mean, by_level = won[rest].mean(), won[rest].groupby(level[rest])
        rate = (by_level.sum() + _PRIOR * mean) / (by_level.size() + _PRIOR)
        chance[held] = level[held].map(rate).fillna(mean)
    if (area := auc(won, chance)) >= limit:
        yield Reason("score.leak_alone", {"auc": f"{area:.2f}"})


def _counts(level: pd.Series, won: pd.Series) -> pd.DataFrame:
    """Give for each level, and for all filled cells as one (-1), what was decided and how surely that is one-sided."""
    groups = won.groupby(level)
    counts = pd.DataFrame({"won": groups.sum(), "decided": groups.size()})
    filled = won[level != BLANK]
    if 0 < len(filled) < len(won):
        counts.loc[-1] = [filled.sum(), len(filled)]
    bounds, base = wilson(counts["won"], counts["decided"]), won.mean()
    rate, odds = counts["won"] / counts["decided"], base / (1 - base)
    wins = bounds["low"] > _share(odds * _ODDS)
    loses = bounds["high"] < _share(odds / _ODDS)
    pure = (wins & (rate >= _NEARLY_ALL)) | (loses & (rate <= 1 - _NEARLY_ALL))
    return counts.assign(rate=rate, wins=wins, loses=loses, pure=pure)


def _share(odds: float) -> float:
    return float(odds / (1 + odds))


def _settled(scale: Scale, counts: pd.DataFrame, total: int) -> Iterator[Reason]:
    pure = counts[counts["pure"]].sort_values(["decided", "won"])
    cases = pure["decided"]
    if not pure.empty and max(cases.max(), cases.drop(-1, errors="ignore").sum()) >= _SETTLED * total:
        yield Reason("score.leak_settled", _said(scale, pure.iloc[-1]))


def _verdict(scale: Scale, counts: pd.DataFrame, total: int) -> Iterator[Reason]:
    values = counts.drop(index=-1, errors="ignore")
    wins = values[values["wins"]].sort_values("rate")
    loses = values[values["loses"]].sort_values("rate")
    if min(wins["decided"].sum(), loses["decided"].sum()) >= _VERDICT * total:
        best, worst = wins.iloc[-1], loses.iloc[0]
        params = {"best": Reason("score.rate", _said(scale, best)), "worst": Reason("score.rate", _said(scale, worst))}
        yield Reason("score.leak_verdict", params)


def _said(scale: Scale, row: pd.Series) -> dict[str, object]:
    word = Reason("score.filled") if row.name == -1 else scale.said(int(str(row.name)))
    return {"word": word, "won": int(row["won"]), "decided": int(row["decided"])}


def _filled(known: pd.Series, won: pd.Series) -> Iterator[Reason]:
    wins, losses = known[won].notna().mean(), known[~won].notna().mean()
    if abs(wins - losses) >= _FILLED:
        yield Reason("score.leak_filled", {"won": f"{wins:.0%}", "lost": f"{losses:.0%}"})


def _later(known: pd.Series, still_open: pd.Series) -> Iterator[Reason]:
    if len(still_open) < _OPEN:
        return
    before, after = still_open.notna().mean(), known.notna().mean()
    if abs(before - after) >= _LATER:
        yield Reason("score.leak_later", {"decided": f"{after:.0%}", "open": f"{before:.0%}"})


def _changes(level: pd.Series, still_open: pd.Series) -> Iterator[Reason]:
    if len(still_open) < _OPEN_FOR_VALUES:
        return
    before, after = still_open.value_counts(normalize=True), level.value_counts(normalize=True)
    alike = 1 - before.sub(after, fill_value=0).abs().sum() / 2
    if alike <= 1 - _CHANGES:
        yield Reason("score.leak_changes", {"alike": f"{alike:.0%}"})
