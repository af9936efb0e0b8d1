"""What `dedupe` asks SO, and how SO's answers are read: possible duplicates, 撞单, customers who asked again."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

import pandas as pd

from hiveledger.changes import Value, value
from hiveledger.findings import Reason
from hiveledger.flows.desk import DeskItem, keep_desk, open_rows, subjects
from hiveledger.flows.draft import Draft
from hiveledger.rules.match.accounts import find_shared_accounts
from hiveledger.rules.match.cards import is_in_play, roots
from hiveledger.rules.match.groups import Fate
from hiveledger.rules.match.leads import Match
from hiveledger.rules.match.survivors import by_claim
from hiveledger.schema import LEADS
from hiveledger.schema.words import OWNED, DeskKind, Status, Verdict
from hiveledger.text import Language, say

__all__ = ["Judged", "beside_in_words", "facts_in_words", "keep_duplicates", "to_reopen"]

_Pair: TypeAlias = tuple[str, str]

_PAIRS: Final = (DeskKind.DUPLICATE, DeskKind.CLASH)
_EVENTS: Final = (DeskKind.AGAIN, DeskKind.UPGRADE)
_MERGE: Final = frozenset({Verdict.MERGE, Verdict.ACCEPT})
_APART: Final = frozenset({Verdict.DIFFERENT, Verdict.REJECT})
_DETAILS: Final = {
    Fate.UNCERTAIN: "dedupe.maybe",
    Fate.COMPANIES: "dedupe.two_companies",
    Fate.PERSONS: "dedupe.persons_row",
    Fate.CROWD: "dedupe.crowd",
    Fate.CLASH: "dedupe.clash",
}
_SHOWN: Final = ("status", "owner", "owner_name", "company", "contact", "mobile", "phone", "email")
_ASLEEP: Final = frozenset({Status.NURTURING, Status.LOST})  # nobody works on it


@dataclass(frozen=True)
class Judged:
    """SO's answers so far. A lead that has merged since is answered for by the one that was kept."""

    together: frozenset[_Pair]  # merge them, still to be done
    apart: frozenset[_Pair]  # not one customer
    handled: frozenset[_Pair]  # not to be asked again
    heard: frozenset[tuple[str, str]]  # events (lead, time) that SO has dealt with

    @classmethod
    def on(cls, draft: Draft) -> "Judged":
        """Read the desk's verdicts."""
        leads, desk = draft.after("leads"), draft.frame("desk")
        root, playing = roots(leads), set(leads.index[is_in_play(leads)])
        answered = desk[desk["verdict"].notna() & desk["lead_id"].isin(leads.index)]
        pairs = answered[answered["kind"].isin(_PAIRS) & answered["other_id"].isin(leads.index)]
        ends = pairs.assign(left=pairs["lead_id"].map(root), right=pairs["other_id"].map(root))
        ends = ends[ends["left"].isin(playing) & ends["right"].isin(playing) & (ends["left"] != ends["right"])]
        merge = ends["verdict"].isin(_MERGE) & ends["closed_at"].isna()
        events = answered[answered["kind"].isin(_EVENTS)]
        return cls(
            _pairs(ends[merge]),
            _pairs(ends[ends["verdict"].isin(_APART)]),
            _pairs(ends[~merge]),
            frozenset(zip(events["lead_id"], events["new_value"], strict=True)),
        )


def _pairs(ends: pd.DataFrame) -> frozenset[_Pair]:
    return frozenset((min(pair), max(pair)) for pair in zip(ends["left"], ends["right"], strict=True))


def to_reopen(draft: Draft) -> pd.DataFrame:
    """Give the leads that nobody works on and that SO agreed to have distributed again."""
    leads, upgrades = draft.frame("leads"), open_rows(draft.frame("desk"), [DeskKind.UPGRADE])
    agreed = upgrades["lead_id"][upgrades["verdict"] == Verdict.ACCEPT]
    return leads[leads.index.isin(agreed) & leads["status"].isin(_ASLEEP)]


def keep_duplicates(draft: Draft, found: Match, judged: Judged, groups: Mapping[str, str]) -> None:
    """Keep a desk row open for each pair that SO has to judge, and for each customer who asked again."""
    leads = draft.after("leads")
    keep_desk(draft, _PAIRS, _pair_items(draft, leads, _to_ask(leads, found, judged)), groups)
    keep_desk(draft, _EVENTS, _event_items(leads, judged, draft.state.settings.language), groups)


def _to_ask(leads: pd.DataFrame, found: Match, judged: Judged) -> pd.DataFrame:
    """Give the pairs to judge and the companies that several people work, less what SO has answered.

    Returns: left, right (the lower id first), fate, same, other, rows.
    """
    clashes = found.to_judge[found.to_judge["fate"] == Fate.CLASH]
    shared = find_shared_accounts(leads).assign(fate=Fate.CLASH.value, same="company", other="contact", rows=0)
    told = set(_worked_by(leads, clashes))
    new = [who not in told for who in _worked_by(leads, shared)]
    both = pd.concat([found.to_judge, shared.loc[new]], ignore_index=True)
    pairs = [(min(ends), max(ends)) for ends in zip(both["left"], both["right"], strict=True)]
    both = both.assign(left=[low for low, _ in pairs], right=[high for _, high in pairs])
    is_open = [pair not in judged.apart | judged.handled for pair in pairs]
    return both.loc[is_open].drop_duplicates(["left", "right"])


def _worked_by(leads: pd.DataFrame, pairs: pd.DataFrame) -> list[frozenset[tuple[Value, Value]]]:
    """Give for each pair whose it is, and of which company."""
    who = {lead: (value(account), value(owner)) for lead, account, owner in leads[["account_id", "owner"]].itertuples()}
    return [frozenset((who[left], who[right])) for left, right in zip(pairs["left"], pairs["right"], strict=True)]


def _pair_items(draft: Draft, leads: pd.DataFrame, pairs: pd.DataFrame) -> Iterator[DeskItem]:
    language = draft.state.settings.language
    named = leads[leads.index.isin([*pairs["left"], *pairs["right"]])]
    claim = {lead: place for place, lead in enumerate(by_claim(named)["lead"])}
    shown = {lead: dict(zip(_SHOWN, row, strict=True)) for lead, *row in named[[*_SHOWN]].itertuples()}
    names = subjects(named)
    for left, right, fate, same, other, rows in pairs.itertuples(index=False):
        mine, theirs = shown[left], shown[right]
        params = {
            "evidence": _evidence(mine, theirs, same, other, language),
            "lead": left,
            "other": right,
            "kept": min(left, right, key=claim.__getitem__),
            "rows": rows,
            "owner": _owner(mine["owner_name"], mine["owner"]),
            "other_owner": _owner(theirs["owner_name"], theirs["owner"]),
        }
        kind = DeskKind.CLASH if fate == Fate.CLASH else DeskKind.DUPLICATE
        detail = Reason(_DETAILS[fate], params).text(language)
        draft.rest(left, "leads", right, _SHOWN)
        yield DeskItem(kind, left, names[left], detail, other_id=right)


def _owner(name: object, number: object) -> Value | Reason:
    return value(name) or value(number) or Reason("core.blank")


def _evidence(
    mine: Mapping[str, object], theirs: Mapping[str, object], same: str, other: str, language: Language
) -> str:
    """Put into words which facts agree and which differ, the differing ones as they stand in the rows."""
    differ = [_difference(fact, value(mine[fact]), value(theirs[fact]), language) for fact in other.split()]
    params = {"same": facts_in_words(same, language), "other": _listed(differ, language)}
    return say("dedupe.same_and_other" if differ else "dedupe.same", language, **params)


def _difference(fact: str, mine: Value, theirs: Value, language: Language) -> str:
    name = LEADS[fact].header(language)
    both = mine is not None and theirs is not None and mine != theirs
    return say("dedupe.differs", language, name=name, mine=mine, theirs=theirs) if both else name


def facts_in_words(facts: str, language: Language) -> str:
    """Name the facts of a list joined by blanks.

    >>> facts_in_words("near mobile", Language.ZH)
    '公司名称（只差地名）、手机'
    """
    near = {"near": say("dedupe.near", language)}
    return _listed([near.get(fact) or LEADS[fact].header(language) for fact in facts.split()], language)


def _listed(items: Iterable[str], language: Language) -> str:
    return say("dedupe.comma", language).join(items)


def beside_in_words(beside: Iterable[tuple[str, str, Value]], language: Language) -> str:
    """Say in a line for each merged lead what it says differently from the kept one."""
    facts: dict[str, list[str]] = {}
    for lead, column, said in beside:
        name, shown = LEADS[column].header(language), _shown(column, said, language)
        facts.setdefault(lead, []).append(say("dedupe.fact", language, name=name, said=shown))
    return "\n".join(
        say("dedupe.beside", language, lead=lead, facts=_listed(said, language)) for lead, said in facts.items()
    )


def _shown(column: str, said: Value, language: Language) -> str:
    if isinstance(said, datetime):
        return f"{said:%Y-%m-%d}"
    if isinstance(said, float):
        return f"{said:.15g}"
    return LEADS[column].label(said, language) if said and LEADS[column].words else str(said)


def _event_items(leads: pd.DataFrame, judged: Judged, language: Language) -> Iterator[DeskItem]:
    """Give an item for each customer who asked again, until SO has dealt with it or somebody has been in touch."""
    waits = leads[is_in_play(leads) & leads["again_at"].notna() & ~(leads["last_touch_at"] >= leads["again_at"])]
    names = subjects(waits)
    for lead, row in zip(waits.index, waits.to_dict("records"), strict=True):
        at = f"{row['again_at']:%Y-%m-%d %H:%M}"
        is_asleep, is_held = row["status"] in _ASLEEP, row["status"] in OWNED and pd.notna(row["owner"])
        if (lead, at) in judged.heard or not (is_asleep or is_held):
            continue
        kind, code = (DeskKind.UPGRADE, "dedupe.upgrade") if is_asleep else (DeskKind.AGAIN, "dedupe.again")
        status = LEADS["status"].label(row["status"], language)
        detail = Reason(code, {"at": at, "owner": _owner(row["owner_name"], row["owner"]), "status": status}).text(
            language
        )
        yield DeskItem(kind, lead, names[lead], detail, column="again_at", new_value=at)
