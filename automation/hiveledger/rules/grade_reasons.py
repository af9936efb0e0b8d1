"""Why a lead has its letter, and what would lift it, in words that an AM can check against the row."""

from functools import lru_cache
from typing import Final, NamedTuple

import pandas as pd

from hiveledger.findings import Reason
from hiveledger.rules.signs import Budget, Chain, Need
from hiveledger.schema.words import Grade
from hiveledger.settings import Settings

__all__ = ["explain_grades"]

_WAN: Final = 10_000
_NOTHING_ELSE: Final = Reason("grade.nothing_else")
_shared: Final = lru_cache(maxsize=4096)


class _Row(NamedTuple):
    budget: str
    chain: str
    need: str
    said: str
    planned: str  # a day
    grade: str
    by_facts: str
    by_person: bool
    figure: float  # 0: nobody gave one


def explain_grades(leads: pd.DataFrame, graded: pd.DataFrame, settings: Settings) -> pd.Series:
    """Put the facts that each letter rests on into a reason, with what is missing for a better one.

    Reads: leads budget_cny; graded as `grade_leads` gives it. Returns: a Reason per lead, same index.

    >>> graded = table('''
    ...     lead_id | budget | chain   | need | said | planned:datetime64[us] | grade | by_facts | by_person
    ...     L1      | clear  | partial | yes  |      | 2026-09-01             | B     | B        | False
    ... ''')
    >>> leads = pd.DataFrame({"budget_cny": [500000.0]}, index=graded.index)
    >>> explain_grades(leads, graded, Settings())["L1"].text()
    '预算 50 万元已明确，决策链只清楚一部分，计划 2026-09-01 采购：定 B。决策链清楚即升 A'
    """
    facts = graded.assign(planned=graded["planned"].dt.strftime("%Y-%m-%d"), figure=leads["budget_cny"].fillna(0))
    facts = facts[list(_Row._fields)].astype("object")
    rows = map(_Row._make, facts.where(facts.notna(), "").itertuples(index=False))
    floor = settings.grade_a_budget_cny
    return pd.Series([_explain(row, floor) for row in rows], graded.index, dtype="object")


def _explain(row: _Row, floor: float) -> Reason:
    verdict = _verdict(row.by_facts, row.budget, row.chain, row.need, floor)
    if row.by_person:
        verdict = Reason("grade.by_person", {"grade": row.grade, "verdict": verdict})
    params = {
        "budget": _budget(row.budget, row.figure, floor),
        "chain": _chain(row.chain),
        "need": _need(row.need, row.said, row.planned),
        "verdict": verdict,
    }
    return Reason("grade.why", params)


# Leads share what is said of each fact: six times as fast at 100k leads as a reason built whole for each.


@_shared
def _budget(budget: str, figure: float, floor: float) -> Reason:
    if budget == Budget.LOW:
        return Reason("grade.budget_low", {"amount": _money(figure), "floor": _money(floor)})
    if budget == Budget.CLEAR and figure > 0:
        return Reason("grade.budget_figure", {"amount": _money(figure)})
    return Reason(f"grade.budget_{budget}")


@_shared
def _chain(chain: str) -> Reason:
    return Reason(f"grade.chain_{chain}")


@_shared
def _need(need: str, said: str, planned: str) -> Reason:
    return (
        Reason(f"grade.planned_{need}", {"day": planned}) if planned else Reason(f"grade.need_{need}", {"said": said})
    )


@_shared
def _verdict(letter: str, budget: str, chain: str, need: str, floor: float) -> Reason:
    if not letter:
        return Reason("grade.is_open")
    if letter == Grade.A:
        return Reason("grade.is_a")
    lift = _lift_to_a(budget, chain, floor) if letter == Grade.B else _lift_from_c(budget, need)
    return Reason("grade.is_lower", {"grade": letter, "lift": lift})


def _lift_to_a(budget: str, chain: str, floor: float) -> Reason:
    if budget == Budget.CLEAR:
        return Reason("grade.lift_chain")
    also = _NOTHING_ELSE if chain == Chain.CLEAR else Reason("grade.and_chain")
    if budget == Budget.LOW:
        return Reason("grade.lift_floor", {"floor": _money(floor), "also": also})
    least = Reason("grade.at_least", {"floor": _money(floor)}) if floor else _NOTHING_ELSE
    return Reason("grade.lift_budget", {"least": least, "also": also})


def _lift_from_c(budget: str, need: str) -> Reason:
    only_sleeps = (
        need == Need.LATENT and budget == Budget.UNDECIDED
    )  # where nobody knows of money, a need is not enough
    return Reason("grade.lift_need" if only_sleeps else "grade.lift_money")


def _money(cny: float) -> Reason:
    params = {"wan": f"{cny / _WAN:,.10g}", "cny": f"{cny:,.10g}"}
    return Reason("grade.money_wan" if cny >= _WAN else "grade.money", params)
