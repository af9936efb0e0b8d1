"""Killing a write, or failing it, at every call by which it touches the book's folder, from outside by strace."""

import re
import shutil
import subprocess
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from hiveledger.errors import LedgerError
from tests.office import HOW_TO_INSTALL
from tests.reliability.judge import Tally, faults
from tests.reliability.processes import pipe, start
from tests.reliability.work import Host, Writer, new_site, sentence, token, until_done

__all__ = ["ERRORS", "Injection", "Site", "cannot_watch", "inject", "injections"]

ERRORS: Final = ("ENOSPC", "EIO", "EACCES", "EDQUOT", "ESTALE", "EINTR")
_KILL: Final = "SIGKILL"
_CALLS: Final = "%file,%desc"
_NO_IO: Final = {"lseek", "ioctl", "fcntl", "mmap", "getcwd", "dup"}  # these ask the kernel alone
_LOOKS: Final = {"read", "pread64", "newfstatat", "fstat", "statx", "getdents64", "readlink", "listxattr", "getxattr"}
_ENTERED: Final = re.compile(r"^(\d+) +(\w+)\(")  # a call that a thread enters; how it ends stands elsewhere
_HANGS: Final = 20.0  # seconds
_NAME: Final = "w1"
_BEFORE: Final = 3  # operations that the book holds when the fault comes


@dataclass(frozen=True)
class Injection:
    """A fault at the nth time that a write makes a system call, counted over all files."""

    call: str
    nth: int
    fault: str  # SIGKILL or the name of an error

    def __str__(self) -> str:
        """Say it as strace wants to hear it."""
        kind = "signal" if self.fault == _KILL else "error"
        return f"inject={self.call}:{kind}={self.fault}:when={self.nth}"


class Site:
    """A book that can be put back to where it was before each fault."""

    def __init__(self, folder: Path) -> None:
        self._kept, self.folder = folder / "kept", folder / "site"
        self.path = self.folder / new_site(self._kept).name
        writer = Writer(_NAME, Host().book(self._kept / self.path.name))
        for operation in range(_BEFORE):
            writer.write(operation)

    def reset(self) -> None:
        """Put the book and its journal back."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self._kept, self.folder)


def cannot_watch() -> str:
    """Give the reason why a process cannot be watched from outside here; nothing where it can."""
    if shutil.which("strace") is None:
        return HOW_TO_INSTALL
    with subprocess.Popen(["sleep", "60"]) as asleep:
        command = ["timeout", "2", "strace", "-o", "/dev/null", "-p", str(asleep.pid)]
        said = subprocess.run(command, capture_output=True, text=True, check=False).stderr
        asleep.kill()
    return "" if "attached" in said else said.strip()


def injections(site: Site) -> list[Injection]:
    """Watch one clean write, and give every fault at each of its calls that name the book's folder.

    A kill at a call that only looks would leave what a kill at the next one leaves, so it is left out.
    """
    site.reset()
    watched = _write_watched(site.path, [f"trace={_CALLS}"])
    assert watched.answer == "done", watched
    found = [(call, nth) for call, nth in _in_folder(watched.log, str(site.folder)) if call not in _NO_IO]
    kills = [Injection(call, nth, _KILL) for call, nth in found if call not in _LOOKS]
    return kills + [Injection(call, nth, error) for error in ERRORS for call, nth in found]


def _in_folder(log: list[str], folder: str) -> Iterator[tuple[str, int]]:
    """Give the calls of the thread that was watched from the start, each with how many of its kind came before."""
    entered = [(match, line) for line in log if (match := _ENTERED.match(line))]
    times: Counter[str] = Counter()
    for match, line in entered:
        if match[1] == entered[0][0][1]:
            times[match[2]] += 1
            if folder in line:
                yield match[2], times[match[2]]


def inject(site: Site, injection: Injection, tally: Tally) -> None:
    """Let one fault happen, and judge the book after it and after the next write."""
    site.reset()
    book, done = Host().book(site.path), [token(_NAME, operation) for operation in range(_BEFORE)]
    watched = _write_watched(site.path, [f"trace={injection.call}", str(injection)])
    tally.rounds += 1
    tally.also["hit" if watched.is_hit(str(site.folder)) else "came to pass elsewhere"] += 1
    found = [watched.answer] if watched.answer.startswith("traceback") else []
    if watched.answer == "done":
        done.append(token(_NAME, _BEFORE))
        tally.acknowledged += 1
    found += faults(site.path.read_bytes(), book.runs(), done)
    started = time.perf_counter()
    until_done(Writer(_NAME, book), _BEFORE)
    tally.slowest = max(tally.slowest, watched.seconds, time.perf_counter() - started)
    done = [token(_NAME, operation) for operation in range(_BEFORE + 1)]
    found += faults(site.path.read_bytes(), book.runs(), done)
    tally.faults += [f"{fault} | {injection}" for fault in found]


@dataclass(frozen=True)
class _Watched:
    """What a write under strace came to; the answer of one that was killed is empty."""

    answer: str
    seconds: float
    log: list[str]

    def is_hit(self, folder: str) -> bool:
        """Tell whether the fault came to a call on the book's folder."""
        return not self.answer or any(folder in line and "(INJECTED)" in line for line in self.log)


def _write_watched(path: Path, expressions: list[str]) -> _Watched:
    """Let a process write once under strace."""
    ours, theirs = pipe()
    child = start(write_once, path, theirs)
    theirs.close()
    ours.recv()  # it waits
    options = [word for expression in expressions for word in ("-e", expression)]
    with tempfile.NamedTemporaryFile(suffix=".strace") as log:
        command = ["strace", "-f", "-y", "-o", log.name, "-p", str(child.pid), *options]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as watcher:
            assert watcher.stderr is not None
            said = watcher.stderr.readline()
            assert "attached" in said, said
            started = time.perf_counter()
            ours.send("go")
            try:
                answer = str(ours.recv()) if ours.poll(_HANGS) else "traceback: none, it hangs"
            except (EOFError, ConnectionResetError):  # it was killed
                answer = ""
            seconds = time.perf_counter() - started
            child.kill()
            child.join()
            watcher.stderr.read()
        return _Watched(answer, seconds, Path(log.name).read_text("utf-8").splitlines())


def write_once(path: Path, answers: Connection) -> None:
    """Carry out one operation when told to, and answer how that went."""
    answers.send("ready")
    answers.recv()
    try:
        answer = "done" if Writer(_NAME, Host().book(path)).write(_BEFORE) else "not written"
    except LedgerError as problem:
        answer = sentence(problem)
    except BaseException:  # noqa: BLE001 - nothing else may reach a person
        answer = f"traceback: {traceback.format_exc(limit=-3)}"
    answers.send(answer)
