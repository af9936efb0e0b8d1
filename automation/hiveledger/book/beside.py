"""A new version of a workbook, finished and checked, waiting beside the old one to take its place."""

import os
import tempfile
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

from hiveledger.book.faults import explained
from hiveledger.errors import LedgerError

__all__ = ["write_beside"]


def write_beside(book: Path, content: bytes) -> Path:
    """Put the content of a new version on disk in the book's folder and give where it waits.

    Raises: LedgerError where it is damaged or cannot be written; nothing is left behind then.
    """
    _check_whole(content, book.name)
    with explained(book.name):
        handle, name = tempfile.mkstemp(prefix=".hiveledger-", suffix=".tmp", dir=book.resolve().parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    return Path(name)


def _check_whole(content: bytes, name: str) -> None:
    """Check every entry's sum: a damaged book must never take the place of a good one."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            damaged = archive.testzip()
    except (zipfile.BadZipFile, zlib.error) as problem:
        raise LedgerError("book.not_written", file=name, why=str(problem)) from problem
    if damaged:
        raise LedgerError("book.not_written", file=name, why=damaged)
