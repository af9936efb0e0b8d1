"""Owner files tell who has a book open, and names tell which files are copies of it."""

import os
import struct
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from hiveledger.book.disk.holders import Holder, conflict_copies, holders, is_stale, refuse_if_open
from hiveledger.errors import BusyError

OPENED: Final = datetime(2026, 3, 2, 10)


def excel(name: str) -> bytes:
    """Write an owner file as Excel does: the name in ANSI, then in UTF-16."""
    ansi = name.encode("gbk", "replace")[:52]
    head = bytes([len(ansi)]) + ansi.ljust(54)
    return (head + struct.pack("<H", len(name)) + name.encode("utf-16-le")).ljust(165, b" ")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "台账[1].xlsx"
    path.write_bytes(b"")
    return path


def leave(book: Path, owner: str, content: bytes = b"") -> Path:
    """Leave an owner file beside the book, written when the book was opened."""
    path = book.with_name(owner)
    path.write_bytes(content)
    os.utime(path, (OPENED.timestamp(),) * 2)
    return path


@pytest.mark.parametrize(
    ("owner", "content", "who", "program"),
    [
        pytest.param("~$台账[1].xlsx", excel("示例用户"), "示例用户", "Excel / WPS", id="Excel"),
        pytest.param(
            "~$台账[1].xlsx", excel("示例用户")[:55], "示例用户", "Excel / WPS", id="Excel, the ANSI name alone"
        ),
        pytest.param("~$台账[1].xlsx", b"", "?", "Excel / WPS", id="Excel, an empty file"),
        pytest.param("~$台账[1].xlsx", b"\xff" * 165, "?", "Excel / WPS", id="Excel, something else"),
        pytest.param(
            ".~lock.台账[1].xlsx#",
            ",示例,pc,02.03.2026 10:00,file:///;".encode(),
            "示例",
            "LibreOffice",
            id="LibreOffice",
        ),
        pytest.param(
            ".~lock.台账[1].xlsx#", r"示例\,甲,u,pc,x,y;".encode(), "示例,甲", "LibreOffice", id="LibreOffice, a comma"
        ),
        pytest.param(".~台账[1].xlsx", b"", "?", "WPS", id="WPS"),
        pytest.param("~$台账[1].XLSX", b"", "?", "Excel / WPS", id="on a disk that knows no case"),
    ],
)
def test_an_open_book_is_refused_and_its_holder_named(
    book: Path, owner: str, content: bytes, who: str, program: str
) -> None:
    mark = (owner, OPENED.timestamp())
    leave(book, owner, content)
    assert holders(book) == (Holder(who, program, OPENED, owner, mark),)
    with pytest.raises(BusyError) as problem:
        refuse_if_open(book)
    said = {"file": book.name, "who": who, "program": program, "since": OPENED, "owner_file": owner}
    assert problem.value.params == said
    assert (book.parent / owner).exists()


def test_an_owner_file_that_somebody_confirmed_to_be_left_behind_is_passed_over_until_it_is_written_anew(
    book: Path,
) -> None:
    owner = leave(book, "~$台账[1].xlsx")
    (holder,) = holders(book)
    refuse_if_open(book, {holder.mark})
    assert owner.exists()
    os.utime(owner, (OPENED.timestamp() + 1,) * 2)
    with pytest.raises(BusyError):
        refuse_if_open(book, {holder.mark})
    os.utime(owner, (OPENED.timestamp(),) * 2)
    leave(book, ".~lock.台账[1].xlsx#")
    with pytest.raises(BusyError):
        refuse_if_open(book, {holder.mark})


@pytest.mark.parametrize(
    ("hours", "limit", "stale"), [(11, 12, False), (12, 12, False), (13, 12, True), (2, 1, True), (-1, 12, False)]
)
def test_an_owner_file_is_stale_by_its_age(book: Path, hours: int, limit: float, *, stale: bool) -> None:
    leave(book, "~$台账[1].xlsx")
    (holder,) = holders(book)
    assert is_stale(holder, book, OPENED + timedelta(hours=hours), limit) == stale


@pytest.mark.parametrize("held", ["台账[1].xlsx", "~$台账[1].xlsx"])
def test_an_owner_file_is_not_stale_while_the_system_keeps_others_out(
    book: Path, held: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave(book, "~$台账[1].xlsx")
    (holder,) = holders(book)
    really = Path.open

    def refuse(self: Path, mode: str = "r") -> object:
        if self.name == held:
            raise PermissionError(13, "being used by another process")
        return really(self, mode)

    monkeypatch.setattr(Path, "open", refuse)
    assert not is_stale(holder, book, OPENED + timedelta(days=30))


@pytest.mark.parametrize(
    "other",
    [
        pytest.param("~$另一本.xlsx", id="another book"),
        pytest.param(".~lock.我的台账[1].xlsx#", id="a book whose name ends alike"),
        pytest.param("~$台账1.xlsx", id="a name that only looks alike to a pattern"),
    ],
)
def test_owner_files_of_other_books_do_not_matter(book: Path, other: str) -> None:
    (book.parent / other).write_bytes(excel("示例用户"))
    refuse_if_open(book)


@pytest.mark.parametrize(
    ("name", "is_copy"),
    [
        ("台账[1] (冲突).xlsx", True),
        ("台账[1]（李雷的冲突副本 2026-03-02）.xlsx", True),
        ("台账[1] (Li Lei's conflicted copy 2026-03-02).xlsx", True),
        ("台账[1] (SFConflict li@example.com 2026-03-02-10-00-00).xlsx", True),
        ("台账[1].sync-conflict-20260302-100000-ABCDEFG.xlsx", True),
        ("台账[1]-DESKTOP-AB12CD3.xlsx", True),
        ("台账[1]-LAPTOP9-2.xlsx", True),
        ("台账[1](1).xlsx", True),
        ("台账[1] (2).XLSX", True),
        ("台账[1].xlsx", False),
        ("台账[1]-三月.xlsx", False),
        ("台账[1]-march.xlsx", False),
        ("台账[1]-2026.xlsx", False),
        ("台账[1] (1).csv", False),
        ("另一本 (冲突).xlsx", False),
    ],
)
def test_a_conflict_copy_is_known_by_its_name(book: Path, name: str, *, is_copy: bool) -> None:
    copy = book.with_name(name)
    copy.write_bytes(b"")
    assert conflict_copies(book) == ((copy,) if is_copy else ())
