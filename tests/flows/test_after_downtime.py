"""Nobody watched for a while: what people answered is read before anything is returned, by when they answered."""

import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from hiveledger.book.file import FileBook
from hiveledger.changes import value
from hiveledger.flows.requests import Kept
from tests.ledgers import type_into
from tests.tables import table
from tests.waiting import filled, opened, run

TEN: Final = datetime(2026, 3, 2, 10)
NEXT_DAY: Final = datetime(2026, 3, 3, 9)


@pytest.fixture
def book(tmp_path: Path) -> FileBook:
    leads = table("""
        lead_id | company    | industry | grade | status   | owner | assigned_at   | delivered_at  | confirm_due
        L000001 | 示例甲公司 | 汽车     | A     | assigned | A001  | 2026-03-02T10 | 2026-03-02T10 | 2026-03-02T12
        L000002 | 示例乙公司 | 汽车     | A     | assigned | A001  | 2026-03-02T10 | 2026-03-02T10 | 2026-03-02T12
    """)
    return filled(tmp_path, leads=leads, people=table("staff_no | name | role | industries\nA001 | 示例甲 | AM | 汽车"))


def accept(book: FileBook, lead: str, at: datetime) -> None:
    """Let the AM accept in their own program, and save at that time."""
    type_into(book.path, book.address("leads", lead, "reply"), "接单")
    saved_at(book, at)


def saved_at(book: FileBook, at: datetime) -> None:
    os.utime(book.path, (at.timestamp(), at.timestamp()))


def statuses(book: FileBook) -> list[object]:
    leads = book.read().frame("leads")
    return [value(leads.loc[lead, "status"]) for lead in ("L000001", "L000002")]


@pytest.mark.parametrize(
    ("minutes", "status"),
    [pytest.param(120, "confirmed", id="at the deadline"), pytest.param(121, "returned", id="a minute late")],
)
def test_the_save_time_of_the_answer_decides_however_late_it_is_read(book: FileBook, minutes: int, status: str) -> None:
    accept(book, "L000001", TEN + timedelta(minutes=minutes))
    run(book, "return", NEXT_DAY)
    assert statuses(book) == [status, "returned"]


def test_an_answer_in_a_book_that_was_held_past_the_deadline_is_in_time(book: FileBook) -> None:
    with opened(book):
        accept(book, "L000001", TEN + timedelta(minutes=30))
        (kept,) = run(book, "return", TEN + timedelta(hours=3))
        assert isinstance(kept, Kept)
        assert statuses(book) == ["assigned", "assigned"]
    run(book, "return", TEN + timedelta(hours=4))
    assert statuses(book) == ["confirmed", "returned"]


def test_a_stale_copy_over_a_confirmation_does_not_make_it_overdue(book: FileBook, tmp_path: Path) -> None:
    stale = tmp_path / "stale.xlsx"
    shutil.copy(book.path, stale)
    accept(book, "L000001", TEN + timedelta(minutes=30))
    run(book, "confirm", TEN + timedelta(minutes=31))
    shutil.copy(stale, book.path)
    saved_at(book, TEN + timedelta(hours=1))
    run(book, "return", TEN + timedelta(hours=3))
    assert statuses(book) == ["confirmed", "returned"]
