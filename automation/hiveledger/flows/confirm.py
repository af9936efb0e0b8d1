"""Confirmations, declines and returns: the verbs `confirm`, `decline` and `return`. Source: M12."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import pandas as pd

from hiveledger.book.base import Book
from hiveledger.changes import Plan
from hiveledger.errors import SchemaError
from hiveledger.findings import Finding, Level, Reason
from hiveledger.flows.desk import DeskItem, keep_desk, keep_returned, open_rows, subjects
from hiveledger.flows.draft import Draft
from hiveledger.flows.handing import begin_delivered
from hiveledger.flows.hours import CONFIRM_SETTINGS, start_confirming
from hiveledger.flows.next_owner import obey_next
from hiveledger.flows.placement import PLACEMENT_READS, PLACEMENT_SETTINGS
from hiveledger.flows.returns import back_to_so, return_overdue, stand_still, tell_of_lapses, tell_undelivered
from hiveledger.rules.confirm import Answer, judge_replies
from hiveledger.rules.handover import handed_back
from hiveledger.schema import LEADS
from hiveledger.schema.words import OPEN, DeskKind, Reply, Status, Verdict
from hiveledger.text import Language

__all__ = ["plan_confirm", "plan_decline", "plan_return"]

_READS: Final = {"leads": ("status", "owner", "reply", "confirm_due"), "desk": ("verdict", "closed_at")}
_SETTINGS: Final = ("grace_minutes", *CONFIRM_SETTINGS)
_RETURN_READS: Final = {**_READS, "leads": tuple(dict.fromkeys((*_READS["leads"], *PLACEMENT_READS)))}
_RETURN_SETTINGS: Final = ("grace_minutes", "redistribute", *PLACEMENT_SETTINGS)
_DECLINE: Final = "decline_"


def plan_confirm(book: Book, now: datetime, leads: Sequence[str] = (), by: str = "") -> Plan:
    """Confirm named leads as their owner, at `now`; without leads, read the replies that stand in the book.

    Raises: SchemaError for a lead that is not in the ledger or not the owner's to confirm.
    """
    draft = Draft("confirm", now, book.read(), _READS, _SETTINGS)
    reasons: Mapping[str, Reason] = {}
    if leads:
        ledger = _owned(draft, leads, by).assign(reply=Reply.ACCEPT.value)
        replied_at = pd.Series(pd.Timestamp(now), index=ledger.index)
        draft.obey("leads", ledger[["reply"]], why=Reason("confirm.by_command", {"by": by}))
        _confirm(draft, ledger, replied_at)
    else:
        begin_delivered(draft)
        stand_still(draft)
        _confirm(draft, draft.after("leads"), _recorded(draft))
        reasons = _settle_declines(draft, {})
    keep_returned(draft, reasons)
    return draft.plan({"leads": " ".join(leads), "by": by})


def plan_return(book: Book, now: datetime, lead: str = "", reason: str = "") -> Plan:
    """Return to SO what nobody confirmed in time, or one named lead because SO says so.

    Replies that stand in the book are read first: whoever answered in time keeps the lead. So is what SO decided about
    who is to have a lead next that came back before.

    Raises: SchemaError for a named lead that nobody holds.
    """
    draft = Draft("return", now, book.read(), _RETURN_READS, _RETURN_SETTINGS)
    if lead:
        row = _known(draft, [lead])
        if row.loc[lead, "status"] not in OPEN:
            raise SchemaError("confirm.nobody_holds", lead=lead, status=_status(row.loc[lead, "status"]))
        reasons = {lead: Reason("confirm.returned_by_so", {"reason": reason or Reason("core.blank")})}
        draft.obey("leads", handed_back(row, now), why=reasons)
        back_to_so(draft, reasons, {})
    else:
        begin_delivered(draft)
        stand_still(draft)
        answers = _confirm(draft, draft.after("leads"), _recorded(draft))
        obey_next(draft)
        return_overdue(draft, answers)
        tell_undelivered(draft)
        tell_of_lapses(draft)
    return draft.plan({"lead": lead, "reason": reason})


def plan_decline(  # noqa: PLR0913 - the verb's own arguments
    book: Book,
    now: datetime,
    lead: str,
    by: str = "",
    reason: str = "",
    *,
    accept: bool = False,
    reject: bool = False,
) -> Plan:
    """Decline a lead as its owner, with one of the listed reasons; or, as SO, accept or reject a decline.

    Raises: SchemaError for a lead that is not the owner's to decline, an unlisted reason, or nothing to judge.
    """
    draft = Draft("decline", now, book.read(), _READS, _SETTINGS)
    reasons: Mapping[str, Reason]
    if accept or reject:
        if not _is_declined(_known(draft, [lead])).all():
            raise SchemaError("confirm.no_decline", lead=lead)
        reasons = _settle_declines(draft, {lead: Verdict.ACCEPT if accept else Verdict.REJECT})
    else:
        row = _owned(draft, [lead], by).assign(reply=_decline_word(reason))
        draft.obey("leads", row[["reply"]], why=Reason("confirm.by_command", {"by": by}))
        reasons = _settle_declines(draft, {})
    keep_returned(draft, reasons)
    return draft.plan({"lead": lead, "by": by, "reason": reason})


def _known(draft: Draft, leads: Sequence[str]) -> pd.DataFrame:
    ledger = draft.frame("leads")
    unknown = [lead for lead in leads if lead not in ledger.index]
    if unknown:
        raise SchemaError("confirm.unknown_lead", leads=", ".join(unknown))
    return ledger.loc[list(leads)]


def _owned(draft: Draft, leads: Sequence[str], by: str) -> pd.DataFrame:
    """Give the named leads; each must wait for an answer of the person who gives it."""
    rows = _known(draft, leads)
    if not by:
        raise SchemaError("confirm.by_missing", lead=leads[0])
    for lead, status, owner in rows[["status", "owner"]].itertuples():
        if status != Status.ASSIGNED or owner != by:
            raise SchemaError("confirm.not_yours", lead=lead, by=by, status=_status(status))
    return rows


def _status(code: object) -> Reason:
    return Reason(f"word.status.{code}" if isinstance(code, str) else "core.blank")


def _decline_word(reason: str) -> str:
    """Give the reply that a listed reason stands for, by its code or its label in either language."""
    words = [reply for reply in Reply if reply is not Reply.ACCEPT]
    for reply in words:
        labels = {LEADS["reply"].label(reply, language) for language in Language}
        if reason in {reply.value, reply.removeprefix(_DECLINE), *labels, *(_short(label) for label in labels)}:
            return reply.value
    raise SchemaError(
        "confirm.decline_reason", reason=reason, allowed=" / ".join(w.removeprefix(_DECLINE) for w in words)
    )


def _short(label: str) -> str:
    return label.replace("\uff1a", ":").partition(":")[2].strip()


def _recorded(draft: Draft) -> pd.Series:
    """Give the recorded time of each reply: when it was first seen saved; where no book says so, now.

    What stands in the book stood there at `now`, even if the file was saved later than the `now` that was named.
    """
    ledger, now = draft.frame("leads"), pd.Timestamp(draft.now)
    at = pd.Series(draft.state.replied_at, dtype="datetime64[us]").reindex(ledger.index)
    return at.where(at <= now, now)


def _confirm(draft: Draft, leads: pd.DataFrame, replied_at: pd.Series) -> pd.Series:
    """Confirm what was accepted in time, tell of what came late, and give every lead's answer."""
    grace = draft.state.settings.grace_minutes
    answers = judge_replies(leads, replied_at, grace)
    in_time = leads.index[answers == Answer.IN_TIME]
    confirmed = pd.DataFrame({"status": Status.CONFIRMED.value, "confirmed_at": replied_at[in_time]}, index=in_time)
    draft.fill("leads", confirmed, why=Reason("confirm.in_time"))
    for lead, due in leads.loc[answers == Answer.LATE, ["confirm_due"]].itertuples():
        params = {"due": _moment(due), "at": _moment(replied_at[lead])}
        draft.find(Finding("confirm.late", "leads", lead, "reply", params, Level.INFO))
    return answers


def _is_declined(leads: pd.DataFrame) -> pd.Series:
    return (leads["status"] == Status.ASSIGNED.value) & leads["reply"].str.startswith(_DECLINE).fillna(value=False)


def _settle_declines(draft: Draft, verdicts: Mapping[str, Verdict]) -> dict[str, Reason]:
    """Carry out SO's verdicts on declines, given here or on the desk; keep the others on the desk.

    An accepted decline goes back without a lapse; a rejected one runs again from now.
    """
    leads = draft.after("leads")
    declined = leads[_is_declined(leads)]
    desk = open_rows(draft.frame("desk"), [DeskKind.DECLINED])
    judged = pd.Series(desk["verdict"].to_numpy(), index=desk["lead_id"].to_numpy(), dtype="str").dropna().to_dict()
    judged |= {lead: verdict.value for lead, verdict in verdicts.items()}
    _note_verdicts(draft, declined, verdicts)
    verdict = pd.Series(judged, dtype="str").reindex(declined.index)
    accepted, rejected = declined[verdict == Verdict.ACCEPT], declined[verdict == Verdict.REJECT]
    language = draft.state.settings.language
    reasons = {
        lead: Reason("confirm.declined", {"owner": _said(owner), "reply": _reply(reply)})
        for lead, owner, reply in accepted[["owner", "reply"]].itertuples()
    }
    draft.obey("leads", handed_back(accepted, draft.now), why=reasons)
    again = pd.Series(pd.Timestamp(draft.now), index=rejected.index)
    due, dues = start_confirming(draft, rejected, rejected["owner"], leads, again)
    unanswered = pd.DataFrame({"reply": pd.Series(None, index=rejected.index, dtype="str")}, index=rejected.index)
    draft.obey("leads", unanswered, why=Reason("confirm.decline_rejected"))
    draft.obey("leads", due.to_frame("confirm_due"), why=dues)
    waiting = declined.drop(index=[*accepted.index, *rejected.index])
    words = subjects(waiting)
    items = [
        DeskItem(
            DeskKind.DECLINED,
            lead,
            words[lead],
            Reason("confirm.decline_waits", {"owner": _said(owner), "reply": _reply(reply)}).text(language),
            other_id=owner if isinstance(owner, str) else None,
            old_value=_reply(reply).text(language),
            # With the deadline in it, a decline that follows a rejected one is a new item.
            new_value=Reason("confirm.decline_asks", {"due": _moment(due)}).text(language),
        )
        for lead, owner, reply, due in waiting[["owner", "reply", "confirm_due"]].itertuples()
    ]
    keep_desk(draft, [DeskKind.DECLINED], items)
    return reasons


def _note_verdicts(draft: Draft, declined: pd.DataFrame, verdicts: Mapping[str, Verdict]) -> None:
    """Let the desk remember what SO said by command: whose decline was accepted is not offered the lead again."""
    desk = open_rows(draft.frame("desk"), [DeskKind.DECLINED])
    told = desk.loc[desk["lead_id"].isin(list(verdicts)), "lead_id"]
    groups = {str(row): str(lead) for row, lead in told.items()}
    draft.obey("desk", told.map(verdicts).astype("str").to_frame("verdict"), groups)
    unasked = declined[declined.index.isin(list(verdicts)) & ~declined.index.isin(told)]
    for lead, owner in unasked[["owner"]].itertuples():
        row = {"kind": DeskKind.DECLINED.value, "lead_id": lead, "other_id": owner, "verdict": verdicts[lead].value}
        draft.append(lead, "desk", {**row, "raised_at": draft.now, "closed_at": draft.now})


def _said(owner: object) -> object:
    return owner if isinstance(owner, str) else Reason("core.blank")


def _moment(at: pd.Timestamp) -> object:
    """Give a time as a sentence shows it; a lead whose status a person typed may have none."""
    return Reason("core.blank") if pd.isna(at) else at.strftime("%m-%d %H:%M")


def _reply(code: str) -> Reason:
    return Reason(f"word.reply.{code}")
