"""A lead gets an owner: all that its cells become, the SE who is told among them. Source: M9, M12."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import pandas as pd

from hiveledger.findings import Finding, Reason
from hiveledger.flows.draft import Draft
from hiveledger.flows.hours import PERSON, start_confirming
from hiveledger.rules.assign import choose_se
from hiveledger.rules.confirm import delivered_by
from hiveledger.rules.handover import handed_over
from hiveledger.schema.words import Grade, Status

__all__ = ["Handed", "begin_delivered", "handed", "want_handed"]


class Handed(NamedTuple):
    """The cells of leads that get an owner, how their time to confirm came about, and what SO should know of them."""

    cells: pd.DataFrame
    dues: Mapping[str, Reason]
    findings: tuple[Finding, ...]


def handed(draft: Draft, leads: pd.DataFrame, owner: pd.Series, ledger: pd.DataFrame) -> Handed:
    """Give the cells of leads that get these owners now. An A lead's SE is chosen anew, other leads keep theirs.

    Whoever let a lead lapse and gets it once more begins a new round of it. In an open workbook nobody else can see
    yet that they have it: the time to confirm begins with the save (see `begin_delivered`).

    `leads` holds the rows of `owner`, `ledger` all leads as they will stand without it.
    """
    people = draft.frame("people")
    if draft.state.is_live:
        delivered = due = pd.Series(pd.NaT, index=owner.index, dtype="datetime64[us]")
        dues: Mapping[str, Reason] = dict.fromkeys(owner.index, Reason("confirm.not_saved"))
    else:
        delivered = pd.Series(pd.Timestamp(draft.now), index=owner.index)
        due, dues = start_confirming(draft, leads, owner, ledger, delivered)
    cells = handed_over(leads, owner, people, draft.now, delivered=delivered, due=due)
    first = leads[leads["grade"].eq(Grade.A.value)]
    chosen = choose_se(first, people, ledger, pd.Timestamp(draft.now))
    cells["cc_se"] = leads["cc_se"].drop(index=first.index).reindex(leads.index).fillna(chosen["cc_se"])
    lapsed = ledger.loc[leads.index, "lapsed_by"]
    had_it = [person in str(names).split(";") for person, names in zip(owner, lapsed, strict=True)]
    cells["lapsed_by"] = lapsed.mask(pd.Series(had_it, index=leads.index, dtype="bool"))
    nobody = first.loc[chosen.index[chosen["code"] == "cc_none"], "industry"].fillna("")
    findings = (
        Finding("assign.cc_none", "leads", lead, "cc_se", {"industry": industry})
        for lead, industry in nobody.to_frame().itertuples()
    )
    return Handed(cells, dues, tuple(findings))


def want_handed(
    want: Callable[..., None], cells: pd.DataFrame, why: Mapping[str, Reason] | Reason, dues: Mapping[str, Reason]
) -> None:
    """Want the cells of leads that get an owner, by a draft's `fill` or `obey`; the due time has its own reason."""
    want("leads", cells.drop(columns="confirm_due", errors="ignore"), why=why)
    want("leads", cells.filter(items=["confirm_due"]), why=dues)


def begin_delivered(draft: Draft) -> None:
    """Let the time to confirm begin of leads that were given in an open workbook and have been saved since."""
    leads = draft.frame("leads")
    seen = pd.Series(draft.state.delivered, dtype="datetime64[us]").reindex(leads.index)
    delivered = delivered_by(leads, seen, draft.now)
    draft.fill("leads", delivered.to_frame("delivered_at"), why=Reason("confirm.delivered"))
    given = leads.loc[delivered.index]
    waits = given[given["status"].eq(Status.ASSIGNED.value) & given["confirm_due"].isna()]
    due, dues = start_confirming(draft, waits, waits["owner"], leads, delivered[waits.index])
    draft.fill("leads", due.to_frame("confirm_due"), why=dues)
    for lead, owner in waits[["owner"]].itertuples():
        draft.rest(lead, "people", owner, PERSON)
