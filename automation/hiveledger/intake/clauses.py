"""Free text about a lead, taken apart: numbers by their form, names and wishes by the words around them.

Only the spans are found here; what a phone or an amount is worth, `rules.normalise` decides when the lead is cleaned.
"""

import re
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final

import pandas as pd

from hiveledger.rules.normalise.characters import plain, tidy
from hiveledger.rules.normalise.people import normalise_people
from hiveledger.rules.normalise.places import readings
from hiveledger.rules.normalise.words import alternatives

__all__ = ["take_apart"]

_SAID: Final[Mapping[str, Any]] = tomllib.loads(files("hiveledger.intake").joinpath("messages.toml").read_text("utf-8"))
_NOT_COMPANY: Final = frozenset(_SAID["not_company"].split())
_PRODUCT_TRADES: Final = tuple(_SAID["product_trades"].split())
_NOT_PEOPLE: Final = frozenset(_SAID["not_people"].split())


def _any_of(name: str) -> str:
    return "|".join(map(re.escape, sorted(_SAID[name].split(), key=len, reverse=True)))


_HAN: Final = "\u4e00-\u9fff"
_GAP, _NUMBER_GAP = "\ue000", "\ue001"  # private characters, where a fact or a number was taken out
_GAPS: Final = f"{_GAP}{_NUMBER_GAP}"

_EMAIL: Final = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_NOT_OURS: Final = re.compile(r"(?:传真|fax|qq|邮编|工号)号?\s*:?\s*\+?[\d()-]{5,}", re.IGNORECASE)
_WECHAT: Final = re.compile(
    r"(?:微信号?|v信|wechat|weixin|\bvx|\bwx|加v)(?:id|号|是)?\s*:?\s*([A-Za-z][-_A-Za-z0-9]{5,19})", re.IGNORECASE
)
_MOBILE: Final = re.compile(r"(?<![\d.])((?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2})(?!\d)")
_PHONE: Final = re.compile(
    r"(?<!\d)((?:\(?0\d{2,3}\)?[- ]?[2-9]\d{6,7}|[48]00[- ]?\d{3,4}[- ]?\d{3,4}|\+(?!86)\d[\d -]{7,15}\d)"
    r"(?:\s*(?:转|分机|ext\.?)\s*\d{1,6})?)(?!\d)"
)
_NUMBER_LABEL: Final = re.compile(
    rf"(?:联系)?(?:手机|电话|座机|固话|微信|tel|mobile|phone)(?:号码?)?(?:/?微信)?(?:同号)?\s*[:.]?\s*(?=[{_GAPS}])|微信同号",
    re.IGNORECASE,
)
_SUM: Final = r"(?:[¥$]\s*)?\d[\d,]*(?:\.\d+)?(?:\s*[-~至到]\s*\d[\d,]*(?:\.\d+)?)?"
_MONEY: Final = rf"{_SUM}\s*(?:万元|万|w|亿元|亿|千元|k|元|块)(?![a-zA-Z])(?:左右|上下|以内|以上|多)?"
_BUDGET: Final = re.compile(
    rf"(?:项目|采购)?预算(?:大概|大约|约|在|是|有|为|还|目前|\s|:)*({_MONEY}|{_SUM}|{alternatives('budget_undecided')})"
    rf"|({_MONEY})(?:的?预算)?",
    re.IGNORECASE,
)
_NOT_BUDGET: Final = re.compile(_SAID["not_budget"])
_DEADLINE: Final = re.compile(_SAID["deadline"].strip())
_SIZE: Final = re.compile(r"(?<!\d)(\d+(?:\s*[-~到]\s*\d+)?(?:多|余|来)?(?:号人|个人|人|名员工|个员工|员工))(?![数均])")
_SOURCE: Final = re.compile(
    rf"(?:来自|来源|通过|从|在)?\s*:?\s*({_any_of('sources')})(?:上|来的?|看到的?|过来的?|留资)?"
)
_INDUSTRY: Final = re.compile(
    rf"是?(?:做|从事|主营)([{_HAN}]{{2,8}}?)(?:的|行业|生意|(?=[{_GAPS}\s,。;!]|$))|([{_HAN}]{{2,6}})行业"
)
_LEGAL: Final = "公司|集团|事务所|研究院|研究所|设计院|医院|大学|学院|学校|银行|合作社|工作室|商行|厂"
_COMPANY: Final = re.compile(rf"[{_HAN}A-Za-z0-9()·&]{{2,30}}(?:{_LEGAL})(?:\([{_HAN}]{{1,8}}\))?")
_LATIN_COMPANY: Final = re.compile(
    r"(?:[A-Z][\w&.-]*\s+){1,5}(?:Co\.?,? ?Ltd\.?|Inc\.?|LLC|Corp\.?|GmbH|Limited|Group)", re.ASCII
)
_BEFORE_COMPANY: Final = re.compile(rf"^(?:.*(?:于|来自|[们我边户司]是|在(?!线)))?(?:{_any_of('before_company')})*")
_TRADE: Final = re.compile(rf".*(?:{alternatives('trades')})")
_SURNAME: Final = alternatives("surnames")
_TITLE: Final = re.compile(
    rf"([{_HAN}]+?)((?:总|副|采购|技术|销售|项目|生产|设备|信息)*(?:先生|女士|小姐|{alternatives('titles')}))"
)
_HONOURED: Final = re.compile(rf"^(?:{alternatives('departments')})[部科处室]?(?=[{_HAN}]+(?:先生|女士|小姐)$)")
_LONGEST_NAME: Final = 4  # letters, with a double surname
_DEPARTMENT: Final = re.compile(
    rf"^(?:{alternatives('departments')})[部科处室]?|(?:{alternatives('departments')})[部科处室]"
)
_NAME: Final = re.compile(rf"(?:{_SURNAME})[{_HAN}]{{0,2}}")
_INTRODUCED: Final = re.compile(
    rf"(?:联系人|对接人|我叫|我是|本人|姓名|负责人|找)(?:是|叫|:)?\s*((?:{_SURNAME})[{_HAN}]{{1,2}})(?![{_HAN}])"
)
_BY_NUMBER: Final = re.compile(
    rf"(?<![{_HAN}])((?:{_SURNAME})[{_HAN}]{{1,2}})\s*[:,]?\s*{_NUMBER_GAP}|{_NUMBER_GAP}\s*[,]?\s*((?:{_SURNAME})[{_HAN}]{{1,2}})(?![{_HAN}])"
)
_LATIN_PERSON: Final = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr)\.? ?[A-Z][a-z]+(?: [A-Z][a-z]+)?")
_WANTS: Final = re.compile(
    rf"^[要想]|{_any_of('needs')}|(?<![A-Za-z])(?:{_any_of('products')})(?![A-Za-z])", re.IGNORECASE
)
_TOKEN: Final = re.compile(rf"[^\s,。;!?、|/{_GAPS}]+")
_SENTENCE: Final = re.compile(rf"[^,。;!?\n{_GAPS}]+")


class _Rest:
    """A text from which facts are taken out, one after the other."""

    def __init__(self, text: str) -> None:
        self.text = plain(tidy(text))
        self.found: dict[str, str] = {}

    def take(self, key: str, pattern: re.Pattern[str], gap: str = _GAP) -> None:
        """Take out the first match; the fact is its first group that holds something, or all of it."""
        match = pattern.search(self.text)
        if match and key not in self.found:
            self.put(key, next(filter(None, match.groups()), match[0]), match.span(), gap)

    def put(self, key: str, value: str, span: tuple[int, int], gap: str = _GAP) -> None:
        """Keep a fact and leave a gap where it stood."""
        self.found[key] = value.strip(" :.-\n")
        self.text = self.text[: span[0]] + gap + self.text[span[1] :]

    def tokens(self) -> list[re.Match[str]]:
        """Give what stands between blanks, punctuation and gaps, the last one first: taking it moves no other."""
        return list(_TOKEN.finditer(self.text))[::-1]


def take_apart(text: str) -> dict[str, str]:
    """Give the facts of one message by key, each as it was written, ready to be cleaned.

    Never taken: a fax or QQ number as a phone, a yearly income as a budget. The rest is a guess to be checked.

    >>> facts = take_apart("王总138 0000 1111 苏州示例精密 想上MES 预算50万 年底前定")
    >>> facts["contact"], facts["mobile"], facts["company"], facts["region"]
    ('王总', '138 0000 1111', '苏州示例精密', '苏州')
    >>> facts["need"], facts["budget_cny"], facts["purchase_by"]
    ('想上MES', '50万', '年底前定')
    """
    rest = _Rest(text)
    rest.take("email", _EMAIL)
    rest.text = _NOT_OURS.sub(_GAP, rest.text)
    rest.take("wechat", _WECHAT)
    rest.take("mobile", _MOBILE, _NUMBER_GAP)
    rest.take("phone", _PHONE, _NUMBER_GAP)
    rest.take("phone", _MOBILE, _NUMBER_GAP)  # a second mobile is a further number
    rest.text = _NUMBER_LABEL.sub("", rest.text)
    _take_budget(rest)
    rest.take("purchase_by", _DEADLINE)
    rest.take("size", _SIZE)
    _take_company(rest)
    _take_person(rest)
    _take_industry(rest)
    _take_need(rest)
    rest.take("source", _SOURCE)
    _take_region(rest)
    return rest.found


def _take_budget(rest: _Rest) -> None:
    for match in _BUDGET.finditer(rest.text):
        if not _NOT_BUDGET.search(rest.text[: match.start()]):
            rest.put("budget_cny", match[1] or match[2], match.span())
            return


def _take_company(rest: _Rest) -> None:
    """Take a name with its legal form, else one that stands alone and looks like one: 苏州示例精密."""
    for pattern in (_COMPANY, _LATIN_COMPANY):
        match = pattern.search(rest.text)
        if match:
            name = _BEFORE_COMPANY.sub("", match[0])
            rest.put("company", name, (match.end() - len(name), match.end()))
            return
    for match in rest.tokens():
        name = _without_person(_BEFORE_COMPANY.sub("", match[0]))
        if _is_company(name):
            begin = match.start() + match[0].index(name)
            rest.put("company", name, (begin, begin + len(name)))
            return


def _without_person(token: str) -> str:
    """Cut the person off the company: 示例精密王总."""
    return token.removesuffix(_titled(token)) or token


def _is_company(name: str) -> bool:
    if not 4 <= len(name) <= 16 or _WANTS.search(name):  # noqa: PLR2004 - letters of a name with a place or a trade
        return False
    places = readings(name)
    brand = name[places[0][1] :] if places else ""
    if places and (len(brand) < 2 or brand in _NOT_COMPANY):  # noqa: PLR2004 - no brand has one letter
        return False
    return bool(places) or (_TRADE.fullmatch(name) is not None and not name.endswith(_PRODUCT_TRADES))


def _take_person(rest: _Rest) -> None:
    for match in rest.tokens()[::-1]:
        titled = _titled(match[0])
        if titled:
            rest.put("contact", _HONOURED.sub("", titled), (match.end() - len(titled), match.end()))
            break
    else:
        for pattern in (_INTRODUCED, _BY_NUMBER, _LATIN_PERSON):
            found = pattern.search(rest.text)
            if found and not readings(next(filter(None, found.groups()), "")):
                rest.take("contact", pattern)
                break
    if "contact" in rest.found:
        read = normalise_people(pd.Series([rest.found["contact"]], dtype="str")).iloc[0]
        if isinstance(read["title"], str) and len(read["title"]) > 1:
            rest.found["title"] = read["title"]
        if isinstance(read["value"], str):
            rest.found["contact"] = read["value"]


def _titled(token: str) -> str:
    """Give the person with a title that a token ends with: 王总, 采购部李经理."""
    match = _TITLE.fullmatch(token)
    if not match or token in _NOT_PEOPLE:
        return ""
    before, title = match.groups()
    if len(before) <= _LONGEST_NAME and _NAME.fullmatch(before):
        return token
    for length in (1, 2, 3) if len(title) == 1 else (2, 1, 3):  # 王总, 李明经理
        name = before[-length:]
        if _NAME.fullmatch(name) and f"{name}{title}" not in _NOT_PEOPLE:
            department = _DEPARTMENT.search(before[:-length])
            section = department[0] if department and department.end() == len(before) - length else ""
            return section + name + title
    return ""


def _take_industry(rest: _Rest) -> None:
    match = _INDUSTRY.search(rest.text)
    if match and not _WANTS.search(match[1] or match[2]):
        rest.put("industry", match[1] or match[2], match.span())


def _take_need(rest: _Rest) -> None:
    """Take the clauses that say what is wanted; in Chinese a blank ends a clause."""
    wanted = []
    for sentence in _SENTENCE.findall(rest.text):
        clauses = sentence.split() if re.search(f"[{_HAN}]", sentence) else [sentence.strip()]
        wanted += [clause for clause in clauses if _WANTS.search(clause)]
    if wanted:
        rest.found["need"] = ",".join(wanted)


def _take_region(rest: _Rest) -> None:
    """Take a place that stands alone, else the one that the company's name begins with."""
    for match in rest.tokens():
        places = readings(match[0])
        if places and match[0][places[0][1] :] in {"", *_NOT_COMPANY}:
            rest.put("region", match[0][: places[0][1]], match.span())
            return
    company = rest.found.get("company", "")
    places = readings(company)
    if places:
        rest.found["region"] = company[: places[0][1]]
