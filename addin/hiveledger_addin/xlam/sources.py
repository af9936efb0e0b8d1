"""The sources of the add-in's VBA project: texts of ours, and two that are made at each build.

One holds what comes from the catalogue, the other the worksheet functions.
"""

from collections.abc import Iterator, Mapping
from importlib.metadata import version
from importlib.resources import files
from typing import Final

from hiveledger import __version__
from hiveledger.schema import SETTINGS
from hiveledger.text import Language, say
from hiveledger_addin.buttons import BUTTONS
from hiveledger_addin.functions.vba import functions_module
from hiveledger_addin.install.configuration import escaped
from hiveledger_addin.xlam.project import Kind, Module

__all__ = ["NEEDS_NO_LEDGER", "SHEET", "as_module", "modules", "spelled"]

NEEDS_NO_LEDGER: Final = "help"  # the one button
SHEET: Final = "Sheet1"  # an add-in has to have one; nobody sees it
_WORKBOOK: Final = "ThisWorkbook"
_DOCUMENTS: Final = {  # modules that belong to a part of the workbook, and what that is a kind of
    _WORKBOOK: "{00020819-0000-0000-C000-000000000046}",
    SHEET: "{00020820-0000-0000-C000-000000000046}",
}
_CLASS: Final = "{FCFB3D2A-A0FA-1068-A738-08002B3371B5}"
_SERVE: Final = "from hiveledger_addin.functions.udfs import serve; serve('$(CLSID)')"
_LINE: Final = 900  # a line of VBA ends at 1023


def modules(language: Language) -> tuple[Module, ...]:
    """Give the modules, the workbook's and its sheet's first.

    Cells and shapes of any workbook can call what is public in a standard module. So those hold what the ribbon and
    Python call, and all else is in classes.
    """
    texts = {
        **dict(_texts()),
        "HiveBuilt.cls": _built(language),
        "HiveFunctions.bas": functions_module(language, spelled),
        f"{SHEET}.cls": f'Attribute VB_Name = "{SHEET}"\n',
    }
    made = {module.name: module for module in (as_module(file, text) for file, text in sorted(texts.items()))}
    return (*(made.pop(name) for name in _DOCUMENTS), *made.values())


def _texts() -> Iterator[tuple[str, str]]:
    insertions = {"@XLWINGS@": version("xlwings"), "@SERVE@": _SERVE}
    for path in files("hiveledger_addin").joinpath("vba").iterdir():
        if path.name.endswith((".bas", ".cls")):
            yield path.name, _inserted(path.read_text("utf-8"), insertions)


def _inserted(text: str, insertions: Mapping[str, str]) -> str:
    for mark, inserted in insertions.items():
        text = text.replace(mark, inserted)
    return text


def as_module(file: str, text: str) -> Module:
    """Give a module as its stream holds it: of a class, also what else is told of one."""
    name, _, suffix = file.partition(".")
    is_document = name in _DOCUMENTS
    kind = Kind.STANDARD if suffix == "bas" else Kind.DOCUMENT if is_document else Kind.CLASS
    first, _, body = text.partition("\n")
    attributes = {
        "Base": f'"0{_DOCUMENTS.get(name, _CLASS)}"',
        "GlobalNameSpace": False,
        "Creatable": False,
        "PredeclaredId": is_document,
        "Exposed": is_document,
        "TemplateDerived": False,
        "Customizable": is_document,
    }
    told = [f"Attribute VB_{key} = {value}" for key, value in attributes.items()] if kind is not Kind.STANDARD else []
    return Module(name, kind, "\n".join([first, *told, body]).replace("\n", "\r\n"))


def _built(language: Language) -> str:
    """Give the module of what is settled when the add-in is built: words, versions, names of sheets."""
    labels = {name: say("excel.working", language, button=button.label(language)) for name, button in BUTTONS.items()}
    sheets = " Or ".join(f"name = {spelled(SETTINGS.sheet(any_language))}" for any_language in Language)
    cases = "\n".join(f'    Case "{name}": Working = {spelled(text)}' for name, text in labels.items())
    return "\n".join(
        [
            'Attribute VB_Name = "HiveBuilt"',
            "Option Explicit",
            "' Made when the add-in is built.",
            _said("Version", __version__),
            _said("NeedsNoLedger", NEEDS_NO_LEDGER),
            f"Public Function IsSettings(ByVal name As String) As Boolean\n    IsSettings = {sheets}\nEnd Function",
            "Public Function Working(ByVal button As String) As String\n    Select Case button",
            cases,
            "    End Select\nEnd Function",
            _said("Title", say("excel.title", language)),
            _said("NotInstalled", say("excel.not_installed", language)),
            _said("OtherVersion", say("excel.other_version", language)),
            _said("Failed", say("excel.failed", language)),
            _said("OnlyWindows", say("excel.only_windows", language)),
            "",
        ]
    )


def _said(name: str, text: str) -> str:
    return f"Public Function {name}() As String\n    {name} = {spelled(text)}\nEnd Function"


def spelled(text: str) -> str:
    """Give an expression of VBA, which is ASCII, for any text.

    >>> spelled("王")
    'Runs.Decoded("%u738B")'
    """
    plain = escaped(text).replace('"', "%u0022")
    parts = [plain[at : at + _LINE] for at in range(0, len(plain), _LINE)] or [""]
    return "Runs.Decoded(" + " _\n        & ".join(f'"{part}"' for part in parts) + ")"
