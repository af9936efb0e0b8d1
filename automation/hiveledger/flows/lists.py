"""Sheets that copy leads for reading: the pool and the nurture list follow the leads' statuses. Source: M10, M11."""

from datetime import timedelta
from typing import Final, NamedTuple

import pandas as pd

from hiveledger.flows.claim_windows import window_from
from hiveledger.flows.draft import Draft
from hiveledger.schema.words import Status
from hiveledger.text.masking import mask

__all__ = ["keep_lists"]


class _List(NamedTuple):
    table: str
    status: Status
    since: str
    copies: tuple[str, ...]


_LISTS: Final = (
    _List("pool", Status.POOLED, "pooled_at", ("region", "industry", "size", "need")),  # nothing to call by
    _List("nurture", Status.NURTURING, "nurtured_at", ("company", "contact", "industry")),
)


def keep_lists(draft: Draft) -> None:
    """Let each list hold just the leads of its status: new ones come in, others are marked as gone, copies refreshed.

    Called when the draft knows where all leads will stand. A lead that comes a second time gets its old row again.
    """
    after = draft.after("leads")
    for kept in _LISTS:
        there = after[after["status"] == kept.status.value]
        if kept.status is Status.POOLED:
            there = there.assign(need=there["need"].map(mask, na_action="ignore").astype("str"))
        _keep(draft, kept, there)


def _keep(draft: Draft, kept: _List, there: pd.DataFrame) -> None:
    rows = draft.frame(kept.table)
    gone = rows.index[rows["left_at"].isna() & ~rows.index.isin(there.index)]
    draft.fill(kept.table, pd.DataFrame({"left_at": pd.Timestamp(draft.now)}, index=gone))
    known = there.index.intersection(rows.index)
    again = known[rows.loc[known, "left_at"].notna()]
    new = there.loc[~there.index.isin(rows.index), list(kept.copies)]
    arrival = _arrival(draft, kept) if len(again) or len(new) else {}
    never = pd.Series(pd.NaT, index=again, dtype="datetime64[us]")
    draft.fill(kept.table, pd.DataFrame(arrival, index=again).assign(left_at=never))
    draft.fill(kept.table, there.loc[known, list(kept.copies)])
    if kept.status is Status.POOLED:
        _hide_names(draft, rows.loc[known])
    for lead, *copies in new.itertuples():
        draft.append(lead, kept.table, dict(zip(kept.copies, copies, strict=True)) | arrival, key=lead)


def _hide_names(draft: Draft, rows: pd.DataFrame) -> None:
    """Take out the companies that an older version wrote into the pool: who claims is not to know them before."""
    named = rows[rows["company"].notna() & draft.state.machines("pool", "company").reindex(rows.index)]
    draft.fill("pool", named[["company"]].assign(company=pd.Series(None, index=named.index, dtype="str")))


def _arrival(draft: Draft, kept: _List) -> dict[str, object]:
    now = pd.Timestamp(draft.now)
    if kept.status is Status.NURTURING:
        due = now.normalize() + timedelta(days=draft.state.settings.nurture_days)
        return {kept.since: now, "next_case_at": due}
    draft.need("claims")
    return {kept.since: now, "winner": None, "outcome": None, **window_from(draft, now)}
