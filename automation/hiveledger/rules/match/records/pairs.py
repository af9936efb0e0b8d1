"""What is made of two rows: one, perhaps one, two of one group of companies, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from hiveledger.rules.match.companies import Companies, Likeness, judge_pairs
from hiveledger.rules.match.records.alignment import Level
from hiveledger.rules.match.records.aspects import Aspect, Shape
from hiveledger.rules.match.records.candidates import Places
from hiveledger.rules.match.records.levels import Levels, compare
from hiveledger.rules.match.records.weights import Bits, Weights, learn_weights

__all__ = ["LEAST", "Judge", "Judged", "Looks", "Table"]

_Flags: TypeAlias = npt.NDArray[np.bool_]
_NO_FIRM: Final = -1

LEAST: Final = 1.0  # bits from which two rows are one
_DOUBT: Final = 5.0  # bits below that, down to which a person decides
_NEVER: Final = -1000.0
_CAPPED: Final = -50.0  # two names, or places of business: whatever else agrees, the machine does not merge them
_SHARED_LINE: Final = 8.0  # bits of all else from which a person looks at such a pair
# What a judgement on two Chinese company names asks of all other facts, by likeness: without any, SAME is enough. The
# last place is for pairs that are not of two such names.
_FIRMS_ASK: Final = np.array([_NEVER, _CAPPED, _NEVER, -13.0, -5.0, 7.0, 0.0], np.float32)
_FIRMS_TELL: Final = np.array([-8.0, -4.0, -8.0, 5.0, 9.0, 14.0, 0.0], np.float32)  # for learning what other facts tell
_TWO_FIRMS: Final = 16.0  # bits of other facts from which a person looks at two firms: a wrong character, a new job
_AGAINST: Final = -4.0  # bits of other facts below which a name that may be the same is no question


@dataclass(frozen=True)
class Looks:
    """How far some pairs of rows agree."""

    first: Places
    second: Places
    levels: Sequence[Levels]  # per aspect
    likeness: npt.NDArray[np.int8]  # of two Chinese companies; where not both rows name one, `_NO_FIRM`


@dataclass(frozen=True)
class Judged:
    """What was found of some pairs."""

    bits: Bits  # for one; from LEAST the two are one
    is_doubtful: _Flags  # a person decides, where they are not joined
    is_related: _Flags


@dataclass(frozen=True)
class Table:
    """The rows of a table, ready to be compared."""

    size: int
    aspects: Sequence[Aspect]  # all but Chinese companies
    companies: Companies | None
    has_firm: _Flags  # which rows name a Chinese company

    @classmethod
    def of(cls, aspects: Sequence[Aspect], companies: Companies | None, size: int) -> "Table":
        """Take Chinese companies apart from what is compared text by text."""
        has_firm = np.zeros(size, bool)
        for aspect in aspects:
            if aspect.shape is Shape.FIRM:
                has_firm |= aspect.codes >= 0
        return cls(size, [aspect for aspect in aspects if aspect.shape is not Shape.FIRM], companies, has_firm)

    def look(self, first: Places, second: Places) -> Looks:
        """Compare pairs of rows."""
        levels = [compare(aspect, first, second) for aspect in self.aspects]
        _see_swapped(self.aspects, levels, first, second)
        likeness = np.full(len(first), _NO_FIRM, np.int8)
        if self.companies is not None:
            found = judge_pairs(self.companies, first, second)["likeness"].to_numpy()
            both = self.has_firm[first] & self.has_firm[second]
            likeness = np.where(both, found, _NO_FIRM).astype(np.int8)
        return Looks(first, second, levels, likeness)

    def learn(self, looks: Looks) -> "Judge":
        """Learn from candidate pairs how to judge any."""
        more = _FIRMS_TELL[looks.likeness]
        return Judge(self, learn_weights(self.aspects, looks.levels, looks.first, more, self.size))


@dataclass(frozen=True)
class Judge:
    """Judges pairs of rows of one table."""

    table: Table
    weights: Weights

    def judge(self, looks: Looks) -> Judged:
        """Tell what is made of each pair."""
        aspects = self.table.aspects
        bits = self.weights.total(aspects, looks.levels, looks.first)
        is_capped, is_half = _are_two(aspects, looks.levels, len(looks.first))
        doubtful = np.where(is_capped, is_half & (bits >= _SHARED_LINE), bits >= LEAST - _DOUBT)
        bits = np.where(is_capped, np.minimum(bits, _CAPPED), bits)
        named = looks.likeness != _NO_FIRM
        if not named.any():
            return Judged(bits, doubtful, named)
        rest = self._without_company(looks)
        bits = np.where(named, rest + _FIRMS_ASK[looks.likeness], bits)
        may_be = (looks.likeness >= Likeness.MAYBE) & (rest >= _AGAINST)
        is_told = (looks.likeness < Likeness.RELATED) & (rest >= _TWO_FIRMS)
        doubtful = np.where(named, may_be | is_told, doubtful)
        return Judged(bits, doubtful, named & (looks.likeness == Likeness.RELATED))

    def bits(self, first: Places, second: Places) -> Bits:
        """Give the bits of any two rows."""
        return self.judge(self.table.look(first, second)).bits

    def _without_company(self, looks: Looks) -> Bits:
        """Give what is told by all but the company and its city, which the judgement on the names has heard."""
        told: Bits = np.zeros(len(looks.first), np.float32)
        for place, aspect in enumerate(self.table.aspects):
            if aspect.fact not in {"company", "city"}:
                told += self.weights.of(place, aspect, looks.levels[place], looks.first)
        return told


def _see_swapped(aspects: Sequence[Aspect], levels: Sequence[Levels], first: Places, second: Places) -> None:
    """Count two names that stand in each other's place as close, both of them."""
    of = {aspect.fact: place for place, aspect in enumerate(aspects)}
    if not {"given", "surname"} <= of.keys():
        return
    given, surname = aspects[of["given"]], aspects[of["surname"]]
    places = {text: code for code, text in enumerate(surname.texts)}
    as_surname = np.array([*(places.get(text, -1) for text in given.texts), -1])[given.codes]
    swapped = (as_surname[first] >= 0) & (as_surname[second] >= 0)
    swapped &= (as_surname[first] == surname.codes[second]) & (as_surname[second] == surname.codes[first])
    for place in (of["given"], of["surname"]):
        levels[place][swapped & (levels[place] < Level.CLOSE)] = Level.CLOSE


def _are_two(aspects: Sequence[Aspect], levels: Sequence[Levels], size: int) -> tuple[_Flags, _Flags]:
    """Tell which pairs have two names, or one name in two places; and of which of these a person should know."""
    of = {aspect.fact: at for aspect, at in zip(aspects, levels, strict=True)}
    nothing = np.full(size, Level.SILENT)  # where Chinese companies are all that rows name, there are no levels
    name, address = of.get("company", nothing), of.get("address", nothing)
    two_names = (name >= Level.DIFFERENT) & (name <= Level.SLIGHT)
    two_places = (name > Level.SLIGHT) & (address == Level.DIFFERENT)
    return two_names | two_places, (name == Level.SLIGHT) | two_places
