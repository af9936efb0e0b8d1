"""One telephone number: what kind it is, and how it is stored."""

import re
from enum import StrEnum
from typing import Final, NamedTuple

__all__ = ["Kind", "Number", "read_number"]


class Kind(StrEnum):
    """What a piece of text is as a telephone number."""

    MOBILE = "mobile"  # of mainland China, eleven digits
    PHONE = "phone"  # landline, service or foreign number
    LOCAL = "local"  # a landline without its area code: stored as it is, and told
    UNREADABLE = "unreadable"


class Number(NamedTuple):
    """A piece of text read as a number: its stored form, or the code of what is wrong with it."""

    kind: Kind
    text: str


_CHINA: Final = r"(?:(?:\+|00)?86[-\s]*)?"
_MOBILE: Final = re.compile(_CHINA + r"0?(1\s?[3-9](?:[-\s.]{0,2}\d){9})")
# 010 and 02x have eight digits everywhere, the rest seven or eight.
_AREA: Final = r"(?:(010|02\d)[-\s.]*([2-9](?:[-\s.]?\d){7})|(0[3-9]\d\d)[-\s.]*([2-9](?:[-\s.]?\d){6,7}))"
_EXTENSION: Final = r"(?:\s*[-#]\s*(\d{1,6}))?"
_LANDLINE: Final = re.compile(_CHINA + _AREA + _EXTENSION)
_ABROAD_STYLE: Final = re.compile(
    r"^(?:(?:\+|00)86[-\s]*|86[-\s]+)(?:0-)?(?=[1-9])(?!1[3-9])"
)  # +86 512 …: the 0 is left out
_NO_TRUNK_ZERO: Final = re.compile(r"^(?![48]00|852|853|886)(?=(?:10|2\d|[3-9]\d\d)-\d{8}(?!\d))")  # 755-88888888
_SERVICE: Final = re.compile(_CHINA + r"([48]00(?:[-\s.]?\d){7})" + _EXTENSION)
_HOTLINE: Final = re.compile(r"(9[56]\d{3,6})" + _EXTENSION)
_LOCAL: Final = re.compile(r"([2-9]\d{2,3}[-\s]?\d{4})" + _EXTENSION)
_FOREIGN: Final = re.compile(r"(?:\+|00)(?!86)[1-9][\d\s.-]{5,}(?:#\d{1,6})?")
_NEAR: Final = re.compile(r"^(?=(?:852|853|886)[-\s])")  # Hong Kong, Macau, Taiwan without the plus
_FLOAT: Final = re.compile(r"(\+?\d+)\.0+")
_POWER: Final = re.compile(r"(\d)\.?(\d*)[eE]\+?(\d{1,2})")
_MASKED: Final = re.compile(r"[\d*\s-]*\*{2,}[\d*\s-]*")
_MOBILE_LIKE: Final = re.compile(_CHINA + r"(?:0(?=1[3-9]))?1\d{8,12}")
_LOOKALIKES: Final = str.maketrans("OoIl", "0011")  # only to say which kind of number was meant
_HYPHENS: Final = re.compile(r"[-()][-()\s]*")
_NOT_DIGIT: Final = re.compile(r"\D")


def _joined(*parts: str | None) -> str:
    return "-".join(_NOT_DIGIT.sub("", part) for part in parts if part)


def _unexcelled(text: str) -> str | None:
    """Undo what Excel does to a number that should be text; None where digits were lost."""
    if whole := _FLOAT.fullmatch(text):
        return whole[1]
    if power := _POWER.fullmatch(text):
        places = int(power[3])
        return power[1] + power[2] if len(power[2].rstrip("0")) <= places == len(power[2]) else None
    return text


def _foreign(text: str) -> str | None:
    from phonenumbers import (  # noqa: PLC0415 - a large table: only where a number is foreign
        NumberParseException,
        PhoneNumberFormat,
        format_number,
        is_valid_number,
        parse,
    )

    try:
        number = parse("+" + text.removeprefix("00").removeprefix("+"), None)
    except NumberParseException:
        return None
    if not is_valid_number(number):
        return None
    extension = f"#{number.extension}" if number.extension else ""
    return format_number(number, PhoneNumberFormat.E164) + extension


def _chinese(text: str) -> Number | None:
    if mobile := _MOBILE.fullmatch(text):
        return Number(Kind.MOBILE, _joined(mobile[1]))
    home = _NO_TRUNK_ZERO.sub("0", _ABROAD_STYLE.sub("0", text)) if not _SERVICE.fullmatch(text) else text
    if line := _LANDLINE.fullmatch(home):
        return Number(Kind.PHONE, _joined(line[1] or line[3], line[2] or line[4], line[5]))
    if service := _SERVICE.fullmatch(text):
        digits = _joined(service[1])
        return Number(Kind.PHONE, _joined(digits[:3], digits[3:6], digits[6:], service[2]))
    if hotline := _HOTLINE.fullmatch(text):
        return Number(Kind.PHONE, _joined(*hotline.groups()))
    if local := _LOCAL.fullmatch(text):
        return Number(Kind.LOCAL, _joined(*local.groups()))
    return None


def read_number(text: str) -> Number:
    """Read one number in plain form; an extension is written #801 or, after a landline, -801.

    Letters among digits (O for 0, l for 1) are never guessed at.
    Returns: its kind and stored form; UNREADABLE with a code of the catalogue.

    >>> read_number("+86 138-0000-1111").text, read_number("(0512)65551234#801").text
    ('13800001111', '0512-65551234-801')
    >>> read_number("1380000111")
    Number(kind=<Kind.UNREADABLE: 'unreadable'>, text='clean.mobile_invalid')
    """
    if _MASKED.fullmatch(text):
        return Number(Kind.UNREADABLE, "clean.phone_masked")
    undone = _unexcelled(text)
    if undone is None:
        return Number(Kind.UNREADABLE, "clean.phone_damaged")
    bare = _HYPHENS.sub("-", undone).strip("-. ")
    if number := _chinese(bare):
        return number
    abroad = _NEAR.sub("+", bare)
    if _FOREIGN.fullmatch(abroad) and (foreign := _foreign(abroad)):
        return Number(Kind.PHONE, foreign)
    is_mobile_like = _MOBILE_LIKE.fullmatch(re.sub(r"[-\s.]", "", bare).translate(_LOOKALIKES))
    return Number(Kind.UNREADABLE, "clean.mobile_invalid" if is_mobile_like else "clean.phone_invalid")
