"""Which names are worth comparing: those that share a key, in blocks that stay small."""

from typing import Final, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hiveledger.rules.match.companies.read import Companies

__all__ = ["propose_pairs"]

_Places: TypeAlias = NDArray[np.int64]

_WINDOW: Final = 30  # neighbours of a name within a block that are looked at


def propose_pairs(companies: Companies) -> tuple[_Places, _Places]:
    """Give the positions of names to compare, each pair once, the earlier first.

    >>> from hiveledger.rules.match.companies.read import read_companies
    >>> companies = read_companies(pd.Series(["苏州云帆科技有限公司", "南京别家食品有限公司", "云帆科技"]))
    >>> [places.tolist() for places in propose_pairs(companies)]
    [[0], [2]]
    """
    rows = companies.rows
    keys = [["rest"], ["stem"], ["brand"], ["province", "city", "trade"]]
    found = [_neighbours(rows, columns) for columns in keys]
    first, second = (np.concatenate(parts) for parts in zip(*found, strict=True))
    low, high = np.minimum(first, second), np.maximum(first, second)
    size = max(len(rows), 1)
    pairs = np.unique(low * size + high)
    return pairs // size, pairs % size


def _neighbours(rows: pd.DataFrame, columns: list[str]) -> tuple[_Places, _Places]:
    places = np.flatnonzero((rows[columns] >= 0).all(axis=1).to_numpy())
    block = rows.iloc[places].groupby(columns, sort=False).ngroup().to_numpy()
    order = np.lexsort((places, rows["rest"].to_numpy()[places], rows["city"].to_numpy()[places], block))
    places, block = places[order], block[order]
    steps = [np.flatnonzero(block[step:] == block[:-step]) for step in range(1, min(_WINDOW, len(places) - 1) + 1)]
    empty = np.empty(0, dtype=np.int64)
    first = np.concatenate([empty, *(places[hits] for hits in steps)])
    second = np.concatenate([empty, *(places[hits + step] for step, hits in enumerate(steps, start=1))])
    return first, second
