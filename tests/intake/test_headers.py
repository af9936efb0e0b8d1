"""Recognising a sheet's columns by name and content together."""

import contextlib
import tomllib
import zipfile
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiveledger.errors import GateError
from hiveledger.gate import Package
from hiveledger.intake.headers import Recognition, lead_sheet, recognise
from hiveledger.intake.raw import Merge, RawSheet
from hiveledger.intake.rows import lead_rows
from hiveledger.intake.source import read_source
from hiveledger.intake.workbook import read_xlsx
from hiveledger.schema import LEADS

_SAID: Final = tomllib.loads(Path(__file__).with_name("sheets.toml").read_text("utf-8"))


def _sheet(columns: str) -> RawSheet:
    """Make a sheet of "header = what its cells hold", columns divided by "|"."""
    pairs = [[part.strip() for part in column.split("=")] for column in columns.split("|")]
    rows = zip(*(_SAID["cells"][holds].split("|") for _, holds in pairs), strict=True)
    return RawSheet("线索", [[header for header, _ in pairs], *map(list, rows)], "线索.xlsx")


_CASES: Final = {sheet["claim"]: (sheet["columns"], sheet["means"]) for sheet in _SAID["sheet"]}


@pytest.mark.parametrize(("columns", "expected"), _CASES.values(), ids=_CASES)
def test_columns_are_recognised(columns: str, expected: str) -> None:
    found = recognise(_sheet(columns))
    pairs = dict(pair.rsplit("=", 1) for pair in expected.split())
    assert found.mapping == {header.replace("_", " "): key for header, key in pairs.items()}
    assert found.header_row == 1


def test_our_own_headers_are_recognised_in_both_languages() -> None:
    for headers in ([column.zh for column in LEADS], [column.en for column in LEADS]):
        found = recognise(RawSheet("", [headers], "x"))
        assert list(found.mapping.values()) == [column.key for column in LEADS]


@pytest.mark.parametrize(
    ("columns", "asked"),
    [
        ("公司=companies | 负责人=people | 手机=mobiles", [("负责人", ("contact", "owner"))]),
        ("公司=companies | 手机=mobiles | 等级=levels", [("等级", ("grade",))]),
        ("公司=companies | 联系方式=nothing", [("联系方式", ("mobile", "phone", "email", "wechat"))]),
        ("公司=companies | 手机=mobiles | 来源=sources | 渠道=sources", [("渠道", ("source",))]),
    ],
    ids=["whose person", "no letters of a grade", "nothing to tell by", "two columns for one"],
)
def test_what_cannot_be_told_is_asked(columns: str, asked: list[tuple[str, tuple[str, ...]]]) -> None:
    found = recognise(_sheet(columns))
    assert sorted(found.ambiguous) == asked
    assert not {header for header, _ in asked} & (set(found.mapping) | set(found.unknown))


def test_every_header_is_mapped_or_asked_or_left_alone() -> None:
    for columns, _ in _CASES.values():
        sheet = _sheet(columns)
        found = recognise(sheet)
        told = [*found.mapping, *(header for header, _ in found.ambiguous), *found.unknown]
        assert sorted(told) == sorted(sheet.rows[0])


def test_confidence_is_higher_where_the_content_confirms() -> None:
    sure = recognise(_sheet("公司=companies | 手机=mobiles")).confidence
    unsure = recognise(_sheet("公司=companies | 手机=nothing")).confidence
    assert 0.9 < sure["手机"] <= 1
    assert unsure["手机"] < sure["手机"]


def test_what_the_four_steps_miss_is_listed() -> None:
    found = recognise(_sheet("公司=companies | 电话=landlines | 城市=places | 来源=sources"))
    assert found.missing == [
        "occurred_at",
        "contact",
        "industry",
        "size",
        "need",
        "budget_cny",
        "decision_chain",
        "purchase_by",
    ]


def test_units_of_money_are_carried() -> None:
    assert recognise(_sheet("公司=companies | 手机=mobiles | 预算(万元)=amounts")).units == {"预算(万元)": "万元"}


def test_repeated_headers_are_told_apart_by_their_group_or_place() -> None:
    rows = [["客户", "", "", "销售", "", ""], ["名称", "姓名", "电话", "姓名", "电话", "部门"]]
    data = ["示例精密有限公司", "王五", "13800000001", "赵示例", "13900000002", "一部"]
    found = recognise(RawSheet("", [*rows, data], "x", merged=(Merge(1, 1, 1, 3), Merge(1, 4, 1, 6))))
    assert found.mapping == {
        "名称": "company",
        "客户/姓名": "contact",
        "客户/电话": "mobile",
        "销售/姓名": "owner",
        "部门": "unit",
    }
    assert [problem.code for problem in found.problems] == ["intake.repeated_header"] * 2
    flat = recognise(RawSheet("", [["公司", "电话", "电话"], ["示例公司", "13800000001", "0512-60000001"]], "x"))
    assert flat.mapping == {"公司": "company", "电话#B": "mobile", "电话#C": "phone"}


def test_a_column_without_a_header_goes_by_its_letter() -> None:
    found = recognise(RawSheet("", [["公司", "", "来源"], ["示例公司", "13800000001", "官网"]], "x"))
    assert found.mapping == {"公司": "company", "#B": "mobile", "来源": "source"}
    assert [problem.code for problem in found.problems] == ["intake.nameless_column"]


def test_a_header_its_content_contradicts_is_not_passed_over_in_silence() -> None:
    found = recognise(_sheet("公司=companies | 手机=mobiles | 邮箱=dates"))
    assert (found.unknown, [problem.code for problem in found.problems]) == (["邮箱"], ["intake.refuted_header"])


@pytest.mark.parametrize(
    ("sheet", "codes"),
    [
        (RawSheet("三月", [], "x"), ["intake.empty_sheet"]),
        (RawSheet("三月", [["", " "]], "x"), ["intake.empty_sheet"]),
        (RawSheet("三月", [["示例精密有限公司", "13800000001"]], "x"), ["intake.no_header"]),
        (RawSheet("三月", [["公司", "手机"]], "x", protected=True), ["intake.protected_sheet"]),
        (RawSheet("三月", [["公司", "手机"]], "x", shared=True), ["intake.shared_workbook"]),
    ],
    ids=["no cell", "blank cells", "no header", "protected", "shared"],
)
def test_each_trouble_with_a_sheet_has_its_sentence(sheet: RawSheet, codes: list[str]) -> None:
    problems = recognise(sheet).problems
    assert [problem.code for problem in problems] == codes
    assert all("三月" in problem.text() for problem in problems)


def test_the_sheet_that_lists_leads_is_chosen() -> None:
    prices = recognise(RawSheet("价格", [["产品", "单价", "备注"], ["甲", "5", ""]], "x"))
    few = recognise(RawSheet("名单", [["公司", "手机"], ["示例公司", "13800000001"]], "x"))
    many = recognise(_sheet("公司=companies | 手机=mobiles | 来源=sources"))
    assert lead_sheet([prices, few, many, many]) is many
    assert lead_sheet([prices]) is prices
    assert lead_sheet([recognise(RawSheet("", [], "x"))]) is None


def _given(data: Path, name: str) -> Recognition:
    return recognise(read_source(data / "leads" / name)[0])


def test_real_pipelines_are_recognised(data: Path) -> None:
    assert _given(data, "sales_pipeline.csv").mapping == {
        "sales_agent": "owner",
        "product": "need",
        "account": "company",
        "deal_stage": "stage",
        "close_value": "amount_cny",
    }
    assert _given(data, "accounts.csv").mapping == {
        "account": "company",
        "sector": "industry",
        "employees": "size",
        "office_location": "region",
    }


def test_real_leads_of_another_trade_are_mostly_left_alone(data: Path) -> None:
    found = _given(data, "x_education_leads.csv")
    assert found.mapping == {"Lead Source": "source", "City": "region"}
    assert {"Do Not Email", "Last Activity", "Tags"} <= set(found.unknown)


_WORDS = st.sampled_from(
    ["公司", "手机", "联系方式", "预算(万元)", "备注", "合计", "必填", "示例公司", "13800000001", ""]
)
_GRIDS = st.lists(st.lists(_WORDS | st.text(max_size=6), max_size=6), max_size=8)


@given(_GRIDS)
def test_any_sheet_is_recognised_with_every_column_accounted_for(rows: list[list[str]]) -> None:
    sheet = RawSheet("", rows, "x")
    found = recognise(sheet)
    assert len(found.mapping) + len(found.ambiguous) + len(found.unknown) == len(found.columns)
    assert len({match.name for match in found.columns}) == len(found.columns)
    assert lead_rows(sheet, found).frame.index.is_unique


@pytest.mark.parametrize("name", ["calamine", "closedxml", "exceljs", "phpss", "xlsxwriter"])
def test_sheets_of_real_workbooks_are_recognised_without_a_fault(data: Path, name: str) -> None:
    with zipfile.ZipFile(data / "workbooks" / f"{name}.zip") as given:
        for part in sorted(given.namelist())[::10]:
            with contextlib.suppress(GateError):  # which are refused, test_workbook.py says
                for sheet in read_xlsx(Package(given.read(part), part)):
                    found = recognise(sheet)
                    assert (found.header_row > 0) == bool(found.columns)
                    assert lead_rows(sheet, found).frame.index.is_unique
