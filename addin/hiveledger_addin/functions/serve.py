"""Worksheet functions answered line by line: what Calc's extension starts, once for each office.

Its Python has none of our packages, so it asks this process. A line asks `{"name": …, "given": […]}` in JSON, a line
answers with rows of cells: texts, numbers, truths, and `{"error": "#N/A"}` for Excel's error values; times are numbers
of days, as cells hold them. It ends with its input, so with whoever started it.
"""

import datetime as dt
import json
import sys
from functools import lru_cache
from typing import Final, TextIO

from hiveledger.text import Language
from hiveledger_addin.functions import FUNCTIONS
from hiveledger_addin.functions.asking import ask
from hiveledger_addin.functions.cells import Fault, Result, serial

__all__ = ["answer", "main"]

_SHORT: Final = (
    2_000  # characters of a question that is kept with its answer: a sheet asks again whenever it is counted
)
_KEPT: Final = 20_000


def answer(line: str, language: Language) -> str:
    """Give the rows of cells that a question comes to, in JSON.

    >>> answer('{"name": "VALID_USCC", "given": ["91350100M000100Y43"]}', Language.ZH)
    '[[true]]'
    """
    asked = json.loads(line)
    rows = ask(FUNCTIONS[asked["name"]], asked["given"], language)
    return json.dumps([[_plain(cell) for cell in row] for row in rows], ensure_ascii=False)


_known: Final = lru_cache(_KEPT)(answer)


def _plain(cell: Result) -> object:
    if isinstance(cell, Fault):
        return {"error": cell.value}
    return serial(cell) if isinstance(cell, dt.datetime) else cell


def main(asked: TextIO, answers: TextIO, language: Language) -> None:
    """Answer until there are no more questions."""
    for line in asked:
        said = _known(line, language) if len(line) < _SHORT else answer(line, language)
        answers.write(said + "\n")
        answers.flush()


if __name__ == "__main__":
    output, sys.stdout = sys.stdout, sys.stderr  # nothing but answers may stand there
    main(sys.stdin, output, Language(sys.argv[1]))
