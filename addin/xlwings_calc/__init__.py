"""An xlwings engine that drives LibreOffice Calc. It knows nothing of ledgers.

    with xlwings_calc.start() as app:  # a private Calc without windows
        book = app.books.open("leads.xlsx")
        book.sheets[0]["A1"].value = "hello"

xlwings is imported with the first call, and its PRO code is kept out: it is under another licence.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from xlwings_calc.bridge import COMMON
from xlwings_calc.errors import EngineError

if TYPE_CHECKING:
    import xlwings as xw

__all__ = ["EngineError", "attach", "keep_pro_out", "register", "start"]


def keep_pro_out() -> None:
    """Let xlwings run without its PRO code, even where a user has a key. To be called before xlwings is imported."""
    sys.modules.setdefault("xlwings.pro", None)  # type: ignore[arg-type] # which makes its import fail


def register() -> None:
    """Make the engine known to xlwings as "libreoffice"."""
    keep_pro_out()
    from xlwings_calc import engine  # noqa: PLC0415 - xlwings brings pandas

    engine.register()


def start(*, visible: bool = False, profile: Path | None = None) -> "xw.App":
    """Start a Calc that nobody else uses, without windows unless told otherwise. It ends with `quit`, or with us.

    A profile that is given is kept, with the extensions in it; else one is made and removed in the end.
    """
    keep_pro_out()
    from xlwings_calc import engine  # noqa: PLC0415 - xlwings brings pandas

    return engine.start(visible=visible, profile=profile)


def attach(pipe: str, secret: str = COMMON) -> "xw.App":
    """Take the Calc that listens on a pipe and answers to a secret. `quit` only lets go of it."""
    keep_pro_out()
    from xlwings_calc import engine  # noqa: PLC0415 - xlwings brings pandas

    return engine.attach(pipe, secret)
