"""A Calc of our own: its profile, its process group, and its end when either side ends."""

import atexit
import contextlib
import os
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import Final

from xlwings_calc.bridge import COMMON, Uno, connect, find_program, load_uno
from xlwings_calc.errors import EngineError

__all__ = ["Process"]

_START_SECONDS: Final = 60
_END_SECONDS: Final = 60  # removing a profile waits for the disk
_KEEPER: Final = Path(__file__).with_name("keeper.py")
_MISLEADING: Final = {"PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV"}  # LibreOffice's Python would load our modules
_DISPLAYS: Final = {"DISPLAY", "WAYLAND_DISPLAY"}
_OPTIONS: Final = ["--norestore", "--nologo", "--nodefault", "--nofirststartwizard", "--nolockcheck"]
_running: Final = set["Process"]()


class Process:
    """One LibreOffice that nobody else uses, started with a profile of its own and ended with us.

    A profile that is given is kept (it may hold an extension); else one is made and removed in the end.
    """

    def __init__(self, *, visible: bool, profile: Path | None) -> None:
        program = find_program()
        load_uno()  # its faults are told before anything is started
        if visible and sys.platform == "linux" and not _DISPLAYS & os.environ.keys():
            raise EngineError("no-display")  # LibreOffice would go on without windows
        own = profile is None
        home = Path(tempfile.mkdtemp(prefix="xlwings-calc-")) if profile is None else profile.absolute()
        self.visible, self.pipe = visible, f"xlwings-calc-{uuid.uuid4().hex}"
        command: list[str | Path] = [
            program,
            f"-env:UserInstallation={home.as_uri()}",
            *_OPTIONS,
            *([] if visible else ["--headless", "--invisible"]),
            f"--accept=pipe,name={self.pipe};urp;{COMMON}",
        ]
        self._keeper = subprocess.Popen(  # noqa: S603 - LibreOffice, as found
            [sys.executable, "-I", "-S", _KEEPER, str(home) if own else "", *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_surroundings(visible=visible),
            start_new_session=True,
        )
        _running.add(self)
        assert self._keeper.stdout is not None  # noqa: S101
        self.pid = int(self._keeper.stdout.readline() or 0)  # also of its process group
        self._program = program

    def connect(self) -> Uno:
        """Give the component context, as soon as LibreOffice answers."""
        until = time.monotonic() + _START_SECONDS
        try:
            return connect(self.pipe, wait=lambda: self.is_running() and time.monotonic() < until)
        except EngineError as fault:
            status = self._keeper.poll()
            self.end()
            if status is None:
                raise EngineError("start-slow", seconds=_START_SECONDS) from fault
            raise EngineError("start-failed", status=status, program=self._program) from fault

    def is_running(self) -> bool:
        """Tell whether LibreOffice is there."""
        return self._keeper.poll() is None

    def end(self, *, grace: float = 0) -> None:
        """See it ended: after `grace` seconds it is killed, with all that it started."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._keeper.wait(grace)
        for pipe in (self._keeper.stdin, self._keeper.stdout):
            if pipe is not None:
                pipe.close()  # which the keeper takes for our end
        self._keeper.wait(_END_SECONDS)
        _running.discard(self)


def _surroundings(*, visible: bool) -> dict[str, str]:
    """Give an environment in which LibreOffice does not find our Python, and without a window needs no display.

    Its own Python takes the library of the first python3 on the path for its own: one of another make breaks it.
    """
    clean = {name: value for name, value in os.environ.items() if name not in _MISLEADING}
    if os.name == "posix":
        clean["PATH"] = os.pathsep.join([os.defpath, clean.get("PATH", "")])
    return clean if visible else {**clean, "SAL_USE_VCLPLUGIN": "svp"}


@atexit.register
def _end_all() -> None:
    for process in list(_running):
        process.end()
