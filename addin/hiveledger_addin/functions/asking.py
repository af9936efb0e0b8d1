"""How a spreadsheet asks a function: it is answered with cells in any case, also where a fault is ours."""

from collections.abc import Sequence

from hiveledger.faults import write_fault
from hiveledger.text import Language, say
from hiveledger_addin.functions.registry import Function, Results

__all__ = ["ask"]


def ask(function: Function, given: Sequence[object], language: Language) -> Results:
    """Give the cells that a function comes to; for a fault of ours a sentence that names its log."""
    try:
        return function.call(*given, language=language)
    except Exception as fault:  # noqa: BLE001 - no traceback ever stands in a cell
        return [[say("function.fault", language, path=write_fault(fault))]]
