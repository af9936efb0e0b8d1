"""The window of a person's Calc."""

from typing import TYPE_CHECKING, Final

from hiveledger.text import Language, say
from hiveledger_addin.calc.dialogues import ask, pick_files, shown_by

if TYPE_CHECKING:
    import xlwings as xw

__all__ = ["CalcWindow"]

_SAID: Final = {"yes": True, "no": False}


class CalcWindow:
    """Talks with whoever sits at a Calc that we are attached to."""

    def __init__(self, app: "xw.App", language: Language) -> None:
        self._app, self.language = app, language
        self._title = say("guide.title", language)

    def tell(self, text: str, *, is_problem: bool) -> None:
        """Show a message until it is put away."""
        mode = "critical" if is_problem else "info"
        shown_by(self._app, lambda: self._app.alert(text, self._title, "ok", mode))

    def agree(self, question: str) -> bool | None:
        """Ask for a yes or a no; None where the person wants neither."""
        pressed = shown_by(self._app, lambda: self._app.alert(question, self._title, "yes_no_cancel"))
        return _SAID.get(str(pressed))

    def ask(self, question: str, filled_in: str = "") -> str | None:
        """Ask for a line; None where the person withdraws."""
        return shown_by(self._app, lambda: ask(self._app, self._title, question, filled_in))

    def pick_files(self, question: str) -> tuple[str, ...]:
        """Let files be picked; none where the person withdraws."""
        return shown_by(self._app, lambda: pick_files(self._app, question))

    def progress(self, text: str) -> None:
        """Say in the status bar what is being done; with an empty text the bar is Calc's own again."""
        self._app.status_bar = text or False

    def was_cancelled(self) -> bool:
        """Tell whether the person broke off what goes on: in Calc that is done by a second click alone."""
        return False
