"""Days by which somebody means to buy, counted from a Wednesday."""

from datetime import date
from typing import Final

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiveledger.rules.normalise.deadlines import normalise_deadlines, read_deadline
from tests.rules.normalise.cases import cases, read_one

_TOLD: Final = pd.Timestamp("2026-03-04 09:30")

RECKONED: Final = r"""
    a day from now | 后天 | 2026-03-06
    a day of the week that is still to come | 周五 | 2026-03-06
    a day of the week that is over | 周一 | 2026-03-09
    a day of next week | 下周三 | 2026-03-11
    a day of the week after next | 下下周一 | 2026-03-16
    this week | 本周内 | 2026-03-08
    the end of the month | 月底 | 2026-03-31
    before the end of the month | 月底前 | 2026-03-31
    the end of next month | 下月底 | 2026-04-30
    next month is its last day | 下个月 | 2026-04-30
    the beginning of next month | 下月初 | 2026-04-10
    a month of this year | 5月份 | 2026-05-31
    the middle of a month | 5月中旬 | 2026-05-20
    a month in Chinese numerals | 十二月底 | 2026-12-31
    a month of next year | 1月 | 2027-01-31
    a day without a year | 5月5日 | 2026-05-05
    a quarter | Q2 | 2026-06-30
    a quarter in Chinese | 二季度 | 2026-06-30
    this quarter | 本季度 | 2026-03-31
    next quarter | 下季度 | 2026-06-30
    the year's end | 年底 | 2026-12-31
    next year's beginning | 明年初 | 2027-03-31
    a half year | 下半年 | 2026-12-31
    a number of months | 三个月内 | 2026-06-04
    half a year | 半年内 | 2026-09-04
    a number of weeks | 2周内 | 2026-03-18
    a number of days | 10天内 | 2026-03-14
"""

WITH_A_YEAR: Final = r"""
    a month | 2026-05 | 2026-05-31
    a month in Chinese | 2026年5月 | 2026-05-31
    a month of a short year | 26年5月 | 2026-05-31
    a quarter | 2026年Q3 | 2026-09-30
    a year | 2026年 | 2026-12-31
    a year's end | 2026年底 | 2026-12-31
"""

REFUSED: Final = r"""
    haste | 尽快 | clean.date_unreadable
    a feast | 春节前 | clean.date_unreadable
    a day of the moon | 腊月二十 | clean.date_unreadable
    before a month begins | 5月前 | clean.date_unreadable
    a month that is just over | 2月 | clean.date_incomplete
    a day that is not in the calendar | 2月30日 | clean.date_incomplete
    a thirteenth month | 2026-13 | clean.date_incomplete
    a quarter that there is not | Q5 | clean.date_unreadable
    a span of years | 999年 | clean.date_unreadable
    a unit and nothing else | 年 | clean.date_unreadable
    a day of two readings | 5/6/2026 | clean.date_ambiguous
    a two-digit year | 26.1.5 | clean.date_ambiguous
    nothing | 待定 |
"""


def _read(cell: str, told: pd.Timestamp | None) -> tuple[str, ...]:
    found = normalise_deadlines(pd.Series([cell]), pd.Series([told], dtype="datetime64[us]"))
    return read_one(found, "value", "code")


@pytest.mark.parametrize(("cell", "expected"), cases(RECKONED))
def test_a_day_is_counted_from_when_it_was_said(cell: str, expected: tuple[str, ...]) -> None:
    assert _read(cell, _TOLD) == (f"{expected[0]} 00:00:00", "clean.date_reckoned")


@pytest.mark.parametrize(("cell", "expected"), cases(RECKONED))
def test_nothing_is_counted_from_nowhere(cell: str, expected: tuple[str, ...]) -> None:
    assert expected[0]
    assert _read(cell, None) in {("", "clean.date_incomplete"), ("", "clean.date_unreadable")}


@pytest.mark.parametrize(("cell", "expected"), cases(WITH_A_YEAR))
def test_what_names_its_year_needs_no_day_to_count_from(cell: str, expected: tuple[str, ...]) -> None:
    assert _read(cell, None) == _read(cell, _TOLD) == (f"{expected[0]} 00:00:00", "clean.date_reckoned")


@pytest.mark.parametrize(("cell", "expected"), cases(REFUSED))
def test_no_deadline_is_guessed_at(cell: str, expected: tuple[str, ...]) -> None:
    assert _read(cell, _TOLD) == ("", *expected)


def test_a_date_is_read_as_ever() -> None:
    assert _read("2026年5月5日", None) == ("2026-05-05 00:00:00", "")


@given(
    st.lists(st.sampled_from([*"本下个周月年底初中前内半明今一二3Q1-/日 ", "26", "季度", "2026"]), max_size=6),
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
)
def test_a_deadline_without_a_year_is_never_over(words: list[str], told: date) -> None:
    text = "".join(words)
    found = read_deadline(text, told)
    assert found is None or found >= told or any(year in text for year in ("26", "今", "本", "半"))
