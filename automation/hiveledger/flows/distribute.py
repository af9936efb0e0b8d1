"""The verb `distribute`: A to an AM with an SE told, B to the pool, C to nurture. Source: M1, M9 to M11."""

from datetime import datetime
from typing import Final

from hiveledger.book.base import Book
from hiveledger.changes import Plan
from hiveledger.findings import Finding, Level
from hiveledger.flows.desk import keep_returned
from hiveledger.flows.draft import Draft
from hiveledger.flows.hours import keep_hours
from hiveledger.flows.lists import keep_lists
from hiveledger.flows.next_owner import obey_next
from hiveledger.flows.placement import PLACEMENT_READS, PLACEMENT_SETTINGS, Placement
from hiveledger.flows.report_desk import in_dispute
from hiveledger.schema.words import Status

__all__ = ["plan_distribute"]

_WAITING: Final = (Status.CLEANED.value, Status.RETURNED.value)


def plan_distribute(book: Book, now: datetime) -> Plan:
    """Give every cleaned or returned lead with a grade its place; what nobody can take goes to SO with the reason.

    Where SO has accepted who is to have a returned lead next, that holds.
    """
    draft = Draft("distribute", now, book.read(), {"leads": PLACEMENT_READS}, PLACEMENT_SETTINGS)
    if "people" not in draft.state.tables:
        draft.need("people")
        draft.find(Finding("assign.no_team_sheet", "people"))
    obey_next(draft)
    leads = draft.after("leads")
    is_held_back = leads.index.isin(in_dispute(draft))
    waiting = leads[leads["status"].isin(_WAITING) & leads["owner"].isna() & ~is_held_back]
    ungraded = waiting["grade"].isna()
    if ungraded.any():
        draft.find(Finding("assign.ungraded", "leads", params={"count": int(ungraded.sum())}, level=Level.INFO))
    placement = Placement(draft, waiting[~ungraded], leads)
    placement.write()
    placement.tell_so()
    keep_hours(draft)
    keep_returned(draft)
    keep_lists(draft)
    return draft.plan()
