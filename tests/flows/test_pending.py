"""What waits for a ledger, and who has it open: as it is told, and what is done with it."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from hiveledger.book.file import FileBook
from hiveledger.errors import BusyError, SchemaError
from hiveledger.flows.answer import Answer
from hiveledger.flows.pending import tend_pending, tend_sync
from hiveledger.flows.requests import Done, Kept, Step, Told
from hiveledger.text import Language
from tests.ledgers import type_into
from tests.tables import table
from tests.waiting import filled, opened, queue_of, run

TEN: Final = datetime(2026, 3, 2, 10)


@pytest.fixture
def book(tmp_path: Path) -> FileBook:
    return filled(tmp_path, leads=table("lead_id | company | status\nL000001 | 示例甲公司 | new"))


def pending(book: FileBook, *, apply: bool = False, drop: str = "", pass_over: str = "") -> list[Step | Answer]:
    queue = queue_of(book)
    return list(tend_pending(book, queue, TEN, Language.ZH, apply=apply, drop=drop, pass_over=pass_over))


def listed(steps: list[Step | Answer]) -> tuple[str, Any]:
    """Give the lines and the facts of the list that ends what `pending` tells."""
    answer = steps[-1]
    assert isinstance(answer, Answer)
    return "\n".join(answer.lines), answer.data


def keep(book: FileBook) -> str:
    with opened(book):
        (kept,) = run(book, "clean", TEN)
    assert isinstance(kept, Kept)
    return kept.request.request_id


def left_behind(book: FileBook, age: timedelta) -> Path:
    """Leave an owner file beside the ledger that was written that long before ten."""
    owner = book.path.with_name(f"~${book.path.name}")
    owner.write_bytes(b"\x00" * 165)
    written_at = (TEN - age).timestamp()
    os.utime(owner, (written_at, written_at))
    return owner


def test_nothing_waits_for_a_new_book(book: FileBook) -> None:
    lines, facts = listed(pending(book))
    assert lines == "没有排队的请求。"
    assert facts == {"waiting": [], "open_at": [], "written_by": None, "unsaved": []}


def test_the_list_tells_who_asked_for_what_and_why_it_waits(book: FileBook) -> None:
    asked = keep(book)
    lines, facts = listed(pending(book))
    for word in (asked, "2026-03-02 10:00", "SO", "清洗", "王示例"):
        assert word in lines
    (waiting,) = facts["waiting"]
    assert {name: waiting[name] for name in ("id", "verb", "who", "asked_at")} == {
        "id": asked,
        "verb": "clean",
        "who": "SO",
        "asked_at": TEN,
    }
    assert "王示例" in waiting["why"]


def test_the_list_names_who_has_the_book_open_since_when(book: FileBook) -> None:
    with opened(book, "李示例") as owner:
        os.utime(owner, (TEN.timestamp(), TEN.timestamp()))
        lines, facts = listed(pending(book))
    assert "李示例" in lines
    assert facts["open_at"] == [{"who": "李示例", "program": "LibreOffice", "since": TEN, "file": owner.name}]


def test_the_list_names_the_machine_that_is_writing(book: FileBook) -> None:
    with book.alone():
        lines, facts = listed(pending(book))
    assert facts["written_by"]["host"] in lines


def test_what_waits_is_carried_out_when_asked_for(book: FileBook) -> None:
    keep(book)
    done, answer = pending(book, apply=True)
    assert isinstance(done, Done)
    assert listed([answer])[1]["waiting"] == []


def test_what_waits_for_an_open_book_waits_on(book: FileBook) -> None:
    keep(book)
    with opened(book), pytest.raises(BusyError):
        pending(book, apply=True)
    assert len(queue_of(book).waiting()) == 1


def test_a_request_that_nobody_wants_is_given_up(book: FileBook) -> None:
    asked = keep(book)
    told, answer = pending(book, drop=asked)
    assert isinstance(told, Told)
    assert listed([answer])[1]["waiting"] == []


def test_a_request_that_does_not_wait_cannot_be_given_up(book: FileBook) -> None:
    keep(book)
    with pytest.raises(SchemaError) as refused:
        pending(book, drop="Q20260302-100000-000000")
    assert refused.value.code == "queue.unknown"
    assert len(queue_of(book).waiting()) == 1


@pytest.mark.parametrize(
    ("hours", "kept", "line"),
    [
        pytest.param(13, "queue.kept_left", "可能是残留的", id="since yesterday"),
        pytest.param(1, "queue.kept_open", "打开（", id="for an hour"),
    ],
)
def test_an_old_owner_file_is_asked_about(book: FileBook, hours: float, kept: str, line: str) -> None:
    left_behind(book, timedelta(hours=hours))
    (step,) = run(book, "clean", TEN)
    assert isinstance(step, Kept)
    assert step.told.code == kept
    assert line in listed(pending(book))[0]


def test_an_owner_file_that_was_left_behind_is_passed_over_and_stays(book: FileBook) -> None:
    owner = left_behind(book, timedelta(hours=13))
    run(book, "clean", TEN)
    told, done, answer = pending(book, pass_over=f"'{owner.name}'", apply=True)
    assert isinstance(told, Told)
    assert isinstance(done, Done)
    assert listed([answer])[1] == {"waiting": [], "open_at": [], "written_by": None, "unsaved": []}
    assert owner.exists()
    assert isinstance(run(book, "grade", TEN)[-1], Done)


def test_an_owner_file_that_is_written_anew_counts_again(book: FileBook) -> None:
    owner = left_behind(book, timedelta(hours=13))
    pending(book, pass_over=owner.name)
    left_behind(book, timedelta(hours=1))
    (step,) = run(book, "clean", TEN)
    assert isinstance(step, Kept)


def test_only_an_owner_file_can_be_passed_over(book: FileBook) -> None:
    with pytest.raises(SchemaError) as refused:
        pending(book, pass_over=book.path.name)
    assert refused.value.code == "queue.no_owner_file"


def test_sync_tells_which_runs_were_done_again(book: FileBook) -> None:
    stale = book.path.read_bytes()
    (done,) = run(book, "clean", TEN)
    assert isinstance(done, Done)
    assert done.outcome
    book.path.write_bytes(stale)
    told, _ = tend_sync(book, queue_of(book), TEN, Language.ZH)
    assert isinstance(told, Told)
    (finding,) = told.findings
    assert (finding.code, finding.params["run"]) == ("book.redone", done.outcome.run_id)
    assert book.read().frame("leads").loc["L000001", "status"] == "cleaned"


def test_sync_tells_what_people_changed(book: FileBook) -> None:
    run(book, "clean", TEN)
    type_into(book.path, book.address("leads", "L000001", "contact"), "甲示例")
    told, _ = tend_sync(book, queue_of(book), TEN, Language.ZH)
    assert isinstance(told, Told)
    (finding,) = told.findings
    assert (finding.code, finding.params["count"]) == ("queue.seen", 1)
    assert finding.params["run"] in {run.run_id for run in book.runs()}


def test_sync_carries_out_what_waits_and_tells_what_waits_on(book: FileBook) -> None:
    keep(book)
    done, answer = tend_sync(book, queue_of(book), TEN, Language.ZH)
    assert isinstance(done, Done)
    assert listed([answer])[1]["waiting"] == []
