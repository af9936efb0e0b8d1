"""Who is to have a returned lead next: named on the desk, and given the lead once SO accepts. Source: M12."""

from collections.abc import Mapping

import pandas as pd

from hiveledger.changes import value
from hiveledger.findings import Reason
from hiveledger.flows.desk import open_rows
from hiveledger.flows.draft import Draft
from hiveledger.flows.handing import handed, want_handed
from hiveledger.flows.hours import PERSON
from hiveledger.flows.placement import Placement, barred, team_now
from hiveledger.flows.report_desk import in_dispute
from hiveledger.rules.assign import find_obstacles
from hiveledger.schema.words import DeskKind, Role, Status, Verdict

__all__ = ["find_next", "obey_next"]


def obey_next(draft: Draft) -> None:
    """Give returned leads to whom the desk names for them, where SO accepted that."""
    leads, people = draft.after("leads"), draft.frame("people")
    named = _named(draft)
    accepted = named[named["verdict"].eq(Verdict.ACCEPT)]
    rows = leads.loc[leads.index.isin(accepted.index) & leads["status"].eq(Status.RETURNED.value)]
    owner = accepted["new_value"].reindex(rows.index)
    owner = owner[owner.map(people["role"]).eq(Role.AM.value)]
    rows = rows.loc[owner.index]
    why = {str(lead): Reason("core.accepted", {"desk": desk}) for lead, desk in accepted["desk_id"].items()}
    cells, dues, findings = handed(draft, rows, owner, leads)
    language = draft.state.settings.language
    cells["assign_reason"] = [why[lead].text(language) for lead in cells.index]
    want_handed(draft.obey, cells, why, dues)
    for lead, person in owner.items():
        draft.rest(str(lead), "people", person, ("role", "left_at", *PERSON))
    draft.find(*findings)


def find_next(draft: Draft) -> tuple[Mapping[str, str], Mapping[str, Reason]]:
    """Say who could have each returned lead next, and why, for rows that do not stand on the desk yet.

    A row that stands there names whom it named, as long as nothing keeps that person from the lead; else it is brought
    up to date.
    """
    leads = draft.after("leads")
    returned = leads[leads["status"].eq(Status.RETURNED.value) & leads["grade"].notna() & leads["owner"].isna()]
    returned = returned[~returned.index.isin(in_dispute(draft))]
    rows = open_rows(draft.frame("desk"), [DeskKind.RETURNED])
    rows = rows[rows["verdict"].isna()].rename_axis("desk_id").reset_index()
    rows = rows.drop_duplicates("lead_id").set_index("lead_id").reindex(returned.index)
    asked = returned[~_still_can(draft, returned, rows["new_value"], leads)]
    if asked.empty:
        return {}, {}
    placement = Placement(
        draft, returned, leads
    )  # all together: who follows whom must not rest on who was named before
    named = placement.owner.reindex(asked.index)
    stands = rows.loc[asked.index].dropna(subset="desk_id")
    owner = named.reindex(stands.index)
    cells = pd.DataFrame(
        {"column": pd.Series("owner", owner.index, dtype="str").where(owner.notna()), "new_value": owner}
    )
    keys = pd.Index(stands["desk_id"], dtype="str")
    draft.fill("desk", cells.set_axis(keys), dict(zip(keys, stands.index, strict=True)))
    why = {lead: reason for lead, reason in placement.why.items() if lead in asked.index}
    return {str(lead): str(person) for lead, person in named.dropna().items()}, why


def _named(draft: Draft) -> pd.DataFrame:
    """Give the open desk rows that name who is to be next, by lead."""
    rows = open_rows(draft.frame("desk"), [DeskKind.RETURNED])
    rows = rows[rows["column"].eq("owner") & rows["new_value"].notna()]
    return rows.rename_axis("desk_id").reset_index().drop_duplicates("lead_id").set_index("lead_id")


def _still_can(draft: Draft, leads: pd.DataFrame, named: pd.Series, ledger: pd.DataFrame) -> pd.Series:
    """Tell of which leads the person who is named for them may still have them."""
    asked = leads.assign(lapsed_by=barred(draft, leads["lapsed_by"]))
    obstacles = find_obstacles(asked, team_now(draft, ledger), pd.Timestamp(draft.now))
    hindered = (";".join(cells).split(";") for cells in obstacles.fillna("").itertuples(index=False, name=None))
    can = [value(who) is not None and who not in kept for who, kept in zip(named, hindered, strict=True)]
    return pd.Series(can, index=leads.index, dtype="bool")
