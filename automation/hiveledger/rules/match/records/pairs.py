"""What is made of two rows: one, perhaps one, two of one group of companies, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from hiveledger.rules.match.companies import Companies, Likeness, judge_pairs
from hiveledger.rules.match.records.alignment import Level
from hiveledger.rules.match.records.aspects import Aspect, Shape
from hiveledger.rules.match.records.candidates import Places
from hiveledger.rules.match.records.levels import Levels, compare
from hiveledger.rules.match.records.weights import Bits, Weights, learn_weights

__all__ = ["LEAST", "Judge", "Judged", "learn"]

LEAST: Final = 1.0  # bits from which two rows are one
_DOUBT: Final = 5.0  # bits below that, down to which a person decides
_NEVER: Final = -1000.0
_CAPPED: Final = -50.0  # two names: whatever else agrees, the machine does not merge them
_SHARED_LINE: Final = 8.0  # bits of all else from which a person looks at two names that half agree
# What a judgement on two Chinese company names asks of all other facts: without any, SAME is enough.
_FIRMS: Final = {
    Likeness.OTHER: _NEVER,
    Likeness.UNLIKE: _CAPPED,
    Likeness.RELATED: _NEVER,
    Likeness.MAYBE: -13.0,
    Likeness.LIKELY: -5.0,
    Likeness.SAME: 7.0,
}
_FIRMS_TELL: Final = np.array([-8.0, -4.0, -8.0, 5.0, 9.0, 14.0])  # by likeness, for learning what other facts tell
_AGAINST: Final = -4.0  # bits of other facts below which a name that may be the same is no question


@dataclass(frozen=True)
class Judged:
    """What was found of some pairs."""

    bits: Bits  # for one; from LEAST the two are one
    is_doubtful: npt.NDArray[np.bool_]  # a person decides, where they are not joined
    is_related: npt.NDArray[np.bool_]
    levels: Sequence[Levels]  # per aspect
    firms: pd.DataFrame | None  # likeness, same, other


@dataclass(frozen=True)
class Judge:
    """Judges pairs of rows of one table."""

    aspects: Sequence[Aspect]  # all but Chinese companies
    companies: Companies | None
    has_firm: npt.NDArray[np.bool_]  # which rows name a Chinese company
    weights: Weights

    def judge(self, first: Places, second: Places) -> Judged:
        """Judge each pair."""
        levels = [compare(aspect, first, second) for aspect in self.aspects]
        bits = self.weights.total(self.aspects, levels, first)
        is_capped = np.zeros(len(bits), bool)
        half = np.zeros(len(bits), bool)
        for aspect, at in zip(self.aspects, levels, strict=True):
            if aspect.fact == "company":
                is_capped |= (at >= Level.DIFFERENT) & (at <= Level.SLIGHT)
                half |= at == Level.SLIGHT
        doubtful = (~is_capped & (bits >= LEAST - _DOUBT)) | (half & (bits >= _SHARED_LINE))
        bits = np.where(is_capped, np.minimum(bits, _CAPPED), bits)
        related, firms = np.zeros(len(bits), bool), None
        if self.companies is not None:
            firms = judge_pairs(self.companies, first, second)
            named = self.has_firm[first] & self.has_firm[second]
            likeness = firms["likeness"].to_numpy()
            rest = self._without_company(levels, first)
            asked = np.array([_FIRMS[kind] for kind in Likeness])[likeness]
            bits = np.where(named, rest + asked, bits)
            doubtful = np.where(named, (likeness >= Likeness.MAYBE) & (rest >= _AGAINST), doubtful)
            related = named & (likeness == Likeness.RELATED)
        return Judged(bits, doubtful, related, levels, firms)

    def _without_company(self, levels: Sequence[Levels], first: Places) -> Bits:
        """Give what is told by all but the company and its city, which the judgement on the names has heard."""
        others = [place for place, aspect in enumerate(self.aspects) if aspect.fact not in {"company", "city"}]
        told = Weights(
            tuple(self.weights.levels[place] for place in others),
            tuple(self.weights.texts[place] for place in others),
            0.0,
        )
        return told.total([self.aspects[place] for place in others], [levels[place] for place in others], first)


def learn(aspects: Sequence[Aspect], companies: Companies | None, pairs: tuple[Places, Places], size: int) -> Judge:
    """Learn from a table's candidate pairs how to judge them. `size`: rows of the table."""
    told = [aspect for aspect in aspects if aspect.shape is not Shape.FIRM]
    has_firm, more = np.zeros(size, bool), np.zeros(len(pairs[0]))
    for aspect in aspects:
        if aspect.shape is Shape.FIRM:
            has_firm |= aspect.codes >= 0
    if companies is not None:
        likeness = judge_pairs(companies, *pairs)["likeness"].to_numpy()
        more = np.where(has_firm[pairs[0]] & has_firm[pairs[1]], _FIRMS_TELL[likeness], 0.0)
    levels = [compare(aspect, *pairs) for aspect in told]
    return Judge(told, companies, has_firm, learn_weights(told, levels, pairs[0], more, size))
