"""Which rows are worth comparing: those that share what few others have.

Each row is a bag of features: its texts, their words, and the beginnings of two of its texts together, which survive
a typing error in either. What more than `_CROWD` rows share tells nothing by itself. A row is compared with the few
rows with which it shares most, rare features counting more; that keeps a million rows at some ten million pairs.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.util import hash_array
from scipy import sparse  # type: ignore[import-untyped]

from hiveledger.rules.match.records.aspects import Aspect, Codes, Shape

__all__ = [
    "NEAREST",
    "Hashes",
    "Places",
    "features_of",
    "hashed",
    "propose_pairs",
    "spread",
    "unique_pairs",
    "whole_texts",
]

Places: TypeAlias = npt.NDArray[np.int64]
Hashes: TypeAlias = npt.NDArray[np.uint64]

_CROWD: Final = 100
NEAREST: Final = 12
_ROWS_AT_ONCE: Final = 50_000
_BEGINNING: Final = {Shape.NAME: 3, Shape.MAIL: 4, Shape.CODE: 4, Shape.NUMBER: 6}
_WORDY: Final = frozenset({Shape.TITLE, Shape.PLACE, Shape.NOTE})
_MIXED: Final = np.uint64(0x9E3779B97F4A7C15)  # an odd number that spreads hashes over all their bits
_NAME: Final = ("given", "surname")
_FIRST_WORD: Final = 4  # characters of the first word that tells something


def propose_pairs(aspects: Sequence[Aspect], size: int) -> tuple[Places, Places]:
    """Give the pairs of rows to compare, as places of rows, the first below the second, each pair once.

    `size`: how many rows there are.
    """
    from sparse_dot_topn import sp_matmul_topn  # noqa: PLC0415 - only where tables are compared

    rows, hashes = features_of(aspects)
    if not len(rows):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    features, _ = pd.factorize(hashes)
    shared = np.bincount(features)
    kept = (shared[features] > 1) & (shared[features] <= _CROWD)
    rows, features = rows[kept], features[kept]
    weights = np.log1p(size / shared[features]).astype(np.float32)
    shape = (size, len(shared))
    bags = sparse.csr_matrix((weights, (rows, features)), shape=shape)
    owners = sparse.csr_matrix((np.ones(len(rows), np.float32), (features, rows)), shape=shape[::-1])
    keys = []
    for start in range(0, size, _ROWS_AT_ONCE):
        # One more than wanted: the row itself shares most with itself.
        near = sp_matmul_topn(bags[start : start + _ROWS_AT_ONCE], owners, top_n=NEAREST + 1, n_threads=2).tocoo()
        mine, other = near.row.astype(np.int64) + start, near.col.astype(np.int64)
        keys.append(_keys(mine, other, size))
    return unique_pairs(np.concatenate(keys), size)


def unique_pairs(keys: Places, size: int) -> tuple[Places, Places]:
    """Give the pairs behind keys (low place times size plus high place), each once, in order."""
    pairs = np.sort(keys)  # sorting beats the hashing of np.unique on so many
    pairs = pairs[np.diff(pairs, prepend=-1) != 0]
    return pairs // size, pairs % size


def _keys(mine: Places, other: Places, size: int) -> Places:
    keys: Places = (np.minimum(mine, other) * size + np.maximum(mine, other))[mine != other]
    return keys


def features_of(aspects: Sequence[Aspect]) -> tuple[Places, Hashes]:
    """Give rows and their features, as hashes, as two columns of equal length. Chinese companies have none here."""
    bags = [(np.empty(0, np.int64), np.empty(0, np.uint64)), *_bags(aspects)]
    rows, features = zip(*bags, strict=True)
    return np.concatenate(rows), np.concatenate(features)


def whole_texts(aspect: Aspect) -> Hashes:
    """Give the feature that each text of an aspect is as a whole."""
    return hashed(f"{aspect.fact} as a whole", aspect.texts)


def hashed(bag: str, texts: Sequence[str]) -> Hashes:
    """Give texts as features of one bag; the same ones in every run."""
    return hash_array(np.array([*texts, bag], dtype=object), categorize=False)[:-1] ^ hash_array(
        np.array([bag], dtype=object), categorize=False
    )


def spread(codes: Codes, bags: Sequence[Hashes]) -> tuple[Places, Hashes]:
    """Give each row the features of its text: rows and features, as two columns of equal length."""
    sizes = np.fromiter(map(len, bags), np.int64, len(bags))
    starts = np.cumsum(sizes) - sizes
    rows = np.flatnonzero(codes >= 0)
    counts = sizes[codes[rows]]
    steps = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    flat = np.concatenate([np.empty(0, np.uint64), *bags])
    return np.repeat(rows, counts), flat[np.repeat(starts[codes[rows]], counts) + steps]


def _bags(aspects: Sequence[Aspect]) -> Iterator[tuple[Places, Hashes]]:
    compared = [aspect for aspect in aspects if aspect.shape is not Shape.FIRM]
    for aspect in compared:
        yield _each(aspect, whole_texts(aspect))
        if aspect.shape in _WORDY:
            yield _words(aspect)
        elif aspect.shape is Shape.MAIL:
            yield _each(aspect, hashed("mail", [text.partition("@")[0] for text in aspect.texts]))
    names = {aspect.fact: aspect for aspect in compared if aspect.fact in {"given", "surname"}}
    if len(names) == len(_NAME):
        yield _both_names(*(names[fact] for fact in _NAME))
    beginnings = [hashed(f"{aspect.fact} begins", _beginnings(aspect)) for aspect in compared]
    for (left, lefts), (right, rights) in combinations(zip(compared, beginnings, strict=True), 2):
        rows = np.flatnonzero((left.codes >= 0) & (right.codes >= 0))
        yield rows, lefts[left.codes[rows]] * _MIXED + rights[right.codes[rows]]


def _each(aspect: Aspect, features: Hashes) -> tuple[Places, Hashes]:
    rows = np.flatnonzero(aspect.codes >= 0)
    return rows, features[aspect.codes[rows]]


def _both_names(given: Aspect, surname: Aspect) -> tuple[Places, Hashes]:
    """Give the two names together, whichever stands first."""
    rows = np.flatnonzero((given.codes >= 0) & (surname.codes >= 0))
    lefts, rights = hashed("name", given.texts), hashed("name", surname.texts)
    return rows, lefts[given.codes[rows]] ^ rights[surname.codes[rows]] ^ _MIXED


def _words(aspect: Aspect) -> tuple[Places, Hashes]:
    words = [sorted(set(text.split())) for text in aspect.texts]
    flat = hashed(f"{aspect.fact} has", [word for bag in words for word in bag])
    return spread(aspect.codes, np.split(flat, np.cumsum([len(bag) for bag in words])[:-1]))


def _beginnings(aspect: Aspect) -> list[str]:
    if aspect.shape in _WORDY:
        return [text.partition(" ")[0][:_FIRST_WORD] for text in aspect.texts]
    return [text[: _BEGINNING[aspect.shape]] for text in aspect.texts]
