"""What a program that was killed left beside a book goes, but never what a person saved."""

import os
import time
from pathlib import Path

import pytest

from hiveledger.book.disk.beside import mark_of
from hiveledger.book.file import FileBook
from hiveledger.changes import Group, Plan, Set, Value
from tests.ledgers import NOW, imported, type_into

AN_HOUR_AGO = 3700


def left(book: FileBook, name: str, content: bytes, age: float = AN_HOUR_AGO) -> Path:
    path = book.path.with_name(name)
    path.write_bytes(content)
    os.utime(path, (time.time() - age,) * 2)
    return path


def write(book: FileBook, before: Value, after: Value) -> None:
    book.write(Plan("clean", NOW, (Group("", (Set("leads", "L000001", "note", before, after),)),)), "SO")


def unfinished(book: FileBook) -> list[str]:
    return sorted(path.name for path in book.path.parent.glob("*.tmp"))


@pytest.fixture
def book(tmp_path: Path) -> FileBook:
    return imported(tmp_path, {"company": "示例公司", "received_at": NOW, "status": "new"})


def test_what_is_left_behind_is_swept_up_after_an_hour_and_other_files_stay(book: FileBook) -> None:
    mark = mark_of(book.path)
    left(book, f".hiveledger-{mark}-old.tmp", b"half")
    left(book, ".hiveledger-patcher.tmp", b"half")
    kept = [
        left(book, name, b"half", age).name
        for name, age in (
            (f".hiveledger-{mark}-young.tmp", 60),
            (f".hiveledger-{mark_of(Path('other.xlsx'))}-old.tmp", AN_HOUR_AGO),
            ("theirs.tmp", AN_HOUR_AGO),
        )
    ]
    write(book, None, "x")
    assert unfinished(book) == sorted(kept)


def test_a_version_that_somebody_saved_as_our_program_was_killed_becomes_a_former_version(book: FileBook) -> None:
    ours = book.path.read_bytes()
    theirs = Path(book.path).with_name("theirs.xlsx")
    theirs.write_bytes(ours)
    type_into(theirs, "客户台账!H2", "人工改名")
    mark = mark_of(book.path)
    left(book, f".hiveledger-{mark}-a.tmp", theirs.read_bytes())
    left(book, f".hiveledger-{mark}-b.tmp", ours)  # which the journal knows
    write(book, None, "x")
    assert unfinished(book) == []
    kept = {version.path.read_bytes(): version for version in book.versions()}
    assert kept[theirs.read_bytes()].is_peoples
    assert len(kept) == len(book.versions())
    book.restore(kept[theirs.read_bytes()], "SO", NOW)
    assert book.read().frame("leads")["company"]["L000001"] == "人工改名"
