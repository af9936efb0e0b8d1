"""The whole answer for a ledger: which leads merge into which, and which pairs a person has to judge."""

from collections import Counter
from dataclasses import dataclass
from typing import Final, TypeAlias

import pandas as pd

from hiveledger.rules.match.cards import read_cards
from hiveledger.rules.match.groups import Fate, Told, join_groups, settle_pairs
from hiveledger.rules.match.pairs import find_crowded, find_pairs, judge_given
from hiveledger.rules.match.questions import count_points
from hiveledger.rules.match.survivors import choose_survivors, holders, merging
from hiveledger.schema.words import Survivor

__all__ = ["Match", "Said", "match_each", "match_leads"]

_Pair: TypeAlias = tuple[str, str]

_SIDE: Final = ["company", "uscc", "region", "contact", "mobile", "phone", "email"]
_NO_CONTACTS: Final = pd.DataFrame(columns=["lead_id", "company", *_SIDE[3:]], dtype="str")


@dataclass(frozen=True)
class Said:
    """What people have said, which no rule overrides."""

    together: frozenset[_Pair] = frozenset()  # two leads are one customer
    apart: frozenset[_Pair] = frozenset()  # two leads are not
    doubted: frozenset[_Pair] = frozenset()  # their merge was taken back: the machine asks before it merges them again
    placed: frozenset[str] = frozenset()  # leads whose status somebody typed: they merge only if somebody says so


@dataclass(frozen=True)
class Match:
    """What was found in a ledger.

    `into`: the kept lead, by lead that merges into it. `why`: the facts that a merging lead shares with its group,
    joined by blanks. `to_judge`: pairs for a person; left, right (the lower id first), fate, same, other, rows (that
    hang together). `crowded`: the number of companies, by mobile that tells nobody apart. `cards`: what was read.
    """

    into: pd.Series
    why: pd.Series
    to_judge: pd.DataFrame
    crowded: pd.Series
    cards: pd.DataFrame


def match_leads(
    leads: pd.DataFrame,
    contacts: pd.DataFrame,
    said: Said,
    known: pd.DataFrame | None = None,
    survivor: Survivor = Survivor.FURTHEST,
) -> Match:
    """Find the duplicates of a ledger. `known`: cards of it that were read before. `survivor`: which lead is kept.

    Reads: what `read_cards`, `holders` and `choose_survivors` read.

    >>> leads = table('''
    ...     lead_id | company      | contact | mobile      | owner | status    | received_at
    ...     L1      | 苏州云帆科技 | 王明    | 13800000001 | A1    | following | 2026-03-01
    ...     L2      | 苏州云帆科技 | 王总    | 13800000001 |       | new       | 2026-03-02
    ...     L3      | 苏州云帆科技 | 李青    | 13800000003 |       | new       | 2026-03-02
    ... ''').reindex(columns=["company", "contact", "mobile", "owner", "status", "received_at",
    ...     "uscc", "region", "phone", "email", "duplicate_of"])
    >>> contacts = table("contact_id | lead_id | company | contact | mobile | phone | email")
    >>> match_leads(leads, contacts, Said()).into.to_dict()
    {'L2': 'L1'}
    """
    cards = read_cards(leads, contacts, known)
    found = find_pairs(cards)
    told = Told(said.together, said.apart, said.doubted)
    pairs = found.assign(fate=settle_pairs(found, cards, holders(leads), told))
    joined = pairs[pairs["fate"] == Fate.JOINED]
    groups = join_groups([*said.together, *zip(joined["left"], joined["right"], strict=True)])
    kept = choose_survivors(leads, groups, survivor)
    by_person = {lead for pair in said.together for lead in pair}
    placed = kept.index.isin([*said.placed - by_person])
    into = merging(leads, kept[~placed], by_person)
    to_judge = _to_judge(pairs, kept.where(~placed, kept.index))
    return Match(into, _why(joined, into), to_judge, find_crowded(cards, "mobile"), cards)


def match_each(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """Tell of each row of `left` whether it and the row beside it are one customer, as a ledger of all of them would.

    Reads: company, uscc, region, contact, mobile, phone, email; both on one index of texts.
    Returns: fate (a Fate, missing where nothing makes them a pair) and points (for, less against) on that index.

    >>> left = table('''
    ...     row | company      | mobile
    ...     1   | 苏州云帆科技 | 13800000001
    ...     2   | 苏州云帆科技 | 13800000001
    ... ''').reindex(columns=_SIDE).astype("str")
    >>> match_each(left, left.assign(company=["云帆科技", "南京示例机床"])).to_numpy().tolist()
    [['joined', 7], ['uncertain', 2]]
    """
    ends = [side.index + mark for side, mark in ((left, "<"), (right, ">"))]
    leads = pd.concat([side[_SIDE].set_axis(end) for side, end in zip((left, right), ends, strict=True)])
    blank = pd.DataFrame({"received_at": pd.NaT, "status": None, "duplicate_of": None}, leads.index)
    leads = leads.join(blank.astype({"received_at": "datetime64[us]", "status": "str", "duplicate_of": "str"}))
    cards = read_cards(leads, _NO_CONTACTS)
    judged = judge_given(cards, *ends).assign(left=ends[0], right=ends[1])
    pairs = judged[judged["outcome"].notna()]
    nobody = pd.Series(None, index=leads.index, dtype="str")
    fates = settle_pairs(pairs, cards, nobody, Told())
    points = [count_points(same, other) for same, other in zip(judged["same"], judged["other"], strict=True)]
    return pd.DataFrame({"fate": fates.reindex(judged.index), "points": points}).set_axis(left.index)


def _why(joined: pd.DataFrame, into: pd.Series) -> pd.Series:
    ends = pd.concat([joined["left"], joined["right"]])
    same = pd.Series([*joined["same"], *joined["same"]], index=ends.to_numpy(), dtype="str")
    return same[~same.index.duplicated()].reindex(into.index)


def _to_judge(pairs: pd.DataFrame, kept: pd.Series) -> pd.DataFrame:
    """Give each pair of what is kept once; of many rows that hang together only the first two."""
    pairs = pairs[pairs["fate"] != Fate.APART].replace({"fate": {Fate.JOINED.value: Fate.PERSONS.value}})
    crowds = pairs[pairs["fate"] == Fate.CROWD]
    crowd = join_groups(zip(crowds["left"], crowds["right"], strict=True))
    size = Counter(crowd.values())
    name = [crowd[lead] if fate == Fate.CROWD else "" for lead, fate in pairs[["left", "fate"]].to_numpy()]
    ends = [(kept.get(left, left), kept.get(right, right)) for left, right in pairs[["left", "right"]].to_numpy()]
    lows, highs = [min(pair) for pair in ends], [max(pair) for pair in ends]
    pairs = pairs.assign(left=lows, right=highs, crowd=name, rows=[size[one] for one in name])
    once = pairs[(pairs["crowd"] == "") | ~pairs["crowd"].duplicated()]
    once = once[once["left"] != once["right"]].drop_duplicates(["left", "right"])
    return once[["left", "right", "fate", "same", "other", "rows"]].reset_index(drop=True)
