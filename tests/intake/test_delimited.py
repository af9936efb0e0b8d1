"""Finding out how a text file is cut into cells."""

import csv
import io
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiveledger.intake.delimited import Dialect, find_dialect, read_delimited

_ROWS = [
    ["公司", "地址", "备注"],
    ["示例精密有限公司", "苏州,园区;一号|甲\t乙", '说"好"'],
    ["样例科技", "第一行\n第二行", ""],
    ["虚构物流", "杭州", "007"],
]


@pytest.mark.parametrize(("delimiter", "end"), [*product(",\t;|", ["\n", "\r\n", "\r"])], ids=repr)
def test_every_delimiter_and_line_end_is_found_out(delimiter: str, end: str) -> None:
    made = io.StringIO(newline="")
    csv.writer(made, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(_ROWS)
    assert read_delimited(made.getvalue())[0] == _ROWS


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        pytest.param("手机\n13800000000\n", [["手机"], ["13800000000"]], id="a single column"),
        pytest.param('"手机"\n"13800000000"\n', [["手机"], ["13800000000"]], id="a single quoted column"),
        pytest.param("a,b\n1,2,3\n4\n", [["a", "b"], ["1", "2", "3"], ["4"]], id="ragged rows"),
        pytest.param("三月线索\n\na\tb\n1\t2\n", [["三月线索"], [], ["a", "b"], ["1", "2"]], id="a title above"),
        pytest.param("sep=;\na;b,c\n1;2\n", [["a", "b,c"], ["1", "2"]], id="Excel's own hint"),
        pytest.param('a\tb\n15"屏\t"星"科技\n', [["a", "b"], ['15"屏', '"星"科技']], id="quotes that are text"),
        pytest.param('a,b\n="007",2\n', [["a", "b"], ['="007"', "2"]], id="a formula that keeps zeros"),
        pytest.param("a,b\n 1 ,\tNA\n", [["a", "b"], [" 1 ", "\tNA"]], id="blanks and words for nothing"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_cells_stand_as_in_the_file(text: str, rows: list[list[str]]) -> None:
    assert read_delimited(text)[0] == rows


def test_commas_inside_cells_do_not_outweigh_tabs() -> None:
    text = "公司\t地址\n" + "".join(f"示例{n}\t苏州,园区,{n}号\n" for n in range(50))
    assert find_dialect(text).delimiter == "\t"


def test_tabs_put_behind_numbers_do_not_outweigh_commas() -> None:
    assert find_dialect("公司,手机\n" + "示例,13800000000\t\n" * 50).delimiter == ","


def test_a_quote_that_is_never_closed_does_not_swallow_the_file() -> None:
    text = "公司\t备注\t来源\n" + "示例\t好\t官网\n" * 3000 + '样例\t"未闭合\t展会\n' + "示例\t好\t官网\n" * 3000
    rows, dialect = read_delimited(text)
    assert dialect == Dialect("\t", quoted=False)
    assert len(rows) == 6002
    assert rows[3001] == ["样例", '"未闭合', "展会"]


def test_one_stray_quote_does_not_undo_the_quoting_of_the_file() -> None:
    text = '"公司","地址"\n' + '"示例","苏州,园区"\n' * 100 + '"样例"x,"杭州"\n'
    rows, dialect = read_delimited(text)
    assert dialect == Dialect(",", quoted=True)
    assert {len(row) for row in rows} == {2}
    assert rows[1] == ["示例", "苏州,园区"]


_CELL = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0\r"), max_size=8)


@given(st.lists(st.lists(_CELL, min_size=3, max_size=3), min_size=2, max_size=8), st.sampled_from(",\t;"))
def test_a_fully_quoted_file_comes_back_whole_once_its_delimiter_is_known(
    rows: list[list[str]], delimiter: str
) -> None:
    made = io.StringIO(newline="")
    csv.writer(made, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    assert read_delimited(f"sep={delimiter}\r\n{made.getvalue()}")[0] == rows
