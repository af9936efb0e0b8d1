"""Leads of the pool that somebody gets: by winning them, or because SO took what was proposed. Source: M10."""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from hiveledger.findings import Reason
from hiveledger.flows.draft import Draft
from hiveledger.flows.handing import Handed, handed, want_handed
from hiveledger.schema import LEADS
from hiveledger.schema.leads import PERSON_FACTS
from hiveledger.schema.words import Status

__all__ = ["give", "hand_to_winners"]

_PERSON: Final = ("role", "industries", "regions", "sizes", "quota_b", "cap", "leave_from", "leave_to", "left_at")


def hand_to_winners(draft: Draft, owners: Mapping[str, str], reasons: Mapping[str, Reason]) -> None:
    """Hand leads to who won them: to claim a lead is to take it, so that it needs no other confirmation.

    With them go the customer's name and the facts to call by, which the pool does not show.
    """
    language = draft.state.settings.language
    facts = "、".join(LEADS[column].header(language) for column in ("company", *PERSON_FACTS))
    released = {lead: Reason("claim.released", {"facts": facts, "why": reasons[lead]}) for lead in owners}
    cells = _given(draft, owners, reasons).cells
    never = pd.Series(pd.NaT, index=cells.index, dtype="datetime64[us]")
    cells = cells.assign(status=Status.CONFIRMED.value, confirmed_at=pd.Timestamp(draft.now), confirm_due=never)
    draft.fill("leads", cells[["owner"]], why=released)
    _want(draft, cells.drop(columns="owner"), owners, reasons, reasons)


def give(draft: Draft, owners: Mapping[str, str], reasons: Mapping[str, Reason]) -> None:
    """Give leads to people who did not ask for them: they have to confirm them as any other."""
    given = _given(draft, owners, reasons)
    _want(draft, given.cells, owners, reasons, given.dues)


def _given(draft: Draft, owners: Mapping[str, str], reasons: Mapping[str, Reason]) -> Handed:
    leads, language = draft.frame("leads").loc[list(owners)], draft.state.settings.language
    given = handed(draft, leads, pd.Series(owners, index=leads.index, dtype="str"), draft.after("leads"))
    draft.find(*given.findings)
    return given._replace(cells=given.cells.assign(assign_reason=[reasons[lead].text(language) for lead in owners]))


def _want(
    draft: Draft,
    cells: pd.DataFrame,
    owners: Mapping[str, str],
    why: Mapping[str, Reason],
    dues: Mapping[str, Reason],
) -> None:
    want_handed(draft.fill, cells, why, dues)
    for lead, person in owners.items():
        draft.rest(lead, "people", person, _PERSON)
