"""Putting a new version in a file's place so that at every moment the old one or the new one stands there, whole."""

import contextlib
import hashlib
import os
import shutil
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from hiveledger.book.disk.exchange import exchange, knows_no_exchange
from hiveledger.book.disk.faults import explained, is_held
from hiveledger.book.disk.folders import make_folder, sync_folder
from hiveledger.book.disk.holders import Mark, refuse_if_open
from hiveledger.book.disk.lease import Lease
from hiveledger.book.disk.likeness import take_after
from hiveledger.errors import BusyError, GateError, LedgerError, StorageError

__all__ = ["publish", "put_anew"]

_PATIENCE_SECONDS: Final = 2.0  # with a program that deletes and renames, or holds the file for a moment
_POLL_SECONDS: Final = 0.05

_Stamp: TypeAlias = tuple[int, int, int]
"""What tells a file that was written since from one that was only renamed."""


def publish(  # noqa: PLR0913 - what to publish, over what, in whose turn, and what somebody allowed
    book: Path, beside: Path, before: str, backup: Path, lease: Lease, *, passed_over: Collection[Mark] = ()
) -> None:
    """Let the finished file `beside`, in the book's folder, take the book's place; the version before is `backup`.

    `before` is the hash of the version that the new one was made from: another stays where it is, even one that was
    saved in the very moment. `passed_over` names owner files that somebody confirmed to be left behind. What the new
    file holds is not looked at here; it is gone from its name afterwards, whatever happens.
    Raises: BusyError where somebody has the book open or saved it, or the turn was lost; GateError where the book is
    gone; StorageError where the system fails, and the book is as it was then; LedgerError where it was written and the
    system does not vouch for it.
    """
    book = book.resolve()  # a link stays a link
    step = _Publication(book, beside, before, backup, lease, passed_over, _stamp(beside))
    try:
        with explained(book.name):
            _patiently(book, step.prepare)
            _patiently(book, step.replace)
            step.verify()
    except BaseException:
        step.discard()
        raise
    step.settle()


def put_anew(book: Path, beside: Path, like: Path, lease: Lease, *, passed_over: Collection[Mark] = ()) -> None:
    """Let the finished file `beside` stand where no book is any more, with the rights and attributes of `like`.

    A book that comes back within the two seconds in which Excel may be saving it is left alone, and so is one that is
    put there in the very moment.
    Raises: BusyError where somebody has the book open, it is there again, or the turn was lost; StorageError.
    """
    book = book.resolve()
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not book.exists() and time.monotonic() < deadline:
        time.sleep(_POLL_SECONDS)
    with explained(book.name):
        with beside.open("r+b") as file:
            take_after(beside, like)
            os.fsync(file.fileno())
        refuse_if_open(book, passed_over)
        lease.check()
        try:
            _name_anew(beside, book)
        except FileExistsError:
            raise BusyError("book.changed_meanwhile", file=book.name) from None
        sync_folder(book.parent)


def _name_anew(beside: Path, book: Path) -> None:
    """Give the finished file the book's name, in one step where the file system can; never over another file."""
    try:
        book.hardlink_to(beside)
    except FileExistsError:
        raise
    except OSError:  # FAT and some network drives know no second name for a file
        with book.open("xb") as file, beside.open("rb") as finished:
            shutil.copyfileobj(finished, file)
            file.flush()
            os.fsync(file.fileno())


@dataclass(frozen=True)
class _Publication:
    """The steps of a publication, and what they need to know."""

    book: Path
    beside: Path
    before: str
    backup: Path
    lease: Lease
    passed_over: Collection[Mark]
    new: _Stamp

    def prepare(self) -> None:
        """Put the new file on disk with all that the old one is besides its content; one that is read-only stays."""
        try:
            self.book.open("r+b").close()
        except PermissionError as problem:
            if is_held(problem):
                raise
            raise StorageError("book.read_only", file=self.book.name, why=problem.strerror) from problem
        with self.beside.open("r+b") as file:
            take_after(self.beside, self.book)
            os.fsync(file.fileno())

    def replace(self) -> None:
        """Take the place of the expected version; it waits in the new one's name where files can change places."""
        self._keep()
        if _digest(self.book) != self.before:
            raise BusyError("book.changed_meanwhile", file=self.book.name)
        refuse_if_open(self.book, self.passed_over)
        self.lease.check()
        try:
            exchange(self.beside, self.book)
        except OSError as problem:
            if not knows_no_exchange(problem):
                raise
            self.book.stat()  # one that is gone is not created again
            self.beside.replace(self.book)

    def verify(self) -> None:
        """Let the version that was taken out go if it is the one that is kept; else it was saved in the very moment."""
        if not self.beside.exists():
            return
        is_expected = False
        try:
            is_expected = _digest(self.beside) == self.before
        finally:
            if not is_expected:
                self._put_back()
        if not is_expected:
            raise BusyError("book.changed_meanwhile", file=self.book.name)
        with contextlib.suppress(OSError):  # it is the backup's second name, and is swept up another time
            self.beside.unlink()

    def discard(self) -> None:
        """Take away what a publication that failed made, and nothing that somebody saved."""
        with contextlib.suppress(OSError):
            if _stamp(self.beside) == self.new:
                self.beside.unlink()
                self.backup.unlink()

    def settle(self) -> None:
        """Make the new name last."""
        try:
            sync_folder(self.book.parent)
        except OSError as problem:
            why = problem.strerror or str(problem)
            raise LedgerError("book.not_synced", file=self.book.name, why=why) from problem

    def _keep(self) -> None:
        """Keep the version that stands there now, without copying it where the file system can."""
        make_folder(self.backup.parent)
        self.backup.unlink(missing_ok=True)
        try:
            self.backup.hardlink_to(self.book)
        except FileNotFoundError:
            raise
        except OSError:  # FAT and some network drives know no second name for a file
            shutil.copy2(self.book, self.backup)
            with self.backup.open("r+b") as file:
                os.fsync(file.fileno())
        sync_folder(self.backup.parent)

    def _put_back(self) -> None:
        try:
            exchange(self.beside, self.book)
            if _stamp(self.beside) != self.new:  # saved once more: that version is the one to stand there
                exchange(self.beside, self.book)
        finally:
            if _stamp(self.beside) != self.new:
                self.beside.replace(self.backup)


def _patiently(book: Path, step: Callable[[], None]) -> None:
    """Take a step again for a while if the book is gone or held: as Excel saves, it deletes and renames."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            return step()
        except OSError as problem:
            is_gone = isinstance(problem, FileNotFoundError) and not book.exists()
            if not (is_gone or is_held(problem)) or time.monotonic() >= deadline:
                if is_gone:
                    raise GateError("gate.missing", file=book.name) from problem
                raise
        time.sleep(_POLL_SECONDS)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _stamp(path: Path) -> _Stamp:
    found = path.stat()
    return found.st_ino, found.st_mtime_ns, found.st_size
