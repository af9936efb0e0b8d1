"""A new version of a workbook in the making, beside the old one so that it can take its place in one step."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from hiveledger.book.faults import explained

__all__ = ["beside"]


@contextlib.contextmanager
def beside(book: Path) -> Iterator[Path]:
    """Give the path of a new file in the book's folder; whatever is not moved from there is gone afterwards.

    Raises: LedgerError where the folder or the disk takes no new file, then or while the file is written.
    """
    with explained(book.name):
        handle, name = tempfile.mkstemp(prefix=".hiveledger-", suffix=".tmp", dir=book.resolve().parent)
        os.close(handle)
        path = Path(name)
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)
