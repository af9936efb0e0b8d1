"""What agreeing and differing tell, learned from the table itself. Source: Fellegi and Sunter 1969.

For each aspect and level: how often two rows of one entity stand at that level (m), and how often two rows of any do
(u). Their ratio's logarithm is what the level tells, in bits; the bits of all aspects and how rare an entity's pair
is at all give the odds. u is counted on pairs drawn over the whole table. m starts from what is usual (`_USUAL`); in a
table of some thousand rows it is learned by expectation and maximisation, below that there is too little to learn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from hiveledger.rules.match.records.alignment import Level
from hiveledger.rules.match.records.aspects import Aspect, Shape
from hiveledger.rules.match.records.candidates import Places
from hiveledger.rules.match.records.levels import Levels, compare

__all__ = ["Bits", "Counts", "Weights", "learn_weights", "rarity", "usual_weights"]

Bits: TypeAlias = npt.NDArray[np.floating]
Counts: TypeAlias = npt.NDArray[np.int64]

# How often two rows of one entity differ, agree slightly, in part, closely, and are equal.
_USUAL: Final = {
    Shape.NAME: (0.05, 0.02, 0.04, 0.10, 0.79),
    Shape.CODE: (0.08, 0.02, 0.04, 0.10, 0.76),
    Shape.NUMBER: (0.14, 0.0, 0.0, 0.06, 0.80),
    Shape.MAIL: (0.12, 0.04, 0.06, 0.10, 0.68),
    Shape.TITLE: (0.05, 0.04, 0.11, 0.17, 0.63),
    Shape.PLACE: (0.10, 0.05, 0.10, 0.15, 0.60),
    Shape.NOTE: (0.35, 0.15, 0.12, 0.10, 0.28),
}
# How often any two rows do: what a table of a few rows cannot tell.
_USUAL_BY_CHANCE: Final = {
    Shape.NAME: (0.936, 0.05, 0.01, 0.001, 0.003),
    Shape.CODE: (0.9772, 0.02, 0.002, 0.0003, 0.0005),
    Shape.NUMBER: (0.9994, 0.0, 0.0, 0.0001, 0.0005),
    Shape.MAIL: (0.9788, 0.02, 0.0005, 0.0005, 0.0002),
    Shape.TITLE: (0.99, 0.008, 0.001, 0.0005, 0.0005),
    Shape.PLACE: (0.9785, 0.02, 0.001, 0.0003, 0.0002),
    Shape.NOTE: (0.95, 0.04, 0.006, 0.002, 0.002),
}
_CHANCE_PAIRS: Final = 1000.0  # so many drawn pairs weighs that
_CHANCE_ROWS: Final = 100.0  # so many rows weighs it in how common a text is
_LEVELS: Final = 5
_FEW_ROWS: Final = 2000  # below, what is usual is better than what can be learned
_USUAL_PAIRS: Final = 200.0  # so many pairs weighs what is usual against what the table shows
_DRAWN: Final = 400_000
_LEARNED_FROM: Final = 2_000_000
_ROUNDS: Final = 12
_LEAST: Final = 1e-6
_PAIR: Final = 2
_RARE_BITS: Final = 4.3  # most that a rare text tells beyond an average one
_RARE_SHARE: Final = 0.8  # of a text's rarity that counts: some of what is rare is one entity's own repetition


@dataclass(frozen=True)
class Weights:
    """What each level of each aspect tells, and each text, in bits."""

    levels: tuple[Bits, ...]  # per aspect, by level; the last place is for silence
    texts: tuple[Bits, ...]  # per aspect, by text: what equality in it tells beyond an average one
    odds: float  # of any two rows
    by_chance: tuple[float, ...]  # per aspect, how often any two rows are equal

    def total(self, aspects: Sequence[Aspect], levels: Sequence[Levels], first: Places) -> Bits:
        """Give the odds of each pair in bits; 0 is as likely as not. `first`: one row of each pair."""
        bits: Bits = np.full(len(first), self.odds, np.float32)  # half the room, of millions of pairs
        for place, (aspect, at) in enumerate(zip(aspects, levels, strict=True)):
            bits += self.of(place, aspect, at, first)
        return bits

    def of(self, place: int, aspect: Aspect, at: Levels, first: Places) -> Bits:
        """Give what one aspect, that at `place`, tells of each pair."""
        bits: Bits = self.levels[place].astype(np.float32)[at]
        equal = np.flatnonzero(at == Level.EQUAL)
        bits[equal] += self.texts[place][aspect.codes[first[equal]]]
        return bits


def learn_weights(aspects: Sequence[Aspect], levels: Sequence[Levels], first: Places, more: Bits, size: int) -> Weights:
    """Learn the weights from candidate pairs and from pairs drawn over the whole table.

    All matches are taken to be among the candidates, so that a round's expectation over them is that over the table.

    `first`: one row of each candidate pair; `more`: what else tells of it, in bits; `size`: rows of the table.
    """
    pairs = max(1.0, size * (size - 1) / 2)
    drawn = _drawn(size)
    each = max(1, len(first) // _LEARNED_FROM)  # one in so many of millions of candidates tells as much as all
    first, more, levels = first[::each], more[::each], [at[::each] for at in levels]
    met = [_counts(compare(aspect, *drawn), None) for aspect in aspects]
    usual = [np.array(_USUAL[aspect.shape]) for aspect in aspects]
    chance = [np.array(_USUAL_BY_CHANCE[aspect.shape]) for aspect in aspects]
    strength = _USUAL_PAIRS if size >= _FEW_ROWS else np.inf
    alike, odds = list(usual), -np.log2(max(size, 2))
    unalike = [_shares(count, by_chance) for count, by_chance in zip(met, chance, strict=True)]
    weights = _weighed(aspects, alike, unalike, odds)
    for _ in range(_ROUNDS):
        likely = 1 / (1 + np.exp2(-(weights.total(aspects, levels, first) + more)))
        expected = [each * _counts(at, likely) for at in levels]
        share = float(np.clip(each * likely.sum() / pairs, 1e-12, 0.5))
        if np.isfinite(strength):
            alike = [
                (count + strength * prior) / (count.sum() + strength)
                for count, prior in zip(expected, usual, strict=True)
            ]
        # The drawn pairs hold some of one entity, too.
        unalike = [
            _shares(np.maximum(count - found * (len(drawn[0]) / pairs), 0.0), by_chance)
            for count, found, by_chance in zip(met, expected, chance, strict=True)
        ]
        weights = _weighed(aspects, alike, unalike, float(np.log2(share / (1 - share))))
    return weights


def usual_weights(shape: Shape) -> tuple[Bits, float]:
    """Give the bits of each level where nothing could be learned, and how often any two rows are equal.

    >>> bits, by_chance = usual_weights(Shape.NUMBER)
    >>> round(float(bits[Level.EQUAL]), 1), by_chance
    (10.6, 0.0005)
    """
    chance = np.array(_USUAL_BY_CHANCE[shape])
    return _bits(np.array(_USUAL[shape]), chance), float(chance[Level.EQUAL])


def _bits(alike: Bits, unalike: Bits) -> Bits:
    """Give the bits of each level; the last place is for silence."""
    return np.append(np.log2(np.maximum(alike, _LEAST) / np.maximum(unalike, _LEAST)), 0.0)


def _drawn(size: int) -> tuple[Places, Places]:
    """Give all pairs of a small table, else as many of any, the same ones each time."""
    if size * (size - 1) // 2 <= _DRAWN:
        first, second = np.triu_indices(size, 1)
        return first.astype(np.int64), second.astype(np.int64)
    draw = np.random.default_rng(0)
    first, second = draw.integers(0, size, (2, _DRAWN))
    return first[first != second], second[first != second]


def _counts(levels: Levels, likely: Bits | None) -> Bits:
    told = levels >= 0
    return np.bincount(levels[told], None if likely is None else likely[told], _LEVELS).astype(np.float64)


def _shares(counts: Bits, usual: Bits) -> Bits:
    shares: Bits = (counts + _CHANCE_PAIRS * usual) / (counts.sum() + _CHANCE_PAIRS)
    return shares


def _weighed(aspects: Sequence[Aspect], alike: Sequence[Bits], unalike: Sequence[Bits], odds: float) -> Weights:
    levels = tuple(_bits(mine, theirs) for mine, theirs in zip(alike, unalike, strict=True))
    texts = tuple(
        rarity(aspect.counts(), int(aspect.counts().sum()), float(theirs[Level.EQUAL]))
        for aspect, theirs in zip(aspects, unalike, strict=True)
    )
    return Weights(levels, texts, odds, tuple(float(theirs[Level.EQUAL]) for theirs in unalike))


def rarity(counts: Counts, size: int, usual: float) -> Bits:
    """Give what equality in each text tells beyond an average one, by how many further rows than a pair have it.

    `counts`: rows by text, of `size` that say something; `usual`: how often any two rows are equal.

    >>> rarity(np.array([2, 5000]), 10_000, 0.01).round(1).tolist()
    [3.4, -4.5]
    """
    further = np.maximum(counts - _PAIR, 0) + _CHANCE_ROWS * usual
    bits: Bits = _RARE_SHARE * np.minimum(np.log2(usual * (size + _CHANCE_ROWS) / further), _RARE_BITS)
    return bits
