"""Reading a file by what it is."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiveledger.errors import GateError
from hiveledger.gate import Kind, kind_of
from hiveledger.intake.parse import read_text
from hiveledger.intake.source import read_source
from tests.workbooks import biff, sheet_xml, xlsx

_TEXT = "公司名称,手机\n示例精密有限公司,0013800000000\n"
_ROWS = [["公司名称", "手机"], ["示例精密有限公司", "0013800000000"]]
_PAGE = (
    '<html><head><meta charset="gb2312"></head><table><tr><th>公司名称</th><th>手机</th></tr>'
    "<tr><td>示例精密有限公司</td><td>0013800000000</td></tr></table></html>"
)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        pytest.param("a.csv", _TEXT.encode(), "text", id="CSV"),
        pytest.param("a.csv", _TEXT.encode("utf-8-sig"), "text", id="CSV with a mark"),
        pytest.param("a.csv", _TEXT.encode("gb18030"), "text", id="CSV in GB18030"),
        pytest.param("a.txt", _TEXT.replace(",", "\t").encode("utf-16"), "text", id="Excel's Unicode text"),
        pytest.param("a.xls", _TEXT.replace(",", "\t").encode("gb18030"), "text", id="TSV called .xls"),
        pytest.param("a.xls", _PAGE.encode("gb18030"), "html", id="a page called .xls"),
        pytest.param("a.xls", biff(_ROWS), "xls", id="an old workbook"),
        pytest.param("a.csv", biff(_ROWS), "xls", id="an old workbook called .csv"),
        pytest.param("a.xlsx", xlsx(sheet_xml(_ROWS)), "xlsx", id="a workbook"),
        pytest.param("a.xls", xlsx(sheet_xml(_ROWS)), "xlsx", id="a workbook called .xls"),
    ],
)
def test_one_table_reads_alike_from_every_kind_of_file(tmp_path: Path, name: str, content: bytes, kind: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    (sheet,) = read_source(path)
    assert (sheet.rows, sheet.source, sheet.facts["kind"]) == (_ROWS, name, kind)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"", "gate.empty", id="empty"),
        pytest.param(b'{"leads": []}', "gate.wrong_kind", id="JSON"),
        pytest.param("<html><body>没有表格</body></html>".encode(), "gate.no_table", id="a page without a table"),
        pytest.param(b"<html><table><tr><td> </td></tr></table>", "gate.no_table", id="a page with an empty one"),
        pytest.param(xlsx(sheet_xml(_ROWS))[:-50], "gate.truncated", id="a workbook cut off"),
        pytest.param(xlsx(), "gate.no_sheet", id="a workbook without sheets"),
        pytest.param(biff(_ROWS)[:2000], "gate.broken_workbook", id="an old workbook cut off"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_reason(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "线索.xls"
    path.write_bytes(content)
    with pytest.raises(GateError) as refusal:
        read_source(path)
    assert (refusal.value.code, refusal.value.params["file"]) == (code, "线索.xls")


def test_several_tables_of_a_page_are_several_sheets(tmp_path: Path) -> None:
    path = tmp_path / "导出.xls"
    path.write_text(f"{_PAGE}<table></table>{_PAGE}", "gb18030")
    assert [sheet.name for sheet in read_source(path)] == ["#1", "#2"]


def test_cells_of_a_text_that_would_start_a_program_are_told_and_stay_text(tmp_path: Path) -> None:
    path = tmp_path / "线索.csv"
    path.write_text("公司名称,备注\n=cmd|'/C calc'!A0,a|b!\n", "utf-8")
    (sheet,) = read_source(path)
    assert sheet.rows[1] == ["=cmd|'/C calc'!A0", "a|b!"]
    assert [(note.code, note.params["count"]) for note in sheet.notes] == [("intake.commands_ignored", 1)]


def test_broken_letters_are_told(tmp_path: Path) -> None:
    path = tmp_path / "线索.csv"
    path.write_bytes((_TEXT * 20).encode()[:200] + b"\xff" + (_TEXT * 20).encode())
    (sheet,) = read_source(path)
    assert [(note.code, note.params["encoding"]) for note in sheet.notes] == [("intake.broken_letters", "utf-8")]


def test_real_leads_come_whole_and_as_text(data: Path) -> None:
    (sheet,) = read_source(data / "leads" / "x_education_leads.csv")
    header, *rows = sheet.rows
    assert (len(rows), len(header)) == (9240, 37)
    assert rows[0][:4] == ["7927b2df-8bba-4d29-b9a2-b6e0beafe620", "660737", "API", "Olark Chat"]
    assert all(isinstance(cell, str) for row in rows for cell in row)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_refused(data: bytes) -> None:
    try:
        sheets = read_text(data, "x") if kind_of(data, "x") is Kind.TEXT else []
    except GateError:
        return
    assert all(isinstance(cell, str) for sheet in sheets for row in sheet.rows for cell in row)


def test_a_page_of_hundreds_of_tables_is_refused_before_each_is_asked_for_its_headers(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<html>" + "<table><tr><td>公司<td>手机<tr><td>示例甲<td>13800000000</table>" * 151, "utf-8")
    with pytest.raises(GateError) as problem:
        read_source(path)
    assert (problem.value.code, problem.value.params["count"]) == ("gate.too_many_tables", 151)
