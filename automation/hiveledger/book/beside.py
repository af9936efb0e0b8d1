"""A new version of a workbook in the making, beside the old one so that it can take its place in one step."""

import contextlib
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from hiveledger.book.faults import explained
from hiveledger.errors import LedgerError

__all__ = ["beside", "checked"]


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


def checked(path: Path, name: str) -> bytes:
    """Give what the new file holds, every entry's sum found right: a damaged book never takes a good one's place.

    Raises: LedgerError where it is damaged; `name` is what the book is called.
    """
    content = path.read_bytes()
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            damaged = archive.testzip()
    except (zipfile.BadZipFile, zlib.error) as problem:
        raise LedgerError("book.not_written", file=name, why=str(problem)) from problem
    if damaged:
        raise LedgerError("book.not_written", file=name, why=damaged)
    return content
