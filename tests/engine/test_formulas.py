"""Formulas are written and read as Excel writes them."""

import pytest
import xlwings as xw

_SAME_BACK = [
    "=SUM(A1:A3,1)",
    '=IF(TRUE,"a;b","c,d")',
    "=SUM({1,2;3,4})",
    "='My sheet'!$A$1+Other!B2",
    "=SUM(Other!A:A)",
    "=1/0",
    "=EDATE(A1,2)+WORKDAY(A1,3)",
    "=SUM((A1:A2,B1:B2))",
    "=-A1^2%",
    '=IFERROR(VLOOKUP(1,A1:B3,2,FALSE),"x")',
    "=CEILING(1.2,1)",
]


@pytest.fixture(autouse=True)
def _sheets(book: xw.Book) -> None:
    book.sheets[0].name = "客户"
    for name in ("Other", "My sheet"):
        book.sheets.add(name, after=book.sheets[-1])


@pytest.mark.parametrize("formula", _SAME_BACK)
def test_a_formula_comes_back_as_it_was_written(sheet: xw.Sheet, formula: str) -> None:
    sheet["D5"].formula = formula
    assert sheet["D5"].formula == formula


def test_formulas_refer_to_columns_of_tables(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["编号", "分数", "两倍"], ["a", 1, None], ["b", 2, None]]
    sheet.tables.add(sheet["A1:C3"], name="Leads")
    sheet["C2:C3"].formula = [["=Leads[[#This Row],[分数]]*2"], ["=Leads[@分数]*2"]]
    sheet["E1"].formula = "=SUM(Leads[两倍])"
    assert (sheet["C2:C3"].value, sheet["E1"].value) == ([2, 4], 6)
    assert sheet["E1"].formula == "=SUM(Leads[两倍])"


def test_one_formula_fills_a_range_and_follows_each_cell(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[1, 10], [2, 20], [3, 30]]
    sheet["C1:D3"].formula = "=A1*$A$3"
    assert sheet["C1:D3"].value == [[3, 30], [6, 60], [9, 90]]
    assert sheet["D2"].formula == "=B2*$A$3"


def test_a_block_is_read_with_its_texts_numbers_and_formulas(sheet: xw.Sheet) -> None:
    sheet["A1"].number_format = "@"
    sheet["A1"].value = "0012"
    sheet["B1"].formula = "=1+1"
    sheet["C1"].value = 5
    block: object = sheet["A1:D1"].formula
    assert block == (("0012", "=1+1", "5", ""),)


def test_what_is_no_formula_is_refused_and_nothing_is_written(sheet: xw.Sheet) -> None:
    sheet["A1"].value = "x"
    with pytest.raises(Exception):  # noqa: B017, PT011 - each program has its own
        sheet["A1"].value = [['=IF(1,"unfinished', "y"]]
    assert sheet["A1:B1"].value == ["x", None]


def test_nothing_is_calculated_by_hand_until_it_is_asked_for(app: xw.App, sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[1, "=A1+1"]]
    with app.properties(calculation="manual"):
        sheet["A1"].value = 5
        assert sheet["B1"].value == 2
        app.calculate()
        assert sheet["B1"].value == 6
    assert app.calculation == "automatic"
