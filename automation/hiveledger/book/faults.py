"""What the system's faults mean for somebody whose ledger is being written."""

import errno
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from hiveledger.errors import BusyError, StorageError

__all__ = ["explained", "is_held"]

_HELD: Final = {errno.EBUSY, errno.ETXTBSY}
_HELD_ON_WINDOWS: Final = {5, 32, 33, 1175, 1176, 1177}  # access denied, sharing, lock; refusals of a replacement

_NETWORK: Final = (
    errno.ESTALE, errno.ENETDOWN, errno.ENETUNREACH, errno.EHOSTDOWN, errno.EHOSTUNREACH,
    errno.ECONNRESET, errno.ETIMEDOUT, errno.ENOTCONN,
)  # fmt: skip
_SENTENCES: Final[Mapping[int | None, str]] = {
    errno.EROFS: "book.read_only",
    errno.EDQUOT: "book.quota",
    errno.ENOSPC: "book.disk_full",
    errno.EIO: "book.disk_fault",
    errno.EINTR: "book.interrupted",
    **dict.fromkeys(_NETWORK, "book.share_gone"),
}


def is_held(problem: OSError) -> bool:
    """Tell whether another program has the file in its hands, which may be over in a moment."""
    return problem.errno in _HELD or getattr(problem, "winerror", None) in _HELD_ON_WINDOWS


@contextmanager
def explained(file: str) -> Iterator[None]:
    """Turn a fault of the system into its sentence: `file` could not be written and is what it was.

    Raises: BusyError where it may be over soon, StorageError for any other.
    """
    try:
        yield
    except OSError as problem:
        why = problem.strerror or str(problem)
        if is_held(problem) or isinstance(problem, PermissionError):
            raise BusyError("book.not_replaceable", file=file, why=why) from problem
        raise StorageError(_SENTENCES.get(problem.errno, "book.not_written"), file=file, why=why) from problem
