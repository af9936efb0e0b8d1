"""How a text is put anywhere so that it stays a text: no spreadsheet may ever take it for a formula.

All that leaves the program as text goes through here. A workbook's cell holds it as a string under the number format
"@" besides, which no program calculates, not even when the cell is copied or edited.
"""

import re
import unicodedata
from typing import Final

__all__ = ["cell_text", "csv_text", "is_armed"]

_SIGNS: Final = frozenset("=+-@＝＋－＠")
_LEADS_ON: Final = frozenset("\t\r\n")  # what a program may cut off, to look at what follows
_UNSEEN: Final = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})  # categories of blanks and of characters that do not show
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def is_armed(text: str) -> bool:
    r"""Tell whether a spreadsheet may take a text for a formula when it opens or copies it; a sign alone is none.

    >>> [is_armed(text) for text in ("=1+1", "\u200b ＝1", "\tx", "-", "a=1")]
    [True, True, True, False, False]
    """
    start = next((at for at, sign in enumerate(text) if unicodedata.category(sign) not in _UNSEEN), len(text))
    led_on = start < len(text) and text[0] in _LEADS_ON
    return led_on or (text[start : start + 1] in _SIGNS and len(text) > start + 1)


def cell_text(text: str) -> str:
    r"""Give a text as a workbook's cell, a JSON file or a page can hold it: no control characters, one line end.

    >>> cell_text("=1\x07\r\n2")
    '=1\n2'
    """
    return _NO_XML.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def csv_text(text: str) -> str:
    """Give a text as a CSV can hold it, which knows no formats: one that is armed gets an apostrophe in front.

    >>> csv_text("+86138"), csv_text("a+b")
    ("'+86138", 'a+b')
    """
    return f"'{text}" if is_armed(text) else text
