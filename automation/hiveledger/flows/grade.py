"""The verb `grade`: a letter for each lead whose facts give one, a call-back for each whose facts do not. M8 to M11."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

import pandas as pd

from hiveledger.book.base import Book
from hiveledger.changes import Plan
from hiveledger.findings import Finding, Level
from hiveledger.flows.desk import DeskItem, keep_desk, keep_returned, subjects
from hiveledger.flows.draft import Draft
from hiveledger.flows.lists import keep_lists
from hiveledger.rules.grade import GRADED_AGAIN, SETTINGS_READ, grade_leads, is_to_grade, move_graded
from hiveledger.rules.grade_reasons import explain_grades
from hiveledger.rules.signs import Need
from hiveledger.schema.words import DeskKind, Status
from hiveledger.text import say

__all__ = ["plan_grade"]

_READS: Final = {
    "leads": ("status", "grade", "budget_cny", "budget_status", "decision_chain", "need", "purchase_by", "clean_due")
}
_LYING: Final = (Status.POOLED, Status.NURTURING)


def plan_grade(book: Book, now: datetime) -> Plan:
    """Grade the leads that are cleaned and nobody holds, again where their facts changed; a person's letter stands."""
    draft = Draft("grade", now, book.read(), _READS, SETTINGS_READ)
    leads = draft.frame("leads")
    graded = _grade(draft, leads[is_to_grade(leads)])
    leads = leads.loc[graded.index]
    _write(draft, leads, graded)
    keep_desk(draft, [DeskKind.TO_VERIFY], _call_backs(draft, leads, graded))
    keep_returned(draft)
    keep_lists(draft)
    _tell(draft, leads, graded)
    return draft.plan()


def _grade(draft: Draft, leads: pd.DataFrame) -> pd.DataFrame:
    """Give the letters, facts and next status of the leads that get something: a held one without a letter does not."""
    by_person = ~draft.state.machines("leads", "grade").loc[leads.index]
    graded = grade_leads(leads, by_person, draft.state.settings, pd.Timestamp(draft.now))
    graded = graded.assign(status=move_graded(leads["status"], graded))
    return graded[leads["status"].isin(GRADED_AGAIN) | ~graded["to_verify"]]


def _write(draft: Draft, leads: pd.DataFrame, graded: pd.DataFrame) -> None:
    state = draft.state
    reasons = explain_grades(leads, graded, state.settings)
    texts = pd.Series([reason.text(state.settings.language) for reason in reasons], leads.index, dtype="str")
    wanted = {
        "grade": graded["grade"],
        "first_grade": leads["first_grade"].fillna(graded["grade"]),
        "grade_reason": texts.where(state.machines("leads", "grade_reason").loc[leads.index], leads["grade_reason"]),
        "status": graded["status"],
    }
    draft.fill("leads", pd.DataFrame(wanted, leads.index), why=dict(zip(leads.index, reasons, strict=True)))


def _call_backs(draft: Draft, leads: pd.DataFrame, graded: pd.DataFrame) -> Iterator[DeskItem]:
    to_verify = graded["to_verify"]
    graded, leads = graded[to_verify], leads[to_verify]
    language = draft.state.settings.language
    columns = (leads.index, subjects(leads), graded["asks"], graded["need"], leads["clean_due"])
    for lead, subject, asks, need, due in zip(*columns, strict=True):
        questions = " ".join(say(f"grade.ask_{column}", language) for column in asks.split(";"))
        detail = say("grade.call_first" if need == Need.URGENT else "grade.call", language, questions=questions)
        yield DeskItem(DeskKind.TO_VERIFY, lead, subject, detail, column=asks, due=None if due is pd.NaT else due)


def _tell(draft: Draft, leads: pd.DataFrame, graded: pd.DataFrame) -> None:
    status = draft.frame("leads")["status"]
    if new := int((status.isna() | status.eq(Status.NEW)).sum()):
        draft.find(Finding("grade.clean_first", "leads", params={"count": new}, level=Level.INFO))
    lay = leads["status"].isin(_LYING) & graded["status"].eq(Status.CLEANED)
    moved = zip(leads.index[lay], subjects(leads[lay]), leads["grade"][lay], graded["grade"][lay], strict=True)
    for lead, company, before, after in moved:
        params = {"company": company, "before": "" if pd.isna(before) else before, "after": after}
        draft.find(Finding("grade.regraded", "leads", lead, "grade", params, Level.INFO))
