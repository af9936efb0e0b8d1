"""The sources of the add-in's VBA project: texts of ours, and one that is made of the catalogue at each build."""

import textwrap
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from importlib.resources import files
from typing import Final

from hiveledger import __version__
from hiveledger.schema import SETTINGS
from hiveledger.text import Language, say
from hiveledger_addin.buttons import BUTTONS
from hiveledger_addin.install.configuration import escaped
from hiveledger_addin.xlam.project import Kind, Module

__all__ = ["ALWAYS_ENABLED", "SHEET", "modules"]

ALWAYS_ENABLED: Final = "help"  # the one button that needs no ledger
SHEET: Final = "Sheet1"  # an add-in has to have one; nobody sees it
_WORKBOOK: Final = "ThisWorkbook"
_OF_THE_WORKBOOK, _OF_A_SHEET = "00020819", "00020820"
_SERVE: Final = "from hiveledger_addin.functions.udfs import serve; serve('$(CLSID)')"
_LINE: Final = 900  # a line of VBA ends at 1023


def modules(language: Language) -> tuple[Module, ...]:
    """Give the modules, the workbook's and its sheet's first."""
    insertions = {"@XLWINGS@": version("xlwings"), "@SERVE@": _SERVE}
    texts = dict(_texts())
    return (
        _document(_WORKBOOK, _OF_THE_WORKBOOK, texts.pop(_WORKBOOK)),
        _document(SHEET, _OF_A_SHEET, f'Attribute VB_Name = "{SHEET}"\n'),
        *(Module(name, Kind.STANDARD, _stored(_inserted(text, insertions))) for name, text in sorted(texts.items())),
        Module("Built", Kind.STANDARD, _stored(_built(language))),
    )


def _texts() -> Iterator[tuple[str, str]]:
    for path in files("hiveledger_addin").joinpath("vba").iterdir():
        name, _, suffix = path.name.partition(".")
        if suffix in {"bas", "cls"}:
            yield name, path.read_text("utf-8")


def _stored(text: str) -> str:
    return text.replace("\n", "\r\n")


def _inserted(text: str, insertions: Mapping[str, str]) -> str:
    for mark, inserted in insertions.items():
        text = text.replace(mark, inserted)
    return text


def _document(name: str, base: str, text: str) -> Module:
    """Give the module behind the workbook or a sheet: a class that Excel makes one object of."""
    first, _, body = text.partition("\n")
    attributes = {
        "Base": f'"0{{{base}-0000-0000-C000-000000000046}}"',
        "GlobalNameSpace": "False",
        "Creatable": "False",
        "PredeclaredId": "True",
        "Exposed": "True",
        "TemplateDerived": "False",
        "Customizable": "True",
    }
    lines = [first, *(f"Attribute VB_{key} = {value}" for key, value in attributes.items()), body]
    return Module(name, Kind.DOCUMENT, _stored("\n".join(lines)))


def _built(language: Language) -> str:
    """Give the module of what is settled when the add-in is built: words, versions, names of sheets."""
    labels = {name: say("excel.working", language, button=button.label(language)) for name, button in BUTTONS.items()}
    sheets = " Or ".join(f"name = {_spelled(SETTINGS.sheet(any_language))}" for any_language in Language)
    cases = "\n".join(f'    Case "{name}": Working = {_spelled(text)}' for name, text in labels.items())
    return "\n".join(
        [
            'Attribute VB_Name = "Built"',
            "Option Explicit",
            "' Made when the add-in is built.",
            f'Public Const VERSION As String = "{__version__}"',
            f'Public Const ALWAYS As String = "{ALWAYS_ENABLED}"',
            "",
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
    return f"Public Function {name}() As String\n    {name} = {_spelled(text)}\nEnd Function"


def _spelled(text: str) -> str:
    """Give an expression of VBA, which is ASCII, for any text."""
    parts = textwrap.wrap(escaped(text).replace('"', '""'), _LINE, drop_whitespace=False)
    return "Runs.Decoded(" + " _\n        & ".join(f'"{part}"' for part in parts) + ")"
