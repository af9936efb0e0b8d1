"""Days by which somebody means to buy: 下周三, 月底, Q2, 3个月内, counted from the day on which it was said."""

import re
from datetime import date, timedelta
from typing import Final

import pandas as pd

from hiveledger.rules.normalise.characters import plain, tidy
from hiveledger.rules.normalise.dates import CHINA, DayOrder, normalise_dates
from hiveledger.rules.normalise.numerals import NUMERAL, read_numeral

__all__ = ["normalise_deadlines", "read_deadline"]

_MONTHS: Final = 12
_FURTHEST: Final = timedelta(days=340)
_WEEKDAYS: Final = {**dict(zip("一二三四五六日", range(7), strict=True)), "天": 6}
_NEAR_DAYS: Final = {"今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2, "大后天": 3}
_PART_ENDS: Final = {"初": 10, "上旬": 10, "中": 20, "中旬": 20}  # of a month; else its last day
_COUNTED: Final = re.compile(rf"({NUMERAL})(?=个?月|季度|天|周|个星期|年)")
_AFTER: Final = re.compile(r"(?:之|以)?内$|(?<=[底末日号])(?:之|以)?前$|左右$")
_WEEK: Final = re.compile(r"(本|这|这个|下|下个|下下|下下个)?(?:周|星期|礼拜)([一二三四五六日天])?")
_SPAN: Final = re.compile(r"([1-9]\d?|半)个?(天|日|周|星期|月|年)")
_MONTH: Final = re.compile(r"(?=..)(?:(本|这|这个|当|下|下个|下下个)月|月)份?(初|上旬|中旬?|下旬|底|末)?")
_OF_YEAR: Final = re.compile(
    r"(?=..)(?:(今|本|明|后|\d{4}|\d\d(?=年))年?)?(?:"
    r"(?P<month>\d{1,2})月份?(?:(?P<part>初|上旬|中旬?|下旬|底|末)|(?P<day>\d{1,2})[日号]?)?"
    r"|(?:第?(?P<quarter>[1-4])季度?|q(?P<q>[1-4]))(?P<qend>初|底|末)?|(?P<half>[上下])半年|(?P<end>年?[底末]|年?初)|年)"
)
_THIS_QUARTER: Final = re.compile(r"(本|这|这个|下|下个)季度(?:[底末])?")
_DIGITAL_MONTH: Final = re.compile(r"(\d{4})[-/.](\d{1,2})")


def _last_day(year: int, month: int) -> date:
    """Give a month's last day; months beyond twelve are of later years."""
    years, rest = divmod(month, _MONTHS)
    return date(year + years, rest + 1, 1) - timedelta(days=1)


def _of_month(year: int, month: int, part: str | None) -> date:
    last = _last_day(year, month)
    return last.replace(day=_PART_ENDS[part]) if part in _PART_ENDS else last


def _steps(word: str | None) -> int:
    """Tell how many weeks, months or quarters on 本, 下 and 下下 are."""
    return (word or "").count("下")


def _read_week(found: re.Match[str], told: date) -> date:
    monday = told - timedelta(days=told.weekday())
    day = monday + timedelta(weeks=_steps(found[1]), days=_WEEKDAYS.get(found[2], 6))
    return day + timedelta(weeks=1) if found[1] is None and day < told else day


def _read_span(found: re.Match[str], told: date) -> date:
    number, unit = found.groups()
    if unit in {"月", "年"}:
        months = (_MONTHS if unit == "年" else 1) * (1 if number == "半" else int(number))
        months = months // 2 if number == "半" else months
        last = _last_day(told.year, told.month + months)
        return last.replace(day=min(told.day, last.day)) if months else told + timedelta(days=15)
    days = 7 if unit in {"周", "星期"} else 1
    return told + timedelta(days=days * int(number)) if number != "半" else told + timedelta(days=days // 2 + 1)


def _year(word: str | None, told: date | None) -> int | None:
    """Give the year that a word names; None where it needs a day to count from, or names none."""
    if word is not None and word.isdecimal():
        return int(word) + (2000 if len(word) == 2 else 0)  # noqa: PLR2004 - 26年
    return told.year + ("今本明后".index(word) + 1) // 2 if word and told else None


def _in_year(found: re.Match[str], year: int) -> date:
    if found["month"]:
        month = int(found["month"])
        return date(year, month, int(found["day"])) if found["day"] else _of_month(year, month, found["part"])
    if quarter := found["quarter"] or found["q"]:
        return (
            _of_month(year, 3 * int(quarter) - 2, "初") if found["qend"] == "初" else _last_day(year, 3 * int(quarter))
        )
    if found["half"]:
        return _last_day(year, 6 if found["half"] == "上" else _MONTHS)
    return _last_day(year, 3) if (found["end"] or "").endswith("初") else _last_day(year, _MONTHS)


def _read_of_year(found: re.Match[str], told: date | None) -> date | None:
    """Read what lies in a year; without one, the next that is not over."""
    if found["month"] and not 1 <= int(found["month"]) <= _MONTHS:
        return None
    year = _year(found[1], told)
    if year is None and (told is None or found[1]):
        return None
    if year is not None or told is None:
        return _in_year(found, year or 0)
    this = _in_year(found, told.year)
    later = this if this >= told else _in_year(found, told.year + 1)
    return later if later - told <= _FURTHEST else None  # 2月, said in March, may as well be over


def read_deadline(text: str, told: date | None) -> date | None:
    """Give the last day that a text in plain form leaves, None where it names none that is sure.

    `told` is the day on which it was said; without it only what names its year is read.

    >>> read_deadline("下周三", date(2026, 3, 2)), read_deadline("Q2", date(2026, 3, 2)), read_deadline("年底", None)
    (datetime.date(2026, 3, 11), datetime.date(2026, 6, 30), None)
    """
    bare = _COUNTED.sub(lambda part: str(read_numeral(part[1]) or part[1]), text.casefold().replace(" ", ""))
    bare = _AFTER.sub("", bare)
    try:
        if found := _DIGITAL_MONTH.fullmatch(bare):
            return _last_day(int(found[1]), int(found[2])) if 1 <= int(found[2]) <= _MONTHS else None
        if found := _OF_YEAR.fullmatch(bare):
            return _read_of_year(found, told)
        return None if told is None else _read_from(bare, told)
    except ValueError:  # 2月30日
        return None


def _read_from(bare: str, told: date) -> date | None:
    """Read what says nothing without a day to count from."""
    if bare in _NEAR_DAYS:
        return told + timedelta(days=_NEAR_DAYS[bare])
    if found := _WEEK.fullmatch(bare):
        return _read_week(found, told) if found[1] or found[2] else None  # 周 alone says nothing
    if found := _SPAN.fullmatch(bare):
        return _read_span(found, told)
    if found := _MONTH.fullmatch(bare):
        day = _of_month(told.year, told.month + _steps(found[1]), found[2])
        return day if day >= told else None
    if found := _THIS_QUARTER.fullmatch(bare):
        return _last_day(told.year, 3 * ((told.month + 2) // 3 + _steps(found[1])))
    return None


def normalise_deadlines(texts: pd.Series, told_at: pd.Series, order: DayOrder = DayOrder.UNKNOWN) -> pd.DataFrame:
    """Give days as `normalise_dates` does, and of a week, a month, a quarter or a year its last day.

    Reads: texts; told_at, the time at which each was said (datetime64, missing where nobody knows).
    Returns: value (datetime64), code, same index. Codes: those of `normalise_dates`; as a remark
    clean.date_reckoned, where the day was counted from what the text says.

    >>> told = pd.Series(pd.to_datetime(["2026-03-02", "2026-03-02"]))
    >>> normalise_deadlines(pd.Series(["下月底", "尽快"]), told).astype("str").to_numpy().tolist()
    [['2026-04-30', 'clean.date_reckoned'], [nan, 'clean.date_unreadable']]
    """
    found = normalise_dates(texts, order, CHINA)
    open_ = found.index[found["code"].isin(["clean.date_incomplete", "clean.date_unreadable"])]
    days = [
        read_deadline(plain(tidy(str(text))), None if pd.isna(told) else told.date())
        for text, told in zip(texts[open_], told_at[open_], strict=True)
    ]
    reckoned = pd.Series(days, index=open_, dtype="datetime64[us]").dropna()
    value = found["value"].fillna(reckoned.reindex(found.index))
    return found.assign(value=value, code=found["code"].mask(found.index.isin(reckoned.index), "clean.date_reckoned"))
