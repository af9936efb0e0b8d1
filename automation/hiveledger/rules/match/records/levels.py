"""How far the two rows of each pair agree in an aspect, compared once for each two texts that meet."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, JaroWinkler

from hiveledger.rules.match.records.alignment import Level, align_places, align_titles
from hiveledger.rules.match.records.aspects import Aspect, Shape
from hiveledger.rules.match.records.candidates import Places

__all__ = ["Levels", "compare", "word_weights"]

Levels: TypeAlias = npt.NDArray[np.int8]
_Scorer: TypeAlias = Callable[..., float]
_Comparer: TypeAlias = Callable[[list[str], list[str]], Levels]
_Align: TypeAlias = Callable[[str, str, Mapping[str, float], float], Level]

_AT_ONCE: Final = 1_000_000  # pairs, for the sake of room

_NAME_STEPS: Final = (0.70, 0.82, 0.90)  # Jaro-Winkler: slight, part, close
_LOCAL_STEPS: Final = (0.85, 0.93, 0.999)  # of an address before its @
_ERRORS: Final = ((1, 3, Level.CLOSE), (2, 6, Level.PART), (3, 8, Level.SLIGHT))  # typing errors, fewest characters
_NEAR_SET, _NEAR_SPELLING = 60.0, 75.0  # per cent; below both, word by word finds nothing either


def compare(aspect: Aspect, first: Places, second: Places) -> Levels:
    """Give the level at which each pair of rows agrees; SILENT where one of them says nothing.

    >>> name = Aspect("given", Shape.NAME, np.array([0, 1, 2, -1]), ("robert", "rob", "mary"))
    >>> compare(name, np.array([0, 0, 0, 0]), np.array([0, 1, 2, 3])).tolist()
    [4, 2, 0, -1]
    """
    mine, theirs = aspect.codes[first], aspect.codes[second]
    both = (mine >= 0) & (theirs >= 0)
    levels = np.where(both, Level.EQUAL, Level.SILENT).astype(np.int8)
    differ = np.flatnonzero(both & (mine != theirs))
    compared = _COMPARERS[aspect.shape](aspect)
    for start in range(0, len(differ), _AT_ONCE):
        some = differ[start : start + _AT_ONCE]
        low, high = np.minimum(mine[some], theirs[some]), np.maximum(mine[some], theirs[some])
        which, meetings = pd.factorize(low * len(aspect.texts) + high)
        lefts, rights = (
            [aspect.texts[place] for place in places.tolist()]
            for places in (meetings // len(aspect.texts), meetings % len(aspect.texts))
        )
        levels[some] = compared(lefts, rights)[which]
    return levels


def word_weights(aspect: Aspect) -> Mapping[str, float]:
    """Give what each word of an aspect tells: the logarithm of how many texts there are to one that has it."""
    counts: dict[str, int] = {}
    rows = aspect.counts()
    for text, count in zip(aspect.texts, rows.tolist(), strict=True):
        for word in set(text.split()):
            counts[word] = counts.get(word, 0) + count
    total = float(rows.sum()) + 1
    return dict(zip(counts, np.log(total / np.array(list(counts.values()))).tolist(), strict=True))


def _similarity(lefts: list[str], rights: list[str], scorer: _Scorer) -> npt.NDArray[np.float32]:
    return process.cpdist(lefts, rights, scorer=scorer, workers=2)


def _names(lefts: list[str], rights: list[str]) -> Levels:
    return np.digitize(_similarity(lefts, rights, JaroWinkler.normalized_similarity), _NAME_STEPS).astype(np.int8)


def _mails(lefts: list[str], rights: list[str]) -> Levels:
    mine, theirs = ([text.partition("@")[0] for text in texts] for texts in (lefts, rights))
    return np.digitize(_similarity(mine, theirs, JaroWinkler.normalized_similarity), _LOCAL_STEPS).astype(np.int8)


def _codes(lefts: list[str], rights: list[str]) -> Levels:
    errors = _similarity(lefts, rights, OSA.distance)
    shorter = np.minimum(*(np.fromiter(map(len, texts), np.int64, len(texts)) for texts in (lefts, rights)))
    cases = [(errors == wrong) & (shorter >= fewest) for wrong, fewest, _ in _ERRORS]
    return np.select(cases, [level for *_, level in _ERRORS], Level.DIFFERENT).astype(np.int8)


def _numbers(lefts: list[str], rights: list[str]) -> Levels:
    return np.where(_similarity(lefts, rights, OSA.distance) == 1, Level.CLOSE, Level.DIFFERENT).astype(np.int8)


def _words(aspect: Aspect, align: _Align) -> _Comparer:
    weights = word_weights(aspect)

    def compared(lefts: list[str], rights: list[str]) -> Levels:
        spelling = _similarity(lefts, rights, fuzz.ratio)
        near = (_similarity(lefts, rights, fuzz.token_set_ratio) >= _NEAR_SET) | (spelling >= _NEAR_SPELLING)
        levels = np.zeros(len(lefts), np.int8)
        for place in np.flatnonzero(near).tolist():
            levels[place] = align(lefts[place], rights[place], weights, float(spelling[place]))
        return levels

    return compared


_COMPARERS: Final[Mapping[Shape, Callable[[Aspect], _Comparer]]] = {
    Shape.NAME: lambda _: _names,
    Shape.CODE: lambda _: _codes,
    Shape.NUMBER: lambda _: _numbers,
    Shape.MAIL: lambda _: _mails,
    Shape.TITLE: lambda aspect: _words(aspect, align_titles),
    Shape.PLACE: lambda aspect: _words(aspect, align_places),
    Shape.NOTE: lambda aspect: _words(aspect, align_titles),
}
