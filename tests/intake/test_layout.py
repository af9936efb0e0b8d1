"""Finding the headers of a sheet."""

from collections.abc import Sequence

import pytest

from hiveledger.intake.labels import names_of
from hiveledger.intake.layout import Header, Layout, find_layout
from hiveledger.intake.raw import Merge, RawSheet
from hiveledger.schema import LEADS

_HEADERS = ["公司", "联系人", "手机", "邮箱", "来源"]
_DATA = [
    ["示例精密有限公司", "王五", "13800000001", "a@example.com", "官网"],
    ["样例科技股份有限公司", "李样例", "13900000002", "b@example.com", "展会"],
    ["虚构物流集团", "张三", "13700000003", "", "展会"],
]
_TOP = ["公司", "联系人", "联系方式", "", "来源"]
_LOW = ["", "", "手机", "邮箱", ""]
_BANNER = ["客户信息", "", "联系方式", "", "其他"]
_DOWNWARDS = (Merge(1, 1, 2, 1), Merge(1, 2, 2, 2), Merge(1, 3, 1, 4), Merge(1, 5, 2, 5))


def _layout(rows: Sequence[Sequence[str]], *merged: Merge) -> Layout | None:
    return find_layout(RawSheet("", rows, "x", merged=merged), names_of(LEADS.columns))


@pytest.mark.parametrize(
    ("above", "merged"),
    [
        pytest.param([], (), id="in the first row"),
        pytest.param(
            [["2026年3月线索登记表"], [], ["制表:运营部", "", "", "日期:2026-03-01"]], (), id="under title lines"
        ),
        pytest.param([["三月台账", "", "", "", ""]], (Merge(1, 1, 1, 5),), id="under a merged title"),
        pytest.param([["说明"], ["1. 请勿修改表头"], ["2. 手机必须为11位"], []], (), id="under instructions"),
        pytest.param([["线索总数", "120", "A级", "20"], []], (), id="under figures"),
        pytest.param([_BANNER], (Merge(1, 1, 1, 2), Merge(1, 3, 1, 4)), id="under merged groups"),
        pytest.param([_BANNER], (), id="under groups of a text file"),
        pytest.param([[]] * 40, (), id="under many blank rows"),
    ],
)
def test_headers_are_found(above: list[list[str]], merged: tuple[Merge, ...]) -> None:
    found = _layout([*above, _HEADERS, *_DATA], *merged)
    assert found is not None
    assert found.header_row == len(above) + 1
    assert [header.text for header in found.headers] == _HEADERS


@pytest.mark.parametrize("merged", [_DOWNWARDS, ()], ids=["of a workbook", "of a text file"])
def test_two_rows_of_headers_are_read_as_one(merged: tuple[Merge, ...]) -> None:
    found = _layout([_TOP, _LOW, *_DATA], *merged)
    assert found is not None
    assert (found.first_row, found.header_row) == (1, 2)
    assert found.headers == (
        Header(1, "公司"),
        Header(2, "联系人"),
        Header(3, "手机", "联系方式"),
        Header(4, "邮箱", "联系方式"),
        Header(5, "来源"),
    )


def test_the_same_headers_in_two_languages_are_two_rows_of_headers() -> None:
    found = _layout([_HEADERS, ["Company", "Contact", "Mobile", "Email", "Source"], *_DATA])
    assert found is not None
    assert found.header_row == 2
    assert found.headers[2] == Header(3, "Mobile")


@pytest.mark.parametrize(
    "remarks",
    [
        ["必填", "必填", "必填", "选填", "选填"],
        ["示例:XX公司", "", "示例:138", "", ""],
        ["(required)", "(required)", "", "", ""],
    ],
    ids=["what is required", "examples", "in English"],
)
def test_rows_on_how_to_fill_columns_in_belong_to_the_headers(remarks: list[str]) -> None:
    found = _layout([_HEADERS, remarks, *_DATA])
    assert found is not None
    assert (found.header_row, len(found.headers)) == (2, 5)


@pytest.mark.parametrize("company", ["示例云帆科技有限公司", "如意家具厂", "例外服饰", "格式塔软件", "注意力传媒"])
def test_a_first_row_that_says_only_a_companys_name_is_a_row(company: str) -> None:
    found = _layout([_HEADERS, [company, *[""] * (len(_HEADERS) - 1)], *_DATA])
    assert found is not None
    assert found.header_row == 1


def test_data_that_name_a_channel_are_no_second_header() -> None:
    found = _layout(
        [_HEADERS, ["示例精密有限公司", "王五", "13800000001", "", "微信"], ["", "", "", "", "电话"], *_DATA]
    )
    assert found is not None
    assert found.header_row == 1


@pytest.mark.parametrize(
    "rows",
    [
        [],
        _DATA,
        [["客户名单"], *_DATA],
        [["王五", "13800000001"], ["李样例", "13900000002"]],
        [["示例精密有限公司", "王五", "微信", "电话"], ["样例科技有限公司", "李样例", "展会", "手机"]],
    ],
    ids=["nothing", "data", "a title and data", "names and numbers", "data that look like headers"],
)
def test_what_has_no_headers_is_told(rows: list[list[str]]) -> None:
    assert _layout(rows) is None


def test_headers_nobody_knows_are_found_by_the_data_below() -> None:
    found = _layout([["甲", "乙"], ["13800000001", "a@example.com"], ["13900000002", "b@example.com"]])
    assert found is not None
    assert found.headers == (Header(1, "甲"), Header(2, "乙"))


def test_two_known_headers_are_enough_among_many_unknown_ones() -> None:
    headers = ["甲列", "乙列", "丙列", "手机", "丁列", "戊列", "姓名"]
    found = _layout([["三月", "", "示例名单"], headers, ["x", "y", "z", "13800000001", "u", "v", "王五"]])
    assert found is not None
    assert found.header_row == 2


def test_headers_stand_as_in_the_cell() -> None:
    found = _layout([[" *公司\n名称 ", "手 机："], *[row[::2] for row in _DATA]])
    assert found is not None
    assert [header.text for header in found.headers] == [" *公司\n名称 ", "手 机："]


def test_columns_before_the_table_may_be_blank() -> None:
    found = _layout([["", "", *_HEADERS], *[["", "", *row] for row in _DATA]])
    assert found is not None
    assert [header.column for header in found.headers] == [3, 4, 5, 6, 7]


@pytest.mark.parametrize(("line", "unit"), [("单位:万元", "万元"), ("(金额单位：元)", "元"), ("三月", "")])
def test_a_unit_above_the_headers_is_read(line: str, unit: str) -> None:
    found = _layout([[line], ["公司", "手机", "预算"], ["示例公司", "13800000001", "50"]])
    assert found is not None
    assert found.unit == unit
