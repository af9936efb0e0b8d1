"""Unified social credit codes (统一社会信用代码) and the registration numbers before them."""

import re
from typing import Final

import pandas as pd

from hiveledger.rules.normalise.cells import TEXT, Reading, read_cells

__all__ = ["normalise_codes"]

_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I, O, S, V, Z
_WEIGHTS: Final = tuple(pow(3, place, 31) for place in range(17))
_LENGTH: Final = 18
_OLD_LENGTH: Final = 15
_LABEL: Final = re.compile(
    r"^(?:统一)?(?:社会)?(?:信用代码|信用编码|(?:纳税人)?识别号码?|税号|注册号|代码|USCC)(?:证)?号?[:\s]*",
    re.IGNORECASE,
)
_FILLING: Final = re.compile(r"[\s'\"-]")
_BEHIND: Final = re.compile(r"[,.;、。]+$")
_AS_NUMBER: Final = re.compile(r"\d(?:\.\d+)?E\+?\d+|\d{15,}\.0*")
_CUT_OFF: Final = re.compile(r"\d{15}000")  # Excel keeps fifteen digits of a number


def _check_character(code: str) -> str:
    """Work out the last character of an 18-character code. Source: GB 32100-2015."""
    total = sum(weight * _ALPHABET.index(character) for weight, character in zip(_WEIGHTS, code, strict=False))
    return _ALPHABET[-total % 31]


def _check_digit(number: str) -> str:
    """Work out the last digit of a 15-digit registration number. Source: GS 15-2006 (ISO 7064 MOD 11,10)."""
    product = 10
    for digit in number[:14]:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def _read(text: str) -> Reading:
    code = _FILLING.sub("", _BEHIND.sub("", _LABEL.sub("", text))).upper()
    if _AS_NUMBER.fullmatch(code):
        return Reading(code="clean.uscc_damaged")
    if len(code) == _OLD_LENGTH and code.isdecimal():
        is_old = _check_digit(code) == code[-1]
        return Reading(code, "clean.uscc_old") if is_old else Reading(code="clean.uscc_checksum")
    if len(code) != _LENGTH:
        return Reading(code="clean.uscc_length")
    if set(code) - set(_ALPHABET):
        return Reading(code="clean.uscc_letters")
    if _check_character(code) != code[-1]:
        return Reading(code="clean.uscc_damaged" if _CUT_OFF.fullmatch(code) else "clean.uscc_checksum")
    return Reading(code)


def normalise_codes(texts: pd.Series) -> pd.DataFrame:
    """Give each credit code in upper case without blanks, when its check character is right.

    O for 0 and I for 1 are never corrected: the code is refused, and the letter is what the finding tells.

    Returns: value, code, same index. Codes: clean.uscc_length, clean.uscc_letters (one that no code holds),
    clean.uscc_checksum, clean.uscc_damaged (it was a number in Excel, its last digits are gone); as a remark:
    clean.uscc_old (a 15-digit registration number of before 2015).

    >>> normalise_codes(pd.Series(["91350100m000 100y43", "9.1350E+17"])).to_numpy().tolist()
    [['91350100M000100Y43', nan], [nan, 'clean.uscc_damaged']]
    """
    return read_cells(texts, _read, TEXT)
