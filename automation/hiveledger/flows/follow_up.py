"""The verb `follow-up`: contacts are recorded, dues stand in the row, what lies untouched goes back. Source: M13."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

import pandas as pd

from hiveledger.book.base import Book
from hiveledger.changes import Plan, values
from hiveledger.findings import Finding, Level, Reason
from hiveledger.flows.desk import keep_returned, obey_proposals, open_rows
from hiveledger.flows.draft import Draft
from hiveledger.flows.follow_up_desk import accepted_stages, keep_follow_up_desk
from hiveledger.flows.follow_up_records import add_lines, read_rows
from hiveledger.flows.hours import hours
from hiveledger.rules.assign import choose_se
from hiveledger.rules.confirm import with_lapse
from hiveledger.rules.follow_up import (
    DUES,
    SETTINGS_READ,
    find_dues,
    find_late,
    is_stale,
    judge_stages,
    settle_records,
    sum_up,
)
from hiveledger.rules.handover import handed_back
from hiveledger.schema.words import OPEN, DeskKind, Grade, Role, Status

if TYPE_CHECKING:
    from hiveledger.rules.calendar import Hours

__all__ = ["plan_follow_up"]

_READS: Final = {
    "leads": ("status", "grade", "owner", "stage", "delivered_at", "confirmed_at", "protect_until"),
    "touches": ("lead_id", "staff_no", "next_at", "stage"),
    "desk": ("verdict", "closed_at"),
}
_SETTINGS: Final = (*SETTINGS_READ, "deadlines_roll", "work_hours", "work_week", "long_week")
_CONTACTS: Final = ("first_touch_at", "last_touch_at", "se_replied_at")


def plan_follow_up(book: Book, now: datetime, lines: Sequence[str] = (), by: str = "") -> Plan:
    """Record contacts that a person types, one line each; without lines, read 跟进记录 and take stock of all leads.

    Dues are filled, stages moved on evidence, and leads that lay untouched too long go back to SO.

    Raises: SchemaError where it is not said who made the contacts.
    """
    draft = Draft("follow-up", now, book.read(), _READS, _SETTINGS)
    leads, said = draft.frame("leads"), [line for line in lines if line.strip()]
    added = add_lines(draft, said, by) if said else None
    touches = pd.concat([_known(draft), added]) if added is not None else read_rows(draft)
    only = None if added is None else leads.index[leads.index.isin(added["lead"])]
    stock = _Stock(draft, leads if only is None else leads.loc[only], touches)
    stock.name_engineers()
    stages = stock.move_stages()
    recalled = stock.take_back()
    stock.fill_dues()
    keep_follow_up_desk(draft, touches, stages, recalled, only)
    keep_returned(draft, recalled)
    return draft.plan({"lines": "\n".join(lines), "by": by})


def _known(draft: Draft) -> pd.DataFrame:
    """Give the records that runs have seen; those of people wait for a run of their own."""
    touches = draft.frame("touches")
    seen = touches[touches["recorded_at"].where(draft.state.machines("touches", "recorded_at")).notna()]
    return seen.assign(lead=seen["lead_id"], at=seen["recorded_at"], is_new=False)


class _Stock:
    """The leads that are looked at, and what the records say of them."""

    def __init__(self, draft: Draft, leads: pd.DataFrame, touches: pd.DataFrame) -> None:
        self._draft, self._now = draft, pd.Timestamp(draft.now)
        self._hours: Hours = hours(draft.state, draft.now)
        self._unproven, self._dues = leads.index[:0], pd.DataFrame()
        self._index, self._times = leads.index, self._recorded(leads)
        self._leads = self._look()
        records = touches.assign(lead_id=touches["lead"])
        found = settle_records(records, self._leads, draft.frame("people"), records["at"])
        self._records = found.assign(is_new=records["is_new"].reindex(found.index))
        self._contacts = self._summed(self._leads)
        self._tell_others()

    def _recorded(self, leads: pd.DataFrame) -> pd.DataFrame:
        """Give the recorded times on which dues rest: one that a person typed is shown and does not count."""
        held = leads[leads["status"].isin(OPEN)]
        return pd.DataFrame(
            {
                column: held[column].where(self._is_ours(held[column]))
                for column in ("assigned_at", "delivered_at", "confirmed_at")
            }
        )

    def _is_ours(self, cells: pd.Series) -> pd.Series:
        """Tell which of some leads' cells are the machine's, as the book was found."""
        state, column, keys = self._draft.state, str(cells.name), cells.index.tolist()
        mine = [
            state.is_machines("leads", lead, column, found) for lead, found in zip(keys, values(cells), strict=True)
        ]
        return pd.Series(mine, index=cells.index, dtype=bool)

    def _look(self) -> pd.DataFrame:
        """Give the leads as they will stand, with recorded times only, and without a stage that nothing bears out."""
        leads = self._draft.after("leads").loc[self._index]
        for column in self._times.columns:
            leads[column] = self._times[column].reindex(leads.index).where(leads[column].notna())
        return leads.assign(stage=leads["stage"].mask(leads.index.isin(self._unproven)))

    def name_engineers(self) -> None:
        """Name an SE for each held lead that has become an A and has none. Source: M9."""
        leads, draft = self._leads, self._draft
        without = leads[leads["status"].isin(OPEN) & leads["grade"].eq(Grade.A) & leads["cc_se"].isna()]
        if without.empty or not draft.frame("people")["role"].eq(Role.SE).any():
            return
        chosen = choose_se(without, draft.frame("people"), draft.frame("leads"), self._now)["cc_se"].dropna()
        self._fill(chosen.to_frame(), Reason("follow_up.became_a"))
        self._leads = self._look()
        self._contacts = self._summed(self._leads)  # what the one who is named now has recorded counts as their answer

    def move_stages(self) -> pd.DataFrame:
        """Move stages that records state, in the machine's cells; gives what waits for a person."""
        draft, leads = self._draft, self._leads
        proposals = open_rows(draft.frame("desk"), [DeskKind.STAGE])
        obey_proposals(draft, proposals[proposals["new_value"].notna() & proposals["lead_id"].isin(leads.index)])
        leads = self._look()
        has_stage = leads["stage"].notna() | leads.index.isin(
            self._records.loc[self._records["stage"].notna(), "lead_id"]
        )
        some = leads[has_stage]
        by_person = ~self._is_ours(draft.frame("leads").loc[some.index, "stage"])
        found = judge_stages(some, by_person, self._records)
        moved = found.loc[found["stated"].notna() & ~by_person, ["stated"]].set_axis(["stage"], axis=1)
        draft.fill("leads", moved, why=Reason("follow_up.stage_moved"))
        self._unproven = found.index[found["unproven"] & ~found.index.isin(accepted_stages(draft, some))]
        self._leads = self._look()
        return found[by_person]

    def take_back(self) -> dict[str, Reason]:
        """Start following where first contact was made, and take back what lay untouched too long; gives why."""
        draft, leads, settings = self._draft, self._leads, self._draft.state.settings
        begun = leads.index[leads["status"].eq(Status.CONFIRMED) & self._contacts["first_touch_at"].notna()]
        self._fill(pd.DataFrame({"status": Status.FOLLOWING.value}, index=begun), Reason("follow_up.begun"))
        dues = self._dues = find_dues(leads, self._contacts, self._hours, settings)
        late = find_late(self._records, leads, self._hours, settings)
        stale = leads[is_stale(dues, late, self._now)]
        due = late.reindex(stale.index).fillna(dues["recall_due"].reindex(stale.index))
        last = self._contacts["last_touch_at"]
        reasons = {lead: _why_recalled(owner, due[lead], last[lead]) for lead, owner in stale[["owner"]].itertuples()}
        cells = handed_back(stale, draft.now).assign(lapsed_by=with_lapse(stale))
        typed = ["reply", "confirmed_at"]  # what somebody typed there must not keep the lead
        draft.obey("leads", cells[typed], why=reasons)
        draft.fill("leads", cells.drop(columns=typed), why=reasons)
        self._leads = self._look()
        return reasons

    def fill_dues(self) -> None:
        """Let what is due stand in the row, in the cells that are the machine's."""
        leads = self._leads
        held = leads["status"].isin(OPEN)
        contacts = self._contacts[[*_CONTACTS]].where(held, leads[[*_CONTACTS]])
        self._fill(self._dues[[*DUES]].where(held).join(contacts), Reason("follow_up.due"))

    def _summed(self, leads: pd.DataFrame) -> pd.DataFrame:
        """Sum the records up; what the machine wrote where there is no record, such as a first contact, goes on."""
        found = sum_up(self._records, leads)
        for column, since in (("first_touch_at", leads["delivered_at"]), ("last_touch_at", None)):
            kept = leads.loc[found[column].isna() & leads[column].notna(), column]
            kept = kept[self._is_ours(kept)]
            kept = kept if since is None else kept[~(kept < since[kept.index])]
            found[column] = found[column].fillna(kept.reindex(found.index))
        return found

    def _tell_others(self) -> None:
        """Tell of new records by an AM who does not hold the lead: they do not count."""
        records = self._records
        for key, lead, by in records.loc[records["is_new"] & ~records["counts"], ["lead_id", "staff_no"]].itertuples():
            params = {"lead": lead, "by": by}
            self._draft.find(Finding("follow_up.not_yours", "touches", key, "staff_no", params, Level.INFO))

    def _fill(self, wanted: pd.DataFrame, why: Reason) -> None:
        """Fill what differs, each column for itself, where the cell is the machine's."""
        draft, leads = self._draft, self._draft.after("leads")
        for column in wanted.columns:
            have, want = leads.loc[wanted.index, column], wanted[column]
            differ = want.index[~(have.eq(want) | (have.isna() & want.isna()))]
            mine = self._is_ours(draft.frame("leads").loc[differ, column])
            draft.fill("leads", want[mine.index[mine]].to_frame(), why=why)


def _why_recalled(owner: object, due: pd.Timestamp, last: pd.Timestamp) -> Reason:
    never = Reason("follow_up.never")
    return Reason(
        "follow_up.recalled",
        {
            "owner": owner if isinstance(owner, str) else Reason("core.blank"),
            "due": f"{due:%Y-%m-%d %H:%M}",
            "last": never if pd.isna(last) else f"{last:%Y-%m-%d %H:%M}",
        },
    )
