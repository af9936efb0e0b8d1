"""Spreadsheets as text cells."""

import datetime as dt
import zipfile
from pathlib import Path

import pytest

from hiveledger.errors import GateError
from hiveledger.gate import Package, extent
from hiveledger.intake.raw import Merge, RawSheet
from hiveledger.intake.reader import Value
from hiveledger.intake.workbook import read_xls, read_xlsx, value_text
from tests.workbooks import biff, cell, sheet_xml, xlsx


def _read(data: bytes) -> list[RawSheet]:
    return read_xlsx(Package(data, "线索.xlsx"))


def _codes(sheet: RawSheet) -> list[str]:
    return [note.code for note in sheet.notes]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("  甲\n乙 ", "  甲\n乙 "),
        (13800001111.0, "13800001111"),
        (1e20, "100000000000000000000"),
        (1.10101199003071e17, "110101199003071000"),
        (6222021234567890.0, "6222021234567890"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"),
        (-2.50, "-2.5"),
        (0.0, "0"),
        (True, "TRUE"),
        (7, "7"),
        (dt.date(2026, 3, 2), "2026-03-02"),
        (dt.datetime(2026, 3, 2), "2026-03-02"),
        (dt.datetime(2026, 3, 2, 9, 30), "2026-03-02 09:30:00"),
        (dt.datetime(2026, 3, 2, 9, 59, 59, 999_999), "2026-03-02 10:00:00"),
        (dt.datetime(2026, 3, 2, 23, 59, 59, 999_999), "2026-03-03"),
        (dt.time(9, 30), "09:30:00"),
        (dt.timedelta(hours=30, minutes=5), "30:05:00"),
    ],
    ids=str,
)
def test_a_value_is_the_text_a_person_would_read(value: Value, text: str) -> None:
    assert value_text(value) == text


def test_cells_come_as_text_where_they_stand() -> None:
    rows: list[list[str | float | bool | None]] = [[], ["", "公司", "手机"], [], ["", "0012", 13800000000.0, True]]
    dates = f'<row r="5">{cell("A5", 46083.0, 1)}{cell("B5", 46083.4375, 2)}{cell("C5", None, 1)}</row>'
    (sheet,) = _read(xlsx(sheet_xml(rows, dates)))
    assert sheet.rows == [
        [],
        ["", "公司", "手机"],
        [],
        ["", "0012", "13800000000", "TRUE"],
        ["2026-03-02", "2026-03-02 10:30:00"],
    ]


def test_errors_stand_as_their_codes() -> None:
    row = '<row r="1"><c r="A1" t="e"><v>#N/A</v></c><c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    (sheet,) = _read(xlsx(sheet_xml(extra=row)))
    assert sheet.rows == [["#N/A", "#DIV/0!"]]


def test_a_long_code_stored_as_a_number_is_told_when_its_last_digits_are_lost() -> None:
    row = '<row r="1"><c r="A1"><v>110101199003071234</v></c><c r="B1"><v>1.10101199003071E+17</v></c></row>'
    (sheet,) = _read(xlsx(sheet_xml(extra=row)))
    assert sheet.rows == [["110101199003071234", "110101199003071000"]]
    assert sheet.rounded == ((1, 2),)


def test_sheets_come_in_order_with_what_they_are() -> None:
    protected = '<sheetProtection sheet="1"/><mergeCells><mergeCell ref="A1:C2"/></mergeCells>'
    (first, second) = _read(xlsx(sheet_xml([["甲"]], tail=protected), sheet_xml(), names=["三月", "四月"]))
    assert (first.name, first.protected, first.merged) == ("三月", True, (Merge(1, 1, 2, 3),))
    assert (second.name, second.protected, second.is_blank) == ("四月", False, True)


def test_a_hidden_sheet_is_read_and_told() -> None:
    plain = Package(xlsx(sheet_xml([["甲"]])), "x").read("xl/workbook.xml").decode()
    hidden = plain.replace("sheetId=", 'state="hidden" sheetId=')
    (sheet,) = _read(xlsx(sheet_xml([["甲"]]), more={"xl/workbook.xml": hidden}))
    assert sheet.hidden


def test_a_legacy_shared_workbook_is_told() -> None:
    (sheet,) = _read(xlsx(sheet_xml([["甲"]]), more={"xl/revisions/userNames.xml": "<users/>"}))
    assert sheet.shared


def test_macros_are_left_alone_and_told() -> None:
    (sheet,) = _read(xlsx(sheet_xml([["甲"]]), more={"xl/vbaProject.bin": b"x"}))
    assert _codes(sheet) == ["intake.macros_ignored"]


def test_links_to_other_files_are_not_followed_and_told() -> None:
    (sheet,) = _read(xlsx(sheet_xml([["甲"]]), more={"xl/externalLinks/externalLink1.xml": "<externalLink/>"}))
    assert _codes(sheet) == ["intake.links_ignored"]


def test_a_formula_that_would_start_a_program_is_told_and_its_saved_value_read() -> None:
    row = '<row r="2"><c r="A2"><f>cmd|\'/C calc\'!A0</f><v>5</v></c></row>'
    (sheet,) = _read(xlsx(sheet_xml([["甲"]], row)))
    assert (sheet.rows, _codes(sheet)) == ([["甲"], ["5"]], ["intake.commands_ignored"])


def test_formulas_without_a_value_are_told_because_they_read_as_blank() -> None:
    (sheet,) = _read(xlsx(sheet_xml([["甲"]], '<row r="2"><c r="A2"><f>1+1</f></c></row>')))
    assert (sheet.rows, _codes(sheet)) == ([["甲"]], ["intake.uncalculated"])


@pytest.mark.parametrize(
    "stray",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="9000000000"><c r="A9000000000"><v>1</v></c></row>',
        '<row r="3"><c r="ZZZZ3" t="str"><f>1</f><v></v></c></row>',
    ],
    ids=["the last cell of a sheet", "an absurd row", "an absurd column"],
)
def test_a_stray_far_cell_is_left_out_and_told(stray: str) -> None:
    (sheet,) = _read(xlsx(sheet_xml([["公司"], ["示例精密有限公司"]], stray)))
    assert (sheet.rows, _codes(sheet)) == ([["公司"], ["示例精密有限公司"]], ["intake.far_cell"])


def test_a_far_cell_that_only_has_a_style_is_nothing() -> None:
    (sheet,) = _read(xlsx(sheet_xml([["公司"]], f'<row r="1048576">{cell("XFD1048576", None, 1)}</row>')))
    assert (sheet.rows, sheet.notes) == ([["公司"]], ())


@pytest.mark.parametrize(
    "row", ['<row r="9000000000"><c><v>1</v></c></row>', '<row r="1048576"><c><v>1</v></c></row>' + "<row/>"], ids=len
)
def test_a_far_cell_without_an_address_is_refused(row: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extent, "MAX_BOX", 100)
    with pytest.raises(GateError) as refusal:
        _read(xlsx(sheet_xml([["公司"]], row)))
    assert refusal.value.code == "gate.sheet_too_large"


def test_a_table_too_large_for_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extent, "MAX_BOX", 3)
    with pytest.raises(GateError) as refusal:
        _read(xlsx(sheet_xml([["公司", "手机"], ["甲", "乙"]])))
    assert refusal.value.params == {"file": "线索.xlsx", "sheet": "Sheet1", "rows": 2, "columns": 2}


def test_broken_xml_is_refused() -> None:
    with pytest.raises(GateError) as refusal:
        _read(xlsx("<worksheet><sheetData><row r='1'><c r='A1'><v>1</row>"))
    assert refusal.value.code == "gate.broken_workbook"


def test_an_old_workbook_gives_text_too() -> None:
    (sheet,) = read_xls(biff([["公司", "手机"], ["示例精密有限公司", 13800000000.0]], "线索"), "线索.xls")
    assert (sheet.name, sheet.rows) == ("线索", [["公司", "手机"], ["示例精密有限公司", "13800000000"]])


# Refused because the files are broken or locked; any other refusal is ours to look into.
_REFUSED = {
    "calamine.zip": 2,
    "closedxml.zip": 4,
    "exceljs.zip": 3,
    "phpss.zip": 3,
    "xlsxwriter.zip": 0,
}


@pytest.mark.parametrize("name", sorted(_REFUSED))
def test_real_workbooks_are_read_or_refused_with_a_reason(data: Path, name: str) -> None:
    refused = []
    with zipfile.ZipFile(data / "workbooks" / name) as given:
        for part in given.namelist():
            try:
                read_xlsx(Package(given.read(part), part))
            except GateError as refusal:
                refused.append((part, refusal.code))
    assert len(refused) == _REFUSED[name], refused
