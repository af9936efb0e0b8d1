"""All figures of a period, made of a ledger's tables and of what the journal remembers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import pandas as pd

from hiveledger.changes import Tables
from hiveledger.journal import Run
from hiveledger.report.cases import Ledger, find_cases, in_order
from hiveledger.report.cutoff import as_of
from hiveledger.report.figures import count_figures, trend, within
from hiveledger.report.past import read_past
from hiveledger.report.periods import Period
from hiveledger.rules.calendar import Hours
from hiveledger.settings import Settings

__all__ = ["Measured", "Record", "measure", "recount"]


@dataclass(frozen=True)
class Record:
    """All that figures are made of: the tables as they stand, what was done to them, the rules and who works when."""

    tables: Tables
    runs: Sequence[Run]
    settings: Settings
    hours: Hours


@dataclass(frozen=True)
class Measured:
    """What a report tells of a period, of the team or of one unit.

    `figures` as `count_figures` gives them, `weeks` as `trend` does; `cases` are those behind the figures, so that each
    can be traced to its leads. `tables` are the ledger's as they stood at the cut-off.
    """

    period: Period
    unit: str
    figures: pd.DataFrame
    weeks: pd.DataFrame
    cases: pd.DataFrame
    tables: Tables


def measure(record: Record, period: Period, unit: str = "") -> Measured:
    """Count all figures of a period, as they are known at its cut-off, beside those of the period before."""
    before, fewest = period.before(), record.settings.rate_cases
    since = min(before.since, period.window(), next(period.weeks()).since)
    now = _stood(record, since, period.until)
    earlier = as_of(now.tables, [run for run in record.runs if run.at < period.until], before.until)
    then = replace(now, tables=earlier, past=now.past.before(before.until), since=before.window(), until=before.until)
    known, stood = _of_unit(find_cases(now), unit), _of_unit(find_cases(then), unit)
    cases = in_order(within(known, known, period))
    figures = count_figures(cases, within(known, stood, before), fewest)
    return Measured(period, unit, figures, trend(known, period, fewest), cases, now.tables)


def recount(record: Record, period: Period, unit: str, now: datetime) -> pd.DataFrame:
    """Count what happened in a period once more, as it is known now. Returns: as `count_figures` does."""
    known = _of_unit(find_cases(_stood(record, period.since, max(now, period.until))), unit)
    fell = within(known, known.iloc[:0], period)
    return count_figures(fell, fell.iloc[:0], record.settings.rate_cases)


def _stood(record: Record, since: datetime, until: datetime) -> Ledger:
    tables = as_of(record.tables, record.runs, until)
    past = read_past(record.runs, tables["leads"], until)
    return Ledger(tables, past, record.settings, record.hours, since, until)


def _of_unit(cases: pd.DataFrame, unit: str) -> pd.DataFrame:
    return cases[cases["unit"].eq(unit)] if unit else cases
