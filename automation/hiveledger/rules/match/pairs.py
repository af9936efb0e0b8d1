"""Which two leads may be the same customer: candidates by shared keys, judged by what agrees and what differs.

Candidates come from sorting, never from comparing all with all, so a hundred thousand leads take seconds. The
judgement is one list of cases (`_judge`): that is the seam where a better matcher goes in.
"""

from enum import StrEnum
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["Outcome", "Strength", "find_crowded", "find_pairs", "judge_given"]

_Places: TypeAlias = npt.NDArray[np.intp]
_Flags: TypeAlias = npt.NDArray[np.bool_]

_FACTS: Final = ("company", "near", "contact", "mobile", "phone", "email")  # near: all but a place of the name

_WINDOW: Final = 8  # so many cards after it, in a block's order, is a card compared with
_FIRMS_PER_NUMBER: Final = 3  # a number that more different companies give is an agent's, a house's, or made up
_NUMBERS: Final = ("mobile", "phone", "email")
_COMPARED: Final = (
    "firm",
    "core",
    "place",
    "kin",
    "uscc",
    "name",
    "surname",
    *_NUMBERS,
    *(f"own_{name}" for name in _NUMBERS),
)
_BLOCKS: Final = (
    *(["mobile"], ["email"], ["phone"]),
    *(["firm", "name"], ["firm", "surname"], ["core", "name"], ["kin", "name"]),
)


class Outcome(StrEnum):
    """What is made of a pair."""

    CERTAIN = "certain"  # the same customer: merged
    UNCERTAIN = "uncertain"  # a person decides


class Strength(StrEnum):
    """What a certain pair rests on, strongest first."""

    NUMBER = "1"  # the person's own mobile or e-mail address
    NAME = "2"  # the company and the contact's full name
    LINE = "3"  # a landline, and nothing that speaks against it
    COMPANY = "4"  # the company, where one side says nothing of a person


def find_pairs(cards: pd.DataFrame) -> pd.DataFrame:
    """Find pairs of leads that are, or may be, the same customer.

    Certain: the same person (mobile, own e-mail, or full name) at the same company; a person's number where one
    side names no company; the same company where one side names no person. Uncertain: the same person at what may
    be, or is, another company; names or numbers that half agree. Not a pair: two persons of one company, and what
    shares a switchboard only.

    Reads: cards as `read_cards` gives them.
    Returns: one row per pair; left (the earlier lead), right, outcome, strength (of a certain one), same and other
    (the facts that agree and that differ, joined by a blank; near is a company's name but for the place, or one that
    may mean the company), in order of strength and leads.

    >>> cards = table('''
    ...     card | lead_id | firm | name | surname | mobile      | bare  | rank:int64
    ...     L1   | L1      | 示例 | 王明 | 王      | 13800000001 | False | 0
    ...     L2   | L2      | 示例 |      | 王      | 13800000001 | False | 1
    ...     L3   | L3      | 示例 | 李青 | 李      | 13800000003 | False | 2
    ... ''').assign(usable=True, core="示例", kin=0, place=None, uscc=None, phone=None, email=None)
    >>> find_pairs(cards)[["left", "right", "outcome", "same"]].to_numpy().tolist()
    [['L1', 'L2', 'certain', 'company contact mobile']]
    """
    cards = cards[cards["usable"]].sort_values("rank")
    first, second = _candidates(cards)
    cards = _with_own(cards)
    pairs = _judge(cards.iloc[first], cards.iloc[second])
    pairs = pairs.assign(first=first, second=second)[pairs["outcome"].notna().to_numpy()]
    lead = cards["lead_id"].to_numpy()
    pairs = pairs.assign(left=lead[pairs["first"]], right=lead[pairs["second"]])
    strongest = pairs.sort_values(["outcome", "strength", "first", "second"]).drop_duplicates(["left", "right"])
    return strongest[["left", "right", "outcome", "strength", "same", "other"]].reset_index(drop=True)


def judge_given(cards: pd.DataFrame, left: pd.Index, right: pd.Index) -> pd.DataFrame:
    """Judge pairs that somebody names, card by card, as `find_pairs` judges those that it finds.

    Reads: as `find_pairs`. Returns: one row per pair; outcome and strength (missing: no pair), same, other.
    """
    owned = _with_own(cards)
    mine, theirs = owned.loc[left], owned.loc[right]
    pairs = _judge(mine, theirs)
    return pairs.assign(outcome=pairs["outcome"].where(mine["usable"].to_numpy() & theirs["usable"].to_numpy()))


def _with_own(cards: pd.DataFrame) -> pd.DataFrame:
    """Add the numbers and addresses that tell who somebody is."""
    own = {
        f"own_{number}": cards[number].mask(cards[number].isin(find_crowded(cards, number).index))
        for number in _NUMBERS
    }
    return cards.assign(**own)


def find_crowded(cards: pd.DataFrame, number: str) -> pd.Series:
    """Give the mobiles (phones, e-mail addresses) of more than three companies: they do not tell who somebody is.

    Reads: the column that `number` names, firm. Returns: number of companies by mobile (phone, e-mail address).

    >>> cards = table('''
    ...     card | mobile      | firm
    ...     L1   | 13800000001 | 甲
    ...     L2   | 13800000001 | 乙
    ...     L3   | 13800000001 | 丙
    ...     L4   | 13800000001 | 丁
    ...     L5   | 13800000005 | 甲
    ... ''')
    >>> find_crowded(cards, "mobile").to_dict()
    {'13800000001': 4}
    """
    firms = cards.groupby(number)["firm"].nunique()
    return firms[firms > _FIRMS_PER_NUMBER]


def _candidates(cards: pd.DataFrame) -> tuple[_Places, _Places]:
    """Give the places of cards to compare, each pair once, the earlier card first."""
    found = [*(_neighbours(cards, columns) for columns in _BLOCKS), _bare(cards), *_placeless(cards), _kin(cards)]
    first, second = (np.concatenate(places) for places in zip(*found, strict=True))
    low, high = np.minimum(first, second), np.maximum(first, second)
    lead = cards["lead_id"].to_numpy()
    pairs = np.unique((low * len(cards) + high)[lead[low] != lead[high]])
    return pairs // max(len(cards), 1), pairs % max(len(cards), 1)


def _neighbours(cards: pd.DataFrame, columns: list[str]) -> tuple[_Places, _Places]:
    """Pair each card with the next few of its block; in a large block those of its firm and name come next."""
    places = np.flatnonzero(cards[columns].notna().all(axis=1).to_numpy())
    block = cards.iloc[places].groupby(columns, sort=False).ngroup().to_numpy()
    firm, name = (pd.factorize(cards[column])[0][places] for column in ("firm", "name"))
    order = np.lexsort((places, name, firm, block))
    places, block = places[order], block[order]
    steps = [np.flatnonzero(block[step:] == block[:-step]) for step in range(1, min(_WINDOW, len(places) - 1) + 1)]
    first = [places[hits] for hits in steps]
    second = [places[hits + step] for step, hits in enumerate(steps, start=1)]
    return _joined(first), _joined(second)


def _joined(parts: list[_Places]) -> _Places:
    return np.concatenate([np.empty(0, dtype=np.intp), *parts])


def _bare(cards: pd.DataFrame) -> tuple[_Places, _Places]:
    """Pair each card that names no person with one of its company: the first that does, else the first."""
    firm, is_bare = cards["firm"], cards["bare"].to_numpy()
    bare = np.flatnonzero(is_bare & firm.notna().to_numpy())
    return bare, _hubs(firm, is_bare).reindex(firm.iloc[bare]).to_numpy(dtype=np.intp)


def _placeless(cards: pd.DataFrame) -> list[tuple[_Places, _Places]]:
    """Pair names without a place (羽萱软件) with those that have one (苏州羽萱软件), where only one place is known."""
    core, place, is_bare = cards["core"], cards["place"], cards["bare"].to_numpy()
    placed = (core.notna() & place.notna()).to_numpy()
    unplaced = (core.notna() & place.isna()).to_numpy()
    known = place.groupby(core).transform("nunique").eq(1).to_numpy()
    found = []
    for these, those in ((unplaced, placed), (placed & is_bare, unplaced)):
        hubs = _hubs(core.where(those & known), is_bare)
        places = np.flatnonzero(these & core.isin(hubs.index).to_numpy())
        found.append((places, hubs.reindex(core.iloc[places]).to_numpy(dtype=np.intp)))
    return found


def _kin(cards: pd.DataFrame) -> tuple[_Places, _Places]:
    """Pair one card of each company with one of the first company that it may be."""
    hubs = _hubs(cards["firm"].where(cards["kin"].notna()), cards["bare"].to_numpy()).sort_values()
    first = hubs.groupby(cards["kin"].to_numpy()[hubs]).transform("first")
    return first.to_numpy(dtype=np.intp), hubs.to_numpy(dtype=np.intp)


def _hubs(keys: pd.Series, is_bare: _Flags) -> pd.Series:
    """Give for each key the place of its first card that names a person, else of its first card."""
    order = np.lexsort((np.arange(len(keys)), is_bare))
    sorted_keys = pd.Series(order, index=keys.to_numpy()[order])
    known = sorted_keys[sorted_keys.index.notna()]
    return known[~known.index.duplicated()]


def _judge(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """Tell what is made of each pair. The first case that fits counts.

    Returns: outcome (missing: not a pair), strength, same, other.
    """
    same, other = _facts(left, right)
    silent = (left["firm"].isna().to_numpy(), right["firm"].isna().to_numpy())
    is_bare = left["bare"].to_numpy() | right["bare"].to_numpy()
    is_nameless = left["surname"].isna().to_numpy() & right["surname"].isna().to_numpy()
    company, open_company = same["company"], silent[0] | silent[1]
    likely = same["near"]
    number = same["own_mobile"] | same["own_email"]
    full_name, one_mobile = same["name"], ~other["mobile"]
    fits = ~other["contact"] & one_mobile
    line, own_line = same["phone"] & fits, same["own_phone"] & fits
    two_people = other["contact"] & (other["mobile"] | other["email"])
    cases = [
        (Outcome.CERTAIN, Strength.NUMBER, number & company & ~two_people),
        (Outcome.CERTAIN, Strength.NUMBER, number & (open_company | likely) & ~other["contact"]),
        (Outcome.CERTAIN, Strength.NUMBER, same["mobile"] & company & ~other["contact"]),
        (Outcome.CERTAIN, Strength.NAME, company & full_name & one_mobile),
        (Outcome.CERTAIN, Strength.LINE, company & line & ~other["email"]),
        (
            Outcome.CERTAIN,
            Strength.LINE,
            silent[0] & silent[1] & own_line & (full_name | is_nameless) & ~other["email"],
        ),
        (Outcome.CERTAIN, Strength.COMPANY, company & is_bare),
        (Outcome.UNCERTAIN, "", number),
        (Outcome.UNCERTAIN, "", company & (full_name | line)),
        (Outcome.UNCERTAIN, "", company & same["contact"] & one_mobile & ~other["email"]),
        (Outcome.UNCERTAIN, "", likely & (is_bare | own_line | (full_name & one_mobile))),
        (Outcome.UNCERTAIN, "", own_line & (open_company | full_name)),
    ]
    flags = [flag for *_, flag in cases]
    outcome = pd.Series(np.select(flags, [outcome for outcome, *_ in cases], ""), dtype="str")
    columns = {
        "outcome": outcome.mask(outcome == ""),
        "strength": np.select(flags, [strength for _, strength, _ in cases], ""),
        "same": _named(same, len(left)),
        "other": _named(other, len(left)),
    }
    return pd.DataFrame(columns, dtype="str")


def _facts(left: pd.DataFrame, right: pd.DataFrame) -> tuple[dict[str, _Flags], dict[str, _Flags]]:
    """Tell of each fact in which pairs both sides say the same, and in which both speak and differ."""
    same: dict[str, _Flags] = {}
    other: dict[str, _Flags] = {}
    for fact in _COMPARED:
        mine, theirs = left[fact].reset_index(drop=True), right[fact].reset_index(drop=True)
        same[fact] = (mine == theirs).to_numpy()
        other[fact] = (mine.notna() & theirs.notna() & (mine != theirs)).to_numpy()
    same["company"] = same.pop("firm")
    same["near"] = ~same["company"] & (same["core"] | same["kin"]) & ~other["place"] & ~other["uscc"]
    other["company"], other["near"] = other.pop("firm") & ~same["near"], np.zeros_like(same["near"])
    # 王总 may be 王明, but 王明 is not 王芳.
    same["contact"] = same["surname"] & ~other["name"]
    other["contact"] = other["surname"] | other["name"]
    return same, other


def _named(flags: dict[str, _Flags], size: int) -> pd.Series:
    names = pd.Series("", index=range(size), dtype="str")
    for fact in _FACTS:
        names = names.where(~flags[fact], names + fact + " ")
    return names.str.rstrip()
