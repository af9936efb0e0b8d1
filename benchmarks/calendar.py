"""Add and count working time on a million rows, beside pandas' CustomBusinessHour on a sample: bench calendar [ROWS].

The peer takes the same hours and official days off. It knows no weekend that is worked for them, so it is told how
many of the sample it gives another due time than ours.
"""

import sys
import time
import warnings
from collections.abc import Callable
from typing import Final, TypeVar

import numpy as np
import pandas as pd

from hiveledger.rules.calendar import WorkCalendar
from hiveledger.rules.calendar.days import working_days
from hiveledger.rules.calendar.work import FIRST
from hiveledger.schema.words import Week

_Result = TypeVar("_Result")

_ROWS: Final = 1_000_000
_SAMPLE: Final = 2_000
_HOURS: Final = ((9 * 60, 12 * 60), (13 * 60 + 30, 18 * 60))


def _timed(work: Callable[[], _Result]) -> tuple[float, _Result]:
    """Give the seconds of the quickest of three runs, and what came of it."""
    taken = []
    for _ in range(3):
        start = time.perf_counter()
        result = work()
        taken.append(time.perf_counter() - start)
    return min(taken), result


def _line(what: str, rows: int, seconds: float, note: str = "") -> None:
    print(f"{what:<44}{rows:>12,}{seconds:>10.3f}{seconds / rows * 1e6:>14,.2f}  {note}")


def main(rows: int = _ROWS) -> None:
    """Print what each takes."""
    worked = working_days(Week.FIVE, None)
    calendar, draw = WorkCalendar(worked, _HOURS), np.random.default_rng(1)
    start = pd.Series(np.datetime64("2025-01-01", "us") + draw.integers(0, 600 * 86_400, rows).astype("timedelta64[s]"))
    end = start + pd.to_timedelta(draw.integers(0, 7 * 86_400, rows), unit="s")
    print(f"{'':<44}{'rows':>12}{'seconds':>10}{'s per million':>14}")
    seconds, due = _timed(lambda: calendar.add_working(start, 120))
    _line("HiveLedger: add 2 working hours", rows, seconds)
    seconds, counted = _timed(lambda: calendar.working_between(start, due))
    _line("HiveLedger: count them again", rows, seconds, f"{(counted != 120).sum()} rows differ")  # noqa: PLR2004 - 2 hours
    seconds, _ = _timed(lambda: calendar.working_between(start, end))
    _line("HiveLedger: count a week", rows, seconds)
    seconds, _ = _timed(lambda: calendar.roll(end))
    _line("HiveLedger: roll deadlines", rows, seconds)
    weekdays = np.flatnonzero(~worked & ((np.arange(len(worked)) + FIRST.weekday()) % 7 < 5))  # noqa: PLR2004 - Friday
    peer = pd.offsets.CustomBusinessHour(
        start=["09:00", "13:30"], end=["12:00", "18:00"], holidays=[*(np.datetime64(FIRST) + weekdays)]
    )
    sample = start[:_SAMPLE]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pd.errors.PerformanceWarning)
        began = time.perf_counter()
        others = sample + 2 * peer
        seconds = time.perf_counter() - began
    _line(
        "pandas CustomBusinessHour: add 2 hours", len(sample), seconds, f"{(others != due[sample.index]).sum()} differ"
    )


main(*map(int, sys.argv[1:2]))
