"""Requests that wait: kept through a fall, a damaged database, and the loss of the files they name."""

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest

from hiveledger.errors import GateError, StorageError
from hiveledger.findings import Reason
from hiveledger.journal.queue import Queue
from hiveledger.journal.requests import Argument, Request, request_id
from tests.source import ROOT

NOW: Final = datetime(2026, 3, 2, 10)
WHY: Final = Reason("book.open_elsewhere", {"who": "王", "since": NOW, "count": 2.0})


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "shared" / "台账.xlsx"
    path.parent.mkdir()
    path.write_bytes(b"a book")
    return path


def queue_of(book: Path, state: str = "state") -> Queue:
    return Queue(book.parents[1] / state, book, book.parent / f".{book.name}.hive" / "here.asked.jsonl")


def request(verb: str = "assign", **arguments: Argument) -> Request:
    return Request(request_id(NOW), verb, arguments, "SO", NOW, WHY)


def test_a_request_is_given_back_as_it_was_asked(book: Path) -> None:
    asked = request("decline", lead="L1", reason="=忙", accept=False, leads=("L1", "L2"))
    queue_of(book).ask(asked)
    assert queue_of(book).waiting() == (asked,)


def test_requests_wait_in_the_order_in_which_they_came(book: Path) -> None:
    ids = [queue_of(book).ask(request(number=str(number))).request_id for number in range(9)]
    assert [waiting.request_id for waiting in queue_of(book).waiting()] == ids


def test_each_book_has_requests_of_its_own(book: Path) -> None:
    other = book.with_name("别的.xlsx")
    asked = queue_of(other).ask(request())
    assert queue_of(book).waiting() == ()
    assert queue_of(other).waiting() == (asked,)


def test_a_book_is_the_same_by_any_path_to_it(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = queue_of(book).ask(request())
    monkeypatch.chdir(book.parent)
    lines = book.parent / "elsewhere.jsonl"
    assert Queue(book.parents[1] / "state", Path(book.name), lines).waiting() == (asked,)


def test_a_closed_request_is_gone_with_its_copies(book: Path, tmp_path: Path) -> None:
    queue = queue_of(book)
    source = tmp_path / "名单.csv"
    source.write_text("公司\n甲\n", "utf-8")
    first, second = (queue.ask(request("import", files=(str(source),)), ["files"]) for _ in range(2))
    queue.close(first.request_id)
    assert queue.waiting() == (second,)
    assert [folder.name for folder in (tmp_path / "state" / "files").iterdir()] == [second.request_id]


def test_files_are_kept_as_copies_under_their_own_names(book: Path, tmp_path: Path) -> None:
    sources = [tmp_path / folder / "名单.csv" for folder in ("a", "b")]
    for source in sources:
        source.parent.mkdir()
        source.write_text(f"公司\n{source.parent.name}\n", "utf-8")
    queue_of(book).ask(request("import", files=tuple(map(str, sources))), ["files"])
    for source in sources:
        source.unlink()
    (waiting,) = queue_of(book).waiting()
    names = waiting.arguments["files"]
    assert isinstance(names, tuple)
    assert [Path(name).name for name in names] == ["名单.csv", "名单.csv"]
    assert [Path(name).read_text("utf-8") for name in names] == ["公司\na\n", "公司\nb\n"]


def test_a_request_whose_file_is_missing_is_refused_and_not_kept(book: Path, tmp_path: Path) -> None:
    with pytest.raises(GateError) as refused:
        queue_of(book).ask(request("import", files=(str(tmp_path / "没有.csv"),)), ["files"])
    assert refused.value.code == "gate.missing"
    assert queue_of(book).waiting() == ()


def test_why_a_request_still_waits_is_what_was_noted_last(book: Path) -> None:
    asked = queue_of(book).ask(request())
    queue_of(book).note(asked, Reason("confirm.unknown_lead", {"leads": "L9"}))
    (waiting,) = queue_of(book).waiting()
    assert waiting.why == Reason("confirm.unknown_lead", {"leads": "L9"})


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda path: path.write_bytes(b"no database at all" * 99), id="overwritten"),
        pytest.param(lambda path: path.write_bytes(path.read_bytes()[:4096]), id="cut off"),
        pytest.param(lambda path: path.write_bytes(b""), id="empty"),
        pytest.param(lambda path: path.unlink(), id="gone"),
    ],
)
def test_a_damaged_database_comes_back_from_the_journal(book: Path, damage: object) -> None:
    queue = queue_of(book)
    asked = [queue.ask(request(lead=f"L{number}")) for number in range(3)]
    queue.close(asked[1].request_id)
    assert callable(damage)
    damage(book.parents[1] / "state" / "requests.sqlite")
    assert queue_of(book).waiting() == (asked[0], asked[2])


def test_a_database_damaged_inside_is_kept_beside(book: Path) -> None:
    queue = queue_of(book)
    asked = [queue.ask(request("import", text="很长的消息" * 400)) for _ in range(9)]
    path = book.parents[1] / "state" / "requests.sqlite"
    content = bytearray(path.read_bytes())
    content[4096:8192] = bytes(4096)
    path.write_bytes(content)
    assert queue_of(book).waiting() == tuple(asked)
    assert path.with_name("requests.sqlite.damaged").read_bytes() == content


def test_a_request_that_is_closed_does_not_come_back(book: Path) -> None:
    queue = queue_of(book)
    queue.close(queue.ask(request()).request_id)
    (book.parents[1] / "state" / "requests.sqlite").unlink()
    assert queue_of(book).waiting() == ()


def test_what_another_program_wrote_into_the_journal_is_passed_over(book: Path) -> None:
    asked = queue_of(book).ask(request())
    lines = book.parent / f".{book.name}.hive" / "here.asked.jsonl"
    with lines.open("ab") as file:
        file.write(b'{"asked": "Q9", "book": "' + str(book).encode() + b'"}\n["x"]\n{"weighed": 1}\n{"asked": "Q')
    (book.parents[1] / "state" / "requests.sqlite").unlink()
    assert queue_of(book).waiting() == (asked,)


def test_a_copied_book_leaves_its_requests_to_the_book(book: Path) -> None:
    asked = queue_of(book).ask(request())
    copy = book.with_name("副本.xlsx")
    copy.write_bytes(book.read_bytes())
    lines = book.parent / f".{book.name}.hive" / "here.asked.jsonl"
    assert Queue(book.parents[1] / "state", copy, lines).waiting() == ()
    assert queue_of(book).waiting() == (asked,)


def test_a_moved_book_takes_its_requests_along(book: Path) -> None:
    asked = queue_of(book).ask(request())
    moved = book.parent / "2026" / book.name
    moved.parent.mkdir()
    book.rename(moved)
    lines = book.parent / f".{book.name}.hive" / "here.asked.jsonl"
    assert Queue(book.parents[1] / "state", moved, lines).waiting() == (asked,)
    assert queue_of(book).waiting() == ()


def test_a_folder_that_only_others_may_write_to_costs_no_request(book: Path) -> None:
    (book.parent / f".{book.name}.hive").write_text("in the way", "utf-8")
    asked = queue_of(book).ask(request())
    assert queue_of(book).waiting() == (asked,)


def test_a_state_folder_that_cannot_be_used_is_told_of(book: Path) -> None:
    (book.parents[1] / "state").write_text("in the way", "utf-8")
    with pytest.raises(StorageError) as refused:
        queue_of(book).waiting()
    assert refused.value.code == "queue.no_place"


def test_a_process_that_is_cut_off_while_it_asks_leaves_a_whole_queue(book: Path, tmp_path: Path) -> None:
    source = tmp_path / "名单.csv"
    source.write_text("公司\n甲\n", "utf-8")
    asked = queue_of(book).ask(request("import", files=(str(source),)), ["files"])
    program = """
import os, pathlib, sqlite3, sys
from tests.journal import test_queue as t
real = t.Queue._keep
def cut(*given):
    real(*given)
    os._exit(9)
t.Queue._keep = cut
t.queue_of(pathlib.Path(sys.argv[1])).ask(t.request("import", files=(sys.argv[2],)), ["files"])
"""
    done = subprocess.run([sys.executable, "-c", program, str(book), str(source)], cwd=ROOT, check=False)
    assert done.returncode == 9
    assert queue_of(book).waiting() == (asked,)
    other = queue_of(book).ask(request())
    queue_of(book).close(other.request_id)
    assert [folder.name for folder in (tmp_path / "state" / "files").iterdir()] == [asked.request_id]


def test_programs_that_ask_at_once_each_leave_a_whole_line(book: Path) -> None:
    program = """
import pathlib, sys
from tests.journal import test_queue as t
for number in range(20):
    t.queue_of(pathlib.Path(sys.argv[1])).ask(t.request("import", text="消息" * 2000))
"""
    words = [sys.executable, "-c", program, str(book)]
    running = [subprocess.Popen(words, cwd=ROOT) for _ in range(2)]
    assert [process.wait() for process in running] == [0, 0]
    assert len(queue_of(book).waiting()) == 40
    lines = (book.parent / f".{book.name}.hive" / "here.asked.jsonl").read_bytes().splitlines()
    assert len({json.loads(line)["asked"] for line in lines}) == 40


def test_an_owner_file_is_passed_over_as_it_was_seen(book: Path) -> None:
    queue_of(book).pass_over(("~$台账.xlsx", 1.5))
    assert queue_of(book).passed_over() == {("~$台账.xlsx", 1.5)}
    queue_of(book).pass_over(("~$台账.xlsx", 2.5))
    assert queue_of(book).passed_over() == {("~$台账.xlsx", 2.5)}
    assert queue_of(book.with_name("别的.xlsx")).passed_over() == frozenset()
