"""The version that was last looked at is kept until another takes its place."""

import os
from pathlib import Path

import pytest

from hiveledger.book.versions.seen import Seen


def test_the_newest_version_is_the_one_last_seen(tmp_path: Path) -> None:
    seen = Seen(tmp_path, ".xlsx")
    assert seen.latest() is None
    os.utime(seen.keep("a" * 64, b"one", tmp_path / "none.xlsx"), (1, 1))
    two = seen.keep("b" * 64, b"two", tmp_path / "none.xlsx")
    assert (seen.latest(), two.read_bytes()) == (two, b"two")


def test_only_the_version_that_became_the_book_stays(tmp_path: Path) -> None:
    seen = Seen(tmp_path, ".xlsx")
    one = seen.keep("a" * 64, b"one", tmp_path / "none.xlsx")
    seen.keep("b" * 64, b"two", tmp_path / "none.xlsx")
    seen.only("a" * 64)
    assert list(tmp_path.iterdir()) == [one]


@pytest.mark.skipif(os.name == "nt", reason="modes of files are those of Linux and macOS")
def test_nobody_reads_a_version_that_is_kept_who_may_not_read_the_book(tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    book.touch(0o600)
    assert Seen(tmp_path, ".xlsx").keep("a" * 64, b"one", book).stat().st_mode & 0o777 == 0o600
