"""The version that was last looked at is kept until another takes its place."""

import os
from pathlib import Path

from hiveledger.book.seen import Seen


def test_the_newest_version_is_the_one_last_seen(tmp_path: Path) -> None:
    seen = Seen(tmp_path, ".xlsx")
    assert seen.latest() is None
    os.utime(seen.keep("a" * 64, b"one"), (1, 1))
    two = seen.keep("b" * 64, b"two")
    assert (seen.latest(), two.read_bytes()) == (two, b"two")


def test_only_the_version_that_became_the_book_stays(tmp_path: Path) -> None:
    seen = Seen(tmp_path, ".xlsx")
    one = seen.keep("a" * 64, b"one")
    seen.keep("b" * 64, b"two")
    seen.only("a" * 64)
    assert list(tmp_path.iterdir()) == [one]
