"""What SO orders on the desk of a ledger: done once, told in the row, and never lost."""

from collections.abc import Generator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from openpyxl import load_workbook

from hiveledger.book.file import FileBook
from hiveledger.changes import Append, Group, Plan, value
from hiveledger.errors import BusyError
from hiveledger.flows.confirm import plan_return
from hiveledger.flows.orders import tend_orders
from hiveledger.flows.pending import tend_sync
from hiveledger.flows.requests import Done
from hiveledger.journal import SCHEDULER
from hiveledger.text import Language
from tests.ledgers import new_ledger, type_into
from tests.tables import table
from tests.waiting import book_at, filled, opened, queue_of

TEN: Final = datetime(2026, 3, 2, 10)
TOP: Final = "D000000"


@pytest.fixture
def book(tmp_path: Path) -> FileBook:
    leads = table("""
        lead_id | company    | industry | grade | status   | owner | assigned_at   | delivered_at  | confirm_due
        L000001 | 示例甲公司 | 汽车     | A     | cleaned  |       |               |               |
        L000002 | 示例乙公司 | 汽车     | A     | assigned | A001  | 2026-03-02T09 | 2026-03-02T09 | 2026-03-02T11
    """)
    return filled(tmp_path, leads=leads, people=table("staff_no | name | role | industries\nA001 | 示例甲 | AM | 汽车"))


def type_order(book: FileBook, word: str, desk: str = TOP) -> None:
    book.read()
    type_into(book.path, book.address("desk", desk, "order"), word)


def tend(book: FileBook, now: datetime = TEN) -> None:
    list(tend_orders(book, queue_of(book), now, Language.ZH))


def cut_off(book: FileBook, now: datetime = TEN) -> None:
    """Carry the first order out, and stop right after its verb."""
    steps = tend_orders(book, queue_of(book), now, Language.ZH)
    next(step for step in steps if isinstance(step, Done))
    assert isinstance(steps, Generator)
    steps.close()


def row(book: FileBook, desk: str = TOP) -> tuple[object, str]:
    """Give the order that stands in a row, and what its 说明 says."""
    cells = book.read().frame("desk").loc[desk]
    return value(cells["order"]), str(value(cells["detail"]) or "")


def verbs(book: FileBook) -> list[str]:
    return [run.verb for run in book.runs() if run.verb not in ("import", "observed")]


def status(book: FileBook, lead: str = "L000001") -> object:
    return book.read().frame("leads").loc[lead, "status"]


def test_an_order_is_carried_out_cleared_and_told_in_its_row(book: FileBook) -> None:
    type_order(book, "分配")
    tend(book)
    order, detail = row(book)
    assert (order, status(book), verbs(book)) == (None, "assigned", ["distribute", "orders"])
    run = next(run.run_id for run in book.runs() if run.verb == "distribute")
    assert detail.startswith("▶ 03-02 10:00 指令“分配”：“分配”已执行")
    assert run in detail
    assert "选一个指令" in detail, "what stood there before stays"
    tend(book)
    assert verbs(book) == ["distribute", "orders"]


def test_what_was_told_before_gives_way_to_what_is_told_now(book: FileBook) -> None:
    for minute, word in enumerate(("分配", "分配")):
        type_order(book, word)
        tend(book, TEN + timedelta(minutes=minute))
    assert row(book)[1].count("▶") == 1
    assert "没有要做的" in row(book)[1]


def test_undo_takes_back_the_verb_and_not_the_clearing_of_its_order(book: FileBook) -> None:
    type_order(book, "分配")
    tend(book)
    type_order(book, "撤销")
    tend(book, TEN + timedelta(minutes=1))
    assert status(book) == "cleaned"
    assert "已整次撤销" in row(book)[1]


def test_undo_leaves_alone_what_the_scheduler_did_since(book: FileBook) -> None:
    type_order(book, "分配")
    tend(book)
    book.write(plan_return(book, TEN + timedelta(hours=2)), who=SCHEDULER)
    assert status(book, "L000002") == "returned"
    type_order(book, "撤销")
    tend(book, TEN + timedelta(hours=3))
    assert (status(book), status(book, "L000002")) == ("cleaned", "returned")


def test_neither_what_nobody_asked_for_nor_an_import_is_undone_by_an_order(tmp_path: Path) -> None:
    book = book_at(new_ledger(tmp_path).path)
    lead = Append("leads", "L000001", {"company": "示例甲公司"})
    book.write(Plan("clean", TEN, (Group("L000001", (lead,)),)), who=SCHEDULER)
    book.write(Plan("import", TEN, (Group("L000002", (replace(lead, key="L000002"),)),)), who="SO")
    type_order(book, "撤销")
    tend(book)
    assert "没有要做的" in row(book)[1]
    assert list(book.read().frame("leads").index) == ["L000001", "L000002"]


def test_a_preview_is_a_copy_beside_the_book_and_changes_nothing(book: FileBook) -> None:
    type_order(book, "预览")
    tend(book)
    (copy,) = book.path.parent.glob("*预览*.xlsx")
    assert copy.name in row(book)[1]
    assert (status(book), verbs(book)) == ("cleaned", ["orders"])


def test_an_order_to_return_in_a_leads_row_is_about_that_lead(book: FileBook) -> None:
    type_order(book, "退回")
    tend(book)
    assert status(book, "L000002") == "assigned", "it is not overdue"
    book.write(_desk_row("L000002"), who="SO")
    type_order(book, "退回", "D000001")
    tend(book, TEN + timedelta(minutes=1))
    assert status(book, "L000002") == "returned"


def test_a_row_that_somebody_added_at_the_end_will_do(book: FileBook) -> None:
    workbook = load_workbook(book.path)
    sheet = workbook["SO工作台"]
    column = next(cell.column for cell in sheet[1] if cell.value == "指令")
    sheet.cell(sheet.max_row + 1, column).value = "分配"
    workbook.save(book.path)
    tend(book)
    assert status(book) == "assigned"
    desk = book.read().frame("desk")
    assert desk.loc["D000001", "kind"] == "command"
    assert "已执行" in row(book, "D000001")[1]


def test_a_word_that_is_no_order_stays_and_is_told_of_once(book: FileBook) -> None:
    type_order(book, "分一下")
    tend(book)
    assert "不认识" in row(book)[1]
    tend(book, TEN + timedelta(minutes=1))
    assert verbs(book) == ["orders"]
    type_order(book, "分配")
    tend(book, TEN + timedelta(minutes=2))
    assert status(book) == "assigned"


def test_an_order_that_is_refused_says_why_and_is_cleared(book: FileBook) -> None:
    book.write(_desk_row("L000001"), who="SO")
    type_order(book, "退回", "D000001")
    tend(book)
    order, detail = row(book, "D000001")
    assert order is None
    assert "没有执行" in detail
    assert "L000001 现在没有人持有" in detail


def test_an_order_waits_while_somebody_has_the_book_open(book: FileBook) -> None:
    type_order(book, "分配")
    with opened(book), pytest.raises(BusyError):
        tend(book)
    assert verbs(book) == []
    tend(book)
    assert status(book) == "assigned"


def test_an_order_that_was_cut_off_before_its_cell_was_cleared_is_not_carried_out_twice(book: FileBook) -> None:
    type_order(book, "分配")
    cut_off(book)
    assert (row(book)[0], verbs(book)) == ("distribute", ["distribute"])
    tend(book, TEN + timedelta(minutes=1))
    assert (row(book)[0], verbs(book)) == (None, ["distribute", "orders"])
    assert "已执行" in row(book)[1]


def test_an_undo_that_was_cut_off_takes_back_one_run_only(book: FileBook) -> None:
    type_order(book, "分配")
    tend(book)
    type_order(book, "撤销")
    cut_off(book, TEN + timedelta(minutes=1))
    tend(book, TEN + timedelta(minutes=2))
    assert verbs(book) == ["distribute", "orders", "undo", "orders"]


def test_sync_carries_orders_out_too(book: FileBook) -> None:
    type_order(book, "分配")
    list(tend_sync(book, queue_of(book), TEN, Language.ZH))
    assert status(book) == "assigned"


def _desk_row(lead: str) -> Plan:
    cells = {"kind": "check", "lead_id": lead, "subject": "示例", "detail": "示例事项"}
    return Plan("clean", TEN, (Group(lead, (Append("desk", "D000001", cells),)),))
