"""Free text: needs, notes, addresses. Nothing is read out of it; what cannot be read is told."""

import re
from typing import Final

import pandas as pd

from hiveledger.rules.normalise.cells import TEXT, Reading, read_texts

__all__ = ["damage", "normalise_text"]

_EXCEL_ERROR: Final = re.compile(r"#(?:REF!|VALUE!|NAME\?|DIV/0!|N/A|NULL!|NUM!|SPILL!|CALC!|#+)")
# U+FFFD and its read-as-GBK forms; what GBK debug memory and double-encoded UTF-8 look like.
_GARBLED: Final = re.compile("\ufffd|锟斤拷|烫烫烫|屯屯屯|ï¿½|â€|(?:[ÃÂ].?){2}")


def damage(text: str) -> str | None:
    """Give the code of what made a tidied text no text, if something did.

    >>> damage("#REF!"), damage("苏州")
    ('clean.text_excel_error', None)
    """
    if _EXCEL_ERROR.fullmatch(text):
        return "clean.text_excel_error"
    return "clean.text_garbled" if _GARBLED.search(text) else None


def _read(text: str) -> Reading:
    code = damage(text)
    return Reading(code=code) if code else Reading(text)


def normalise_text(texts: pd.Series) -> pd.DataFrame:
    r"""Give every text as it is stored: visible characters, single spaces, Chinese punctuation as written.

    Returns: value (str), code, same index. Codes: clean.text_excel_error (a formula's error, no text),
    clean.text_garbled (the characters were lost before they came here).

    >>> normalise_text(pd.Series(["ＭＥＳ 系统\u200b，２期", "#REF!", "锟斤拷"])).to_numpy().tolist()
    [['MES 系统，2期', nan], [nan, 'clean.text_excel_error'], [nan, 'clean.text_garbled']]
    """
    return read_texts(texts, _read, TEXT)
