"""A sheet made for a table carries what the schema says of each column, down to its last row."""

from functools import cache
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from hiveledger.schema import TABLES, Column, Dtype, Show, Table
from hiveledger.text import Language
from hiveledger_templates import book_bytes
from hiveledger_templates.look import sheet_look
from hiveledger_templates.sheets import add_sheet

_TABLES = pytest.mark.parametrize("table", list(TABLES.values()), ids=list(TABLES))
_LAST_ROW = 1048576


@cache
def _book(language: Language) -> Workbook:
    others = [name for name, table in TABLES.items() if table.presence != "start"]
    return load_workbook(BytesIO(book_bytes(language, others)))


def _sheet(table: Table, language: Language = Language.ZH) -> Worksheet:
    return _book(language)[table.sheet(language)]


def _letter(table: Table, column: Column) -> str:
    return get_column_letter(table.columns.index(column) + 1)


@_TABLES
@pytest.mark.parametrize("language", list(Language))
def test_every_choice_has_its_list_to_the_last_row(table: Table, language: Language) -> None:
    sheet = _sheet(table, language)
    lists = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation if rule.type == "list"}
    for column in table:
        if column.words is not None:
            letter = _letter(table, column)
            rule = lists[f"{letter}2:{letter}{_LAST_ROW}"]
            assert rule.formula1 == f'"{",".join(column.label(word, language) for word in column.words)}"'
            assert len(rule.formula1) <= 255
            assert (rule.errorStyle or "stop") == "stop"


@_TABLES
def test_a_staff_number_is_asked_about_and_never_refused(table: Table) -> None:
    rules = {str(rule.sqref): rule for rule in _sheet(table).data_validations.dataValidation}
    for column in table:
        if column.dtype is Dtype.PERSON:
            letter = _letter(table, column)
            rule = rules[f"{letter}2:{letter}{_LAST_ROW}"]
            assert (rule.formula1, rule.errorStyle) == ("StaffNumbers", "warning")


@_TABLES
@pytest.mark.parametrize("language", list(Language))
def test_every_header_tells_its_meaning_within_what_excel_shows(table: Table, language: Language) -> None:
    rules = {str(rule.sqref): rule for rule in _sheet(table, language).data_validations.dataValidation}
    for column in table:
        rule = rules[f"{_letter(table, column)}1"]
        assert rule.prompt.startswith(table.meaning(column.key, language))
        assert len(rule.promptTitle) <= 32
        assert len(rule.prompt) <= 255


@_TABLES
def test_text_stays_text_in_rows_that_come_later(table: Table) -> None:
    sheet = _sheet(table)
    for column in table:
        letter = _letter(table, column)
        shown = {sheet.column_dimensions[letter].number_format, sheet[f"{letter}2"].number_format}
        assert (shown == {"@"}) == (column.dtype in {Dtype.TEXT, Dtype.CHOICE, Dtype.PERSON}), column.key


@_TABLES
def test_columns_are_folded_as_the_schema_says(table: Table) -> None:
    sheet = _sheet(table)
    for column in table:
        whole = sheet.column_dimensions[_letter(table, column)]
        assert (whole.hidden, whole.outlineLevel == 1) == (column.show is not Show.VIEW, column.show is Show.GROUPED)


@_TABLES
def test_no_folded_column_is_frozen(table: Table) -> None:
    # Excel counts the visible columns of a frozen part, LibreOffice all of them.
    frozen = table.columns[: table.keys.index(sheet_look(table).frozen) + 1]
    assert {column.show for column in frozen} == {Show.VIEW}


def test_a_sheet_for_people_needs_no_list_of_people_in_the_book() -> None:
    sheet = add_sheet(Workbook(), TABLES["customers"], Language.ZH)
    assert "StaffNumbers" not in {rule.formula1 for rule in sheet.data_validations.dataValidation}
