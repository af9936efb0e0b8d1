"""A workbook read as a ledger: found, typed, and honest about what it could not read."""

from datetime import datetime
from typing import Final

import pytest

from hiveledger.book.reading import Reading, read_book
from hiveledger.errors import GateError, LedgerError, SchemaError, SettingsError
from hiveledger.findings import Finding
from hiveledger.schema import TABLES
from hiveledger.text import Language
from hiveledger_templates import book_bytes
from tests.workbooks import cell, sheet_xml, xlsx

Row = tuple[str | float | bool | None, ...]
HEADER: Final = ("线索编号", "公司名称", "手机", "预算")
PEOPLE: Final = (("工号", "姓名"), ("S001", "示例甲"), ("S002", "示例乙"), ("S003", "示例乙"))


def read(*rows: Row, people: tuple[Row, ...] = PEOPLE, settings: tuple[Row, ...] = ()) -> Reading:
    sheets = {"客户台账": rows, "团队": people, "规则": settings}
    filled = {name: content for name, content in sheets.items() if content}
    return read_book(xlsx(*map(sheet_xml, filled.values()), names=list(filled)), "台账.xlsx", {})


def codes(reading: Reading) -> list[tuple[str, str, str]]:
    return [(finding.code, finding.key, str(finding.params.get("cell", ""))) for finding in reading.findings]


def refusal(content: bytes) -> LedgerError:
    with pytest.raises(LedgerError) as problem:
        read_book(content, "台账.xlsx", {})
    return problem.value


@pytest.mark.parametrize("language", list(Language))
def test_the_template_reads_as_an_empty_ledger(language: Language) -> None:
    reading = read_book(book_bytes(language), "x.xlsx", {})
    rows = {name: len(frame) for name, frame in reading.tables.items() if name != "settings"}
    starting = [name for name, table in TABLES.items() if table.presence == "start" and name != "settings"]
    assert rows == dict.fromkeys(starting, 0) | {"desk": 1}  # where SO gives orders
    assert all(tuple(frame.columns) == TABLES[name].keys[1:] for name, frame in reading.tables.items())
    assert (reading.findings, reading.settings.language) == ((), language)


def test_a_header_is_found_under_titles_and_in_any_order() -> None:
    reading = read(
        ("二季度客户台账", None), (None,), ("预算", "序号", "公司名称", "线索编号"), (1200.0, 1.0, "示例", "L1")
    )
    assert reading.tables["leads"].to_dict("index") == {"L1": {"company": "示例", "budget_cny": 1200.0}}
    assert reading.places["leads"].address("L1", "company") == "客户台账!C4"


def test_english_headers_on_a_chinese_sheet_are_known() -> None:
    reading = read(("Lead ID", " COMPANY "), ("L1", "Example Ltd"))
    assert reading.tables["leads"]["company"].to_dict() == {"L1": "Example Ltd"}


def test_columns_of_the_teams_own_are_left_alone() -> None:
    reading = read((*HEADER, "我的备注"), ("L1", "示例", None, None, "x"))
    assert list(reading.tables["leads"].columns) == ["company", "mobile", "budget_cny"]


def test_blank_rows_are_passed_over_and_rows_below_them_are_read() -> None:
    reading = read(HEADER, ("L1", "示例一"), (None, "  "), (None,), ("L2", "示例二"))
    assert list(reading.tables["leads"].index) == ["L1", "L2"]
    assert (reading.places["leads"].rows, reading.places["leads"].last_row) == ({"L1": 2, "L2": 5}, 5)


def test_a_row_that_holds_only_columns_of_the_teams_own_is_blank() -> None:
    assert len(read(("序号", *HEADER), (1.0, "L1", "示例"), (2.0,), (3.0,)).tables["leads"]) == 1


def test_rows_without_an_id_get_the_next_ones_from_top_to_bottom() -> None:
    reading = read(HEADER, (None, "示例一"), ("L000007", "示例二"), (None, "示例三"))
    assert list(reading.tables["leads"].index) == ["L000008", "L000007", "L000009"]
    assert reading.places["leads"].new_ids == {"L000008": 2, "L000009": 4}
    assert reading.numbers["leads"] == 9


def test_an_id_that_was_once_given_out_is_not_given_out_again() -> None:
    content = xlsx(sheet_xml([HEADER, (None, "示例")]), names=["客户台账"])
    assert list(read_book(content, "x.xlsx", {"leads": 41}).tables["leads"].index) == ["L000042"]


def test_rows_that_share_an_id_are_both_left_out_and_told_of() -> None:
    reading = read(HEADER, ("L000009", "示例一"), ("L1", "示例二"), ("L000009", "示例三"))
    assert list(reading.tables["leads"].index) == ["L1"]
    assert reading.findings == (Finding("book.doubled_id", "leads", "L000009", "lead_id", {"rows": "2, 4"}),)
    assert (reading.numbers["leads"], reading.places["leads"].last_row) == (9, 4)


def test_a_person_without_a_number_is_told_of_and_left_out() -> None:
    reading = read(HEADER, people=(("工号", "姓名"), (None, "示例甲"), ("S002", "示例乙")))
    assert codes(reading) == [("book.no_key", "", "团队!A2")]
    assert (list(reading.tables["people"].index), reading.places["people"].last_row) == (["S002"], 3)


def test_a_cell_that_cannot_be_read_is_blank_named_and_kept_in_mind() -> None:
    reading = read(HEADER, ("L1", "示例", 13800000001.0, "50万左右"))
    assert codes(reading) == [("book.unreadable", "L1", "客户台账!D2")]
    assert reading.unreadable == {("leads", "L1", "budget_cny"): "50万左右"}
    assert reading.tables["leads"]["mobile"].to_dict() == {"L1": "13800000001"}


def test_an_error_is_no_blank() -> None:
    error = '<row r="2"><c r="A2" t="inlineStr"><is><t>L1</t></is></c><c r="B2" t="e"><v>#N/A</v></c></row>'
    reading = read_book(xlsx(sheet_xml([HEADER], extra=error), names=["客户台账"]), "x.xlsx", {})
    assert reading.unreadable == {("leads", "L1", "company"): "#N/A"}


def test_a_name_that_one_person_has_becomes_that_persons_number() -> None:
    reading = read(("线索编号", "客户经理工号"), ("L1", "示例甲"), ("L2", "S002"), ("L3", "示例乙"))
    assert reading.tables["leads"]["owner"].dropna().to_dict() == {"L1": "S001", "L2": "S002"}
    assert codes(reading) == [("book.unreadable", "L3", "客户台账!B4")]


def test_dates_count_from_1904_where_the_book_says_so() -> None:
    rows = cell("A2", "L1") + cell("B2", 44621.0, style=1)
    sheet = sheet_xml([("线索编号", "接收时间")], extra=f'<row r="2">{rows}</row>')
    main = (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr date1904="1"/>'
        '<sheets><sheet name="客户台账" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    reading = read_book(xlsx(sheet, names=["客户台账"], more={"xl/workbook.xml": main}), "x.xlsx", {})
    assert reading.tables["leads"]["received_at"].to_dict() == {"L1": datetime(2026, 3, 2)}


def test_a_stray_cell_far_away_is_passed_over_and_told_of() -> None:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    content = xlsx(sheet_xml([HEADER, ("L1", "示例")], extra=far), names=["客户台账"])
    reading = read_book(content, "x.xlsx", {})
    assert list(reading.tables["leads"].index) == ["L1"]
    assert [finding.code for finding in reading.findings] == ["book.far_cell"]


def test_settings_tell_where_a_bad_cell_stands() -> None:
    rows = (("规则名", "取值"), ("confirm_hours", "0"), ("held_cap", "x"))
    with pytest.raises(SettingsError) as problem:
        read(HEADER, settings=rows)
    findings = problem.value.params["findings"]
    assert isinstance(findings, tuple)
    assert [finding.params["cell"] for finding in findings] == ["规则!B2", "规则!B3"]


@pytest.mark.parametrize(
    ("sheets", "code"),
    [
        pytest.param({"Sheet1": [HEADER]}, "book.not_a_ledger", id="no sheet of leads"),
        pytest.param({"客户台账": [("甲", "乙")]}, "book.no_header", id="no header"),
        pytest.param({"客户台账": []}, "book.no_header", id="a blank sheet"),
        pytest.param({"客户台账": [("公司名称", "手机")]}, "book.no_key_column", id="the id column is gone"),
        pytest.param({"客户台账": [(*HEADER, "手机")]}, "book.doubled_header", id="a header twice"),
        pytest.param({"客户台账": [HEADER], "Leads": [HEADER]}, "book.doubled_sheet", id="the table in both languages"),
    ],
)
def test_a_book_that_is_no_ledger_is_refused(sheets: dict[str, list[Row]], code: str) -> None:
    problem = refusal(xlsx(*map(sheet_xml, sheets.values()), names=list(sheets)))
    assert (type(problem), problem.code) == (SchemaError, code)


def test_a_totals_row_is_refused() -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Target="../tables/table1.xml" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/table"/></Relationships>'
    )
    table = '<table xmlns="x" ref="A1:D3" totalsRowCount="1"/>'
    more = {"xl/worksheets/_rels/sheet1.xml.rels": relations, "xl/tables/table1.xml": table}
    assert refusal(xlsx(sheet_xml([HEADER]), names=["客户台账"], more=more)).code == "book.totals_row"


def test_a_file_that_is_no_workbook_is_refused_at_the_gate() -> None:
    assert isinstance(refusal(b"PK\x03\x04 not really"), GateError)


def test_ten_thousand_rows_are_no_burden() -> None:
    rows: list[Row] = [(f"L{number:06d}", "示例", 13800000001.0, 5.0) for number in range(10_000)]
    assert len(read(HEADER, *rows).tables["leads"]) == 10_000
