"""Which names are worth comparing: those that share a key, in blocks that stay small."""

from collections.abc import Sequence
from typing import Final, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hiveledger.rules.match.companies.read import Companies
from hiveledger.rules.match.companies.sounds import by_sound

__all__ = ["propose_pairs"]

_Places: TypeAlias = NDArray[np.int64]

_HUBS: Final = 2  # rows of a whole name that each row of its short name is compared with
_KEYS: Final = {  # by which names meet, and how many neighbours of a name in its block are looked at
    ("rest",): 30,
    ("brand",): 8,
    ("head",): 8,
    ("tail",): 8,
    ("said", "trade", "initial"): 6,
    ("said", "trade", "final"): 6,
}


def propose_pairs(companies: Companies) -> tuple[_Places, _Places]:
    """Give the positions of names to compare, each pair once, the earlier first.

    >>> from hiveledger.rules.match.companies.read import read_companies
    >>> companies = read_companies(pd.Series(["苏州云帆科技有限公司", "南京别家食品有限公司", "云帆科技"]))
    >>> [places.tolist() for places in propose_pairs(companies)]
    [[0], [2]]
    """
    rows = _keyed(companies)
    found = [*(_neighbours(rows, columns, window) for columns, window in _KEYS.items()), _hinted(companies)]
    first, second = (np.concatenate(parts) for parts in zip(*found, strict=True))
    low, high = np.minimum(first, second), np.maximum(first, second)
    size = max(len(companies.rows), 1)
    pairs = np.sort((low * size + high)[low != high])
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]
    return pairs // size, pairs % size


def _keyed(companies: Companies) -> dict[str, NDArray[np.int64]]:
    """Add the keys under which names with one slip still meet."""
    rows = companies.rows
    sounds = [by_sound(stem) for stem in companies.stems]
    stem, place, brand = (rows[name].to_numpy() for name in ("stem_text", "place_size", "brand_size"))
    said = pd.MultiIndex.from_arrays([stem, place, brand])
    numbers, distinct = pd.factorize(said)
    keys: dict[str, list[str]] = {"said": [], "head": [], "tail": [], "initial": [], "final": []}
    for at, place_size, brand_size in distinct:
        rest = sounds[at][place_size:]
        keys["said"].append(sounds[at][:place_size])
        keys["head"].append(sounds[at][: place_size + 2] if place_size else rest[:3])
        keys["tail"].append(rest[max(brand_size - 2, 0) :])
        keys["initial"].append(rest[:1])
        keys["final"].append(rest[brand_size - 1 : brand_size])
    columns = {
        name: pd.factorize(pd.Series(values, dtype=object).replace("", None))[0][numbers]
        for name, values in keys.items()
    }
    beside = np.where(rows["city"] > 0, rows["city"] + len(stem), -1)  # never a number of what names say
    columns["said"] = np.where(columns["said"] >= 0, columns["said"], beside)
    return columns | {name: rows[name].to_numpy() for name in ("rest", "brand", "trade", "city")}


def _hinted(companies: Companies) -> tuple[_Places, _Places]:
    """Pair short names and spellings with the first names that they mean."""
    rows = companies.rows[["text", "stem_text"]].assign(place=np.arange(len(companies.rows)))
    known = rows[rows["text"] >= 0]
    hubs = known[companies.rows.loc[known.index, "branch"] < 0].groupby("stem_text").head(_HUBS)
    pairs = companies.hints.merge(known, left_on="left", right_on="text", validate="many_to_many")
    pairs = pairs.merge(hubs, left_on="right", right_on="stem_text", validate="many_to_many", suffixes=("", "_hub"))
    return pairs["place"].to_numpy(dtype=np.int64), pairs["place_hub"].to_numpy(dtype=np.int64)


def _neighbours(rows: dict[str, NDArray[np.int64]], columns: Sequence[str], window: int) -> tuple[_Places, _Places]:
    """Pair each name with the next few of its block; in a large block those of its place and rest come next."""
    places = np.flatnonzero(np.logical_and.reduce([rows[column] >= 0 for column in columns]))
    keys = [rows[column][places] for column in columns]
    order = np.lexsort((places, rows["rest"][places], rows["city"][places], *keys))
    places = places[order]
    block = np.cumsum(np.logical_or.reduce([np.diff(key[order], prepend=-1) != 0 for key in keys]))
    steps = [np.flatnonzero(block[step:] == block[:-step]) for step in range(1, min(window, len(places) - 1) + 1)]
    empty = np.empty(0, dtype=np.int64)
    first = np.concatenate([empty, *(places[hits] for hits in steps)])
    second = np.concatenate([empty, *(places[hits + step] for step, hits in enumerate(steps, start=1))])
    return first, second
