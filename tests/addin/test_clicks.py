"""What a click does in an open ledger: whom it is about, what it asks, what it tells, and what it never does."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest
import xlwings as xw

from hiveledger.book.file import FileBook
from hiveledger_addin.clicks import click
from hiveledger_addin.clicks.selection import selected_leads, selected_texts
from hiveledger_addin.clicks.turn import turn
from tests.clicking import NO, YES, Person, morning_ledger
from tests.hang import must_end

_NOW: Final = datetime.now().replace(microsecond=0)
_WAITING: Final = ("L000004", "L000005", "L000006", "L000007")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> FileBook:
    """A ledger that every test of this file copies."""
    return morning_ledger(tmp_path_factory.mktemp("made"), _NOW)


@pytest.fixture
def book(calc: xw.App, made: FileBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[xw.Book]:
    """The ledger, open in Calc, of a user who has never clicked anything."""
    monkeypatch.setenv("HIVELEDGER_STATE", str(tmp_path / "state"))
    path = Path(shutil.copy(made.path, tmp_path))
    shutil.copytree(made.state_dir, tmp_path / made.state_dir.name)
    with must_end():
        opened = calc.books.open(str(path))
        opened.sheets["客户台账"].activate()
        yield opened
        for one in list(calc.books):
            one.close()


def _at(book: xw.Book, address: str) -> None:
    book.sheets.active.range(address).select()


def _cells(book: xw.Book, header: str) -> dict[str, object]:
    """Give a column of 客户台账 by lead."""
    rows = book.sheets["客户台账"].used_range.value
    ids, column = rows[0].index("线索编号"), rows[0].index(header)
    return {row[ids]: row[column] for row in rows[1:]}


def test_the_selected_rows_are_leads_whatever_column_is_selected(book: xw.Book) -> None:
    _at(book, "H5:J6")
    assert selected_leads(book) == ("L000004", "L000005")


def test_a_whole_column_is_all_leads_and_the_header_is_none(book: xw.Book) -> None:
    _at(book, "H:H")
    assert len(selected_leads(book)) == 7
    _at(book, "A1")
    assert selected_leads(book) == ()


def test_leads_are_found_on_a_sheet_in_another_order_and_none_where_no_ids_are(book: xw.Book) -> None:
    desk = book.sheets["SO工作台"]
    head = desk.used_range.value[0]
    desk.range((2, head.index("线索编号") + 1)).value = "L000007"
    desk.range((3, head.index("线索编号") + 1)).value = "L000002"
    desk.activate()
    _at(book, "A2:B3")
    assert selected_leads(book) == ("L000007", "L000002")
    book.sheets["使用说明"].activate()
    assert selected_leads(book) == ()


def test_the_text_of_selected_cells_is_as_it_would_be_typed(book: xw.Book) -> None:
    sheet = book.sheets.add()
    sheet.range("A1").value = [[" 示例公司 ", 13800000001.0], [None, "示例公司"]]
    sheet.range("A:B").select()
    assert selected_texts(book) == ("示例公司", "13800000001")


def test_a_preview_is_a_workbook_beside_and_the_ledger_stays_as_it_is(book: xw.Book) -> None:
    before, person = book.sheets["客户台账"].used_range.value, Person()
    click("preview", book, person)
    (told,) = person.told
    assert "会改动 4 条线索" in told
    (beside,) = (one for one in book.app.books if one.name != book.name)
    rows = beside.sheets[0].used_range.value
    status = rows[0].index("状态")
    assert [(row[0], row[status]) for row in rows[1:]] == [(lead, "已清洗 → 已分配") for lead in _WAITING]
    assert book.sheets["客户台账"].used_range.value == before
    assert person.bar == ""


def test_a_verb_is_carried_out_in_the_open_book_and_taken_back_when_asked(book: xw.Book) -> None:
    person = Person("...")
    click("distribute", book, person)
    assert [_cells(book, "状态")[lead] for lead in _WAITING] == ["已分配"] * 4
    click("undo", book, person)
    assert "撤销哪一次" in person.asked[0]
    assert [_cells(book, "状态")[lead] for lead in _WAITING] == ["已清洗"] * 4
    assert [told.splitlines()[0].partition("（")[0] for told in person.told] == ["分配：完成", "撤销：完成"]
    assert person.problems == []


def test_who_clicks_is_asked_once_and_has_to_be_of_the_team(book: xw.Book) -> None:
    _at(book, "A2")
    person = Person("A999", "A005", NO, "销售示例丁", YES)
    click("confirm", book, person)
    assert "没有“A999”" in person.asked[1]
    assert _cells(book, "状态")["L000001"] == "已接单"
    _at(book, "A3")
    click("confirm", book, person)
    assert len(person.asked) == 5
    assert _cells(book, "状态")["L000002"] == "已接单"


def test_each_selected_lead_is_assigned_to_the_person_named(book: xw.Book) -> None:
    _at(book, "A7:A8")
    click("assign", book, Person("销售示例戊", "老客户介绍"))
    owners = _cells(book, "客户经理")
    assert [owners[lead] for lead in ("L000006", "L000007")] == ["销售示例戊"] * 2


def test_a_reason_to_decline_is_one_of_those_listed(book: xw.Book) -> None:
    _at(book, "A2")
    person = Person("A004", YES, "九", "3")
    click("decline", book, person)
    assert "1 到 6" in person.asked[-1]
    assert str(_cells(book, "接单/退单")["L000001"]).startswith("退单")


def test_a_contact_begins_with_the_selected_lead(book: xw.Book) -> None:
    _at(book, "A2")
    click("follow_up", book, Person("L000001 电话 要报价 下周三", "A004", YES))
    assert "L000001" in [row[1] for row in book.sheets["跟进记录"].used_range.value]


def test_why_a_lead_is_as_it_is_fits_into_a_message(book: xw.Book) -> None:
    _at(book, "C2")
    person = Person()
    click("explain", book, person)
    lead, first, why, *_ = person.told[0].splitlines()
    assert (lead, first.partition("（")[0]) == ("L000001", "分配")
    assert "行业“医疗器械”匹配" in why
    assert len(list(book.app.books)) == 1


def test_a_question_that_is_put_away_leaves_everything_as_it_is(book: xw.Book) -> None:
    _at(book, "A7")
    before, person = book.sheets["客户台账"].used_range.value, Person(None)
    click("assign", book, person)
    assert (person.told, person.problems, person.bar) == ([], [], "")
    assert book.sheets["客户台账"].used_range.value == before


def test_what_is_refused_is_one_sentence(book: xw.Book, calc: xw.App) -> None:
    person = Person()
    book.sheets["使用说明"].activate()
    click("explain", book, person)
    click("distribute", calc.books.add(), person)
    assert person.problems[0].startswith("没有选中线索")
    assert len(person.problems) == 2
    assert person.told == []


def test_a_fault_of_ours_is_one_sentence_with_its_log(book: xw.Book) -> None:
    person = Person()
    click("nonsense", book, person)
    (problem,) = person.problems
    log = Path(problem.partition("日志 ")[2].partition(" ")[0])
    assert "KeyError" in log.read_text("utf-8")
    log.unlink()


def test_a_second_click_is_told_what_goes_on_and_may_stop_it(book: xw.Book) -> None:
    person = Person(YES)
    with turn(person, "分配") as ours:
        assert ours is not None
        assert not ours.is_over
        click("grade", book, person)
        assert ours.is_over
    assert "“分配”还没有做完" in person.asked[0]
    assert person.told == []
    with turn(person, "评级") as next_one:
        assert next_one is not None
        assert not next_one.is_over


def test_help_shows_the_guide(book: xw.Book) -> None:
    click("help", book, Person())
    assert book.sheets.active.name == "使用说明"
