"""A reply counts from when somebody gave it, whatever our runs did to the cell since."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from hiveledger.book.file import FileBook
from hiveledger.changes import Group, Plan, Set, Value
from hiveledger.flows.undo import plan_undo
from tests.ledgers import NOW, imported, type_into

LEAD: Final = "L000001"
GIVEN: Final = NOW + timedelta(minutes=30)
LATER: Final = NOW + timedelta(hours=5)


def reply(book: FileBook, text: str | None, at: datetime) -> None:
    """Let somebody reply and save at that time."""
    type_into(book.path, book.address("leads", LEAD, "reply"), text)
    os.utime(book.path, (at.timestamp(),) * 2)


def clear(book: FileBook) -> str:
    """Take the reply up, as `confirm` does."""
    change: Set = Set("leads", LEAD, "reply", "accept", None)
    run = book.write(Plan("confirm", LATER, (Group(LEAD, (change,)),)), "SO").run_id
    assert run
    assert book.read().replied_at == {}
    return run


@pytest.fixture
def book(tmp_path: Path) -> FileBook:
    row: dict[str, Value] = {"company": "示例公司", "received_at": NOW, "status": "assigned"}
    made = imported(tmp_path, row)
    reply(made, "接单", GIVEN)
    assert made.read().replied_at == {LEAD: GIVEN}
    return made


def test_a_reply_that_a_restore_puts_back_was_given_when_it_was(book: FileBook) -> None:
    run = clear(book)
    (version,) = (one for one in book.versions() if one.name == run)
    book.restore(version, "SO", LATER)
    assert book.read().replied_at == {LEAD: GIVEN}
    assert FileBook(book.path).read().replied_at == {LEAD: GIVEN}


def test_a_reply_that_an_undo_puts_back_was_given_when_it_was(book: FileBook) -> None:
    run = clear(book)
    book.write(plan_undo(book, LATER, run), "SO")
    assert book.read().replied_at == {LEAD: GIVEN}


def test_a_reply_that_somebody_gives_again_counts_from_then(book: FileBook) -> None:
    run = clear(book)
    book.write(plan_undo(book, LATER, run), "SO")
    reply(book, None, LATER)
    assert book.read().replied_at == {}
    reply(book, "接单", LATER + timedelta(minutes=1))
    assert book.read().replied_at == {LEAD: LATER + timedelta(minutes=1)}


TOUCH: Final = {"lead_id": LEAD, "staff_no": "A001"}


def touch(book: FileBook, row: int, at: datetime, **cells: str | None) -> None:
    """Let somebody fill cells of a row on 跟进记录 and save at that time."""
    sheet = book.address("touches", "", "touch_id").partition("!")[0]
    for column, text in cells.items():
        letter = book.address("touches", "", column).partition("!")[2].rstrip("0123456789")
        type_into(book.path, f"{sheet}!{letter}{row}", text)
    os.utime(book.path, (at.timestamp(),) * 2)


def any_run(book: FileBook, at: datetime = LATER) -> str:
    """Let a run write to the book, which gives each row its id."""
    before = book.read().frame("leads").loc[LEAD, "note"]
    change: Set = Set("leads", LEAD, "note", before if isinstance(before, str) else None, f"{at}")
    return book.write(Plan("clean", at, (Group(LEAD, (change,)),)), "SO").run_id


def at(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def by_person(book: FileBook) -> dict[str, datetime]:
    """Give when the row of each person was seen."""
    read = book.read()
    return {str(read.frame("touches")["staff_no"][key]): when for (_, key), when in read.seen_at.items()}


def test_a_row_keeps_its_time_when_it_gets_its_id(book: FileBook) -> None:
    touch(book, 2, at(40), **TOUCH)
    assert book.read().seen_at == {("touches", "T000001"): at(40)}
    any_run(book)
    assert FileBook(book.path).read().seen_at == {("touches", "T000001"): at(40)}


def test_rows_keep_their_times_when_others_are_put_above_them_before_they_have_ids(book: FileBook) -> None:
    touch(book, 2, at(40), lead_id=LEAD, staff_no="A001")
    assert by_person(book) == {"A001": at(40)}
    touch(book, 2, at(50), staff_no="A002")
    touch(book, 3, at(50), lead_id=LEAD, staff_no="A001")
    assert by_person(book) == {"A001": at(40), "A002": at(50)}
    any_run(book)
    assert by_person(book) == {"A001": at(40), "A002": at(50)}


def test_a_row_that_says_the_same_as_an_earlier_one_has_its_own_time(book: FileBook) -> None:
    touch(book, 2, at(40), **TOUCH)
    book.read()
    any_run(book)
    touch(book, 3, at(50), **TOUCH)
    assert book.read().seen_at == {("touches", "T000001"): at(40), ("touches", "T000002"): at(50)}


def test_a_row_counts_from_when_it_says_what_it_says(book: FileBook) -> None:
    touch(book, 2, at(40), staff_no="A001")
    book.read()
    touch(book, 2, at(50), lead_id=LEAD)
    assert by_person(book) == {"A001": at(50)}
    touch(book, 2, at(60), need="报价")
    assert by_person(book) == {"A001": at(50)}


def test_a_row_that_was_taken_out_and_put_there_again_counts_from_then(book: FileBook) -> None:
    touch(book, 2, at(40), **TOUCH)
    book.read()
    touch(book, 2, at(50), lead_id=None, staff_no=None)
    assert book.read().seen_at == {}
    touch(book, 2, at(60), **TOUCH)
    assert by_person(book) == {"A001": at(60)}


def test_a_row_that_a_restore_puts_back_counts_from_when_it_was_seen(book: FileBook) -> None:
    touch(book, 2, at(40), **TOUCH)
    book.read()
    run = any_run(book)
    (version,) = (one for one in book.versions() if one.name == run)
    book.restore(version, "SO", LATER)
    assert list(FileBook(book.path).read().seen_at.values()) == [at(40)]


def test_a_row_of_a_stale_copy_counts_from_when_it_was_seen(book: FileBook) -> None:
    touch(book, 2, at(40), **TOUCH)
    book.read()
    stale = book.path.read_bytes()
    any_run(book)
    book.path.write_bytes(stale)
    os.utime(book.path, (at(90).timestamp(),) * 2)
    assert list(book.read().seen_at.values()) == [at(40)]
    book.sync()
    assert list(FileBook(book.path).read().seen_at.values()) == [at(40)]


def test_what_was_saved_while_a_plan_was_made_counts_from_that_save(book: FileBook) -> None:
    book.read()
    touch(book, 2, at(40), **TOUCH)
    book.write(Plan("clean", LATER, (Group(LEAD, (Set("leads", LEAD, "note", None, "x"),)),)), "SO")
    assert book.read().seen_at == {("touches", "T000001"): at(40)}
