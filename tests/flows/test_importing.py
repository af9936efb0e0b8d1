"""The verb import: what comes in, what stays out, and what comes again."""

import csv
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from hiveledger.book.base import Book
from hiveledger.book.memory import MemoryBook
from hiveledger.changes import Plan
from hiveledger.errors import GateError
from hiveledger.findings import Finding, Level
from hiveledger.flows.clean import plan_clean
from hiveledger.flows.importing import plan_import
from hiveledger.flows.undo import plan_undo
from hiveledger.text import Language
from tests.books import cells, machine_book, person_types
from tests.ledgers import new_ledger
from tests.tables import table
from tests.workbooks import sheet_xml, xlsx

NOW: Final = datetime(2026, 3, 2, 10)
_HEADER: Final = "公司名称,联系人,手机,需求"
_ROWS: Final = "示例甲公司,王示例,13800000001,想上MES\n示例乙公司,李示例,13800000002,想上ERP\n"


def _file(folder: Path, text: str, name: str = "官网表单.csv") -> str:
    path = folder / name
    path.write_text(text, "utf-8")
    return str(path)


def _run(book: Book, *files: str, now: datetime = NOW, **told: Any) -> Plan:  # noqa: ANN401 - the verb's arguments
    plan = plan_import(book, now, files, **told)
    if plan.groups:
        assert not book.write(plan, who="SO").conflicts
    return plan


def _leads(book: Book) -> pd.DataFrame:
    return book.read().frame("leads")


def _found(plan: Plan, code: str) -> list[Finding]:
    return [finding for finding in plan.findings if finding.code == code]


def _counts(plan: Plan) -> list[tuple[int, ...]]:
    """Give total, added, known, rejected of each sheet."""
    names = ("total", "added", "known", "rejected")
    return [tuple(int(str(told.params[name])) for name in names) for told in _found(plan, "import.counts")]


def test_a_row_becomes_a_new_lead_with_its_times_and_source(tmp_path: Path) -> None:
    book = machine_book()
    plan = _run(
        book, _file(tmp_path, f"提交时间,{_HEADER}\n2026-03-01 09:30,示例甲公司,王示例,138 0000 0001,想上MES\n")
    )
    (lead,) = _leads(book).index
    assert cells(_leads(book), lead, "company", "mobile", "status", "source") == [
        "示例甲公司",
        "138 0000 0001",  # as it stands: cleaning is for clean
        "new",
        "官网表单",
    ]
    assert cells(_leads(book), lead, "occurred_at", "received_at", "imported_at", "clean_due") == [
        datetime(2026, 3, 1, 9, 30),
        NOW,
        NOW,
        NOW + timedelta(hours=24),
    ]
    assert [group.name for group in plan.groups] == [lead]
    assert "官网表单.csv" in (plan.changes[0].why or plan).text()  # type: ignore[union-attr]


def test_the_clock_runs_from_when_the_file_says_it_was_received(tmp_path: Path) -> None:
    book = machine_book(settings=table("key | value\nclean_hours | 12"))
    _run(book, _file(tmp_path, "公司名称,手机,接收时间\n示例甲公司,13800000001,2026-03-02 08:00\n"))
    assert cells(_leads(book), "L000001", "received_at", "clean_due") == [
        datetime(2026, 3, 2, 8),
        datetime(2026, 3, 2, 20),
    ]


@pytest.mark.parametrize(
    ("source", "expected", "note"),
    [
        pytest.param("", ["百度", "官网表单"], None, id="the row's, else the file's name"),
        pytest.param("展会", ["展会", "展会"], "[来源渠道栏原有：百度]", id="the command's, and the row's is kept"),
    ],
)
def test_the_source_is(tmp_path: Path, source: str, expected: list[str], note: str | None) -> None:
    book = machine_book()
    _run(
        book,
        _file(tmp_path, f"{_HEADER},来源\n示例甲公司,,13800000001,,百度\n示例乙公司,,13800000002,,\n"),
        source=source,
    )
    assert _leads(book)["source"].to_list() == expected
    assert cells(_leads(book), "L000001", "note") == [note]


def test_what_cannot_be_read_stands_in_the_note_and_is_told_by_cell(tmp_path: Path) -> None:
    book = machine_book()
    rows = "示例甲公司,,13800000001,,几十万,05/06/2026,急\n示例乙公司,,13800000002,,50,,\n"
    plan = _run(book, _file(tmp_path, f"{_HEADER},预算(万元),计划采购时间,备注\n{rows}"))
    (note,) = cells(_leads(book), "L000001", "note")
    assert note == "急\n[预算栏原有：几十万] [计划采购日期栏原有：05/06/2026]"
    told = _found(plan, "import.unread")
    assert [(finding.key, finding.column, finding.level) for finding in told] == [
        ("L000001", "budget_cny", Level.INFO),
        ("L000001", "purchase_by", Level.INFO),
    ]
    assert "第 2 行" in told[0].text()
    assert "几十万" in told[0].text()


def test_amounts_take_the_unit_of_their_header(tmp_path: Path) -> None:
    book = machine_book()
    _run(
        book,
        _file(
            tmp_path, "公司名称,手机,预算(万元),决策链\n示例甲公司,13800000001,50,老板拍板\n示例乙,13800000002,8万,\n"
        ),
    )
    assert _leads(book)["budget_cny"].to_list() == [500_000, 80_000]
    assert cells(_leads(book), "L000001", "budget_status", "decision_chain") == ["clear", "clear"]


def test_a_known_column_that_the_ledger_fills_itself_is_kept_in_the_note(tmp_path: Path) -> None:
    book = machine_book()
    _run(
        book,
        _file(
            tmp_path, "公司名称,手机,客户级别,商机编号\n示例甲公司,13800000001,A,BJ-7\n示例乙公司,13800000002,B,BJ-9\n"
        ),
    )
    assert cells(_leads(book), "L000001", "grade", "note") == [None, "[客户级别栏原有：A] [商机编号栏原有：BJ-7]"]


def test_columns_that_are_none_of_ours_are_named_once(tmp_path: Path) -> None:
    book = machine_book()
    plan = _run(book, _file(tmp_path, "公司名称,手机,老板脾气,传真\n示例甲公司,13800000001,急,0512-60000000\n"))
    (ignored,) = _found(plan, "import.ignored")
    assert (ignored.level, "老板脾气、传真" in ignored.text()) == (Level.INFO, True)
    assert cells(_leads(book), "L000001", "note") == [None]


def test_a_column_that_may_be_two_is_asked_and_kept(tmp_path: Path) -> None:
    book = machine_book()
    plan = _run(
        book, _file(tmp_path, "公司名称,手机,意向金额(万元)\n示例甲公司,13800000001,50\n示例乙公司,13800000002,60\n")
    )
    assert [finding.level for finding in _found(plan, "import.ambiguous")] == [Level.PERSON]
    assert cells(_leads(book), "L000001", "budget_cny", "note") == [None, "[意向金额(万元)栏原有：50]"]


def test_a_row_that_names_nobody_is_rejected_with_a_reason_for_each_cell(tmp_path: Path) -> None:
    book = machine_book()
    plan = _run(book, _file(tmp_path, f"{_HEADER}\n示例甲公司,,13800000001,\n无,,,想上MES\n"))
    assert _counts(plan) == [(2, 1, 0, 1)]
    (rejected,) = _found(plan, "import.rejected")
    assert (rejected.level, "第 3 行" in rejected.text()) == (Level.PERSON, True)
    refused = rejected.params["cells"]
    assert isinstance(refused, tuple)
    assert [(cell.header, cell.text, cell.why.code) for cell in refused] == [
        ("公司名称", "无", "import.says_nothing"),
        ("需求", "想上MES", "import.no_customer"),
    ]


def test_rows_are_blank_in_a_form_that_was_only_numbered(tmp_path: Path) -> None:
    plan = _run(machine_book(), _file(tmp_path, f"客户编号,{_HEADER}\nK-01,示例甲公司,,13800000001,\nK-07,,,,\n"))
    assert _counts(plan) == [(2, 1, 0, 1)]


def test_the_same_file_twice_adds_nothing_whatever_happened_to_its_leads(tmp_path: Path) -> None:
    book, file = machine_book(), _file(tmp_path, f"{_HEADER}\n{_ROWS}{_ROWS.splitlines()[0]}\n")
    assert _counts(_run(book, file)) == [(3, 3, 0, 0)]
    book.write(plan_clean(book, NOW), who="SO")
    person_types(book, "leads", "L000001", "company", "示例改名公司")
    again = _run(book, file, now=NOW + timedelta(days=1))
    assert (again.groups, _counts(again)) == ((), [(3, 0, 3, 0)])


def test_a_file_that_grew_adds_only_what_is_new(tmp_path: Path) -> None:
    book = machine_book()
    _run(book, _file(tmp_path, f"{_HEADER}\n{_ROWS}"))
    plan = _run(book, _file(tmp_path, f"{_HEADER}\n示例丙公司,赵示例,13800000003,\n{_ROWS}"))
    assert (_counts(plan), _leads(book)["company"].iloc[-1]) == ([(3, 1, 2, 0)], "示例丙公司")


@pytest.mark.parametrize(
    ("name", "dated", "source", "known"),
    [
        pytest.param("官网表单 (1).csv", False, "", 2, id="the same file downloaded twice is known"),
        pytest.param("官网表单.csv", False, "官网", 2, id="the same file said to come from elsewhere is known"),
        pytest.param("展会.csv", False, "", 0, id="the same people on another list enquire again"),
        pytest.param("导出0309.csv", True, "", 2, id="an enquiry that says when it was made is known from anywhere"),
    ],
)
def test_rows_come_again(tmp_path: Path, name: str, dated: bool, source: str, known: int) -> None:  # noqa: FBT001 - a case
    lines = f"{_HEADER}\n{_ROWS}".splitlines()
    if dated:
        lines = [f"{cell},{line}" for cell, line in zip(["提交时间", "2026-03-01", "2026-03-02"], lines, strict=True)]
    book, text = machine_book(), "\n".join(lines)
    _run(book, _file(tmp_path, text))
    assert _counts(_run(book, _file(tmp_path, text, name), source=source)) == [(2, 2 - known, known, 0)]


def test_an_import_that_was_undone_can_be_done_again(tmp_path: Path) -> None:
    book, file = machine_book(), _file(tmp_path, f"{_HEADER}\n{_ROWS}")
    _run(book, file)
    book.write(plan_undo(book, NOW), who="SO")
    assert _leads(book).empty
    assert _counts(_run(book, file)) == [(2, 2, 0, 0)]


def test_a_lead_that_a_person_deleted_does_not_come_back(tmp_path: Path) -> None:
    book, file = machine_book(), _file(tmp_path, f"{_HEADER}\n{_ROWS}")
    _run(book, file)
    book.tables["leads"] = book.tables["leads"].drop("L000001")
    assert _run(book, file).groups == ()


def test_all_sheets_with_leads_are_read_and_others_named(tmp_path: Path) -> None:
    path = tmp_path / "名单.xlsx"
    one = [["公司名称", "联系人", "手机"], ["示例甲公司", "王示例", "13800000001"]]
    two = [["公司名称", "联系人", "手机"], ["示例乙公司", "李示例", "13800000002"], one[1]]
    notes = [["这张表怎么填"], ["每天下班前更新"]]
    path.write_bytes(xlsx(sheet_xml(one), sheet_xml(two), sheet_xml(notes), names=["一月", "汇总", "说明"]))
    book = machine_book()
    plan = _run(book, str(path))
    assert _leads(book)["company"].to_list() == ["示例甲公司", "示例乙公司"]
    assert _counts(plan) == [(1, 1, 0, 0), (2, 1, 1, 0)]
    (left,) = _found(plan, "import.sheets_left_out")
    assert "说明" in left.text()


def test_a_file_without_headers_adds_nothing_and_says_why(tmp_path: Path) -> None:
    plan = _run(machine_book(), _file(tmp_path, _ROWS))
    assert (plan.groups, [finding.code for finding in plan.findings]) == ((), ["intake.no_header"])


def test_one_file_that_cannot_be_read_keeps_all_out(tmp_path: Path) -> None:
    with pytest.raises(GateError):
        _run(machine_book(), _file(tmp_path, f"{_HEADER}\n{_ROWS}"), str(tmp_path / "没有.csv"))


_SAID: Final = ["", "无", "示例公司", "13800000001", "几十万", "=1+1", "2026-03-01", "05/06/2026"]
_CELL: Final = st.sampled_from(_SAID) | st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=6)


@settings(max_examples=12)
@given(rows=st.lists(st.tuples(_CELL, _CELL, _CELL, _CELL), max_size=6))
def test_any_rows_reconcile_and_come_in_once(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]]
) -> None:
    path = tmp_path_factory.mktemp("rows") / "线索.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("公司名称", "手机", "预算", "提交时间"), *rows])
    book = machine_book()
    for plan in (_run(book, str(path)), _run(book, str(path))):
        for total, added, known, rejected in _counts(plan):
            assert total == added + known + rejected
    assert (plan.groups, len(_leads(book))) == ((), sum(count[2] for count in _counts(plan)))


def _inbox_book(*messages: str) -> MemoryBook:
    rows = {"message_id": [f"M{at}" for at, _ in enumerate(messages, 1)], "message": messages}
    return machine_book(inbox=pd.DataFrame(rows).set_index("message_id"))


_MESSAGE: Final = "王总13800000001 示例苏州精密有限公司 想上MES 预算50万"


def test_a_pasted_message_becomes_a_lead_that_has_to_be_checked() -> None:
    book = machine_book()
    _run(book, text=_MESSAGE)
    assert cells(_leads(book), "L000001", "mobile", "budget_cny", "source", "note") == [
        "13800000001",
        500_000,
        "粘贴消息",
        _MESSAGE,
    ]
    (check,) = book.read().frame("desk").index
    kind, lead, other, column, detail = cells(
        book.read().frame("desk"), check, "kind", "lead_id", "other_id", "column", "detail"
    )
    assert (kind, lead, other) == ("check", "L000001", "message")
    assert {"mobile", "budget_cny"} <= set(str(column).split(";"))
    assert "13800000001" in str(detail)
    assert _run(book, text=_MESSAGE).groups == ()


def test_the_inbox_is_read_once_and_says_what_became_of_each_message() -> None:
    book = _inbox_book(_MESSAGE, f"{_MESSAGE}\n\n李工13900000002 想看ERP", "在吗")
    plan = _run(book)
    inbox = book.read().frame("inbox")
    assert inbox["lead_id"].fillna("").to_list() == ["L000001", "L000001;L000002", ""]
    assert inbox["read_at"].eq(NOW).all()
    assert _counts(plan) == [(4, 2, 1, 1)]
    assert [finding.level for finding in _found(plan, "import.message_rejected")] == [Level.PERSON]
    again = plan_import(book, NOW + timedelta(hours=1))
    assert (again.groups, again.findings) == ((), ())


def test_a_message_is_read_again_when_a_person_clears_the_time() -> None:
    book = _inbox_book("在吗")
    _run(book)
    person_types(book, "inbox", "M1", "message", _MESSAGE)
    person_types(book, "inbox", "M1", "read_at", None)
    _run(book, now=NOW + timedelta(hours=1))
    assert book.read().frame("inbox")["lead_id"].to_list() == ["L000001"]


def test_leads_of_one_inbox_row_land_together_or_not_at_all() -> None:
    book = _inbox_book(f"{_MESSAGE}\n\n李工13900000002 想看ERP")
    plan = plan_import(book, NOW)
    person_types(book, "inbox", "M1", "message", "算了")
    assert [conflict.group for conflict in book.write(plan, who="SO").conflicts] == ["M1"]
    assert (_leads(book).empty, book.read().frame("desk").empty) == (True, True)


@pytest.mark.parametrize(
    ("verdict", "status", "is_open"),
    [
        pytest.param(None, "cleaned", True, id="nobody has ticked it off"),
        pytest.param("done", "cleaned", False, id="it was checked"),
        pytest.param(None, "merged", False, id="its lead is gone"),
    ],
)
def test_a_check_stays_open_while(verdict: str | None, status: str, is_open: bool) -> None:  # noqa: FBT001 - a case
    book = machine_book()
    _run(book, text=_MESSAGE)
    (check,) = book.read().frame("desk").index
    person_types(book, "desk", check, "verdict", verdict)
    person_types(book, "leads", "L000001", "status", status)
    _run(book)
    assert book.read().frame("desk")["closed_at"].isna().to_list() == [is_open]


def test_clean_and_import_leave_each_others_checks_open() -> None:
    book = machine_book()
    _run(book, text="王总13800000001 示例苏州精密有限公司 邮箱wang@example")
    person_types(book, "leads", "L000001", "email", "wang@example")
    book.write(plan_clean(book, NOW), who="SO")
    _run(book)
    desk = book.read().frame("desk")
    assert sorted(desk.loc[desk["kind"] == "check", "other_id"].fillna("clean")) == ["clean", "message"]
    assert desk["closed_at"].isna().all()


def test_an_english_ledger_is_told_in_english(tmp_path: Path) -> None:
    book = machine_book(settings=table("key | value\nlanguage | en"))
    text = "Company,Mobile,Budget\nSample Ltd,13800000001,dozens\nExample Ltd,13800000002,50万\n-,,50万\n"
    plan = _run(book, _file(tmp_path, text, "web.csv"))
    assert cells(_leads(book), "L000001", "note") == ["[Budget also said: dozens]"]
    assert [finding.text(Language.EN).partition(" ")[0] for finding in plan.findings] == ["“web.csv”,"] * 2 + [
        "web.csv:"
    ]


def test_formulas_arrive_as_text_in_a_workbook(tmp_path: Path) -> None:
    book = new_ledger(tmp_path)
    file = _file(tmp_path, f'{_HEADER}\n"=HYPERLINK(""http://example.com"")",@示例,+8613800000001,-1+2\n')
    _run(book, file)
    lead = next(row for row in load_workbook(book.path)["客户台账"].iter_rows() if row[0].value == "L000001")
    assert {cell.data_type for cell in lead if isinstance(cell.value, str)} == {"s"}
    assert '=HYPERLINK("http://example.com")' in [cell.value for cell in lead]
    assert _run(book, file).groups == ()


def test_nine_thousand_real_leads_reconcile(data: Path) -> None:
    book, file = machine_book(), str(data / "leads" / "x_education_leads.csv")
    assert _counts(_run(book, file)) == [(9240, 9240, 0, 0)]
    assert _leads(book)["note"].str.contains("7927b2df-8bba-4d29-b9a2-b6e0beafe620").sum() == 1
    again = _run(book, file, now=NOW + timedelta(days=1))
    assert (again.groups, _counts(again)) == ((), [(9240, 0, 9240, 0)])
