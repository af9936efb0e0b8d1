"""What cases are made of: the ledger as it stood at a cut-off, and how rows of it become cases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

import pandas as pd

from hiveledger.report.metrics import METRICS
from hiveledger.report.past import Past
from hiveledger.rules.calendar import Hours
from hiveledger.schema.words import Clock, Role
from hiveledger.settings import Settings

__all__ = ["CASE", "Ledger", "as_cases", "in_order", "join_cases"]

CASE: Final = {
    "metric": "str",
    "lead": "str",
    "at": "datetime64[us]",
    "value": "float64",
    "unit": "str",
    "am": "str",
    "source": "str",
    "grade": "str",
    "part": "str",
    "observed": "bool",
}


@dataclass(frozen=True)
class Ledger:
    """A ledger as it stood at the cut-off `until`; what fell before `since` is not asked for."""

    tables: Mapping[str, pd.DataFrame]  # typed
    past: Past
    settings: Settings
    hours: Hours
    since: datetime
    until: datetime

    @property
    def leads(self) -> pd.DataFrame:
        """Give 客户台账."""
        return self.tables["leads"]

    @cached_property
    def ams(self) -> pd.DataFrame:
        """Give the AMs who are there: rows of 团队 by staff number."""
        people = self.tables["people"]
        is_there = ~(people["left_at"] < self.until)
        found: pd.DataFrame = people[people["role"].eq(Role.AM.value) & is_there].sort_index()
        return found

    def working_hours(self, owner: pd.Series, start: pd.Series, end: pd.Series) -> pd.Series:
        """Count the working hours of each owner between two moments, leave taken out."""
        each = self.hours.at_work(owner, Clock.WORKING)
        parts = [calendar.working_between(start[rows], end[rows]) for calendar, rows in each]
        hours: pd.Series = pd.concat([pd.Series(dtype="float64"), *parts]).reindex(start.index) / 60
        return hours

    def facts(self, lead: pd.Series) -> pd.DataFrame:
        """Give what a case takes over from its lead: unit, am, source, grade; `lead` is an id per case."""
        found = self.leads[["unit", "owner", "source", "grade"]].reindex(lead.to_numpy()).set_axis(lead.index)
        return found.rename(columns={"owner": "am"}).assign(unit=self._units(found["owner"], found["unit"]))

    def of_owner(self, owner: pd.Series) -> pd.DataFrame:
        """Give whose cases they are: am and their unit, by staff number per case."""
        return pd.DataFrame({"am": owner, "unit": self._units(owner, pd.Series(None, index=owner.index, dtype="str"))})

    def _units(self, owner: pd.Series, else_: pd.Series) -> pd.Series:
        units: pd.Series = owner.map(self.tables["people"]["unit"]).astype("str").fillna(else_)
        return units

    def within(self, at: pd.Series) -> pd.Series:
        """Tell which moments count: up to the cut-off, and not before anybody asks."""
        return (at >= self.since) & (at < self.until)


def as_cases(
    metrics: Sequence[str], lead: pd.Series, at: pd.Series, value: pd.Series | float, facts: pd.DataFrame
) -> list[pd.DataFrame]:
    """Give the cases of figures that count the same rows, on the index of `lead`.

    `facts`: unit, am, source, grade, part and observed, as far as they are known.
    """
    given = value.reindex(lead.index) if isinstance(value, pd.Series) else value
    rows = facts.reindex(lead.index).assign(lead=lead, at=at.reindex(lead.index), value=given)
    return [rows.assign(metric=metric) for metric in metrics]


def join_cases(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Give all cases as one frame."""
    blank = pd.DataFrame({column: pd.Series(dtype=dtype) for column, dtype in CASE.items()})
    whole = pd.concat([part.astype({"at": "datetime64[us]"}) for part in parts if len(part)] or [blank])
    found = whole.reindex(columns=list(CASE)).assign(observed=whole.get("observed", blank["observed"]).eq(True))  # noqa: FBT003
    return found.astype(CASE).reset_index(drop=True)


def in_order(cases: pd.DataFrame) -> pd.DataFrame:
    """Put cases in an order that does not depend on that of the sheets' rows."""
    place = cases["metric"].map({name: place for place, name in enumerate(METRICS)})
    keys = ["place", "at", "lead", "am", "part", "value"]
    return cases.assign(place=place).sort_values(keys, ignore_index=True).drop(columns="place")
