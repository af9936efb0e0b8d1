"""What is read over a shoulder, or sent to a maintainer, holds nobody's number or address."""

import re
from typing import Final

__all__ = ["mask"]

_HALF_WIDTH: Final = {0xFEE0 + sign: sign for sign in range(0x21, 0x7F)} | dict.fromkeys(map(ord, "–—―"), ord("-"))
_GAP: Final = r"[\s.·\-]{0,3}"
_DATE: Final = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_PROVINCE: Final = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])"  # by which a company's code is told apart
_ALONE: Final = r"(?<![A-Za-z0-9])"
_ENDS: Final = r"(?![A-Za-z0-9])"
_HIDDEN: Final = (  # from `kept` to `last` nothing is shown
    re.compile(
        rf"{_ALONE}(?P<kept>{_PROVINCE}\d)\d{{3}} ?(?:(?:18|19|20)\d\d{_DATE} ?(?P<last>\d{{3}}[\dXx])"
        rf"|\d\d{_DATE}(?P<older>\d{{3}})){_ENDS}"
    ),
    re.compile(
        rf"(?<!\d)(?P<kept>(?:(?:\+|00)?86{_GAP}|0)?1[3-9]\d)(?:{_GAP}\d{{4}}{_GAP}|\d{_GAP}\d{{3}}{_GAP})"
        rf"(?P<last>\d{{4}})(?![A-Za-z0-9]|\.\d)"
    ),
    re.compile(
        rf"{_ALONE}(?P<kept>(?:\(?0|\+86{_GAP})(?:(?:10|2\d)\)?{_GAP}\d{{4}}|[3-9]\d\d\)?{_GAP}\d{{3,4}}))\d{{4}}{_ENDS}"
    ),
    re.compile(
        r"(?<![A-Za-z0-9._%+*\-])(?P<kept>[A-Za-z0-9])[A-Za-z0-9._%+\-]*(?P<last>@[A-Za-z0-9.\-]+\.[A-Za-z]{2,})"
    ),
)


def mask(text: str) -> str:
    """Give a text without people's mobiles, telephones, e-mail addresses and numbers of identity cards.

    Enough stays to tell which was meant. Ids of leads and runs, dates, amounts and companies' codes stay whole, and
    so does a text that was masked before.

    >>> mask("+86 138-0000-1111, 0512-65551234, wang@example.com, 320501199003071234")
    '+86 138****1111, 0512-6555****, w****@example.com, 320****1234'
    """
    for hidden in _HIDDEN:
        pieces, at = [], 0
        for found in hidden.finditer(text.translate(_HALF_WIDTH)):  # sign for sign: what is found stands there
            last = next((part for name, part in found.groupdict().items() if part and name != "kept"), "")
            pieces += [text[at : found.start()], found["kept"], "****", last]
            at = found.end()
        text = "".join([*pieces, text[at:]])
    return text
