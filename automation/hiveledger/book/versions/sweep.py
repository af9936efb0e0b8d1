"""What programs of ours that were killed left beside a book: swept up, unless it is what somebody saved."""

import contextlib
import zipfile
import zlib
from collections.abc import Collection, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from hiveledger.book.disk.beside import TEMPORARY, mark_of, owner_mark
from hiveledger.book.reading import digest
from hiveledger.book.versions.backups import Backups
from hiveledger.journal import observed_id

__all__ = ["left_over", "sweep"]

_LEFT_OVER_NS: Final = 3600 * 10**9
_NS: Final = 10**9


def left_over(book: Path) -> Iterator[Path]:
    """Give the unfinished files that are an hour older than the book, by the clock of their disk; not other books'."""
    book = book.resolve()
    written_at = book.stat().st_mtime_ns
    for left in sorted(book.parent.glob(TEMPORARY)):
        with contextlib.suppress(FileNotFoundError):
            if written_at - left.stat().st_mtime_ns > _LEFT_OVER_NS and owner_mark(left) in {"", mark_of(book)}:
                yield left


def sweep(book: Path, backups: Backups, known: Collection[str], last_run: int) -> None:
    """Sweep up what was left over.

    A program that is killed while files change places leaves the version that stood there, and that may be one that
    somebody saved in the very moment. So a whole workbook whose hash is not `known` becomes a former version, named
    as what people did after the last run.
    """
    for left in left_over(book):
        with contextlib.suppress(OSError):
            content = left.read_bytes()
            if not owner_mark(left) or digest(content) in known or not _is_whole(left):
                left.unlink()
            else:
                saved_at = datetime.fromtimestamp(left.stat().st_mtime_ns / _NS)
                name = f"{observed_id(saved_at, last_run)}~{digest(content)[:8]}"
                left.replace(backups.place(name, book.suffix))


def _is_whole(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.testzip() is None
    except (zipfile.BadZipFile, zlib.error, NotImplementedError):
        return False
