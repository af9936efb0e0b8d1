"""The verb `claim`: people claim leads of the pool, and windows open, close and are decided. Source: M10."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import pandas as pd

from hiveledger.book.base import Book
from hiveledger.changes import Plan
from hiveledger.errors import SchemaError
from hiveledger.findings import Reason
from hiveledger.flows.claim_desk import keep_unclaimed, settle_unclaimed
from hiveledger.flows.claim_rows import open_pool, pending_claims, told
from hiveledger.flows.claim_windows import decide_windows, open_windows
from hiveledger.flows.draft import Draft
from hiveledger.flows.lists import keep_lists
from hiveledger.rules.assign.team import has_left
from hiveledger.schema.words import ClaimAnswer

__all__ = ["plan_claim"]

_READS: Final = {
    "leads": (
        "status",
        "owner",
        "grade",
        "industry",
        "region",
        "size",
        "lapsed_by",
        "last_owner",
        "last_owner_until",
        "account_id",
    ),
    "pool": ("window", "opens_at", "closes_at", "winner", "outcome", "left_at"),
    "claims": ("lead_id", "staff_no", "answer"),
    "desk": ("verdict", "closed_at"),
}
_SETTINGS: Final = (
    "claim_mode",
    "claim_minutes",
    "claim_windows",
    "speed_weight",
    "past_cases",
    "week_share",
    "day_claims",
    "cooling_days",
    "first_threshold",
    "held_cap",
    "month_quota",
    "work_hours",
    "work_week",
    "long_week",
)


def plan_claim(book: Book, now: datetime, leads: Sequence[str] = (), by: str = "") -> Plan:
    """Claim named leads for a person, at `now`; without leads, read what people claimed and decide what is due.

    Each claim counts from when it was recorded, so that whenever this comes by, the same people get the same leads.

    Raises: SchemaError for a lead that is not to be claimed now, or a person who is not of the team.
    """
    draft = Draft("claim", now, book.read(), _READS, _SETTINGS)
    if leads:
        _claim(draft, leads, by)
    else:
        settle_unclaimed(draft)
        claims = pending_claims(draft)
        open_windows(draft)
        decide_windows(draft, claims)
        keep_unclaimed(draft)
        keep_lists(draft)
    return draft.plan({"leads": " ".join(leads), "by": by})


def _claim(draft: Draft, leads: Sequence[str], by: str) -> None:
    """Put claims of leads whose window is open on 抢单登记."""
    people, pool, now = draft.frame("people"), open_pool(draft), pd.Timestamp(draft.now)
    if by not in people.index[~has_left(people, now)]:
        raise SchemaError("claim.no_person", by=by or Reason("core.blank"))
    there = pool.index[pool["closes_at"].ge(now) & pool["opens_at"].le(now)]
    held = pending_claims(draft)
    for lead in leads:
        if lead not in there:
            raise SchemaError("claim.not_open", lead=lead)
        window = pool.loc[lead, "window"]
        mine = held[held["lead_id"].eq(lead) & held["staff_no"].eq(by) & held["at"].ge(pool.loc[lead, "opens_at"])]
        if len(mine) and mine["answer"].ne(ClaimAnswer.PASS).all():
            raise SchemaError("claim.again", lead=lead, by=by, claim=mine.index[0])
        row = {"lead_id": lead, "staff_no": by, "recorded_at": now, "window": window}
        why = Reason("claim.recorded", {"lead": lead, "by": by, "at": f"{now:%m-%d %H:%M:%S}"})
        draft.append(lead, "claims", row | {"source": told(draft, "command")}, why=why)
        draft.rest(lead, "pool", lead, ("window", "outcome"))
