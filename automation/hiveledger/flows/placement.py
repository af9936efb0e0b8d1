"""Whose the leads become that wait for a place: decided as a whole, then written or only named. Source: M1, M9.

Whose customer it already is comes first, whatever the grade; then A leads are placed, and B and C leads of a company
that has just been given to somebody follow it there.
"""

from typing import Final

import pandas as pd

from hiveledger.findings import Finding, Reason
from hiveledger.flows.desk import DeskItem, keep_desk, subjects
from hiveledger.flows.draft import Draft
from hiveledger.flows.handing import handed, want_handed
from hiveledger.flows.hours import CONFIRM_SETTINGS, PERSON
from hiveledger.rules.assign import (
    count_team,
    explain_account_owner,
    explain_obstacles,
    explain_placed,
    find_account_owner,
    find_obstacles,
    is_round_over,
    place,
)
from hiveledger.rules.match.accounts import find_customer
from hiveledger.rules.protect import has_ended, is_bound
from hiveledger.schema.words import DeskKind, Grade, Status, Verdict

__all__ = ["PLACEMENT_READS", "PLACEMENT_SETTINGS", "Placement", "barred", "known_owners", "team_now"]

PLACEMENT_READS: Final = (
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
PLACEMENT_SETTINGS: Final = (*CONFIRM_SETTINGS, "held_cap", "month_quota", "nurture_days")

_PERSON: Final = ("role", "industries", "regions", "sizes", "quota_a", "cap", "left_at", *PERSON)


def team_now(draft: Draft, ledger: pd.DataFrame) -> pd.DataFrame:
    """Count the team on the ledger as it would stand."""
    people, settings = draft.frame("people"), draft.state.settings
    quota = people["quota_a"].fillna(settings.month_quota)
    return count_team(people, ledger, Grade.A, pd.Timestamp(draft.now), quota=quota, held_cap=settings.held_cap)


def known_owners(draft: Draft, leads: pd.DataFrame) -> pd.Series:
    """Give the owner of the existing customer that each lead is of, missing where it is of none."""
    customers = draft.frame("customers")
    owner = customers["owner"].mask(has_ended(customers["protect_until"], pd.Timestamp(draft.now)))
    nobodys = pd.Series(None, index=leads.index, dtype="str")
    return find_customer(leads, customers).map(owner) if len(owner.dropna()) else nobodys


class Placement:
    """The leads that wait for a place, and what is decided of each. `ledger` is all leads as they stand by now."""

    def __init__(self, draft: Draft, leads: pd.DataFrame, ledger: pd.DataFrame) -> None:
        self._draft, self._now = draft, pd.Timestamp(draft.now)
        self._language = draft.state.settings.language
        self._ledger = ledger
        self._over = _is_round_over(draft, leads, ledger)
        self._leads = leads.assign(lapsed_by=barred(draft, leads["lapsed_by"].mask(self._over)))
        self._open = pd.Series(data=True, index=leads.index)
        self._decided: list[tuple[pd.DataFrame, dict[str, Reason]]] = []
        self._dues: dict[str, Reason] = {}
        self._findings: list[Finding] = []
        self._to_so: dict[str, Reason] = {}
        self.owner = pd.Series(None, index=leads.index, dtype="str")  # as decided
        self.why: dict[str, Reason] = {}  # of who gets an owner, and of who can get none
        self._known = known_owners(draft, leads)
        self._decide()

    def write(self) -> None:
        """Want all that was decided."""
        for cells, reasons in self._decided:
            want_handed(self._draft.fill, cells, reasons, self._dues)
        for lead, person in self.owner.dropna().to_frame().itertuples():
            self._draft.rest(lead, "people", person, _PERSON)
        self._draft.find(*self._findings)

    def tell_so(self, looked_after: pd.Series | None = None) -> None:
        """Keep a desk row open for each lead that nobody can take, with who was removed by which condition.

        `looked_after`: as in `keep_desk`, where not all leads that wait were asked about.
        """
        words = subjects(self._leads)
        items = [
            DeskItem(DeskKind.UNASSIGNED, lead, words[lead], reason.text(self._language))
            for lead, reason in self._to_so.items()
        ]
        keep_desk(self._draft, [DeskKind.UNASSIGNED], items, looked_after=looked_after)

    def _decide(self) -> None:
        self._follow_owners()
        self._place_first_grade()
        self._follow_owners()
        self._spread_the_rest()

    def _follow_owners(self) -> None:
        """Give leads to whose customer they are; where that person cannot take them now, SO decides."""
        leads = self._leads[self._open]
        if leads.empty:
            return
        bound = self._ledger[is_bound(self._ledger, self._now)]
        owners = find_account_owner(leads, team_now(self._draft, self._ledger), bound, self._known, self._now)
        reasons = explain_account_owner(owners)
        self._give(owners["owner"].dropna(), reasons)
        self._leave_to_so(reasons[owners["obstacle"].reindex(reasons.index).notna()])

    def _place_first_grade(self) -> None:
        """Place the A leads at their optimum; who could take none of them is listed for SO."""
        leads = self._leads[self._open & self._leads["grade"].eq(Grade.A.value)]
        if leads.empty:
            return
        placed = place(leads, team_now(self._draft, self._ledger), self._now)
        self._give(placed["owner"].dropna(), explain_placed(placed, leads))
        left = leads[placed["owner"].isna()]
        if left.empty:
            return
        self._leave_to_so(explain_obstacles(find_obstacles(left, team_now(self._draft, self._ledger), self._now)))

    def _spread_the_rest(self) -> None:
        """Put B leads into the pool and C leads on the nurture list."""
        for grade, status in ((Grade.B, Status.POOLED), (Grade.C, Status.NURTURING)):
            leads = self._leads.index[self._open & self._leads["grade"].eq(grade.value)]
            reason = Reason(f"assign.to_{status}")
            cells = {"status": status.value, "assign_reason": reason.text(self._language)}
            self._decided.append((pd.DataFrame(cells, index=leads), dict.fromkeys(leads, reason)))
            self._open[leads] = False

    def _leave_to_so(self, reasons: pd.Series) -> None:
        self._to_so |= _by_lead(reasons)
        self.why |= _by_lead(reasons)
        self._open[reasons.index] = False

    def _give(self, owner: pd.Series, reasons: pd.Series) -> None:
        """Decide on owners. A lead of a round that is over begins a new one with this."""
        if owner.empty:
            return
        reasons = reasons[owner.index]
        cells, dues, findings = handed(self._draft, self._leads.loc[owner.index], owner, self._ledger)
        cells["assign_reason"] = [reason.text(self._language) for reason in reasons]
        cells["lapsed_by"] = cells["lapsed_by"].mask(self._over[owner.index])
        self._decided.append((cells, _by_lead(reasons)))
        self._dues |= dues
        self._findings += findings
        self.why |= _by_lead(reasons)
        self.owner[owner.index] = owner
        given = cells.reindex(columns=["status", "owner", "cc_se", "assigned_at"])
        self._ledger = self._ledger.copy(deep=False)
        self._ledger.loc[given.index, given.columns] = given
        self._open[owner.index] = False


def _is_round_over(draft: Draft, leads: pd.DataFrame, ledger: pd.DataFrame) -> pd.Series:
    """Tell which leads may be offered to everybody again: SO opened them anew, or all who cover them had them.

    A lead that came back is returned; it is only cleaned again where SO said so.
    """
    is_anew: pd.Series = leads["status"].eq(Status.CLEANED)
    return is_round_over(leads, team_now(draft, ledger), pd.Timestamp(draft.now)) | is_anew


def barred(draft: Draft, lapsed: pd.Series) -> pd.Series:
    """Add to those who let a lead lapse in its round whose decline SO accepted, and whom SO did not want for it."""
    desk = draft.frame("desk")
    declined = desk.loc[desk["kind"].eq(DeskKind.DECLINED.value) & desk["verdict"].eq(Verdict.ACCEPT.value), "other_id"]
    is_next = desk["kind"].eq(DeskKind.RETURNED.value) & desk["column"].eq("owner")
    unwanted = desk.loc[is_next & desk["verdict"].eq(Verdict.REJECT.value), "new_value"]
    named = pd.concat([declined, unwanted]).dropna().sort_index()
    by_lead = named.groupby(desk.loc[named.index, "lead_id"]).agg(";".join)
    cells = lapsed.fillna("") + ";" + by_lead.reindex(lapsed.index).fillna("").astype("str")
    all_of_them: pd.Series = cells.str.strip(";").replace("", None)
    return all_of_them


def _by_lead(reasons: pd.Series) -> dict[str, Reason]:
    return dict(reasons.to_frame().itertuples())
