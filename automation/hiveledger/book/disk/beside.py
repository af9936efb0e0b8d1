"""A new version of a workbook in the making, beside the old one so that it can take its place in one step."""

import contextlib
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from hiveledger.book.disk.faults import explained

__all__ = ["TEMPORARY", "beside", "mark_of", "owner_mark"]

TEMPORARY: Final = ".hiveledger-*.tmp"  # the patcher's unfinished files among them, which belong to no book

_OWNED: Final = re.compile(r"\.hiveledger-([0-9a-f]{8})-")


@contextlib.contextmanager
def beside(book: Path) -> Iterator[Path]:
    """Give the path of a new file in the book's folder; whatever is not moved from there is gone afterwards.

    Raises: LedgerError where the folder or the disk takes no new file, then or while the file is written.
    """
    with explained(book.name):
        book = book.resolve()
        handle, name = tempfile.mkstemp(prefix=f".hiveledger-{mark_of(book)}-", suffix=".tmp", dir=book.parent)
        os.close(handle)
        path = Path(name)
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)


def mark_of(book: Path) -> str:
    """Give what the names of a book's unfinished files tell it by, among the books of a folder."""
    return hashlib.sha256(book.name.encode()).hexdigest()[:8]


def owner_mark(unfinished: Path) -> str:
    """Give the mark of the book that an unfinished file was to become; empty where the name tells of none."""
    found = _OWNED.match(unfinished.name)
    return found[1] if found else ""
