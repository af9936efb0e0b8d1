"""The first page as the template draws it: numbers, sentences, the funnel and the trend."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

import pandas as pd

from hiveledger.findings import Reason
from hiveledger.report.edition import Edition
from hiveledger.report.metrics import METRICS, By
from hiveledger.report.sentences import find_sentences
from hiveledger.report.shown import change, number, show, show_value, tone
from hiveledger.schema.words import Grade
from hiveledger.text import Language, say

__all__ = ["first_page", "head_of", "title_of"]

_NUMBERS: Final = ("received", "confirm_on_time", "first_touch", "won", "held", "waiting")
_STEPS: Final = ("cohort", "cohort_confirmed", "cohort_touched", "cohort_proposed", "cohort_won")
_TRENDS: Final = (("received", None), ("confirm_on_time", 100), ("won", None))
_MARKS: Final = {"good": "▲", "bad": "▼", "": ""}


def title_of(edition: Edition, language: Language) -> str:
    """Give the report's title."""
    whom = say("weekly.of_unit", language, team=edition.team, unit=edition.unit) if edition.unit else edition.team
    return say("weekly.title" if edition.period.is_week else "weekly.title_other", language, team=whom)


def head_of(edition: Edition, language: Language) -> str:
    """Say which period it is about, from its first day to its last."""
    period = edition.period
    last = period.until - timedelta(microseconds=1)
    return say("weekly.period", language, name=period.name, first=f"{period.since:%Y-%m-%d}", last=f"{last:%Y-%m-%d}")


def first_page(edition: Edition, language: Language) -> Mapping[str, Any]:
    """Give what stands on the first page."""
    return {
        "numbers": [_number(edition, metric, language) for metric in _NUMBERS],
        "says": _says(edition, language),
        "funnel": _funnel(edition, language),
        "trends": [_trend(edition, metric, most, language) for metric, most in _TRENDS],
    }


def _number(edition: Edition, metric: str, language: Language) -> Mapping[str, str]:
    row = edition.row(metric)
    how = tone(row)
    return {
        "label": METRICS[metric].title(language),
        "value": show(row, language),
        "change": f"{_MARKS[how]} {change(row, language)}".strip(),
        "tone": how,
    }


def _says(edition: Edition, language: Language) -> Sequence[Mapping[str, Any]]:
    heads = ("good", "bad", "decide")
    return [
        {
            "head": say(f"weekly.head.{head}", language),
            "mark": mark,
            "lines": [reason.text(language) for reason in said or (Reason(f"weekly.none.{head}"),)],
        }
        for head, mark, said in zip(heads, "▲▼■", find_sentences(edition, language), strict=True)
    ]


def _funnel(edition: Edition, language: Language) -> Mapping[str, Any]:
    """Each step in whole leads, by the letter they had when they were first given out."""
    rows, whole = [], edition.row("cohort")
    count = whole["n"] if whole else 0
    for metric in _STEPS:
        told = [edition.row(metric, By.GRADE, grade.value) for grade in Grade]
        parts = [int(row["total"]) if row else 0 for row in told]
        row = edition.row(metric)
        share = f"  {row['value']:.0%}" if row and pd.notna(row["value"]) and metric != "cohort" else ""
        named = "weekly.step.given" if metric == "cohort" else f"weekly.step.{metric.removeprefix('cohort_')}"
        rows.append({"label": say(named, language), "parts": parts, "text": f"{sum(parts)}{share}"})
    title = say("weekly.chart.funnel", language, count=number(count))
    return {"title": title, "rows": rows, "legend": [say("weekly.grade", language, grade=grade) for grade in Grade]}


def _trend(edition: Edition, metric: str, most: int | None, language: Language) -> Mapping[str, Any]:
    weeks = edition.weeks[edition.weeks["metric"].eq(metric)].set_index("week")
    rows = []
    began = edition.weeks["week"].min()
    for week in edition.period.weeks():
        found = weeks["value"].get(week.name, 0.0 if most is None and week.name >= str(began) else None)
        value = None if found is None or pd.isna(found) else float(found)
        rows.append(
            {
                "label": week.name.partition("-")[2],
                "value": None if value is None else round(value * (most or 1), 2),
                "text": show_value(metric, value, language),
                "now": week.until >= edition.period.until,
            }
        )
    return {"title": METRICS[metric].title(language), "rows": rows, "most": most}
