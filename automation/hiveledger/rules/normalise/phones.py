"""Cells of telephone numbers: which is the mobile, which the landline, what else stood there."""

import re
from functools import lru_cache
from itertools import groupby
from typing import Final, NamedTuple

import pandas as pd

from hiveledger.rules.normalise.cells import REMEMBERED, read_cells
from hiveledger.rules.normalise.phone_number import Kind, read_number

__all__ = ["normalise_phones"]


class _Phones(NamedTuple):
    mobile: str | None = None
    phone: str | None = None
    extra: str | None = None
    code: str | None = None


_COLUMNS: Final = dict.fromkeys(_Phones._fields, "str")
_MOBILE: Final = re.compile(r"1[3-9]\d{9}")

# A fax is never a phone, a QQ number never a mobile. A WeChat name cannot start with a digit, so a
# mobile number marked 微信 is the mobile number it was registered with.
_KEPT_LABEL: Final = re.compile(r"(?:传真|fax|qq|邮编|工号|转(?=\d))", re.IGNORECASE)
_LABEL: Final = re.compile(
    r"(?:传真|fax|qq|邮编|工号|微信号?|wechat|weixin|vx|wx"
    r"|(?:联系|移动|办公|固定|公司|家庭|座机)?(?:电话|手机|座机|固话|号码)号?码?|联系方式|tel(?:ephone)?|mob(?:ile)?|phone|cell"
    r"|[tmfpc](?=\s*[:.]\s*[\d+(]))\s*[:.]?",
    re.IGNORECASE,
)
_SAME_ON_WECHAT: Final = re.compile(
    r"\(?(?:(?:微信|wx|vx|v)号?(?:与?手机)?同(?:号|步)|(?:手机|电话)?同(?:微信|wx|vx|v|号))(?:码)?\)?"
    r"|\((?:微信|wx|vx|wechat)\)",
    re.IGNORECASE,
)
_SHARED_LINE: Final = re.compile(r"(?:电话|tel\.?)\s*[/、&及和]?\s*(?:传真|fax)", re.IGNORECASE)
_BRACKETED_WORDS: Final = re.compile(r"\(([^()]*[\u4e00-\u9fff][^()]*)\)")
_QUOTES: Final = str.maketrans("\"'", "  ")
_WORDS: Final = re.compile(r"[^-\d\s+./,;#()*、|]")  # anything but digits and what stands between numbers
_EXTENSION: Final = re.compile(
    r"(?<=\d)[\s,(-]*(?:转(?:分机|接)?|分机号?|ext(?:ension|n)?\.?|x)\s*[:.-]?\s*(\d{1,6})(?!\d)\)?", re.IGNORECASE
)
# A mobile has no extension of its own, but numbers that hide the caller's have; it is kept beside the mobile.
_ON_MOBILE: Final = re.compile(r"((?<![\d+])(?:(?:\+|00)?86[-\s]*)?1[3-9](?:[-\s.]?\d){9})\s*[-#]\s*(\d{1,6})(?![-\d])")
# 0512-65551234-65551235: a hyphen between two numbers.
_TWO_NUMBERS: Final = re.compile(
    r"(?<!\d)(?:(0\d{2,3}[-\s]?\d{7,8})-(?=\d{7,8}(?!\d))|(1[3-9]\d{9})-(?=1[3-9]\d{9}(?!\d)))"
)
_COUNTED: Final = re.compile(r"(?<![\d.])\(?[1-9][.)、:]\s*(?=1[3-9]\d{9}(?!\d)|0\d{2,3}[-)])|[\u2460-\u2473]")
_MOST_GROUPS: Final = 12  # words that one number may be written in
_LINES: Final = frozenset({Kind.PHONE, Kind.LOCAL})
_BETWEEN: Final = re.compile(r"[;/、,|。\n]+|(?<![a-z])and(?![a-z])|[或和及与&]", re.IGNORECASE)
_HAN_BY_DIGIT: Final = re.compile(r"(?<=[\u4e00-\u9fff:])(?=[+\d])|(?<=\d)(?=[\u4e00-\u9fff])")


def _pieces(text: str) -> list[str]:
    """Cut a cell where one number ends and the next begins; spaces stay, they may stand inside a number."""
    counted = _TWO_NUMBERS.sub("\\1\\2\n", _COUNTED.sub("\n", text))
    marked = _ON_MOBILE.sub("\\1\n转\\2", _EXTENSION.sub(r"#\1", counted))
    if _WORDS.search(marked):
        bare = _BRACKETED_WORDS.sub(r" \1 ", _SAME_ON_WECHAT.sub(" ", marked.translate(_QUOTES)))
        marked = _LABEL.sub(r"\n\g<0>", _SHARED_LINE.sub("电话", bare))
    return [piece.strip() for piece in _BETWEEN.split(marked) if piece.strip(" -.:()")]


class _Found(NamedTuple):
    """A piece of a cell as it is stored, and the kind of number it is, if it is one."""

    text: str
    kind: Kind | None = None
    code: str | None = None


def _numbers(piece: str) -> list[_Found]:
    """Read the numbers of a piece and keep the words between them."""
    if _KEPT_LABEL.match(piece):
        return [_Found(piece)]
    label = _LABEL.match(piece)
    words = _HAN_BY_DIGIT.sub(" ", piece[label.end() :] if label else piece).split()
    return [
        found
        for numeric, run in groupby(words, key=_has_digit)
        for found in (_numbers_of_run(list(run)) if numeric else [_Found(" ".join(run))])
    ]


def _has_digit(word: str) -> bool:
    return "@" not in word and any(map(str.isdigit, word))


def _numbers_of_run(words: list[str]) -> list[_Found]:
    """Read words that all hold digits: 138 0000 1111 is one number, 13800001111 13900002222 are two."""
    found: list[_Found] = []
    unread: list[str] = []
    while words:
        for size in range(min(len(words), _MOST_GROUPS), 0, -1):
            text = " ".join(words[:size])
            number = read_number(text)
            if number.kind is not Kind.UNREADABLE:
                found += [*_unread(unread), _Found(number.text, number.kind)]
                unread, words = [], words[size:]
                break
        else:
            unread, words = [*unread, words[0]], words[1:]
    return [*found, *_unread(unread)]


def _unread(words: list[str]) -> list[_Found]:
    text = " ".join(words)
    return [_Found(text, Kind.UNREADABLE, read_number(text).text)] if words else []


@lru_cache(REMEMBERED)
def _read(text: str) -> _Phones:
    if _MOBILE.fullmatch(text):
        return _Phones(mobile=text)
    found = [one for piece in _pieces(text) for one in _numbers(piece)]
    mobile = next((one.text for one in found if one.kind is Kind.MOBILE), None)
    line = next((one for one in found if one.kind in _LINES), None)
    problem = next((one.code for one in found if one.code), None)
    if mobile is None and line is None:
        return _Phones(code=problem or "clean.phone_none")
    phone = line.text if line else None
    others = dict.fromkeys(one.text for one in found if one.text not in {mobile, phone})
    is_local = line is not None and line.kind is Kind.LOCAL
    remark = "clean.phone_part_unread" if problem else "clean.phone_no_area" if is_local else None
    return _Phones(mobile, phone, "；".join(others) or None, remark)


def normalise_phones(texts: pd.Series, *more: pd.Series) -> pd.DataFrame:
    """Tell mobiles from landlines and give each in its stored form, as text.

    Several columns (手机, 电话) are read as one cell, from left to right: whatever stands in the wrong one moves.

    Returns: mobile (first mobile), phone (first landline, service or foreign number), extra (everything else the
    cell held, joined by ；: further numbers, fax, QQ, names), code; same index. Codes when neither was found:
    clean.mobile_invalid, clean.phone_invalid, clean.phone_masked (138****1111), clean.phone_damaged (Excel cut
    digits off), clean.phone_none (a fax, a QQ number, words); as remarks: clean.phone_part_unread,
    clean.phone_no_area.

    >>> normalise_phones(pd.Series(["王总138 0000 1111 / 0512-65551234转801"])).to_numpy().tolist()
    [['13800001111', '0512-65551234-801', '王总', nan]]
    """
    cells = texts
    for column in more:
        cells = cells.str.cat(column, sep="\n", na_rep="")
    return read_cells(cells, _read, _COLUMNS)
