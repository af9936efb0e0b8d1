"""The verb `nurture`: which customers are due a case today, what went out, and who answered. Source: M11."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

import pandas as pd

from hiveledger.book.base import Book
from hiveledger.changes import Plan
from hiveledger.findings import Reason
from hiveledger.flows.desk import DeskItem, keep_desk, open_rows, subjects
from hiveledger.flows.draft import Draft
from hiveledger.flows.lists import keep_lists
from hiveledger.rules.nurture import choose_cases, is_due, is_refusal, is_waiting_for_case
from hiveledger.schema import TABLES
from hiveledger.schema.words import Channel, DeskKind, Grade, Sent, Status, Verdict
from hiveledger.text import say

__all__ = ["plan_mailed", "plan_nurture"]

_READS: Final = {
    "leads": ("status", "grade", "contact", "email", "industry", "stage"),
    "nurture": ("opt_out", "next_case_at"),
    "mailings": ("sent", "reaction", "closed_at"),
}
_SETTINGS: Final = ("nurture_days",)
_REACTION: Final = "reaction"  # tells our rows of this kind from those of customers who asked again


def plan_nurture(book: Book, now: datetime) -> Plan:
    """List the cases that are due, close those that went out, and propose to SO whom to take up again.

    A case counts as sent when somebody ticked it, at the time when that was first seen saved, or when the mail server
    took it (`plan_mailed`); never because it is on the list.
    """
    draft = Draft("nurture", now, book.read(), _READS, _SETTINGS)
    _settle(draft, _ticked(draft))
    _take_up(draft)
    _hear_refusals(draft)
    _drop_gone(draft)
    _list_due(draft)
    keep_desk(draft, [DeskKind.UPGRADE], _reactions(draft), looked_after=_ours(draft))
    keep_lists(draft)
    return draft.plan()


def plan_mailed(book: Book, now: datetime, sent: Mapping[str, datetime]) -> Plan:
    """Note which cases the mail server took, and when."""
    draft = Draft("nurture", now, book.read(), _READS, _SETTINGS)
    mailings = draft.frame("mailings")
    taken = pd.Series(sent, dtype="datetime64[us]")
    _settle(draft, taken[taken.index.isin(mailings.index[mailings["closed_at"].isna()])])
    return draft.plan({"mailed": " ".join(sorted(taken.index))})


def _ticked(draft: Draft) -> pd.Series:
    """Give the time at which each open case was first seen ticked as sent or skipped."""
    mailings, now = draft.frame("mailings"), pd.Timestamp(draft.now)
    ticked = mailings.index[mailings["sent"].notna() & mailings["closed_at"].isna()]
    seen = {key: at for (table, key), at in draft.state.seen_at.items() if table == "mailings"}
    at = pd.Series(seen, dtype="datetime64[us]").reindex(ticked)
    return at.where(at <= now, now)


def _settle(draft: Draft, at: pd.Series) -> None:
    """Close cases that went out or were skipped, and name the day of each customer's next one."""
    mailings, nurture = draft.frame("mailings").loc[at.index], draft.frame("nurture")
    went_out = mailings["sent"].ne(Sent.SKIPPED.value)
    groups: dict[str, str] = dict(mailings[["lead_id"]].itertuples())
    why = Reason("nurture.settled")
    draft.fill("mailings", pd.DataFrame({"sent_at": at.where(went_out), "closed_at": at}), groups, why)
    titles = draft.frame("cases")["title"].reindex(mailings["case_id"]).to_numpy()
    last = pd.DataFrame(
        {
            "last_case": pd.Series(titles, index=at.index, dtype="str"),
            "last_case_at": at,
            "next_case_at": at.dt.normalize() + timedelta(days=draft.state.settings.nurture_days),
            "lead_id": mailings["lead_id"],
            "went_out": went_out,
        }
    ).drop_duplicates("lead_id", keep="last")
    last = last[last["lead_id"].isin(nurture.index)].set_index("lead_id")
    # Whoever ticked a case has dealt with the day that stood there, whoever had named it.
    draft.obey("nurture", last[["next_case_at"]], why=why)
    draft.obey("nurture", last.loc[last["went_out"], ["last_case", "last_case_at"]], why=why)


def _ours(draft: Draft) -> pd.Series:
    return draft.frame("desk")["column"].eq(_REACTION)


def _take_up(draft: Draft) -> None:
    """Let leads whose upgrade SO accepted go to distribution again, with the letter that was proposed."""
    leads, desk = draft.frame("leads"), draft.frame("desk")
    agreed = open_rows(desk[_ours(draft)], [DeskKind.UPGRADE])
    agreed = agreed[agreed["verdict"].eq(Verdict.ACCEPT.value)].drop_duplicates("lead_id")
    asleep = leads.index[leads["status"].eq(Status.NURTURING.value)]
    agreed = agreed[agreed["lead_id"].isin(asleep)]
    lead = pd.Index(agreed["lead_id"], dtype="str")
    cells = pd.DataFrame({"status": Status.CLEANED.value, "grade": Grade.B.value}, index=lead)
    why = {lead: Reason("core.accepted", {"desk": desk_id}) for desk_id, lead in agreed["lead_id"].items()}
    draft.obey("leads", cells, why=why)


def _hear_refusals(draft: Draft) -> None:
    """Send no more cases to whoever answered that they want none."""
    mailings, nurture = draft.frame("mailings"), draft.frame("nurture")
    refused = mailings[is_refusal(mailings[_REACTION])].drop_duplicates("lead_id").set_index("lead_id")
    refused = refused[refused.index.isin(nurture.index[nurture["opt_out"].isna()])]
    cells = refused[[_REACTION]].set_axis(["opt_out"], axis=1)
    draft.fill("nurture", cells, why=Reason("nurture.refused"))


def _reactions(draft: Draft) -> list[DeskItem]:
    """Propose to SO to take up each nurtured lead whose customer answered to a case; the newest answer counts."""
    leads, mailings = draft.after("leads"), draft.frame("mailings")
    asleep = leads[leads["status"].eq(Status.NURTURING.value)]
    is_answer = mailings[_REACTION].notna() & ~is_refusal(mailings[_REACTION])
    answered = mailings[is_answer & mailings["lead_id"].isin(asleep.index)]
    newest = answered.sort_index().drop_duplicates("lead_id", keep="last")
    names, language = subjects(asleep), draft.state.settings.language
    return [
        DeskItem(
            DeskKind.UPGRADE,
            lead,
            names[lead],
            say("nurture.reaction", language, reaction=reaction, case=case, grade=Grade.B.value),
            other_id=key,  # a later answer is another item, though SO turned the earlier one down
            column=_REACTION,
            old_value=Grade.C.value,
            new_value=Grade.B.value,
        )
        for key, lead, reaction, case in newest[["lead_id", _REACTION, "case_id"]].itertuples()
    ]


def _drop_gone(draft: Draft) -> None:
    """Close the cases of leads that have left nurture, and of customers who want no more of them."""
    leads, nurture, mailings = draft.after("leads"), draft.after("nurture"), draft.after("mailings")
    asleep = leads.index[leads["status"].eq(Status.NURTURING.value)]
    out = nurture.index[nurture["opt_out"].notna()]
    is_gone = ~mailings["lead_id"].isin(asleep) | mailings["lead_id"].isin(out)
    gone = mailings[mailings["closed_at"].isna() & is_gone]
    closed = pd.DataFrame({"closed_at": pd.Timestamp(draft.now)}, index=gone.index)
    draft.fill("mailings", closed, dict(gone[["lead_id"]].itertuples()), Reason("nurture.gone"))


def _list_due(draft: Draft) -> None:
    """Put a case with its words on the list for each customer who is due one; tell SO where there is none left."""
    leads, nurture, now = draft.after("leads"), draft.after("nurture"), pd.Timestamp(draft.now)
    waiting = is_waiting_for_case(nurture, leads, draft.after("mailings"))
    due = leads.loc[nurture.index[is_due(nurture, waiting, now)]].sort_index()
    chosen = choose_cases(due, draft.frame("cases"), draft.frame("mailings"), now)
    cases, language = draft.frame("cases"), draft.state.settings.language
    for lead, case_id in chosen.dropna().to_frame().itertuples():
        row, case = due.loc[lead], cases.loc[case_id]
        draft.append(
            lead,
            "mailings",
            {
                "day": now.normalize(),
                "lead_id": lead,
                "company": row["company"],
                "contact": row["contact"],
                "case_id": case_id,
                "text": _words(row, case, draft),
                "channel": Channel.COPY if pd.isna(row["email"]) else Channel.MAIL,
            },
            why=Reason("nurture.chosen", {"case": case_id}),
        )
        draft.rest(lead, "nurture", lead, _READS["nurture"])
    lacking = due[chosen.isna()]
    if len(due) and "cases" not in draft.state.tables:
        draft.need("cases")
    counts = lacking["industry"].fillna(say("core.blank", language)).value_counts().sort_index()
    sheet = TABLES["cases"].sheet(language)
    items = [
        DeskItem(
            DeskKind.SETTING,
            "",
            str(industry),
            say("nurture.no_case", language, industry=industry, sheet=sheet),
            column="cases",
            new_value=str(industry),
        )
        for industry in counts.index
    ]
    keep_desk(draft, [DeskKind.SETTING], items, looked_after=draft.frame("desk")["column"].eq("cases"))


def _words(lead: pd.Series, case: pd.Series, draft: Draft) -> str:
    """Give what the customer is told, ready to be copied: who is meant, the case, and how to have no more of them."""
    language = draft.state.settings.language
    contact = lead["contact"] if isinstance(lead["contact"], str) else say("nurture.somebody", language)
    parts = [say("nurture.hello", language, contact=contact), say("nurture.case", language, title=case["title"])]
    parts += [case["text"]] if isinstance(case["text"], str) else []
    parts += [say("nurture.more", language, link=case["link"])] if isinstance(case["link"], str) else []
    return "\n".join([*parts, say("nurture.close", language)])
