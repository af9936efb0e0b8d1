"""Putting a new version in a file's place so that at every moment the old one or the new one stands there, whole."""

import contextlib
import os
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Final

from hiveledger.errors import BusyError, LedgerError

__all__ = ["publish"]

_KEPT: Final = 20  # old versions
_PREFIX: Final = ".hiveledger-"


def publish(book: Path, content: bytes, is_expected: Callable[[bytes], bool], backup: Path) -> None:
    """Replace the book by `content`; the version before goes to `backup`, of whose folder the newest 20 are kept.

    `is_expected` tells whether the bytes that stand there now are those that `content` was made of.
    Raises: BusyError where somebody saved in between; LedgerError where `content` is damaged or cannot be written.
    """
    book = book.resolve()  # a link stays a link
    _check_whole(content, book.name)
    try:
        beside = _write_beside(book, content)
        try:
            _check_unchanged(book, is_expected)
            _keep(book, backup)
            beside.replace(book)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        _sync_folder(book.parent)
    except PermissionError as problem:
        raise BusyError("book.not_replaceable", file=book.name, why=problem.strerror) from problem
    except OSError as problem:
        raise LedgerError("book.not_written", file=book.name, why=problem.strerror or str(problem)) from problem


def _check_unchanged(book: Path, is_expected: Callable[[bytes], bool]) -> None:
    if not is_expected(book.read_bytes()):
        raise BusyError("book.changed_meanwhile", file=book.name)


def _check_whole(content: bytes, name: str) -> None:
    """Check every entry's sum: a damaged book must never take the place of a good one."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            damaged = archive.testzip()
    except (zipfile.BadZipFile, zlib.error) as problem:
        raise LedgerError("book.not_written", file=name, why=str(problem)) from problem
    if damaged:
        raise LedgerError("book.not_written", file=name, why=damaged)


def _write_beside(book: Path, content: bytes) -> Path:
    """Put the content on disk in the same folder, with the book's own permissions."""
    handle, name = tempfile.mkstemp(prefix=_PREFIX, suffix=".tmp", dir=book.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        was = book.stat()
        beside.chmod(stat.S_IMODE(was.st_mode))
        if hasattr(os, "chown"):
            with contextlib.suppress(PermissionError):  # only root may give files away
                os.chown(beside, was.st_uid, was.st_gid)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return beside


def _keep(book: Path, backup: Path) -> None:
    """Keep the version that stands there now, without copying it where the file system can."""
    backup.parent.mkdir(exist_ok=True)
    backup.unlink(missing_ok=True)
    try:
        backup.hardlink_to(book)
    except OSError:  # FAT and some network drives know no second name for a file
        shutil.copy2(book, backup)
    for old in sorted(backup.parent.iterdir(), key=lambda path: path.name)[:-_KEPT]:
        old.unlink()


def _sync_folder(folder: Path) -> None:
    """Make the new name last through a power cut; Windows has no such call."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
