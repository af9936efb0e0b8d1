"""At every moment the old version or the new one stands there, whole, and nothing that a person saved is lost."""

import ctypes
import errno
import hashlib
import os
import shutil
import signal
import stat
import struct
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any, Final

import pytest

from hiveledger.book.disk.lease import Lease
from hiveledger.book.disk.publish import publish, put_anew
from hiveledger.errors import BusyError, GateError, LedgerError

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="replacing is verified on Linux alone")

OLD, NEW, THEIRS, LATER = b"old", b"new, finished", b"saved by somebody", b"saved once more"
_SWAP: Final = "hiveledger.book.disk.exchange._swap"  # the system's call


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.xlsx"
    path.write_bytes(OLD)
    return path


def names(book: Path) -> list[str]:
    return sorted(path.name for path in book.parent.iterdir() if path.name != ".book.xlsx.hive")


def backups(book: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (book.parent / ".book.xlsx.hive").glob("backups/*")}


class Interrupted(Lease):
    """A lease in whose last check something else happens: right before the book is replaced."""

    event: Callable[[], object]

    def check(self) -> None:
        """Check, and let it happen."""
        super().check()
        self.event()


def put(
    book: Path, event: Callable[[], object] = lambda: None, passed_over: tuple[tuple[str, float], ...] = ()
) -> None:
    state = book.resolve().parent / ".book.xlsx.hive"
    beside = book.resolve().parent / ".hiveledger-x.tmp"
    beside.write_bytes(NEW)
    with Interrupted(state, "m1", 5) as lease:
        lease.event = event
        publish(
            book, beside, hashlib.sha256(OLD).hexdigest(), state / "backups" / "R1.xlsx", lease, passed_over=passed_over
        )


def save_in_place(book: Path, content: bytes) -> None:
    book.write_bytes(content)


def save_by_renaming(book: Path, content: bytes) -> None:
    other = book.with_name("~temporary")
    other.write_bytes(content)
    other.replace(book)


def fails_with(number: int) -> Callable[..., object]:
    def fault(*_: object, **__: object) -> object:
        raise OSError(number, os.strerror(number))

    return fault


def on_windows(number: int) -> OSError:
    problem = PermissionError(errno.EACCES, "in use")
    vars(problem)["winerror"] = number
    return problem


def test_the_new_version_takes_the_place_and_the_old_one_is_kept_without_a_copy(book: Path) -> None:
    was = book.stat().st_ino
    put(book)
    assert book.read_bytes() == NEW
    assert backups(book) == {"R1.xlsx": OLD}
    assert (book.parent / ".book.xlsx.hive" / "backups" / "R1.xlsx").stat().st_ino == was
    assert names(book) == ["book.xlsx"]


def test_a_version_that_somebody_saved_meanwhile_stays(book: Path) -> None:
    book.write_bytes(THEIRS)
    with pytest.raises(BusyError) as problem:
        put(book)
    assert problem.value.code == "book.changed_meanwhile"
    assert (book.read_bytes(), backups(book), names(book)) == (THEIRS, {}, ["book.xlsx"])


@pytest.mark.parametrize("save", [save_in_place, save_by_renaming])
def test_a_version_that_somebody_saved_in_the_very_moment_stays(
    book: Path, save: Callable[[Path, bytes], None]
) -> None:
    with pytest.raises(BusyError) as problem:
        put(book, lambda: save(book, THEIRS))
    assert problem.value.code == "book.changed_meanwhile"
    assert (book.read_bytes(), backups(book), names(book)) == (THEIRS, {}, ["book.xlsx"])


@pytest.mark.parametrize("save", [save_in_place, save_by_renaming])
def test_a_version_that_somebody_saved_in_the_moment_after_that_stays_and_the_other_is_kept(
    book: Path, save: Callable[[Path, bytes], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    swap = ctypes.CDLL(None, use_errno=True).renameat2
    swaps = 0

    def swap_and_save(*arguments: object) -> object:
        nonlocal swaps
        swaps += 1
        done: object = swap(*arguments)
        if swaps == 1:
            save(book, LATER)
        return done

    monkeypatch.setattr(_SWAP, swap_and_save)
    with pytest.raises(BusyError):
        put(book, lambda: save_by_renaming(book, THEIRS))
    assert (book.read_bytes(), backups(book), names(book)) == (LATER, {"R1.xlsx": THEIRS}, ["book.xlsx"])


def test_a_version_that_cannot_be_looked_at_goes_back(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_disk() -> None:
        monkeypatch.setattr(hashlib, "file_digest", fails_with(errno.EIO))

    with pytest.raises(LedgerError) as problem:
        put(book, break_disk)
    assert problem.value.code == "book.disk_fault"
    assert (book.read_bytes(), backups(book), names(book)) == (OLD, {}, ["book.xlsx"])


def test_a_version_that_finds_no_way_back_is_kept(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    swap = ctypes.CDLL(None, use_errno=True).renameat2

    def swap_once(*arguments: object) -> object:
        monkeypatch.setattr(_SWAP, fails_with(errno.EIO))
        done: object = swap(*arguments)
        return done

    monkeypatch.setattr(_SWAP, swap_once)
    with pytest.raises(LedgerError):
        put(book, lambda: save_by_renaming(book, THEIRS))
    assert (book.read_bytes(), backups(book), names(book)) == (NEW, {"R1.xlsx": THEIRS}, ["book.xlsx"])


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOSYS, errno.ENOTSUP])
def test_where_files_cannot_change_places_the_new_one_replaces_the_old(
    book: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    monkeypatch.setattr(_SWAP, fails_with(number))
    put(book)
    assert (book.read_bytes(), backups(book), names(book)) == (NEW, {"R1.xlsx": OLD}, ["book.xlsx"])


def test_where_a_file_has_but_one_name_the_old_version_is_copied(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "link", fails_with(errno.EPERM))
    put(book)
    assert (book.read_bytes(), backups(book), names(book)) == (NEW, {"R1.xlsx": OLD}, ["book.xlsx"])


@pytest.mark.parametrize("step", ["fsync", "swap", "link and copy", "chmod"])
@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.EROFS, "book.read_only"),
        (errno.EDQUOT, "book.quota"),
        (errno.ENOSPC, "book.disk_full"),
        (errno.ESTALE, "book.share_gone"),
        (errno.EHOSTDOWN, "book.share_gone"),
        (errno.EIO, "book.disk_fault"),
        (errno.EINTR, "book.interrupted"),
        (errno.EACCES, "book.not_replaceable"),
        (errno.ENFILE, "book.not_written"),
    ],
)
def test_each_fault_has_its_sentence_and_leaves_the_old_version(
    book: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str, step: str
) -> None:
    places = {
        "fsync": ["os.fsync"],
        "swap": [_SWAP],
        "link and copy": ["os.link", "shutil.copy2"],
        "chmod": ["os.chmod"],
    }
    (book.parent / ".book.xlsx.hive" / "backups").mkdir(parents=True)
    with monkeypatch.context() as broken:
        for place in places[step]:
            broken.setattr(place, fails_with(number))
        with pytest.raises(LedgerError) as problem:
            put(book)
    assert (problem.value.code, problem.value.params) == (code, {"file": "book.xlsx", "why": os.strerror(number)})
    assert isinstance(problem.value, BusyError) == (number == errno.EACCES)
    assert (book.read_bytes(), backups(book), names(book)) == (OLD, {}, ["book.xlsx"])


def test_a_disk_that_does_not_confirm_the_new_name_is_told_of(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    really = os.fsync

    def not_after_the_swap(handle: int) -> None:
        if book.read_bytes() == NEW:
            raise OSError(errno.EIO, "Input/output error")
        really(handle)

    monkeypatch.setattr(os, "fsync", not_after_the_swap)
    with pytest.raises(LedgerError) as problem:
        put(book)
    assert problem.value.code == "book.not_synced"
    assert (book.read_bytes(), backups(book), names(book)) == (NEW, {"R1.xlsx": OLD}, ["book.xlsx"])


@pytest.mark.parametrize("number", [32, 5, 1175, 1177])
def test_a_file_that_windows_says_is_in_use_is_tried_again_until_it_is_free(
    book: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    swap = ctypes.CDLL(None, use_errno=True).renameat2
    refusals = [on_windows(number), on_windows(number)]

    def refuse_twice(*arguments: object) -> object:
        if refusals:
            raise refusals.pop()
        done: object = swap(*arguments)
        return done

    monkeypatch.setattr(_SWAP, refuse_twice)
    put(book)
    assert (book.read_bytes(), backups(book)) == (NEW, {"R1.xlsx": OLD})


def test_a_file_that_stays_in_use_is_busy_after_two_seconds(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> object:
        raise on_windows(32)

    monkeypatch.setattr(_SWAP, refuse)
    began = time.monotonic()
    with pytest.raises(BusyError) as problem:
        put(book)
    assert 2 <= time.monotonic() - began < 10
    assert problem.value.code == "book.not_replaceable"
    assert (book.read_bytes(), backups(book), names(book)) == (OLD, {}, ["book.xlsx"])


def test_a_book_that_is_away_for_a_moment_is_waited_for(book: Path) -> None:
    book.rename(book.with_name("aside"))
    back = threading.Timer(0.5, lambda: book.with_name("aside").rename(book))
    back.start()
    put(book)
    back.join()
    assert (book.read_bytes(), backups(book)) == (NEW, {"R1.xlsx": OLD})


@pytest.mark.parametrize("exchanges", [True, False], ids=["with exchange", "without"])
def test_a_book_that_goes_away_at_the_last_moment_is_not_created_again(
    book: Path, monkeypatch: pytest.MonkeyPatch, *, exchanges: bool
) -> None:
    if not exchanges:
        monkeypatch.setattr(_SWAP, fails_with(errno.EINVAL))
    with pytest.raises(GateError) as problem:
        put(book, lambda: book.unlink(missing_ok=True))
    assert problem.value.code == "gate.missing"
    assert (backups(book), names(book)) == ({}, [])


def test_owner_mode_access_list_and_attributes_stay(book: Path) -> None:
    entries = [(0x01, 6, -1), (0x02, 4, 12345), (0x04, 4, -1), (0x10, 6, -1), (0x20, 0, -1)]
    access_list = struct.pack("<I", 2) + b"".join(struct.pack("<HHi", *entry) for entry in entries)
    try:
        os.setxattr(book, "user.origin", b"kept")
        os.setxattr(book, "system.posix_acl_access", access_list)
    except OSError as problem:
        pytest.skip(f"no attributes or access lists here: {problem.strerror}")
    if os.geteuid() == 0:
        os.chown(book, 12345, 54321)
    was = book.stat()
    put(book)
    found = book.stat()
    assert (found.st_uid, found.st_gid, found.st_mode) == (was.st_uid, was.st_gid, was.st_mode)
    assert os.getxattr(book, "user.origin") == b"kept"
    assert os.getxattr(book, "system.posix_acl_access") == access_list


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_permissions_stay(book: Path, mode: int) -> None:
    book.chmod(mode)
    put(book)
    assert stat.S_IMODE(book.stat().st_mode) == mode


@pytest.fixture
def powerless_book() -> Iterator[Path]:
    """A book that belongs to an account without powers, as which the test runs."""
    was, folder = os.geteuid(), Path(tempfile.mkdtemp())
    if was == 0:
        os.chown(folder, 65534, -1)
        os.seteuid(65534)
    book = folder / "book.xlsx"
    book.write_bytes(OLD)
    yield book
    os.seteuid(was)
    shutil.rmtree(folder)


def test_a_book_marked_read_only_is_left_alone(powerless_book: Path) -> None:
    powerless_book.chmod(0o444)
    with pytest.raises(LedgerError) as problem:
        put(powerless_book)
    assert problem.value.code == "book.read_only"
    assert (powerless_book.read_bytes(), names(powerless_book)) == (OLD, ["book.xlsx"])


def test_a_book_is_published_without_the_right_to_give_files_away(powerless_book: Path) -> None:
    put(powerless_book)
    assert (powerless_book.read_bytes(), backups(powerless_book)) == (NEW, {"R1.xlsx": OLD})


def test_a_link_stays_a_link(book: Path) -> None:
    link = book.with_name("link.xlsx")
    link.symlink_to(book)
    put(link)
    assert link.is_symlink()
    assert book.read_bytes() == NEW


def test_a_book_that_was_opened_in_between_is_left_alone_unless_that_was_long_ago(book: Path) -> None:
    owner = book.with_name("~$book.xlsx")
    owner.write_bytes(b"")
    with pytest.raises(BusyError) as problem:
        put(book)
    assert problem.value.code == "book.open_elsewhere"
    assert (book.read_bytes(), backups(book), names(book)) == (OLD, {}, ["book.xlsx", owner.name])
    put(book, passed_over=((owner.name, owner.stat().st_mtime),))
    assert (book.read_bytes(), names(book)) == (NEW, ["book.xlsx", owner.name])


def test_a_turn_that_was_lost_publishes_nothing(book: Path) -> None:
    state = book.with_name(".book.xlsx.hive")
    beside = book.with_name(".hiveledger-x.tmp")
    beside.write_bytes(NEW)
    with Lease(state, "m1", 0) as lease:
        (state / "lease").unlink()
        with pytest.raises(BusyError) as problem:
            publish(book, beside, hashlib.sha256(OLD).hexdigest(), state / "backups" / "R1.xlsx", lease)
    assert problem.value.code == "book.lease_lost"
    assert (book.read_bytes(), backups(book), names(book)) == (OLD, {}, ["book.xlsx"])


def killed_at(line: int, book: Path) -> bool:
    """Publish in a process that kills itself before it runs that line of ours; tell whether it got so far."""
    child = os.fork()
    if child == 0:
        lines = 0

        def count(frame: FrameType, event: str, _: object) -> Callable[..., Any]:
            nonlocal lines
            lines += event == "line" and "hiveledger" in frame.f_code.co_filename
            if lines == line:
                os.kill(os.getpid(), signal.SIGKILL)
            return count

        sys.settrace(count)
        put(book)
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def test_wherever_the_program_is_killed_the_next_one_goes_on_and_no_version_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hiveledger.book.disk.lease._SILENT_SECONDS", 0.2)  # of a lease that says nothing yet
    line, published = 0, 0
    killed = True
    while killed:
        line += 1
        book = tmp_path / str(line) / "book.xlsx"
        book.parent.mkdir()
        book.write_bytes(OLD)
        killed = killed_at(line, book)
        if book.read_bytes() == NEW:
            published += 1
            assert backups(book) == {"R1.xlsx": OLD}
        else:
            assert book.read_bytes() == OLD
            put(book)
            assert (book.read_bytes(), backups(book)) == (NEW, {"R1.xlsx": OLD})
    assert 1 < published < line
    assert line > 100


def anew(book: Path) -> None:
    state = book.with_name(".book.xlsx.hive")
    beside = book.with_name(".hiveledger-x.tmp")
    beside.write_bytes(NEW)
    with Lease(state, "m1", 0) as lease:
        put_anew(book, beside, beside, lease)


@pytest.fixture(params=["with second names", "without"])
def _second_names(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    if request.param == "without":
        monkeypatch.setattr("os.link", refuse)


@pytest.mark.usefixtures("_second_names")
def test_a_book_that_is_gone_is_put_there_anew(book: Path) -> None:
    book.unlink()
    anew(book)
    assert book.read_bytes() == NEW


@pytest.mark.usefixtures("_second_names")
def test_a_book_that_is_there_again_is_not_written_over(book: Path) -> None:
    with pytest.raises(BusyError) as problem:
        anew(book)
    assert problem.value.code == "book.changed_meanwhile"
    assert book.read_bytes() == OLD
