"""The engine as xlwings knows it: registered under a name, with the Calcs that it drives."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import xlwings as xw

from xlwings_calc.app import App
from xlwings_calc.bridge import connect
from xlwings_calc.cells import clean, plain
from xlwings_calc.errors import EngineError
from xlwings_calc.part import NotCoveredError, Part
from xlwings_calc.process import Process

__all__ = ["Apps", "Engine", "attach", "register", "start"]

_STARTS: Final = 3


class Apps(Part, kind="Apps"):
    """The Calcs that we started or are attached to, the active one first."""

    __slots__ = ("_apps", "_engine")

    def __init__(self, engine: "Engine") -> None:
        self._engine = engine
        self._apps: list[App] = []

    def add(
        self,
        spec: str | None = None,
        add_book: bool | None = None,
        xl: object = None,
        visible: bool | None = None,
        profile: Path | None = None,
    ) -> App:
        """Start a Calc of our own; like Excel it has windows unless told otherwise."""
        if spec is not None or xl is not None:
            raise NotCoveredError("Apps.add(spec=…)")
        for _ in range(_STARTS):
            process = Process(visible=visible is not False, profile=profile)
            app = App(self._engine, process.connect(), process.pipe, process)
            if app.is_ready():
                break
            process.end()
        else:
            raise EngineError("start-unready")
        self._apps.insert(0, app)
        if add_book:
            app.books.add()
        return app

    def attach(self, pipe: str, secret: str) -> App:
        """Take the Calc that listens on a pipe, once for all."""
        for app in self:
            if app.pipe == pipe:
                self.to_front(app)
                return app
        app = App(self._engine, connect(pipe, secret), pipe, None)
        self._apps.insert(0, app)
        return app

    def to_front(self, app: App) -> None:
        """Make it the active one."""
        self._apps = [app, *(other for other in self._apps if other is not app)]

    def drop(self, app: App) -> None:
        """Forget one that has ended."""
        self._apps = [other for other in self._apps if other is not app]

    def cleanup(self) -> None:
        """Forget those that have ended."""
        self._apps = [app for app in self._apps if app.is_there()]

    def keys(self) -> list[int]:
        """Give their numbers."""
        return [app.pid for app in self]

    def __iter__(self) -> Iterator[App]:
        self.cleanup()
        return iter(list(self._apps))

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __getitem__(self, pid: int) -> App:
        for app in self:
            if app.pid == pid:
                return app
        raise KeyError(pid)


class Engine(Part, kind="Engine"):
    """LibreOffice Calc, for xlwings."""

    __slots__ = ("apps",)

    name = "libreoffice"
    type = "desktop"  # one value for many cells is spread by the engine

    def __init__(self) -> None:
        self.apps = Apps(self)

    prepare_xl_data_element = staticmethod(plain)
    clean_value_data = staticmethod(clean)


_ENGINE = Engine()


def register() -> None:
    """Make the engine known to xlwings; where no other is there, as the active one."""
    if _ENGINE.name not in xw.engines.engines_by_name:
        xw.engines.add(xw.Engine(impl=_ENGINE))
    if xw.engines.active is None:
        xw.engines[_ENGINE.name].activate()


def start(*, visible: bool = False, profile: Path | None = None) -> xw.App:
    """Start a Calc that nobody else uses. It ends with `quit`, or with us."""
    register()
    return xw.App(impl=_ENGINE.apps.add(visible=visible, profile=profile))


def attach(pipe: str, secret: str) -> xw.App:
    """Take the Calc that listens on a pipe. `quit` only lets go of it."""
    register()
    return xw.App(impl=_ENGINE.apps.attach(pipe, secret))
