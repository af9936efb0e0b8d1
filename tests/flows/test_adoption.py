"""A team's own workbook becomes a ledger in place, or says why it cannot."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from hiveledger.book.file import FileBook
from hiveledger.changes import AddColumn, AddTable, Group, Plan, Set
from hiveledger.demo.own_book import write_own_book
from hiveledger.errors import SchemaError, SettingsError
from hiveledger.flows.adoption import adopt_book, plan_adopt
from hiveledger.flows.requests import Done, Told
from hiveledger.text import Language
from tests.books import cells as lead_cells
from tests.own_books import HEADERS, NOW, ROWS, adopt, are_kept, carry_out, cells_of, entries_of, own_book, type_text
from tests.raw_books import as_strict, with_prefix
from tests.workbooks import sheet_xml, xlsx

_LOCK: Final = '<sheetProtection sheet="1"/>'


def test_a_workbook_gains_ids_rules_and_a_hidden_sheet_and_nothing_else(tmp_path: Path) -> None:
    path = write_own_book(tmp_path / "自用.xlsx", NOW)
    cells, parts = cells_of(path), entries_of(path)
    outcome = adopt(FileBook(path))
    structure = [change for change in outcome.written if isinstance(change, AddColumn | AddTable)]
    assert structure[0] == AddColumn("leads", "lead_id")
    assert [change.table for change in structure] == ["leads", "settings"]
    now = cells_of(path)
    assert list(now) == ["销售示例甲", "销售示例乙", "规则", "_hiveledger"]
    assert now["销售示例乙"] == cells["销售示例乙"]
    gained = {place: value for place, value in now["销售示例甲"].items() if place not in cells["销售示例甲"]}
    assert {column for _, column in gained} == {12}
    assert [gained[4, 12], gained[5, 12], gained[6, 12]] == ["线索编号", "L000001", "L000002"]
    assert len(gained) == 1 + len({row for row, column in cells["销售示例甲"] if row > 4 and column == 2})
    assert are_kept(cells, path)
    sheet, meant = "xl/worksheets/sheet1.xml", {"xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"}
    changed = {name for name, entry in parts.items() if entries_of(path)[name] != entry}
    assert changed <= {sheet, *meant, "xl/_rels/workbook.xml.rels", "docProps/app.xml"}


def test_a_second_adoption_changes_nothing(tmp_path: Path) -> None:
    path = write_own_book(tmp_path / "自用.xlsx", NOW)
    adopt(FileBook(path))
    content = path.read_bytes()
    plan = plan_adopt(FileBook(path), NOW, Language.ZH)
    assert (plan.groups, [finding.code for finding in plan.findings]) == ((), ["adopt.already"])
    assert path.read_bytes() == content


def test_undo_takes_an_adoption_out_again(tmp_path: Path) -> None:
    book = own_book(tmp_path, xlsx(sheet_xml(ROWS), names=["线索"]))
    cells = cells_of(book.path)
    adopt(book)
    outcome = carry_out(book, "undo", NOW + timedelta(hours=1), run="")
    assert (outcome.conflicts, outcome.findings) == ((), ())
    left = cells_of(book.path)
    assert (left.pop("_hiveledger") is not None, left) == (True, cells)
    again = adopt(FileBook(book.path), NOW + timedelta(hours=2))
    assert again.conflicts == ()
    assert set(FileBook(book.path).read().tables) == {"leads", "settings"}


def test_headers_in_two_rows_and_a_unit_of_the_teams_own_are_kept(tmp_path: Path) -> None:
    rows: list[list[str | float | None]] = [
        ["三月线索", None, None, None],
        ["公司", "联系方式", None, "预算(万元)"],
        [None, "联系人", "手机", None],
        ["示例精密有限公司", "王示例", "13800000001", 50.0],
        ["示例云帆有限公司", "李示例", "13800000002", 12.5],
    ]
    merges = '<mergeCells count="1"><mergeCell ref="B2:C2"/></mergeCells>'
    book = own_book(tmp_path, xlsx(sheet_xml(rows, tail=merges), names=["线索"]))
    adopt(book)
    leads = book.read().frame("leads")
    assert lead_cells(leads, "L000002", "company", "mobile", "budget_cny") == [
        "示例云帆有限公司",
        "13800000002",
        125_000.0,
    ]
    change = Set("leads", "L000002", "budget_cny", 125_000.0, 1_000_000 / 3)
    outcome = book.write(Plan("complete", NOW, (Group("L000002", (change,)),)), "SO")
    assert outcome.conflicts == ()
    assert cells_of(book.path)["线索"][5, 4] == pytest.approx(100 / 3)
    assert book.read().is_machines("leads", "L000002", "budget_cny", book.read().frame("leads")["budget_cny"].iloc[1])


def test_a_column_in_words_of_the_teams_own_is_left_to_it_and_ours_gets_a_name_of_its_own(tmp_path: Path) -> None:
    rows = [[*HEADERS, "状态"], [*ROWS[1], "谈判"], [*ROWS[2], "试用"]]
    book = own_book(tmp_path, xlsx(sheet_xml(rows), names=["线索"]))
    plan = plan_adopt(book, NOW, Language.ZH)
    assert "adopt.unread_column" in [finding.code for finding in plan.findings]
    book.write(plan, "SO")
    carry_out(book, "clean", NOW)
    cells = cells_of(book.path)["线索"]
    headers = {column: value for (row, column), value in cells.items() if row == 1}
    assert [headers[5], headers[6]] == ["状态", "线索编号"]
    assert "状态 (HiveLedger)" in headers.values()
    assert [cells[2, 5], cells[3, 5]] == ["谈判", "试用"]
    assert set(book.read().frame("leads")["status"]) == {"cleaned"}


def test_ids_and_sheets_of_the_teams_own_are_no_ids_and_sheets_of_ours(tmp_path: Path) -> None:
    rows = [["线索编号", *HEADERS], *([f"2026-{number}", *row] for number, row in enumerate(ROWS[1:]))]
    rules = sheet_xml([["规则"], ["每周一例会"]])
    content = xlsx(sheet_xml(rows), rules, sheet_xml([["口号"], ["团结"]]), names=["线索", "规则", "团队"])
    book = own_book(tmp_path, content)
    cells = cells_of(book.path)
    adopt(book)
    assert {"规则 (HiveLedger)", "规则", "团队"} <= set(cells_of(book.path))
    assert are_kept(cells, book.path)
    assert list(FileBook(book.path).read().frame("leads").index) == ["L000001", "L000002"]
    assert "people" not in FileBook(book.path).read().tables


def test_a_header_that_a_person_renamed_is_told_before_anything_is_written(tmp_path: Path) -> None:
    book = own_book(tmp_path, xlsx(sheet_xml(ROWS), names=["线索"]))
    adopt(book)
    type_text(book.path, "线索", 1, 1, "公司全名")
    with pytest.raises(SettingsError) as refusal:
        FileBook(book.path).read()
    findings = refusal.value.params["findings"]
    assert isinstance(findings, tuple)
    assert [finding.code for finding in findings] == ["settings.no_such_header"]
    assert "客户名称" in findings[0].text(Language.ZH)


@pytest.mark.parametrize(
    ("sheet", "more", "code"),
    [
        pytest.param(sheet_xml(ROWS, tail=_LOCK), {}, "intake.protected_sheet", id="a protected sheet"),
        pytest.param(
            sheet_xml(ROWS), {"xl/revisions/revisionHeaders.xml": "<headers/>"}, "intake.shared_workbook", id="shared"
        ),
        pytest.param(sheet_xml([*ROWS, ["合计", None, None, 2.0]]), {}, "adopt.totals", id="a row of totals"),
        pytest.param(
            sheet_xml([HEADERS, ["必填", "必填", "必填", "选填"], *ROWS[1:]]), {}, "adopt.remarks", id="remarks"
        ),
    ],
)
def test_what_stands_in_the_way_is_told_and_nothing_is_written(
    tmp_path: Path, sheet: str, more: Mapping[str, str], code: str
) -> None:
    content = xlsx(sheet, names=["线索"], more=more)
    book = own_book(tmp_path, content)
    with pytest.raises(SchemaError, match="refused") as refusal:
        plan_adopt(book, NOW, Language.ZH)
    findings = refusal.value.params["findings"]
    assert isinstance(findings, tuple)
    assert [finding.code for finding in findings] == [code]
    assert all(finding.text(language) for finding in findings for language in Language)
    assert list(tmp_path.iterdir()) == [book.path]
    assert book.path.read_bytes() == content


def test_a_workbook_without_leads_is_refused(tmp_path: Path) -> None:
    book = own_book(tmp_path, xlsx(sheet_xml([["日期", "天气"], ["周一", "晴"]])))
    with pytest.raises(SchemaError, match="no_lead_sheet"):
        plan_adopt(book, NOW, Language.ZH)


@pytest.mark.parametrize("odd", [with_prefix, as_strict])
def test_workbooks_of_other_programs_are_adopted_as_well(odd: Callable[[Path], Path], tmp_path: Path) -> None:
    path = odd(own_book(tmp_path, xlsx(sheet_xml(ROWS), names=["线索"])).path)
    cells = cells_of(path)
    book = FileBook(path)
    adopt(book)
    assert carry_out(book, "clean", NOW).conflicts == ()
    assert are_kept(cells, path)
    assert set(FileBook(path).read().frame("leads")["status"]) == {"cleaned"}


def test_a_copy_from_before_that_is_saved_over_an_adopted_book_is_adopted_again_as_it_was(tmp_path: Path) -> None:
    book = own_book(tmp_path, xlsx(sheet_xml(ROWS), names=["线索"]))
    adopt(book)
    carry_out(book, "clean", NOW)
    cells = cells_of(book.path)
    more = [*ROWS, ["示例新客有限公司", "张示例", "13800000003", "丙"]]
    book.path.write_bytes(xlsx(sheet_xml(more), names=["线索"]))
    told, done = adopt_book(FileBook(book.path), NOW + timedelta(hours=1), Language.ZH, who="SO")
    assert isinstance(told, Told)
    assert {finding.code for finding in told.findings} == {"book.redone"}
    assert isinstance(done, Done)
    assert [finding.code for finding in done.plan.findings] == ["adopt.already"]
    assert are_kept(cells, book.path)
    assert cells_of(book.path)["线索"][4, 1] == "示例新客有限公司"


def test_a_book_whose_adoption_was_undone_under_later_runs_is_taken_in_again_as_it_is(tmp_path: Path) -> None:
    book = own_book(tmp_path, xlsx(sheet_xml(ROWS), names=["线索"]))
    adopted = adopt(book).run_id
    carry_out(book, "clean", NOW)
    cells = cells_of(book.path)["线索"]
    outcome = carry_out(book, "undo", NOW, run=adopted)
    assert [finding.code for finding in outcome.findings] == ["book.column_inside"]
    again = FileBook(book.path)
    assert adopt(again, NOW + timedelta(hours=1)).conflicts == ()
    assert cells_of(book.path)["线索"] == cells
    assert carry_out(again, "clean", NOW + timedelta(hours=2)).written == ()
