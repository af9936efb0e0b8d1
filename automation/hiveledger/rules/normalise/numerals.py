"""Chinese numerals: 五十, 壹佰贰拾, 二〇二六."""

from typing import Final

__all__ = ["NUMERAL", "read_digits", "read_numeral"]

_DIGITS: Final = {
    **dict(zip("零一二三四五六七八九", range(10), strict=True)),
    **dict(zip("〇壹贰叁肆伍陆柒捌玖", range(10), strict=True)),
    **dict(zip("○两貳叄參陸", (0, 2, 2, 3, 3, 6), strict=True)),
}
_TEN: Final = 10
_BARE_TENS: Final = "十拾"  # 十二 is 12, but 百 alone is no number: 百万 means "about a million"
_PLACES: Final = {"十": _TEN, "拾": _TEN, "百": 100, "佰": 100, "千": 1000, "仟": 1000}

NUMERAL: Final = f"[{''.join((*_DIGITS, *_PLACES))}]+"  # as part of a regular expression


def read_digits(text: str) -> str:
    """Give a numeral written digit by digit, as years are, in ASCII digits.

    >>> read_digits("二〇二六")
    '2026'
    """
    return "".join(str(_DIGITS.get(character, character)) for character in text)


def read_numeral(text: str) -> int | None:
    """Read a numeral below ten thousand; None where it is none, or can mean two numbers.

    >>> read_numeral("五十"), read_numeral("一百二十"), read_numeral("壹仟零伍"), read_numeral("十二")
    (50, 120, 1005, 12)
    >>> read_numeral("三百五"), read_numeral("五六")  # 350 or 305, 5 to 6 or 56
    (None, None)
    """
    total, place, digit, after_zero = 0, 10 * max(_PLACES.values()), None, False
    for character in text:
        if _PLACES.get(character, place) < place and (digit or (digit is None and character in _BARE_TENS)):
            place = _PLACES[character]
            total, digit, after_zero = total + (digit or 1) * place, None, False
        elif character in _DIGITS and not digit and (digit is None or total):
            after_zero = digit == 0
            digit = _DIGITS[character]
        else:
            return None
    if digit is None:
        return total or None
    return total + digit if not total or after_zero or place == _TEN else None
