"""The verb `distribute`: A to an AM with an SE told, B to the pool, C to nurture. Source: M1, M9 to M11."""

from datetime import datetime
from typing import Final

import pandas as pd

from hiveledger.book.base import Book
from hiveledger.changes import Plan
from hiveledger.findings import Finding, Level, Reason
from hiveledger.flows.desk import DeskItem, keep_desk, keep_returned, subjects
from hiveledger.flows.draft import Draft
from hiveledger.flows.lists import keep_lists
from hiveledger.flows.report_desk import in_dispute
from hiveledger.rules.assign import (
    choose_se,
    count_team,
    explain_account_owner,
    explain_obstacles,
    explain_placed,
    find_account_owner,
    find_obstacles,
    is_round_over,
    place,
)
from hiveledger.rules.handover import handed_over
from hiveledger.rules.match.accounts import find_customer
from hiveledger.rules.protect import has_ended, is_bound
from hiveledger.schema.words import DeskKind, Grade, Status, Verdict

__all__ = ["plan_distribute"]

_READS: Final = {
    "leads": (
        "status",
        "grade",
        "owner",
        "account_id",
        "company",
        "industry",
        "region",
        "size",
        "lapsed_by",
        "origin_am",
        "received_at",
    )
}
_SETTINGS: Final = ("confirm_hours", "held_cap", "month_quota", "nurture_days")
_PERSON: Final = ("role", "industries", "regions", "sizes", "quota_a", "cap", "leave_from", "leave_to", "left_at")
_WAITING: Final = (Status.CLEANED.value, Status.RETURNED.value)


def plan_distribute(book: Book, now: datetime) -> Plan:
    """Give every cleaned or returned lead with a grade its place; what nobody can take goes to SO with the reason.

    Whose customer it already is comes first, whatever the grade; then A leads are placed, and B and C leads of a
    company that has just been given to somebody follow it there.
    """
    draft = Draft("distribute", now, book.read(), _READS, _SETTINGS)
    leads = draft.frame("leads")
    if "people" not in draft.state.tables:
        draft.need("people")
        draft.find(Finding("assign.no_team_sheet", "people"))
    is_held_back = leads.index.isin(in_dispute(draft))
    waiting = leads[leads["status"].isin(_WAITING) & leads["owner"].isna() & ~is_held_back]
    ungraded = waiting["grade"].isna()
    if ungraded.any():
        draft.find(Finding("assign.ungraded", "leads", params={"count": int(ungraded.sum())}, level=Level.INFO))
    found = _Placement(draft, _with_round(draft, waiting[~ungraded]))
    found.follow_owners()
    found.place_first_grade()
    found.follow_owners()
    found.spread_the_rest()
    found.tell_so()
    keep_returned(draft)
    keep_lists(draft)
    return draft.plan()


def _with_round(draft: Draft, leads: pd.DataFrame) -> pd.DataFrame:
    """Let `lapsed_by` say who is not to be offered the lead in this round, accepted declines among them.

    Where every AM who covers the lead has let it lapse, the round is over and the column blank.
    """
    people = _team(draft, draft.frame("leads"))
    again = is_round_over(leads, people, pd.Timestamp(draft.now))
    desk = draft.frame("desk")
    declined = desk[desk["kind"].eq(DeskKind.DECLINED.value) & desk["verdict"].eq(Verdict.ACCEPT.value)]
    by_lead = declined.groupby("lead_id")["other_id"].agg(";".join)
    lapsed = leads["lapsed_by"].mask(again).fillna("")
    barred = (lapsed + ";" + by_lead.reindex(leads.index).fillna("").astype("str")).str.strip(";")
    return leads.assign(lapsed_by=barred.mask(barred == ""))


def _team(draft: Draft, ledger: pd.DataFrame) -> pd.DataFrame:
    """Count the team on the ledger as it would stand."""
    people, settings = draft.frame("people"), draft.state.settings
    quota = people["quota_a"].fillna(settings.month_quota)
    return count_team(people, ledger, Grade.A, pd.Timestamp(draft.now), quota=quota, held_cap=settings.held_cap)


class _Placement:
    """The leads that wait for a place, and what has been decided so far."""

    def __init__(self, draft: Draft, leads: pd.DataFrame) -> None:
        self._draft, self._leads, self._now = draft, leads, pd.Timestamp(draft.now)
        self._language = draft.state.settings.language
        self._ledger = draft.frame("leads")
        self._open = pd.Series(data=True, index=leads.index)
        self._to_so: dict[str, Reason] = {}
        customers = draft.frame("customers")
        owner = customers["owner"].mask(has_ended(customers["protect_until"], self._now))
        self._known = find_customer(leads, customers).map(owner)

    def follow_owners(self) -> None:
        """Give leads to whose customer they are; where that person cannot take them now, SO decides."""
        leads = self._leads[self._open]
        bound = self._ledger[is_bound(self._ledger, self._now)]
        owners = find_account_owner(leads, _team(self._draft, self._ledger), bound, self._known, self._now)
        reasons = explain_account_owner(owners)
        self._give(owners["owner"].dropna(), reasons)
        self._leave_to_so(reasons[owners["obstacle"].reindex(reasons.index).notna()])

    def place_first_grade(self) -> None:
        """Place the A leads at their optimum; who could take none of them is listed for SO."""
        leads = self._leads[self._open & self._leads["grade"].eq(Grade.A.value)]
        placed = place(leads, _team(self._draft, self._ledger), self._now)
        self._give(placed["owner"].dropna(), explain_placed(placed, leads))
        left = leads[placed["owner"].isna()]
        self._leave_to_so(explain_obstacles(find_obstacles(left, _team(self._draft, self._ledger), self._now)))

    def spread_the_rest(self) -> None:
        """Put B leads into the pool and C leads on the nurture list."""
        for grade, status in ((Grade.B, Status.POOLED), (Grade.C, Status.NURTURING)):
            leads = self._leads.index[self._open & self._leads["grade"].eq(grade.value)]
            reason = Reason(f"assign.to_{status}")
            cells = {"status": status.value, "assign_reason": reason.text(self._language)}
            self._draft.fill("leads", pd.DataFrame(cells, index=leads), why=reason)
            self._open[leads] = False

    def tell_so(self) -> None:
        """Keep a desk row open for each lead that nobody can take, with who was removed by which condition."""
        words = subjects(self._leads)
        items = [
            DeskItem(DeskKind.UNASSIGNED, lead, words[lead], reason.text(self._language))
            for lead, reason in self._to_so.items()
        ]
        keep_desk(self._draft, [DeskKind.UNASSIGNED], items)

    def _leave_to_so(self, reasons: pd.Series) -> None:
        self._to_so |= _by_lead(reasons)
        self._open[reasons.index] = False

    def _give(self, owner: pd.Series, reasons: pd.Series) -> None:
        draft, leads, people = self._draft, self._leads.loc[owner.index], self._draft.frame("people")
        cells = handed_over(leads, owner, people, draft.now, draft.state.settings.confirm_hours)
        reasons = reasons[owner.index]
        cells["assign_reason"] = [reason.text(self._language) for reason in reasons]
        first = leads[leads["grade"].eq(Grade.A.value)]
        chosen = choose_se(first, people, self._ledger, self._now)
        cells["cc_se"] = chosen["cc_se"].reindex(owner.index)
        for lead in chosen.index[chosen["code"] == "cc_none"]:
            params = {"industry": first["industry"].fillna("").loc[lead]}
            draft.find(Finding("assign.cc_none", "leads", lead, "cc_se", params))
        draft.fill("leads", cells, why=_by_lead(reasons))
        for lead, person in owner.to_frame().itertuples():
            draft.rest(lead, "people", person, _PERSON)
        given = cells.reindex(columns=["status", "owner", "cc_se", "assigned_at"])
        self._ledger = self._ledger.copy()
        self._ledger.loc[given.index, given.columns] = given
        self._open[owner.index] = False


def _by_lead(reasons: pd.Series) -> dict[str, Reason]:
    return dict(reasons.to_frame().itertuples())
