"""The first page in words: what went well, what did not, what needs a decision. Each sentence by a stated rule.

The rules are in the catalogue under `weekly.rule`, and stand at the end of every report.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

import pandas as pd

from hiveledger.findings import Reason
from hiveledger.report.edition import Edition
from hiveledger.report.metrics import By
from hiveledger.report.shown import number, show, show_value
from hiveledger.schema.words import DeskKind
from hiveledger.text import Language

__all__ = ["GOAL", "LOW", "POINTS", "Said", "find_sentences"]

GOAL: Final = 0.9
LOW: Final = 0.8
POINTS: Final = 0.05
_MOST: Final = 4  # of each kind
_RATES: Final = ("confirm_on_time", "first_touch", "next_touch", "clean_on_time", "se_reply")
_SKEWED: Final = 2.0
_ASKED: Final = (  # in the order in which they press
    DeskKind.CLASH,
    DeskKind.UNDELIVERED,
    DeskKind.RETURNED,
    DeskKind.DECLINED,
    DeskKind.UNASSIGNED,
    DeskKind.UNCLAIMED,
    DeskKind.LAPSED_AGAIN,
    DeskKind.DUPLICATE,
    DeskKind.TO_VERIFY,
)
Said: TypeAlias = tuple[Reason, ...]
_Weighed: TypeAlias = tuple[float, Reason]


def find_sentences(edition: Edition, language: Language) -> tuple[Said, Said, Said]:
    """Give what went well, what did not, and what somebody has to decide, the weightiest first."""
    well, badly = [*_well(edition, language)], [*_badly(edition, language)]
    return _first(well), _first(badly), tuple(_open(edition))[:_MOST]


def _first(told: list[_Weighed]) -> Said:
    return tuple(reason for _, reason in sorted(told, key=lambda one: -one[0])[:_MOST])


def _well(edition: Edition, language: Language) -> Iterator[_Weighed]:
    for row in _rates(edition):
        by = _risen(row)
        params = _rate(row, language)
        if by >= POINTS and row["value"] >= LOW:
            yield 1 + by, Reason("weekly.good.risen", params | {"by": round(by * 100)})
        elif row["value"] >= GOAL:
            yield row["value"], Reason("weekly.good.reached", params | {"goal": f"{GOAL:.0%}"})
    won, amount = edition.value("won") or 0, edition.value("won_amount") or 0
    if won:
        code = "weekly.good.won_for" if amount else "weekly.good.won"
        told = (
            {"count": number(won), "amount": show_value("won_amount", amount, language)}
            if amount
            else {"count": number(won)}
        )
        yield 2, Reason(code, told)


def _badly(edition: Edition, language: Language) -> Iterator[_Weighed]:
    for row in _rates(edition):
        params, by = _rate(row, language), _risen(row)
        if row["value"] < LOW:
            missed = {"missed": number(row["n"] - row["total"])}
            yield 1 + (GOAL - row["value"]), Reason("weekly.bad.low", params | missed)
        elif by <= -POINTS:
            yield -by, Reason("weekly.bad.fallen", params | {"by": round(-by * 100)})
    lapsed = edition.row("lapsed")
    if lapsed and lapsed["value"] > (lapsed["previous"] or 0):
        params = {"count": number(lapsed["value"]), "before": number(lapsed["previous"] or 0)}
        yield 0.5, Reason("weekly.bad.lapsed", params)
    if untouched := edition.value("untouched"):
        yield 0.4, Reason("weekly.bad.untouched", {"count": number(untouched)})
    if twice := edition.value("returned_twice"):
        yield 0.3, Reason("weekly.bad.twice", {"count": number(twice)})


def _open(edition: Edition) -> Iterator[Reason]:
    waiting = {row["of"]: row["value"] for row in edition.parted("waiting", By.PART)}
    for kind in _ASKED:
        if count := waiting.get(kind.value):
            name = "decisions" if kind is DeskKind.DUPLICATE else "desk"
            params = {
                "count": number(count),
                "kind": Reason(f"word.deskkind.{kind}"),
                "sheet": Reason(f"weekly.sheet.{name}"),
            }
            yield Reason("weekly.decide.waiting", params)
    full = [
        row["of"]
        for row in edition.parted("cap", By.AM)
        if (edition.value("held", By.AM, row["of"]) or 0) >= row["value"]
    ]
    if full:
        yield Reason("weekly.decide.full", {"count": len(full)})
    if (skew := edition.value("skew") or 0) >= _SKEWED:
        yield Reason("weekly.decide.skew", {"fold": f"{skew:.1f}"})


def _rates(edition: Edition) -> list[Mapping[str, Any]]:
    rows = (edition.row(metric) for metric in _RATES)
    return [row for row in rows if row is not None and pd.notna(row["value"])]


def _risen(row: Mapping[str, Any]) -> float:
    return 0.0 if pd.isna(row["previous"]) else round(float(row["value"] - row["previous"]), 4)


def _rate(row: Mapping[str, Any], language: Language) -> dict[str, object]:
    return {
        "what": Reason(f"metric.{row['metric']}.title"),
        "value": show(row, language),
        "hits": number(row["total"]),
        "cases": number(row["n"]),
    }
