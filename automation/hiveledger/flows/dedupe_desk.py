"""What `dedupe` asks SO: possible duplicates and 撞单 on 判重记录, customers who asked again on the desk."""

from collections.abc import Iterator, Mapping
from typing import Final

import pandas as pd

from hiveledger.changes import Value, value
from hiveledger.findings import Finding, Level, Reason
from hiveledger.flows.decisions import keep_decisions, open_pairs
from hiveledger.flows.desk import DeskItem, keep_desk, open_rows, subjects
from hiveledger.flows.draft import Draft
from hiveledger.flows.judged import EVENTS, PAIRS, Judged
from hiveledger.flows.report_desk import is_report
from hiveledger.rules.match.accounts import find_shared_accounts
from hiveledger.rules.match.cards import is_in_play, roots
from hiveledger.rules.match.groups import Fate
from hiveledger.rules.match.leads import Match
from hiveledger.rules.match.questions import choose_questions
from hiveledger.schema import LEADS, TABLES
from hiveledger.schema.words import OWNED, DeskKind, Judgement, Status, Verdict
from hiveledger.text import Language

__all__ = ["keep_duplicates", "tell_late", "to_reopen"]

_ASLEEP: Final = frozenset({Status.NURTURING, Status.LOST})  # nobody works on it


def to_reopen(draft: Draft) -> pd.DataFrame:
    """Give the leads that nobody works on and that SO agreed to have distributed again."""
    leads, desk = draft.frame("leads"), draft.frame("desk")
    upgrades = open_rows(desk[_asked_again(desk)], [DeskKind.UPGRADE])
    agreed = upgrades["lead_id"][upgrades["verdict"] == Verdict.ACCEPT]
    return leads[leads.index.isin(agreed) & leads["status"].isin(_ASLEEP)]


def keep_duplicates(draft: Draft, found: Match, judged: Judged, groups: Mapping[str, str]) -> None:
    """Keep a row of 判重记录 open for each pair that SO has to judge, and a desk row for who asked again.

    The desk says in one row that pairs wait.
    """
    leads = draft.after("leads")
    questions = choose_questions(_to_ask(leads, found, judged), leads, open_pairs(draft))
    keep_decisions(draft, questions, found.cards["firm"], groups)
    language = draft.state.settings.language
    pointer = [_pointer(language)] if len(questions) else []
    keep_desk(draft, PAIRS, pointer, looked_after=~is_report(draft.frame("desk")))
    again = _asked_again(draft.frame("desk"))
    keep_desk(draft, EVENTS, _event_items(leads, judged, language), groups, looked_after=again)


def _asked_again(desk: pd.DataFrame) -> pd.Series:
    """Tell our desk rows about customers from those that speak of an answer to a case."""
    return desk["column"].eq("again_at")


def tell_late(draft: Draft) -> None:
    """Tell of verdicts that came after the two were merged: only undoing that merge takes them apart."""
    root, rows = roots(draft.frame("leads")), draft.frame("decisions")
    kept = rows["lead_id"].map(root)
    late = rows["verdict"].isin([Judgement.DIFFERENT, Judgement.RELATED]) & kept.eq(rows["other_id"].map(root))
    for pair, lead in kept[late].items():
        draft.find(Finding("dedupe.too_late", "decisions", str(pair), "verdict", {"lead": lead}, Level.INFO))


def _pointer(language: Language) -> DeskItem:
    names = {"table": TABLES["decisions"].sheet(language), "verdict": TABLES["decisions"]["verdict"].header(language)}
    return DeskItem(DeskKind.DUPLICATE, "", names["table"], Reason("dedupe.pairs_wait", names).text(language))


def _to_ask(leads: pd.DataFrame, found: Match, judged: Judged) -> pd.DataFrame:
    """Give the pairs to judge and the companies that several people work, less what SO has answered.

    Returns: left, right (the lower id first), fate, same, other, rows.
    """
    clashes = found.to_judge[found.to_judge["fate"] == Fate.CLASH]
    shared = find_shared_accounts(leads).assign(fate=Fate.CLASH.value, same="company", other="contact", rows=0)
    answered = pd.DataFrame(sorted(judged.handled), columns=["left", "right"], dtype="str")
    told = {*_worked_by(leads, clashes), *_worked_by(leads, answered)}
    new = [who not in told for who in _worked_by(leads, shared)]
    both = pd.concat([found.to_judge, shared.loc[new]], ignore_index=True)
    pairs = [(min(ends), max(ends)) for ends in zip(both["left"], both["right"], strict=True)]
    both = both.assign(left=[low for low, _ in pairs], right=[high for _, high in pairs])
    is_open = [pair not in judged.apart | judged.handled for pair in pairs]
    return both.loc[is_open].drop_duplicates(["left", "right"])


def _worked_by(leads: pd.DataFrame, pairs: pd.DataFrame) -> list[frozenset[tuple[Value, Value]]]:
    """Give for each pair whose it is, and of which company."""
    named = leads.loc[leads.index.isin([*pairs["left"], *pairs["right"]]), ["account_id", "owner"]]
    who = {lead: (value(account), value(owner)) for lead, account, owner in named.itertuples()}
    return [frozenset((who[left], who[right])) for left, right in zip(pairs["left"], pairs["right"], strict=True)]


def _owner(name: object, number: object) -> Value | Reason:
    return value(name) or value(number) or Reason("core.blank")


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
