"""Pairs of names that are one slip apart: where the slip is, and whether it may be chance."""

from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA, LCSseq

from hiveledger.rules.match.companies.likeness import Likeness
from hiveledger.rules.match.companies.parts import is_trade
from hiveledger.rules.match.companies.read import Side
from hiveledger.rules.match.companies.slips import SlipKind, find_slip

__all__ = ["is_chance", "judge_slips"]

_Flags: TypeAlias = NDArray[np.bool_]

_ALIKE: Final = 0.75  # share of the shorter name that the longer one holds in its order
_TOLERATED: Final = 0.05  # companies that may be expected to have the like name by chance
_TYPICAL_CELL, _TYPICAL_SIZE = 5, 1000  # companies of one place and trade, in a file of so many


def is_chance(left: Side, right: Side, size: int) -> _Flags:
    """Tell in which pairs two companies of one place and trade may well have like brands by chance.

    They may where the brand is common elsewhere, or place and trade hold a large part of the file.

    Reads: brand_firms, cell.
    """
    elsewhere = np.maximum(left["brand_firms"], right["brand_firms"]) - 1
    cell = np.maximum(left["cell"], right["cell"])
    expected = elsewhere * (cell + _TYPICAL_CELL) / (size + _TYPICAL_SIZE)
    return np.asarray(expected > _TOLERATED)


def judge_slips(left: Side, right: Side, stems: NDArray[np.object_], size: int, same_place: _Flags) -> NDArray[np.int8]:
    """Say how alike two names are whose brands or trades differ in one slip.

    A slip in the trade or the place is a typist's, where it leaves no other trade or place. One in the brand is so
    unless such brands may be chance. Another character in the brand, neither alike in sound nor in look, is another
    brand. Names that are further apart, and still much alike, are neither.

    Reads: stem_text, own, place_size, brand, brand_size, trade, trade_text, is_whole, province, rest_places,
    brand_firms, cell.
    `same_place`: both sides are of one place.
    Returns: likeness per pair; OTHER where they have little in common.
    """
    is_whole = left["is_whole"] & right["is_whole"]
    is_bare = (left["trade"] < 0) | (right["trade"] < 0)
    placeless = (left["province"] == 0) & (right["province"] == 0)
    trust = _Trust(
        place=same_place | (placeless & is_whole),
        rest=np.maximum(left["rest_places"], right["rest_places"]) <= 1,
        brand=~is_chance(left, right, size) & (is_whole | ~is_bare),
    )
    known: dict[tuple[int, int], tuple[SlipKind, str]] = {}
    mine, theirs = _Names(left, stems), _Names(right, stems)
    shared = process.cpdist(mine.stem, theirs.stem, scorer=LCSseq.similarity)
    shorter = np.minimum(mine.length, theirs.length)
    two_trades = (left["brand"] == right["brand"]) & (left["trade_text"] >= 0) & (right["trade_text"] >= 0)
    # 网络 may be short for 网络科技, but 科技 is not for 网络技术.
    is_alike = (shared >= _ALIKE * shorter) & ~(two_trades & (shared < shorter))
    found = np.where(is_alike, np.int8(Likeness.UNLIKE), np.int8(Likeness.OTHER))
    for pair in np.flatnonzero(_is_near(mine, theirs)).tolist():
        key = int(mine.number[pair]), int(theirs.number[pair])
        if key not in known:
            known[key] = _look(mine, theirs, pair)
        kind, part = known[key]
        if kind is not SlipKind.NONE:
            found[pair] = _weigh(kind, part, trust, pair)
    return found


class _Trust(NamedTuple):
    """In which pairs the rest of the names says that they are of one company."""

    place: _Flags  # one place, or none for both
    rest: _Flags  # brand and trade are known in one place only
    brand: _Flags  # such brands are no chance


class _Names:
    """One side's columns as arrays."""

    def __init__(self, rows: Side, stems: NDArray[np.object_]) -> None:
        self.number = rows["stem_text"]
        self.stem = stems[self.number]
        self.length = np.fromiter(map(len, self.stem), np.int64, len(self.stem))
        self.own = rows["own"]
        self.place = rows["place_size"]
        self.brand = rows["brand_size"]


def _is_near(mine: _Names, theirs: _Names) -> _Flags:
    """Tell in which pairs the stems, or those less their places, are at most one slip apart."""
    near = process.cpdist(mine.stem, theirs.stem, scorer=OSA.distance, score_cutoff=1) <= 1
    bare = (mine.own > 0) != (theirs.own > 0)
    rests = [
        [stem[place:] for stem, place in zip(side.stem[bare], side.place[bare], strict=True)] for side in (mine, theirs)
    ]
    near[bare] |= process.cpdist(*rests, scorer=OSA.distance, score_cutoff=1) <= 1
    return np.asarray(near)


def _look(mine: _Names, theirs: _Names, pair: int) -> tuple[SlipKind, str]:
    """Give the slip of a pair, and the part of the name that it is in."""
    sides = [(side.stem[pair], int(side.place[pair]), int(side.brand[pair])) for side in (mine, theirs)]
    for cut in (False, True):
        texts = [(stem[place:], 0, brand) if cut else (stem, place, brand) for stem, place, brand in sides]
        (longer, place, brand), (shorter, other_place, other_brand) = sorted(texts, key=lambda side: -len(side[0]))
        slip = find_slip(longer, shorter)
        if slip.kind is SlipKind.NONE:
            continue
        if slip.place < max(place, other_place):
            return slip.kind, "two places" if place and other_place else "place"
        if len(longer) == len(shorter):
            brand = min(place + brand, other_place + other_brand)
            return slip.kind, "brand" if slip.place < brand else _trade_part(longer[brand:], shorter[brand:])
        brand += place
        return slip.kind, "brand" if slip.place < brand else _trade_part(longer[brand:], shorter[brand:])
    return SlipKind.NONE, ""


def _trade_part(one: str, other: str) -> str:
    return "two trades" if is_trade(one) and (not other or is_trade(other)) else "trade"


def _weigh(kind: SlipKind, part: str, trust: _Trust, pair: int) -> Likeness:
    if part == "two places" or (kind is SlipKind.OTHER and part in {"brand", "two trades"}):
        return Likeness.OTHER
    if kind is SlipKind.OTHER or part == "two trades":
        return Likeness.MAYBE
    if part == "place":
        return Likeness.SAME
    if part == "brand" and not trust.brand[pair]:
        return Likeness.LIKELY if trust.place[pair] else Likeness.MAYBE
    return Likeness.SAME if trust.place[pair] or (part == "trade" and trust.rest[pair]) else Likeness.MAYBE
