"""The one message of a click: what fits into a box, and the rest in a table beside."""

from dataclasses import dataclass
from typing import Final

from hiveledger.errors import LedgerError
from hiveledger.findings import Finding
from hiveledger.text import Language, say

__all__ = ["Message", "refused"]

_LINES: Final = 14  # what is read in a box; Excel's holds some thousand characters
_LETTERS: Final = 900


@dataclass(frozen=True)
class Message:
    """What is told in a box and, where there are `rows`, shown in a workbook beside."""

    lines: tuple[str, ...]
    is_problem: bool = False
    title: str = ""
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    @classmethod
    def of(cls, lines: tuple[str, ...], language: Language, *, is_problem: bool = False, title: str = "") -> "Message":
        """Give a message of these lines. Of one that no box holds the box has the beginning, and the table all."""
        if len(lines) <= _LINES and sum(map(len, lines)) <= _LETTERS:
            return cls(lines, is_problem)
        first = tuple(line[: _LETTERS // _LINES] for line in lines[: _LINES // 2])
        more = say("click.beside", language, count=len(lines) - len(first))
        head = (title or say("click.said", language),)
        return cls((*first, more), is_problem, head[0], head, tuple((line,) for line in lines))


def refused(problem: LedgerError, language: Language) -> tuple[str, ...]:
    """Say why something was refused, and each thing that has to be seen to first."""
    params = dict(problem.params)
    more = params.pop("findings", ())
    found = (Finding(problem.code, params=params), *(more if isinstance(more, tuple) else ()))
    return tuple(one.text(language) for one in found)
