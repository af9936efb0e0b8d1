"""The verb `clean`: cells in their one form, invalid and blocked leads out, the rest ready for the next step. M8."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

import pandas as pd

from hiveledger.book.base import Book
from hiveledger.changes import Plan
from hiveledger.findings import Finding, Level, Reason
from hiveledger.flows.desk import DeskItem, keep_desk, obey_proposals, subjects
from hiveledger.flows.draft import Draft
from hiveledger.flows.hours import CLEAN_SETTINGS, clean_due, keep_hours
from hiveledger.flows.lists import keep_lists
from hiveledger.flows.notes import kept_words
from hiveledger.rules.clean import CLEANED, Cleaned, clean_cells, is_blocked
from hiveledger.rules.invalid import screen_leads
from hiveledger.schema import LEADS
from hiveledger.schema.words import DeskKind, Status

__all__ = ["plan_clean"]

_READS: Final = {"leads": ("status", "note", *CLEANED)}
_OUT_OF_PLAY: Final = [s.value for s in (Status.MERGED, Status.INVALID, Status.BLOCKED, Status.WON, Status.LOST)]
_NUMBERS: Final = ("mobile", "phone")  # read together, so written together


def plan_clean(book: Book, now: datetime) -> Plan:
    """Clean all leads that are still in play; new ones move on to cleaned, invalid or blocked.

    Cells that the machine wrote are corrected in place. What a person typed is only proposed on the desk, and
    written when SO accepts. A cell that nobody can read stays, with a desk row that says what to do.
    """
    draft = Draft("clean", now, book.read(), _READS, CLEAN_SETTINGS)
    desk = draft.frame("desk")
    ours = desk["kind"].eq(DeskKind.PROPOSAL) & desk["column"].isin(CLEANED) & desk["old_value"].notna()
    obey_proposals(draft, desk[ours])
    leads = draft.after("leads")
    leads = leads[~leads["status"].isin(_OUT_OF_PLAY)]
    cleaned = clean_cells(leads)
    may_fill = _may_fill(draft, leads, cleaned)
    _fill(draft, leads, cleaned, may_fill)
    _move(draft, leads, cleaned)
    leads = leads[~draft.after("leads").loc[leads.index, "status"].isin(_OUT_OF_PLAY)]
    keep_desk(draft, [DeskKind.PROPOSAL], _proposals(draft, leads, cleaned, may_fill), looked_after=ours)
    keep_desk(draft, [DeskKind.CHECK], _checks(draft, leads, cleaned.problems), looked_after=desk["other_id"].isna())
    keep_hours(draft)
    keep_lists(draft)
    return draft.plan()


def _may_fill(draft: Draft, leads: pd.DataFrame, cleaned: Cleaned) -> pd.DataFrame:
    """Tell which cells may be corrected in place: the machine's, as long as nothing that they held gets lost.

    What a cell held beyond its value goes into the note, so the note has to be the machine's too.
    """
    state = draft.state
    mine = pd.DataFrame({column: state.machines("leads", column).reindex(leads.index) for column in CLEANED})
    note = state.machines("leads", "note").reindex(leads.index)
    may = mine & cleaned.extras.isna().where(~note, other=True)
    both = may[list(_NUMBERS)].all(axis=1)
    return may.assign(**dict.fromkeys(_NUMBERS, both))


def _fill(draft: Draft, leads: pd.DataFrame, cleaned: Cleaned, may_fill: pd.DataFrame) -> None:
    cells = cleaned.cells.where(may_fill, leads[list(CLEANED)])
    extras = cleaned.extras.where(may_fill)
    draft.fill("leads", cells, why=Reason("clean.normalised"))
    told = extras.notna().any(axis=1)
    if told.any():
        language = draft.state.settings.language
        words = kept_words(extras[told].rename(columns=lambda column: LEADS[column].header(language)), language)
        notes = leads.loc[told, "note"].fillna("").str.cat(words, sep="\n").str.strip()
        draft.fill("leads", notes.to_frame("note"), why=Reason("clean.kept"))


def _move(draft: Draft, leads: pd.DataFrame, cleaned: Cleaned) -> None:
    """Move new leads on, and let the 24 hours run for those that a person typed in without a time."""
    now = pd.Timestamp(draft.now)
    new = leads[leads["status"].isna() | leads["status"].eq(Status.NEW.value)]
    against = screen_leads(new)
    blocked = is_blocked(cleaned.cells.loc[new.index], draft.frame("blocked"))
    status = pd.Series(Status.CLEANED.value, index=new.index, dtype="str")
    status = status.mask(against.notna(), Status.INVALID.value).mask(blocked, Status.BLOCKED.value)
    received = new["received_at"].fillna(now)
    due = new["clean_due"].fillna(clean_due(draft.state, draft.now, received))
    times = {"received_at": received, "clean_due": due, "cleaned_at": now}
    why = {lead: Reason(code, {"key": lead}) for lead, code in against.dropna().to_frame().itertuples()}
    why |= dict.fromkeys(new.index[blocked], Reason("clean.blocked"))
    draft.fill("leads", pd.DataFrame({"status": status}), why={**dict.fromkeys(new.index, Reason("clean.done")), **why})
    draft.fill("leads", pd.DataFrame(times, index=new.index))
    if (late := due < now).any():
        draft.find(Finding("clean.late", "leads", params={"count": int(late.sum())}, level=Level.INFO))


def _proposals(draft: Draft, leads: pd.DataFrame, cleaned: Cleaned, may_fill: pd.DataFrame) -> Iterator[DeskItem]:
    detail = Reason("clean.proposal").text(draft.state.settings.language)
    words = subjects(leads)
    for column in CLEANED:
        old, new = leads[column], cleaned.cells[column].reindex(leads.index)
        theirs = ~may_fill[column].reindex(leads.index) & cleaned.extras[column].reindex(leads.index).isna()
        wanted = old.notna() & new.notna() & (old != new) & theirs
        for lead in leads.index[wanted]:
            yield DeskItem(
                DeskKind.PROPOSAL, lead, words[lead], detail, column=column, old_value=old[lead], new_value=new[lead]
            )


def _checks(draft: Draft, leads: pd.DataFrame, problems: pd.DataFrame) -> Iterator[DeskItem]:
    """Give one item per lead, with all of its cells that nobody could read."""
    language, words = draft.state.settings.language, subjects(leads)
    problems = problems[problems["lead_id"].isin(leads.index)]
    texts = [
        Reason(code, {"key": lead, "value": value, "among": among}).text(language)
        for lead, code, value, among in problems[["lead_id", "code", "value", "among"]].itertuples(index=False)
    ]
    for lead, rows in problems.assign(text=texts).groupby("lead_id"):
        key = str(lead)
        yield DeskItem(DeskKind.CHECK, key, words[key], " ".join(rows["text"]), column=";".join(rows["column"]))
