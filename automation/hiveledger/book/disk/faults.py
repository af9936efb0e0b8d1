"""What the system's faults mean for somebody whose ledger is being written."""

import errno
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Concatenate, Final, ParamSpec, Protocol, TypeVar

from hiveledger.errors import BusyError, StorageError

__all__ = ["explained", "explained_throughout", "is_held"]

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


class _AtPath(Protocol):
    """Something that stands for a file."""

    path: Path


_Own = TypeVar("_Own", bound=_AtPath)
_Given = ParamSpec("_Given")
_Answer = TypeVar("_Answer")


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


def explained_throughout(
    method: Callable[Concatenate[_Own, _Given], _Answer],
) -> Callable[Concatenate[_Own, _Given], _Answer]:
    """Let a fault of disk or network reach the caller as a sentence, wherever in the method it comes up."""

    @wraps(method)
    def wrapped(self: _Own, /, *args: _Given.args, **kwargs: _Given.kwargs) -> _Answer:
        with explained(self.path.name):
            return method(self, *args, **kwargs)

    return wrapped
