"""What is written to cells is read from them, with its type."""

import datetime as dt
from collections.abc import Iterator

import pandas as pd
import pytest
import xlwings as xw


@pytest.fixture
def sheet(app: xw.App) -> Iterator[xw.Sheet]:
    book = app.books.add()
    yield book.sheets[0]
    book.close()


def test_a_block_of_values_comes_back_with_its_types(sheet: xw.Sheet) -> None:
    moment = dt.datetime(2026, 3, 2, 9, 30, 15)
    sheet["B2"].value = [["id", 1.5, True], [moment, None, False], ["甲", 3, dt.date(2026, 3, 2)]]
    day = dt.datetime(2026, 3, 2)
    assert sheet["B2:D4"].value == [["id", 1.5, True], [moment, None, False], ["甲", 3.0, day]]


def test_text_that_looks_like_a_number_stays_text_in_cells_of_text(sheet: xw.Sheet) -> None:
    sheet["A1:A4"].number_format = "@"
    sheet["A1"].options(transpose=True).value = ["0012", "13800001111", "2026-03-02", "=1+1"]
    assert sheet["A1:A4"].value == ["0012", "13800001111", "2026-03-02", "=1+1"]


def test_what_begins_with_an_equals_sign_is_calculated_in_other_cells(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[2, "=A1*3"]]
    assert sheet["B1"].value == 6


def test_an_error_is_nothing_unless_its_name_is_asked_for(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["=1/0", "=NA()", 1]]
    assert sheet["A1:C1"].value == [None, None, 1]
    assert sheet["A1:C1"].options(err_to_str=True).value == ["#DIV/0!", "#N/A", 1]


def test_a_frame_comes_back_as_it_was(sheet: xw.Sheet) -> None:
    frame = pd.DataFrame(
        {"name": ["a", None], "n": [1.0, 2.0], "at": [dt.datetime(2026, 3, 2), dt.datetime(2026, 3, 3, 10)]}
    )
    sheet["A1"].options(index=False).value = frame
    read = sheet["A1:C3"].options(pd.DataFrame, index=False).value
    pd.testing.assert_frame_equal(read, frame, check_dtype=False)
