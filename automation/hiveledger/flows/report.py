"""The verb `report-lead`: an AM reports a customer they found themselves; the first valid report is protected. M1."""

from datetime import datetime, timedelta
from typing import Final

import pandas as pd

from hiveledger.book.base import Book
from hiveledger.changes import Plan, Value, value, values
from hiveledger.errors import SchemaError
from hiveledger.findings import Finding, Level, Reason
from hiveledger.flows.arrivals import Arrivals
from hiveledger.flows.check import CLAIMING
from hiveledger.flows.desk import keep_desk
from hiveledger.flows.draft import Draft
from hiveledger.flows.hours import CLEAN_SETTINGS, clean_due, keep_hours
from hiveledger.flows.pasted import FROM_MESSAGE, checks, still_open
from hiveledger.flows.report_desk import Side, clash
from hiveledger.flows.report_own import own_lead, update_own
from hiveledger.flows.reported import Report, read_report
from hiveledger.rules.assign.team import has_left
from hiveledger.rules.claims import find_claims
from hiveledger.rules.handover import handed_over
from hiveledger.rules.match.asked import ASKED
from hiveledger.rules.protect import Answer
from hiveledger.schema import LEADS
from hiveledger.schema.frames import typed
from hiveledger.schema.words import OPEN, DeskKind, Role, Status
from hiveledger.text import say

__all__ = ["plan_report"]

_READS: Final = {"leads": ("status", "owner", "origin_am", "protect_until"), "desk": ("verdict", "closed_at")}
_SETTINGS: Final = ("protect_days", "held_cap", *CLEAN_SETTINGS)
_STANDS: Final = ("status", "owner", "assigned_at", "protect_until", "company", "contact", "mobile", "phone", "email")


def plan_report(  # noqa: PLR0913, PLR0917 - the verb's own arguments
    book: Book,
    now: datetime,
    by: str = "",
    text: str = "",
    company: str = "",
    contact: str = "",
    mobile: str = "",
    phone: str = "",
    email: str = "",
    region: str = "",
    need: str = "",
) -> Plan:
    """Report a customer as the AM who found them, by a line of text or by what is said of them.

    Whom nobody has is the AM's at once, confirmed and protected; the time to confirm does not run. Whom somebody else
    has goes to the desk with what both sides said; who was first is told by when it was said. Whom SO has waits for SO.
    A customer whom the AM has already is brought up to date.

    Raises: SchemaError for a person who is no AM of the team or holds as many as they may, and for a report that
    cannot be used or is of somebody blocked.
    """
    draft = Draft("report-lead", now, book.read(), _READS, _SETTINGS)
    _check_reporter(draft, by)
    named = {"company": company, "contact": contact, "mobile": mobile, "phone": phone, "email": email}
    said = named | {"region": region, "need": need}
    report = read_report(draft, text, said)
    tables = {name: draft.frame(name) for name in CLAIMING}
    claims = find_claims(report.cells[[*ASKED]], tables, by, pd.Timestamp(now))
    if (claims["sure"] & claims["table"].eq("blocked")).any():
        raise SchemaError("report.blocked")
    own = own_lead(draft.frame("leads"), claims, by)
    if own:
        update_own(draft, own, report.cells, claims)
    else:
        _register(draft, report, _others(claims), claims, by)
    return draft.plan({"by": by})


def _check_reporter(draft: Draft, by: str) -> None:
    people = draft.frame("people")
    if not by:
        raise SchemaError("report.by_missing")
    if by not in people.index or people["role"].get(by) != Role.AM or has_left(people, pd.Timestamp(draft.now))[by]:
        raise SchemaError("assign.no_am", person=by)


def _others(claims: pd.DataFrame) -> pd.DataFrame:
    """Give what other people have, the surest first, leads before existing customers."""
    others = claims[claims["answer"] == Answer.PROTECTED]
    ranked = others.assign(is_doubtful=~others["sure"], is_customer=others["table"] != "leads")
    return ranked.sort_values(["is_doubtful", "is_customer", "key"])


def _register(draft: Draft, report: Report, others: pd.DataFrame, claims: pd.DataFrame, by: str) -> None:
    """Add the lead, and say whose it is: the AM's, or SO's to give."""
    lead = draft.mint("leads")
    is_first = _came_first(draft, others) if len(others) else not claims["answer"].eq(Answer.ASK_SO).any()
    cells = {column: values(report.cells[column])[0] for column in report.cells.columns}
    cells |= {"source": say("report.source", draft.state.settings.language), "origin_am": by}
    row = cells | (_held(draft, lead, by) if is_first else _waiting(draft))
    draft.append(lead, "leads", row, lead, Reason("report.reported", {"by": by}))
    if len(others):
        _raise_clash(draft, Side(lead, _name(draft, by), draft.now, cells), others.iloc[0], is_first=is_first)
    elif not is_first:
        draft.find(Finding("report.with_so", "leads", lead, level=Level.INFO))
    if is_first:
        until = f"{row['protect_until']:%Y-%m-%d %H:%M}"
        draft.find(Finding("report.first", "leads", lead, params={"until": until}, level=Level.INFO))
    if len(report.told):
        arrived = Arrivals(new={1: lead})
        items = [*still_open(draft), *checks(report.told, arrived, draft.state.settings.language)]
        keep_desk(draft, [DeskKind.CHECK], items, looked_after=draft.frame("desk")["other_id"].eq(FROM_MESSAGE))


def _came_first(draft: Draft, others: pd.DataFrame) -> bool:
    """Tell whether the other side is a report too, said later than this one, which waited to be written."""
    other = others.iloc[0]
    if other["table"] != "leads" or not other["sure"]:
        return False
    row = draft.frame("leads").loc[other["key"]]
    is_reported = pd.notna(row["protect_until"]) and row["origin_am"] == row["owner"]
    return bool(is_reported and row["assigned_at"] > pd.Timestamp(draft.now))


def _held(draft: Draft, lead: str, by: str) -> dict[str, Value]:
    """Give the cells of a lead that its finder has: confirmed by them at once, and protected."""
    people, settings, now = draft.frame("people"), draft.state.settings, pd.Timestamp(draft.now)
    cap = people["cap"].fillna(settings.held_cap)[by]
    leads = draft.frame("leads")
    if (leads["status"].isin(OPEN) & leads["owner"].eq(by)).sum() >= cap:
        raise SchemaError("report.cap", by=by, cap=f"{cap:g}")
    never = typed(LEADS, pd.DataFrame(index=[lead]))
    undue = pd.Series([None], index=[lead], dtype="datetime64[us]")  # confirmed by who found it
    owner = pd.Series(by, index=[lead], dtype="str")
    cells = handed_over(never, owner, people, draft.now, delivered=draft.now, due=undue)
    reason = Reason("report.protected", {"by": by, "days": settings.protect_days})
    cells = cells.assign(
        status=Status.CONFIRMED.value,
        confirmed_at=now,
        protect_until=now + timedelta(days=settings.protect_days),
        assign_reason=reason.text(settings.language),
        **dict.fromkeys(("received_at", "imported_at", "cleaned_at"), now),
    )
    return {column: values(cells[column])[0] for column in cells.columns}


def _waiting(draft: Draft) -> dict[str, Value]:
    """Give the cells of a lead that SO has to give: it is worked like any other that came in."""
    due = value(clean_due(draft.state, draft.now, pd.Series([pd.Timestamp(draft.now)]))[0])
    keep_hours(draft)
    status = Status.NEW.value
    return {"status": status, "received_at": draft.now, "imported_at": draft.now, "clean_due": due}


def _raise_clash(draft: Draft, side: Side, other: pd.Series, *, is_first: bool) -> None:
    """Put both sides on the desk; a later report of another is no longer protected from when this one was made."""
    lead, key, table = side.key, other["key"], other["table"]
    row = {column: value(cell) for column, cell in draft.frame(table).loc[key].items()}
    since = row.get("assigned_at") or row.get("received_at")
    theirs = Side(key, _name(draft, row["owner"]), since if isinstance(since, datetime) else None, row, table)
    item = clash(side, theirs, other["same"], draft.state.settings.language)
    keep_desk(draft, [DeskKind.CLASH], [item], looked_after=draft.frame("desk")["lead_id"].eq(lead))
    draft.rest(lead, table, key, [column for column in _STANDS if column in row])
    if is_first:
        ended = pd.DataFrame({"protect_until": pd.Timestamp(draft.now)}, index=pd.Index([key], dtype="str"))
        draft.fill("leads", ended, {key: lead}, Reason("report.came_later", {"lead": lead}))
    draft.find(Finding("report.clashes", "leads", lead))


def _name(draft: Draft, number: Value) -> str:
    """Name a person of the team by name and number."""
    name = draft.frame("people")["name"].get(number) if isinstance(number, str) else None
    return f"{name}（{number}）" if isinstance(name, str) else str(number or "")
