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
from scipy import sparse  # type: ignore[import-untyped]

from hiveledger.rules.match.records.aspects import Aspect, Codes, Shape

__all__ = ["Places", "propose_pairs", "unique_pairs"]

Places: TypeAlias = npt.NDArray[np.int64]

_CROWD: Final = 100
_NEAREST: Final = 12
_ROWS_AT_ONCE: Final = 50_000
_BEGINNING: Final = {Shape.NAME: 3, Shape.MAIL: 4, Shape.CODE: 4, Shape.NUMBER: 6}
_WORDY: Final = frozenset({Shape.TITLE, Shape.PLACE})
_FIRST_WORD: Final = 4  # characters of the first word that tells something


def propose_pairs(aspects: Sequence[Aspect], size: int) -> tuple[Places, Places]:
    """Give the pairs of rows to compare, as places of rows, the first below the second, each pair once.

    `size`: how many rows there are.
    """
    from sparse_dot_topn import sp_matmul_topn  # noqa: PLC0415 - only where tables are compared

    rows, features = _features(aspects)
    if not len(rows):
        return np.empty(0, np.int64), np.empty(0, np.int64)
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
        near = sp_matmul_topn(bags[start : start + _ROWS_AT_ONCE], owners, top_n=_NEAREST + 1, n_threads=2).tocoo()
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


def _features(aspects: Sequence[Aspect]) -> tuple[Places, Places]:
    """Give rows and their features as two columns of equal length."""
    rows, features, base = [np.empty(0, np.int64)], [np.empty(0, np.int64)], 0
    for mine, theirs in _bags(aspects):
        rows.append(mine)
        features.append(theirs + base)
        base += int(theirs.max(initial=-1)) + 1
    return np.concatenate(rows), np.concatenate(features)


def _bags(aspects: Sequence[Aspect]) -> Iterator[tuple[Places, Places]]:
    for aspect in aspects:
        if aspect.shape is not Shape.FIRM:
            yield _has(aspect.codes)
        if aspect.shape in _WORDY:
            yield _spread(aspect, [set(text.split()) for text in aspect.texts])
        elif aspect.shape is Shape.MAIL:
            yield _has(_recoded(aspect, [text.partition("@")[0] for text in aspect.texts]))
    beginnings = [_recoded(aspect, _beginnings(aspect)) for aspect in aspects if aspect.shape is not Shape.FIRM]
    for left, right in combinations(beginnings, 2):
        rows = np.flatnonzero((left >= 0) & (right >= 0))
        both, _ = pd.factorize(left[rows] * (int(right.max(initial=0)) + 1) + right[rows])
        yield rows, both.astype(np.int64)


def _has(codes: Codes) -> tuple[Places, Places]:
    rows = np.flatnonzero(codes >= 0)
    return rows, codes[rows]


def _recoded(aspect: Aspect, texts: Sequence[str]) -> Codes:
    codes, _ = pd.factorize(np.array(texts, dtype=object))
    return np.append(codes, -1)[aspect.codes].astype(np.int64)


def _beginnings(aspect: Aspect) -> list[str]:
    if aspect.shape in _WORDY:
        return [text.partition(" ")[0][:_FIRST_WORD] for text in aspect.texts]
    return [text[: _BEGINNING[aspect.shape]] for text in aspect.texts]


def _spread(aspect: Aspect, bags: Sequence[set[str]]) -> tuple[Places, Places]:
    """Give each row the features of its text."""
    known: dict[str, int] = {}
    flat = np.fromiter((known.setdefault(word, len(known)) for bag in bags for word in sorted(bag)), np.int64)
    sizes = np.fromiter(map(len, bags), np.int64, len(bags))
    starts = np.cumsum(sizes) - sizes
    rows, codes = _has(aspect.codes)
    counts = sizes[codes]
    steps = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(rows, counts), flat[np.repeat(starts[codes], counts) + steps]
