"""SO's desk: rows open while what they tell of holds, close by themselves when it does not, and never ask twice."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pandas as pd

from hiveledger.changes import Value, value
from hiveledger.findings import Reason
from hiveledger.flows.draft import Draft
from hiveledger.schema.words import DeskKind, Status, Verdict

__all__ = ["DeskItem", "is_rejected", "keep_desk", "keep_returned", "obey_proposals", "open_rows", "subjects"]

_IDENTITY: Final = ["kind", "lead_id", "other_id", "column", "new_value"]
_FINAL: Final = {Verdict.REJECT.value, Verdict.DIFFERENT.value}


@dataclass(frozen=True, slots=True)
class DeskItem:
    """One thing that should stand on the desk now. One that is about no single lead has no `lead_id`."""

    kind: DeskKind
    lead_id: str
    subject: str
    detail: str
    other_id: str | None = None
    column: str | None = None
    old_value: str | None = None
    new_value: str | None = None
    due: datetime | None = None

    @property
    def identity(self) -> tuple[Value, ...]:
        """What makes it the same item as one that was raised before."""
        return (self.kind.value, self.lead_id or None, self.other_id, self.column, self.new_value)


def open_rows(desk: pd.DataFrame, kinds: Iterable[DeskKind]) -> pd.DataFrame:
    """Give the open desk rows of some kinds.

    Reads: kind, closed_at.
    """
    return desk[desk["closed_at"].isna() & desk["kind"].isin([kind.value for kind in kinds])]


def is_rejected(desk: pd.DataFrame) -> pd.Series:
    """Tell which desk rows SO turned down: what they propose is not proposed again. Bool per row.

    That a lead came back is no proposal, as long as nobody is named for it: it is there until the lead is not.

    Reads: kind, column, verdict.
    """
    is_fact = desk["kind"].eq(DeskKind.RETURNED.value) & desk["column"].isna()
    return desk["verdict"].isin(_FINAL) & ~is_fact


def subjects(leads: pd.DataFrame) -> pd.Series:
    """Give what a desk row calls each lead's customer: the company, else the contact, else the mobile, else nothing.

    Reads: company, contact, mobile.
    """
    return leads["company"].fillna(leads["contact"]).fillna(leads["mobile"]).fillna("")


def obey_proposals(draft: Draft, proposals: pd.DataFrame) -> None:
    """Write what SO accepted on these desk rows, where the lead's cell still holds what the proposal was about.

    Reads: lead_id, column, old_value, new_value, verdict, closed_at.
    """
    leads = draft.frame("leads")
    is_accepted = proposals["verdict"].eq(Verdict.ACCEPT) & proposals["closed_at"].isna()
    accepted = proposals[is_accepted & proposals["lead_id"].isin(leads.index)].sort_index()
    for column, rows in accepted.groupby("column"):
        wanted = rows.drop_duplicates("lead_id", keep="last").reset_index().set_index("lead_id")
        held, old = leads.loc[wanted.index, str(column)], wanted["old_value"]
        wanted = wanted[held.eq(old) | (held.isna() & old.isna())]
        why = {lead: Reason("core.accepted", {"desk": desk}) for lead, desk in wanted["desk_id"].items()}
        draft.obey("leads", wanted[["new_value"]].set_axis([column], axis=1), why=why)


def keep_returned(
    draft: Draft,
    reasons: Mapping[str, Reason] | None = None,
    lapsed: Mapping[str, str] | None = None,
    next_owner: Mapping[str, str] | None = None,
) -> None:
    """Keep a desk row open for each lead that has come back and waits to be distributed again.

    `reasons` says, per lead, why it came back, `lapsed` who let it lapse, `next_owner` who could have it next. Called
    last, when the draft knows where all leads will stand.
    """
    after = draft.after("leads")
    returned = after[after["status"] == Status.RETURNED.value]
    language, plain = draft.state.settings.language, Reason("confirm.returned")
    reasons, lapsed, next_owner = reasons or {}, lapsed or {}, next_owner or {}
    rows = open_rows(draft.frame("desk"), [DeskKind.RETURNED])
    rows = (
        rows[~is_rejected(rows) & ~rows["lead_id"].isin(list(lapsed))].drop_duplicates("lead_id").set_index("lead_id")
    )
    stands = {lead: [value(item) for item in row] for lead, *row in rows[_IDENTITY[2:]].itertuples()}
    items = []
    for lead, name in subjects(returned).to_frame().itertuples():
        person = next_owner.get(lead)
        said = [lapsed.get(lead), "owner" if person else None, person]
        other, column, new = (None if item is None else str(item) for item in stands.get(lead, said))
        detail = reasons.get(lead, plain).text(language)
        items.append(DeskItem(DeskKind.RETURNED, lead, name, detail, other_id=other, column=column, new_value=new))
    keep_desk(draft, [DeskKind.RETURNED], items)


def keep_desk(
    draft: Draft,
    kinds: Iterable[DeskKind],
    wanted: Iterable[DeskItem],
    groups: Mapping[str, str] | None = None,
    looked_after: pd.Series | None = None,
) -> None:
    """Bring the desk's rows of these kinds to what is wanted: raise what is new, close what no longer holds.

    An item that SO rejected or called different is closed and not raised again. `groups` gives the group of a lead's
    changes where it is not the lead's own (two leads that change together). Where two verbs raise rows of one kind,
    `looked_after` (bool per desk row) tells which of them are this verb's.
    """
    desk, groups = draft.frame("desk"), groups or {}
    mine = desk[desk["kind"].isin([kind.value for kind in kinds]) & (True if looked_after is None else looked_after)]
    identities = [tuple(value(item) for item in row) for row in mine[_IDENTITY].itertuples(index=False)]
    opened = {
        i: key for i, key, closed in zip(identities, mine.index, mine["closed_at"].notna(), strict=True) if not closed
    }
    settled = {i for i, rejected in zip(identities, is_rejected(mine), strict=True) if rejected}
    items = {item.identity: item for item in wanted if item.identity not in settled}
    stale = [key for identity, key in opened.items() if identity not in items]
    if stale:
        closed = pd.DataFrame({"closed_at": pd.Timestamp(draft.now)}, index=pd.Index(stale, dtype="str"))
        leads = desk.loc[stale, "lead_id"].fillna("")
        draft.fill("desk", closed, {key: groups.get(lead, lead) for key, lead in leads.items()})
    for identity, item in items.items():
        if identity not in opened:
            _raise(draft, item, groups.get(item.lead_id, item.lead_id))


def _raise(draft: Draft, item: DeskItem, group: str) -> None:
    row = {
        "kind": item.kind.value,
        "lead_id": item.lead_id,
        "other_id": item.other_id,
        "subject": item.subject,
        "detail": item.detail,
        "column": item.column,
        "old_value": item.old_value,
        "new_value": item.new_value,
        "due": item.due,
        "raised_at": draft.now,
    }
    draft.append(group, "desk", row)
