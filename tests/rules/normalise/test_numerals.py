"""Chinese numerals."""

import pytest

from hiveledger.rules.normalise.numerals import read_digits, read_numeral


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("五", 5),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("二十五", 25),
        ("一百", 100),
        ("一百零五", 105),
        ("三百五十", 350),
        ("两千", 2000),
        ("一千零五十", 1050),
        ("壹佰贰拾", 120),
        ("伍仟", 5000),
        ("九千九百九十九", 9999),
    ],
)
def test_a_numeral_is_read(text: str, expected: int) -> None:
    assert read_numeral(text) == expected


@pytest.mark.parametrize("text", ["", "三百五", "五六", "百", "百二", "十十", "五百百", "零十", "x", "一万"])
def test_what_has_two_readings_or_none_is_no_number(text: str) -> None:
    assert read_numeral(text) is None


def test_a_year_is_read_digit_by_digit() -> None:
    assert read_digits("二零二六") == read_digits("二〇二六") == "2026"
