"""The rows below the headers, under our keys."""

from collections.abc import Sequence

import pandas as pd

from hiveledger.intake.headers import recognise
from hiveledger.intake.raw import Merge, RawSheet
from hiveledger.intake.rows import LeadRows, lead_rows


def _rows(*rows: Sequence[str], merged: tuple[Merge, ...] = (), rounded: tuple[tuple[int, int], ...] = ()) -> LeadRows:
    sheet = RawSheet("三月", rows, "线索.xlsx", merged=merged, rounded=rounded)
    return lead_rows(sheet, recognise(sheet))


def test_rows_keep_their_place_and_their_text() -> None:
    found = _rows(
        ["三月台账"], ["公司", "手机"], ["示例精密有限公司", " 138 0000 0001\t"], [], ["样例公司"], ["虚构公司", " "]
    )
    assert found.frame.index.tolist() == [3, 5, 6]
    assert found.frame["mobile"].tolist()[0] == " 138 0000 0001\t"
    assert found.frame["mobile"].isna().tolist() == [False, True, True]
    assert set(map(str, found.frame.dtypes)) == {"str"}


def test_totals_and_repeated_headers_are_left_out_and_told() -> None:
    header = ["公司", "手机", "预算"]
    found = _rows(
        header, ["示例公司", "13800000001", "50"], header, ["样例公司", "13900000002", "30"], ["合计：", "", "80"]
    )
    assert found.frame.index.tolist() == [2, 4]
    assert [(one.code, one.params["rows"]) for one in found.findings] == [("intake.rows_left_out", "3、5")]


def test_facts_in_several_columns_are_joined() -> None:
    found = _rows(
        ["公司", "省", "市", "手机", "电话", "备用电话"],
        ["示例公司", "江苏省", "苏州", "13800000001", "0512-60000001", "0512-60000002"],
        ["样例公司", "上海", "上海", "13900000002", "", "021-60000002"],
    )
    assert found.frame["region"].tolist() == ["江苏省 苏州", "上海"]
    assert found.frame["phone"].tolist() == ["0512-60000001 / 0512-60000002", "021-60000002"]


def test_parts_of_a_name_are_put_in_their_order() -> None:
    english = _rows(["Company", "Last Name", "First Name"], ["Example Inc.", "Sample", "Ann"])
    chinese = _rows(["公司", "姓", "名"], ["示例公司", "赵", "示例"])
    assert (english.frame["contact"].tolist(), chinese.frame["contact"].tolist()) == (["Ann Sample"], ["赵示例"])


def test_bare_amounts_get_the_unit_of_their_header() -> None:
    found = _rows(
        ["公司", "手机", "预算(万元)"],
        *[["示例公司", "13800000001", text] for text in ("50", "30-50", "1,200.5", "80万", "未定", "")],
    )
    assert found.frame["budget_cny"].tolist()[:5] == ["50万元", "30-50万元", "1,200.5万元", "80万", "未定"]
    assert pd.isna(found.frame["budget_cny"].iloc[5])


def test_a_cell_merged_downwards_counts_for_all_its_rows() -> None:
    found = _rows(
        ["公司", "联系人", "手机"],
        ["示例精密有限公司", "王五", "13800000001"],
        ["", "张三", "13900000002"],
        ["", "李样例"],
        ["样例公司", "赵示例", "13700000003"],
        merged=(Merge(2, 1, 4, 1),),
    )
    assert found.frame["company"].tolist() == ["示例精密有限公司"] * 3 + ["样例公司"]


def test_a_row_longer_than_the_headers_is_told() -> None:
    found = _rows(["公司", "手机"], ["示例公司", "13800000001"], ["样例公司", "二部", "13900000002"])
    assert [(one.code, one.params["row"]) for one in found.findings] == [("intake.row_too_long", 3)]


def test_a_code_whose_last_digits_are_lost_is_told_with_its_cell() -> None:
    found = _rows(
        ["公司", "税号"],
        ["示例公司", "91320500000000000"],
        ["样例公司", "91320500MA1WXXXX01"],
        ["虚构公司", "91320500MA1WXXXX02"],
        ["假想公司", "91320500MA1WXXXX03"],
        ["甲乙公司", "91320500MA1WXXXX04"],
        rounded=((2, 2), (1, 1)),
    )
    assert [(one.code, one.column, one.params["cell"]) for one in found.findings] == [
        ("intake.digits_lost", "uscc", "B2")
    ]


def test_a_sheet_without_headers_or_rows_gives_an_empty_frame() -> None:
    assert _rows().frame.empty
    nothing = _rows(["公司", "手机"]).frame
    assert (len(nothing), list(nothing.columns)) == (0, ["company", "mobile"])
