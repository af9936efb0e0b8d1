"""The verb `complete`: fill what is certain, propose what is likely, put what nobody knows on SO's desk. Source: M8."""

from collections.abc import Hashable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

import pandas as pd

from hiveledger.book.base import Book
from hiveledger.changes import Plan
from hiveledger.findings import Reason
from hiveledger.flows.desk import DeskItem, is_rejected, keep_desk, obey_proposals, open_rows, subjects
from hiveledger.flows.draft import Draft
from hiveledger.flows.lists import keep_lists
from hiveledger.flows.registers import known_industries, read_registers, row_names
from hiveledger.rules.complete import complete_facts, is_to_complete, suggest_by_name
from hiveledger.rules.evidence import FACTS
from hiveledger.schema import LEADS
from hiveledger.schema.words import DeskKind

__all__ = ["plan_complete"]

_READS: Final = {
    "leads": ("status", "account_id", "company", "uscc", "mobile", "need", *FACTS, "clean_due"),
    "desk": ("verdict",),
}
_SETTINGS: Final = ("guess_precision",)
_KINDS: Final = (DeskKind.PROPOSAL, DeskKind.MISSING)
_BY_NAME: Final = ("name", "name_kin")
_NEEDED: Final = ("industry", "size")  # what M8 wants to know of every lead


def plan_complete(book: Book, now: datetime) -> Plan:
    """Complete industry, size and region of the leads that nobody holds; what was asked before stays asked."""
    draft = Draft("complete", now, book.read(), _READS, _SETTINGS)
    desk = draft.frame("desk")
    ours = desk["kind"].eq(DeskKind.PROPOSAL) & desk["column"].isin(FACTS) & desk["old_value"].isna()
    obey_proposals(draft, desk[ours])
    leads = draft.after("leads")
    registers = read_registers(draft)
    refused = desk[ours & is_rejected(desk)].rename(columns={"new_value": "value"})
    asked = pd.Index(open_rows(desk[ours | desk["kind"].eq(DeskKind.MISSING)], _KINDS)["lead_id"])
    is_due = is_to_complete(leads, asked)
    found = complete_facts(leads, is_due, registers, draft.frame("industries"), refused)
    found = found.assign(may_fill=found["is_certain"] & _is_machines(draft, found), subject=_of(subjects(leads), found))
    found = found.assign(told=row_names(draft, found))
    _fill(draft, found)
    known = known_industries(draft, registers)
    found = suggest_by_name(found, leads["company"], known, draft.state.settings.guess_precision, refused)
    keep_desk(draft, [DeskKind.PROPOSAL], _proposals(draft, found), looked_after=ours)
    keep_desk(draft, [DeskKind.MISSING], _missing(draft, found.assign(due=_of(leads["clean_due"], found))))
    keep_lists(draft)
    return draft.plan()


def _of(column: pd.Series, found: pd.DataFrame) -> pd.Series:
    return column.reindex(found["lead_id"]).set_axis(found.index)


def _is_machines(draft: Draft, found: pd.DataFrame) -> pd.Series:
    """Tell which of the blank cells nobody emptied on purpose."""
    mine = pd.concat([draft.state.machines("leads", column) for column in FACTS], keys=FACTS)
    return pd.Series(mine.reindex(pd.MultiIndex.from_frame(found[["column", "lead_id"]])).to_numpy(), found.index)


def _why(source: str, told: str) -> Reason:
    return Reason(f"complete.{source}", {"told": told})


def _why_likely(row: Mapping[Hashable, Any]) -> Reason:
    if row["source"] not in _BY_NAME:
        return _why(row["source"], row["told"])
    params = {name: row[name] for name in ("told", "value", "held", "agree")}
    return Reason(f"complete.{row['source']}", params | {"sure": f"{row['sure']:.0%}"})


def _fill(draft: Draft, found: pd.DataFrame) -> None:
    for column, rows in found[found["may_fill"]].groupby("column"):
        cells = zip(rows["lead_id"], rows["source"], rows["told"], strict=True)
        why = {lead: _why(source, told) for lead, source, told in cells}
        draft.fill("leads", rows.set_index("lead_id")[["value"]].set_axis([column], axis=1), why=why)


def _proposals(draft: Draft, found: pd.DataFrame) -> Iterator[DeskItem]:
    likely = found[found["value"].notna() & ~found["may_fill"]]
    for row in likely.to_dict("records"):
        detail = _why_likely(row).text(draft.state.settings.language)
        lead, subject, column, value = (row[name] for name in ("lead_id", "subject", "column", "value"))
        yield DeskItem(DeskKind.PROPOSAL, lead, subject, detail, column=column, new_value=value)


def _missing(draft: Draft, found: pd.DataFrame) -> Iterator[DeskItem]:
    """Give one item per lead, with all that is to be asked for."""
    language = draft.state.settings.language
    open_ = found[found["value"].isna() & found["column"].isin(_NEEDED)]
    rivals = open_["rivals"].fillna("")
    details = [
        Reason(
            "complete.rivals" if between else "complete.unknown",
            {"fact": LEADS[column].header(language), "rivals": between},
        ).text(language)
        for column, between in zip(open_["column"], rivals, strict=True)
    ]
    grouped = (
        open_.assign(detail=details)
        .groupby("lead_id")
        .agg({"subject": "first", "detail": " ".join, "column": ";".join, "due": "first"})
    )
    for lead, subject, detail, columns, due in grouped.itertuples():
        yield DeskItem(DeskKind.MISSING, lead, subject, detail, column=columns, due=None if due is pd.NaT else due)
