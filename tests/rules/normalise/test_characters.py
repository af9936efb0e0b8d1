"""Characters: what looks the same is stored the same, and nothing invisible stays."""

import unicodedata
from typing import Final

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiveledger.rules.normalise.characters import comparison_key, one_line, plain, simplified, tidy

TIDIED: Final = [
    pytest.param("ＭＥＳ２．０", "MES2.0", id="full-width letters and digits become narrow"),
    pytest.param("预算，５０万。（含税）", "预算，50万。（含税）", id="Chinese punctuation stays"),
    pytest.param("“王总”：很急！", "“王总”：很急！", id="Chinese quotes stay"),
    pytest.param("江蘇省雲帆", "江蘇省雲帆", id="traditional characters stay"),
    pytest.param("ｱｲｳ", "アイウ", id="half-width kana become wide"),
    pytest.param("⼈⼒资源", "人力资源", id="radicals of a PDF become characters"),
    pytest.param("cafe\u0301", "café", id="accents are composed"),
    pytest.param("㈱", "(株)", id="compatibility forms are opened"),
    pytest.param("5²㎡", "5²m2", id="superscripts stay, since 5² is not 52"),
    pytest.param("1½", "1½", id="fractions stay, since 1½ is not 11⁄2"),
    pytest.param("①现场②远程", "①现场②远程", id="circled numbers stay, since they count points"),
    pytest.param("苏\u200b州\ufeff云\u00ad帆", "苏州云帆", id="zero-width characters go"),
    pytest.param("\u202e苏州\u202c", "苏州", id="marks that turn the writing round go"),
    pytest.param("A\x00B\x07C\x1b", "ABC", id="control characters go"),
    pytest.param("a\ud800b\ufffe", "ab", id="what no file can hold goes"),
    pytest.param("❤\ufe0f", "❤", id="variation selectors go"),
    pytest.param("A\u3164B\u2800C", "ABC", id="blank letters go"),
    pytest.param("  a \u00a0\u3000\t b  ", "a b", id="blanks of any kind become one"),
    pytest.param("a\r\nb\rc\u2028d\x0be", "a\nb\nc\nd\ne", id="line ends of any kind become one"),
    pytest.param("a \n \n\n b", "a\nb", id="blank lines go"),
    pytest.param("a_x000D_\nb", "a\nb", id="Excel's stored carriage return goes"),
    pytest.param("", "", id="nothing stays nothing"),
]


@pytest.mark.parametrize(("text", "expected"), TIDIED)
def test_stored_text(text: str, expected: str) -> None:
    assert tidy(text) == expected


@given(st.text())
def test_tidying_twice_equals_once(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@given(st.text())
def test_stored_text_holds_nothing_that_cannot_be_seen_or_saved(text: str) -> None:
    assert not {unicodedata.category(character) for character in tidy(text).replace("\n", "")} & {"Cc", "Cf", "Cs"}


@given(st.text())
def test_the_plain_form_is_as_long_as_the_text_or_longer_only_by_ellipses(text: str) -> None:
    stored = tidy(text)
    assert len(plain(stored)) == len(stored) + 2 * stored.count("…")


def test_one_line_has_no_line_break() -> None:
    assert one_line("苏州\r\n精密") == "苏州 精密"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("江蘇雲帆", "江苏云帆", id="in either script"),
        pytest.param("ＭＥＳ 系统", "mes系统", id="in any width, case and spacing"),
        pytest.param("云帆（苏州）", "云帆(苏州)", id="with any brackets"),
        pytest.param("云帆\n精密", "云帆精密", id="over two lines"),
    ],
)
def test_two_spellings_compare_as_one(one: str, other: str) -> None:
    first, second = comparison_key(pd.Series([one, other]))
    assert first == second


def test_comparison_keeps_rows_and_blanks() -> None:
    texts = pd.Series(["b", None, " ", "a"], index=[7, 3, 5, 1], dtype="str")
    assert comparison_key(texts).to_dict() | {3: "", 5: ""} == {7: "b", 3: "", 5: "", 1: "a"}
    assert comparison_key(texts).isna().sum() == 2


def test_a_column_of_latin_text_is_compared_without_a_dictionary() -> None:
    assert simplified(["Acme", ""]) == ["Acme", ""]


def test_an_empty_column_has_no_keys() -> None:
    assert comparison_key(pd.Series([], dtype="str")).empty
