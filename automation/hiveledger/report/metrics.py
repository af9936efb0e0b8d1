"""The figures of the report, each once: how it is counted, in what, for whom, and of which time.

What a figure means is in the catalogue under `metric.<name>`; a page, a sheet and the documentation all take it there.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from hiveledger.text import Language, say

__all__ = ["FLOWS", "METRICS", "Better", "By", "Measure", "Metric", "Span"]


class Measure(StrEnum):
    """What is made of a figure's cases."""

    COUNT = "count"
    SUM = "sum"
    MEAN = "mean"
    SHARE = "share"  # of few cases none is given
    MEDIAN = "median"
    P90 = "p90"  # as a share
    SKEW = "skew"  # the largest by the median


class By(StrEnum):
    """What a figure is parted by."""

    ALL = "all"
    UNIT = "unit"
    AM = "am"
    SOURCE = "source"
    GRADE = "grade"
    PART = "part"  # the metric's own: age, stage, kind


class Span(StrEnum):
    """Which cases belong to a report."""

    PERIOD = "period"  # that fell into it
    WINDOW = "window"  # that fell into the eight weeks before the cut-off
    MOMENT = "moment"  # that stand at the cut-off


class Better(StrEnum):
    """Which way is better."""

    MORE = "more"
    LESS = "less"
    NEITHER = "neither"


@dataclass(frozen=True)
class Metric:
    """One figure. `unit` is the name of a unit in the catalogue under `unit.<name>`, or "share"."""

    name: str
    measure: Measure
    unit: str
    by: tuple[By, ...] = ()
    span: Span = Span.PERIOD
    better: Better = Better.NEITHER

    def title(self, language: Language) -> str:
        """Give the figure's name."""
        return say(f"metric.{self.name}.title", language)

    def meaning(self, language: Language) -> str:
        """Say what it counts."""
        return say(f"metric.{self.name}.meaning", language)


_M, _S, _B = Measure, Span, Better
_TEAM: Final = (By.UNIT, By.AM)
_LETTERED: Final = (*_TEAM, By.GRADE)

METRICS: Final = {
    metric.name: metric
    for metric in (
        # what comes in
        Metric("received", _M.COUNT, "lead", (By.SOURCE,)),
        Metric("arrival_median", _M.MEDIAN, "hour", (By.SOURCE,), better=_B.LESS),
        Metric("arrival_p90", _M.P90, "hour", (By.SOURCE,), better=_B.LESS),
        Metric("clean_on_time", _M.SHARE, "share", (By.SOURCE,), better=_B.MORE),
        Metric("clean_open", _M.COUNT, "lead", span=_S.MOMENT),
        Metric("completeness", _M.SHARE, "share", (By.SOURCE,), better=_B.MORE),
        Metric("invalid", _M.SHARE, "share", (By.SOURCE,), better=_B.LESS),
        Metric("twins_found", _M.COUNT, "pair", (By.SOURCE,)),
        Metric("twins_merged", _M.COUNT, "lead", (By.SOURCE,)),
        Metric("twins_rejected", _M.COUNT, "pair", (By.SOURCE,)),
        Metric("twins_undone", _M.COUNT, "lead", (By.SOURCE,)),
        # how it is given out
        Metric("distributed", _M.COUNT, "lead", (By.UNIT, By.SOURCE, By.GRADE)),
        Metric("wait_median", _M.MEDIAN, "hour", (By.GRADE,), better=_B.LESS),
        Metric("wait_p90", _M.P90, "hour", (By.GRADE,), better=_B.LESS),
        Metric("handed", _M.COUNT, "time", _LETTERED),
        Metric("confirm_on_time", _M.SHARE, "share", _LETTERED, better=_B.MORE),
        Metric("confirm_open", _M.COUNT, "lead", _TEAM, _S.MOMENT),
        Metric("confirm_median", _M.MEDIAN, "hour", _TEAM, better=_B.LESS),
        Metric("confirm_p90", _M.P90, "hour", _TEAM, better=_B.LESS),
        Metric("returned", _M.COUNT, "time", _TEAM, better=_B.LESS),
        Metric("lapsed", _M.COUNT, "time", _TEAM, better=_B.LESS),
        Metric("declined", _M.COUNT, "time", _TEAM),
        Metric("recalled", _M.COUNT, "time", _TEAM, better=_B.LESS),
        Metric("returned_twice", _M.COUNT, "lead", span=_S.MOMENT, better=_B.LESS),
        Metric("claims", _M.COUNT, "time", _TEAM),
        Metric("claim_median", _M.MEDIAN, "minute", _TEAM, better=_B.LESS),
        Metric("contention", _M.MEAN, "person"),
        Metric("claim_won", _M.SHARE, "share", _TEAM),
        Metric("pooled", _M.COUNT, "lead", (By.PART,), _S.MOMENT),
        Metric("pool_age", _M.MEDIAN, "day", span=_S.MOMENT, better=_B.LESS),
        # who has how much to do
        Metric("held", _M.COUNT, "lead", _LETTERED, _S.MOMENT),
        Metric("cap", _M.SUM, "lead", _TEAM, _S.MOMENT),
        Metric("taken", _M.COUNT, "lead", _TEAM, _S.MOMENT),
        Metric("quota", _M.SUM, "lead", _TEAM, _S.MOMENT),
        Metric("skew", _M.SKEW, "fold", (By.UNIT,), _S.MOMENT, _B.LESS),
        # how it is followed up
        Metric("touched", _M.COUNT, "time", _TEAM),
        Metric("first_touch", _M.SHARE, "share", _LETTERED, better=_B.MORE),
        Metric("next_touch", _M.SHARE, "share", _TEAM, better=_B.MORE),
        Metric("se_reply", _M.SHARE, "share", (By.UNIT,), better=_B.MORE),
        Metric("untouched", _M.COUNT, "lead", _TEAM, _S.MOMENT, _B.LESS),
        # what comes of it
        Metric("cohort", _M.COUNT, "lead", (By.GRADE,), _S.WINDOW),
        Metric("cohort_confirmed", _M.SHARE, "share", (By.GRADE,), _S.WINDOW, _B.MORE),
        Metric("cohort_touched", _M.SHARE, "share", (By.GRADE,), _S.WINDOW, _B.MORE),
        Metric("cohort_proposed", _M.SHARE, "share", (By.GRADE,), _S.WINDOW, _B.MORE),
        Metric("cohort_won", _M.SHARE, "share", (By.GRADE,), _S.WINDOW, _B.MORE),
        Metric("won", _M.COUNT, "lead", (*_LETTERED, By.SOURCE), better=_B.MORE),
        Metric("lost", _M.COUNT, "lead", (*_LETTERED, By.SOURCE)),
        Metric("won_amount", _M.SUM, "cny", _TEAM, better=_B.MORE),
        Metric("win_rate", _M.SHARE, "share", (*_LETTERED, By.SOURCE), _S.WINDOW, _B.MORE),
        Metric("stage_rate", _M.SHARE, "share", (By.PART,), _S.MOMENT),
        Metric("forecast", _M.SUM, "cny", (*_TEAM, By.PART), _S.MOMENT),
        Metric("forecast_blind", _M.COUNT, "lead", _TEAM, _S.MOMENT),
        Metric("waiting", _M.COUNT, "item", (By.PART,), _S.MOMENT, _B.LESS),
    )
}

FLOWS: Final = frozenset(name for name, metric in METRICS.items() if metric.span is Span.PERIOD)
"""The figures of what happened in a period; all others tell how things stand at a moment."""
