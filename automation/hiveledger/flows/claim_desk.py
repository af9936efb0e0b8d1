"""Leads that nobody claimed in all their windows: SO's to decide, with a proposal. Source: M10."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

import pandas as pd

from hiveledger.findings import Finding, Reason
from hiveledger.flows.claim_team import claim_team, customers_of
from hiveledger.flows.claim_windows import window_from
from hiveledger.flows.claim_won import give
from hiveledger.flows.desk import DeskItem, is_rejected, keep_desk, open_rows, subjects
from hiveledger.flows.draft import Draft
from hiveledger.rules.assign import explain_account_owner, explain_obstacles, explain_placed, find_obstacles, place
from hiveledger.rules.assign.team import has_left
from hiveledger.schema.words import DeskKind, Status, Verdict

__all__ = ["keep_unclaimed", "settle_unclaimed"]

_KIND: Final = DeskKind.UNCLAIMED


def settle_unclaimed(draft: Draft) -> None:
    """Carry out what SO decided: the proposed person gets the lead, or, where SO turned that down, it opens anew."""
    desk = open_rows(draft.frame("desk"), [_KIND])
    if desk["verdict"].isna().all():
        return
    unclaimed = _unclaimed(draft)
    told = desk[desk["lead_id"].isin(unclaimed.index)].drop_duplicates("lead_id", keep="last")
    accepted = told[told["verdict"].eq(Verdict.ACCEPT.value)]
    people = draft.frame("people")
    is_there = accepted["other_id"].isin(people.index[~has_left(people, pd.Timestamp(draft.now))])
    for key, lead in accepted.loc[~is_there, ["lead_id"]].itertuples():
        draft.find(Finding("claim.no_proposal", "desk", key, "verdict", {"lead": lead}))
    named = accepted[is_there]
    owners = dict(zip(named["lead_id"], named["other_id"], strict=True))
    keys = {lead: key for key, lead in accepted["lead_id"].items()}
    if owners:
        give(draft, owners, {lead: Reason("core.accepted", {"desk": keys[lead]}) for lead in owners})
    again = pd.Index(told.loc[is_rejected(told), "lead_id"], dtype="str")
    if len(again):
        blank = pd.Series(None, index=again, dtype="str")
        cells = pd.DataFrame(window_from(draft, pd.Timestamp(draft.now)), index=again).assign(outcome=blank)
        draft.fill("pool", cells, why=Reason("claim.reopened"))


def keep_unclaimed(draft: Draft) -> None:
    """Keep a desk row open for each lead of the pool that nobody claimed; one that stands there stays as it is."""
    rows = _unclaimed(draft)
    desk = open_rows(draft.frame("desk"), [_KIND])
    there = desk[desk["lead_id"].isin(rows.index)].drop_duplicates("lead_id", keep="last")
    standing = [
        DeskItem(_KIND, lead, "", "", other_id=_text(other), new_value=_text(new))
        for lead, other, new in there[["lead_id", "other_id", "new_value"]].itertuples(index=False)
    ]
    keep_desk(draft, [_KIND], [*standing, *_items(draft, rows.drop(index=there["lead_id"].tolist()))])


def _unclaimed(draft: Draft) -> pd.DataFrame:
    """Give the rows of the pool that wait for SO."""
    pool, leads = draft.after("pool"), draft.after("leads")
    pooled = leads["status"].reindex(pool.index).eq(Status.POOLED.value)
    return pool[pooled & pool["outcome"].notna() & pool["winner"].isna() & pool["left_at"].isna()]


def _items(draft: Draft, rows: pd.DataFrame) -> Iterator[DeskItem]:
    leads, now, language = draft.after("leads").loc[rows.index], pd.Timestamp(draft.now), draft.state.settings.language
    if rows.empty:
        return
    cooled = leads["last_owner_until"] + timedelta(days=draft.state.settings.cooling_days)
    barred = leads["last_owner"].where(cooled.gt(now)).fillna("")
    asked = leads.assign(lapsed_by=(leads["lapsed_by"].fillna("") + ";" + barred).str.strip(";").replace("", None))
    team = claim_team(draft)
    placed = place(asked, team, now)
    owners = customers_of(draft, asked, team)
    owner = owners["owner"].fillna(placed["owner"].where(owners["named"].isna()))
    nobody = explain_obstacles(find_obstacles(asked[placed["owner"].isna()], team, now))
    why = {**explain_placed(placed, asked), **nobody, **explain_account_owner(owners)}
    names = subjects(leads)
    for lead, window, closes in rows[["window", "closes_at"]].itertuples():
        person = _text(owner[lead])
        params = {"windows": f"{window:g}", "why": why[lead]}
        detail = Reason("claim.proposed", params | {"owner": person}) if person else Reason("claim.nobody", params)
        since = Reason("claim.since", {"closes": f"{closes:%m-%d %H:%M}", "owner": person or Reason("core.blank")})
        yield DeskItem(_KIND, lead, names[lead], detail.text(language), person, new_value=since.text(language))


def _text(cell: object) -> str | None:
    return cell if isinstance(cell, str) else None
