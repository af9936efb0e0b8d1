"""Short names (简称) and the whole names that they can be short for."""

from typing import Final, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["find_whole_names"]

_Places: TypeAlias = NDArray[np.int64]

_WIDTH: Final = 24  # characters of a whole name that are looked at
_SHORTEST, _LONGEST = 2, 8
_MOST: Final = 400  # whole names that hold the two rarest characters of a short one: more tell nothing
_BATCH: Final = 200_000
_NO_WAY: Final = 4


def find_whole_names(shorts: pd.Series, wholes: pd.Series, starts: NDArray[np.int64]) -> pd.DataFrame:
    """Find the whole names that hold all characters of a short one in their order.

    `starts`: where in each whole name the part behind its place starts.
    Returns: short, whole (index labels), way (0: its first two characters stand together at the start of the whole
    name or behind its place, 1: the first one does, 2: the first two stand together, 3: none of these).

    >>> import numpy as np
    >>> wholes = pd.Series(["河南豫能控股股份有限公司", "河南豫园能源控股有限公司"])
    >>> find_whole_names(pd.Series(["豫能控股"]), wholes, np.array([2, 2]))[["whole", "way"]].to_numpy().tolist()
    [[0, 0], [1, 1]]
    """
    fits = shorts.str.len().between(_SHORTEST, _LONGEST)
    short_codes, whole_codes = _codes(shorts[fits], _LONGEST), _codes(wholes, _WIDTH)
    short, whole = _holding_rarest(short_codes, whole_codes)
    if not len(short):
        return pd.DataFrame({"short": shorts.index[:0], "whole": wholes.index[:0], "way": np.empty(0, np.int8)})
    parts = [
        _fit(short_codes, whole_codes, starts, short[start : start + _BATCH], whole[start : start + _BATCH])
        for start in range(0, len(short), _BATCH)
    ]
    found = pd.concat(parts, ignore_index=True)
    return found.assign(short=shorts.index[fits][found["short"]], whole=wholes.index[found["whole"]])


def _codes(texts: pd.Series, width: int) -> NDArray[np.uint32]:
    """Give the characters of each text as numbers, 0 behind its end."""
    return np.array(texts.to_list(), dtype=f"U{width}").view(np.uint32).reshape(len(texts), width)


def _holding_rarest(shorts: NDArray[np.uint32], wholes: NDArray[np.uint32]) -> tuple[_Places, _Places]:
    """Pair each short name with the whole names that hold its two rarest characters."""
    row, column = np.nonzero((wholes > 0) & np.isin(wholes, shorts))
    held = np.sort(wholes[row, column].astype(np.int64) * len(wholes) + row)
    held = held[np.diff(held, prepend=-1) > 0]
    character, holder = held // max(len(wholes), 1), held % max(len(wholes), 1)
    begin, end = (np.searchsorted(character, shorts, side) for side in ("left", "right"))
    number = np.where(shorts > 0, end - begin, np.iinfo(np.int64).max)
    rarest = np.argsort(number, axis=1, kind="stable")[:, :2]
    rows = np.arange(len(shorts))[:, None]
    begin, end = begin[rows, rarest], end[rows, rarest]
    known: dict[tuple[int, int], _Places] = {}
    found: list[_Places] = []
    for one, other, one_end, other_end in zip(begin[:, 0], begin[:, 1], end[:, 0], end[:, 1], strict=True):
        if (one, other) not in known:
            both = np.intersect1d(holder[one:one_end], holder[other:other_end], assume_unique=True)
            known[one, other] = both if len(both) <= _MOST else both[:0]
        found.append(known[one, other])
    sizes = np.fromiter(map(len, found), np.int64, len(found))
    return np.repeat(np.arange(len(shorts)), sizes), np.concatenate([np.empty(0, np.int64), *found])


def _fit(
    shorts: NDArray[np.uint32], wholes: NDArray[np.uint32], starts: NDArray[np.int64], short: _Places, whole: _Places
) -> pd.DataFrame:
    """Lay short names along whole ones and keep those that fit, with the best of the four ways in which they do."""
    wanted, given = shorts[short], wholes[whole]
    head, tail = given[:, :-1] == wanted[:, [0]], given[:, 1:] == wanted[:, [1]]
    adjacent = head & tail
    columns = np.arange(_WIDTH - 1)
    is_start = (columns == 0) | (columns == starts[whole][:, None])
    way = np.full(len(short), _NO_WAY, np.int8)
    for kind, begins in enumerate((adjacent & is_start, head & is_start, adjacent, head)):
        begin = np.where(begins.any(axis=1), begins.argmax(axis=1), _WIDTH)
        way = np.where((way == _NO_WAY) & _holds(wanted, given, begin), np.int8(kind), way)
    found = pd.DataFrame({"short": short, "whole": whole, "way": way})
    return found[way < _NO_WAY].reset_index(drop=True)


def _holds(wanted: NDArray[np.uint32], given: NDArray[np.uint32], begin: _Places) -> NDArray[np.bool_]:
    """Tell whether all wanted characters come in their order from a place on, each as early as it can."""
    at, everyone = np.zeros(len(wanted), np.int64), np.arange(len(wanted))
    for column in range(_WIDTH):
        awaited = wanted[everyone, np.minimum(at, _LONGEST - 1)]
        at += (given[:, column] == awaited) & (awaited > 0) & (at < _LONGEST) & (column >= begin)
    return np.asarray(at == (wanted > 0).sum(axis=1))
