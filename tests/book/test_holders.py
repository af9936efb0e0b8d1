"""Owner files tell who has a book open."""

import struct
from pathlib import Path

import pytest

from hiveledger.book.holders import refuse_if_open
from hiveledger.errors import BusyError


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


@pytest.mark.parametrize(
    ("owner", "content", "who"),
    [
        pytest.param("~$台账[1].xlsx", excel("示例用户"), "示例用户", id="Excel"),
        pytest.param("~$台账[1].xlsx", excel("示例用户")[:55], "示例用户", id="Excel, the ANSI name alone"),
        pytest.param("~$台账[1].xlsx", b"", "?", id="Excel, an empty file"),
        pytest.param("~$台账[1].xlsx", b"\xff" * 165, "?", id="Excel, something else"),
        pytest.param(".~lock.台账[1].xlsx#", ",示例,pc,02.03.2026 10:00,file:///;".encode(), "示例", id="LibreOffice"),
        pytest.param(".~lock.台账[1].xlsx#", r"示例\,甲,u,pc,x,y;".encode(), "示例,甲", id="LibreOffice, a comma"),
        pytest.param(".~台账[1].xlsx", b"", "?", id="WPS"),
    ],
)
def test_an_open_book_is_refused_and_its_holder_named(book: Path, owner: str, content: bytes, who: str) -> None:
    (book.parent / owner).write_bytes(content)
    with pytest.raises(BusyError) as problem:
        refuse_if_open(book)
    assert problem.value.params == {"file": book.name, "who": who, "owner_file": owner}
    assert (book.parent / owner).exists()


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
