"""A team's own names for its sheets and columns, as sheet 规则 tells them."""

from pathlib import Path
from typing import Final

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference

from hiveledger.book.naming import Named, Naming, naming_rows, read_naming, squeezed
from hiveledger.book.reading import Reading, read_book
from hiveledger.errors import SchemaError, SettingsError
from hiveledger.text import Language
from tests.books import cells
from tests.workbooks import sheet_xml, xlsx

_Row = tuple[str | float | None, ...]
_HEADER: Final = ("客户全称\n(必填)", "老板脾气", "意向金额", "线索编号", "等级")
_LEAD: Final = ("示例精密", "随和", 12.5, "L000001", "A")
_NAMES: Final[tuple[_Row, ...]] = (
    ("规则名", "取值", "单位"),
    ("sheet.leads", "张三的客户", None),
    ("column.leads.company", "客户全称 (必填)", None),
    ("column.leads.budget_cny", "意向金额", "万元"),
)


def _read(
    *rows: _Row, names: tuple[_Row, ...] = _NAMES, sheet: str = "张三的客户", team: tuple[_Row, ...] = ()
) -> Reading:
    sheets = {sheet: rows, "规则": names, "团队": team} if team else {sheet: rows, "规则": names}
    return read_book(xlsx(*map(sheet_xml, sheets.values()), names=list(sheets)), "团队表.xlsx", {})


def _wrong(names: tuple[_Row, ...] = _NAMES, sheet: str = "张三的客户") -> list[tuple[str, object, str]]:
    with pytest.raises(SettingsError) as refusal:
        _read(_HEADER, _LEAD, names=names, sheet=sheet)
    findings = refusal.value.params["findings"]
    assert isinstance(findings, tuple)
    return [(finding.code, finding.params["cell"], finding.text(Language.EN)) for finding in findings]


def test_a_sheet_and_its_columns_are_found_by_the_teams_own_names() -> None:
    reading = _read(("客户跟进表(内部)",), (), _HEADER, _LEAD)
    assert reading.tables["leads"].to_dict("index") == {
        "L000001": {"company": "示例精密", "budget_cny": 125_000.0, "grade": "A"}
    }
    assert reading.places["leads"].address("L000001", "company") == "张三的客户!A4"


def test_a_column_that_has_a_row_is_not_found_by_the_schemas_name() -> None:
    names = (*_NAMES, ("column.leads.grade", "客户级别", None))
    reading = _read((*_HEADER, "客户级别"), (*_LEAD, "B"), names=names)
    assert reading.tables["leads"]["grade"].to_dict() == {"L000001": "B"}


def test_a_value_that_is_blanked_gives_the_name_back_to_the_schema() -> None:
    names = (*_NAMES, ("column.leads.grade", None, None))
    assert _read(_HEADER, _LEAD, names=names).tables["leads"]["grade"].to_dict() == {"L000001": "A"}


def test_a_blank_header_has_its_name_from_the_row_above() -> None:
    rows = ((*_HEADER, "联系方式", None), (None, None, None, None, None, "手机", "邮箱"), (*_LEAD, "13800000001", None))
    reading = _read(*rows)
    assert reading.places["leads"].header_row == 2
    assert cells(reading.tables["leads"], "L000001", "company", "mobile") == ["示例精密", "13800000001"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        pytest.param(("sheet.customer", "x", None), "settings.unknown_name", id="a table there is not"),
        pytest.param(("column.leads.colour", "x", None), "settings.unknown_name", id="a column there is not"),
        pytest.param(("column.leads", "x", None), "settings.unknown_name", id="no column at all"),
        pytest.param(("column.leads.amount_cny", "x", "USD"), "settings.unknown_unit", id="a foreign unit"),
        pytest.param(("column.leads.need", "意向 金额", None), "settings.same_header", id="another row's header"),
        pytest.param(("column.leads.need", "采购意向", None), "settings.no_such_header", id="a header there is not"),
    ],
)
def test_a_row_that_cannot_be_followed_is_told_with_its_cell(row: _Row, code: str) -> None:
    ((found, cell, sentence),) = _wrong((*_NAMES, row))
    assert (found, cell) == (code, "规则!B5")
    assert sentence


def test_all_wrong_rows_are_told_at_once() -> None:
    names = (*_NAMES, ("column.leads.colour", "x", None), ("column.lead.need", "y", None))
    assert [cell for _, cell, _ in _wrong(names)] == ["规则!B5", "规则!B6"]


def test_a_renamed_sheet_is_told_with_the_cell_to_correct() -> None:
    assert [found[:2] for found in _wrong(sheet="李四的客户")] == [("settings.no_such_sheet", "规则!B2")]


def test_a_column_of_ours_under_a_new_name_may_still_come() -> None:
    names = (*_NAMES, ("column.leads.status", "状态 (HiveLedger)", None))
    reading = _read((*_HEADER, "状态"), (*_LEAD, "谈判"), names=names)
    assert "status" not in reading.tables["leads"]
    assert reading.findings == ()


def test_an_adopted_sheet_without_its_id_column_is_refused() -> None:
    with pytest.raises(SchemaError, match="no_key_column"):
        _read(("客户全称\n(必填)", "意向金额"), ("示例精密", 1.0))


def test_a_workbook_that_is_to_be_adopted_may_lack_ids_and_each_row_gets_one() -> None:
    proposed = Naming({"leads": "张三的客户"}, {("leads", "company"): Named("客户")})
    content = xlsx(sheet_xml([("客户",), ("示例一",), ("",), ("示例二",)]), names=["张三的客户"])
    reading = read_book(content, "团队表.xlsx", {"leads": 7}, proposed)
    assert reading.tables["leads"]["company"].to_dict() == {"L000008": "示例一", "L000009": "示例二"}
    assert reading.places["leads"].new_ids == {"L000008": 2, "L000009": 4}


def test_another_sheet_under_a_name_of_ours_is_left_alone_once_ours_has_a_new_one() -> None:
    names = (*_NAMES, ("sheet.people", "团队 (HiveLedger)", None))
    reading = _read(_HEADER, _LEAD, names=names, team=(("口号",), ("团结",)))
    assert "people" not in reading.tables


@pytest.mark.parametrize("language", list(Language))
def test_what_is_written_to_the_sheet_is_read_back_the_same(language: Language) -> None:
    columns = {("leads", "company"): Named("客户全称 (必填)"), ("leads", "budget_cny"): Named("意向金额", "万元")}
    rows = naming_rows(Naming({"leads": "张三的客户"}, columns), language)
    told = read_naming("规则", [(row["key"], row["value"], row.get("unit", "")) for row in rows], 2, "B")
    assert (told.sheets["leads"], told.columns) == ("张三的客户", columns)
    assert all(row["meaning"] and row["allowed"] for row in rows)


def test_blanks_breaks_and_width_of_a_header_do_not_count() -> None:
    assert squeezed("客户全称\n （必填）") == squeezed("客户全称(必填)")


def test_a_team_sheet_of_the_teams_own_can_be_named_by_hand() -> None:
    names = (*_NAMES, ("sheet.people", "员工表", None), ("column.people.staff_no", "员工号", None))
    sheets = {"张三的客户": (_HEADER, _LEAD), "规则": names, "员工表": (("员工号", "姓名"), ("S001", "示例甲"))}
    reading = read_book(xlsx(*map(sheet_xml, sheets.values()), names=list(sheets)), "团队表.xlsx", {})
    assert reading.tables["people"]["name"].to_dict() == {"S001": "示例甲"}


def test_two_sheets_of_rules_are_refused_whichever_comes_first() -> None:
    rules = [("规则名", "取值"), ("confirm_hours", "3")]
    content = xlsx(sheet_xml([_HEADER, _LEAD]), *[sheet_xml(rules)] * 2, names=["客户台账", "规则", "Settings"])
    with pytest.raises(SchemaError, match="doubled_sheet"):
        read_book(content, "台账.xlsx", {})


def test_a_sheet_that_is_a_chart_is_no_sheet_of_rules(tmp_path: Path) -> None:
    workbook = Workbook()
    workbook.worksheets[0].title = "客户台账"
    workbook.worksheets[0].append(["线索编号", "公司名称"])
    workbook.worksheets[0].append(["L000001", "示例精密"])
    chart = BarChart()
    chart.add_data(Reference(workbook.worksheets[0], min_col=1, min_row=1, max_row=2))
    workbook.create_chartsheet("规则").add_chart(chart)
    workbook.save(tmp_path / "台账.xlsx")
    reading = read_book((tmp_path / "台账.xlsx").read_bytes(), "台账.xlsx", {})
    assert list(reading.tables) == ["leads"]
