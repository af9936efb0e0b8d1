"""撞单 on the desk: an AM reported a customer whom another has. Never merged by machine, and held back until SO judges.

Such a row names the report as its lead and the other side as what is related, and 保护至 as the column at stake.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

import pandas as pd

from hiveledger.changes import Value, value
from hiveledger.findings import Reason
from hiveledger.flows.desk import DeskItem, keep_desk, open_rows
from hiveledger.flows.draft import Draft
from hiveledger.rules.match.cards import is_in_play, read_people, roots
from hiveledger.rules.normalise.characters import comparison_key
from hiveledger.schema import LEADS
from hiveledger.schema.words import DeskKind
from hiveledger.text import Language, say

__all__ = ["Side", "clash", "disputed_pairs", "in_dispute", "is_report", "keep_reports"]

_Pair: TypeAlias = tuple[str, str]

_AT_STAKE: Final = "protect_until"
_SAID: Final = ("company", "contact", "mobile", "phone", "email", "region", "need")
_COMPARED: Final = ("company", "contact", "mobile", "phone", "email")


@dataclass(frozen=True)
class Side:
    """One side of a clash: the id of its lead or existing customer, whose it is, since when, and what it says."""

    key: str
    who: str
    at: datetime | None
    said: Mapping[str, Value]
    table: str = "leads"


def clash(report: Side, other: Side, same: str, language: Language) -> DeskItem:
    """Give the desk row of a report that clashes with what another has: who was first, and the facts of both."""
    first, second = sorted((other, report), key=lambda side: side.at or datetime.min)
    params = {
        **{f"first_{name}": told for name, told in _told(first, language).items()},
        **{f"second_{name}": told for name, told in _told(second, language).items()},
        "evidence": _evidence(report, other, same.split(), language),
    }
    code = "report.clash_customer" if other.table == "customers" else "report.clash"
    subject = next((str(said) for column in _SAID if (said := report.said.get(column))), "")
    detail = Reason(code, params).text(language)
    return DeskItem(DeskKind.CLASH, report.key, subject, detail, other_id=other.key, column=_AT_STAKE)


def _told(side: Side, language: Language) -> dict[str, object]:
    facts = [
        say("dedupe.fact", language, name=LEADS[column].header(language), said=side.said[column])
        for column in _SAID
        if side.said.get(column) is not None
    ]
    at = f"{side.at:%Y-%m-%d %H:%M}" if side.at else say("core.blank", language)
    return {"key": side.key, "who": side.who, "at": at, "said": _listed(facts, language)}


def _evidence(one: Side, other: Side, same: list[str], language: Language) -> str:
    """Name the facts that agree, as they were found to, and those in which both speak and differ."""
    agree = [*same, *(fact for fact in _COMPARED if fact not in same and _agrees(fact, one.said, other.said))]
    spoken = [fact for fact in _COMPARED if one.said.get(fact) is not None and other.said.get(fact) is not None]
    differ = [fact for fact in spoken if fact not in agree and not (fact == "company" and "near" in agree)]
    names = {
        fact: say("report.in_part", language) if fact == "near" else LEADS[fact].header(language) for fact in agree
    }
    params = {"same": _listed(names.values(), language), "other": _listed(_headers(differ, language), language)}
    return say("dedupe.same_and_other" if differ else "dedupe.same", language, **params)


def _agrees(fact: str, one: Mapping[str, Value], other: Mapping[str, Value]) -> bool:
    texts = pd.Series([one.get(fact), other.get(fact)], dtype="str")
    if texts.isna().any():
        return False
    forms = read_people(texts)["surname"] if fact == "contact" else comparison_key(texts)
    return bool(forms.notna().all() and forms.iloc[0] == forms.iloc[1])


def _headers(facts: Iterable[str], language: Language) -> Iterator[str]:
    return (LEADS[fact].header(language) for fact in facts)


def _listed(items: Iterable[str], language: Language) -> str:
    return say("dedupe.comma", language).join(items)


def is_report(desk: pd.DataFrame) -> pd.Series:
    """Tell which desk rows are clashes of a report. Reads: kind, column. Returns: bool per row."""
    return desk["kind"].eq(DeskKind.CLASH.value) & desk["column"].eq(_AT_STAKE)


def in_dispute(draft: Draft) -> frozenset[str]:
    """Name the reports that wait for SO, or for `dedupe` to do what SO said: nobody else is given them."""
    rows = open_rows(draft.frame("desk"), [DeskKind.CLASH])
    return frozenset(rows["lead_id"][is_report(rows)].dropna())


def disputed_pairs(draft: Draft) -> frozenset[_Pair]:
    """Give the pairs, the lower id first, that wait for SO as the clash of a report and are asked nowhere else."""
    rows = _waiting(draft)
    root = roots(draft.after("leads"))
    ends = zip(rows["lead_id"].map(root), rows["other_id"].map(root), strict=True)
    return frozenset((min(pair), max(pair)) for pair in ends if all(isinstance(end, str) for end in pair))


def keep_reports(draft: Draft, groups: Mapping[str, str]) -> None:
    """Keep the clashes of reports on the desk until SO has judged them or there is nothing left to judge."""
    rows = _waiting(draft)
    items = [
        DeskItem(
            DeskKind.CLASH,
            row["lead_id"],
            str(value(row["subject"]) or ""),
            str(value(row["detail"]) or ""),
            other_id=row["other_id"],
            column=_AT_STAKE,
        )
        for row in rows.to_dict("records")
    ]
    keep_desk(draft, [DeskKind.CLASH], items, groups, looked_after=is_report(draft.frame("desk")))


def _waiting(draft: Draft) -> pd.DataFrame:
    """Give the desk rows of clashes that SO has not judged and whose two sides are still two."""
    leads, rows = draft.after("leads"), open_rows(draft.frame("desk"), [DeskKind.CLASH])
    rows = rows[is_report(rows) & rows["verdict"].isna()]
    root = roots(leads)
    report, other = rows["lead_id"].map(root), rows["other_id"].map(root)
    over = set(leads.index[~is_in_play(leads)])
    return rows[report.notna() & report.ne(other) & ~report.isin(over) & ~other.isin(over)]
