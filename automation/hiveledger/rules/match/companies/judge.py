"""How alike two names are, and which facts say so."""

from typing import Final, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from hiveledger.rules.match.companies.likeness import Likeness
from hiveledger.rules.match.companies.read import Companies

__all__ = ["judge_pairs"]

_Flags: TypeAlias = NDArray[np.bool_]

_FACTS: Final = ("region", "brand", "trade", "branch", "group", "seat")


def judge_pairs(companies: Companies, first: ArrayLike, second: ArrayLike) -> pd.DataFrame:
    """Say of pairs of names how alike they are.

    `first`, `second`: positions. Returns: one row per pair; likeness (see `Likeness`), same and other (the codes of
    the facts that agree and that differ, joined by a blank).

    >>> from hiveledger.rules.match.companies.read import read_companies
    >>> companies = read_companies(pd.Series(["苏州云帆科技有限公司", "蘇州雲帆科技", "南京云帆科技有限公司"]))
    >>> judge_pairs(companies, [0, 0], [1, 2])[["likeness", "other"]].to_numpy().tolist()
    [[5, ''], [0, 'region']]
    """
    columns = companies.rows
    left, right = (
        columns.iloc[np.asarray(places, dtype=np.int64)].reset_index(drop=True) for places in (first, second)
    )
    same, other = _facts(left, right)
    is_read = (left["rest"].to_numpy() >= 0) & (right["rest"].to_numpy() >= 0)
    one_place = np.minimum(left["rest_places"].to_numpy(), right["rest_places"].to_numpy()) <= 1
    one_trade = same["brand"] & ~same["trade"] & ~other["trade"]
    here_trades = np.maximum(left["here_trades"].to_numpy(), right["here_trades"].to_numpy())
    whole = same["brand"] & same["trade"]
    cases = [
        (Likeness.UNLIKE, ~is_read),
        (Likeness.OTHER, other["region"] | other["trade"] | other["brand"]),
        (Likeness.RELATED, other["branch"] | other["seat"] | other["group"]),
        (Likeness.SAME, whole & (same["region"] | one_place)),
        (Likeness.SAME, one_trade & same["region"] & (here_trades <= 1)),
        (Likeness.MAYBE, whole | one_trade),
    ]
    likeness = np.select([flag for _, flag in cases], [kind for kind, _ in cases], Likeness.UNLIKE)
    return pd.DataFrame({"likeness": likeness.astype(np.int8), "same": _named(same), "other": _named(other)})


def _facts(left: pd.DataFrame, right: pd.DataFrame) -> tuple[dict[str, _Flags], dict[str, _Flags]]:
    same, other = {}, {}
    differs, known = np.zeros(len(left), np.bool_), np.zeros(len(left), np.bool_)
    for level in ("province", "city", "district"):
        mine, theirs = left[level].to_numpy(), right[level].to_numpy()
        both = (mine > 0) & (theirs > 0)
        differs |= both & (mine != theirs)
        known |= both
    same["region"], other["region"] = known & ~differs, differs
    for fact in ("brand", "trade"):
        mine, theirs = left[fact].to_numpy(), right[fact].to_numpy()
        both = (mine >= 0) & (theirs >= 0)
        same[fact], other[fact] = both & (mine == theirs), both & (mine != theirs)
    rest = left["rest"].to_numpy() == right["rest"].to_numpy()
    same["trade"] |= rest
    for fact in ("branch", "seat"):
        mine, theirs = left[fact].to_numpy(), right[fact].to_numpy()
        same[fact], other[fact] = (mine == theirs) & (mine > 0), mine != theirs
    both = left["is_whole"].to_numpy() & right["is_whole"].to_numpy()
    group, theirs = left["is_group"].to_numpy(), right["is_group"].to_numpy()
    same["group"], other["group"] = group & theirs, both & (group != theirs)
    return same, other


def _named(flags: dict[str, _Flags]) -> pd.Series:
    """Name the facts of each pair: a category, since millions of pairs share some dozens of combinations."""
    masks = np.zeros(len(next(iter(flags.values()))), np.int64)
    for bit, fact in enumerate(_FACTS):
        masks |= flags[fact].astype(np.int64) << bit
    codes, known = pd.factorize(masks)
    names = [" ".join(fact for bit, fact in enumerate(_FACTS) if mask >> bit & 1) for mask in known]
    return pd.Series(pd.Categorical.from_codes(codes, pd.Index(names, dtype="str")))
