"""The book in memory is held, copied, saved over and cut off as a file is."""

from datetime import datetime, timedelta
from random import Random

import pytest

from hiveledger.changes import Append, Group, Plan, Set
from hiveledger.errors import BusyError
from hiveledger.simulation.shared_book import Crash, KilledError, SharedBook
from hiveledger.simulation.team import team_tables

_NOW = datetime(2026, 3, 2, 10)


def _book() -> SharedBook:
    book = SharedBook(team_tables(Random(1)), _NOW)  # noqa: S311 - a sample, not a secret
    book.write(_plan(Append("leads", "L000001", {"company": "示例公司", "status": "assigned", "owner": "A001"})), "SO")
    return book


def _plan(*changes: Append | Set) -> Plan:
    return Plan("grade", _NOW, (Group("L000001", changes),))


def _cell(book: SharedBook, column: str) -> object:
    return book.read().frame("leads")[column].get("L000001")


def test_a_book_that_is_held_is_not_written() -> None:
    book = _book()
    book.holder = "A001"
    with pytest.raises(BusyError):
        book.write(_plan(Set("leads", "L000001", "grade", None, "A")), "SO")
    assert len(book.runs()) == 1


def test_what_a_stale_copy_takes_back_is_done_again_and_the_persons_edit_stays() -> None:
    book = _book()
    copy = book.copy()
    book.write(_plan(Set("leads", "L000001", "grade", None, "A")), "SO")
    book.save(copy, [Set("leads", "L000001", "need", None, "示例")], _NOW + timedelta(minutes=5))
    book.sync(_NOW + timedelta(minutes=6))
    assert (_cell(book, "grade"), _cell(book, "need")) == ("A", "示例")
    assert [run.verb for run in book.runs()] == ["grade", "grade", "observed"]


def test_an_answer_counts_from_when_it_was_first_saved() -> None:
    book, saved = _book(), _NOW + timedelta(minutes=5)
    book.save(book.copy(), [Set("leads", "L000001", "reply", None, "accept")], saved)
    book.save(book.copy(), [Set("leads", "L000001", "need", None, "示例")], saved + timedelta(hours=1))
    assert book.read().replied_at == {"L000001": saved}


@pytest.mark.parametrize(("crash", "grade"), [(Crash.BEFORE, None), (Crash.AFTER, "A")], ids=["before", "after"])
def test_a_process_that_is_killed_leaves_the_old_version_or_the_new(crash: Crash, grade: str | None) -> None:
    book = _book()
    book.crash = crash
    with pytest.raises(KilledError):
        book.write(_plan(Set("leads", "L000001", "grade", None, "A")), "SO")
    assert book.read().frame("leads")["grade"].dropna().to_dict() == ({"L000001": grade} if grade else {})
    assert book.crash is None
