"""A report of a customer whom the AM has already: their lead is brought up to date, nothing that stands is changed."""

from typing import Final

import pandas as pd

from hiveledger.changes import Value, values
from hiveledger.findings import Finding, Level, Reason
from hiveledger.flows.decisions import locked_cells
from hiveledger.flows.draft import Draft
from hiveledger.rules.merge import merge_leads
from hiveledger.rules.protect import Answer
from hiveledger.schema import LEADS
from hiveledger.schema.frames import typed
from hiveledger.schema.words import WAITING
from hiveledger.text import Language, say

__all__ = ["own_lead", "update_own"]

_REPORT: Final = "report"  # stands for the id of a lead that is none yet


def own_lead(leads: pd.DataFrame, claims: pd.DataFrame, by: str) -> str:
    """Name the lead by which the AM has the customer, or has reported them and waits for SO; empty for none.

    Reads: leads owner, origin_am, status, received_at; claims as `find_claims` gives them. A lead whose protection is
    over is the AM's only while nobody else is protected.
    """
    is_taken = bool((claims["sure"] & claims["answer"].eq(Answer.PROTECTED)).any())
    sure = claims[claims["sure"] & claims["table"].eq("leads")].set_index("key")
    mine = leads.loc[sure.index]
    held = sure["answer"].eq(Answer.YOURS) & ~(sure["ended"] & is_taken)
    waits = mine["origin_am"].eq(by) & mine["owner"].isna() & mine["status"].isin([status.value for status in WAITING])
    is_person = sure["same"].str.contains("mobile|email")
    ranked = mine.assign(lead=mine.index, is_other=~held, is_stranger=~is_person)[held | waits]
    return next(iter(ranked.sort_values(["is_other", "is_stranger", "received_at", "lead"])["lead"]), "")


def update_own(draft: Draft, lead: str, report: pd.DataFrame, claims: pd.DataFrame) -> None:
    """Fill what the lead lacks; another person becomes a further contact, any other difference a line of the note."""
    leads, language = draft.frame("leads"), draft.state.settings.language
    said = typed(LEADS, report.set_axis(pd.Index([_REPORT], dtype="str")))
    facts = claims[claims["key"].eq(lead) & claims["table"].eq("leads")]["same"].str.split().sum()
    if {"company", "near"} & set(facts or []):
        said = said.assign(company=pd.Series([None], index=said.index, dtype="str"))  # in other words at most
    both = pd.concat([leads.loc[[lead]], said.assign(received_at=pd.Timestamp(draft.now))])
    both = both.assign(firm=pd.Series(None, index=both.index, dtype="str"))
    locked = locked_cells(draft, [lead])
    merger = merge_leads(both, pd.Series({_REPORT: lead}), draft.frame("contacts"), locked)[lead]
    note = _note(draft, lead, [(column, told) for _, column, told in merger.beside], language)
    why, by = Reason("report.updated"), leads["owner"].fillna(leads["origin_am"])[lead]
    for column, cell in {**merger.cells, **note}.items():
        draft.fill("leads", pd.DataFrame({column: pd.Series([cell], index=[lead], dtype=object)}), why=why)
    for person in merger.contacts:
        source = say("report.source", language)
        draft.append(lead, "contacts", {**person, "lead_id": lead, "source": source, "added_at": draft.now})
    is_news = bool(merger.cells or note or merger.contacts)
    code = "report.brought_up" if is_news else "report.nothing_new"
    waits = leads["owner"].isna()[lead]
    draft.find(Finding("report.waits" if waits else code, "leads", lead, params={"by": by}, level=Level.INFO))


def _note(draft: Draft, lead: str, beside: list[tuple[str, Value]], language: Language) -> dict[str, Value]:
    """Give the note with what the report says otherwise, once; a person's note is left alone and that is told."""
    stands = str(values(draft.frame("leads").loc[[lead], "note"])[0] or "")
    facts = [
        say("dedupe.fact", language, name=LEADS[column].header(language), said=LEADS[column].shown(told, language))
        for column, told in beside
    ]
    line = say("report.beside", language, facts=say("dedupe.comma", language).join(facts))
    if not facts or line in stands:
        return {}
    if not draft.state.is_machines("leads", lead, "note", stands or None):
        draft.find(Finding("report.note_kept", "leads", lead, "note", {"line": line}))
        return {}
    return {"note": f"{stands}\n{line}" if stands else line}
