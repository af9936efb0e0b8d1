"""What Calc's extension starts: does one click after the other, and ends each with a line for the extension to read.

    python -m hiveledger_addin.calc.run --pipe NAME

A click comes in as a line of JSON: {"button": "distribute", "book": "/path/of/the/book.xlsx"}. The line after it is
empty, or what only the extension can tell: that we do not get through to its Calc.
"""

import argparse
import json
import sys
from collections.abc import Iterable
from contextlib import redirect_stdout
from typing import TYPE_CHECKING

import xlwings_calc
from hiveledger.opening import open_doors
from hiveledger.text import Language
from hiveledger_addin.calc.window import CalcWindow
from hiveledger_addin.clicks import click
from hiveledger_addin.install.configuration import read

if TYPE_CHECKING:
    import xlwings as xw

__all__ = ["main"]


def main(pipe: str, orders: Iterable[str]) -> None:
    """Do the clicks of one Calc until it has no more."""
    told = read()
    language = Language(told.language) if told else Language.ZH
    for order in map(json.loads, orders):
        try:
            with redirect_stdout(sys.stderr):  # the extension takes whatever we print for the end of a click
                app = xlwings_calc.attach(pipe, dict(open_doors())[pipe])
                click(order["button"], _book(app, order["book"]), CalcWindow(app, language))
            problem = ""
        except xlwings_calc.EngineError as fault:
            problem = fault.sentence(language.value)
        print(problem, flush=True)  # noqa: T201 - the extension waits for it


def _book(app: "xw.App", path: str) -> "xw.Book":
    """Give the book that was in front when the button was clicked; one that was never saved has no path."""
    return app.books[path] if path else app.books.active


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--pipe", required=True)
    main(parser.parse_args().pipe, sys.stdin)
