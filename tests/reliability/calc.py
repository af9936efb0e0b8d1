"""LibreOffice in a real window edits, saves and crashes at a book into which our writer wants to write."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from uuid import uuid4

from hiveledger.errors import BusyError
from hiveledger.schema import TABLES
from tests.office import HOW_TO_INSTALL, Office, surroundings
from tests.reliability.judge import Tally, faults, look
from tests.reliability.work import PERSON, Acks, Host, Writer, new_site, sentence, token

__all__ = ["Calc", "cannot_show", "display", "meet_calc"]

_DEBIANS_PYTHON: Final = "/usr/bin/python3"  # the one that python3-uno belongs to
_AT_CALC: Final = Path(__file__).with_name("calc_person.py")
_NAME: Final = "w1"


@contextlib.contextmanager
def display() -> Iterator[str]:
    """Give a display of its own, without a screen."""
    ours, its = os.pipe()
    command = ["Xvfb", "-displayfd", str(its), "-screen", "0", "1280x800x24", "-noreset", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[its], stderr=subprocess.DEVNULL) as server, os.fdopen(ours) as said:
        os.close(its)
        try:
            yield f":{said.readline().strip()}"
        finally:
            server.terminate()


def cannot_show() -> str:
    """Give the reason why no window can be opened here; nothing where one can."""
    has_uno = Path(_DEBIANS_PYTHON).exists() and not subprocess.call([_DEBIANS_PYTHON, "-c", "import uno"])
    return "" if has_uno and shutil.which("Xvfb") else HOW_TO_INSTALL


class Calc:
    """A person with LibreOffice in a window on a display."""

    def __init__(self, office: Office, screen: str) -> None:
        self._office, self._screen = office, screen
        self._start()

    def _start(self) -> None:
        name = f"calc{uuid4().hex}"
        options = ["--nologo", "--nodefault", "--nofirststartwizard"]
        self._program = subprocess.Popen(
            [*self._office.command, *options, f"--accept=pipe,name={name};urp;StarOffice.ComponentContext"],
            env={**surroundings(), "DISPLAY": self._screen, "SAL_USE_VCLPLUGIN": "gen"},
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._person = subprocess.Popen(
            [_DEBIANS_PYTHON, str(_AT_CALC), name],
            env=surroundings(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._answer()

    def does(self, *command: str) -> None:
        """Let the person do something, and wait until it is done."""
        assert self._person.stdin is not None
        self._person.stdin.write(json.dumps(command) + "\n")
        self._person.stdin.flush()
        assert self._answer(), command

    def _answer(self) -> object:
        assert self._person.stdout is not None
        return json.loads(self._person.stdout.readline())

    def crash(self) -> None:
        """Kill the program, and start it anew as its user would."""
        self.close()
        self._start()

    def close(self) -> None:
        """Kill the program and all that it started."""
        os.killpg(self._program.pid, signal.SIGKILL)
        self._program.wait()
        self._person.kill()
        self._person.communicate()


def meet_calc(office: Office, folder: Path, rounds: int) -> Tally:
    """Let a person work on the book in Calc between our writes: save and close, save and crash, crash unsaved."""
    tally, path, saved = Tally(), new_site(folder, rounds + 1), set[str]()
    writer, acks = Writer(_NAME, Host().book(path)), Acks(folder.with_name("calc.acks"))
    _write(writer, 0, acks)
    with display() as screen, contextlib.closing(Calc(office, screen)) as calc:
        for tally.rounds in range(1, rounds + 1):
            mark = token(PERSON, tally.rounds)
            calc.does("open", str(path))
            tally.also["refused"] += _is_refused(writer, tally.rounds)
            calc.does("type", TABLES["leads"].mint(tally.rounds), mark)
            saved |= _finish(calc, path, mark, tally)
            _write(writer, tally.rounds, acks)
            content = path.read_bytes()
            tally.faults += faults(content, writer.book.runs(), acks.lines())
            tally.faults += [f"lost: {mark} that a person saved" for mark in saved - look(content).texts]
    tally.acknowledged = len(acks.lines())
    return tally


def _is_refused(writer: Writer, operation: int) -> bool:
    """Try to write while the book is open; tell whether that was refused with a sentence and changed nothing."""
    before = writer.book.path.read_bytes()
    try:
        writer.write(operation)
    except BusyError as problem:
        return bool(sentence(problem)) and writer.book.path.read_bytes() == before
    return False


def _finish(calc: Calc, path: Path, mark: str, tally: Tally) -> set[str]:
    """End the person's work in one of three ways; give what was saved."""
    way = ("save and close", "save and crash", "crash unsaved")[tally.rounds % 3]
    tally.also[way] += 1
    if "save and" in way:
        calc.does("save")
    if "crash" in way:
        calc.crash()
        path.with_name(f".~lock.{path.name}#").unlink()  # left behind; the sentence says that it may be deleted
    else:
        calc.does("close")
    return {mark} if "save and" in way else set()


def _write(writer: Writer, operation: int, acks: Acks) -> None:
    assert writer.write(operation)
    acks.add(token(_NAME, operation))
