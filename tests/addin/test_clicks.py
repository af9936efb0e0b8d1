"""What a click does in an open ledger: whom it is about, what it asks, what it tells, and what it never does."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest
import xlwings as xw

from hiveledger.book.file import FileBook
from hiveledger_addin import excel
from hiveledger_addin.calc.run import main
from hiveledger_addin.clicks import click
from hiveledger_addin.clicks.selection import selected_leads, selected_texts
from hiveledger_addin.clicks.turn import turn
from tests.clicking import NO, YES, Person, morning_ledger
from tests.hang import must_end

_LEADS: Final = "客户台账"
_NOW: Final = datetime.now().replace(microsecond=0)
_WAITING: Final = ("L000004", "L000005", "L000006", "L000007")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> FileBook:
    """A ledger that every test of this file copies."""
    return morning_ledger(tmp_path_factory.mktemp("made"), _NOW)


@contextmanager
def _opened(calc: xw.App, made: FileBook, folder: Path, name: str) -> Iterator[xw.Book]:
    """Give the ledger, open in Calc, of a user who has never clicked anything."""
    path = Path(shutil.copy(made.path, folder / name))
    shutil.copytree(made.state_dir, folder / f".{name}.hive")
    others = {one.name for one in calc.books}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HIVELEDGER_STATE", str(folder / "state"))
        yield calc.books.open(str(path))
        for one in list(calc.books):
            if one.name not in others:
                one.close()


@pytest.fixture(scope="module")
def _shared(calc: xw.App, made: FileBook, tmp_path_factory: pytest.TempPathFactory) -> Iterator[xw.Book]:
    with _opened(calc, made, tmp_path_factory.mktemp("shared"), "共用.xlsx") as book:
        yield book


@pytest.fixture
def shared(_shared: xw.Book) -> xw.Book:
    """A ledger for all tests that leave it as it is, with 客户台账 in sight."""
    _shared.activate()
    _shared.sheets[_LEADS].activate()
    return _shared


@pytest.fixture
def book(calc: xw.App, made: FileBook, tmp_path: Path) -> Iterator[xw.Book]:
    """A ledger for one test, with 客户台账 in sight."""
    with must_end(), _opened(calc, made, tmp_path, "台账.xlsx") as book:
        book.sheets[_LEADS].activate()
        yield book


def _at(book: xw.Book, address: str) -> None:
    book.sheets.active.range(address).select()


def _cells(book: xw.Book, header: str) -> dict[str, object]:
    """Give a column of 客户台账 by lead."""
    rows = book.sheets[_LEADS].used_range.value
    ids, column = rows[0].index("线索编号"), rows[0].index(header)
    return {row[ids]: row[column] for row in rows[1:]}


def test_the_selected_rows_are_leads_whatever_column_is_selected(shared: xw.Book) -> None:
    _at(shared, "H5:J6")
    assert selected_leads(shared) == ("L000004", "L000005")


def test_a_whole_column_is_all_leads_and_the_header_is_none(shared: xw.Book) -> None:
    _at(shared, "H:H")
    assert len(selected_leads(shared)) == 7
    _at(shared, "A1")
    assert selected_leads(shared) == ()


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


def test_rows_that_are_hidden_are_not_selected(shared: xw.Book) -> None:
    hidden = shared.sheets.active.api.getRows().getByIndex(5)
    hidden.IsVisible = False
    _at(shared, "H5:H7")
    assert selected_leads(shared) == ("L000004", "L000006")
    hidden.IsVisible = True


def test_what_is_selected_in_another_book_is_not_meant(shared: xw.Book, calc: xw.App) -> None:
    _at(shared, "A2")
    other = calc.books.add()
    other.activate()
    other.sheets[0].range("A2").select()
    assert selected_leads(shared) == ()
    other.close()


def test_the_text_of_selected_cells_is_as_it_would_be_typed(book: xw.Book) -> None:
    sheet = book.sheets.add()
    sheet.range("A1").value = [[" 示例公司 ", 13800000001.0], [None, "示例公司"]]
    sheet.range("A:B").select()
    assert selected_texts(book) == ("示例公司", "13800000001")


def test_a_preview_is_a_workbook_beside_and_the_ledger_stays_as_it_is(shared: xw.Book) -> None:
    before, person = shared.sheets[_LEADS].used_range.value, Person()
    click("preview", shared, person)
    (told,) = person.told
    assert "会改动 4 条线索" in told
    (beside,) = (one for one in shared.app.books if one.sheets[0].name == "预览分配")
    rows = beside.sheets[0].used_range.value
    beside.close()
    status = rows[0].index("状态")
    assert [(row[0], row[status]) for row in rows[1:]] == [(lead, "已清洗 → 已分配") for lead in _WAITING]
    assert shared.sheets[_LEADS].used_range.value == before
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


def test_each_selected_lead_is_assigned_to_the_person_named_and_one_that_cannot_be_stops_no_other(
    book: xw.Book,
) -> None:
    _at(book, "A4:A6")
    person = Person("销售示例戊", "老客户介绍")
    click("assign", book, person)
    owners = _cells(book, "客户经理")
    assert [owners[lead] for lead in ("L000004", "L000005")] == ["销售示例戊"] * 2
    (told,) = person.problems
    assert "L000003" in told.splitlines()[0]
    assert told.count("指派：完成") == 2


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


def test_why_a_lead_is_as_it_is_fits_into_a_message(shared: xw.Book) -> None:
    _at(shared, "C2")
    person = Person()
    click("explain", shared, person)
    lead, first, why, *_ = person.told[0].splitlines()
    assert (lead, first.partition("（")[0]) == ("L000001", "分配")
    assert "行业“医疗器械”匹配" in why
    assert "旁边" not in person.told[0]


def test_a_question_that_is_put_away_leaves_everything_as_it_is(shared: xw.Book) -> None:
    _at(shared, "A7")
    before, person = shared.sheets[_LEADS].used_range.value, Person(None)
    click("assign", shared, person)
    assert (person.told, person.problems, person.bar) == ([], [], "")
    assert shared.sheets[_LEADS].used_range.value == before


def test_what_is_refused_is_one_sentence(shared: xw.Book, calc: xw.App) -> None:
    person = Person()
    shared.sheets["使用说明"].activate()
    click("explain", shared, person)
    click("distribute", calc.books.add(), person)
    assert person.problems[0].startswith("没有选中线索")
    assert len(person.problems) == 2
    assert person.told == []


def test_a_fault_of_ours_is_one_sentence_with_its_log(shared: xw.Book) -> None:
    person = Person()
    click("nonsense", shared, person)
    (problem,) = person.problems
    log = Path(problem.partition("日志 ")[2].partition(" ")[0])
    assert "KeyError" in log.read_text("utf-8")
    log.unlink()


def test_a_second_click_is_told_what_goes_on_and_may_stop_it(shared: xw.Book) -> None:
    person = Person(YES)
    with turn(person, "分配") as ours:
        assert ours is not None
        assert not ours.is_over
        click("grade", shared, person)
        assert ours.is_over
    assert "“分配”还没有做完" in person.asked[0]
    assert person.told == []
    with turn(person, "评级") as next_one:
        assert next_one is not None
        assert not next_one.is_over


def test_help_shows_the_guide(shared: xw.Book) -> None:
    click("help", shared, Person())
    assert shared.sheets.active.name == "使用说明"


def test_excel_is_told_the_book_by_its_name(shared: xw.Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["-c", f"--wb={shared.name}", "--from_xl=1", "--app=", "--hwnd=1"])
    excel.click("help")
    assert shared.sheets.active.name == "使用说明"


def test_what_calc_starts_ends_each_click_with_a_line(
    shared: xw.Book, calc: xw.App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HIVELEDGER_STATE", str(tmp_path))
    (tmp_path / "calc").mkdir()
    for pipe in (calc.impl.pipe, "nobody"):
        (tmp_path / "calc" / pipe).write_text("StarOffice.ComponentContext", "ascii")
    order = json.dumps({"button": "help", "book": shared.fullname})
    main(calc.impl.pipe, [order, order])
    assert capsys.readouterr().out == "\n\n"
    assert shared.sheets.active.name == "使用说明"
    main("nobody", [order])
    assert capsys.readouterr().out.startswith("没有 Calc 在管道 nobody 上应答")
