"""Characters: one form for what looks the same, nothing that cannot be seen.

Stored text keeps its script (繁體 stays 繁體) and its Chinese punctuation; only comparison goes further.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

import pandas as pd

if TYPE_CHECKING:
    from opencc import OpenCC

__all__ = ["comparison_key", "is_simplified", "one_line", "plain", "simplified", "tidy"]

_PUNCTUATION: Final = {  # kept in stored text, where ASCII would read badly among Chinese characters
    **dict(zip("，：；！？（）［］｛｝＜＞＂＇～", ",:;!?()[]{}<>\"'~", strict=True)),
    **dict.fromkeys("“”„«»", '"'),
    **dict.fromkeys("‘’‚`´", "'"),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("〜∼˜", "~"),
    "…": "...",
}
_PLAIN: Final = str.maketrans(_PUNCTUATION)
# NFKC would change what these say: 5² is not 52, 1½ is not 11⁄2, ① is not the quantity 1.
_KEPT_FORMS: Final = frozenset({"<super>", "<sub>", "<fraction>", "<circle>"})
_UNSEEN: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")  # blank although "letters"
_VARIATION_SELECTORS: Final = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
_NONCHARACTER: Final = 0xFFFE  # U+xxFFFE and U+xxFFFF: no XML file can hold them
_NEW_LINES: Final = frozenset("\n\r\v\f\x85\u2028\u2029")
_CARRIAGE_RETURN: Final = "_x000D_"  # how openpyxl shows the CR that Excel stores in a cell
_BLANKS: Final = re.compile(r"[ \n]{2,}")
# Most texts are tidy already; a glance for characters that nothing changes spares them the work. No "_": see above.
_TIDY: Final = re.compile("[!-^`-~\u4e00-\u9fff，。、：；！？（）]+(?: [!-^`-~\u4e00-\u9fff，。、：；！？（）]+)*")


def _folded(character: str) -> str:
    category = unicodedata.category(character)
    if character in _NEW_LINES:
        return "\n"
    if category == "Zs" or character == "\t":
        return " "
    if category in {"Cc", "Cf", "Cs"} or character in _UNSEEN or character in _VARIATION_SELECTORS:
        return ""
    if ord(character) & _NONCHARACTER == _NONCHARACTER:
        return ""
    form, _, _ = unicodedata.decomposition(character).partition(" ")
    if character in _PUNCTUATION or form in _KEPT_FORMS:
        return character
    return unicodedata.normalize("NFKC", character)


class _Folds(dict[int, str]):
    """What each character becomes, worked out when first met."""

    def __missing__(self, point: int) -> str:
        self[point] = _folded(chr(point))
        return self[point]


_FOLDS: Final = _Folds()


def tidy(text: str) -> str:
    r"""Give a text as it is stored: seen characters only, spaces single, line breaks kept.

    >>> tidy("ＭＥＳ\u200b 系统，\r\n ２期 ")
    'MES 系统，\n2期'
    """
    if _TIDY.fullmatch(text):
        return text
    folded = text.replace(_CARRIAGE_RETURN, "\n").translate(_FOLDS)
    single = _BLANKS.sub(lambda run: "\n" if "\n" in run[0] else " ", folded)
    return unicodedata.normalize("NFC", single).strip(" \n")


def one_line(text: str) -> str:
    r"""Give a text as it is stored in a one-line cell: as `tidy`, with spaces for line breaks.

    >>> one_line("苏州\n精密")
    '苏州 精密'
    """
    return tidy(text).replace("\n", " ")


def plain(text: str) -> str:
    """Give a tidied text as it is read for a value: with ASCII punctuation. Never stored as such.

    >>> plain(tidy("（０５１２）６５５５—１２３４"))
    '(0512)6555-1234'
    """
    return text.translate(_PLAIN)


@cache
def _converter() -> "OpenCC":
    from opencc import OpenCC  # noqa: PLC0415 - loads a dictionary: only where texts are compared

    return OpenCC("t2s")


def simplified(lines: Sequence[str]) -> list[str]:
    """Give one-line texts in simplified characters, for comparison only. One call for many is far faster.

    >>> simplified(["江蘇雲帆", "苏州"])
    ['江苏云帆', '苏州']
    """
    if all(map(str.isascii, lines)):
        return list(lines)
    return str(_converter().convert("\n".join(lines))).split("\n")


class _Simplified(dict[int, str]):
    """What each character becomes on its own, worked out when first met."""

    def __missing__(self, point: int) -> str:
        self[point] = str(_converter().convert(chr(point)))
        return self[point]


_SIMPLIFIED: Final = _Simplified()


def is_simplified(text: str) -> bool:
    """Tell whether no character of a text has a simplified form; far faster than asking for that form.

    >>> is_simplified("苏州"), is_simplified("蘇州")
    (True, False)
    """
    return text.translate(_SIMPLIFIED) == text


def comparison_key(texts: pd.Series) -> pd.Series:
    """Give each text in the form in which it is compared: case, script, width and spaces set aside.

    Returns: str per cell, same index; missing where there is no text. Never stored in place of the text.

    >>> comparison_key(pd.Series(["雲帆 ＭＥＳ（蘇州）", None])).to_list()
    ['云帆mes(苏州)', nan]
    """
    places, distinct = pd.factorize(texts)
    lines = [unicodedata.normalize("NFKC", plain(one_line(str(text)))).casefold().replace(" ", "") for text in distinct]
    keys = pd.Series([key or None for key in simplified(lines)], dtype="str")
    return keys.reindex(places).set_axis(texts.index)
