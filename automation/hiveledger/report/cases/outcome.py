"""What comes of leads: how far they got that were given out together, what is won, what may come. Source: M16."""

from typing import Final

import pandas as pd

from hiveledger.report.cases.base import Ledger, as_cases
from hiveledger.rules.drift import DECIDED
from hiveledger.schema.words import Stage, Status

__all__ = ["outcome_cases"]

_STAGES: Final = tuple(Stage)
_OFFERED: Final = frozenset(_STAGES[_STAGES.index(Stage.PROPOSAL) :])
_WORKED: Final = (Status.CONFIRMED, Status.FOLLOWING)
_TAKEN: Final = (*_WORKED, *DECIDED)


def outcome_cases(ledger: Ledger) -> list[pd.DataFrame]:
    """Give the cases of conversion, wins and what may still be won."""
    rates, parts = _stage_rates(ledger)
    return [*_cohort(ledger), *_closed(ledger), *parts, *_forecast(ledger, rates)]


def _cohort(ledger: Ledger) -> list[pd.DataFrame]:
    """Leads by when they were first given to anybody, under the letter that they had then."""
    leads = ledger.leads[ledger.within(ledger.leads["first_assigned_at"])]
    lead, at, past = leads.index.to_series(), leads["first_assigned_at"], ledger.past
    turns, stages = past.handovers, past.stages
    taken = set(turns.loc[turns["confirmed_at"] < ledger.until, "lead_id"])
    offered = set(stages.loc[stages["stage"].isin(_OFFERED), "lead_id"])
    status = leads["status"]
    grade = lead.map(past.first_grade).astype("str").fillna(leads["first_grade"]).fillna(leads["grade"])
    won = status.eq(Status.WON)
    touched = won | (leads["first_touch_at"] < ledger.until)
    proposed = won | lead.isin(offered)
    confirmed = lead.isin(taken) | status.isin(_TAKEN)
    facts = ledger.facts(lead).assign(grade=grade)
    return [
        *as_cases(["cohort"], lead, at, 1.0, facts),
        *as_cases(["cohort_confirmed"], lead, at, confirmed.astype("float64"), facts),
        *as_cases(["cohort_touched"], lead, at, touched.astype("float64"), facts),
        *as_cases(["cohort_proposed"], lead, at, proposed.astype("float64"), facts),
        *as_cases(["cohort_won"], lead, at, won.astype("float64"), facts),
    ]


def _closed(ledger: Ledger) -> list[pd.DataFrame]:
    """A lead that was opened again and closed anew counts as it was closed last."""
    closed = ledger.past.closings.drop_duplicates("lead_id", keep="last")
    closed = closed[ledger.within(closed["at"]) & closed["lead_id"].map(ledger.leads["status"]).eq(closed["status"])]
    lead, at, won = closed["lead_id"], closed["at"], closed["status"].eq(Status.WON)
    grade = lead.map(ledger.past.first_grade).astype("str").fillna(ledger.facts(lead)["grade"])
    facts = ledger.facts(lead).assign(**ledger.of_owner(closed["owner"]), grade=grade, observed=closed["observed"])
    amount = lead.map(ledger.leads["amount_cny"])
    return [
        *as_cases(["won"], lead[won], at, 1.0, facts),
        *as_cases(["lost"], lead[~won], at, 1.0, facts),
        *as_cases(["win_rate"], lead, at, won.astype("float64"), facts),
        *as_cases(["won_amount"], lead[won & amount.notna()], at, amount, facts),
    ]


def _stage_rates(ledger: Ledger) -> tuple[pd.Series, list[pd.DataFrame]]:
    """Give, by stage, the share of won among all decided leads that were ever in it; of few cases none."""
    leads = ledger.leads
    decided = leads["status"][leads["status"].isin(DECIDED)]
    stages = ledger.past.stages
    known = stages[stages["lead_id"].isin(decided.index)].drop_duplicates()
    won = known["lead_id"].map(decided).eq(Status.WON).astype("float64")
    groups = won.groupby(known["stage"])
    rates = groups.mean()[groups.size() >= ledger.settings.rate_cases]
    never = pd.Series(pd.NaT, index=known.index)
    facts = ledger.facts(known["lead_id"]).assign(part=known["stage"])
    return rates, as_cases(["stage_rate"], known["lead_id"], never, won, facts)


def _forecast(ledger: Ledger, rates: pd.Series) -> list[pd.DataFrame]:
    leads = ledger.leads[ledger.leads["status"].isin(_WORKED)]
    lead, stage = leads.index.to_series(), leads["stage"].fillna(Stage.LEAD.value)
    amount = leads["amount_cny"].fillna(leads["budget_cny"])
    expected = amount * stage.map(rates).astype("float64")
    facts, at = ledger.facts(lead), leads["assigned_at"]
    known = expected.notna()
    return [
        *as_cases(["forecast"], lead[known], at, expected, facts.assign(part=stage)),
        *as_cases(["forecast_blind"], lead[~known], at, 1.0, facts),
    ]
