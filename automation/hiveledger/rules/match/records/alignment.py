"""How alike two texts of several words are: which words of one have a counterpart in the other."""

from collections.abc import Mapping
from enum import IntEnum
from typing import Final, NamedTuple

from rapidfuzz.distance import JaroWinkler

from hiveledger.rules.match.records.texts import is_numeral

__all__ = ["Level", "align_places", "align_titles"]

_ALIKE: Final = 0.9  # Jaro-Winkler, of two words of which one is mistyped
_SHORTEST_TYPO: Final = 4
_SHORTEST_BEGINNING: Final = 3  # letters by which a word may be cut short: deli, delicatessen
_MOST_WORDS: Final = 24  # of a text: longer ones are compared by their beginning
_SAME_SHARE, _HALF, _SOME = 0.8, 0.5, 0.4  # of what the words tell
_SPELLING: Final = 90.0  # per cent of characters


class Level(IntEnum):
    """How far two texts agree."""

    SILENT = -1  # one side says nothing
    DIFFERENT = 0
    SLIGHT = 1
    PART = 2
    CLOSE = 3
    EQUAL = 4


def _are_alike(left: str, right: str) -> bool:
    if is_numeral(left) or is_numeral(right):
        return False
    shorter = min(len(left), len(right))
    if shorter >= _SHORTEST_BEGINNING and (left.startswith(right) or right.startswith(left)):
        return True
    return shorter >= _SHORTEST_TYPO and JaroWinkler.normalized_similarity(left, right) >= _ALIKE


class _Common(NamedTuple):
    """What two texts have in common."""

    shared: list[str]
    mine: list[str]  # words that only one has
    theirs: list[str]
    told: float  # by the words they share
    lesser: float  # by all words of the one that tells less
    larger: float

    @property
    def is_renumbered(self) -> bool:
        """Tell whether each has a number of its own."""
        return any(map(is_numeral, self.mine)) and any(map(is_numeral, self.theirs))

    def level(self, spelling: float, otherwise: Level) -> Level:
        """Tell how far they agree by words and spelling; `otherwise`, where each has words of its own."""
        if not self.mine or not self.theirs:
            return Level.CLOSE if self.told >= _SAME_SHARE * self.larger else Level.PART
        return Level.CLOSE if spelling >= _SPELLING else otherwise

    def least(self, share: float) -> Level:
        """Give SLIGHT where so much of what the lesser tells is shared."""
        return Level.SLIGHT if self.told >= share * self.lesser else Level.DIFFERENT


def _common(left: str, right: str, weights: Mapping[str, float]) -> _Common:
    open_words, shared, alone, told = right.split()[:_MOST_WORDS], [], [], 0.0
    for word in left.split()[:_MOST_WORDS]:
        partner = word if word in open_words else next((other for other in open_words if _are_alike(word, other)), None)
        if partner is None:
            alone.append(word)
        else:
            open_words.remove(partner)
            shared.append(word)
            told += max(weights[word], weights[partner])
    totals = (told + sum(map(weights.__getitem__, words)) for words in (alone, open_words))
    return _Common(shared, alone, open_words, told, *sorted(totals))


def align_titles(left: str, right: str, weights: Mapping[str, float], spelling: float) -> Level:
    """Compare two names of several words.

    A word that only one side has may be an addition; where each side has a word of its own, or another number, they
    are two. `weights`: what a word tells, by word (see `word_weights`); `spelling`: equal characters in per cent.

    >>> tells = dict.fromkeys("ritz carlton cafe dining room palm too delicatessen deli arts".split(), 1.0)
    >>> align_titles("ritz carlton cafe", "ritz carlton dining room", tells, 70.0).name
    'SLIGHT'
    >>> align_titles("arts deli", "arts delicatessen", tells, 75.0).name
    'CLOSE'
    """
    common = _common(left, right, weights)
    if (not common.mine and not common.theirs) or left.replace(" ", "") == right.replace(" ", ""):
        return Level.CLOSE
    if common.is_renumbered:
        return common.least(_HALF)
    return common.level(spelling, common.least(_SOME))


def align_places(left: str, right: str, weights: Mapping[str, float], spelling: float) -> Level:
    """Compare two addresses: one number in common outweighs words and further numbers that only one side has.

    >>> tells = dict.fromkeys("8638 w 3rd st 747 9th ave between 50th new york ny".split(), 1.0)
    >>> align_places("8638 w 3rd st", "3rd st", tells, 70.0).name
    'PART'
    >>> align_places("747 9th ave", "747 ny", tells, 60.0).name
    'SLIGHT'
    """
    common = _common(left, right, weights)
    if not common.mine and not common.theirs:
        return Level.CLOSE
    has_number = any(map(is_numeral, common.shared))
    if not has_number and common.is_renumbered:
        return common.least(_HALF)
    is_part = has_number and common.told > _HALF * common.lesser
    return common.level(spelling, Level.PART if is_part else common.least(_SOME))
