"""What is written to cells is read from them, with its type."""

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
import xlwings as xw


def test_a_block_of_values_comes_back_with_its_types(sheet: xw.Sheet) -> None:
    moment, day = dt.datetime(2026, 3, 2, 9, 30, 15), dt.datetime(2026, 3, 2)
    sheet["B2"].value = [["id", 1.5, True], [moment, None, False], ["甲\n乙", 3, day.date()]]
    assert sheet["B2:D4"].value == [["id", 1.5, True], [moment, None, False], ["甲\n乙", 3.0, day]]
    assert [type(value) for value in sheet["B2:D2"].value] == [str, float, bool]


def test_a_row_a_column_and_a_cell_come_back_flat_unless_rows_are_asked_for(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[1, 2], [3, 4]]
    assert (sheet["A1:B1"].value, sheet["A1:A2"].value, sheet["B2"].value) == ([1, 2], [1, 3], 4)
    assert sheet["A1:A2"].options(ndim=2).value == [[1], [3]]


def test_empty_cells_are_what_was_asked_for(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["x", None, ""]]
    assert sheet["A1:C1"].value == ["x", None, None]
    assert sheet["A1:C1"].options(empty="").value == ["x", "", ""]


def test_nothing_empties_a_cell_and_its_format_stays(sheet: xw.Sheet) -> None:
    sheet["A1:A2"].number_format = "@"
    sheet["A1"].value = [["x"], ["y"]]
    sheet["A1"].value = [[None], ["z"]]
    assert (sheet["A1:A2"].value, sheet["A1"].number_format) == ([None, "z"], "@")


def test_text_that_looks_like_something_else_stays_text_in_cells_of_text(sheet: xw.Sheet) -> None:
    texts = ["0012", "13800001111", "2026-03-02", "=1+1", "TRUE", "1e5", "91310000MA1K00001X"]
    cells = sheet["A1"].resize(len(texts), 1)
    cells.number_format = "@"
    cells.value = [[text] for text in texts]
    assert cells.value == texts


def test_text_in_cells_of_text_is_no_formula_however_it_is_written(sheet: xw.Sheet) -> None:
    sheet["A1:B2"].number_format = "@"
    sheet["A1"].value = "=1+1"
    sheet["B1:B2"].value = "=2+2"
    sheet["A2"].value = [["=3+3"]]
    assert sheet["A1:B2"].value == [["=1+1", "=2+2"], ["=3+3", "=2+2"]]


def test_what_begins_with_an_equals_sign_is_calculated_in_other_cells(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[2, "=A1*3"]]
    assert sheet["B1"].value == 6


def test_an_error_is_nothing_unless_its_name_is_asked_for(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["=1/0", "=NA()", 1]]
    assert sheet["A1:C1"].value == [None, None, 1]
    assert sheet["A1:C1"].options(err_to_str=True).value == ["#DIV/0!", "#N/A", 1]
    assert sheet["A1"].value is None


def test_one_value_fills_a_range(sheet: xw.Sheet) -> None:
    sheet["A1:B2"].value = "x"
    assert sheet["A1:B2"].value == [["x", "x"], ["x", "x"]]


def test_days_keep_the_format_that_their_cells_have(sheet: xw.Sheet) -> None:
    sheet["A1"].number_format = 'yyyy"年"m"月"d"日"'
    sheet["A1"].value = dt.datetime(2026, 3, 2)
    assert (sheet["A1"].value, sheet["A1"].number_format) == (dt.datetime(2026, 3, 2), 'yyyy"年"m"月"d"日"')


def test_days_among_other_values_are_told_from_numbers(sheet: xw.Sheet) -> None:
    day = dt.datetime(2026, 3, 2)
    values = [[day if row % 3 else 5.0] for row in range(30)]
    sheet["A1"].value = values
    assert sheet["A1:A30"].options(ndim=2).value == values


def test_a_number_that_wears_a_format_of_days_is_a_day(sheet: xw.Sheet) -> None:
    sheet["A1"].value = 46083.5
    sheet["A1"].number_format = "yyyy-mm-dd hh:mm"
    assert sheet["A1"].value == dt.datetime(2026, 3, 2, 12)


def test_a_time_of_day_is_part_of_a_day(sheet: xw.Sheet) -> None:
    sheet["A1"].value = 0.375
    sheet["A1"].number_format = "hh:mm"
    assert sheet["A1"].value == 0.375


def test_a_frame_comes_back_as_it_was(sheet: xw.Sheet) -> None:
    days = [dt.datetime(2026, 3, 2), dt.datetime(2026, 3, 3, 10)]
    frame = pd.DataFrame({"name": ["a", None], "n": [1.0, None], "at": days, "ok": [True, False]})
    sheet["A1"].options(index=False).value = frame
    read = sheet["A1:D3"].options(pd.DataFrame, index=False).value
    pd.testing.assert_frame_equal(read, frame, check_dtype=False)


def test_numbers_of_any_kind_are_written_as_numbers(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[5, Decimal("1.5"), np.int64(7), np.float32(0.5)]]
    assert sheet["A1:D1"].value == [5, 1.5, 7, 0.5]


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NaT, pd.NA], ids=["None", "NaN", "NaT", "NA"])
def test_whatever_says_that_it_is_missing_empties_a_cell(sheet: xw.Sheet, missing: object) -> None:
    sheet["A1"].value = [["x", "y"]]
    sheet["A1"].value = [[missing, "y"]]
    assert sheet["A1:B1"].value == [None, "y"]
