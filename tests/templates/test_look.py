"""Columns are as wide as what stands in them, in either language."""

import pytest

from hiveledger.schema import LEADS, TABLES, Table
from hiveledger.text import Language
from hiveledger_templates.look import number_format, room, width


@pytest.mark.parametrize("table", list(TABLES.values()), ids=list(TABLES))
@pytest.mark.parametrize("language", list(Language))
def test_a_column_has_room_for_its_header_and_its_longest_label(table: Table, language: Language) -> None:
    for column in table:
        texts = [column.header(language), *(column.label(word, language) for word in column.words or ())]
        assert width(column, language) >= max(map(room, texts)), column.key


def test_money_is_shown_with_thousands_and_counts_without() -> None:
    assert number_format(LEADS["budget_cny"]) == "#,##0"
    assert number_format(TABLES["people"]["cap"]) == "0"


def test_phones_and_codes_are_text() -> None:
    assert {number_format(LEADS[key]) for key in ("lead_id", "mobile", "phone", "uscc", "owner")} == {"@"}
