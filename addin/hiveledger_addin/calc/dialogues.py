"""Questions in a Calc that runs beside us, asked by its own thread for windows."""

import math
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeVar

from xlwings_calc.bridge import Uno, load_uno
from xlwings_calc.errors import EngineError

if TYPE_CHECKING:
    import xlwings as xw

__all__ = ["ask", "pick_files", "shown_by"]

_Given = TypeVar("_Given")
_LOOK_SECONDS: Final = 5
_WIDTH: Final = 230  # in the units of dialogues, of which a letter is four wide and eight high
_MARGIN: Final = 6
_LINE: Final = 9
_FIELD: Final = 14
_BUTTON: Final = 45
_LETTERS: Final = 54  # on a line; a Chinese one counts twice
_OK, _CANCEL = 1, 2
_PLACE_ALONE: Final = 3  # of com.sun.star.awt.PosSize: the size stays


def shown_by(app: "xw.App", show: Callable[[], _Given]) -> _Given:
    """Do something with windows in the thread of Calc that draws them, and give what it gives.

    Calc calls us from there, and what is then asked of it is done by that same thread.

    Raises: EngineError where Calc does not do it, or ends meanwhile.
    """
    uno = load_uno()
    refusal = uno.getClass("com.sun.star.uno.Exception")
    given: list[_Given] = []
    faults: list[Exception] = []
    done = threading.Event()

    def notify(_: Uno, __: Uno) -> None:
        try:
            given.append(show())
        except refusal as fault:
            faults.append(EngineError("refused", member="App.alert", reason=str(fault.Message).partition("\n")[0]))
        except Exception as fault:  # noqa: BLE001 - it is raised where it was asked for
            faults.append(fault)
        done.set()

    kind = (sys.modules["unohelper"].Base, uno.getClass("com.sun.star.awt.XCallback"))
    callback = type("Callback", kind, {"notify": notify})()
    _service(app, "com.sun.star.awt.AsyncCallback").addCallback(callback, None)
    while not done.wait(_LOOK_SECONDS):
        if not app.impl.is_there():
            raise EngineError("gone", member="App.alert")
    if faults:
        raise faults[0]
    return given[0]


def ask(app: "xw.App", title: str, question: str, filled_in: str) -> str | None:
    """Ask for a line, None where the person withdraws. To be done by `shown_by`."""
    dialogue, model = (_service(app, f"com.sun.star.awt.UnoControlDialog{part}") for part in ("", "Model"))
    high = _LINE * sum(_lines(line) for line in question.splitlines())
    bottom = 2 * _MARGIN + high
    model.Title, model.Width, model.Height = title, _WIDTH, bottom + 2 * _FIELD + 2 * _MARGIN
    wide = _WIDTH - 2 * _MARGIN
    _put(model, "FixedText", "question", (_MARGIN, _MARGIN, wide, high), Label=question, MultiLine=True, NoLabel=True)
    _put(model, "Edit", "answer", (_MARGIN, bottom, wide, _FIELD), Text=filled_in, TabIndex=0)
    at = bottom + _FIELD + _MARGIN
    right = _WIDTH - _MARGIN - _BUTTON
    _put(model, "Button", "cancel", (right, at, _BUTTON, _FIELD), PushButtonType=_CANCEL)
    left = right - _MARGIN - _BUTTON
    _put(model, "Button", "ok", (left, at, _BUTTON, _FIELD), PushButtonType=_OK, DefaultButton=True)
    dialogue.setModel(model)
    try:
        window = _window(app)
        dialogue.createPeer(_service(app, "com.sun.star.awt.Toolkit"), window)
        _put_in_the_middle(dialogue, window)
        return str(dialogue.getControl("answer").getText()) if dialogue.execute() == _OK else None
    finally:
        dialogue.dispose()


def pick_files(app: "xw.App", title: str) -> tuple[str, ...]:
    """Let files be picked, none where the person withdraws. To be done by `shown_by`."""
    picker = _service(app, "com.sun.star.ui.dialogs.FilePicker")
    picker.setTitle(title)
    picker.setMultiSelectionMode(True)
    uno = load_uno()
    return tuple(map(uno.fileUrlToSystemPath, picker.getSelectedFiles())) if picker.execute() == _OK else ()


def _put(model: Uno, kind: str, name: str, place: tuple[int, int, int, int], **more: object) -> None:
    control = model.createInstance(f"com.sun.star.awt.UnoControl{kind}Model")
    control.PositionX, control.PositionY, control.Width, control.Height = place
    for key, value in more.items():
        setattr(control, key, value)
    model.insertByName(name, control)


def _put_in_the_middle(dialogue: Uno, window: Uno) -> None:
    ours, theirs = dialogue.getPosSize(), window.getPosSize()
    place = theirs.X + (theirs.Width - ours.Width) // 2, theirs.Y + (theirs.Height - ours.Height) // 2
    dialogue.setPosSize(*place, 0, 0, _PLACE_ALONE)


def _lines(text: str) -> int:
    width = sum(1 if letter < "⺀" else 2 for letter in text)
    return max(1, math.ceil(width / _LETTERS))


def _window(app: "xw.App") -> Uno:
    return _service(app, "com.sun.star.frame.Desktop").getCurrentFrame().getContainerWindow()


def _service(app: "xw.App", name: str) -> Uno:
    context = app.impl.context
    return context.ServiceManager.createInstanceWithContext(name, context)
