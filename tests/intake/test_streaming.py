"""A file cut row by row, and written again with cells of ours."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiveledger.errors import GateError
from hiveledger.intake.streaming import read_text_table, whole

_ROWS = [
    ["公司", "地址", "备注"],
    ["示例精密有限公司", "苏州,园区;一号|甲\t乙", '说"好"'],
    ["样例科技", "第一行\n第二行\r\n第三行\r第四行", ""],
    [],
    ["虚构物流", "杭州"],
    [" 1 ", "=1+1", "007", "多一格"],
]


def _text(rows: list[list[str]], delimiter: str = ",", end: str = "\n") -> str:
    made = io.StringIO(newline="")
    writer = csv.writer(made, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows(rows)
    return made.getvalue()


def _again(path: Path) -> tuple[list[list[str]], bytes]:
    """Give the rows of a file, and the file with a cell of ours in each."""
    table = read_text_table(path)
    out = io.BytesIO()
    table.write(out, ((row, ["甲"]) for row in table.rows()))
    return list(table.rows()), out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=repr)
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_what_is_written_is_cut_into_the_same_cells_and_ours(
    delimiter: str, end: str, encoding: str, tmp_path: Path
) -> None:
    path = tmp_path / "导出.csv"
    path.write_bytes(_text(_ROWS, delimiter, end).encode(encoding))
    rows, written = _again(path)
    assert rows == _ROWS
    text = written.decode(encoding)
    assert [*csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)] == [[*row, "甲"] for row in _ROWS]
    assert text.endswith(end)


_CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('\r\n\t,;|"'))


@given(st.lists(st.lists(_CELLS, min_size=2, max_size=4), min_size=2))
def test_whatever_the_cells_hold_it_comes_back(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    path = tmp_path_factory.mktemp("any") / "any.csv"
    path.write_text(_text([["头", "尾"], *rows]), "utf-8", newline="")
    cut, written = _again(path)
    lines = io.StringIO(written.decode(), newline="")
    delimiter = read_text_table(path).dialect.delimiter
    assert [*csv.reader(lines, delimiter=delimiter)] == [[*row, "甲"] for row in cut]


@pytest.mark.parametrize(
    ("content", "cell"),
    [
        pytest.param("公司,电话\n示例".encode() + b"\xff\xfe,1\n" + "样例,1\n".encode() * 99, "示例��", id="UTF-8"),
        pytest.param(
            "公司,电话\n示例".encode("gb18030") + b"\xff,1\n" + "样例,1\n".encode("gb18030") * 99, "示例�", id="GB18030"
        ),
    ],
)
def test_broken_bytes_are_told_as_such_and_come_back_as_they_were(content: bytes, cell: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.csv"
    path.write_bytes(content)
    rows, written = _again(path)
    assert whole(rows[1][0]) == cell
    assert [line.rpartition(b",")[0] for line in written.splitlines()] == content.splitlines()


def test_an_encoding_that_lacks_our_words_becomes_utf8_with_a_mark(tmp_path: Path) -> None:
    path = tmp_path / "western.csv"
    path.write_bytes("Société;Téléphone\nGénérale;1\n".encode("cp1252"))
    assert _again(path)[1] == "Société;Téléphone;甲\nGénérale;1;甲\n".encode("utf-8-sig")


def test_the_hint_of_excel_stays(tmp_path: Path) -> None:
    path = tmp_path / "hint.csv"
    path.write_text("sep=;\na;b,c\n1;2\n", "utf-8")
    assert _again(path) == ([["a", "b,c"], ["1", "2"]], "sep=;\na;b,c;甲\n1;2;甲\n".encode())


def test_quotes_that_are_text_are_written_so_that_they_stay_text(tmp_path: Path) -> None:
    path = tmp_path / "quotes.csv"
    path.write_text('a\tb\n15"屏\t"星"科技\n', "utf-8")
    rows, written = _again(path)
    assert rows[1] == ['15"屏', '"星"科技']
    assert [*csv.reader(io.StringIO(written.decode(), newline=""), delimiter="\t")][1] == [*rows[1], "甲"]


def test_our_cells_cannot_become_formulas_and_those_given_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "armed.csv"
    path.write_text("a,b\n=1+1,@x1\n", "utf-8")
    table, out = read_text_table(path), io.BytesIO()
    table.write(out, ((row, ["=2+2"]) for row in table.rows()))
    assert out.getvalue().decode().splitlines() == ["a,b,'=2+2", "=1+1,@x1,'=2+2"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"<table><tr><td>a<td>b</table>", "gate.wants_csv", id="a page"),
        pytest.param(b'{"a": 1}', "gate.wrong_kind", id="JSON"),
        pytest.param(b"a" + b"," * 20_000 + b"\n", "gate.too_wide", id="a line of twenty thousand cells"),
        pytest.param(b'"a","b"\n' * 30_000 + b'"x\n",,,,' * 8_000, "gate.too_wide", id="a record of many such lines"),
        pytest.param(b"a\n" * 2_100_000, "gate.too_many_rows", id="two million rows"),
    ],
)
def test_what_is_no_table_of_a_fair_size_is_refused(content: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / "hostile.csv"
    path.write_bytes(content)
    with pytest.raises(GateError) as refusal:
        [*read_text_table(path).rows()]
    assert refusal.value.code == code


def test_a_workbook_by_the_name_of_a_csv_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "book.csv"
    openpyxl.Workbook().save(path)
    with pytest.raises(GateError) as refusal:
        read_text_table(path)
    assert refusal.value.params["what"] == "Excel"
