"""Verbs in a workbook that Calc has open: from the request to the cells, to the save, and back by undo."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from hiveledger.book.live import LiveBook
from hiveledger.changes import Set
from hiveledger.flows.requests import Done
from hiveledger.gate import column_letters
from hiveledger.journal import Argument
from tests.live_books import Opened
from tests.own_books import cells_of
from tests.tables import table
from tests.waiting import book_at, filled, run

TEN: Final = datetime(2026, 3, 2, 10)
PEOPLE: Final = """
    staff_no | name   | role | industries | quota_a | quota_b | cap
    A001     | 示例甲 | AM   | 汽车       | 10      | 10      | 5
"""
LEADS: Final = """
    lead_id | company    | industry | grade | status  | received_at
    L000001 | 示例甲公司 | 汽车     | A     | cleaned | 2026-03-01
    L000002 | 示例乙公司 | 汽车     | B     | cleaned | 2026-03-01
    L000003 | 示例丙公司 | 汽车     | C     | cleaned | 2026-03-01
    L000004 | 示例丁公司 | 汽车     |       | cleaned | 2026-03-01
"""
FORMULAS: Final = "周报"


def done(book: LiveBook, verb: str, now: datetime, **told: Argument) -> Done:
    (step,) = (step for step in run(book, verb, now, **told) if isinstance(step, Done))
    return step


def test_distribute_changes_the_cells_that_it_tells_of_and_no_other(opened: Opened, tmp_path: Path) -> None:
    closed = filled(tmp_path, leads=table(LEADS), people=table(PEOPLE))
    before = cells_of(closed.path)
    book = opened(closed)
    outcome = done(book, "distribute", TEN).outcome
    assert outcome is not None
    told = {
        book.address(change.table, change.key, change.column) for change in outcome.written if isinstance(change, Set)
    }
    after = cells_of(opened.saved(tmp_path))
    changed = {
        f"客户台账!{column_letters(column)}{row}"
        for (row, column), value in after["客户台账"].items()
        if before["客户台账"].get((row, column)) != value
    }
    assert changed == told
    kept = before.keys() - {"客户台账", "SO工作台", "线索池", "操作日志", "_hiveledger", FORMULAS}
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert book.read().frame("leads")["status"].tolist() == ["assigned", "pooled", "nurturing", "cleaned"]


def test_a_run_counts_from_its_save_and_is_taken_back_cell_by_cell(opened: Opened, tmp_path: Path) -> None:
    book = opened(filled(tmp_path, leads=table(LEADS), people=table(PEOPLE)))
    before = book.read().tables["leads"]
    outcome = done(book, "distribute", TEN).outcome
    assert outcome is not None
    assert [unsaved.run.run_id for unsaved in book.unsaved()] == [outcome.run_id]
    opened.book.save()
    book.sync()
    assert book.unsaved() == ()
    assert outcome.run_id in [made.run_id for made in book_at(book.path).runs()]
    done(book, "undo", TEN + timedelta(minutes=5), run=outcome.run_id)
    assert book.read().tables["leads"].equals(before)
