"""All figures as a workbook, with the rows behind each, and the lists whole."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import pandas as pd

from hiveledger.changes import values
from hiveledger.report.edition import Edition
from hiveledger.report.metrics import METRICS, By
from hiveledger.report.shown import label_of, part_of
from hiveledger.report.workbook import Cell, Sheet, write_workbook
from hiveledger.text import Language, say
from hiveledger.text.masking import mask

__all__ = ["render_sheets"]

_WIDTHS: Final = {"meaning": 100, "company": 36, "figure": 26, "what": 26}
_USUAL: Final = 16
_NO_UNIT: Final = "share"  # a share is told as the number that it is


def render_sheets(edition: Edition, language: Language) -> bytes:
    """Give the workbook. The same report gives the same bytes."""
    sheets = [
        Sheet(
            say(f"weekly.sheets.{name}", language),
            [say(f"weekly.column.{head}", language) for head in heads],
            [_WIDTHS.get(head, _USUAL) for head in heads],
            rows,
        )
        for name, heads, rows in _sheets(edition, language)
    ]
    return write_workbook(sheets)


def _sheets(edition: Edition, language: Language) -> Iterator[tuple[str, Sequence[str], Iterable[Sequence[Cell]]]]:
    counted = ("figure", "by", "of", "value", "unit", "cases", "before", "cases_before", "by_hand")
    yield "figures", counted, _figures(edition, language)
    yield "weeks", ("figure", "week", "value", "unit", "cases"), _weeks(edition, language)
    yield "rows", ("figure", "lead", "since", "value", "am", "unit_of", "source", "grade"), _rows(edition, language)
    for name, rows in edition.lists.items():
        yield name, ("lead", "company", "grade", "am", "what", "since"), _entries(edition, rows, language)
    yield "meanings", ("figure", "meaning"), ([one.title(language), one.meaning(language)] for one in METRICS.values())


def _figures(edition: Edition, language: Language) -> Iterator[Sequence[Cell]]:
    told = edition.figures
    numbers = [
        values(told[column].astype("float64")) for column in ("value", "n", "previous", "previous_n", "observed")
    ]
    for metric, by, of, value, n, previous, previous_n, observed in zip(
        told["metric"], told["by"], told["of"], *numbers, strict=True
    ):
        whom = _whom(edition, metric, By(by), of, language)
        yield [_title(metric, language), *whom, value, _unit(metric, language), n, previous, previous_n, observed]


def _whom(edition: Edition, metric: str, by: By, of: str, language: Language) -> tuple[str, str]:
    if by is By.ALL:
        return "", ""
    label = part_of(metric, of, language) if by is By.PART else label_of(edition, by, of, language)
    return say(f"weekly.by.{by}", language), label


def _weeks(edition: Edition, language: Language) -> Iterator[Sequence[Cell]]:
    told = edition.weeks
    numbers = [values(told[column].astype("float64")) for column in ("value", "n")]
    for metric, week, value, n in zip(told["metric"], told["week"], *numbers, strict=True):
        yield [_title(metric, language), week, value, _unit(metric, language), n]


def _rows(edition: Edition, language: Language) -> Iterator[Sequence[Cell]]:
    told = edition.cases
    titles = told["metric"].map({name: metric.title(language) for name, metric in METRICS.items()})
    names = {str(am): label_of(edition, By.AM, str(am), language) for am in told["am"].dropna().unique()}
    columns = [told["lead"], told["at"], told["value"], told["am"].map(names).astype("str")]
    columns += [told["unit"], told["source"], told["grade"]]
    yield from zip(titles, *map(values, columns), strict=True)
    left_out = int(edition.figures.loc[edition.figures["by"].eq(By.ALL.value), "n"].sum()) - len(told)
    if left_out:
        yield [say("weekly.left_out", language, count=f"{left_out:,}")]


def _entries(edition: Edition, rows: pd.DataFrame, language: Language) -> Iterator[Sequence[Cell]]:
    columns = [values(rows[column]) for column in ("lead", "company", "grade", "am", "what", "since", "other")]
    for lead, company, grade, am, what, since, other in zip(*columns, strict=True):
        whose = label_of(edition, By.AM, am, language) if isinstance(am, str) else None
        named = mask(company) if isinstance(company, str) else None
        yield [lead, named, grade, whose, say(f"weekly.what.{what}", language, other=other or ""), since]


def _title(metric: str, language: Language) -> str:
    return METRICS[metric].title(language)


def _unit(metric: str, language: Language) -> str:
    unit = METRICS[metric].unit
    return "" if unit == _NO_UNIT else say(f"unit.{unit}", language)
