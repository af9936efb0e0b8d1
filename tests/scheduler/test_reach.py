"""Finding the program of this machine that has a ledger open, and doing there what is due."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest
import xlwings as xw

from hiveledger.book.file import FileBook
from hiveledger.cli import main
from hiveledger.scheduler.find import stamp_of
from hiveledger.scheduler.log import Log
from hiveledger.scheduler.reach import reach
from hiveledger.scheduler.watched import Watched
from hiveledger.text import Language
from tests.scheduler.watching import ledger
from tests.waiting import book_at, opened, queue_of

NOON: Final = datetime(2026, 3, 2, 12)


@pytest.fixture
def closed(tmp_path: Path) -> FileBook:
    return book_at(ledger(tmp_path / "f", L1=datetime(2026, 3, 2, 11)).path)


@pytest.fixture
def door(tmp_path: Path, calc: xw.App, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let Calc tell where it can be reached, as our extension does."""
    monkeypatch.setenv("HIVELEDGER_STATE", str(tmp_path / "user"))
    folder = tmp_path / "user" / "calc"
    folder.mkdir(parents=True)
    path: Path = folder / calc.impl.pipe
    path.write_text("StarOffice.ComponentContext", "ascii")
    return path


@pytest.fixture
def book(closed: FileBook, calc: xw.App) -> Iterator[xw.Book]:
    found = calc.books.open(closed.path)
    yield found
    found.close()


@pytest.mark.usefixtures("door", "book")
def test_a_ledger_that_calc_has_open_is_written_there_and_counts_once_calc_has_saved_it(
    tmp_path: Path, closed: FileBook, book: xw.Book
) -> None:
    log = Log(tmp_path / "log", Language.ZH)
    opened_as = (closed, queue_of(closed))
    one = Watched(opened_as, tmp_path / "record.json", log, NOON, lambda _: True, reach=reach)
    for minute in range(3):
        one.look(stamp_of(closed.path), NOON.replace(minute=minute))
    assert [run.run.verb for run in closed.unsaved()] == ["return"]
    assert closed.read().frame("leads").loc["L1", "status"] == "assigned"
    book.save()
    assert closed.read().frame("leads").loc["L1", "status"] == "returned"
    assert closed.unsaved() == ()
    assert [run.verb for run in closed.runs()] == ["import", "return"]


@pytest.mark.usefixtures("door")
def test_a_ledger_that_somebody_else_has_open_is_not_reached(closed: FileBook) -> None:
    with opened(closed):
        assert reach(closed) is None


def test_a_calc_that_is_gone_is_passed_over(closed: FileBook, door: Path) -> None:
    door.rename(door.with_name("hiveledger-gone"))
    with opened(closed):
        assert reach(closed) is None


@pytest.mark.usefixtures("door")
def test_a_command_is_carried_out_in_the_open_workbook(
    closed: FileBook, book: xw.Book, capsys: pytest.CaptureFixture[str]
) -> None:
    closed.read()
    sheet, _, place = closed.address("leads", "L1", "status").partition("!")
    with pytest.raises(SystemExit) as left:
        main(["return", str(closed.path), "L1", "--reason", "示例原因", "--now", "2026-03-02T10:00"])
    assert left.value.code == 0
    assert book.sheets[sheet].range(place).value == "已退回"
    assert "还没有保存" in capsys.readouterr().out
    assert closed.read().frame("leads").loc["L1", "status"] == "assigned"
