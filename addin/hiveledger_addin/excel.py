"""What the add-in's VBA starts in Excel: one click in the book that it names."""

import argparse
import os
import sys
from typing import TYPE_CHECKING, Final

from hiveledger.text import Language, say
from hiveledger_addin import clicks
from hiveledger_addin.install.configuration import read
from xlwings_calc import keep_pro_out

if TYPE_CHECKING:
    import xlwings as xw

__all__ = ["ExcelWindow", "click"]

_ADDIN: Final = "hiveledger.xlam"
_PROMPT: Final = 255
_SAID: Final = {"yes": True, "no": False}


def click(button: str) -> None:
    """Do one click. Where not even the window is found, VBA learns of it by how this process ends, and says so."""
    told = read()
    if told:
        os.environ.setdefault("HIVELEDGER_STATE", told.state)
    book = _caller(sys.argv[1:])
    clicks.click(button, book, ExcelWindow(book.app, Language(told.language) if told else Language.ZH))


def _caller(arguments: list[str]) -> "xw.Book":
    """Give the book that VBA names, in the Excel that VBA runs in: there may be two."""
    keep_pro_out()
    import xlwings as xw  # noqa: PLC0415 - once its PRO code is out

    parser = argparse.ArgumentParser()
    parser.add_argument("--wb", required=True)
    parser.add_argument("--hwnd", default="")
    named, _ = parser.parse_known_args(arguments)
    app = next((one for one in xw.apps if str(one.hwnd) == named.hwnd), xw.apps.active)
    assert app is not None  # noqa: S101 - it started us
    return app.books[named.wb]


class ExcelWindow:
    """Talks with whoever sits at Excel: by its message boxes, and by functions of the add-in."""

    def __init__(self, app: "xw.App", language: Language) -> None:
        self._app, self.language = app, language
        self._title = say("guide.title", language)

    def tell(self, text: str, *, is_problem: bool) -> None:
        """Show a message until it is put away."""
        self._app.alert(text, self._title, "ok", "critical" if is_problem else "info")

    def agree(self, question: str) -> bool | None:
        """Ask for a yes or a no; None where the person wants neither."""
        return _SAID.get(str(self._app.alert(question, self._title, "yes_no_cancel")))

    def ask(self, question: str, filled_in: str = "") -> str | None:
        """Ask for a line; None where the person withdraws.

        Excel's own box holds few letters: what is chosen from is shown before, and asked for by the first line.
        """
        if len(question) > _PROMPT:
            self.tell(question, is_problem=False)
            question = question.partition("\n")[0][:_PROMPT]
        answer = self._vba("HiveAsk")(question, self._title, filled_in)
        return None if answer is False else str(answer)

    def pick_files(self, question: str) -> tuple[str, ...]:
        """Let files be picked; none where the person withdraws."""
        return tuple(filter(None, str(self._vba("HivePickFiles")(question)).split("\n")))

    def progress(self, text: str) -> None:
        """Say in the status bar what is being done; with an empty text the bar is Excel's own again."""
        self._app.status_bar = text or False

    def was_cancelled(self) -> bool:
        """Tell whether the person pressed Esc since the click."""
        return bool(self._vba("HiveWasCancelled")())

    def _vba(self, name: str) -> "xw.main.Macro":
        return self._app.macro(f"'{_ADDIN}'!{name}")
