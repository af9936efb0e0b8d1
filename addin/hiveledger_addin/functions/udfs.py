"""The worksheet functions for Excel on Windows: what its add-in calls through xlwings. Elsewhere they are plain Python.

The process that holds this module is started by the add-in and stays. Its language is that of the installation.
"""

from typing import Final

import xlwings_calc
from hiveledger.text import Language
from hiveledger_addin.functions import FUNCTIONS
from hiveledger_addin.functions.wrapping import wrapped
from hiveledger_addin.install.configuration import read

__all__ = ["serve"]

xlwings_calc.keep_pro_out()
import xlwings as xw  # noqa: E402 - after PRO is kept out

_INSTALLED: Final = read()
_LANGUAGE: Final = Language(_INSTALLED.language) if _INSTALLED and _INSTALLED.language else Language.ZH

globals().update({name: wrapped(one, xw.func, xw.arg, _LANGUAGE) for name, one in FUNCTIONS.items()})


def serve(clsid: str) -> None:
    """Answer Excel until it ends. Windows only."""
    xw.serve(clsid)  # type: ignore[call-arg] # away from Windows it can only refuse
