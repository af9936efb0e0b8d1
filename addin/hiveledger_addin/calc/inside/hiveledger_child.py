"""The process of our own Python that answers worksheet functions, seen from inside LibreOffice.

It is started with the first question and asked until LibreOffice ends. One that has died is started again; one that
does not answer in time is ended. This file takes nothing but the standard library, and the syntax of Python 3.8.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import threading
from typing import Any, Sequence, TextIO  # noqa: UP035 - of Python 3.8

__all__ = ["Child", "DeadError", "LateError"]

_MISLEADING = ("PYTHONHOME", "PYTHONPATH", "LD_LIBRARY_PATH", "URE_BOOTSTRAP")  # LibreOffice's own, for its own Python
_TRIES = 2


class DeadError(Exception):
    """It could not be started, or died over a question that it was asked twice."""


class LateError(Exception):
    """It took too long; it was ended, so that the next question is answered."""


class Child:
    """Answers questions, one after the other, through a process that `command` starts."""

    def __init__(self, command: Sequence[str], seconds: float) -> None:
        self._command, self._seconds = command, seconds
        self._lock = threading.Lock()
        self._process: Any = None
        self._lines: queue.Queue[str] = queue.Queue()

    def ask(self, name: str, given: Sequence[object]) -> Any:
        """Give the rows of cells that a function comes to."""
        line = json.dumps({"name": name, "given": given}, ensure_ascii=False) + "\n"
        with self._lock:
            for _ in range(_TRIES):
                answer = self._answer(line)
                if answer:
                    return json.loads(answer)
                self._end()
        raise DeadError

    def end(self) -> None:
        """Let it go."""
        with self._lock:
            self._end()

    def _answer(self, line: str) -> str:
        """Give the line that it says, an empty one where it is dead."""
        if self._process is None:
            self._start()
        try:
            self._process.stdin.write(line)
            self._process.stdin.flush()
        except OSError:
            return ""
        try:
            return self._lines.get(timeout=self._seconds)
        except queue.Empty:
            self._end()
            raise LateError from None

    def _start(self) -> None:
        environment = {name: value for name, value in os.environ.items() if name not in _MISLEADING}
        try:
            self._process = subprocess.Popen(  # noqa: S603 - the program that this user's configuration names
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                encoding="utf-8",
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError:
            raise DeadError from None
        self._lines = queue.Queue()
        threading.Thread(target=_listen, args=(self._process.stdout, self._lines), daemon=True).start()

    def _end(self) -> None:
        if self._process is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
            self._process.kill()
            self._process.wait()
            self._process = None


def _listen(said: TextIO, lines: queue.Queue[str]) -> None:
    """Pass on what it says, and an empty line when it says no more."""
    with said:
        for line in said:
            lines.put(line)
    lines.put("")
