"""A report as it is kept: all that its pages say, frozen at the cut-off, so that they can be made again to the byte."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import pandas as pd

from hiveledger.changes import values
from hiveledger.errors import ReportError
from hiveledger.report.lists import find_lists
from hiveledger.report.measure import Measured
from hiveledger.report.metrics import FLOWS, By
from hiveledger.report.periods import Period

__all__ = ["KEPT", "Edition", "differences", "edition_of", "read_edition", "write_edition"]

KEPT: Final = 100_000
"""How many of the rows behind the figures are kept; of a ledger of ten thousand leads all are."""

_FORM: Final = 1  # of the file
_FRAMES: Final = ("figures", "weeks", "cases", "people", "changed")
_CHANGED: Final = ("metric", "was", "was_n", "now", "now_n")


@dataclass(frozen=True, eq=False)
class Edition:
    """All that the pages of one report say, in codes; `team` is the ledger's name.

    `people` are names and units by staff number (column staff_no), `changed` what has become of the figures of the
    report before since it came out. `is_final` tells that the period was over.
    """

    team: str
    period: Period
    unit: str
    is_ranked: bool
    fewest: int
    is_final: bool
    figures: pd.DataFrame
    weeks: pd.DataFrame
    cases: pd.DataFrame
    people: pd.DataFrame
    changed: pd.DataFrame
    lists: Mapping[str, pd.DataFrame]

    def value(self, metric: str, by: By = By.ALL, of: str = "") -> float | None:
        """Give a figure; None where there is none."""
        row = self.row(metric, by, of)
        return None if row is None or pd.isna(row["value"]) else float(row["value"])

    def row(self, metric: str, by: By = By.ALL, of: str = "") -> Mapping[str, Any] | None:
        """Give a figure with its number of cases and the one before; None where nothing is told of it."""
        return self._rows.get((metric, by.value, of))

    def parted(self, metric: str, by: By) -> list[Mapping[str, Any]]:
        """Give a figure of each of whom it is told."""
        return [row for (name, part, _), row in self._rows.items() if (name, part) == (metric, by.value)]

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Give what people are called, by staff number; those of one name have the number behind it."""
        told = self.people.dropna(subset=["name"])
        doubled = told["name"].duplicated(keep=False)
        said = told["name"].where(~doubled, told["name"] + " " + told["staff_no"])
        return dict(zip(told["staff_no"], said, strict=True))

    @cached_property
    def _rows(self) -> Mapping[tuple[str, str, str], Mapping[str, Any]]:
        records: list[dict[str, Any]] = self.figures.to_dict("records")  # type: ignore[assignment]
        return {(row["metric"], row["by"], row["of"]): row for row in records}


def _kept(cases: pd.DataFrame) -> pd.DataFrame:
    """Give the cases that are kept: of a very large ledger not all are, so that a report can still be opened."""
    return cases[(cases.index < KEPT) | cases["metric"].eq("held")].reset_index(drop=True)


def edition_of(measured: Measured, team: str, *, is_ranked: bool, fewest: int, is_final: bool) -> Edition:
    """Freeze what was measured."""
    people = measured.tables["people"][["name", "unit", "role"]].sort_index().reset_index(names="staff_no")
    lists = find_lists(measured.tables, measured.period.until, measured.unit)
    return Edition(
        team,
        measured.period,
        measured.unit,
        is_ranked,
        fewest,
        is_final,
        measured.figures,
        measured.weeks,
        _kept(measured.cases),
        people,
        pd.DataFrame(columns=list(_CHANGED)),
        lists,
    )


def differences(frozen: Edition, figures: pd.DataFrame) -> pd.DataFrame:
    """Tell which figures of what happened in a period have changed since its report came out.

    `figures` are those of the same period as they are known now; Reads: metric, by, of, value, n.
    Returns: metric, was, was_n, now, now_n.
    """
    told = frozen.figures
    before, now = (
        frame[frame["by"].eq(By.ALL.value) & frame["metric"].isin(FLOWS)].set_index("metric")[["value", "n"]]
        for frame in (told, figures)
    )
    both = before.add_suffix("_before").join(now.add_suffix("_now"))
    same = both["value_before"].sub(both["value_now"]).abs().lt(1e-9) | both[["value_before", "value_now"]].isna().all(
        axis=1
    )
    changed = both[~(same & both["n_before"].eq(both["n_now"]))].reset_index()
    return changed.set_axis(list(_CHANGED), axis=1)


def write_edition(edition: Edition, path: Path) -> None:
    """Put a report on disk, whole or not at all."""
    period = edition.period
    record = {
        "form": _FORM,
        "team": edition.team,
        "period": [period.name, period.since.isoformat(), period.until.isoformat()],
        "unit": edition.unit,
        "ranked": edition.is_ranked,
        "fewest": edition.fewest,
        "final": edition.is_final,
        **{name: _packed(getattr(edition, name)) for name in _FRAMES},
        "lists": {name: _packed(rows) for name, rows in edition.lists.items()},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    with beside.open("w", encoding="utf-8", newline="\n") as file:
        json.dump(record, file, ensure_ascii=False, separators=(",", ":"))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def read_edition(path: Path) -> Edition | None:
    """Give the report that stands on disk; None where there is none.

    Raises: ReportError for one that cannot be read, or was made by a newer program.
    """
    if not path.exists():
        return None
    try:
        record = json.loads(path.read_text("utf-8"))
        name, since, until = record["period"]
        if record["form"] != _FORM:
            raise ReportError("weekly.newer", file=path.name)
        return Edition(
            record["team"],
            Period(name, datetime.fromisoformat(since), datetime.fromisoformat(until)),
            record["unit"],
            record["ranked"],
            record["fewest"],
            record["final"],
            **{name: _frame(record[name]) for name in _FRAMES},
            lists={name: _frame(rows) for name, rows in record["lists"].items()},
        )
    except (ValueError, KeyError, TypeError) as problem:
        raise ReportError("weekly.damaged", file=path.name) from problem


def _packed(frame: pd.DataFrame) -> dict[str, Any]:
    """Give a frame as JSON can hold it: by column, its dtype and its cells."""
    return {str(column): [frame[column].dtype.name, _cells(frame[column])] for column in frame.columns}


def _cells(column: pd.Series) -> list[Any]:
    if column.dtype.kind in "bi":
        return list(column.tolist())
    return [item.isoformat() if isinstance(item, datetime) else item for item in values(column)]


def _frame(record: Mapping[str, Any]) -> pd.DataFrame:
    columns = {name: pd.Series(cells, dtype=object).astype(dtype) for name, (dtype, cells) in record.items()}
    return pd.DataFrame(columns)
