"""At most one writer has its turn, whoever dies, sleeps or looks at the same moment."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from hiveledger.book.disk.lease import Lease, holder
from hiveledger.book.disk.processes import is_gone, this_process
from hiveledger.errors import BusyError, LedgerError

resource = pytest.importorskip("resource", reason="signals and limits that only POSIX has")

_HOLDS: Final = """
import sys, time
from pathlib import Path
from hiveledger.book.disk.lease import Lease
from hiveledger.errors import BusyError
with Lease(Path(sys.argv[1]), "m1", 5, host=sys.argv[2]) as lease:
    print("inside", flush=True)
    sys.stdin.readline()
    try:
        lease.check()
        print("held", flush=True)
    except BusyError as problem:
        print(problem.code, flush=True)
"""

_TAKES_TURNS: Final = """
import os, sys
from pathlib import Path
from hiveledger.book.disk.lease import Lease
folder, host, turns = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
for _ in range(turns):
    with Lease(folder / ".book.hive", "m1", 60, host=host) as lease:
        os.close(os.open(folder / "inside", os.O_CREAT | os.O_EXCL))
        count = int((folder / "count").read_text())
        lease.check()
        (folder / "count").write_text(str(count + 1))
        (folder / "inside").unlink()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / ".book.hive"


def child(program: str, *arguments: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.fixture
def other(folder: Path, request: pytest.FixtureRequest) -> "Iterator[subprocess.Popen[str]]":
    """A process that holds the lease, on the host that the test names."""
    with child(_HOLDS, folder, getattr(request, "param", "here")) as process:
        assert process.stdout
        assert process.stdout.readline() == "inside\n"
        yield process
        process.kill()


def told(process: "subprocess.Popen[str]") -> str:
    """Let the holder check its lease, end, and say what it found."""
    output, faults = process.communicate("\n", timeout=30)
    assert faults == ""
    return output.strip()


def test_a_second_writer_is_told_who_has_the_turn_and_since_when(folder: Path) -> None:
    with Lease(folder, "m1", 1, host="pc-1") as lease:
        lease.check()
        held = holder(folder)
        with pytest.raises(BusyError) as problem, Lease(folder, "m2", 0.1, host="pc-2"):
            pass
        assert held
        assert (problem.value.code, problem.value.params) == (
            "book.being_written",
            {"host": "pc-1", "since": held.since},
        )
    assert (held.machine, held.pid) == ("m1", str(os.getpid()))
    assert list(folder.iterdir()) == []
    with Lease(folder, "m2", 0):
        pass


def test_the_time_of_the_lease_is_that_of_the_disk(folder: Path) -> None:
    with Lease(folder, "m1", 0):
        held = holder(folder)
        stamp = (folder / "lease").stat().st_mtime
    assert held
    assert abs(time.mktime(time.strptime(held.since, "%Y-%m-%d %H:%M:%S")) - stamp) < 5


def test_the_folder_is_open_to_those_who_may_use_the_book_s(tmp_path: Path, folder: Path) -> None:
    tmp_path.chmod(0o770)
    with Lease(folder, "m1", 0):
        assert folder.stat().st_mode & 0o777 == 0o770


def test_threads_of_one_process_exclude_each_other(folder: Path) -> None:
    inside, most, lock = 0, 0, threading.Lock()

    def take_turns() -> None:
        nonlocal inside, most
        for _ in range(5):
            with Lease(folder, "m1", 60):
                with lock:
                    inside += 1
                    most = max(most, inside)
                time.sleep(0.002)
                with lock:
                    inside -= 1

    threads = [threading.Thread(target=take_turns) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (inside, most) == (0, 1)


@pytest.mark.skipif(not this_process(), reason="this system does not tell which process is which")
def test_a_process_that_was_killed_on_this_host_gives_its_turn_up_at_once(
    folder: Path, other: "subprocess.Popen[str]"
) -> None:
    other.kill()
    began = time.monotonic()
    with Lease(folder, "m2", 20, host="here"):
        assert time.monotonic() - began < 3.5


@pytest.mark.parametrize("other", ["elsewhere"], indirect=True)
def test_a_process_that_was_killed_on_another_host_loses_its_turn_after_some_seconds(
    folder: Path, other: "subprocess.Popen[str]"
) -> None:
    other.kill()
    began = time.monotonic()
    with pytest.raises(BusyError), Lease(folder, "m2", 1, host="here"):
        pass
    with Lease(folder, "m2", 20, host="here") as lease:
        assert 4 < time.monotonic() - began < 15
        lease.check()


@pytest.mark.parametrize("other", ["elsewhere"], indirect=True)
def test_a_holder_that_works_for_long_is_not_taken_for_dead(folder: Path, other: "subprocess.Popen[str]") -> None:
    with pytest.raises(BusyError) as problem, Lease(folder, "m2", 5, host="here"):
        pass
    assert problem.value.params["host"] == "elsewhere"
    assert told(other) == "held"


@pytest.mark.parametrize("other", ["elsewhere"], indirect=True)
def test_a_holder_that_slept_finds_out_and_leaves_the_turn_of_another_alone(
    folder: Path, other: "subprocess.Popen[str]"
) -> None:
    other.send_signal(signal.SIGSTOP)
    with Lease(folder, "m2", 20, host="here") as lease:
        other.send_signal(signal.SIGCONT)
        assert told(other) == "book.lease_lost"
        lease.check()
        held = holder(folder)
    assert held
    assert held.host == "here"


@pytest.mark.parametrize("other", ["here"], indirect=True)
def test_a_holder_that_slept_while_nobody_waited_goes_on(folder: Path, other: "subprocess.Popen[str]") -> None:
    other.send_signal(signal.SIGSTOP)
    time.sleep(1)
    other.send_signal(signal.SIGCONT)
    assert told(other) == "held"
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("other", ["gone"], indirect=True)
def test_four_processes_on_two_hosts_are_never_inside_together_after_breaking_a_dead_lease(
    tmp_path: Path, other: "subprocess.Popen[str]"
) -> None:
    other.kill()
    (tmp_path / "count").write_text("0")
    processes = [child(_TAKES_TURNS, tmp_path, host, 25) for host in ("pc-1", "pc-1", "pc-2", "pc-2")]
    assert [process.communicate(timeout=120)[1] for process in processes] == [""] * 4
    assert (tmp_path / "count").read_text() == "100"
    assert list((tmp_path / ".book.hive").iterdir()) == []


@pytest.mark.parametrize("there", [b'{"token": "another"}', b"", None], ids=["another's", "nobody's", "none"])
def test_a_turn_that_is_not_there_any_more_is_lost_and_what_is_there_stays(folder: Path, there: bytes | None) -> None:
    path = folder / "lease"
    with Lease(folder, "m1", 0) as lease:
        path.unlink()
        if there is not None:
            path.write_bytes(there)
        with pytest.raises(BusyError) as problem:
            lease.check()
        assert problem.value.code == "book.lease_lost"
    assert (path.read_bytes() if path.exists() else None) == there


def test_a_lease_that_comes_back_to_life_while_it_is_being_broken_is_given_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.mkdir()
    path = folder / "lease"
    path.write_text(json.dumps({"host": "elsewhere", "token": "t", "beat": "1"}))
    monkeypatch.setattr("hiveledger.book.disk.lease._SILENT_SECONDS", 0.2)
    really = Path.rename

    def renewed_first(self: Path, target: Path) -> Path:
        path.write_text(json.dumps({"host": "elsewhere", "token": "t", "beat": "2"}))
        return really(self, target)

    with monkeypatch.context() as race:
        race.setattr(Path, "rename", renewed_first)
        with pytest.raises(BusyError), Lease(folder, "m2", 0.3):
            pass
    assert [item.name for item in folder.iterdir()] == ["lease"]
    held = holder(folder)
    assert held
    assert (held.host, held.beat) == ("elsewhere", "2")


@pytest.mark.parametrize("content", [b"", b"\xff", b"[]", b'{"host": {}}'], ids=["empty", "torn", "a list", "odd"])
def test_a_lease_that_says_nothing_sensible_is_respected_and_broken_like_any_other(
    folder: Path, content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.mkdir()
    (folder / "lease").write_bytes(content)
    with pytest.raises(BusyError), Lease(folder, "m2", 0.1):
        pass
    monkeypatch.setattr("hiveledger.book.disk.lease._SILENT_SECONDS", 0.2)
    with Lease(folder, "m2", 1) as lease:
        lease.check()


@pytest.fixture
def powerless() -> Iterator[Path]:
    """A folder in which nothing can be made, beside one in which it can."""
    top = Path(tempfile.mkdtemp())
    for name, mode in (("shut", 0o555), ("open", 0o777)):
        (top / name).mkdir()
        (top / name).chmod(mode)
    top.chmod(0o755)
    was = os.geteuid()
    if was == 0:
        os.seteuid(65534)
    yield top
    os.seteuid(was)
    (top / "shut").chmod(0o755)
    for path in [*top.glob("*/*"), *top.glob("*")]:
        (path.rmdir if path.is_dir() else path.unlink)()
    top.rmdir()


@pytest.mark.parametrize("name", ["shut", "shut/.book.hive"], ids=["it is there", "it cannot be made"])
def test_where_the_folder_cannot_be_written_programs_on_one_machine_take_turns(powerless: Path, name: str) -> None:
    folder, local = powerless / name, powerless / "open"
    with Lease(folder, "m1", 1, local) as lease:
        lease.check()
        assert not lease.is_shared
        taken = threading.Thread(target=_expect_busy, args=(folder, local))
        taken.start()
        taken.join()
    with Lease(folder, "m1", 0, local):
        pass
    for nowhere in (None, powerless / "shut" / "local"):
        with pytest.raises(LedgerError) as problem, Lease(folder, "m1", 0, nowhere):
            pass
        assert problem.value.code == "book.no_state"


def _expect_busy(folder: Path, local: Path) -> None:
    with pytest.raises(BusyError) as problem, Lease(folder, "m2", 0.1, local):
        pass
    assert problem.value.code == "book.being_written_here"


def test_a_name_that_windows_has_not_given_up_yet_is_waited_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    really, refusals = os.open, [1, 2]

    def refuse_twice(path: Path, *arguments: int) -> int:
        if path.name == "lease" and refusals:
            refusals.pop()
            raise PermissionError(13, "Permission denied")
        return really(path, *arguments)

    monkeypatch.setattr(os, "open", refuse_twice)
    with Lease(folder, "m1", 5) as lease:
        assert lease.is_shared
    assert refusals == []


def test_a_lease_that_cannot_be_looked_at_is_respected(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hiveledger.book.disk.lease._SILENT_SECONDS", 0.1)
    (folder / "lease").mkdir(parents=True)
    with pytest.raises(BusyError), Lease(folder, "m1", 0.5):
        pass


def test_a_lease_that_finds_no_room_on_the_disk_leaves_nothing_behind(folder: Path, tmp_path: Path) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
    try:
        with pytest.raises(LedgerError) as problem, Lease(folder, "m1", 0, tmp_path):
            pass
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert problem.value.code == "book.no_state"
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(not this_process(), reason="this system does not tell which process is which")
def test_a_process_number_that_was_given_out_again_is_another_process() -> None:
    realm, number, born = this_process().split("/")
    assert not is_gone(f"{realm}/{number}/{born}")
    assert is_gone(f"{realm}/{number}/{int(born) + 1}")
    assert not is_gone(f"other/{number}/{int(born) + 1}")
