"""Calc with our extension, in a window on a desktop of its own, and a person in front of it."""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import xlwings_calc
from hiveledger import __version__
from hiveledger.text import Language
from hiveledger_addin.buttons import BUTTONS
from hiveledger_addin.calc import build
from hiveledger_addin.install.configuration import Configuration, text
from tests.desktop import SIZE, Accessible, Desktop, Shown, everything, wait_a_moment, wait_for
from xlwings_calc.bridge import load_uno

if TYPE_CHECKING:
    import xlwings as xw

__all__ = ["Seat", "install", "surroundings"]

_BUTTON, _WINDOW, _FIELD, _BOXES = 44, 49, 60, (1, 12)  # of com.sun.star.accessibility.AccessibleRole
_BAR: Final = (0, 782, 170, 798)  # where the status bar says what is being done
_ALL: Final = 15  # of com.sun.star.awt.PosSize


def surroundings(folder: Path) -> dict[str, str]:
    """Give an environment in which a user of this machine has HiveLedger installed."""
    config = folder / "config"
    file = config / "hiveledger" / "hiveledger.ini"
    file.parent.mkdir(parents=True)
    told = Configuration(str(_python(folder)), Language.ZH, __version__, str(folder / "state"))
    file.write_text(text(told), "ascii")
    (folder / "state").mkdir()
    return {"XDG_CONFIG_HOME": str(config), "HIVELEDGER_STATE": told.state, "HOME": str(folder)}


def _python(folder: Path) -> Path:
    """Give a Python that has the very code that is tested, wherever that was imported from."""
    program = folder / "python"
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{os.pathsep.join(sys.path)}" exec "{sys.executable}" "$@"\n')
    program.chmod(0o700)
    return program


def install(profile: Path, folder: Path) -> None:
    """Put our extension into a profile, as LibreOffice's own window for extensions does."""
    file = folder / "hiveledger.oxt"
    build(file, Language.ZH)
    with xlwings_calc.start(profile=profile) as app:
        manager = app.impl.context.getValueByName("/singletons/com.sun.star.deployment.ExtensionManager")
        manager.addExtension(file.as_uri(), (), "user", None, _agreeing())


def _agreeing() -> Accessible:
    """Give somebody who agrees to whatever is asked."""
    uno = load_uno()
    agreed = uno.getTypeByName("com.sun.star.task.XInteractionApprove")

    def handle(_: object, request: Accessible) -> None:
        for answer in request.getContinuations():
            if answer.queryInterface(agreed):
                answer.select()

    services = ("ucb.XCommandEnvironment", "task.XInteractionHandler", "ucb.XProgressHandler")
    kinds = tuple(uno.getClass(f"com.sun.star.{service}") for service in services)
    says = {
        "getInteractionHandler": lambda self: self,
        "getProgressHandler": lambda self: self,
        "handle": handle,
        "push": lambda *_: None,
        "update": lambda *_: None,
        "pop": lambda *_: None,
    }
    return type("Agreeing", (sys.modules["unohelper"].Base, *kinds), says)()


class Seat:
    """A person at a window of Calc: what they see, and what they click."""

    def __init__(self, app: "xw.App", desk: Desktop) -> None:
        self.app, self._desk = app, desk
        context = app.impl.context
        self._toolkit = context.ServiceManager.createInstanceWithContext("com.sun.star.awt.Toolkit", context)
        self._bar: dict[str, Shown] = {}
        self._pressed_at = 0.0

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

        def is_seen() -> bool:
            before, self._pressed_at = self._desk.picture(_BAR), time.monotonic()
            self._desk.click(self._bar[label])
            return bool(wait_a_moment(lambda: self._desk.picture(_BAR) != before, 3))

        wait_for(f"{label} in the status bar", is_seen)
        return time.monotonic() - self._pressed_at

    def read(self, text: str) -> str:
        """Wait for a message or a question that says this, and give all that it says."""
        return str(wait_for(text, lambda: next((one.name for one in self._front() if text in one.name), "")))

    def put_away(self, label: str = "OK") -> None:
        """Press a button of what is in front until it is gone: it may not be drawn yet when it is there."""
        front = self._front()
        button = next(one for one in front if one.name == label)

        def is_gone() -> bool:
            self._desk.click(button)
            return bool(wait_a_moment(lambda: self._front() != front))

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

    def picture(self, file: Path) -> None:
        """Keep what the screen shows."""
        file.write_bytes(self._desk.picture())

    def _front(self) -> list[Shown]:
        """Give what stands in the message or question in front, nothing where it goes away this moment."""
        try:
            return [one for window in self._windows(*_BOXES) for one in everything(window)]
        except (AttributeError, load_uno().getClass("com.sun.star.uno.Exception")):  # it has no context any more
            return []

    def _windows(self, *roles: int) -> Iterator[Accessible]:
        for at in range(self._toolkit.getTopWindowCount()):
            window = self._toolkit.getTopWindow(at)
            if window.getAccessibleContext().getAccessibleRole() in roles:
                yield window
