"""What a team's own won and lost leads say of one that is still open: an additive model, so that it explains itself.

Each level of each column adds to the log-odds of winning or takes from them; the model is a logistic regression over
these levels, and what a level adds is told against what the column adds on average.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from hiveledger.rules.score.measures import FOLDS, deal_folds
from hiveledger.rules.score.scales import Levels, Scale, learn_scale

__all__ = ["Floats", "Model", "cross_validate", "fit"]

_STRENGTH: Final = 0.3  # of the data against the belief that a level adds nothing
_ROUNDS: Final = 500

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Model:
    """What was learnt: per column its levels, what each adds to the log-odds, and how many of it were won."""

    average: float  # the share of all decided leads that were won
    base: float  # the log-odds of a lead whose every column adds nothing
    scales: Mapping[str, Scale]
    adds: Mapping[str, Floats]
    won: Mapping[str, Levels]
    decided: Mapping[str, Levels]

    def place(self, facts: pd.DataFrame) -> pd.DataFrame:
        """Give the level of each lead's cell: a column for each that the model uses."""
        return pd.DataFrame({name: scale.place(facts[name]) for name, scale in self.scales.items()}, facts.index)

    def contribute(self, levels: pd.DataFrame) -> pd.DataFrame:
        """Give what each cell adds to the log-odds, by the levels that `place` gives."""
        return pd.DataFrame({name: adds[levels[name]] for name, adds in self.adds.items()}, levels.index)

    def foresee(self, facts: pd.DataFrame) -> pd.Series:
        """Give each lead's chance to be won, 0 to 1."""
        return self.chance(self.contribute(self.place(facts)))

    def chance(self, adds: pd.DataFrame) -> pd.Series:
        """Give the chance that contributions come to."""
        odds: pd.Series = np.exp(self.base + adds.sum(axis=1))
        return odds / (1 + odds)


def fit(facts: pd.DataFrame, won: pd.Series) -> Model:
    """Learn from decided leads; `won` is bool on the index of `facts`, and both outcomes have to be there.

    >>> facts = pd.DataFrame({"source": pd.Series(["展会", "官网"] * 50, dtype="str")})
    >>> model = fit(facts, pd.Series([True, False, True, False, False] * 20))
    >>> model.foresee(facts).round(1).unique().tolist()
    [0.4]
    """
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - takes seconds: only where a score is asked for

    scales = {str(name): scale for name in facts if _tells(scale := learn_scale(facts[name]), facts[name])}
    levels = {name: scale.place(facts[name]) for name, scale in scales.items()}
    inputs = np.hstack([np.eye(scales[name].size)[level] for name, level in levels.items()] or [np.ones((len(won), 1))])
    learnt = LogisticRegression(C=_STRENGTH, solver="newton-cholesky", max_iter=_ROUNDS).fit(inputs, won.to_numpy())
    cuts = np.cumsum([scale.size for scale in scales.values()])
    parts = dict(zip(scales, np.split(learnt.coef_[0], cuts)[:-1], strict=True)) if scales else {}
    means = {name: float(part[levels[name]].mean()) for name, part in parts.items()}
    return Model(
        float(won.mean()),
        float(learnt.intercept_[0]) + sum(means.values()),
        scales,
        {name: part - means[name] for name, part in parts.items()},
        {name: np.bincount(level[won], minlength=scales[name].size) for name, level in levels.items()},
        {name: np.bincount(level, minlength=scales[name].size) for name, level in levels.items()},
    )


def _tells(scale: Scale, cells: pd.Series) -> bool:
    """Tell whether a column has more than one level in these leads."""
    return len(np.unique(scale.place(cells))) > 1


def cross_validate(facts: pd.DataFrame, won: pd.Series) -> pd.DataFrame:
    """Foresee each decided lead by a model that has not seen it.

    Returns: chance, fold, on the index of `facts`.

    >>> facts = pd.DataFrame({"source": pd.Series(["展会", "官网"] * 50, dtype="str")})
    >>> cross_validate(facts, pd.Series([True, False] * 50))["chance"].round(1).to_list()[:2]
    [0.9, 0.1]
    """
    fold, chance = deal_folds(won), pd.Series(np.nan, won.index)
    for number in range(FOLDS):
        held = fold == number
        chance[held] = fit(facts[~held], won[~held]).foresee(facts[held])
    return pd.DataFrame({"chance": chance, "fold": fold})
