"""Learning industries from names: least squares over all industries at once, and how far each answer is to be trusted.

A name's score for an industry is a sum of weights, fitted by ridge regression. How often the best score is right is
learned from names that the weights were not fitted to, so that it holds for new names.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from hiveledger.rules.industry.features import Features

if TYPE_CHECKING:
    from scipy.sparse import csr_array  # type: ignore[import-untyped]  # SciPy brings no types

__all__ = ["Learned", "learn"]

_Numbers = npt.NDArray[np.float64]
_Places = npt.NDArray[np.intp]

_RIDGE: Final = 6.0
_STEPS: Final = 12  # of conjugate gradients: more change nothing
_FOLDS: Final = 3
_DOUBT: Final = 3.0  # known names' worth of what is usual, where a word was seen seldom
_CLASS_DOUBT: Final = 5.0
_STIFFNESS: Final = 3.0
_NEWTON_STEPS: Final = 12
_TINY: Final = 1e-12
_LEAST_SURE: Final = 2 / 3
_NEVER: Final = 2.0  # a probability that no answer has


@dataclass(frozen=True)
class _Seen:
    """How often each key (a trade, a last word) went with each industry."""

    places: dict[str, int]
    counts: _Numbers
    usual: _Numbers

    def share(self, keys: tuple[str, ...], answers: _Places, own: _Places | None) -> _Numbers:
        """Give how often the key went with the answer; `own` are the names' industries, where they are among them."""
        at = np.array([self.places.get(key, len(self.places)) for key in keys], dtype=np.intp)
        right, all_ = self.counts[at, answers], self.counts[at].sum(axis=1)
        if own is not None:
            right, all_ = right - (own == answers), all_ - 1
        return np.column_stack([(right + _DOUBT * self.usual[answers]) / (all_ + _DOUBT), np.log1p(all_)])


@dataclass(frozen=True)
class Learned:
    """What known names teach: the weights of features, and what makes an answer right."""

    weights: _Numbers
    precisions: _Numbers
    seen: tuple[_Seen, ...]
    middle: _Numbers
    spread: _Numbers
    trust: _Numbers
    tried: tuple[_Numbers, npt.NDArray[np.bool_]]  # of known names: how sure, and whether right

    def answer(self, features: Features) -> tuple[_Places, _Numbers]:
        """Give each name's likeliest industry and how likely it is right."""
        scores = features.matrix @ self.weights
        signs = _signs(scores, features, self.precisions, self.seen, None)
        return scores.argmax(axis=1), _logistic((signs - self.middle) / self.spread, self.trust)

    def cutoff(self, precision: float) -> float:
        """Give how sure an answer must be for that share of such answers to be right; above 1 where none is.

        One standard error is added, since the best cut-off among many looks better than it is. And however easy most
        names are, no answer is given that is not likely by itself.
        """
        sure, is_right = self.tried
        order = np.argsort(-sure, kind="stable")
        count = np.arange(1, len(order) + 1)
        reached = np.cumsum(is_right[order]) / count - np.sqrt(precision * (1 - precision) / count)
        enough = np.flatnonzero(reached >= precision)
        return max(float(sure[order][enough[-1]]), _LEAST_SURE) if enough.size else _NEVER


def learn(features: Features, industries: _Places, count: int) -> Learned:
    """Learn from names whose industries, numbers below `count`, are known. At least `_FOLDS` names are needed."""
    usual = np.bincount(industries, minlength=count) / len(industries)
    fold = np.arange(len(industries)) % _FOLDS
    scores = np.zeros((len(industries), count))
    for held_back in range(_FOLDS):
        rest = fold != held_back
        weights = _fit(features.matrix[np.flatnonzero(rest)], industries[rest], count)
        scores[~rest] = features.matrix[np.flatnonzero(~rest)] @ weights
    answers = scores.argmax(axis=1)
    is_right = answers == industries
    precisions = (np.bincount(answers, is_right, count) + _CLASS_DOUBT * is_right.mean()) / (
        np.bincount(answers, minlength=count) + _CLASS_DOUBT
    )
    seen = tuple(_seen(keys, industries, usual) for keys in (features.trade, features.last))
    signs = _signs(scores, features, precisions, seen, industries)
    middle, spread = signs.mean(axis=0), signs.std(axis=0) + _TINY
    spread[spread <= _TINY * 2] = 1.0
    trust = _fit_logistic((signs - middle) / spread, is_right)
    sure = _logistic((signs - middle) / spread, trust)
    weights = _fit(features.matrix, industries, count)
    return Learned(weights, precisions, seen, middle, spread, trust, (sure, is_right))


def _fit(matrix: "csr_array", industries: _Places, count: int) -> _Numbers:
    """Fit the weights of all industries at once by conjugate gradients on the normal equations."""
    wanted = np.zeros((len(industries), count), dtype=np.float32)
    wanted[np.arange(len(industries)), industries] = 1
    turned = matrix.T.tocsr()
    rest = turned @ wanted
    way, weights, size = rest.copy(), np.zeros_like(rest), (rest * rest).sum(axis=0)
    for _ in range(_STEPS):
        pushed = turned @ (matrix @ way) + _RIDGE * way
        step = size / np.maximum((way * pushed).sum(axis=0), _TINY)
        weights, rest = weights + step * way, rest - step * pushed
        left = (rest * rest).sum(axis=0)
        way, size = rest + left / np.maximum(size, _TINY) * way, left
    return np.asarray(weights, dtype=np.float64)


def _seen(keys: tuple[str, ...], industries: _Places, usual: _Numbers) -> _Seen:
    places = {key: at for at, key in enumerate(dict.fromkeys(keys))}
    counts = np.zeros((len(places) + 1, len(usual)))  # the last row: what was never seen
    np.add.at(counts, (np.array([places[key] for key in keys], dtype=np.intp), industries), 1)
    return _Seen(places, counts, usual)


def _signs(
    scores: _Numbers, features: Features, precisions: _Numbers, seen: tuple[_Seen, ...], own: _Places | None
) -> _Numbers:
    """Give what tells whether a best score is right, a row per name."""
    ranked, answers = np.sort(scores, axis=1), scores.argmax(axis=1)
    best, second = ranked[:, -1], ranked[:, -2]
    shares = [
        table.share(keys, answers, own) for table, keys in zip(seen, (features.trade, features.last), strict=True)
    ]
    return np.column_stack([best, best - second, best**2, precisions[answers], features.shape, *shares])


def _logistic(signs: _Numbers, trust: _Numbers) -> _Numbers:
    sure: _Numbers = 1 / (1 + np.exp(-(trust[0] + signs @ trust[1:])))
    return sure


def _fit_logistic(signs: _Numbers, is_right: npt.NDArray[np.bool_]) -> _Numbers:
    """Fit a logistic regression by Newton's method; it starts at the usual share, so that few names move it little."""
    matrix = np.column_stack([np.ones(len(signs)), signs])
    stiff = np.full(matrix.shape[1], _STIFFNESS)
    stiff[0] = _TINY
    trust = np.zeros(matrix.shape[1])
    for _ in range(_NEWTON_STEPS):
        sure = np.clip(_logistic(signs, trust), 1e-6, 1 - 1e-6)
        slope = matrix.T @ (is_right - sure) - stiff * trust
        bend = (matrix * (sure * (1 - sure))[:, None]).T @ matrix + np.diag(stiff)
        trust = trust + np.linalg.solve(bend, slope)
    return trust
