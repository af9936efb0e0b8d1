"""The verb adopt: what a team's own workbooks are taken for, and what is asked."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

import pytest

from hiveledger.demo.own_book import write_own_book
from hiveledger.errors import GateError, LedgerError, SchemaError
from hiveledger.findings import Level
from hiveledger.flows.adopt import survey_adopt
from hiveledger.flows.answer import Answer
from hiveledger.text import Language
from tests.workbooks import sheet_xml, xlsx

_HEADERS: Final = ["客户名称", "联系人", "手机"]
_ROWS: Final = [_HEADERS, ["示例精密有限公司", "王示例", "13800000001"], ["示例云帆有限公司", "李示例", "13800000002"]]
_LOCK: Final = '<sheetProtection sheet="1"/>'


def _survey(folder: Path, content: bytes, **asked: Any) -> Answer:  # noqa: ANN401 - the verb's arguments
    path = folder / "团队表.xlsx"
    path.write_bytes(content)
    return survey_adopt([path], Language.ZH, **asked)


def _facts(answer: Answer) -> Mapping[str, Any]:
    assert isinstance(answer.data, dict)
    return answer.data


def _codes(answer: Answer, level: Level = Level.PERSON) -> list[str]:
    return [finding.code for finding in answer.findings if finding.level is level]


def test_a_sheet_is_told_by_header_row_mapping_confidence_unknown_and_missing(tmp_path: Path) -> None:
    rows = [["三月线索登记"], [], [*_HEADERS, "传真"], *([*row, "0512-60000000"] for row in _ROWS[1:])]
    facts = _facts(_survey(tmp_path, xlsx(sheet_xml(rows), names=["三月"])))
    assert (facts["sheet"], facts["header_row"], facts["unknown"]) == ("三月", 3, ["传真"])
    assert facts["mapping"] == {"客户名称": "company", "联系人": "contact", "手机": "mobile"}
    assert facts["confidence"].keys() == facts["mapping"].keys()
    assert {"need", "budget_cny", "decision_chain"} <= set(facts["missing"])
    assert "sheets" not in facts


def test_of_several_sheets_all_are_listed_and_the_chosen_one_stands_on_top(tmp_path: Path) -> None:
    facts = _facts(survey_adopt([write_own_book(tmp_path / "自用.xlsx", datetime(2026, 3, 2))], Language.ZH))
    assert [sheet["sheet"] for sheet in facts["sheets"]] == ["销售示例甲", "销售示例乙"]
    assert facts["mapping"] == facts["sheets"][0]["mapping"]
    assert facts["mapping"]["客户全称\n(必填)"] == "company"


def test_several_books_are_told_one_by_one_and_a_broken_one_stops_none(tmp_path: Path) -> None:
    good, bad = tmp_path / "好.xlsx", tmp_path / "坏.xlsx"
    good.write_bytes(xlsx(sheet_xml(_ROWS)))
    bad.write_bytes(b"PK\x03\x04 not a book")
    answer = survey_adopt([good, bad], Language.ZH)
    first, second = _facts(answer)["books"]
    assert (first["file"], first["header_row"], second["file"]) == ("好.xlsx", 1, "坏.xlsx")
    assert "坏.xlsx" in second["refused"]
    assert _codes(answer)[-1].startswith("gate.")


def test_the_only_book_is_refused_where_it_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(GateError):
        _survey(tmp_path, b"PK\x03\x04 not a book")


@pytest.mark.parametrize(
    ("means", "name", "told"),
    [
        pytest.param("owner", "张示例", "张示例", id="an owner"),
        pytest.param("month", "2026年3月", "2026年3月", id="a month"),
        pytest.param("month", "3月", "3月", id="a month of no year"),
        pytest.param("owner", "Sheet1", None, id="no owner"),
        pytest.param("owner", "3月", None, id="a month is no owner"),
        pytest.param("month", "张示例", None, id="an owner is no month"),
    ],
)
def test_a_sheets_name_becomes_owner_or_month_on_request(
    tmp_path: Path, means: str, name: str, told: str | None
) -> None:
    answer = _survey(tmp_path, xlsx(sheet_xml(_ROWS), names=[name]), sheet_means=means)
    assert _facts(answer).get(means) == told
    assert _codes(answer) == ([] if told else [f"adopt.nameless_{means}"])


def test_a_meaning_that_there_is_not_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match="sheet_means"):
        _survey(tmp_path, xlsx(sheet_xml(_ROWS)), sheet_means="colour")


def test_what_cannot_be_told_is_asked_with_the_columns_to_choose_from(tmp_path: Path) -> None:
    rows = [[*_HEADERS, "意向金额(万元)"], *([*row, "50"] for row in _ROWS[1:])]
    answer = _survey(tmp_path, xlsx(sheet_xml(rows)))
    assert _facts(answer)["ambiguous"].keys() == {"意向金额(万元)"}
    assert _codes(answer) == ["adopt.ambiguous"]
    assert "预算" in answer.findings[0].text(Language.ZH)


@pytest.mark.parametrize(
    ("sheet", "code"),
    [
        pytest.param(sheet_xml(), "intake.empty_sheet", id="an empty sheet"),
        pytest.param(sheet_xml(_ROWS[1:]), "intake.no_header", id="no header"),
        pytest.param(sheet_xml([["手机", *row] for row in _ROWS]), "intake.repeated_header", id="a header twice"),
        pytest.param(sheet_xml(_ROWS, tail=_LOCK), "intake.protected_sheet", id="a protected sheet"),
    ],
)
def test_each_obstacle_is_one_sentence(tmp_path: Path, sheet: str, code: str) -> None:
    answer = _survey(tmp_path, xlsx(sheet))
    assert _codes(answer).count(code) == 1
    assert answer.lines


def test_a_legacy_shared_workbook_is_told_once_however_many_sheets_it_has(tmp_path: Path) -> None:
    content = xlsx(sheet_xml(_ROWS), sheet_xml(_ROWS), more={"xl/revisions/revisionHeaders.xml": "<headers/>"})
    assert _codes(_survey(tmp_path, content)).count("intake.shared_workbook") == 1


def test_sheets_without_leads_wait_for_nobody(tmp_path: Path) -> None:
    answer = _survey(tmp_path, xlsx(sheet_xml(_ROWS), sheet_xml(), names=["线索", "Sheet2"]))
    assert (_codes(answer), _codes(answer, Level.INFO)) == ([], ["intake.empty_sheet"])


def test_what_consent_would_write_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    content = xlsx(sheet_xml(_ROWS), names=["线索"])
    answer = _survey(tmp_path, content)
    assert _facts(answer)["id_column"] == "D"
    assert "“线索”的 D 列" in answer.lines[-1]
    assert (tmp_path / "团队表.xlsx").read_bytes() == content
    assert [path.name for path in tmp_path.iterdir()] == ["团队表.xlsx"]


def test_what_is_left_alone_and_what_stands_in_the_way_is_told_before_consent(tmp_path: Path) -> None:
    rows = [[*_HEADERS, "状态"], [*_ROWS[1], "谈判"], [*_ROWS[2], "试用"], ["合计", "", "", ""]]
    answer = _survey(tmp_path, xlsx(sheet_xml(rows), sheet_xml(_ROWS), names=["线索", "旧线索"]))
    assert _codes(answer) == ["adopt.unread_column", "adopt.other_sheets", "adopt.totals"]
    assert "旧线索" in answer.findings[1].text(Language.ZH)


def test_a_sheet_that_cannot_be_read_as_a_ledger_says_so_before_consent(tmp_path: Path) -> None:
    rows: list[list[str]] = [[] for _ in range(24)]
    assert _codes(_survey(tmp_path, xlsx(sheet_xml([*rows, *_ROWS])))) == ["book.no_header"]


def test_lines_and_findings_speak_either_language(tmp_path: Path) -> None:
    path = write_own_book(tmp_path / "own.xlsx", datetime(2026, 3, 2))
    answer = survey_adopt([path], Language.EN, sheet_means="owner")
    assert "headers in row 4" in answer.lines[0]
    assert all(finding.text(Language.EN) for finding in answer.findings)


def test_given_workbooks_are_all_told_or_refused(data: Path, tmp_path: Path) -> None:
    for name in ("calamine", "closedxml", "exceljs", "phpss", "xlsxwriter"):
        with ZipFile(data / "workbooks" / f"{name}.zip") as archive:
            for member in sorted(archive.namelist())[::40]:
                path = Path(archive.extract(member, tmp_path))
                try:
                    assert "sheet" in _facts(survey_adopt([path], Language.ZH))
                except LedgerError as refusal:
                    assert refusal.code.startswith("gate.")  # noqa: PT017 - most are read, and some refused
