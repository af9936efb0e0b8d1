"""What Calc's extension starts: does one click after the other, and says so in a line after each.

    python -m hiveledger_addin.calc.run --pipe NAME

A click comes in as a line of JSON: {"button": "distribute", "book": "/path/of/the/book.xlsx"}.
"""

import argparse
import json
import sys
from collections.abc import Iterable
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
    app = xlwings_calc.attach(pipe, dict(open_doors())[pipe])
    told = read()
    window = CalcWindow(app, Language(told.language) if told else Language.ZH)
    for order in map(json.loads, orders):
        click(order["button"], _book(app, order["book"]), window)
        print(flush=True)  # noqa: T201 - the extension waits for it


def _book(app: "xw.App", path: str) -> "xw.Book":
    """Give the book that was in front when the button was clicked; one that was never saved has no path."""
    return app.books[path] if path else app.books.active


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--pipe", required=True)
    main(parser.parse_args().pipe, sys.stdin)
