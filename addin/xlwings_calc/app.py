"""A running Calc: what it shows, how it calculates, and the books that are open in it."""

import contextlib
import time
import zlib
from typing import TYPE_CHECKING, Final, Literal

from xlwings_calc.book import Book
from xlwings_calc.books import Books
from xlwings_calc.bridge import Uno, find_program, load_uno
from xlwings_calc.document import properties
from xlwings_calc.errors import EngineError
from xlwings_calc.part import CallError, NotCoveredError, Part
from xlwings_calc.process import Process
from xlwings_calc.ranges import Range, selected

if TYPE_CHECKING:
    from xlwings_calc.engine import Engine

__all__ = ["App"]

_QUIT_SECONDS: Final = 10
_READY_SECONDS: Final = 5
_SHEETS: Final = "com.sun.star.sheet.SpreadsheetDocument"
_BUTTONS: Final = {"ok": 1, "ok_cancel": 2, "yes_no": 3, "yes_no_cancel": 4}
_PRESSED: Final = {0: "cancel", 1: "ok", 2: "yes", 3: "no"}


class App(Part, kind="App"):
    """One Calc, ours (`process`) or somebody else's, to which we are attached by a pipe."""

    __slots__ = (
        "_alerts", "_books", "_desktop", "_indicator", "_locked", "_process", "_status",
        "context", "engine", "pid", "pipe",
    )  # fmt: skip

    def __init__(self, engine: "Engine", context: Uno, pipe: str, process: Process | None) -> None:
        self.engine, self.context, self.pipe = engine, context, pipe
        self._process = process
        self.pid = process.pid if process else -zlib.crc32(pipe.encode())  # of a stranger only a name is known
        self._desktop = self._service("com.sun.star.frame.Desktop")
        self._books: dict[str, Book] = {}
        self._locked: list[Uno] = []
        self._indicator: Uno = None
        self._status: str | Literal[False] = False
        self._alerts = True

    def _service(self, name: str) -> Uno:
        return self.context.ServiceManager.createInstanceWithContext(name, self.context)

    def is_there(self) -> bool:
        """Tell whether this Calc still runs."""
        if self._process:
            return self._process.is_running()
        try:
            self._desktop.getImplementationName()
        except load_uno().getClass("com.sun.star.uno.Exception"):
            return False
        return True

    def is_ready(self) -> bool:
        """Tell whether it calculates, which one that was just started may not do yet, or never.

        No book is opened for that, so no window comes and goes.
        """
        until = time.monotonic() + _READY_SECONDS
        while True:
            try:
                self._service("com.sun.star.sheet.FunctionAccess").callFunction("SUM", (1.0, 2.0))
            except load_uno().getClass("com.sun.star.uno.Exception"):
                if time.monotonic() > until or not self.is_there():
                    return False
                time.sleep(0.2)
            else:
                return True

    @property
    def api(self) -> Uno:
        """Give Calc's own object."""
        return self._desktop

    @property
    def version(self) -> str:
        """Give the version of LibreOffice."""
        provider = self._service("com.sun.star.configuration.ConfigurationProvider")
        place = properties(nodepath="/org.openoffice.Setup/Product")
        view = provider.createInstanceWithArguments("com.sun.star.configuration.ConfigurationAccess", place)
        return str(view.getByName("ooSetupVersionAboutBox"))

    @property
    def path(self) -> str:
        """Give the folder of the program."""
        return str(find_program().parent)

    @property
    def hwnd(self) -> None:
        """Give nothing: windows have numbers on Windows alone."""

    @property
    def books(self) -> Books:
        """Give the open workbooks."""
        return Books(self)

    def documents(self) -> list[Uno]:
        """Give the documents with sheets that are open."""
        found = self._desktop.getComponents().createEnumeration()
        documents = []
        while found.hasMoreElements():
            document = found.nextElement()
            if document.supportsService(_SHEETS):
                documents.append(document)
        return documents

    def current(self) -> Uno:
        """Give the document in front, None where there is none with sheets."""
        document = self._desktop.getCurrentComponent()
        if document is not None and document.supportsService(_SHEETS):
            return document
        return next(iter(self.documents()), None)

    def book_of(self, document: Uno) -> Book:
        """Give the book of a document, always the same one for the same document."""
        key = str(document.RuntimeUID)
        if key not in self._books:
            self._books[key] = Book(self, document)
        return self._books[key]

    def forget(self, book: Book) -> None:
        """Keep nothing of a book that is closed."""
        self._books = {key: other for key, other in self._books.items() if other is not book}

    def load(self, address: str, **named: object) -> Book:
        """Open a document by its address."""
        named = {"MacroExecutionMode": 0, "UpdateDocMode": 0, "Hidden": not self.visible, **named}
        document = self._desktop.loadComponentFromURL(address, "_blank", 0, properties(**named))
        if document is None:
            raise CallError("not-opened", file=load_uno().fileUrlToSystemPath(address))
        return self.book_of(document)

    # What a person sees

    @property
    def visible(self) -> bool:
        """Tell whether it has windows. One of ours has, or has not, from its start on."""
        return self._process.visible if self._process else True

    @visible.setter
    def visible(self, value: bool) -> None:
        if value != self.visible:
            raise NotCoveredError("App.visible = …")

    def activate(self, steal_focus: bool = False) -> None:
        """Make it the one that xlwings takes for active."""
        self.engine.apps.to_front(self)
        if steal_focus and (document := self.current()) is not None:
            document.getCurrentController().getFrame().getContainerWindow().toFront()

    @property
    def display_alerts(self) -> bool:
        """Give what was set: nothing that is asked for by a program makes Calc ask."""
        return self._alerts

    @display_alerts.setter
    def display_alerts(self, value: bool) -> None:
        self._alerts = value

    @property
    def screen_updating(self) -> bool:
        """Tell whether windows show what happens to the books."""
        return not self._locked

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        if value:
            while self._locked:
                with contextlib.suppress(load_uno().getClass("com.sun.star.lang.DisposedException")):  # closed since
                    self._locked.pop().unlockControllers()
        elif not self._locked:
            for document in self.documents():
                document.lockControllers()
                self._locked.append(document)

    @property
    def calculation(self) -> str:
        """Tell whether formulas are calculated as soon as something changes: "automatic" or "manual"."""
        return "automatic" if all(one.isAutomaticCalculationEnabled() for one in self.documents()) else "manual"

    @calculation.setter
    def calculation(self, value: str) -> None:
        if value not in {"automatic", "manual"}:
            raise NotCoveredError(f'App.calculation = "{value}"')
        for document in self.documents():
            document.enableAutomaticCalculation(value == "automatic")

    def calculate(self) -> None:
        """Calculate what changed."""
        for document in self.documents():
            document.calculate()

    @property
    def status_bar(self) -> str | Literal[False]:
        """Give what we say in the status bar, False where Calc says what it likes."""
        return self._status

    @status_bar.setter
    def status_bar(self, value: str | Literal[False] | None) -> None:
        if value is False or value is None:
            if self._indicator is not None:
                self._indicator.end()
            self._indicator, self._status = None, False
            return
        if self._indicator is None and (document := self.current()) is not None:
            self._indicator = document.getCurrentController().getFrame().createStatusIndicator()
            self._indicator.start(str(value), 0)
        elif self._indicator is not None:
            self._indicator.setText(str(value))
        self._status = str(value)

    @property
    def selection(self) -> Range | None:
        """Give the selected cells, None where something else is selected."""
        document = self.current()
        return None if document is None else selected(self.book_of(document), document.getCurrentSelection())

    def alert(self, prompt: str, title: str | None, buttons: str, mode: str | None, _callback: str | None) -> str:
        """Show a message over the window in front, and give what was pressed."""
        if not self.visible:
            raise CallError("no-display")
        toolkit = self._service("com.sun.star.awt.Toolkit")
        window = self._desktop.getCurrentFrame().getContainerWindow()
        name = "ERRORBOX" if mode == "critical" else "INFOBOX" if buttons == "ok" else "QUERYBOX"
        kind = load_uno().Enum("com.sun.star.awt.MessageBoxType", name)
        box = toolkit.createMessageBox(window, kind, _BUTTONS[buttons], title or "", prompt)
        try:
            return _PRESSED[box.execute()]
        finally:
            box.dispose()  # else programs for the blind go on seeing it

    # Its end

    def quit(self) -> None:
        """End a Calc of ours without saving; let go of one that is somebody else's, and leave its windows as usual."""
        self.engine.apps.drop(self)
        ended = load_uno().getClass("com.sun.star.uno.Exception")
        with contextlib.suppress(EngineError, ended):  # it is no longer there
            self.screen_updating, self.status_bar = True, False
            if self._process:
                for document in self.documents():
                    document.close(True)
                self._desktop.terminate()
        if self._process:
            self._process.end(grace=_QUIT_SECONDS)

    def kill(self) -> None:
        """End a Calc of ours at once."""
        self.engine.apps.drop(self)
        if self._process:
            self._process.end()
