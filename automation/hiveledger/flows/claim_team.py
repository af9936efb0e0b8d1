"""The team as claims see it: counted from the ledger, with whose customer each lead is by now. Source: M10, M1."""

import pandas as pd

from hiveledger.flows.draft import Draft
from hiveledger.flows.placement import known_owners
from hiveledger.rules.assign import count_team, find_account_owner
from hiveledger.rules.assign.turns import company_of
from hiveledger.rules.claim import Limits, Team, past_scores
from hiveledger.rules.protect import is_bound
from hiveledger.schema.words import ClaimResult, Grade

__all__ = ["claim_team", "claimers", "customers_of"]


def claim_team(draft: Draft) -> pd.DataFrame:
    """Count the team for B leads, on the ledger as it will stand."""
    people, settings = draft.frame("people"), draft.state.settings
    quota, now = people["quota_b"].fillna(settings.month_quota), pd.Timestamp(draft.now)
    return count_team(people, draft.after("leads"), Grade.B, now, quota=quota, held_cap=settings.held_cap)


def customers_of(draft: Draft, leads: pd.DataFrame, team: pd.DataFrame) -> pd.DataFrame:
    """Tell whose customer each lead is by now, as `find_account_owner`: one customer has one contact."""
    ledger, now = draft.after("leads"), pd.Timestamp(draft.now)
    return find_account_owner(leads, team, ledger[is_bound(ledger, now)], known_owners(draft, leads), now)


def claimers(draft: Draft, leads: pd.DataFrame) -> Team:
    """Give who may claim which of some leads, with what each won lately by the claims that were decided."""
    settings, ledger = draft.state.settings, draft.after("leads")
    limits = Limits(
        settings.claim_mode,
        settings.speed_weight,
        settings.day_claims,
        settings.week_share,
        settings.first_threshold,
    )
    counted = claim_team(draft)
    past = past_scores(counted, ledger, pd.Timestamp(draft.now), settings.past_cases)
    team = Team(leads, counted, past, limits, settings.cooling_days)
    team.know_owners(company_of(leads), customers_of(draft, leads, counted)["named"])
    rows, written = draft.frame("claims"), draft.state.written
    won = rows[rows["result"].eq(ClaimResult.WON.value) & rows["recorded_at"].notna()]
    team.count_wins(
        (person, at)
        for key, person, at in won[["staff_no", "recorded_at"]].itertuples()
        if written.get(("claims", key), {}).get("result") == ClaimResult.WON
    )
    return team
