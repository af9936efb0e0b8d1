"""How alike two names are, and which facts say so."""

from typing import Final, NamedTuple, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from hiveledger.rules.match.companies.likeness import Likeness
from hiveledger.rules.match.companies.near import is_chance, judge_slips
from hiveledger.rules.match.companies.read import Companies, Side

__all__ = ["judge_pairs"]

_Flags: TypeAlias = NDArray[np.bool_]

_FACTS: Final = ("region", "brand", "trade", "branch", "group", "seat", "aside", "slip", "short", "pinyin")
_PARTS_OF_TREE: Final = ("branch", "seat", "group")
_BATCH: Final = 500_000  # pairs at a time, for the sake of memory
_TWO: Final = 2  # characters: so many brands have no more that some sound alike
_TELLING: Final = 4  # characters of brand and trade that do not sound alike by chance


class _Facts(NamedTuple):
    """In which pairs both sides say the same of each fact, and in which they differ."""

    same: dict[str, _Flags]
    other: dict[str, _Flags]


def judge_pairs(companies: Companies, first: ArrayLike, second: ArrayLike) -> pd.DataFrame:
    """Say of pairs of names how alike they are.

    `first`, `second`: positions. Returns: one row per pair; likeness (see `Likeness`), same and other (the codes of
    the facts that agree and that differ, joined by a blank): region, brand, trade, branch, group, seat (of a
    subsidiary), aside (words in brackets), slip (one character), short (a short name), pinyin.

    >>> from hiveledger.rules.match.companies.read import read_companies
    >>> companies = read_companies(pd.Series(["苏州云帆科技有限公司", "蘇州雲帆科技", "南京云帆科技有限公司"]))
    >>> judge_pairs(companies, [0, 0], [1, 2])[["likeness", "other"]].to_numpy().tolist()
    [[5, ''], [0, 'region']]
    """
    sides = np.asarray(first, dtype=np.int64), np.asarray(second, dtype=np.int64)
    parts = [
        _judge(companies, *(Side(companies, side[start : start + _BATCH]) for side in sides))
        for start in range(0, max(len(sides[0]), 1), _BATCH)
    ]
    return pd.concat(parts, ignore_index=True)


def _judge(companies: Companies, left: Side, right: Side) -> pd.DataFrame:
    facts = _facts(left, right)
    likeness = _by_parts(left, right, facts, companies.size)
    likeness = _by_slip(companies, left, right, likeness, facts)
    likeness = _by_hint(companies, left, right, likeness, facts)
    tree = np.logical_or.reduce([facts.other[part] for part in _PARTS_OF_TREE])
    likeness = np.where(tree & (likeness > Likeness.RELATED), Likeness.RELATED, likeness)
    likeness = np.where(facts.other["aside"] & (likeness == Likeness.SAME), Likeness.LIKELY, likeness)
    columns = {"same": _named(facts.same), "other": _named(facts.other)}
    return pd.DataFrame({"likeness": likeness.astype(np.int8), **columns})


def _by_parts(left: Side, right: Side, facts: _Facts, size: int) -> NDArray[np.int64]:
    """Judge by place, brand and trade alone."""
    same, other = facts.same, facts.other
    rest = _equal(left, right, "rest")
    most = {
        name: np.maximum(left[name], right[name])
        for name in ("rest_places", "brand_places", "brand_trades", "here_trades")
    }
    is_bare = _missing(left, "trade"), _missing(right, "trade")
    # What one name leaves out, trade or place or both, can be one thing only.
    one_trade = same["brand"] & ~rest & (is_bare[0] | is_bare[1])
    lacking = [bare & (side["province"] == 0) for bare, side in zip(is_bare, (left, right), strict=True)]
    only_brand = (most["brand_trades"] <= 1) & (most["brand_places"] <= 1) & (lacking[0] | lacking[1])
    only_trade = one_trade & (only_brand | (same["region"] & (most["here_trades"] <= 1)))
    only_place = same["region"] | (most["rest_places"] <= 1)
    # 佛山三立人 of a file that has two companies of that beginning, 凤凰 of one that has it in two places.
    bare_rest = rest & is_bare[0]
    is_vague = bare_rest & np.where(same["region"], most["here_trades"] > 1, most["brand_places"] > 1)
    is_vague |= ~(rest & same["region"]) & (left["is_ambiguous"] | right["is_ambiguous"])
    spelling = _spelling(left, right, same, bare_rest, size)
    levels = left["own"], right["own"]
    two_levels = (levels[0] != levels[1]) & (np.minimum(*levels) > 0)  # 浙江云帆 is not 杭州云帆
    cases = [
        (Likeness.UNLIKE, ~_is_read(left) | ~_is_read(right)),
        (Likeness.OTHER, other["region"] | (other["trade"] & ~one_trade) | other["brand"]),
        (Likeness.MAYBE, (rest & _two_trades(left, right)) | two_levels | is_vague),
        (Likeness.SAME, (spelling == Likeness.SAME) & ((rest & only_place) | only_trade)),
        (Likeness.LIKELY, (spelling >= Likeness.LIKELY) & rest & only_place),
        (Likeness.MAYBE, (spelling >= Likeness.MAYBE) & (rest | one_trade)),
    ]
    return np.select([flag for _, flag in cases], [kind for kind, _ in cases], Likeness.UNLIKE)


def _spelling(left: Side, right: Side, same: dict[str, _Flags], bare_rest: _Flags, size: int) -> NDArray[np.int64]:
    """Say how far a brand may be trusted to be the same that sounds the same; written the same it is."""
    apart = ~_equal(left, right, "brand_text")
    long = np.minimum(left["rest_size"], right["rest_size"]) >= _TELLING
    cases = [
        (Likeness.SAME, ~apart),
        (Likeness.LIKELY, same["region"] & (is_chance(left, right, size) | (bare_rest & ~long))),
        (Likeness.UNLIKE, bare_rest & ~long),
        (Likeness.SAME, same["region"] | (left["brand_size"] > _TWO)),
    ]
    return np.select([flag for _, flag in cases], [kind for kind, _ in cases], Likeness.MAYBE)


def _by_slip(
    companies: Companies, left: Side, right: Side, likeness: NDArray[np.int64], facts: _Facts
) -> NDArray[np.int64]:
    """Judge the pairs whose brand or trade differs, by how little they do."""
    asked = np.flatnonzero((likeness == Likeness.OTHER) & ~facts.other["region"])
    mine, theirs = left.only(asked), right.only(asked)
    likeness[asked] = judge_slips(mine, theirs, companies.stems, companies.size, facts.same["region"][asked])
    facts.same["slip"][asked] = likeness[asked] > Likeness.UNLIKE
    return likeness


def _by_hint(
    companies: Companies, left: Side, right: Side, likeness: NDArray[np.int64], facts: _Facts
) -> NDArray[np.int64]:
    """Raise what short names and spellings are known to mean."""
    hints = companies.hints[companies.hints["likeness"] > Likeness.UNLIKE]
    size = len(companies.stems) + 1
    keys = hints["left"].to_numpy(dtype=np.int64) * size + hints["right"].to_numpy(dtype=np.int64)
    order = np.argsort(keys)
    texts, stems = ([side[name].astype(np.int64) for side in (left, right)] for name in ("text", "stem_text"))
    for asked in (texts[0] * size + stems[1], texts[1] * size + stems[0]):
        place = np.minimum(np.searchsorted(keys[order], asked), max(len(keys) - 1, 0))
        hit = (keys[order][place] == asked) & ~facts.other["region"] if len(keys) else np.zeros(left.size, np.bool_)
        hint = hints.iloc[order[place[hit]]]
        told = hint["likeness"].to_numpy()
        told = np.where((told == Likeness.LIKELY) & facts.same["region"][hit], Likeness.SAME, told)
        likeness[hit] = np.maximum(likeness[hit], told)
        for fact in ("short", "pinyin"):
            facts.same[fact][np.flatnonzero(hit)[(hint["fact"] == fact).to_numpy()]] = True
    return likeness


def _equal(left: Side, right: Side, column: str) -> _Flags:
    return np.asarray(left[column] == right[column])


def _is_read(rows: Side) -> _Flags:
    return ~_missing(rows, "rest")


def _two_trades(left: Side, right: Side) -> _Flags:
    """Tell which pairs have two trades that sound the same (电气, 电器)."""
    is_known = ~_missing(left, "trade_text") & ~_missing(right, "trade_text")
    return is_known & ~_equal(left, right, "trade_text")


def _missing(rows: Side, column: str) -> _Flags:
    return np.asarray(rows[column] < 0)


def _facts(left: Side, right: Side) -> _Facts:
    same = {fact: np.zeros(left.size, np.bool_) for fact in _FACTS}
    other = {fact: np.zeros(left.size, np.bool_) for fact in _FACTS}
    for level in ("province", "city", "district"):
        mine, theirs = left[level], right[level]
        both = (mine > 0) & (theirs > 0)
        other["region"] |= both & (mine != theirs)
        same["region"] |= both
    same["region"] &= ~other["region"]
    for fact in ("brand", "trade", "branch", "aside"):
        mine, theirs = left[fact], right[fact]
        both = (mine >= 0) & (theirs >= 0)
        same[fact] = both & (mine == theirs)
        other[fact] = (mine != theirs) & (both | (fact == "branch"))
    seat, theirs = left["seat"], right["seat"]
    same["seat"], other["seat"] = (seat == theirs) & (seat > 0), seat != theirs
    both = left["is_whole"] & right["is_whole"]
    group, theirs = left["is_group"], right["is_group"]
    same["group"], other["group"] = group & theirs, both & (group != theirs)
    other["aside"] = both & (left["aside"] != right["aside"])  # short names leave 中国 out
    return _Facts(same, other)


def _named(flags: dict[str, _Flags]) -> pd.Series:
    """Give the codes of the facts that hold of each pair."""
    bits = sum(flags[fact].astype(np.int64) << place for place, fact in enumerate(_FACTS))
    held, found = np.unique(bits, return_inverse=True)
    names = [" ".join(fact for place, fact in enumerate(_FACTS) if bit >> place & 1) for bit in held.tolist()]
    return pd.Series(np.array(names, dtype=object)[found], dtype="str")
