"""Likely pairs put together, so that no chain of good pairs joins what does not fit as a whole.

A and B may agree, and B and C, while A and C speak against each other. So all pairs within what hangs together are
weighed, and two parts become one only while their pairs tell for it on the average.
"""

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.cluster.hierarchy import fcluster, linkage  # type: ignore[import-untyped]
from scipy.sparse import coo_array  # type: ignore[import-untyped]
from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]

from hiveledger.rules.match.records.candidates import Places
from hiveledger.rules.match.records.weights import Bits

__all__ = ["Labels", "connected", "join_rows"]

Labels = npt.NDArray[np.int64]

_MOST: Final = 100  # rows whose pairs are all weighed at once
_STEP: Final = 2.0  # bits by which more is asked of the pairs of a larger part
_HIGHEST: Final = 30.0
_MOST_FOR, _MOST_AGAINST = 12.0, -15.0  # bits that one pair of many may say, so that a few do not outvote the rest
_NEVER: Final = -500.0  # below, two rows are never one, whatever others say
_TOLERANCE: Final = -6.0  # bits that the pairs of two parts may tell against it, on the average: errors pile up
_ROWS_OF_TWO: Final = 2


def join_rows(
    size: int, pairs: tuple[Places, Places], bits: Bits, least: float, weigh: Callable[[Places, Places], Bits]
) -> Labels:
    """Give each row the number of its cluster.

    `least`: bits from which a pair counts as one. `weigh`: gives the bits of any two rows.

    >>> pairs, far = (np.array([0, 1, 3]), np.array([1, 2, 4])), {(0, 2): -900.0}
    >>> def weigh(first, second):
    ...     return np.array([far.get(pair, 9.0) for pair in zip(first.tolist(), second.tolist())])
    >>> join_rows(5, pairs, np.array([9.0, 8.0, 9.0]), 1.0, weigh).tolist()
    [0, 0, 2, 1, 1]
    """
    labels = connected(size, *(ends[bits >= least] for ends in pairs))
    floor = least
    while floor < _HIGHEST and len(large := np.flatnonzero(np.bincount(labels) > _MOST)):
        floor += _STEP
        kept = (bits >= floor) | ((bits >= least) & ~np.isin(labels[pairs[0]], large))
        labels = connected(size, *(ends[kept] for ends in pairs))
    counts = np.bincount(labels)
    doubtful = (counts > _ROWS_OF_TWO) & (counts <= _MOST)
    parts = list(_parts(labels, doubtful))
    if not parts:
        return labels
    first = np.concatenate([part[np.triu_indices(len(part), 1)[0]] for part in parts])
    second = np.concatenate([part[np.triu_indices(len(part), 1)[1]] for part in parts])
    inner = weigh(first, second)
    start, following = 0, int(labels.max()) + 1
    for part in parts:
        stop = start + len(part) * (len(part) - 1) // 2
        halves = _split(inner[start:stop])
        labels[part] = np.where(halves == 1, labels[part[0]], following + halves)
        start, following = stop, following + int(halves.max()) + 1
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)


def connected(size: int, first: Places, second: Places) -> Labels:
    """Number what hangs together, row by row.

    >>> connected(4, np.array([0, 1]), np.array([1, 3])).tolist()
    [0, 0, 1, 0]
    """
    links = coo_array((np.ones(len(first), bool), (first, second)), shape=(size, size))
    labels: Labels = connected_components(links, directed=False)[1].astype(np.int64)
    return labels


def _parts(labels: Labels, wanted: npt.NDArray[np.bool_]) -> Iterator[Places]:
    order = np.flatnonzero(wanted[labels])
    order = order[np.argsort(labels[order], kind="stable")]
    edges = np.flatnonzero(np.diff(labels[order])) + 1
    return (part for part in np.split(order, edges) if len(part))


def _split(bits: Bits) -> Labels:
    """Part a few rows by the bits of all their pairs; numbers from 1."""
    bounded = np.where(bits < _NEVER, bits * len(bits), np.clip(bits, _MOST_AGAINST, _MOST_FOR))
    if bounded.min() >= _TOLERANCE:
        rows = round((1 + (1 + 8 * len(bits)) ** 0.5) / 2)
        return np.ones(rows, np.int64)
    tree = linkage(_MOST_FOR - bounded, "average")
    halves: Labels = fcluster(tree, _MOST_FOR - _TOLERANCE, "distance").astype(np.int64)
    return halves
