"""SO names the person: the verbs `assign` and `transfer`. Source: M7, M12."""

from datetime import datetime
from typing import Final

import pandas as pd

from hiveledger.book.base import Book
from hiveledger.changes import Plan
from hiveledger.errors import SchemaError
from hiveledger.findings import Reason
from hiveledger.flows.desk import keep_desk, keep_returned
from hiveledger.flows.draft import Draft
from hiveledger.flows.handing import handed, want_handed
from hiveledger.flows.hours import CONFIRM_SETTINGS, PERSON, keep_hours
from hiveledger.flows.lists import keep_lists
from hiveledger.schema.words import OPEN, DeskKind, Role, Status

__all__ = ["plan_assign", "plan_transfer"]

_READS: Final = {"leads": ("status", "owner", "grade", "industry", "account_id")}
_FREE: Final = frozenset(
    {Status.CLEANED, Status.TO_VERIFY, Status.RETURNED, Status.POOLED, Status.NURTURING}
)  # nobody holds it, and it is worth holding


def plan_assign(book: Book, now: datetime, lead: str, person: str, reason: str = "") -> Plan:
    """Give a lead that nobody holds to a named AM; the time to confirm runs as after a distribution.

    Raises: SchemaError for a lead that is unknown or held, or a person who is no AM of the team.
    """
    return _plan(Draft("assign", now, book.read(), _READS, CONFIRM_SETTINGS), lead, person, reason, _FREE)


def plan_transfer(book: Book, now: datetime, lead: str, person: str, reason: str = "") -> Plan:
    """Hand a held lead to another AM; the time to confirm runs anew, and the SE is chosen again.

    Raises: SchemaError for a lead that is unknown or that nobody holds, or a person who is no AM or has it already.
    """
    draft = Draft("transfer", now, book.read(), _READS, CONFIRM_SETTINGS)
    leads = draft.frame("leads")
    if lead in leads.index and leads["owner"].get(lead) == person:
        raise SchemaError("assign.has_it", lead=lead, person=person)
    return _plan(draft, lead, person, reason, OPEN)


def _plan(draft: Draft, lead: str, person: str, reason: str, from_statuses: frozenset[Status]) -> Plan:
    leads, people = draft.frame("leads"), draft.frame("people")
    refusal = f"assign.cannot_{draft.verb}"
    if lead not in leads.index:
        raise SchemaError("confirm.unknown_lead", leads=lead)
    row = leads.loc[[lead]]
    status = row["status"].iloc[0]
    if status not in from_statuses:
        word = Reason(f"word.status.{status}" if isinstance(status, str) else "core.blank")
        raise SchemaError(refusal, lead=lead, status=word)
    if person not in people.index or people["role"].get(person) != Role.AM:
        raise SchemaError("assign.no_am", person=person)
    why = Reason(f"assign.by_{draft.verb}", {"reason": reason or Reason("core.blank")})
    owner = pd.Series(person, index=row.index, dtype="str")
    cells, dues, findings = handed(draft, row, owner, leads)
    draft.find(*findings)
    cells = cells.assign(assign_reason=why.text(draft.state.settings.language))
    want_handed(draft.obey, cells, why, dues)
    draft.rest(lead, "people", person, ("role", "left_at", *PERSON))
    keep_hours(draft)
    keep_desk(draft, [DeskKind.UNASSIGNED], [], looked_after=draft.frame("desk")["lead_id"].eq(lead))
    keep_returned(draft)
    keep_lists(draft)
    return draft.plan({"lead": lead, "person": person, "reason": reason})
