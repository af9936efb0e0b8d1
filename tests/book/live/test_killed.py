"""A command that is killed while it writes into an open workbook: all of its run is there afterwards."""

import signal
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
import xlwings as xw

from hiveledger.book.file import FileBook
from hiveledger.book.live import LiveBook
from hiveledger.changes import values
from tests.ledgers import imported
from tests.source import ROOT

DIES: Final = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
import xlwings_calc
from hiveledger.book.file import FileBook
from hiveledger.book.live import LiveBook, book
from hiveledger.changes import Group, Plan, Set

pipe, path = sys.argv[1], Path(sys.argv[2])

class Dies(book.Pen):
    def put(self, cells):
        cells = list(cells)
        super().put(cells[: len(cells) // 2])
        os.kill(os.getpid(), signal.SIGKILL)

book.Pen = Dies
keys = [f"L{number:06}" for number in range(1, 5)]
def cells(key):
    return tuple(Set("leads", key, column, None, "A") for column in ("grade", "note"))

groups = [Group(key, cells(key)) for key in keys]
there = next(one for one in xlwings_calc.attach(pipe).books if one.name == path.name)
LiveBook(there, FileBook(path)).write(Plan("grade", datetime(2026, 3, 2, 12), tuple(groups)), "SO")
"""


@pytest.fixture
def closed(tmp_path: Path) -> FileBook:
    book = imported(tmp_path, *({"company": f"示例{number}"} for number in range(4)))
    book.sync()
    return book


@pytest.mark.parametrize("is_closed", [False, True], ids=["seen to in the workbook", "seen to once it is closed"])
def test_a_run_that_is_killed_in_the_middle_of_its_cells_is_finished(
    calc: xw.App, closed: FileBook, *, is_closed: bool
) -> None:
    book = calc.books.open(closed.path)
    try:
        words = (calc.impl.pipe, str(closed.path))
        killed = subprocess.run([sys.executable, "-c", DIES, *words], cwd=ROOT, check=False)
        assert killed.returncode == -signal.SIGKILL
        if not is_closed:
            there = LiveBook(book, closed)
            there.sync()
            assert letters(there, "grade") == letters(there, "note") == ["A"] * 4
        book.save()
    finally:
        book.close()
    closed.sync()
    assert letters(closed, "grade") == letters(closed, "note") == ["A"] * 4
    assert [run.verb for run in closed.runs()] == ["import", "grade"]


def letters(book: FileBook | LiveBook, column: str) -> list[object]:
    return list(values(book.read().frame("leads")[column]))
