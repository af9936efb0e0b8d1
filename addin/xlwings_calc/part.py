"""What all objects of the engine share: a member it does not have is refused, and Calc's faults become sentences."""

import functools
from collections.abc import Callable
from types import FunctionType
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from xlwings import XlwingsError

from xlwings_calc.bridge import load_uno
from xlwings_calc.errors import EngineError

__all__ = ["CallError", "NotCoveredError", "Part"]

_Function = TypeVar("_Function", bound=Callable[..., Any])
_GONE = ("disposed", "illegal object")  # what the bridge says of objects whose process has ended
_CALLED_BY_PYTHON = {"__init__", "__call__", "__len__", "__iter__", "__contains__", "__getitem__"}


class CallError(EngineError, XlwingsError):
    """Something went wrong in Calc; whoever knows xlwings alone can catch it."""


class NotCoveredError(CallError, AttributeError):
    """Something of xlwings was asked for that this engine does not have."""

    def __init__(self, member: str) -> None:
        super().__init__("not-covered", member=member)


class Part:
    """An object that xlwings asks: an application, a book, a sheet, a range and so on.

    It does not stand on xlwings' own base classes, whose members say nothing when they are not covered.
    """

    __slots__ = ()
    kind: ClassVar[str] = ""  # its name in xlwings

    def __init_subclass__(cls, kind: str) -> None:
        cls.kind = kind
        for name, member in list(vars(cls).items()):
            if name.startswith("_") and name not in _CALLED_BY_PYTHON:
                continue
            said = f"{kind}.{name}"
            if isinstance(member, property):
                read = _spoken(said, member.fget) if member.fget else None
                write = _spoken(said, member.fset) if member.fset else None
                setattr(cls, name, property(read, write, doc=member.__doc__))
            elif isinstance(member, FunctionType):
                setattr(cls, name, _spoken(said, member))

    if not TYPE_CHECKING:  # what is misspelt among us is found by mypy

        def __getattr__(self, name: str) -> object:
            if name.startswith("_"):
                raise AttributeError(name)
            raise NotCoveredError(f"{self.kind}.{name}")

    def __setattr__(self, name: str, value: object) -> None:
        member = getattr(type(self), name, None)
        if member is None or (isinstance(member, property) and member.fset is None):
            raise NotCoveredError(f"{self.kind}.{name} = …")
        object.__setattr__(self, name, value)


def _spoken(member: str, function: _Function) -> _Function:
    """Let what a function hears from Calc be told as ours."""

    @functools.wraps(function)
    def asked(*given: object, **named: object) -> object:
        uno = load_uno()
        try:
            return function(*given, **named)
        except uno.getClass("com.sun.star.lang.DisposedException") as fault:
            raise CallError("gone", member=member) from fault
        except uno.getClass("com.sun.star.uno.Exception") as fault:
            reason = str(getattr(fault, "Message", fault)).partition("\n")[0]
            if any(word in reason for word in _GONE):
                raise CallError("gone", member=member) from fault
            raise CallError("refused", member=member, reason=reason or type(fault).__name__) from fault
        except SystemError as fault:  # half a character, which is no text to Calc
            raise CallError("refused", member=member, reason=str(fault.__cause__ or fault)) from fault

    return asked  # type: ignore[return-value]
