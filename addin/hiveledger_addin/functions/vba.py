"""The worksheet functions as a module of VBA, made by xlwings' own generator when the add-in is built.

So nobody has to trust access to the VBA project, which xlwings would ask for to make them on the user's machine.
"""

import importlib
import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType, SimpleNamespace
from typing import Any, Final

import xlwings_calc
from hiveledger.text import Language
from hiveledger_addin.functions import FUNCTIONS
from hiveledger_addin.functions.registry import Function
from hiveledger_addin.functions.wrapping import CATEGORY, wrapped

__all__ = ["functions_module"]

_MODULE: Final = "hiveledger_addin.functions.udfs"
_ADDIN: Final = SimpleNamespace(Name="hiveledger.xlam")
_GENERATOR: Final = "xlwings.udfs"
_WINDOWS: Final = {"pythoncom": ("CoInitialize",), "pywintypes": (), "win32com": (), "win32com.client": ("Dispatch",)}
_LONGEST: Final = 255  # characters of help that Excel shows
_HEAD: Final = """Attribute VB_Name = "HiveFunctions"
Option Explicit
' Made when the add-in is built, from the list of worksheet functions.

' Gives an answer with error values where it has their names. xlwings hands a single row over without columns.
Private Function Answer(ByVal found As Variant) As Variant
    Dim row As Long, column As Long
    If Not IsArray(found) Then
        Answer = Cell(found)
        Exit Function
    End If
    If IsOneRow(found) Then
        For column = LBound(found) To UBound(found)
            found(column) = Cell(found(column))
        Next column
    Else
        For row = LBound(found, 1) To UBound(found, 1)
            For column = LBound(found, 2) To UBound(found, 2)
                found(row, column) = Cell(found(row, column))
            Next column
        Next row
    End If
    Answer = found
End Function

Private Function IsOneRow(ByVal found As Variant) As Boolean
    IsOneRow = True
    On Error Resume Next
    IsOneRow = UBound(found, 2) < LBound(found, 2)
End Function

Private Function Cell(ByVal found As Variant) As Variant
    Cell = found
    If VarType(found) = vbString Then
        If found = "#N/A" Then Cell = CVErr(2042)
        If found = "#VALUE!" Then Cell = CVErr(2015)
        If found = "#NUM!" Then Cell = CVErr(2036)
    End If
End Function

' Gives the sentence of an error of ours, #VALUE! for any other.
Private Function Failure(ByVal number As Long, ByVal text As String) As Variant
    If number = 1000 Then Failure = text Else Failure = CVErr(2015)
End Function

"""


def functions_module(language: Language, spelled: Callable[[str], str]) -> str:
    """Give the module's text: each function, and HiveFunctionHelp, which describes them to Excel.

    `spelled` gives an expression of VBA, which is ASCII, for any text.
    """
    return _HEAD + _wrappers() + _help(language, spelled)


def _wrappers() -> str:
    text = io.StringIO()
    with _generator() as udfs:
        made = {name: wrapped(function, udfs.xlfunc, udfs.xlarg, Language.EN) for name, function in FUNCTIONS.items()}
        udfs.generate_vba_wrapper(_MODULE, SimpleNamespace(**made), text, _ADDIN)
    return _ours(text.getvalue())


def _ours(generated: str) -> str:
    """Fit what the generator gives to our add-in.

    It asks our own object for Python, never lets xlwings look into the workbook in front, and gives error values
    instead of a traceback; the branch for programs other than Excel falls away.
    """
    lines: list[str] = []
    is_elsewhere = False
    for line in generated.splitlines():
        directive = line.strip()
        if directive.startswith("#"):
            is_elsewhere = directive == "#Else"
        elif not is_elsewhere:
            lines.append(line)
    text = "\n".join([*lines, ""])
    for name in FUNCTIONS:
        text = text.replace(f"{name} = XLPy.CallUDF(", f"{name} = Answer(Server.Python.CallUDF(")
        text = text.replace(f"{name} = Err.Description", f"{name} = Failure(Err.Number, Err.Description)")
    text = text.replace("If TypeOf Application.Caller Is Range Then On Error", "On Error")  # LibreOffice cannot read it
    return text.replace("ActiveWorkbook, Application.Caller)", "Nothing, Application.Caller))")


@contextmanager
def _generator() -> Iterator[Any]:
    """Give xlwings' generator. It is in a module that imports Windows' libraries, which it does not need for this."""
    xlwings_calc.keep_pro_out()
    package = importlib.import_module("xlwings")
    if _GENERATOR in sys.modules:  # on Windows
        yield sys.modules[_GENERATOR]
        return
    for name, members in _WINDOWS.items():
        sys.modules[name] = stand_in = ModuleType(name)
        vars(stand_in).update(dict.fromkeys(members))
    try:
        yield importlib.import_module(_GENERATOR)
    finally:
        for name in (*_WINDOWS, _GENERATOR):
            sys.modules.pop(name, None)
        vars(package).pop("udfs", None)


def _help(language: Language, spelled: Callable[[str], str]) -> str:
    described = "\n".join(_described(function, language, spelled) for function in FUNCTIONS.values())
    return (
        "' Describes the functions and their arguments in Excel's window for functions; where Excel does not take it,\n"
        "' they work without.\n"
        "Public Sub HiveFunctionHelp()\n    On Error Resume Next\n"
        f"{described}\nEnd Sub\n\n"
        "Private Sub Describe(ByVal name As String, ByVal told As String, ByVal arguments As Variant)\n"
        f'    Application.MacroOptions Macro:=name, Description:=told, Category:="{CATEGORY}", '
        "ArgumentDescriptions:=arguments\nEnd Sub\n"
    )


def _described(function: Function, language: Language, spelled: Callable[[str], str]) -> str:
    told = ", _\n        ".join(spelled(one.told(language)[:_LONGEST]) for one in function.arguments)
    return f'    Describe "{function.name}", {spelled(function.told(language)[:_LONGEST])}, _\n        Array({told})'
