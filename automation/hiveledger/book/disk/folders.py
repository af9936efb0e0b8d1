"""Folders of ours: open to the same people as the folder they are in, and names in them that outlive a power cut."""

import errno
import hashlib
import os
import stat
from pathlib import Path
from typing import Final

__all__ = ["folder_to_write", "make_folder", "past_folder", "sync_folder"]

_CANNOT_SYNC: Final = {errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EPERM, errno.EISDIR, errno.EBADF}


def past_folder(book: Path) -> Path:
    """Give the folder beside a book that holds its journals, former versions and lease."""
    return book.with_name(f".{book.name}.hive")


def folder_to_write(book: Path, local: Path | None) -> Path:
    """Give the folder in which a book's past is noted: the one beside it or, where that is others' alone, one here.

    `local` is on this machine's own disk. What is noted there no other machine sees, and none takes turns with us.
    """
    beside = past_folder(book)
    is_there = os.access(beside, os.F_OK)  # a share that is lost just now is told of, and waited for, when it is used
    is_others = is_there and os.access(beside.parent, os.W_OK) and not os.access(beside, os.W_OK)
    if local is None or not is_others:
        return beside
    local.mkdir(parents=True, exist_ok=True)
    return local / f"past-{hashlib.sha256(os.fsencode(book.resolve())).hexdigest()[:16]}"


def make_folder(folder: Path) -> None:
    """Make the folder if it is not there, open to those who may use the one it is in.

    A colleague's machine takes its turn in the same folder, whatever this account's usual permissions are.
    """
    try:
        folder.mkdir()
    except FileExistsError:
        return
    folder.chmod(stat.S_IMODE(folder.parent.stat().st_mode))


def sync_folder(folder: Path) -> None:
    """Make new names last through a power cut, where the system has a call for it: Windows and some shares have none.

    Raises: OSError where the disk fails.
    """
    if not hasattr(os, "O_DIRECTORY"):
        return
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as problem:
        if problem.errno not in _CANNOT_SYNC:
            raise
