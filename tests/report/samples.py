"""Ledgers at the edges of what a report has to show: nobody, one person, sixty with long names and rare characters.

Renew the pictures of docs/report.md with `.venv/bin/python -m tests.report.samples`.
"""

import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pandas as pd

from hiveledger.changes import Tables, Value
from hiveledger.report.edition import Edition, edition_of
from hiveledger.report.measure import Record, measure
from hiveledger.report.periods import read_period
from hiveledger.report.render import render
from hiveledger.rules.calendar import read_holidays, read_hours
from hiveledger.schema import TABLES
from hiveledger.schema.frames import empty, typed
from hiveledger.settings import Settings
from hiveledger.text import Language
from tests.report.lived import lived

__all__ = ["edition", "large_edition", "lived_edition", "tiny_ledger"]

_WEEK: Final = "2026-W11"
_MONDAY: Final = datetime(2026, 3, 9, 9)
_LATER: Final = datetime(2026, 4, 1)
_AMS: Final = 60
_SOURCES: Final = ("官网表单", "展会", "转介绍", "电话", "A very long name of a channel from abroad")
_STATUSES: Final = ("assigned", "confirmed", "following", "won", "lost", "pooled", "cleaned")


def edition(tables: Tables, runs: tuple = (), *, week: str = _WEEK, unit: str = "", is_ranked: bool = True) -> Edition:  # type: ignore[type-arg]
    """Give the report of a week of a ledger."""
    people = typed(TABLES["people"], tables.get("people", empty(TABLES["people"])))
    hours = read_hours(Settings(), read_holidays(empty(TABLES["holidays"])), empty(TABLES["units"]), people)
    record = Record(tables, runs, Settings(), hours)
    measured = measure(record, read_period(week, _LATER), unit)
    return edition_of(measured, "华东一部", is_ranked=is_ranked, fewest=Settings().rate_cases, is_final=True)


@cache
def lived_edition(week: str = "2026-W12", unit: str = "") -> Edition:
    """Give the report of a week of the simulated team."""
    weeks = lived()
    return edition(weeks.tables, weeks.runs, week=week, unit=unit)


@cache
def large_edition() -> Edition:
    """Give the report of the ledger of sixty AMs."""
    return edition(_large_ledger())


def tiny_ledger() -> Tables:
    """Give a ledger of one person with one lead."""
    lead = {"lead_id": "L1", "company": "示例公司", "status": "confirmed", "owner": "A1", "grade": "A"}
    times = {"received_at": _MONDAY, "cleaned_at": _MONDAY, "clean_due": _MONDAY + timedelta(days=1)}
    given = {"assigned_at": _MONDAY, "delivered_at": _MONDAY, "confirm_due": _MONDAY + timedelta(hours=2)}
    rest = {"first_assigned_at": _MONDAY, "confirmed_at": _MONDAY + timedelta(hours=1)}
    people = pd.DataFrame([{"staff_no": "A1", "name": "示例甲", "role": "AM", "unit": "一组"}])
    leads = pd.DataFrame([{**lead, **times, **given, **rest}])
    return {"leads": typed(TABLES["leads"], leads), "people": typed(TABLES["people"], people)}


def _large_ledger() -> Tables:
    """Give a ledger of sixty AMs in twelve units, with names that do not fit a line and characters that no font has."""
    people = pd.DataFrame([_person(number) for number in range(_AMS)])
    leads = pd.DataFrame([*_leads()])
    return {"leads": typed(TABLES["leads"], leads), "people": typed(TABLES["people"], people)}


def _person(number: int) -> dict[str, Value]:
    name = (
        "阿卜杜勒凯尤木·买买提示例"
        if number % 7 == 0
        else f"Maximiliana-Alexandra Example {number}"
        if number % 7 == 1
        else f"示例{number}"
    )
    unit = f"华东大客户与渠道联合业务第{number % 12 + 1}组"
    return {"staff_no": f"A{number:03}", "name": name, "role": "AM", "unit": unit, "cap": 8.0, "quota_a": 5.0}


def _leads() -> Iterator[dict[str, Value]]:
    for number in range(900):
        at = _MONDAY + timedelta(minutes=number % 2000)
        status, owner = _STATUSES[number % len(_STATUSES)], f"A{number * 7 % _AMS:03}"
        company = "示例" * (30 if number % 11 == 0 else 3) + f"𠮷野{number}有限公司"
        row: dict[str, Value] = {"lead_id": f"L{number:06}", "company": company, "grade": "ABC"[number % 3]}
        row |= {"status": status, "source": _SOURCES[number % len(_SOURCES)], "received_at": at, "cleaned_at": at}
        row |= {"occurred_at": at - timedelta(hours=number % 50), "clean_due": at + timedelta(hours=24)}
        if status not in {"pooled", "cleaned"}:
            due = at + timedelta(hours=2)
            row |= {"owner": owner, "assigned_at": at, "delivered_at": at, "first_assigned_at": at, "confirm_due": due}
            row |= {
                "first_touch_due": at + timedelta(hours=30),
                "budget_cny": 1000.0 * number,
                "returns": number % 4 * 1.0,
            }
            if status != "assigned":
                row["confirmed_at"] = at + timedelta(minutes=number % 150)
            if number % 3:
                row["first_touch_at"] = at + timedelta(hours=number % 40)
        yield row


def _renew(folder: Path) -> None:
    """Draw the first two pages."""
    with TemporaryDirectory() as name:
        pdf = Path(name) / "pages.pdf"
        pdf.write_bytes(render(lived_edition(), Language.ZH).pdf)
        for page in ("1", "2"):
            drawn = folder / f"report-{page}"
            subprocess.run(["pdftoppm", "-r72", "-png", "-singlefile", "-f", page, pdf, drawn], check=True)


if __name__ == "__main__":
    _renew(Path(__file__).parents[2] / "docs" / "pictures")
