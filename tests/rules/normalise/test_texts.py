"""Free text: stored as written, unless there is nothing left of it."""

import pandas as pd
import pytest

from hiveledger.rules.normalise.texts import normalise_text
from tests.rules.normalise.cases import read_one


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("想上ＭＥＳ，\r\n预算５０万", "想上MES，\n预算50万", id="width and line ends are settled"),
        pytest.param("无", "无", id="a word for nothing is kept: 无 may be the answer"),
        pytest.param("-", "-", id="a stroke is kept"),
        pytest.param("=1+1", "=1+1", id="a formula is text like any other"),
    ],
)
def test_free_text_is_kept(text: str, expected: str) -> None:
    assert read_one(normalise_text(pd.Series([text])), "value", "code") == (expected, "")


@pytest.mark.parametrize("text", ["#REF!", "#N/A", "#NAME?", "#DIV/0!", "#VALUE!", "########"])
def test_an_error_of_a_formula_is_no_text(text: str) -> None:
    assert read_one(normalise_text(pd.Series([text])), "value", "code") == ("", "clean.text_excel_error")


@pytest.mark.parametrize("text", ["苏州\ufffd\ufffd精密", "锟斤拷", "烫烫烫烫", "Ã¤Â¸Â­"])
def test_garbled_text_is_told(text: str) -> None:
    assert read_one(normalise_text(pd.Series([text])), "value", "code") == ("", "clean.text_garbled")
