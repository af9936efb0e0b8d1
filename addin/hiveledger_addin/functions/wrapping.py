"""A worksheet function as xlwings wants it: a plain Python function of that name, with its arguments described."""

from collections.abc import Callable
from inspect import Parameter, Signature
from typing import Any, Final

from hiveledger.text import Language
from hiveledger_addin.functions.asking import ask
from hiveledger_addin.functions.cells import Fault
from hiveledger_addin.functions.registry import Function

__all__ = ["CATEGORY", "wrapped"]

CATEGORY: Final = "HiveLedger"

_Decorator = Callable[..., Any]


def wrapped(function: Function, func: _Decorator, arg: _Decorator, language: Language) -> Any:  # noqa: ANN401 - what xlwings makes of it
    """Give a function for Excel, decorated by `func` and `arg` of xlwings.

    Each argument arrives as rows of cells, times as times; what was left out as None. Error values go back by name.
    """

    def compute(*given: object) -> list[list[object]]:
        rows = ask(function, given, language)
        return [[cell.value if isinstance(cell, Fault) else cell for cell in row] for row in rows]

    parameters = [
        Parameter(one.name, Parameter.POSITIONAL_OR_KEYWORD, default=None if one.is_optional else Parameter.empty)
        for one in function.arguments
    ]
    compute.__name__ = compute.__qualname__ = function.name
    compute.__signature__ = Signature(parameters)  # type: ignore[attr-defined] # read by `inspect`
    compute.__doc__ = function.told(language)
    made = compute
    for one in function.arguments:
        made = arg(one.name, ndim=2, doc=one.told(language))(made)
    return func(category=CATEGORY)(made)
