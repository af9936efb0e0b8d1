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
