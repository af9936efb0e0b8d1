"""How a figure is written: a share of few cases as so many of so many, times and money in the unit that reads best."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from hiveledger.report.edition import Edition
from hiveledger.report.metrics import METRICS, Better, By, Measure
from hiveledger.text import Language, say

__all__ = ["bare", "change", "headed", "is_measured", "label_of", "number", "part_of", "show", "show_value", "tone"]

_NOTHING: Final = "–"
_PARTS: Final = {
    "pooled": "weekly.age.",
    "stage_rate": "word.stage.",
    "forecast": "word.stage.",
    "waiting": "word.deskkind.",
}
_WAN: Final = 10_000
_MILLION: Final = 1_000_000


def show(row: Mapping[str, Any] | None, language: Language) -> str:
    """Write a row of the figures; nothing counted is a dash, but where nothing is itself the figure.

    >>> show({"metric": "confirm_on_time", "value": None, "n": 4, "total": 3.0}, Language.ZH)
    '3/4'
    >>> show({"metric": "confirm_median", "value": 1.27, "n": 4, "total": 5.0}, Language.EN)
    '1.3 hours'
    """
    if row is None:
        return _NOTHING
    metric, value = METRICS[row["metric"]], row["value"]
    if pd.notna(value):
        return show_value(metric.name, float(value), language)
    few = metric.measure is Measure.SHARE and row["n"] and metric.name != "completeness"
    return f"{row['total']:.0f}/{row['n']}" if few else _NOTHING


def show_value(metric: str, value: float | None, language: Language) -> str:
    """Write a figure's value with its unit; how many there are of something goes without."""
    if value is None or pd.isna(value):
        return _NOTHING
    unit = METRICS[metric].unit
    if unit == "share":
        return f"{value:.0%}"
    if unit == "cny":
        return _money(value, language)
    if not is_measured(metric):
        return number(value)
    return say("weekly.with_unit", language, value=f"{value:,.1f}", unit=say(f"unit.{unit}", language))


def bare(row: Mapping[str, Any] | None, language: Language) -> str:
    """Write a row of the figures where its unit stands above it."""
    if row is None or pd.isna(row["value"]) or not is_measured(row["metric"]):
        return show(row, language)
    return f"{row['value']:,.1f}"


def headed(metric: str, language: Language) -> str:
    """Give a figure's name with its unit, where that does not go without saying."""
    title = METRICS[metric].title(language)
    if not is_measured(metric):
        return title
    return say("weekly.in_unit", language, title=title, unit=say(f"unit.{METRICS[metric].unit}", language))


def is_measured(metric: str) -> bool:
    """Tell whether a figure is a length of time or the like, which says nothing without its unit."""
    told = METRICS[metric]
    return told.unit not in {"share", "cny"} and told.measure not in {Measure.COUNT, Measure.SUM}


def label_of(edition: Edition, by: By, of: str, language: Language) -> str:
    """Say whom a figure is of: a person by name, with the staff number where two have it."""
    if not of:
        return say(f"weekly.nobody.{by}", language)
    return edition.names.get(of, of) if by is By.AM else of


def part_of(metric: str, part: str, language: Language) -> str:
    """Say which part of a figure's own it is: an age, a stage, a kind of item."""
    return say(f"{_PARTS[metric]}{part}", language)


def number(value: float) -> str:
    """Write a number as it is counted.

    >>> number(12345.0)
    '12,345'
    """
    return f"{value:,.0f}"


def _money(value: float, language: Language) -> str:
    if language is Language.ZH:
        return say("weekly.wan", language, value=f"{value / _WAN:,.1f}") if value >= _WAN else number(value)
    return say("weekly.million", language, value=f"{value / _MILLION:,.2f}") if value >= _MILLION else number(value)


def change(row: Mapping[str, Any] | None, language: Language) -> str:
    """Say how a figure has changed since the period before, in points where it is a share."""
    if row is None or pd.isna(row["value"]) or pd.isna(row["previous"]) or not (row["n"] or row["previous_n"]):
        return say("weekly.no_before", language)
    by = row["value"] - row["previous"]
    if METRICS[row["metric"]].unit == "share":
        points = round(by * 100)
        return say("weekly.points", language, by=f"{points:+d}") if points else say("weekly.same", language)
    if METRICS[row["metric"]].unit == "cny":
        return (
            say("weekly.by_so_many", language, by=("+" if by > 0 else "-") + _money(abs(by), language))
            if by
            else say("weekly.same", language)
        )
    shown = f"{by:+,.0f}" if METRICS[row["metric"]].measure in {Measure.COUNT, Measure.SUM} else f"{by:+,.1f}"
    return (
        say("weekly.by_so_many", language, by=shown) if float(shown.replace(",", "")) else say("weekly.same", language)
    )


def tone(row: Mapping[str, Any] | None) -> str:
    """Tell whether a change is for the better: "good", "bad" or blank."""
    if row is None or pd.isna(row["value"]) or pd.isna(row["previous"]) or row["value"] == row["previous"]:
        return ""
    better = METRICS[row["metric"]].better
    if better is Better.NEITHER:
        return ""
    return "good" if (row["value"] > row["previous"]) is (better is Better.MORE) else "bad"
