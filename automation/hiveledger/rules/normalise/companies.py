"""Company names as they are stored: one style of brackets and spaces, remarks beside the name, no non-names."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

import pandas as pd

from hiveledger.rules.normalise.cells import REMEMBERED, is_nothing, read_texts
from hiveledger.rules.normalise.characters import plain
from hiveledger.rules.normalise.places import readings
from hiveledger.rules.normalise.texts import damage
from hiveledger.rules.normalise.words import alternatives, word_set

__all__ = ["is_test_word", "normalise_companies"]


class _Company(NamedTuple):
    value: str | None = None
    code: str | None = None
    rest: str | None = None


_COLUMNS: Final = dict.fromkeys(_Company._fields, "str")
_HAN: Final = "\u3400-\u9fff\U00020000-\U000323af"
_HAS_HAN: Final = re.compile(f"[{_HAN}]")
_SPACE_BY_HAN: Final = re.compile(rf"(?<=[{_HAN}()]) +| +(?=[{_HAN}()])")
_LABEL: Final = re.compile(r"^(?:公司|单位|企业|客户|甲方)(?:名称|全称|名)?\s*[:：]\s*|^名称\s*[:：]\s*")
_BRACKETS: Final = str.maketrans("（[［【〔〖）]］】〕〗", "(((((())))))")
_FULL_WIDTH: Final = str.maketrans("()", "（）")
_ENDS: Final = " \"'“”‘’《》,，。、;；:：!！?？~～*_—-…|/"
_REMARK: Final = re.compile(rf"\(((?:{alternatives('company_remarks')})[^()]*)\)$", re.IGNORECASE)
_AFTER_NAME: Final = re.compile(r"(?<=有限公司|责任公司)\s*[-—_|,，;；:：。/]+\s*([^()]+)$")
_NUMBER_BEHIND: Final = re.compile(r"(?<=公司|集团)[:：]?(\+?\d[-\d]{6,})$")
_SEVERAL: Final = re.compile(
    r"(?:公司|集团|[工电]厂|中心)\s*[/、;；,，|&\n]\s*.+(?:公司|集团|[工电]厂|中心)$", re.DOTALL
)
_WEB: Final = re.compile(r"https?:|www\.")
_UNNAMED: Final = re.compile(
    r"(?:某+|x{2,}|×{2,}|\*+)?(?:科技|贸易|实业)?(?:股份|集团)?(?:有限)?(?:责任)?(?:公司|集团|企业|单位|工厂)?"
)
_TEST: Final = re.compile(
    r"(?:这是|我是)?(?:测试|test)"
    r"(?:公司|企业|单位|数据|线索|客户|用户|人员|账号|单子|一下|用|勿理|请忽略|company|user|lead|[-_ \d])*"
    r"|([a-z\d])\1{2,}|asdf\w*|qwer\w*|abc123|12345\d*"
)


def is_test_word(text: str) -> bool:
    """Tell whether a whole cell in plain form is what somebody types to try a form out.

    >>> is_test_word("test123"), is_test_word("测试公司"), is_test_word("测试设备"), is_test_word("aaa")
    (True, True, False, True)
    """
    return bool(_TEST.fullmatch(text.casefold()))


def _problem(text: str) -> str | None:
    """Name what makes a text in plain form no company name."""
    word = text.strip(_ENDS + "()").casefold()
    if is_test_word(word):
        return "clean.company_test"
    if word in word_set("not_a_company"):
        return "clean.company_person"
    if (
        _WEB.match(word)
        or _UNNAMED.fullmatch(word)
        or not any(map(str.isalpha, word))
        or word in word_set("dead_words")
    ):
        return "clean.company_no_name"
    places = readings(word)
    return "clean.company_no_name" if places and places[0][1] == len(word) else None


def _bare(text: str) -> str:
    """Cut off what no name starts or ends with, and the blanks that a Chinese name does not hold."""
    name = _LABEL.sub("", text.translate(_BRACKETS)).replace("\n", " ")
    is_chinese = bool(_HAS_HAN.search(name))
    ends = f"{_ENDS}." if is_chinese else _ENDS  # Co., Ltd. keeps its stop
    closed = name.lstrip(f"{_ENDS}.)").rstrip(f"{ends}(" if "(" in name.rstrip(f"{ends}(") else f"{ends}()")
    return _SPACE_BY_HAN.sub("", closed) if is_chinese else closed


@lru_cache(REMEMBERED)
def _read(text: str) -> _Company:
    name = _bare(text)
    if is_nothing(plain(name)):
        return _Company()
    if code := damage(text):
        return _Company(code=code)
    if _SEVERAL.search(text) or _SEVERAL.search(name):
        return _Company(code="clean.company_several")
    if problem := _problem(plain(name)):
        return _Company(code=problem)
    for pattern in (_AFTER_NAME, _REMARK, _NUMBER_BEHIND):
        if found := pattern.search(name):
            inner = _read(name[: found.start()])
            return inner._replace(rest="；".join(filter(None, (inner.rest, found[1].strip()))))
    return _Company(name.translate(_FULL_WIDTH) if _HAS_HAN.search(name) else name)


def normalise_companies(texts: pd.Series) -> pd.DataFrame:
    """Give company names as they are stored. Nothing is added, abbreviated or turned into another script.

    Chinese names get full-width brackets and lose their spaces; quotes, labels (公司名称:) and closing punctuation
    go; a remark in brackets or after a stroke (已注销, 采购部) moves to `rest`.

    Returns: value, code, rest, same index. Codes: clean.company_person (个人), clean.company_test (测试),
    clean.company_no_name (空号, 某公司, 同上, a number, a web address, only a region), clean.company_several, and those
    of `normalise_text`.

    >>> normalise_companies(pd.Series(["苏州云帆(精密) 有限公司（老客户）", "个人"])).to_numpy().tolist()
    [['苏州云帆（精密）有限公司', nan, '老客户'], [nan, 'clean.company_person', nan]]
    """
    return read_texts(texts, _read, _COLUMNS)
