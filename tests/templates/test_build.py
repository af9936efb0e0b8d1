"""The committed workbooks are what the code builds, byte for byte, and office programs find nothing wrong in them."""

import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openxml_audit import OpenXmlValidator  # type: ignore[import-untyped]

from hiveledger.errors import GateError
from hiveledger.schema import MARKS_SHEET, TABLES, Presence
from hiveledger.settings import setting_rows
from hiveledger.text import Language, say
from hiveledger_templates import FILE_NAMES, book_bytes, new_book, template
from tests.office import Office

_LANGUAGES = pytest.mark.parametrize("language", list(Language))


@_LANGUAGES
def test_the_committed_workbook_is_current(language: Language) -> None:
    assert book_bytes(language) == template(language), "type: .venv/bin/python -m hiveledger_templates"


def test_the_bytes_do_not_depend_on_which_library_writes_the_xml() -> None:
    program = (
        "import sys; from hiveledger_templates import book_bytes; sys.stdout.buffer.write(book_bytes(sys.argv[1]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program.replace("sys.argv[1]", "__import__('hiveledger').text.Language.ZH")],
        env={**os.environ, "OPENPYXL_LXML": "False"},
        capture_output=True,
        check=True,
    )
    assert done.stdout == template(Language.ZH)


@_LANGUAGES
def test_the_audit_finds_nothing(language: Language, tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    book.write_bytes(book_bytes(language, [table.name for table in TABLES.values() if table.presence != "start"]))
    found = OpenXmlValidator().validate(book)
    assert (found.errors, found.warning_count) == ([], 0)


@_LANGUAGES
def test_libreoffice_opens_it_and_sees_every_sheet_and_list(language: Language, office: Office, tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    new_book(book, language)
    seen = load_workbook(office.convert(book, "xlsx", tmp_path / "seen"))
    made = load_workbook(book)
    assert seen.sheetnames == made.sheetnames
    for name in made.sheetnames:
        headers = [cell.value for cell in made[name][1]]
        assert [cell.value for cell in seen[name][1]][: len(headers)] == headers
        lists = {rule.formula1 for rule in made[name].data_validations.dataValidation if rule.type == "list"}
        assert {rule.formula1 for rule in seen[name].data_validations.dataValidation if rule.type == "list"} == lists


@_LANGUAGES
def test_every_sheet_of_the_start_holds_the_headers_of_the_schema_in_order(language: Language) -> None:
    book = load_workbook(BytesIO(template(language)))
    start = [table for table in TABLES.values() if table.presence is Presence.START]
    assert book.sheetnames[1] == say("dashboard.sheet", language)
    assert book.sheetnames[2:] == [*(table.sheet(language) for table in start), MARKS_SHEET]
    assert book[MARKS_SHEET].sheet_state == "hidden"
    for table in start:
        sheet = book[table.sheet(language)]
        assert [cell.value for cell in sheet[1]] == [column.header(language) for column in table]
        (over,) = sheet.tables.values()
        assert over.displayName.isascii()
        assert over.ref == sheet.dimensions


@_LANGUAGES
def test_the_rules_sheet_holds_every_setting_as_text(language: Language) -> None:
    sheet = load_workbook(BytesIO(template(language)))[TABLES["settings"].sheet(language)]
    rows = [tuple(cell.value or "" for cell in row) for row in sheet.iter_rows(min_row=2)]
    assert rows == [tuple(row.values()) for row in setting_rows(language)]


def test_a_new_book_never_writes_over_a_file(tmp_path: Path) -> None:
    book = tmp_path / "ledger.xlsx"
    book.write_text("somebody's")
    with pytest.raises(GateError, match=r"new\.exists"):
        new_book(book, Language.ZH)
    assert book.read_text() == "somebody's"


def test_a_new_book_in_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GateError, match=r"new\.no_folder"):
        new_book(tmp_path / "nowhere" / "ledger.xlsx", Language.ZH)


def test_a_new_book_is_refused_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(GateError, match=r"new\.not_written"):
        new_book(tmp_path / "file" / "ledger.xlsx", Language.ZH)


def test_a_new_book_is_not_passed_off_as_one_with_macros(tmp_path: Path) -> None:
    with pytest.raises(GateError, match=r"new\.not_xlsx"):
        new_book(tmp_path / "ledger.xlsm", Language.ZH)


def test_a_new_book_may_have_further_tables(tmp_path: Path) -> None:
    book = tmp_path / "ledger.xlsx"
    new_book(book, Language.EN, ["customers", "directory"])
    assert load_workbook(book).sheetnames[-3:] == ["Customers", "Directory", MARKS_SHEET]


def test_each_language_has_a_file_of_its_own() -> None:
    assert set(FILE_NAMES) == set(Language)
    assert template(Language.ZH) != template(Language.EN)
