"""The report's figures as one frame, made of cases: how many, how large a share, how long, beside the period before."""

from collections.abc import Iterator, Mapping
from typing import Final

import pandas as pd

from hiveledger.report.metrics import FLOWS, METRICS, By, Measure, Span
from hiveledger.report.periods import Period

__all__ = ["FRAME", "count_figures", "trend", "within"]

FRAME: Final = ("metric", "by", "of", "value", "n", "total", "previous", "previous_n", "observed")
_RATED: Final = (Measure.SHARE, Measure.P90)  # of few cases they tell nothing
_P90: Final = 0.9
_LISTED: Final[Mapping[By, str]] = {by: by.value for by in By if by is not By.ALL}


def count_figures(now: pd.DataFrame, before: pd.DataFrame, fewest: int) -> pd.DataFrame:
    """Give all figures of a period beside those of the one before.

    `now` and `before` are the cases of either (see `within`). A share, and a 90th percentile, is given of `fewest`
    cases or more.

    Returns: one row per figure and whom it is of, in order of metric, by, of: metric, by, of (a unit, staff number,
    source, letter or part; blank for all), value, n (cases), total (of
    their values: of a share, how many hit), previous, previous_n, observed (how many of the cases rest
    on what people changed in the workbook by hand).

    >>> cases = pd.DataFrame({"metric": "confirm_on_time", "value": [1.0, 0.0], "am": "A1", "observed": False})
    >>> cases = cases.reindex(columns=[*cases.columns, "unit", "source", "grade", "part"])
    >>> found = count_figures(cases, cases.iloc[:0], fewest=2).set_index(["metric", "by", "of"])
    >>> found.loc[("confirm_on_time", "am", "A1"), ["value", "n"]].to_list()
    [0.5, 2.0]
    """
    keys = ["metric", "by", "of"]
    both = _figures(now, fewest).merge(
        _figures(before, fewest)
        .rename(columns={"value": "previous", "n": "previous_n"})
        .drop(columns=["observed", "total"]),
        on=keys,
        how="outer",
        validate="one_to_one",
    )
    counts = ["n", "previous_n", "observed"]
    both[counts] = both[counts].fillna(0).astype("int64")
    both["total"] = both["total"].fillna(0.0)
    adds = both["metric"].isin([name for name, metric in METRICS.items() if metric.measure in _ZEROES])
    for column in ("value", "previous"):
        both[column] = both[column].mask(adds, both[column].fillna(0.0))
    return _in_order(both)[list(FRAME)]


_ZEROES: Final = (Measure.COUNT, Measure.SUM)


def within(cases: pd.DataFrame, standing: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Give the cases that belong to a period: of what happened, those that fell into it; all that stand at its end.

    `standing` are the cases as they are known at the period's cut-off, `cases` as they are known when it is asked.
    """
    fell = cases["metric"].isin(FLOWS) & (cases["at"] >= period.since) & (cases["at"] < period.until)
    window = [name for name, metric in METRICS.items() if metric.span is Span.WINDOW]
    is_of_window = standing["metric"].isin(window)
    stands = ~standing["metric"].isin(FLOWS) & (~is_of_window | (standing["at"] >= period.window()))
    return pd.concat([cases[fell], standing[stands]], ignore_index=True)


def trend(cases: pd.DataFrame, period: Period, fewest: int) -> pd.DataFrame:
    """Give the figures of what happened in each week of the trend, for the whole team.

    Returns: week, metric, value, n; one row per week and figure that has cases.
    """
    weeks = list(period.weeks())
    fell = cases[cases["metric"].isin(FLOWS) & (cases["at"] >= weeks[0].since) & (cases["at"] < period.until)]
    place = (fell["at"] - pd.Timestamp(weeks[0].since)).dt.days // 7
    names = place.map(dict(enumerate(week.name for week in weeks))).astype("str")
    found = _in_order(_valued(_grouped(fell.assign(of=names), By.ALL), fewest))
    return found.rename(columns={"of": "week"})[["week", "metric", "value", "n"]]


def _figures(cases: pd.DataFrame, fewest: int) -> pd.DataFrame:
    """Give the figures of cases: metric, by, of, value, n, observed; of the whole team also where there are none."""
    return _valued(pd.concat([*_parts(cases)], ignore_index=True), fewest)


def _valued(found: pd.DataFrame, fewest: int) -> pd.DataFrame:
    measure = found["metric"].map({name: metric.measure for name, metric in METRICS.items()})
    found["value"] = found["mean"]
    for kind, column in (
        (Measure.COUNT, "n"),
        (Measure.SUM, "total"),
        (Measure.MEDIAN, "median"),
        (Measure.P90, "p90"),
    ):
        found["value"] = found["value"].mask(measure.eq(kind), found[column].astype("float64"))
    found["value"] = found["value"].mask(measure.eq(Measure.SKEW), found["max"] / found["median"].clip(lower=1))
    found["value"] = found["value"].mask(measure.isin(_RATED) & (found["n"] < fewest))
    return found[["metric", "by", "of", "value", "n", "total", "observed"]]


def _parts(cases: pd.DataFrame) -> Iterator[pd.DataFrame]:
    whole = _grouped(cases.assign(of=""), By.ALL)
    missing = [name for name in METRICS if name not in set(whole["metric"])]
    nothing = pd.DataFrame({"metric": missing, "of": "", "n": 0, "total": 0.0, "observed": 0, "by": By.ALL.value})
    yield pd.concat([whole, nothing], ignore_index=True) if len(whole) else nothing.reindex(columns=whole.columns)
    for by, column in _LISTED.items():
        parted = cases["metric"].isin([name for name, metric in METRICS.items() if by in metric.by])
        yield _grouped(cases[parted].assign(of=cases[column].astype("str").fillna("")), by)


def _grouped(cases: pd.DataFrame, by: By) -> pd.DataFrame:
    groups = cases.groupby(["metric", "of"], sort=False)
    found = groups["value"].agg(["size", "sum", "mean", "median", "max"]).rename(columns={"size": "n", "sum": "total"})
    found["p90"] = groups["value"].quantile(_P90)
    found["observed"] = groups["observed"].sum().astype("int64")
    return found.reset_index().assign(by=by.value)


def _in_order(figures: pd.DataFrame) -> pd.DataFrame:
    places = {
        "metric": {name: place for place, name in enumerate(METRICS)},
        "by": {by.value: place for place, by in enumerate(By)},
    }
    order = figures.assign(**{f"{name}_at": figures[name].map(place) for name, place in places.items()})
    order = order.sort_values(["metric_at", "by_at", "of"], ignore_index=True)
    return order.drop(columns=["metric_at", "by_at"])
