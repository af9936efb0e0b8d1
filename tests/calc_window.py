"""Calc with our extension, in a window on a desktop of its own, and a person in front of it."""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hiveledger import __version__
from hiveledger.text import Language
from hiveledger_addin.buttons import BUTTONS
from hiveledger_addin.calc import build
from hiveledger_addin.install.configuration import Configuration, text
from hiveledger_addin.install.extension import add_extension
from hiveledger_addin.install.put import EXTENSION_ID
from tests.desktop import SIZE, Accessible, Box, Desktop, Shown, everything, wait_a_moment, wait_for
from xlwings_calc.bridge import load_uno

if TYPE_CHECKING:
    import xlwings as xw

__all__ = ["Seat", "install", "surroundings"]

_BUTTON, _WINDOW, _FIELD, _BOXES = 44, 49, 60, (1, 12)  # of com.sun.star.accessibility.AccessibleRole
_PATIENCE: Final = 30  # seconds; a machine that others keep busy is slow
_BAR: Final = (0, 782, 170, 798)  # where the status bar says what is being done
_MIDDLE: Final = (400, 350, 880, 385)  # where messages and questions come up, above their fields and buttons
_TRIES: Final = 3
_ALL: Final = 15  # of com.sun.star.awt.PosSize


def surroundings(folder: Path) -> dict[str, str]:
    """Give an environment in which a user of this machine has HiveLedger installed."""
    config = folder / "config"
    file = config / "hiveledger" / "hiveledger.ini"
    file.parent.mkdir(parents=True)
    told = Configuration(str(_python(folder)), Language.ZH, __version__, str(folder / "state"))
    file.write_text(text(told), "ascii")
    (folder / "state").mkdir()
    return {"XDG_CONFIG_HOME": str(config), "HIVELEDGER_STATE": told.state, "HOME": str(folder), "LOGNAME": "王示例"}


def _python(folder: Path) -> Path:
    """Give a Python that has the very code that is tested, wherever that was imported from."""
    program = folder / "python"
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{os.pathsep.join(sys.path)}" exec "{sys.executable}" "$@"\n')
    program.chmod(0o700)
    return program


def install(profile: Path, folder: Path) -> None:
    """Put our extension into a profile, as the installer does."""
    file = folder / "hiveledger.oxt"
    build(file, Language.ZH)
    add_extension(profile, file, EXTENSION_ID, Language.ZH)


class Seat:
    """A person at a window of Calc: what they see, and what they click."""

    def __init__(self, app: "xw.App", desk: Desktop) -> None:
        self.app, self._desk = app, desk
        context = app.impl.context
        self._toolkit = context.ServiceManager.createInstanceWithContext("com.sun.star.awt.Toolkit", context)
        self._bar: dict[str, Shown] = {}
        self._before = b""

    def sit_down(self) -> None:
        """Let the window fill the screen, and see where the buttons of our toolbar are."""
        window = wait_for("the window", lambda: next(self._windows(_WINDOW), None))
        window.setPosSize(0, 0, *SIZE, _ALL)
        labels = {button.label(Language.ZH) for button in BUTTONS.values()}

        def look() -> bool:
            seen = (one for one in everything(window) if one.role == _BUTTON and one.name in labels)
            self._bar = {one.name: one for one in seen}
            return self._bar.keys() == labels

        wait_for("the toolbar", look)

    def press(self, label: str) -> float:
        """Click a button of the toolbar, and give the seconds until the status bar said so.

        A window that has just come to the front may not take the first click.
        """
        bar, self._before = self._still(_BAR), self._still(_MIDDLE)
        for _ in range(_TRIES):
            at = time.monotonic()
            self._desk.click(self._bar[label])
            if wait_a_moment(lambda: self._desk.picture(_BAR) != bar, 3):
                return time.monotonic() - at
        message = f"the status bar says nothing of {label}"
        raise AssertionError(message)

    def read(self, text: str) -> str:
        """Wait for a message or a question that says this, and give all that it says."""
        until, said = time.monotonic() + _PATIENCE, ""
        while not said and time.monotonic() < until:
            if self._still(_MIDDLE) != self._before:
                said = next((one.name for one in self._front() if text in one.name), "")
        assert said, f"nobody says “{text}”; in front stands {self._front()}"
        return said

    def put_away(self, label: str = "OK") -> None:
        """Press a button of what is in front, and see it gone."""
        button = next(one for one in self._front() if one.name == label)
        self._before = self._still(_MIDDLE)

        def is_gone() -> bool:
            self._desk.click(button)
            return bool(wait_a_moment(lambda: self._desk.picture(_MIDDLE) != self._before, 1))

        wait_for("it is gone", is_gone)

    def answer(self, text: str) -> None:
        """Write over what is filled in, and put the question away."""

        def is_written() -> bool:
            (field,) = (one for one in self._front() if one.role == _FIELD)
            self._desk.click(field)
            self._desk.write(text)
            return bool(wait_a_moment(lambda: any((one.role, one.name) == (_FIELD, text) for one in self._front())))

        wait_for(f"{text} in the field", is_written)
        self.put_away()

    def picture(self, file: Path, box: Box) -> None:
        """Keep what a part of the screen shows, once it is drawn."""
        file.write_bytes(self._still(box))

    def _still(self, box: Box) -> bytes:
        """Wait until a part of the screen is drawn, and give how it looks."""
        seen = [b"", self._desk.picture(box)]

        def is_still() -> bool:
            time.sleep(0.2)
            seen[:] = seen[1], self._desk.picture(box)
            return seen[0] == seen[1]

        wait_for("a still screen", is_still)
        return seen[1]

    def _front(self) -> list[Shown]:
        """Give what stands in the message or question in front, nothing where it goes away this moment.

        Not to be asked while one is being made: LibreOffice does not bear that.
        """
        try:
            return [one for window in self._windows(*_BOXES) for one in everything(window)]
        except (AttributeError, load_uno().getClass("com.sun.star.uno.Exception")):  # it has no context any more
            return []

    def _windows(self, *roles: int) -> Iterator[Accessible]:
        for at in range(self._toolkit.getTopWindowCount()):
            window = self._toolkit.getTopWindow(at)
            if window.getAccessibleContext().getAccessibleRole() in roles:
                yield window
