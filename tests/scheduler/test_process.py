"""The process that watches, started, stopped, killed and hindered as on somebody's machine."""

import os
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from hiveledger.book.file import FileBook
from hiveledger.changes import Append, Group, Plan, value
from hiveledger.scheduler.heartbeat import read_heartbeat
from tests.hang import must_end
from tests.ledgers import type_into
from tests.scheduler.watching import LONG_AGO, assigned, ledger, until, watching
from tests.waiting import book_at, opened

BREAKS: Final = """
import sys
from pathlib import Path
from hiveledger.book.file import FileBook
from hiveledger.journal import Queue
from hiveledger.scheduler.process import watch
from hiveledger.text import Language

class Unforeseen(FileBook):
    def read(self):
        raise ZeroDivisionError("13800000001")

state, *places = map(Path, sys.argv[1:])
def opened(path):
    book = (Unforeseen if path.parent.name == "broken" else FileBook)(path, local=state)
    return book, Queue(state, path, book.state_dir / "asked.jsonl")

watch(places, state / "watch", opened, 1, Language.ZH, reach=lambda closed: None)
"""


@pytest.fixture(autouse=True)
def _ends() -> Iterator[None]:
    with must_end():
        yield


def status(book: FileBook, lead: str) -> str:
    return str(book_at(book.path).read().frame("leads").loc[lead, "status"])


def verbs(book: FileBook) -> Counter[str]:
    return Counter(run.verb for run in book_at(book.path).runs() if run.verb in ("confirm", "return", "observed"))


def test_what_is_overdue_goes_back_and_a_second_watcher_is_refused(tmp_path: Path) -> None:
    state, folder = tmp_path / "state", tmp_path / "f"
    book = ledger(folder, L1=LONG_AGO)
    with watching(state, folder) as watcher:
        until(lambda: watcher.wrote("退回"))
        with watching(state, folder) as second:
            said, _ = second.process.communicate()
        assert second.process.returncode == 2
        assert str(watcher.process.pid) in said
        watcher.stop()
    (run,) = (run.run_id for run in book_at(book.path).runs() if run.verb == "return")
    assert [line.split("：")[0][21:] for line in watcher.log.splitlines() if run in line] == [book.path.name]
    assert "示例甲" not in watcher.log
    heart = read_heartbeat(state / "watch")
    assert heart is not None
    assert heart.is_stopped
    assert not heart.lives(heart.at)


def test_after_a_kill_answers_are_read_first_and_each_job_catches_up_once(tmp_path: Path) -> None:
    state, folder = tmp_path / "state", tmp_path / "f"
    book = ledger(folder, L0=LONG_AGO)
    with watching(state, folder) as watcher:
        until(lambda: watcher.wrote("退回"))
        watcher.process.kill()
    due = datetime.now().replace(microsecond=0) - timedelta(minutes=5)
    leads = assigned(L1=due, L2=due)
    rows = (
        Append("leads", str(key), {name: value(row[name]) for name in leads.columns}) for key, row in leads.iterrows()
    )
    book.write(Plan("import", due, (Group("", tuple(rows)),)), "SO")
    type_into(book.path, reply_cell(book, "L1"), "接单")
    saved = (due - timedelta(minutes=1)).timestamp()  # in time, while nobody watched
    os.utime(book.path, (saved, saved))
    with watching(state, folder) as watcher:
        until(lambda: watcher.wrote("退回", times=2))
        looked = watcher.record(book.path)
        until(lambda: watcher.record(book.path) != looked)
        watcher.stop()
    assert (status(book, "L1"), status(book, "L2")) == ("confirmed", "returned")
    assert verbs(book) == {"return": 2, "confirm": 1, "observed": 1}


def reply_cell(book: FileBook, lead: str) -> str:
    book.read()
    return book.address("leads", lead, "reply")


def test_a_fault_in_one_ledger_stops_no_other_and_tells_nothing_of_what_it_held(tmp_path: Path) -> None:
    state = tmp_path / "state"
    broken, sound = ledger(tmp_path / "broken", L1=LONG_AGO), ledger(tmp_path / "sound", L1=LONG_AGO)
    with watching(state, state, broken.path, sound.path, main=("-c", BREAKS)) as watcher:
        until(lambda: watcher.wrote("退回"))
        watcher.stop()
    assert (status(broken, "L1"), status(sound, "L1")) == ("assigned", "returned")
    record = watcher.record(broken.path)
    assert record is not None
    assert "ZeroDivisionError" in record.why
    told = watcher.log + (state / "watch" / "faults.log").read_text("utf-8")
    assert "ZeroDivisionError" in told
    assert "13800000001" not in told


def test_a_book_that_somebody_has_open_waits_and_lands_when_it_is_closed(tmp_path: Path) -> None:
    state, folder = tmp_path / "state", tmp_path / "f"
    book = ledger(folder, L1=LONG_AGO)
    with watching(state, folder) as watcher:
        with opened(book, who="王示例"):
            until(lambda: (record := watcher.record(book.path)) is not None and record.held_by == "王示例")
            assert status(book, "L1") == "assigned"
        until(lambda: watcher.wrote("退回"))
        watcher.stop()
    assert verbs(book) == {"return": 1}


def test_told_to_stop_in_the_middle_of_a_write_it_leaves_the_old_or_the_new(tmp_path: Path) -> None:
    state, folder = tmp_path / "state", tmp_path / "f"
    book = ledger(folder, **{f"L{number}": LONG_AGO for number in range(2000)})
    with watching(state, folder) as watcher:
        until((book.state_dir / "lease").exists)
        watcher.process.terminate()
        watcher.process.wait()
    there = book_at(book.path)
    is_done = "return" in verbs(book)
    assert set(there.read().frame("leads")["status"]) == {"returned" if is_done else "assigned"}
    there.sync()  # notes the end of a run that was cut off
    assert there.gaps() == ()
