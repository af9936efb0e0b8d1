"""One cell at a time: what a person typed, as a value, and a value as what is written."""

import datetime as dt
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiveledger.book.cells import Broken, Cell, People, fold, is_too_long, read_column, stored, to_cell
from hiveledger.changes import Value
from hiveledger.schema import LEADS, TABLES
from hiveledger.text import Language
from tests.strategies import cell

TEAM: Final = People.of({"S001": "示例甲", "S002": "示例乙", "S003": "示例乙", "1004": "示例丁"})


def read(column: str, item: Cell) -> Value:
    result = read_column(LEADS[column], [item], TEAM)
    assert result.bad == ()
    return result.values[0]


@pytest.mark.parametrize(
    ("column", "typed", "value"),
    [
        pytest.param(
            "mobile", 13800000001.0, "13800000001", id="a mobile typed as a number has no point and no exponent"
        ),
        pytest.param("uscc", "007", "007", id="zeros before a code stay"),
        pytest.param("company", " 示例 ", " 示例 ", id="blanks around a text are for cleaning to judge"),
        pytest.param("company", "   ", None, id="blanks alone are blank"),
        pytest.param("company", "NA", "NA", id="NA is a text"),
        pytest.param("note", True, "TRUE", id="a truth value in a text column"),
        pytest.param("note", dt.date(2026, 3, 2), "2026-03-02", id="a date in a text column"),
        pytest.param("budget_cny", "1,200", 1200.0, id="thousands cut by commas"),
        pytest.param("budget_cny", "￥1,200.50", 1200.5, id="an amount with its sign"),
        pytest.param("budget_cny", "１２００", 1200.0, id="full-width digits"),
        pytest.param("budget_cny", 0.1 + 0.2, 0.3, id="the 15 digits that Excel keeps"),
        pytest.param(
            "received_at", dt.datetime(2026, 3, 2, 9, 59, 59, 999_999), dt.datetime(2026, 3, 2, 10), id="rounded"
        ),
        pytest.param("received_at", dt.date(2026, 3, 2), dt.datetime(2026, 3, 2), id="a date is its midnight"),
        pytest.param("received_at", "2026-03-02T10:00", dt.datetime(2026, 3, 2, 10), id="an ISO text"),
        pytest.param("received_at", "2026年3月2日 9:05", dt.datetime(2026, 3, 2, 9, 5), id="a Chinese date"),
        pytest.param("received_at", "2026/3/2 10:00:01", dt.datetime(2026, 3, 2, 10, 0, 1), id="with slashes"),
        pytest.param("purchase_by", dt.datetime(2026, 3, 2, 15), dt.datetime(2026, 3, 2), id="a day has no hour"),
        pytest.param("grade", "A", "A", id="a code"),
        pytest.param("grade", " ａ", "A", id="a code in another width and case"),
        pytest.param("status", LEADS["status"].label("new", Language.ZH), "new", id="a Chinese label"),
        pytest.param("status", LEADS["status"].label("new", Language.EN), "new", id="an English label"),
        pytest.param("owner", "S001", "S001", id="a staff number"),
        pytest.param("owner", 1004.0, "1004", id="a staff number typed as a number"),
        pytest.param("owner", "示例甲 ", "S001", id="a name that one person has"),
        pytest.param("owner", "外部", "外部", id="somebody whom the team does not know"),
    ],
)
def test_a_cell_is_read_as(column: str, typed: Cell, value: Value) -> None:
    assert read(column, typed) == value


@pytest.mark.parametrize(
    ("column", "typed"),
    [
        pytest.param("budget_cny", "50万左右", id="an amount in words"),
        pytest.param("budget_cny", "1,2", id="a comma in the wrong place"),
        pytest.param("budget_cny", "nan", id="no number"),
        pytest.param("budget_cny", True, id="a truth value as a number"),
        pytest.param("budget_cny", dt.date(2026, 3, 2), id="a date as a number"),
        pytest.param("received_at", "3/2", id="half a date"),
        pytest.param("received_at", "2026-13-01", id="a thirteenth month"),
        pytest.param("received_at", 46083.0, id="a number where a date belongs"),
        pytest.param("received_at", dt.time(9, 30), id="a time without a day"),
        pytest.param("grade", "A+", id="no word of the list"),
        pytest.param("owner", "示例乙", id="a name that two people have"),
        pytest.param("company", Broken("#N/A"), id="an error"),
        pytest.param("budget_cny", Broken("#REF!"), id="an error as a number"),
    ],
)
def test_a_cell_that_does_not_fit_is_told_of(column: str, typed: Cell) -> None:
    result = read_column(LEADS[column], ["", typed, ""], TEAM)
    assert (result.values, result.bad) == ([None, None, None], (1,))


def test_a_text_that_looks_like_an_error_is_a_text() -> None:
    assert read("company", "#N/A") == "#N/A"


def test_a_code_that_lost_its_last_digits_is_told_of() -> None:
    assert read_column(LEADS["uscc"], [911234567890123456.0, 13800000001.0]).cut == (0,)


@given(st.data())
def test_what_is_stored_is_read_back_as_it_was_stored(data: st.DataObject) -> None:
    column = data.draw(st.sampled_from([column for table in TABLES.values() for column in table]))
    language = data.draw(st.sampled_from(Language))
    value = stored(column, data.draw(cell(column)))
    written = to_cell(column, value, language)
    shown = "" if written is None else written
    assert read_column(column, [float(shown) if isinstance(shown, int) else shown]).values == [value]


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        pytest.param("a\x0bb\ufffe", "ab", id="characters that XML cannot hold are left out"),
        pytest.param("a\r\nb\rc", "a\nb\nc", id="one kind of line end"),
        pytest.param("  ", None, id="blanks alone are blank"),
        pytest.param(dt.datetime(2026, 3, 2, 10, 0, 0, 400_000), dt.datetime(2026, 3, 2, 10), id="whole seconds"),
        pytest.param(7, 7.0, id="numbers are floats"),
    ],
)
def test_what_is_stored_is_what_a_cell_can_hold(value: Value, kept: Value) -> None:
    assert stored(LEADS["note"], value) == kept


def test_a_choice_is_written_in_the_books_language() -> None:
    labels = [to_cell(LEADS["status"], "new", language) for language in Language]
    assert labels == [LEADS["status"].label("new", language) for language in Language]


def test_a_whole_number_is_written_without_a_point() -> None:
    assert repr(to_cell(LEADS["returns"], 2.0, Language.ZH)) == "2"


@pytest.mark.parametrize(
    ("text", "too_long"),
    [
        pytest.param("字" * 32_767, False, id="as long as a cell"),
        pytest.param("字" * 32_768, True, id="one too many"),
        pytest.param("😀" * 16_384, True, id="characters that count twice"),
        pytest.param("_x0041_" * 3_000, True, id="escapes that make it too long"),
        pytest.param(5.0, False, id="a number"),
    ],
)
def test_a_text_is_too_long_for_a_cell(text: object, too_long: bool) -> None:  # noqa: FBT001 - expected value
    assert is_too_long(text) is too_long


def test_folding_forgives_width_case_and_blanks() -> None:
    assert fold("　Ｌｅａｄ ID ") == fold("lead id")
