"""Time the engine for Calc beside bare calls of Calc's own interface: bench engine [ROWS], 50,000 by default.

A sheet of 15 columns (texts in Chinese, numbers, days, truths, blanks) is read as a whole, and one column of it is
written, as texts and as days. Each figure is the best of three, all in one run and on one Calc. The bare call moves
the same values without types: days and truths are numbers to it.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import xlwings_calc

_ROWS: Final = 50_000
_COLUMNS: Final = 15
_TIMES: Final = 3
_MOMENT: Final = datetime(2026, 3, 2, 9)


def _row(number: int) -> list[object]:
    return [
        f"L{number:06}", f"示例{number % 9_973}有限公司", f"联系人{number % 997}", f"138{number:08}", "华东", "上海",
        number % 101, number * 1.25, _MOMENT + timedelta(hours=number), number % 2 == 0, f"AM{number % 40}",
        "已分配" if number % 3 else None, None, _MOMENT + timedelta(days=number % 300), f"备注 {number}",
    ]  # fmt: skip


def _seconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def _best(action: Callable[[], object]) -> float:
    """Give the seconds of the quickest time."""
    return min(_seconds(action) for _ in range(_TIMES))


def main() -> None:
    """Print the table."""
    rows = int(sys.argv[1]) if sys.argv[1:] else _ROWS
    started = statistics.median(_start() for _ in range(_TIMES))
    with xlwings_calc.start() as app, tempfile.TemporaryDirectory() as folder:
        book = app.books.add()
        sheet = book.sheets[0]
        block = sheet["A1"].resize(rows, _COLUMNS)
        filled = _seconds(lambda: setattr(block, "value", [_row(number) for number in range(rows)]))
        texts, days = sheet["P1"].resize(rows, 1), sheet["Q1"].resize(rows, 1)
        texts.number_format = "@"
        names = [[f"AM{number % 40}"] for number in range(rows)]
        moments = [[_MOMENT + timedelta(minutes=number)] for number in range(rows)]
        bare_days = tuple((46_000 + number / 1_440,) for number in range(rows))
        print(f"| {rows:,} rows | through xlwings, s | bare call, s |\n|---|---|---|")
        _line(f"{_COLUMNS} columns read", _best(lambda: block.value), _best(block.api.getDataArray))
        with book.impl.document.steady(rows):
            bare_texts = _best(lambda: texts.api.setDataArray(tuple(map(tuple, names))))
            bare_moments = _best(lambda: days.api.setDataArray(bare_days))
        _line("a column of texts written", _best(lambda: setattr(texts, "value", names)), bare_texts)
        _line("a column of days written", _best(lambda: setattr(days, "value", moments)), bare_moments)
        print(f"| {_COLUMNS} columns written, once | {filled:.2f} | |")
        print(f"| saved as .xlsx, once | {_seconds(lambda: book.save(Path(folder, 'book.xlsx'))):.2f} | |")
        print(f"| a Calc started and ended, median of {_TIMES} | {started:.2f} | |")


def _start() -> float:
    return _seconds(lambda: xlwings_calc.start().quit())


def _line(what: str, ours: float, bare: float) -> None:
    print(f"| {what} | {ours:.2f} | {bare:.2f} |")


if __name__ == "__main__":
    main()
