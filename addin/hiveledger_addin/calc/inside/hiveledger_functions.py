"""The worksheet functions inside LibreOffice: each asks our own Python, and is bound again in a book that is loaded.

This file takes nothing but the standard library and UNO, and the syntax of Python 3.8. Which functions there are
stands in `functions.json` beside it.
"""

from __future__ import annotations

import json
import re
import struct
from pathlib import Path

import hiveledger_child
import hiveledger_configuration
import uno
import unohelper
from com.sun.star.lang import XServiceInfo
from com.sun.star.sheet import ResultEvent, XVolatileResult
from com.sun.star.task import XJob
from org.hiveledger import XHiveFunctions

__all__ = ["Functions", "Rebind", "g_ImplementationHelper"]

_NAME = "org.hiveledger.Functions"
_REBIND = "org.hiveledger.Rebind"
_TOLD = json.loads(Path(__file__).with_name("functions.json").read_text("utf-8"))
_SECONDS = 120  # for one question, the start of the process with it
_UNKNOWN_NAME = 525  # Calc's error for a name that it does not know
_OURS = "|".join(_TOLD["methods"].values())
_ADDIN = re.compile(rf"\[\d+\]!(?=(?:{_OURS})\()", re.IGNORECASE)
"""Excel writes before a function which add-in it is of."""

_ERRORS = 4  # com.sun.star.sheet.FormulaResult.ERROR
_CODES = {"#N/A": 0x7FFF, "#VALUE!": 519, "#NUM!": 503}  # Calc's own numbers of these
_children = {}


def _child():
    """Give the process that this office asks, None where hiveledger is not installed."""
    configuration = hiveledger_configuration.read()
    if configuration is None or configuration.version != _TOLD["version"]:
        return None
    command = (
        configuration.python,
        "-P",
        "-X",
        "utf8",
        "-m",
        "hiveledger_addin.functions.serve",
        configuration.language,
    )
    if command not in _children:
        _children[command] = hiveledger_child.Child(command, _SECONDS)
    return _children[command]


def _cell(cell):
    """Give a cell as Calc takes it; an error value is a number that is none and carries the error's number."""
    if isinstance(cell, dict):
        return struct.unpack("<d", struct.pack("<Q", 0x7FF8000000000000 | _CODES[cell["error"]]))[0]
    return float(cell) if isinstance(cell, (bool, int)) else cell


class _Array(unohelper.Base, XVolatileResult):
    """Cells in rows and columns, told to Calc at once.

    A method that gives now a cell and now a range can only say that it gives anything, and of anything that comes from
    Python Calc cannot tell that it is a range. In an event that can be said.
    """

    def __init__(self, rows):
        self._rows = rows

    def addResultListener(self, listener):  # noqa: N802 - UNO's
        event = ResultEvent()
        event.Value = uno.Any("[][]any", self._rows)
        listener.modified(event)

    def removeResultListener(self, _):  # noqa: N802 - UNO's
        pass


def _rows(name, given):
    """Give the answer in rows of cells, a sentence where there is none."""
    child = _child()
    if child is None:
        return ((_TOLD["install"],),)
    blank = [None if one == 0 else one for one in given]  # Calc hands a blank cell over as 0
    try:
        return tuple(tuple(map(_cell, row)) for row in child.ask(name, blank))
    except hiveledger_child.DeadError:
        return ((_TOLD["dead"],),)
    except hiveledger_child.LateError:
        return ((_TOLD["late"],),)


def _array(name):
    return lambda _, *given: _rows(name, given)


def _cell_or_array(name):
    def method(_, *given):
        rows = _rows(name, given)
        return rows[0][0] if len(rows) == len(rows[0]) == 1 else _Array(rows)

    return method


class Functions(unohelper.Base, XHiveFunctions, XServiceInfo):
    """The add-in that Calc calls."""

    def __init__(self, *_):
        pass

    def getImplementationName(self):  # noqa: D102, N802 - UNO's
        return _NAME

    def supportsService(self, name):  # noqa: D102, N802 - UNO's
        return name in self.getSupportedServiceNames()

    def getSupportedServiceNames(self):  # noqa: D102, N802 - UNO's
        return ("com.sun.star.sheet.AddIn", _NAME)


for _method, _function in _TOLD["methods"].items():
    _made = _array if _function in _TOLD["arrays"] else _cell_or_array
    setattr(Functions, _method, _made(_function))


class Rebind(unohelper.Base, XJob):
    """Sets the formulas with our functions again where Calc did not know them when it loaded the book."""

    def __init__(self, *_):
        pass

    def execute(self, arguments):
        """Do so in the book that was loaded."""
        environment = {one.Name: one.Value for one in arguments}.get("Environment", ())
        model = {one.Name: one.Value for one in environment}.get("Model")
        if model is not None and model.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
            _bind(model)


def _bind(model):
    """Leave no trace but the values: nothing to undo, and nothing to save."""
    was_modified = model.isModified()
    model.UndoManager.lock()
    try:
        for sheet in model.Sheets:
            for area in sheet.queryFormulaCells(_ERRORS):
                _bind_area(sheet, area)
    finally:
        model.UndoManager.unlock()
        model.setModified(was_modified)


def _bind_area(sheet, area):
    for row, formulas in enumerate(area.getFormulaArray()):
        for column, formula in enumerate(formulas):
            if _is_ours(formula):
                cell = area.getCellByPosition(column, row)
                if cell.getError() == _UNKNOWN_NAME:
                    _set_again(sheet, cell)


def _is_ours(formula):
    said = formula.lower()
    return any(name.lower() in said for name in _TOLD["methods"].values()) or _NAME.lower() in said


def _set_again(sheet, cell):
    together = cell.getArrayFormula()
    if together:
        whole = sheet.createCursorByRange(cell)
        whole.collapseToCurrentArray()
        whole.setArrayFormula(_ADDIN.sub("", together[1:-1]))
    else:
        cell.setFormula(_ADDIN.sub("", cell.getFormula()))


g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816 - UNO's
g_ImplementationHelper.addImplementation(Functions, _NAME, ("com.sun.star.sheet.AddIn", _NAME))
g_ImplementationHelper.addImplementation(Rebind, _REBIND, ("com.sun.star.task.Job", _REBIND))
