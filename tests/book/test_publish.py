"""At every moment the old version or the new one stands there, whole."""

import io
import os
import stat
import sys
import zipfile
from pathlib import Path

import pytest

from hiveledger.book.publish import publish
from hiveledger.errors import BusyError, LedgerError


def archive(text: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as parts:
        parts.writestr("part", text)
    return made.getvalue()


OLD, NEW = archive("old"), archive("new")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.xlsx"
    path.write_bytes(OLD)
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def put(book: Path, content: bytes = NEW, backup: str = "1") -> None:
    publish(book, content, lambda found: found == OLD, book.parent / "backups" / backup)


def test_the_new_version_takes_the_place_and_the_old_one_is_kept(book: Path) -> None:
    put(book)
    assert book.read_bytes() == NEW
    assert (book.parent / "backups" / "1").read_bytes() == OLD
    assert names(book.parent) == ["backups", "book.xlsx"]


def test_a_version_that_somebody_saved_meanwhile_is_not_written_over(book: Path) -> None:
    book.write_bytes(archive("theirs"))
    with pytest.raises(BusyError):
        put(book)
    assert book.read_bytes() == archive("theirs")
    assert names(book.parent) == ["book.xlsx"]


def test_a_damaged_version_never_takes_the_place(book: Path) -> None:
    with pytest.raises(LedgerError):
        put(book, NEW.replace(b"new", b"nev", 1))
    with pytest.raises(LedgerError):
        put(book, NEW[:-10])
    assert book.read_bytes() == OLD


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_fault_of_the_system_leaves_the_old_version(book: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, step, fails)
    with pytest.raises(LedgerError) as problem:
        put(book)
    assert (problem.value.code, problem.value.params["why"]) == ("book.not_written", "No space left on device")
    assert book.read_bytes() == OLD
    assert not [name for name in names(book.parent) if name.endswith(".tmp")]


def test_a_file_that_may_not_be_replaced_is_busy(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def held(*_: object) -> None:
        raise PermissionError(13, "being used by another process")

    monkeypatch.setattr(os, "replace", held)
    with pytest.raises(BusyError):
        put(book)


def test_permissions_stay(book: Path) -> None:
    book.chmod(0o640)
    put(book)
    assert stat.S_IMODE(book.stat().st_mode) == 0o640


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_stays_a_link(book: Path) -> None:
    link = book.with_name("link.xlsx")
    link.symlink_to(book)
    put(link)
    assert link.is_symlink()
    assert book.read_bytes() == NEW


def test_the_newest_twenty_versions_are_kept(book: Path) -> None:
    for number in range(23):
        book.write_bytes(OLD)
        put(book, backup=f"{number:06d}")
    assert names(book.parent / "backups") == [f"{number:06d}" for number in range(3, 23)]


def test_a_file_system_without_links_gets_a_copy(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", unknown)
    put(book)
    assert (book.parent / "backups" / "1").read_bytes() == OLD
