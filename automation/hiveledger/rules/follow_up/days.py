"""Days that a line names, wherever they stand in it: 下周三, 12.5, 3天后, next Wed, in two weeks."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from hiveledger.rules.normalise.deadlines import read_deadline
from hiveledger.rules.normalise.numerals import NUMERAL, read_digits, read_numeral

__all__ = ["Day", "find_days"]


class Day(NamedTuple):
    """A day that a text names; `day` is missing where it may be two days, or is none."""

    start: int
    end: int
    day: date | None


_WEEK: Final = 7
_FRIDAY: Final = 4
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH: Final = rf"(?:{'|'.join(_MONTHS)})[a-z]*\.?"
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY: Final = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?"
_COUNT: Final = rf"(?:\d{{1,3}}|{NUMERAL}|半)"
_UNIT: Final = "个?(?:工作日|天|日|周|星期|礼拜|月)"
_NUMBERS: Final = {
    word: number
    for number, words in enumerate(("", "a an one", "two couple", "three", "four", "five", "six", "seven", "eight"))
    for word in words.split()
}
_CLOCK: Final = (
    r"(?:\s*(?:凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|早|晚)?\s*(?:\d{1,2}|[一二三四五六七八九十两]{1,2})"
    r"(?:点(?:半|一刻|\d{1,2}分?|钟)?|时|:\d\d|：\d\d)|\s*(?:凌晨|早上|上午|中午|下午|傍晚|晚上))?"
    r"(?:\s*(?:at\s*)?\d{1,2}(?::\d\d)?\s*[ap]m\b)?"
)
_NOT_AN_AMOUNT: Final = r"(?!\s*(?:[\d万千百元块折%％个台套人份倍年天kw¥$]|小时|寸|版|gb?\b|[-/.]\d))"
_DAY: Final = re.compile(
    rf"""(?:
    (?P<full>\d{{4}}\s*[-/.年]\s*\d{{1,2}}\s*[-/.月]\s*\d{{1,2}}\s*[日号]?)
    |(?P<near>大后天|[今明后][天日早晚儿]|today|tonight|the\s+day\s+after\s+tomorrow|day\s+after\s+tomorrow|tomorrow|tmrw?|tmr)
    |(?P<week>(?:本|这个?|下个?|下下个?)?(?:周|星期|礼拜)[一二三四五六日天末]|(?:本|这个?|下个?|下下个?)(?:周|星期|礼拜)(?:[底末]|内)?)
    |(?P<after>(?:再?过|隔|等)?{_COUNT}{_UNIT}(?:之|以)?(?:后|内)|(?:再?过|隔){_COUNT}{_UNIT})
    |(?P<moon>(?P<which>本|这个?|当|下个?|下下个?)月份?(?P<date>(?:\d{{1,2}}|{NUMERAL})[日号]))
    |(?P<part>(?:本|这个?|当|下个?|下下个?)月份?(?:初|上旬|中旬?|下旬|底|末)?|(?<![\d个])月[初中底末]|(?:今|明)?年[底末]|年前)
    |(?P<digits>(?<![\d.¥$￥vV-])(?P<m>\d{{1,2}})(?P<sep>[./-])(?P<d>\d{{1,2}}){_NOT_AN_AMOUNT}[日号]?)
    |(?P<named>(?:(?:今|明)年)?(?:\d{{1,2}}|{NUMERAL})月份?(?:(?:\d{{1,2}}|{NUMERAL})[日号]?|初|上旬|中旬?|下旬|底|末))
    |(?P<date_only>(?<![\d一二三四五六七八九十第])(?:[12]?\d|3[01]|{NUMERAL})[号日](?![线楼店院门机产常本期报志历用]))
    |(?P<english>\b(?:{_MONTH}\s*\d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH})(?:,?\s*\d{{4}})?(?!\d))
    |(?P<weekday>\b(?:(?:on|by|next|this|coming)\s+)*{_WEEKDAY}(?:\s+next\s+week)?)
    |(?P<span>\bin\s+(?P<n>\d{{1,3}}|a\s+couple\s+of|[a-z]+)\s+(?P<u>day|week|month)s?\b
        |\b(?P<n2>\d{{1,3}}|an?|one|two|three)\s+(?P<u2>day|week|month)s?\s+(?:later|from\s+now))
    |(?P<period>\bnext\s+(?P<p>week|month)\b|\b(?:end\s+of\s+(?:the\s+|this\s+)?(?P<q>week|month)|eo(?P<e>[wm]))\b)
    ){_CLOCK}""",
    re.IGNORECASE | re.VERBOSE,
)
_CHINESE_DIGITS: Final = re.compile(rf"{NUMERAL}(?=[月日号天周个星礼工])")
_BARE_WEEKDAY: Final = re.compile(r"(?:周|星期|礼拜)[一二三四五六日天末]")


def find_days(text: str, told: date, *, is_chinese: bool = True) -> list[Day]:
    """Give the days that a text in plain form names, in the order in which they stand, counted from when it was said.

    A weekday is the next one after the day of saying; 下周三 and "next Wed" are of the week after. A week stands for
    its Friday, other spans for their last day. In a line without Chinese 5/6 may be two days.

    >>> [(found.day.isoformat(), found.end) for found in find_days("下周三演示，12.5签", date(2026, 11, 25))]
    [('2026-12-02', 3), ('2026-12-05', 10)]
    """
    return [Day(*found.span(), _read(found, told, is_chinese=is_chinese)) for found in _DAY.finditer(text)]


def _read(found: re.Match[str], told: date, *, is_chinese: bool) -> date | None:
    """Read what was found; each form in its own way, no day where the calendar has none."""
    said = found.groupdict()
    try:
        return next(filter(None, _readings(said, told, is_chinese=is_chinese)), None)
    except (ValueError, OverflowError):
        return None


def _readings(said: dict[str, str | None], told: date, *, is_chinese: bool) -> Iterator[date | None]:
    if text := said["full"]:
        yield date(*map(int, re.findall(r"\d+", text)))
    if text := said["near"]:
        yield told + timedelta(days=_near(text.casefold()))
    if text := said["week"]:
        yield _week(text, told)
    if text := said["after"]:
        yield _after(text, told)
    if text := said["part"]:
        yield read_deadline({"年前": "年底"}.get(text, text), told)
    if text := said["moon"]:
        months = (said["which"] or "").count("下")
        yield _of_month(told, months, _number(said["date"] or ""))
    if said["digits"]:
        yield _month_and_day(int(said["m"] or 0), int(said["d"] or 0), told, is_clear=is_chinese or said["sep"] != "/")
    if text := said["named"]:
        yield read_deadline(_CHINESE_DIGITS.sub(_in_digits, text), told)
    if text := said["date_only"]:
        day = _number(text)
        yield _of_month(told, 0 if day > told.day else 1, day)
    yield from _english(said, told)


def _english(said: dict[str, str | None], told: date) -> Iterator[date | None]:
    if text := said["english"]:
        month = next(i for i, name in enumerate(_MONTHS, 1) if re.search(rf"\b{name}|(?<=\d){name}", text.casefold()))
        numbers = [int(number) for number in re.findall(r"\d+", text)]
        yield date(numbers[1], month, numbers[0]) if numbers[1:] else _month_and_day(month, numbers[0], told)
    if text := said["weekday"]:
        words = text.casefold().split()
        named = next(i for i, name in enumerate(_WEEKDAYS) if any(word.startswith(name) for word in words))
        yield _weekday(named, told, 1 if "next" in words else None)
    if unit := said["u"] or said["u2"]:
        count = (said["n"] or said["n2"] or "").casefold()
        number = (
            int(count) if count.isdecimal() else next((_NUMBERS[w] for w in count.split()[-2:] if w in _NUMBERS), 0)
        )
        yield _later(told, number, {"day": "天", "week": "周", "month": "月"}[unit.casefold()]) if number else None
    if said["period"]:
        if (said["p"] or said["q"] or said["e"] or "").casefold() in {"week", "w"}:
            yield _weekday(_FRIDAY, told, 1 if said["p"] else 0)
        else:
            yield read_deadline("下月" if said["p"] else "本月底", told)


def _near(word: str) -> int:
    if word.startswith(("大后", "the day", "day")):
        return 3 if word.startswith("大后") else 2
    return {"今": 0, "后": 2}.get(word[0], 0 if word in {"today", "tonight"} else 1)


def _week(text: str, told: date) -> date | None:
    named = {"末": 5}.get(text[-1], "一二三四五六日天".find(text[-1]))
    if named < 0 or text.endswith(("周末", "期末", "拜末")):  # a week as a whole, or its end
        named = 5 if text.endswith("末") else _FRIDAY
    is_bare = _BARE_WEEKDAY.fullmatch(text) is not None
    return _weekday(min(named, 6), told, None if is_bare else text.count("下"))


def _weekday(named: int, told: date, weeks: int | None) -> date:
    """Give a weekday of a week from this one on; without a week, the next one after that day."""
    if weeks is None:
        return told + timedelta(days=(named - told.weekday() - 1) % _WEEK + 1)
    return told + timedelta(days=named - told.weekday() + weeks * _WEEK)


def _after(text: str, told: date) -> date | None:
    bare = re.sub(r"^(?:再?过|隔|等)|(?:之|以)?[后内]$", "", text)
    count = re.match(rf"\d+|半|{NUMERAL}", bare)
    if count is None:
        return None
    unit = bare[count.end() :].removeprefix("个")
    if count[0] == "半":
        return told + timedelta(days=15) if unit == "月" else None
    return _later(told, _number(count[0]), unit)


def _later(told: date, number: int, unit: str) -> date | None:
    if unit == "工作日":  # its holidays are the calendar's: the day is rolled when it becomes a due
        weeks, rest = divmod(number, 5)
        weekend = 2 if told.weekday() + rest > _FRIDAY else 0
        return told + timedelta(days=weeks * _WEEK + rest + weekend)
    if unit == "月":
        return read_deadline(f"{number}个月", told)
    return told + timedelta(days=number * (_WEEK if unit in {"周", "星期", "礼拜"} else 1))


def _number(text: str) -> int:
    bare = text.rstrip("日号")
    if bare.isdecimal() and bare.isascii():
        return int(bare)
    return read_numeral(bare) or int(read_digits(bare))


def _in_digits(part: re.Match[str]) -> str:
    return str(read_numeral(part[0]) or part[0])


def _of_month(told: date, months: int, day: int) -> date:
    years, month = divmod(told.month - 1 + months, 12)
    return date(told.year + years, month + 1, day)


def _month_and_day(month: int, day: int, told: date, *, is_clear: bool = True) -> date | None:
    if not is_clear and month != day and max(month, day) <= 12:  # noqa: PLR2004 - both may be the month
        return None
    if month > 12 and not is_clear:  # noqa: PLR2004 - 25/12
        month, day = day, month
    return read_deadline(f"{month}月{day}日", told)
