"""Duplicates in any CSV, as a person meets the command: what is written, what is said, what is refused."""

import csv
import json
import os
import stat
from pathlib import Path
from typing import Final

import pandas as pd
import pytest

from hiveledger.cli import main
from hiveledger.errors import SchemaError
from hiveledger.flows.match import Asked, read_asked
from hiveledger.flows.match_why import explain_rows
from hiveledger.rules.match.companies.judge import _FACTS
from hiveledger.rules.match.records import Field, Kind, Matched
from hiveledger.text import Language, catalogue
from tests.tables import table

_ADDED: Final = ["cluster_id", "review_id", "related_id", "why"]
_FIELDS: Final = "company=公司,phone=电话,city=城市"
_ROWS: Final = [
    ["编号", "公司", "电话", "城市"],
    ["007", "苏州云帆科技有限公司", "0512-65551234", "苏州"],
    ["1", "=cmd|'/C calc'!A0", "", ""],
    [],
    ["2", "蘇州雲帆科技", "(0512) 65551234", "苏州"],
    ["3", "苏州云帆科技有限公司昆山分公司", "", "苏州", "多一格"],
    ["4"],
]


def _run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as left:
        main(["match", *words])
    printed = capsys.readouterr()
    code = left.value.code
    return code if isinstance(code, int) else -1, printed.out + printed.err


def _given(folder: Path, rows: list[list[str]] = _ROWS) -> Path:
    path = folder / "名单.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def _read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [*csv.reader(file)]


def test_rows_and_columns_stay_and_ours_come_below_one_another(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given, out = _given(tmp_path), tmp_path / "结果.csv"
    code, _ = _run(capsys, str(given), "--fields", _FIELDS, "--out", str(out))
    written = _read(out)
    assert code == 0
    assert [row[:5] for row in written] == [[*row, *[""] * (5 - len(row))] if row else [] for row in _ROWS]
    assert written[0][5:] == _ADDED
    assert all(row[5] for row in written[1:] if row)
    assert given.read_text("utf-8").splitlines() == [",".join(row) for row in _ROWS]


def test_what_is_one_what_is_related_and_why_stand_in_the_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "结果.csv"
    assert _run(capsys, str(_given(tmp_path)), "--fields", _FIELDS, "--out", str(out))[0] == 0
    _, one, hostile, _, two, branch, blank = [dict(zip(_ADDED, row[5:], strict=False)) for row in _read(out)]
    assert one["cluster_id"] == two["cluster_id"] != branch["cluster_id"]
    assert one["related_id"] == branch["related_id"] != ""
    assert one["why"].startswith("与第 5 行是同一家公司（")
    assert two["why"].startswith("与第 2 行是同一家公司（")
    assert "电话" in one["why"]
    assert "关联公司，不合并" in branch["why"]
    assert "分公司不同" in branch["why"]
    assert [(row["related_id"], row["why"]) for row in (hostile, blank)] == [("", ""), ("", "")]


def test_it_answers_programs_and_speaks_english(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.csv"
    words = (str(_given(tmp_path)), "--fields", _FIELDS, "--out", str(out))
    _, text = _run(capsys, *words, "--json", "--lang", "en")
    told = json.loads(text)
    assert told == {"rows": 5, "groups": 1, "merged": 2, "review": 0, "related": 3, "out": str(out)}
    assert _read(out)[1][-1].startswith("The same company as row 5 (")


def test_a_result_is_not_written_over_its_source_by_any_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = _given(tmp_path)
    before = given.read_bytes()
    (tmp_path / "link.csv").symlink_to(given)
    for out in (given, tmp_path / "link.csv", tmp_path / "." / given.name):
        code, text = _run(capsys, str(given), "--fields", _FIELDS, "--out", str(out))
        assert (code, "没有写入" in text, given.read_bytes()) == (2, True, before)


def test_a_result_takes_the_place_of_a_former_one_and_keeps_its_rights(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given, out = _given(tmp_path), tmp_path / "out.csv"
    out.write_text("old", "utf-8")
    out.chmod(0o640)
    assert _run(capsys, str(given), "--fields", _FIELDS, "--out", str(out))[0] == 0
    assert stat.S_IMODE(out.stat().st_mode) == 0o640 or os.name == "nt"
    assert len(_read(out)) == len(_ROWS)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([given.name, out.name])


@pytest.mark.parametrize(
    ("fields", "code", "said"),
    [
        pytest.param("frob=公司", 64, "frob=公司", id="a kind that there is not"),
        pytest.param("公司", 64, "公司", id="no kind"),
        pytest.param("company=", 64, "company=", id="no column"),
        pytest.param("", 64, "--fields", id="nothing"),
        pytest.param("phone=电话,phone=编号", 64, "phone", id="a kind twice"),
        pytest.param("company=名称", 2, "编号、公司、电话、城市", id="a column that is not there"),
        pytest.param("person=公司+姓名", 2, "姓名", id="one of two columns is not there"),
    ],
)
def test_fields_that_cannot_be_meant_are_told(
    fields: str, code: int, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.csv"
    left, text = _run(capsys, str(_given(tmp_path)), "--fields", fields, "--out", str(out))
    assert (left, said in text, "Traceback" in text, out.exists()) == (code, True, False, False)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xef\xbb\xbf\n\n", id="blank lines"),
        pytest.param("公司,电话\n\n".encode(), id="headers alone"),
        pytest.param("公司,公司\n示例,样例\n".encode(), id="a header twice"),
        pytest.param("公司,why\n示例,\n".encode(), id="a column by the name of ours"),
        pytest.param(b"PK\x03\x04broken", id="a workbook"),
        pytest.param(b"<html><table><tr><td>a</table>", id="a page"),
        pytest.param(bytes(range(256)) * 20, id="bytes"),
        pytest.param("公司".encode() + b"," * 20_000, id="a row of twenty thousand cells"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_a_sentence(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "坏的.csv", tmp_path / "out.csv"
    path.write_bytes(content)
    code, text = _run(capsys, str(path), "--fields", "company=公司", "--out", str(out))
    assert (code, "坏的.csv" in text, text.count("\n"), out.exists()) == (2, True, 1, False)


def test_a_file_or_a_folder_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    missing = _run(capsys, str(tmp_path / "无.csv"), "--fields", _FIELDS, "--out", str(tmp_path / "out.csv"))
    nowhere = _run(capsys, str(_given(tmp_path)), "--fields", _FIELDS, "--out", str(tmp_path / "无" / "out.csv"))
    assert (missing[0], "无.csv" in missing[1]) == (2, True)
    assert (nowhere[0], "out.csv" in nowhere[1], "Traceback" in nowhere[1]) == (2, True, False)


def test_a_header_may_hold_a_comma_an_equals_sign_and_a_plus(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = _given(tmp_path, [["名称,全", "a+b", "x=y"], ["示例", "1", "2"], ["示例", "1", "2"]])
    fields = "company=名称,全,key=a+b,key=x=y"
    assert _run(capsys, str(given), "--fields", fields, "--out", str(tmp_path / "out.csv"))[0] == 0
    rows = _read(tmp_path / "out.csv")
    assert rows[1][3] == rows[2][3]
    assert "“a+b”" in rows[1][-1]


def test_only_keys_and_texts_come_more_than_once() -> None:
    assert [asked.kind for asked in read_asked("key=a, key=b,text=c,text=d")] == ["key", "key", "text", "text"]
    assert read_asked("person=first+last") == [Asked(Kind.PERSON, "first+last")]
    with pytest.raises(SchemaError):
        read_asked("city=a,city=b")


def test_a_row_is_told_of_its_first_partner_under_each_outcome() -> None:
    rows = table("""
        row:int64 | cluster_id:int64 | review_id:int64 | related_id:int64
        2         | 0                | 0               | 0
        3         | 0                | 0               | 0
        5         | 0                | 0               | 0
        9         | 1                | 0               | 0
    """)
    pairs = table("""
        pair:int64 | first:int64 | second:int64 | outcome | same              | other
        0          | 1           | 2            | merge   | company           |
        1          | 0           | 2            | merge   | phone key1_close  | city
        2          | 2           | 3            | review  |                   |
    """).fillna("")
    fields = [Field(Kind.COMPANY, ("name",)), Field(Kind.KEY, ("dob",))]
    assert explain_rows(Matched(rows, pairs), fields, Language.ZH).to_list() == [
        "与第 5 行是同一家公司（电话一致；“dob”相近；城市不同）。",
        "与第 5 行是同一家公司（公司名称一致）。",
        "与第 2 行是同一家公司（电话一致；“dob”相近；城市不同）。与第 9 行可能是同一家公司，请核对。",
        "与第 5 行可能是同一家公司，请核对。",
    ]


def test_every_fact_about_names_has_its_words() -> None:
    told = {code.rpartition(".")[2] for code in catalogue() if code.startswith(("match.fact.", "match.hint."))}
    assert set(_FACTS) <= told


def test_what_names_have_in_common_though_they_differ_is_said_first() -> None:
    rows = pd.DataFrame({"cluster_id": [0, 0]}, index=[2, 3])
    pairs = pd.DataFrame({"first": [0], "second": [1], "outcome": "merge", "same": "brand pinyin", "other": "region"})
    why = explain_rows(Matched(rows, pairs), [Field(Kind.COMPANY, ("name",))], Language.ZH)
    assert why[2] == "与第 3 行是同一家公司（一个名称是另一个的拼音；字号一致；公司所在地区不同）。"
