"""Whose turn it is to write a ledger, among all machines that reach its folder.

A lease is a small file that only one of them can create and whose holder renews it twice a second. Clocks of two
machines are never compared: a lease is dead when its process is known to be gone, or when a waiter has watched it for
some seconds of its own time and nothing moved. No lock of the system is taken, since not every share keeps them.
"""

import contextlib
import errno
import hashlib
import json
import os
import platform
import threading
import time
import uuid
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Final, Self

from filelock import FileLock, Timeout

from hiveledger.book.disk.folders import make_folder
from hiveledger.book.disk.processes import is_gone, this_process
from hiveledger.errors import BusyError, StorageError

__all__ = ["Held", "Lease", "holder", "is_dead"]

_NAME: Final = "lease"
_BEAT_SECONDS: Final = 0.5
_SILENT_SECONDS: Final = 4.0
_POLL_SECONDS: Final = 0.05
_TRIES: Final = 10  # of a step that another's glance at the file may be in the way of
_NOT_OURS_TO_WRITE: Final = {errno.EACCES, errno.EPERM, errno.EROFS}


@dataclass(frozen=True)
class Held:
    """What a lease says of its holder. `since` is told by the clock of the disk that it is on."""

    host: str = "?"
    machine: str = "?"
    pid: str = "?"
    process: str = ""
    token: str = ""
    since: str = "?"
    beat: str = f"{0:08}"


def holder(folder: Path) -> Held | None:
    """Give who holds the lease in a ledger's folder, dead or alive; None where nobody does."""
    content = _content(folder / _NAME)
    return None if content is None else _read(content)


def is_dead(folder: Path, held: Held) -> bool:
    """Tell whether the holder of a lease is gone: surely so, or silent for as long as it takes to be sure enough."""
    if held.host == platform.node() and is_gone(held.process):
        return True
    deadline = time.monotonic() + _SILENT_SECONDS
    while time.monotonic() < deadline:
        if holder(folder) != held:
            return False
        time.sleep(_POLL_SECONDS)
    return True


class Lease:
    """The turn to write a ledger, by its folder: `with Lease(folder, machine, 5) as lease`.

    Threads of one process take turns as processes do. Where the folder cannot be written, the programs on this machine
    take turns by a lock in `local` and `is_shared` is false: what another machine writes is then found only by the
    comparison before and after each publication.
    Raises: BusyError naming the holder after `patience` seconds; StorageError where the lease finds no place.
    """

    def __init__(
        self, folder: Path, machine: str, patience: float, local: Path | None = None, host: str = platform.node()
    ) -> None:
        self._folder, self._path, self._patience, self._local = folder, folder / _NAME, patience, local
        self._held = Held(host, machine, str(os.getpid()), this_process(), uuid.uuid4().hex)
        self._lock: FileLock | None = None
        self._renewing = threading.Lock()
        self._ended = threading.Event()
        self._heart = threading.Thread(target=self._keep_renewing, name="lease", daemon=True)

    @property
    def is_shared(self) -> bool:
        """Whether other machines see the lease."""
        return self._lock is None

    def check(self) -> None:
        """Make sure, right before the book is replaced, that the turn was not lost.

        A process that slept, or that a network kept waiting, may have been taken for dead. The lease is renewed and
        then looked for in its place: who breaks a lease moves it first and then looks whether it was renewed, so that
        never both go on.
        Raises: BusyError.
        """
        if not self.is_shared:
            return
        for _ in range(_TRIES):
            with contextlib.suppress(OSError):
                if self._renew():
                    return
                break
            time.sleep(_POLL_SECONDS)
        raise BusyError("book.lease_lost")

    def __enter__(self) -> Self:
        try:
            make_folder(self._folder)
            self._wait()
        except OSError as problem:
            if self._local is None or problem.errno not in _NOT_OURS_TO_WRITE:
                why = problem.strerror or str(problem)
                raise StorageError("book.no_state", folder=self._folder.name, why=why) from problem
            self._lock = self._lock_here(self._local)
        else:
            self._heart.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._lock:
            self._lock.release()
            return
        self._ended.set()
        self._heart.join()
        content = _written(self._held)
        for _try in range(_TRIES):
            if self._withdraw(content) or _content(self._path) != content:
                return
            time.sleep(_POLL_SECONDS)

    def _wait(self) -> None:
        """Create the lease as soon as nobody, or only somebody dead, holds it."""
        deadline = time.monotonic() + self._patience
        seen, moved_at = None, 0.0
        while not self._create():
            now = time.monotonic()
            content = _content(self._path)
            if content != seen:
                seen, moved_at = content, now
            held = _read(content or b"")
            is_known_gone = held.host == self._held.host and is_gone(held.process)
            is_dead = is_known_gone or now - moved_at >= _SILENT_SECONDS
            if content is not None and is_dead and self._withdraw(content):
                continue
            if now >= deadline:
                raise BusyError("book.being_written", host=held.host, since=held.since)
            time.sleep(_POLL_SECONDS)

    def _create(self) -> bool:
        try:
            handle = os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)
        except FileExistsError:
            return False
        except PermissionError:
            if not self._can_create():
                raise
            return False  # Windows: the one before is on its way out
        with os.fdopen(handle, "wb") as file:
            self._held = replace(self._held, since=str(datetime.fromtimestamp(int(os.fstat(handle).st_mtime))))
            try:
                file.write(_written(self._held))
                file.flush()
            except OSError:
                self._path.unlink()
                raise
        return True

    def _can_create(self) -> bool:
        probe = self._aside()
        try:
            probe.touch(exist_ok=False)
            probe.unlink()
        except OSError:
            return False
        return True

    def _aside(self) -> Path:
        return self._path.with_name(f"{_NAME}.{self._held.token}")

    def _withdraw(self, content: bytes) -> bool:
        """Take the lease away if it says this and nothing else; tell whether that was so.

        Between a look and a deed another may have broken the dead lease and created a living one. So the file is moved
        to a name of our own and looked at there; a living one goes back, or its holder finds out by `check`.
        """
        aside = self._aside()
        try:
            if self._path.read_bytes() != content:
                return False
            self._path.rename(aside)
            is_the_one = aside.read_bytes() == content
            if not is_the_one:
                with contextlib.suppress(OSError):
                    self._path.hardlink_to(aside)
            aside.unlink()
        except OSError:
            return False
        return is_the_one

    def _keep_renewing(self) -> None:
        while not self._ended.wait(_BEAT_SECONDS):
            with contextlib.suppress(OSError):
                self._renew()

    def _renew(self) -> bool:
        """Move the beat on and tell whether the lease stands in its place, renewed by nobody else."""
        with self._renewing:
            renewed = replace(self._held, beat=f"{int(self._held.beat) + 1:08}")
            with self._path.open("r+b") as file:
                if _read(file.read()).token != self._held.token:
                    return False
                file.seek(0)
                file.write(_written(renewed))
            self._held = renewed
            return self._path.read_bytes() == _written(renewed)

    def _lock_here(self, local: Path) -> FileLock:
        """Take the turn among the programs on this machine."""
        name = hashlib.sha256(os.fsencode(self._folder.absolute())).hexdigest()
        lock = FileLock(local / f"{name}.lock")
        try:
            local.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=self._patience)
        except Timeout:
            raise BusyError("book.being_written_here") from None
        except OSError as problem:
            raise StorageError("book.no_state", folder=local.name, why=problem.strerror or str(problem)) from problem
        return lock


def _content(path: Path) -> bytes | None:
    """Give what the lease says, None where there is none and nothing where it cannot be read just now."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError:
        return b""


def _read(content: bytes) -> Held:
    try:
        said = json.loads(content)
        return Held(**{field.name: str(said[field.name]) for field in fields(Held) if field.name in said})
    except (ValueError, TypeError):
        return Held()


def _written(held: Held) -> bytes:
    """Give the lease's content, of one length for all its beats so that it can be written over in its place."""
    return json.dumps(asdict(held), ensure_ascii=False).encode()
