"""Dates in the forms that people and exports write them. What can mean two days is refused."""

import re
from datetime import datetime, timedelta, timezone, tzinfo
from enum import StrEnum
from functools import partial
from typing import Final

import pandas as pd

from hiveledger.rules.normalise.cells import BLANK, Reading, read_cells
from hiveledger.rules.normalise.characters import plain, tidy
from hiveledger.rules.normalise.clock_times import ClockTime, read_clock_time
from hiveledger.rules.normalise.numerals import NUMERAL, read_digits, read_numeral

__all__ = ["CHINA", "DayOrder", "infer_day_order", "normalise_dates", "normalise_serials"]

CHINA: Final = timezone(timedelta(hours=8))


class DayOrder(StrEnum):
    """Whether 05/06/2026 is a day in June or in May."""

    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"
    UNKNOWN = "unknown"


_DATES: Final = {"value": "datetime64[us]", "code": "str"}
_AMBIGUOUS: Final = Reading(code="clean.date_ambiguous")
_IMPOSSIBLE: Final = Reading(code="clean.date_impossible")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MOST_MONTHS: Final = 12
_YEARS: Final = range(1901, 2200)

_YEAR_FIRST: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)\s*[日号]?")
_SHORT_YEAR: Final = re.compile(r"(\d{2})年\s*(\d{1,2})月\s*(\d{1,2})[日号]?")
_COMPACT: Final = re.compile(r"(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(?:\.0+)?")
_YEAR_LAST: Final = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})(?!\d)")
_MONTH_NAME: Final = rf"({'|'.join(_MONTHS)})[a-z]*\.?"
_DAY_MONTH: Final = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)?[-\s]*{_MONTH_NAME},?[-\s]*(\d{{4}})", re.IGNORECASE)
_MONTH_DAY: Final = re.compile(rf"{_MONTH_NAME}\s*(\d{{1,2}})(?:st|nd|rd|th)?,?\s*(\d{{4}})", re.IGNORECASE)
_WEEKDAY: Final = re.compile(
    r"\(?(?:周|星期|礼拜)[一二三四五六日天]\)?|\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?,?",
    re.IGNORECASE,
)
_TWO_READINGS: Final = re.compile(r"\d{1,2}[-/.]\d{1,2}(?:[-/.]\d{1,2})?")
_INCOMPLETE: Final = re.compile(
    r"(?:\d{2}|\d{4})年(?:\d{1,2}月)?|\d{4}|\d{4}[-/.]\d{1,2}月?|\d{1,2}月(?:\d{1,2}[日号]?)?|(?:\d{4}年?)?(?:q[1-4]|[一二三四1-4]季度)",
    re.IGNORECASE,
)
_SERIAL: Final = re.compile(r"[2-7]\d{4}(?:\.\d+)?")
_NO_DATE: Final = re.compile(r"0000[-/]00?[-/]00?(?: 00:00(?::00)?)?")  # how databases export a missing date
_NUMERAL_PART: Final = re.compile(f"({NUMERAL})(?=[年月日号])")


def _in_digits(part: re.Match[str]) -> str:
    number = read_numeral(part[1])
    return str(number) if number is not None else read_digits(part[1])


def _moment(year: int, month: int, day: int, rest: str, zone: tzinfo) -> Reading:
    clock = read_clock_time(rest) if rest.strip() else ClockTime()
    if clock is None:
        return Reading(code="clean.date_unreadable")
    try:
        moment = datetime(year, month, day, clock.hour, clock.minute, clock.second, tzinfo=clock.zone)
    except ValueError:
        return _IMPOSSIBLE
    local = moment.astimezone(zone) if clock.zone else moment
    return Reading(local.replace(tzinfo=None)) if year in _YEARS else _IMPOSSIBLE


def _day_and_month(first: int, second: int, order: DayOrder) -> tuple[int, int] | None:
    """Tell day from month where the numbers or the column's order leave no doubt."""
    if first > _MOST_MONTHS or (second <= _MOST_MONTHS and (first == second or order is DayOrder.DAY_FIRST)):
        return first, second
    if second > _MOST_MONTHS or order is DayOrder.MONTH_FIRST:
        return second, first
    return None


def _read_western(text: str, order: DayOrder, zone: tzinfo) -> Reading | None:
    if found := _YEAR_LAST.match(text):
        days = _day_and_month(int(found[1]), int(found[2]), order)
        return _moment(int(found[3]), days[1], days[0], text[found.end() :], zone) if days else _AMBIGUOUS
    if found := _DAY_MONTH.match(text):
        day, month = found[1], found[2]
    elif found := _MONTH_DAY.match(text):
        month, day = found[1], found[2]
    else:
        return None
    number = _MONTHS.index(month.lower()) + 1
    return _moment(int(found[3]), number, int(day), text[found.end() :], zone)


def _read(raw: str, order: DayOrder, zone: tzinfo) -> Reading:
    text = raw.rstrip(" .,;/")
    if found := _YEAR_FIRST.match(text):
        year, month, day = map(int, found.groups())
        if year == 0:
            return BLANK if _NO_DATE.fullmatch(text) else _IMPOSSIBLE
        return _moment(year, month, day, _WEEKDAY.sub(" ", text[found.end() :]), zone)
    if found := _COMPACT.fullmatch(text):
        year, month, day, *clock = (int(part or 0) for part in found.groups())
        return _moment(year, month, day, "{:02}:{:02}:{:02}".format(*clock), zone)
    bare = _NUMERAL_PART.sub(_in_digits, _WEEKDAY.sub(" ", text)).replace("元月", "1月").strip()
    if bare != text:
        return _read(bare, order, zone)
    if found := _SHORT_YEAR.match(text):
        return _moment(2000 + int(found[1]), int(found[2]), int(found[3]), text[found.end() :], zone)
    return _read_western(text, order, zone) or _refused(text)


def _refused(text: str) -> Reading:
    if _TWO_READINGS.fullmatch(text.partition(" ")[0]):
        return _AMBIGUOUS
    if _INCOMPLETE.fullmatch(text):
        return Reading(code="clean.date_incomplete")
    return Reading(code="clean.date_serial" if _SERIAL.fullmatch(text) else "clean.date_unreadable")


def infer_day_order(texts: pd.Series) -> DayOrder:
    """Tell whether a column writes day or month first, from its dates that can only be read one way.

    Returns: UNKNOWN where no date shows it, and where dates show both.

    >>> infer_day_order(pd.Series(["05/06/2026", "13/06/2026", None]))
    <DayOrder.DAY_FIRST: 'day_first'>
    """
    found = [_YEAR_LAST.match(plain(tidy(str(text)))) for text in texts.dropna().unique()]
    days = [(int(date[1]), int(date[2])) for date in found if date]
    day_first = any(first > _MOST_MONTHS >= second for first, second in days)
    month_first = any(second > _MOST_MONTHS >= first for first, second in days)
    if day_first == month_first:
        return DayOrder.UNKNOWN
    return DayOrder.DAY_FIRST if day_first else DayOrder.MONTH_FIRST


def normalise_dates(texts: pd.Series, order: DayOrder = DayOrder.UNKNOWN, zone: tzinfo = CHINA) -> pd.DataFrame:
    """Give dates and times as naive local time of `zone`; a time that names its offset is converted to it.

    Two-digit years (26.1.5) and dates without a year are refused; 05/06/2026 is read where `order` (for instance
    from `infer_day_order`) says how.

    Returns: value (datetime64), code, same index. Codes: clean.date_ambiguous, clean.date_incomplete (year, month
    or day missing), clean.date_impossible (30 February), clean.date_serial (46027: Excel's number for a date,
    see `normalise_serials`), clean.date_unreadable.

    >>> normalise_dates(pd.Series(["2026年1月5日 下午3:00", "26.1.5"])).astype("str").to_numpy().tolist()
    [['2026-01-05 15:00:00', nan], [nan, 'clean.date_ambiguous']]
    """
    return read_cells(texts, partial(_read, order=order, zone=zone), _DATES)


def normalise_serials(serials: pd.Series) -> pd.DataFrame:
    """Give the dates that Excel's numbers stand for, to the second. Only for cells that were numbers in Excel.

    Reads: float. Returns: value (datetime64), code, same index. Code: clean.date_impossible, for numbers outside
    1955 to 2119, which are no dates of a lead.

    >>> normalise_serials(pd.Series([46027.395833, 5.0])).astype("str").to_numpy().tolist()
    [['2026-01-05 09:30:00', nan], [nan, 'clean.date_impossible']]
    """
    days = serials.where(serials.between(20_000, 80_000))
    value = pd.Timestamp("1899-12-30") + pd.to_timedelta((days * 86_400).round(), unit="s")
    code = pd.Series(None, index=serials.index, dtype="str").mask(serials.notna() & days.isna(), _IMPOSSIBLE.code)
    return pd.DataFrame({"value": value.astype("datetime64[us]"), "code": code})
