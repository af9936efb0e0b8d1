"""The program that has the workbook open: what it refuses, and that it looks afterwards as it did before."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hiveledger.errors import BusyError, LedgerError
from hiveledger.schema import PREVIEW

if TYPE_CHECKING:
    import xlwings as xw

__all__ = ["answered", "saved_path", "undisturbed"]

_OF_PROGRAMS: Final = {"appscript", "aem", "com", "pythoncom", "pywintypes", "uno", "xlwings", "xlwings_calc"}
_SWITCHES: Final = (("screen_updating", False), ("display_alerts", False), ("calculation", "manual"))


@contextmanager
def answered(file: str, code: str = "live.no_answer") -> Iterator[None]:
    """Turn what the program did not do into a sentence; what it says of that differs from program to program.

    Raises: BusyError, since it may be over soon: a cell that somebody is typing in keeps Excel from answering.
    """
    try:
        yield
    except Exception as problem:
        if type(problem).__module__.partition(".")[0] not in _OF_PROGRAMS:
            raise
        raise BusyError(code, file=file, why=str(problem)) from problem


def saved_path(book: "xw.Book") -> Path:
    """Give where an open workbook is saved.

    Raises: LedgerError where it never was, is on the web, must not be written, or only shows what a plan would do.
    """
    with answered(book.name):
        try:
            path = Path(book.fullname)
        except Exception as problem:  # OneDrive: xlwings knows no folder of this machine for the address
            if "OneDrive" not in str(problem) and "SharePoint" not in str(problem):
                raise
            raise LedgerError("live.on_the_web", file=book.name) from problem
        if "://" in book.fullname:
            raise LedgerError("live.on_the_web", file=book.name)
        if not path.is_absolute() or not path.exists():
            raise LedgerError("live.never_saved", file=book.name)
        if not os.access(path, os.W_OK) or _is_read_only(book):
            raise LedgerError("live.read_only", file=book.name)
        if PREVIEW in book.names:
            raise LedgerError("live.preview", file=book.name)
    return path


def _is_read_only(book: "xw.Book") -> bool:
    """Ask the program itself: xlwings has no word for it."""
    api = book.api
    for name in ("ReadOnly", "isReadonly"):  # of Excel on Windows, and of Calc
        told = getattr(api, name, None)
        if told is not None:
            return bool(told() if callable(told) else told)
    return False


@contextmanager
def undisturbed(book: "xw.Book") -> Iterator[None]:
    """Let nothing be seen of what is done, and leave program, sheet and selection as they were, whatever happens."""
    app = book.app
    with ExitStack() as after:
        sheet, selected = book.sheets.active, _selected(book)
        for name, meanwhile in _SWITCHES:
            after.callback(partial(setattr, app, name, getattr(app, name)))
            setattr(app, name, meanwhile)
        after.callback(partial(_select, book, sheet, selected))
        after.callback(partial(setattr, app, "status_bar", app.status_bar))
        yield


def _selected(book: "xw.Book") -> str:
    """Give what is selected on the sheet in sight; nothing where that is no cells, or another workbook's."""
    if book.app.books.active.name != book.name:
        return ""
    selection = book.app.selection
    return "" if selection is None else selection.address


def _select(book: "xw.Book", sheet: "xw.Sheet", selected: str) -> None:
    if book.sheets.active.name != sheet.name:
        sheet.activate()
    if selected and _selected(book) != selected:
        sheet.range(selected).select()
