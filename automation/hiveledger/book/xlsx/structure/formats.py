"""Number formats: what they make of a value."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from hiveledger.book.xlsx.markup import whole

__all__ = ["BUILT_IN", "FIRST_OWN", "GENERAL", "TEXT", "shows_dates", "shows_text"]

GENERAL: Final = b"0"
TEXT: Final = b"49"
BUILT_IN: Final[Mapping[str, bytes]] = MappingProxyType({
    "General": GENERAL, "0": b"1", "0.00": b"2", "#,##0": b"3", "#,##0.00": b"4", "0%": b"9", "0.00%": b"10",
    "@": TEXT,
})  # fmt: skip
FIRST_OWN: Final = 164  # the number of the first format that a workbook defines itself
_DATES: Final = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})  # East Asia's too
_ASIDE: Final = re.compile(r'"[^"]*"|\\.|[_*].|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE)
_OF_A_DATE: Final = re.compile(r"[ymdhs]|aaa", re.IGNORECASE)


def shows_text(number: bytes, code: str) -> bool:
    """Tell whether a format takes whatever is typed for text; `code` is what the workbook defines for the number."""
    return code == "@" if code else number == TEXT


def shows_dates(number: bytes, code: str) -> bool:
    """Tell whether a format shows a number as a date or a time.

    >>> [shows_dates(b"164", code) for code in ("yyyy-mm-dd", "[h]:mm", '[$-804]aaaa', '0.0 "days"', "[Red]0")]
    [True, True, True, False, False]
    >>> shows_dates(b"14", ""), shows_dates(b"2", "")
    (True, False)
    """
    return _OF_A_DATE.search(_ASIDE.sub("", code)) is not None if code else whole(number) in _DATES
