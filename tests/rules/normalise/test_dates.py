"""Dates: read where there is one reading, refused where there are two."""

from datetime import timedelta, timezone
from typing import Final

import pandas as pd
import pytest

from hiveledger.rules.normalise.dates import DayOrder, infer_day_order, normalise_dates, normalise_serials
from tests.rules.normalise.cases import cases, read_one

DAYS: Final = r"""
    ISO | 2026-01-05
    with slashes | 2026/1/5
    with dots | 2026.1.5
    with dots and blanks | 2026. 1. 5
    in Chinese | 2026年1月5日
    in Chinese with blanks | 2026 年 1 月 5 日
    in Chinese with 号 | 2026年1月5号
    in Chinese numerals | 二〇二六年一月五日
    in Chinese numerals with 零 | 二零二六年一月五日
    with a Chinese two-digit year | 26年1月5日
    with its weekday | 2026年1月5日（周一）
    with a closing stop | 2026.1.5.
    with the first month by its old name | 2026年元月5日
    compact | 20260105
    compact as a float | 20260105.0
    full-width | ２０２６－０１－０５
    with long dashes | 2026—01—05
    with an English month | Jan 5, 2026
    with an English month in full | January 5th, 2026
    with the day before an English month | 5 Jan 2026
    with hyphens and an English month | 05-Jan-2026
    with an English weekday | Mon, 5 January 2026
    with midnight | 2026-01-05 00:00:00
"""

TIMES: Final = r"""
    with seconds | 2026-01-05 09:30:00 | 2026-01-05 09:30:00
    without seconds | 2026-01-05 9:30 | 2026-01-05 09:30:00
    with T | 2026-01-05T09:30:00 | 2026-01-05 09:30:00
    with fractions | 2026-01-05T09:30:00.123 | 2026-01-05 09:30:00
    with the offset of China | 2026-01-05T09:30:00+08:00 | 2026-01-05 09:30:00
    in UTC | 2026-01-05T01:30:00Z | 2026-01-05 09:30:00
    in UTC on the day before | 2026-01-04T20:00:00Z | 2026-01-05 04:00:00
    with another offset | 2026-01-05T01:30:00-0500 | 2026-01-05 14:30:00
    with an offset of hours | 2026-01-05T01:30+00 | 2026-01-05 09:30:00
    as browsers print it | Mon Jan 05 2026 09:30:00 GMT+0800 | 2026-01-05 09:30:00
    in the morning | 2026/1/5 上午9:30 | 2026-01-05 09:30:00
    in the afternoon | 2026/1/5 下午3:00 | 2026-01-05 15:00:00
    at half past in Chinese | 2026年1月5日 下午3点半 | 2026-01-05 15:30:00
    by the hour in Chinese | 2026年1月5日 晚上8点 | 2026-01-05 20:00:00
    in Chinese to the second | 2026年1月5日15时30分20秒 | 2026-01-05 15:30:20
    at noon | 2026/1/5 中午12:30 | 2026-01-05 12:30:00
    at eleven, said as noon | 2026/1/5 中午11:30 | 2026-01-05 11:30:00
    at one, said as noon | 2026/1/5 中午1:30 | 2026-01-05 13:30:00
    at midnight in English | 2026-1-5 12:00 AM | 2026-01-05 00:00:00
    at noon in English | 2026-1-5 12:00 PM | 2026-01-05 12:00:00
    after a weekday | 2026年1月5日星期一 9:30 | 2026-01-05 09:30:00
    compact to the second | 20260105093000 | 2026-01-05 09:30:00
    compact to the minute | 202601050930 | 2026-01-05 09:30:00
    with the year last | 13/5/2026 3:00 PM | 2026-05-13 15:00:00
"""

REFUSED: Final = r"""
    day or month first | 05/06/2026 | clean.date_ambiguous
    day or month first with a time | 1/5/2026 3:00 PM | clean.date_ambiguous
    day or month first with dots | 1.5.2026 | clean.date_ambiguous
    a two-digit year | 26.1.5 | clean.date_ambiguous
    a two-digit year with hyphens | 26-1-5 | clean.date_ambiguous
    a two-digit year last | 1/5/26 | clean.date_ambiguous
    no year | 1/5 | clean.date_ambiguous
    no year in Chinese | 1月5日 | clean.date_incomplete
    no day | 2026-01 | clean.date_incomplete
    no day in Chinese | 2026年1月 | clean.date_incomplete
    only a year | 2026年 | clean.date_incomplete
    only a year in digits | 2026 | clean.date_incomplete
    a quarter | 2026年Q3 | clean.date_incomplete
    a day that is not in the calendar | 2026-02-30 | clean.date_impossible
    a leap day of another year | 2026年2月29日 | clean.date_impossible
    a thirteenth month | 2026-13-01 | clean.date_impossible
    two numbers that are no month | 32/13/2026 | clean.date_impossible
    an hour that is not on the clock | 2026-01-05 25:00 | clean.date_impossible
    Excel's day zero | 1900-01-00 | clean.date_impossible
    Excel's first day | 1899-12-30 | clean.date_impossible
    a day of the year zero | 0000-01-05 | clean.date_impossible
    Excel's number | 46027 | clean.date_serial
    Excel's number with a time | 46027.395833 | clean.date_serial
    an offset that there is not | 2026-01-05T09:30+9930 | clean.date_unreadable
    seconds since 1970 | 1767576600 | clean.date_unreadable
    a part of a day | 2026年1月5日上午 | clean.date_unreadable
    a short year in letters | 5-Jan-26 | clean.date_unreadable
    a day of the moon | 腊月二十 | clean.date_unreadable
    a word | 尽快 | clean.date_unreadable
    a word for a day | 下周一 | clean.date_unreadable
    a day and a word | 2026-01-05 前后 | clean.date_unreadable
    a span of days | 2026-1-5至2026-2-5 | clean.date_unreadable
    a mobile number | 13800001111 | clean.date_unreadable
    an amount | 1.5万 | clean.date_unreadable
"""


@pytest.mark.parametrize(("cell", "expected"), cases(DAYS))
def test_a_day_is_read(cell: str, expected: tuple[str, ...]) -> None:
    assert expected == ()
    assert read_one(normalise_dates(pd.Series([cell])), "value", "code") == ("2026-01-05 00:00:00", "")


@pytest.mark.parametrize(("cell", "expected"), cases(TIMES))
def test_a_time_is_read_as_local_time(cell: str, expected: tuple[str, ...]) -> None:
    assert read_one(normalise_dates(pd.Series([cell])), "value", "code") == (*expected, "")


@pytest.mark.parametrize(("cell", "expected"), cases(REFUSED))
def test_no_date_is_guessed_at(cell: str, expected: tuple[str, ...]) -> None:
    assert read_one(normalise_dates(pd.Series([cell])), "value", "code") == ("", *expected)


@pytest.mark.parametrize("cell", ["0000-00-00", "0000-00-00 00:00:00", "待定", "/"])
def test_a_date_that_says_nothing_is_blank(cell: str) -> None:
    assert read_one(normalise_dates(pd.Series([cell])), "value", "code") == ("", "")


@pytest.mark.parametrize(
    ("cell", "order", "expected"),
    [
        pytest.param("05/06/2026", DayOrder.DAY_FIRST, "2026-06-05", id="day first where the column says so"),
        pytest.param("05/06/2026", DayOrder.MONTH_FIRST, "2026-05-06", id="month first where the column says so"),
        pytest.param("13/06/2026", DayOrder.MONTH_FIRST, "2026-06-13", id="thirteen is a day whatever the column says"),
        pytest.param("06/13/2026", DayOrder.DAY_FIRST, "2026-06-13", id="and in the second place too"),
        pytest.param("05/05/2026", DayOrder.UNKNOWN, "2026-05-05", id="the same number twice needs no order"),
    ],
)
def test_the_order_of_day_and_month(cell: str, order: DayOrder, expected: str) -> None:
    found = normalise_dates(pd.Series([cell]), order)
    assert read_one(found, "value", "code") == (f"{expected} 00:00:00", "")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param(["05/06/2026", "13/06/2026"], DayOrder.DAY_FIRST, id="one day above twelve shows it"),
        pytest.param(["05/06/2026", "06/13/2026"], DayOrder.MONTH_FIRST, id="in either place"),
        pytest.param(["05/06/2026", "2026-01-13"], DayOrder.UNKNOWN, id="a year first shows nothing"),
        pytest.param(["13/06/2026", "06/13/2026"], DayOrder.UNKNOWN, id="a column of both shows nothing"),
        pytest.param(["32/13/2026", None, "x"], DayOrder.UNKNOWN, id="what is no date shows nothing"),
        pytest.param([], DayOrder.UNKNOWN, id="an empty column shows nothing"),
    ],
)
def test_a_column_shows_its_order(cells: list[str | None], expected: DayOrder) -> None:
    assert infer_day_order(pd.Series(cells, dtype="str")) is expected


def test_a_time_with_an_offset_becomes_the_time_of_the_zone() -> None:
    tokyo = timezone(timedelta(hours=9))
    found = normalise_dates(pd.Series(["2026-01-05T01:30:00Z"]), zone=tokyo)
    assert read_one(found, "value") == ("2026-01-05 10:30:00",)


def test_numbers_of_excel_are_dates_to_the_second() -> None:
    found = normalise_serials(pd.Series([46027, 46027.395833333336, None, 5], index=list("abcd"), dtype="float64"))
    assert found["value"].astype("str").to_list()[:2] == ["2026-01-05 00:00:00", "2026-01-05 09:30:00"]
    assert found["code"].dropna().to_dict() == {"d": "clean.date_impossible"}
    assert str(found["value"].dtype) == "datetime64[us]"
