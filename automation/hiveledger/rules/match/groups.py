"""Certain pairs put together, strongest first, and never so that two companies, owners or strangers end up as one.

A chain of good pairs can join what no single pair would: A and B share a mobile, B and C an e-mail address, and A
and C are two companies. So each step looks at all that both sides have gathered so far.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeAlias

import pandas as pd

from hiveledger.rules.match.pairs import Outcome, Strength

__all__ = ["Fate", "Together", "Told", "join_groups", "settle_pairs"]

_Pair: TypeAlias = tuple[str, str]

_MOST: Final = 20  # rows that the machine merges at once; more of one number is a test, a list, or an agent
_BY_PERSON: Final = frozenset({Strength.NUMBER, Strength.NAME})
_TRAITS: Final = ("uscc", "core", "place", "name")


class Fate(StrEnum):
    """What becomes of a pair."""

    JOINED = "joined"
    UNCERTAIN = "uncertain"  # for a person, on its own facts
    CLASH = "clash"  # for a person: the two have different owners
    COMPANIES = "companies"  # for a person: taken together, two companies would become one
    PERSONS = "persons"  # for a person: the row that would merge was put where it is by somebody
    UNDONE = "undone"  # for a person: they were merged once, and somebody took that back
    CROWD = "crowd"  # for a person: far too many rows hang together
    APART = "apart"  # a person said so, or the two are different people of one company


@dataclass(frozen=True)
class Told:
    """What people said of two leads, by their words or by what they did."""

    together: frozenset[_Pair] = frozenset()  # one customer
    apart: frozenset[_Pair] = frozenset()  # two
    doubted: frozenset[_Pair] = frozenset()  # their merge was taken back


@dataclass
class _Group:
    """Leads joined so far, and what they say."""

    leads: set[str]
    owners: set[str] = field(default_factory=set)
    apart: set[str] = field(default_factory=set)  # leads that a person told apart from one of these
    doubted: set[str] = field(default_factory=set)  # leads whose merge with one of these was taken back
    traits: dict[str, set[str]] = field(default_factory=lambda: {name: set() for name in _TRAITS})

    def take(self, other: "_Group") -> None:
        self.leads |= other.leads
        self.owners |= other.owners
        self.apart |= other.apart
        self.doubted |= other.doubted
        for name, said in other.traits.items():
            self.traits[name] |= said

    def differs(self, other: "_Group", name: str) -> bool:
        mine, theirs = self.traits[name], other.traits[name]
        return bool(mine) and bool(theirs) and mine.isdisjoint(theirs)

    def agrees(self, other: "_Group", name: str) -> bool:
        return not self.traits[name].isdisjoint(other.traits[name])


def settle_pairs(pairs: pd.DataFrame, cards: pd.DataFrame, owners: pd.Series, told: Told) -> pd.Series:
    """Tell what becomes of each pair: joined, kept apart, or left to a person and why.

    Reads: pairs as `find_pairs` gives them, cards lead_id, uscc, core, place, name; `owners`: who holds a lead, by
    lead, missing where nobody does.
    Returns: a Fate per pair, same index.

    >>> pairs = table('''
    ...     pair | left | right | outcome   | strength
    ...     P1   | L1   | L2    | certain   | 1
    ...     P2   | L2   | L3    | certain   | 1
    ...     P3   | L1   | L3    | uncertain |
    ... ''')
    >>> cards = table('''
    ...     card | lead_id | uscc | core | place | name
    ...     L1   | L1      |      | 云帆 | 苏州  |
    ...     L2   | L2      |      |      |       |
    ...     L3   | L3      |      | 云帆 | 杭州  |
    ... ''')
    >>> settle_pairs(pairs, cards, pd.Series({"L1": None, "L2": None, "L3": None}, dtype="str"), Told()).to_dict()
    {'P1': 'joined', 'P2': 'companies', 'P3': 'uncertain'}
    """
    together = sorted(told.together)
    groups = _singles([*together, *_ends(pairs)], cards, owners, told)
    for left, right in together:
        _join(groups, left, right)
    crowded = _crowded(_ends(pairs[pairs["outcome"] == Outcome.CERTAIN]))
    fates: list[str] = []
    for left, right, outcome, strength in pairs[["left", "right", "outcome", "strength"]].itertuples(index=False):
        fate = _fate(groups[left], groups[right], outcome, strength)
        if fate is Fate.JOINED and groups[left] is not groups[right]:
            if not groups[left].doubted.isdisjoint(groups[right].leads):
                fate = Fate.UNDONE
            elif left in crowded:
                fate = Fate.CROWD
        if fate is Fate.JOINED:
            _join(groups, left, right)
        fates.append(fate.value)
    return pd.Series(fates, index=pairs.index, dtype="str")


def join_groups(pairs: Iterable[_Pair]) -> dict[str, str]:
    """Give for each lead of the pairs the first lead of all that hang together with it.

    >>> join_groups([("L2", "L3"), ("L1", "L3"), ("L7", "L8")])
    {'L2': 'L1', 'L3': 'L1', 'L1': 'L1', 'L7': 'L7', 'L8': 'L7'}
    """
    together = Together()
    for left, right in pairs:
        together.join(left, right)
    return together.firsts()


class Together:
    """What hangs together so far, each of it known by its first.

    >>> together = Together()
    >>> together.join("L2", "L3"), together.join("L1", "L3"), together.join("L1", "L2")
    (True, True, False)
    """

    def __init__(self) -> None:
        self._first: dict[str, str] = {}

    def join(self, left: str, right: str) -> bool:
        """Join two leads. Tells whether they did not hang together before."""
        low, high = sorted((self._find(left), self._find(right)))
        self._first[high] = low
        return low != high

    def firsts(self) -> dict[str, str]:
        """Give the first of all that hang together with each lead."""
        return {lead: self._find(lead) for lead in self._first}

    def _find(self, lead: str) -> str:
        while self._first.setdefault(lead, lead) != lead:
            self._first[lead] = self._first[self._first[lead]]
            lead = self._first[lead]
        return lead


def _ends(pairs: pd.DataFrame) -> Iterator[_Pair]:
    return zip(pairs["left"], pairs["right"], strict=True)


def _crowded(pairs: Iterable[_Pair]) -> set[str]:
    group = join_groups(pairs)
    size = Counter(group.values())
    return {lead for lead, first in group.items() if size[first] > _MOST}


def _singles(named: Iterable[_Pair], cards: pd.DataFrame, owners: pd.Series, told: Told) -> dict[str, _Group]:
    """Give each named lead as a group of its own, with what its cards say."""
    groups = {lead: _Group({lead}) for pair in named for lead in pair}
    mine = cards[cards["lead_id"].isin(groups.keys())]
    for trait in _TRAITS:
        said = mine[["lead_id", trait]].dropna()
        for lead, text in said.itertuples(index=False):
            groups[lead].traits[trait].add(text)
    held = owners[owners.index.isin(groups.keys())].dropna()
    for lead, owner in zip(held.index, held, strict=True):
        groups[lead].owners.add(owner)
    for left, right in _both_ways(told.apart, groups):
        groups[left].apart.add(right)
    for left, right in _both_ways(told.doubted, groups):
        groups[left].doubted.add(right)
    return groups


def _both_ways(pairs: Iterable[_Pair], groups: Collection[str]) -> Iterator[_Pair]:
    for left, right in pairs:
        if left in groups and right in groups:
            yield from ((left, right), (right, left))


def _join(groups: dict[str, _Group], left: str, right: str) -> None:
    kept, taken = groups[left], groups[right]
    if kept is taken:
        return
    if len(kept.leads) < len(taken.leads):
        kept, taken = taken, kept
    kept.take(taken)
    for lead in taken.leads:
        groups[lead] = kept


def _fate(left: _Group, right: _Group, outcome: str, strength: str) -> Fate:
    if left is right:
        return Fate.JOINED
    if not left.apart.isdisjoint(right.leads):
        return Fate.APART
    if outcome != Outcome.CERTAIN:
        return Fate.UNCERTAIN
    if _are_two_companies(left, right):
        return Fate.COMPANIES
    if strength not in _BY_PERSON and left.differs(right, "name"):
        return Fate.APART
    return Fate.CLASH if len(left.owners | right.owners) > 1 else Fate.JOINED


def _are_two_companies(left: _Group, right: _Group) -> bool:
    if left.agrees(right, "uscc"):
        return False
    return any(left.differs(right, trait) for trait in ("uscc", "core", "place"))
