"""Times of day as they follow a date: 09:30, 下午3点半, 3:00 PM, 01:30Z."""

import re
from datetime import UTC, timedelta, timezone, tzinfo
from typing import Final, NamedTuple

__all__ = ["ClockTime", "read_clock_time"]


class ClockTime(NamedTuple):
    """A time of day, and how far it is from UTC where it says so."""

    hour: int = 0
    minute: int = 0
    second: int = 0
    zone: tzinfo | None = None


_NOON: Final = 12
_TIME: Final = re.compile(
    r"(?P<part>凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚|夜里)?\s*(?P<hour>\d{1,2})"
    r"(?:[:点时](?P<half>半)?(?P<minute>\d{1,2})?分?(?::?(?P<second>\d{1,2})(?:\.\d+)?秒?)?)?"
    r"\s*(?P<meridiem>[ap]\.?m\.?)?\s*(?P<zone>z|(?:gmt|utc)?[+-][01]\d(?::?[0-5]\d)?)?",
    re.IGNORECASE,
)
_SEPARATED: Final = re.compile(r"[:点时apAP]")
_AFTERNOON: Final = frozenset({"中午", "下午", "傍晚", "晚上", "晚", "夜里", "p"})


def _zone(text: str | None) -> tzinfo | None:
    if text is None:
        return None
    if text in "zZ":
        return UTC
    bare = text.lstrip("GMTUCgmtuc")
    sign, hours, minutes = bare[0], bare[1:3], bare[3:].removeprefix(":")
    offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return timezone(-offset if sign == "-" else offset)


def read_clock_time(text: str) -> ClockTime | None:
    """Read what stands after a date; None where it is no time. The range of its numbers is not judged.

    >>> read_clock_time("下午3点半"), read_clock_time("T09:30:00")
    (ClockTime(hour=15, minute=30, second=0, zone=None), ClockTime(hour=9, minute=30, second=0, zone=None))
    """
    found = _TIME.fullmatch(text.strip().removeprefix("T").strip())
    if not found or not _SEPARATED.search(text):
        return None
    part = (found["part"] or (found["meridiem"] or "")[:1]).lower()
    hour = int(found["hour"])
    if part in _AFTERNOON and 1 <= hour < _NOON and not (part == "中午" and hour >= _NOON - 2):
        hour += _NOON
    elif part in {"a", "凌晨"} and hour == _NOON:
        hour = 0
    minute = 30 if found["half"] else int(found["minute"] or 0)
    return ClockTime(hour, minute, int(found["second"] or 0), _zone(found["zone"]))
