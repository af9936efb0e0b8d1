"""A workbook through openpyxl, for as long as closed books are written with it: loaded and saved whole, or refused."""

import warnings
from io import BytesIO
from typing import Final

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from hiveledger.errors import LedgerError
from hiveledger.findings import Finding, Reason
from hiveledger.gate import Package

__all__ = ["load", "save"]

_MACROS: Final = ".xlsm"
_HARMLESS: Final = "Workbook contains no default style"
_TEXTS: Final = "sharedStrings.xml"
_SHEETS: Final = "/worksheets/"
_ESCAPE: Final = b"_x005F_"
_ESCAPE_TWICE: Final = b"_x005Fx005F__"  # is _x005F_ again once "x005F_" has been taken out
_FAULTS: Final = (AttributeError, IndexError, KeyError, OSError, SyntaxError, TypeError, ValueError)


def load(content: bytes, name: str) -> Workbook:
    """Load a workbook to change it.

    Raises: LedgerError where openpyxl cannot load it, or says that it leaves something out.
    """
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            workbook = load_workbook(
                BytesIO(_armoured(content, name)), rich_text=True, keep_vba=name.lower().endswith(_MACROS)
            )
        except _FAULTS as fault:
            raise LedgerError("book.cannot_load", file=name, why=str(fault)) from fault
    lost = dict.fromkeys(str(warning.message) for warning in said)
    findings = tuple(_left_out(what) for what in lost if not what.startswith(_HARMLESS))
    if findings:
        raise LedgerError("book.cannot_carry", file=name, findings=findings)
    return workbook


def _left_out(what: str) -> Finding:
    kind = "extension" if "extension" in what.lower() else "other"
    return Finding("book.lost", params={"kind": Reason(f"book.part.{kind}"), "part": what})


def _armoured(content: bytes, name: str) -> bytes:
    """Keep _x005F_, which says that what follows is no escape: openpyxl takes it off and does not put it back."""
    for part in Package(content, name).parts:
        if part.endswith(_TEXTS) or _SHEETS in part:
            package = Package(content, name)
            texts = package.read(part)
            if _ESCAPE in texts:
                content = package.replaced(part, texts.replace(_ESCAPE, _ESCAPE_TWICE))
    return content


def save(workbook: Workbook) -> bytes:
    """Give the workbook's bytes. Formulas lose their last results, so programs are told to compute them on opening."""
    if workbook.calculation is not None:
        workbook.calculation.fullCalcOnLoad = True
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()
