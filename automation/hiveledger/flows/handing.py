"""A lead gets an owner: all that its cells become, the SE who is told among them. Source: M9, M12."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import pandas as pd

from hiveledger.findings import Finding, Reason
from hiveledger.flows.draft import Draft
from hiveledger.flows.hours import start_confirming
from hiveledger.rules.assign import choose_se
from hiveledger.rules.handover import handed_over
from hiveledger.schema.words import Grade

__all__ = ["Handed", "handed", "want_handed"]


class Handed(NamedTuple):
    """The cells of leads that get an owner, how their time to confirm came about, and what SO should know of them."""

    cells: pd.DataFrame
    dues: Mapping[str, Reason]
    findings: tuple[Finding, ...]


def handed(draft: Draft, leads: pd.DataFrame, owner: pd.Series, ledger: pd.DataFrame) -> Handed:
    """Give the cells of leads that get these owners now. An A lead's SE is chosen anew, other leads keep theirs.

    Whoever let a lead lapse and gets it once more begins a new round of it.

    `leads` holds the rows of `owner`, `ledger` all leads as they will stand without it.
    """
    people = draft.frame("people")
    due, dues = start_confirming(draft, leads, owner, ledger)
    cells = handed_over(leads, owner, people, draft.now, due)
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
