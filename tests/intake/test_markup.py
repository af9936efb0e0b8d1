"""HTML tables and XML spreadsheets."""

import pytest

from hiveledger.intake.markup import is_markup, read_markup
from hiveledger.intake.raw import Merge

_XML = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="三月"><Table>
<Row><Cell><Data ss:Type="String">公司</Data></Cell>
<Cell ss:MergeAcross="1"><Data ss:Type="String">联系方式</Data></Cell></Row>
<Row ss:Index="4"><Cell><Data ss:Type="String">示例 &amp; 样例</Data><Comment><Data>旁注</Data></Comment></Cell>
<Cell ss:Index="3"><Data ss:Type="Number">0013800000000</Data></Cell></Row>
<Row><Cell><Data ss:Type="DateTime">2026-03-02T00:00:00.000</Data></Cell>
<Cell><Data ss:Type="DateTime">2026-03-02T09:30:00.000</Data></Cell></Row>
</Table></Worksheet>
<Worksheet ss:Name="四月"><Table><Row><Cell><Data ss:Type="String">甲</Data></Cell></Row></Table></Worksheet>
</Workbook>"""


@pytest.mark.parametrize(
    "text",
    ["<html><table>", "\n <!DOCTYPE html>", "<TABLE border=1>", "<meta charset=x>", _XML, "<!-- 导出 --><table>"],
    ids=["a page", "a doctype", "a bare table", "a bare head", "an XML spreadsheet", "a remark first"],
)
def test_a_page_is_told_from_delimited_text(text: str) -> None:
    assert is_markup(text)


@pytest.mark.parametrize("text", ["公司,手机", "<公司>,手机", "< 5 万,手机", "", "tr,td"], ids=repr)
def test_text_that_only_has_angles_is_no_page(text: str) -> None:
    assert not is_markup(text)


@pytest.mark.parametrize(
    ("page", "rows"),
    [
        pytest.param(
            "<table><tr><td>公司<td>手机<tr><td>甲<td>1</table>", [["公司", "手机"], ["甲", "1"]], id="open tags"
        ),
        pytest.param("<table><tr><th> 公 司\n </th></tr></table>", [["公 司"]], id="folded blanks"),
        pytest.param("<table><tr><td>甲<br>乙<p>丙</p></td></tr></table>", [["甲\n乙\n丙"]], id="line breaks"),
        pytest.param(
            "<table><tr><td>A&amp;B&nbsp;&#20844;</td></tr></table>", [["A&B\N{NO-BREAK SPACE}公"]], id="entities"
        ),
        pytest.param(
            "<table><tr><td>甲<script>x<1</script><style>a{}</style></td></tr></table>", [["甲"]], id="scripts"
        ),
        pytest.param("<table><tr><td>0013800000000</td></tr></table>", [["0013800000000"]], id="leading zeros"),
        pytest.param("<table><td>甲</td><td>乙</td></table>", [["甲", "乙"]], id="no row tag"),
        pytest.param("<table><tr><td>公司<td>手", [["公司", "手"]], id="a page cut off"),
        pytest.param(
            "<table><tr><td colspan=x rowspan=-1>甲</td></tr></table>", [["甲"]], id="spans that are no numbers"
        ),
    ],
)
def test_a_table_gives_its_cells(page: str, rows: list[list[str]]) -> None:
    assert [table.rows for table in read_markup(page)] == [rows]


def test_spans_leave_blanks_and_are_told() -> None:
    page = (
        "<table><tr><td rowspan=2>公司</td><td colspan=2>联系方式</td><td rowspan=2>来源</td></tr>"
        "<tr><td>手机</td><td>邮箱</td></tr><tr><td>甲</td><td>1</td><td>2</td><td>官网</td></tr></table>"
    )
    (table,) = read_markup(page)
    assert table.rows == [["公司", "联系方式", "", "来源"], ["", "手机", "邮箱"], ["甲", "1", "2", "官网"]]
    assert table.merged == [Merge(1, 1, 2, 1), Merge(1, 2, 1, 3), Merge(1, 4, 2, 4)]


def test_a_table_in_a_cell_is_a_table_of_its_own() -> None:
    page = (
        "<table><tr><td>前<table><tr><td>公司</td></tr></table>后</td></tr></table><table><tr><td>乙</td></tr></table>"
    )
    assert [table.rows for table in read_markup(page)] == [[["前后"]], [["公司"]], [["乙"]]]


def test_a_huge_span_costs_nothing() -> None:
    (table,) = read_markup(
        "<table><tr><td colspan=999999999 rowspan=999999999>甲</td></tr><tr><td>乙</td></tr></table>"
    )
    assert len(table.rows[0]) == 1000


def test_an_xml_spreadsheet_gives_its_sheets() -> None:
    march, april = read_markup(_XML)
    assert (march.name, april.name) == ("三月", "四月")
    assert march.rows == [
        ["公司", "联系方式", ""],
        [],
        [],
        ["示例 & 样例", "", "0013800000000"],
        ["2026-03-02", "2026-03-02 09:30:00"],
    ]
    assert march.merged == [Merge(1, 2, 1, 3)]
