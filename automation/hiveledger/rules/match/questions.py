"""Which of the pairs that a person has to judge are asked now, in which order, and how alike the two are.

Leads that hang together are asked about with no more questions than it takes to join them: the others answer
themselves, or are asked next. Where very many hang together it is one question at a time.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Final, TypeAlias

import pandas as pd

from hiveledger.rules.match.companies import Likeness, judge_pairs, read_companies
from hiveledger.rules.match.groups import Fate, Together, join_groups
from hiveledger.schema.words import Grade, Likelihood

__all__ = ["are_related", "choose_questions", "count_points"]

_Pair: TypeAlias = tuple[str, str]

_AT_ONCE: Final = 4  # leads that hang together and are asked about at once
_AGREEING: Final = {"mobile": 4, "email": 4, "company": 3, "contact": 2, "near": 2, "phone": 2}
_DIFFERING: Final = {"contact": 3, "company": 2, "mobile": 1, "email": 1, "phone": 1}
_HIGH, _MEDIUM = 6, 3  # points; they order a list, nothing is decided by them
# The machine would have merged these, had nothing stood against it that only a person can settle.
_SURE: Final = frozenset({Fate.PERSONS, Fate.UNDONE, Fate.CROWD})
_ORDER: Final = {Likelihood.HIGH: 0, Likelihood.MEDIUM: 1, Likelihood.LOW: 2}
_WORTH: Final = {Grade.A: 0, Grade.B: 1, Grade.C: 3}
_UNGRADED: Final = 2


def choose_questions(pairs: pd.DataFrame, leads: pd.DataFrame, asked: Collection[_Pair]) -> pd.DataFrame:
    """Choose the questions to ask, the likeliest and most valuable first, those of one customer together.

    `asked`: pairs (the lower id first) that stand open already: they go on being asked rather than others.
    Reads: pairs left, right, fate, same, other, rows; leads grade, budget_cny.
    Returns: the chosen rows with `likelihood`; `rows` tells how many leads hang together where not all are asked.

    >>> pairs = table('''
    ...     pair | left | right | fate      | same           | other   | rows:int64
    ...     P1   | L1   | L2    | uncertain | company        |         | 0
    ...     P2   | L1   | L3    | uncertain | company mobile | contact | 0
    ...     P3   | L2   | L3    | uncertain | company mobile |         | 0
    ... ''').fillna({"other": ""})
    >>> leads = pd.DataFrame({"grade": None, "budget_cny": None}, index=["L1", "L2", "L3"])
    >>> choose_questions(pairs, leads, ())[["left", "right", "likelihood"]].to_numpy().tolist()
    [['L2', 'L3', 'high'], ['L1', 'L3', 'medium']]
    """
    ranked = _ranked(pairs, leads, asked)
    by_age = ranked.sort_values(["is_new", "rank"])
    tree = _tree(zip(by_age["left"], by_age["right"], strict=True))
    is_kept = [pair in tree for pair in zip(ranked["left"], ranked["right"], strict=True)]
    together = join_groups(tree)
    size = Counter(together.values())
    chosen = ranked.loc[is_kept]
    chosen = chosen.assign(of=[together[lead] for lead in chosen["left"]])
    is_many = pd.Series([size[one] > _AT_ONCE for one in chosen["of"]], index=chosen.index, dtype=bool)
    first = ~chosen.sort_values(["is_new", "rank"])["of"].duplicated().reindex(chosen.index)
    chosen = chosen.loc[~is_many | first]
    many = [max(rows, size[one]) if size[one] > _AT_ONCE else rows for rows, one in chosen[["rows", "of"]].to_numpy()]
    best = chosen.groupby("of")["rank"].transform("min")
    in_order = chosen.assign(rows=many, best=best).sort_values(["best", "rank"])
    return in_order[[*pairs.columns, "likelihood"]].reset_index(drop=True)


def are_related(leads: pd.DataFrame, pairs: Sequence[_Pair]) -> list[bool]:
    """Tell of which pairs the one company is by its name a branch, a subsidiary or the group of the other.

    Reads: company.

    >>> names = ["苏州云帆科技有限公司", "苏州云帆科技有限公司昆山分公司", "无锡海鼎机械有限公司"]
    >>> are_related(pd.DataFrame({"company": names}, index=["L1", "L2", "L3"]), [("L1", "L2"), ("L1", "L3")])
    [True, False]
    """
    place = {lead: n for n, lead in enumerate(leads.index)}
    ends = [[place[pair[side]] for pair in pairs] for side in (0, 1)]
    judged = judge_pairs(read_companies(leads["company"]), *ends)
    return judged["likeness"].eq(Likeness.RELATED).to_list()


def count_points(same: str, other: str) -> int:
    """Count what speaks for two being one customer less what speaks against it, by the facts that `find_pairs` names.

    >>> count_points("company mobile", "contact")
    4
    """
    agreeing, differing = map(_AGREEING.__getitem__, same.split()), map(_DIFFERING.__getitem__, other.split())
    return sum(agreeing) - sum(differing)


def _tree(pairs: "zip[_Pair]") -> set[_Pair]:
    """Give the first pairs that join all leads which the pairs join."""
    together = Together()
    return {pair for pair in pairs if together.join(*pair)}


def _ranked(pairs: pd.DataFrame, leads: pd.DataFrame, asked: Collection[_Pair]) -> pd.DataFrame:
    points = [
        _HIGH if fate in _SURE else count_points(same, other)
        for fate, same, other in pairs[["fate", "same", "other"]].itertuples(index=False)
    ]
    likelihood = [_likelihood(count) for count in points]
    worth, budget = leads["grade"].map(_WORTH).fillna(_UNGRADED), -leads["budget_cny"].astype("float64").fillna(0.0)
    keys: dict[str, list[str] | list[int] | list[bool] | pd.Series] = {
        "likelihood": [word.value for word in likelihood],
        "likely": [_ORDER[word] for word in likelihood],
        "is_other": pairs["fate"] != Fate.CLASH,
        "worth": _better(worth, pairs),
        "budget": _better(budget, pairs),
        "against": [-count for count in points],
        "is_new": [pair not in asked for pair in zip(pairs["left"], pairs["right"], strict=True)],
    }
    ranked = pairs.assign(**keys).sort_values(["likely", "is_other", "worth", "budget", "against", "left", "right"])
    return ranked.assign(rank=range(len(ranked)))


def _better(of_lead: pd.Series, pairs: pd.DataFrame) -> pd.Series:
    left, right = (of_lead.reindex(pairs[side]).set_axis(pairs.index) for side in ("left", "right"))
    return left.where(left <= right, right)


def _likelihood(points: int) -> Likelihood:
    return Likelihood.HIGH if points >= _HIGH else Likelihood.MEDIUM if points >= _MEDIUM else Likelihood.LOW
