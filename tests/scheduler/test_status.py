"""What `status` tells of a watcher, from what it left on the disk."""

import json
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from hiveledger.book.disk.processes import this_process
from hiveledger.cli import main
from hiveledger.findings import Reason
from hiveledger.notify import Letter, Outbox
from hiveledger.opening import open_book
from hiveledger.scheduler.heartbeat import Heartbeat, beat
from hiveledger.scheduler.record import JobRecord, LedgerRecord, Result, keep, record_file

SINCE: Final = datetime(2026, 3, 2, 9)
Said = Callable[..., tuple[int, str]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HIVELEDGER_STATE", str(tmp_path))
    return tmp_path / "watch"


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    def run(*words: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as left:
            main(["status", *words])
        return int(left.value.code or 0), capsys.readouterr().out

    return run


def alive(folder: Path, *books: Path, ago: timedelta = timedelta(), process: str = "") -> None:
    at = datetime.now() - ago
    heart = Heartbeat(os.getpid(), process or this_process(), "1.0", SINCE, at, 30, tuple(map(str, books)))
    beat(folder, heart)


def remember(folder: Path, book: Path, **told: Any) -> None:  # noqa: ANN401 - fields of the record
    keep(record_file(folder, book), LedgerRecord(str(book), SINCE, **told))


def job(result: Result, why: str = "", findings: int = 0) -> dict[str, JobRecord]:
    return {"return": JobRecord(SINCE, result, why, findings)}


def test_a_machine_on_which_nobody_ever_watched_says_how_to_begin(folder: Path, said: Said) -> None:
    code, text = said()
    assert code == 1
    assert "hiveledger watch" in text
    assert not folder.exists()


@pytest.mark.parametrize(
    ("ago", "process"),
    [
        pytest.param(timedelta(hours=1), "", id="it was not heard of for an hour"),
        pytest.param(timedelta(), "0/1/1", id="its process is another by now"),
    ],
)
def test_a_watcher_that_is_gone_is_told_of_with_when_it_was_last_heard(
    folder: Path, said: Said, ago: timedelta, process: str
) -> None:
    realm = this_process().partition("/")[0]
    alive(folder, ago=ago, process=process.replace("0", realm, 1))
    code, text = said("--json")
    assert (code, json.loads(text)["lives"]) == (1, False)


def test_of_each_ledger_and_job_the_last_run_the_next_and_what_waits_are_told(folder: Path, said: Said) -> None:
    book = folder.parent / "台账.xlsx"
    alive(folder, book)
    remember(folder, book, jobs=job(Result.NOTHING, findings=3), upcoming={"return": SINCE + timedelta(hours=2)})
    code, text = said()
    assert code == 0
    for word in ("台账.xlsx：正常", "退回：上次 03-02 09:00:00 没有要办的；下次 03-02 11:00:00", "3 条要人看"):
        assert word in text
    (told,) = json.loads(said("--json")[1])["ledgers"]
    assert (told["health"], told["waiting"], told["jobs"]["return"]["result"]) == ("well", 0, "nothing")


@pytest.mark.parametrize(
    ("told", "health", "expected"),
    [
        pytest.param({"held_by": "王示例", "held_since": SINCE}, "waits", 0, id="held by somebody"),
        pytest.param({"why": "文件不在"}, "waits", 0, id="not there just now"),
        pytest.param({"why": "缺少列", "failures": 1}, "failing", 1, id="cannot be read"),
        pytest.param({"jobs": job(Result.REFUSED, "规则填错")}, "failing", 1, id="a job that was refused"),
        pytest.param({"jobs": job(Result.FAULT, "程序错误")}, "failing", 1, id="a fault of ours"),
        pytest.param({"jobs": job(Result.WAITS, "正在写")}, "well", 0, id="a job that waits its turn"),
    ],
)
def test_a_ledger_does(folder: Path, said: Said, told: dict[str, Any], health: str, expected: int) -> None:
    book = folder.parent / "台账.xlsx"
    alive(folder, book)
    remember(folder, book, **told)
    code, text = said("--json")
    assert (code, json.loads(text)["ledgers"][0]["health"]) == (expected, health)


def test_messages_that_could_not_be_sent_are_for_a_person_to_see_to(folder: Path, said: Said) -> None:
    path = folder.parent / "台账.xlsx"
    alive(folder, path)
    remember(folder, path)
    book, now = open_book(path), datetime.now()
    outbox = Outbox(book.state_dir, book.machine)
    letters = outbox.put([Letter("assigned", f"L{number}", "A001", now) for number in range(3)], now)
    outbox.mark_sent([letters[0].key], now)
    outbox.mark_failed([letters[1].key], Reason("notify.no_address", {"to": "A001"}), now)
    code, text = said("--json")
    (told,) = json.loads(text)["ledgers"]
    assert (code, told["health"], told["messages"], told["unsent"]) == (1, "failing", 2, 1)
    assert "还没发出的消息：2 条，其中 1 条" in said()[1]
