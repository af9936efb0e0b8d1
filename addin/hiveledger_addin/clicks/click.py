"""One click from beginning to end: one turn, one verb, one message."""

from typing import TYPE_CHECKING

from hiveledger.errors import LedgerError
from hiveledger.faults import write_fault
from hiveledger.text import say
from hiveledger.text.masking import mask
from hiveledger_addin.buttons import BUTTONS
from hiveledger_addin.clicks.asked import WithdrawnError
from hiveledger_addin.clicks.beside import show_beside
from hiveledger_addin.clicks.message import Message, refused
from hiveledger_addin.clicks.turn import turn
from hiveledger_addin.clicks.window import Window

if TYPE_CHECKING:
    import xlwings as xw

__all__ = ["click"]


def click(button: str, book: "xw.Book", window: Window) -> None:
    """Do what a button is for in the book that a person has open. Whatever goes wrong, they read one sentence."""
    try:
        label = BUTTONS[button].label(window.language)
        message = Message(())
        with turn(window, label) as ours:
            if ours is not None:
                window.progress(say("click.working", window.language, button=label))
                from hiveledger_addin.clicks.doing import do  # noqa: PLC0415 - pandas comes with it

                message = do(BUTTONS[button], book, window, ours)
        _show(message, book, window)
    except WithdrawnError:
        pass
    except LedgerError as problem:
        _show(Message.of(refused(problem, window.language), window.language, is_problem=True), book, window)
    except Exception as fault:  # noqa: BLE001 - the last face: whatever went wrong, a user reads a sentence
        told = say("cli.fault", window.language, path=write_fault(fault))
        _show(Message((told,), is_problem=True), book, window)
    finally:
        window.progress("")


def _show(message: Message, book: "xw.Book", window: Window) -> None:
    """Show the message, its first line in the status bar too, and what is too long for it in a workbook beside."""
    if message.rows:
        show_beside(book.app, message.title, message.head, message.rows)
    if message.lines:
        lines = [mask(line) for line in message.lines]
        window.progress(lines[0])
        window.tell("\n".join(lines), is_problem=message.is_problem)
