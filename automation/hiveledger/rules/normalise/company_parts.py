"""What a company name is made of, for comparison: region, brand, trade, legal form, branch.

Conservative: a part that is not recognised stays in the brand, so that names compare as different, not as equal.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

import pandas as pd

from hiveledger.rules.normalise.cells import REMEMBERED
from hiveledger.rules.normalise.characters import one_line, plain, simplified
from hiveledger.rules.normalise.places import readings
from hiveledger.rules.normalise.words import word_set

__all__ = ["company_key", "split_companies"]


class _Parts(NamedTuple):
    key: str | None = None
    region: str | None = None
    brand: str | None = None
    trade: str | None = None
    legal: str | None = None
    branch: str | None = None


_COLUMNS: Final = dict.fromkeys(_Parts._fields, "str")
_HAN: Final = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af]")
_FORMS: Final = {
    **dict.fromkeys(("股份有限责任公司", "股份有限公司", "股份公司"), "股份"),
    **dict.fromkeys(("有限责任公司", "有限公司", "责任公司", "有限责任", "公司"), "有限"),
    **dict.fromkeys(("集团公司", "企业集团", "集团"), "集团"),
    **dict.fromkeys(("合伙企业", "有限合伙", "普通合伙", "特殊普通合伙"), "合伙"),
    **dict.fromkeys(("个体工商户", "个人独资企业", "经营部", "商行"), "个体"),
}
_FORM: Final = "|".join(sorted(_FORMS, key=len, reverse=True))
_LEGAL: Final = re.compile(rf"(?:{_FORM})+$")
_LEGAL_BRACKETS: Final = re.compile(r"\((集团|有限合伙|普通合伙|特殊普通合伙|个体工商户|个人独资)\)")
_BRANCH_WORD: Final = r"(?:分公司|子公司|分厂|分店|分行|支行|分部|分院|分校|办事处|代表处|营业部|门市部|事业部)"
_BRANCH: Final = re.compile(rf"(?:(?<=公司|集团)|(?<=集团\)))((?:(?!有限|责任)[^()])*?{_BRANCH_WORD})$")
_BRANCH_WITHOUT_FORM: Final = re.compile(rf"{_BRANCH_WORD}$")
_DEPARTMENT: Final = re.compile(
    rf"(?<=公司|集团|事处|分行|支行|分店|分厂|分院)(?:(?!{_BRANCH_WORD})[^()])*(?:部|部门|科|处|室|中心|组)$"
)
_ADMINISTRATIVE: Final = re.compile(r"(?:省|市|特别行政区|(?:壮族|回族|维吾尔)?自治区)$")
_LATIN_LEGAL: Final = re.compile(
    r"[\s,]+(?:co\.?,? ?ltd|company,? limited|co\.?,? limited|pte\.? ?ltd|pty\.? ?ltd|private limited|limited|ltd|inc"
    r"|incorporated|corp|corporation|company|co|llc|llp|lp|plc|gmbh(?: & co\.? ?kg)?|ag|kg|s\.?a|s\.?a\.?s|s\.?r\.?l"
    r"|s\.?p\.?a|b\.?v|n\.?v|k\.?k|oy|ab|a/s)\.?$"
)
_NOT_WORD: Final = re.compile(r"[^\w]+")
_LONGEST_TRADE: Final = max(map(len, word_set("trades")))
_SHORTEST_BRAND: Final = 2
_PROVINCE_OR_CITY: Final = 4  # digits of a code: districts are too often brands (东方, 新华, 长安)


def _region(body: str) -> str:
    """Give the province or city a name starts with, as written; empty where what follows would be no name."""
    best = 0
    for code, end in readings(body):
        is_named = len(code) <= _PROVINCE_OR_CITY or body[end - 1] in "市县区"
        if is_named and len(body) - end >= _SHORTEST_BRAND:
            best = max(best, end)
    return body[:best]


def _short_region(region: str) -> str:
    return _ADMINISTRATIVE.sub("", region) if len(region) > _SHORTEST_BRAND else region


def _cut_branch(name: str) -> tuple[str, str]:
    """Cut a branch off; what follows a legal form, or the place before 分公司 where there is no form."""
    name = _DEPARTMENT.sub("", name)
    if found := _BRANCH.search(name):
        return name[: found.start()], found[1]
    word = _BRANCH_WITHOUT_FORM.search(name)
    if word:
        for start in range(_SHORTEST_BRAND, word.start()):
            if any(end == word.start() - start for _, end in readings(name[start : word.start()])):
                return name[:start], name[start:]
        return name[: word.start()], word[0]
    return name, ""


def _cut_trades(name: str) -> str:
    """Cut trades off the end of a name, as long as a brand is left: 云帆网络科技 gives 云帆."""
    for size in range(min(_LONGEST_TRADE, len(name) - 1), 1, -1):
        if name[-size:] in word_set("trades"):
            return _cut_trades(name[:-size])
    return name


@lru_cache(REMEMBERED)
def _chinese(name: str) -> _Parts:
    whole, branch = _cut_branch(name.replace(" ", ""))
    bracketed = _LEGAL_BRACKETS.search(whole)
    unbracketed = _LEGAL_BRACKETS.sub("", whole)
    form = _LEGAL.search(unbracketed)
    body = unbracketed[: form.start()] if form else unbracketed
    if len(body) < _SHORTEST_BRAND:
        body, form = unbracketed, None
    legal = _FORMS[re.findall(_FORM, form[0])[-1]] if form else bracketed and bracketed[1]
    region = _region(body)
    rest = _NOT_WORD.sub("", body[len(region) :])
    brand = _cut_trades(rest)
    short = _short_region(region)
    return _Parts(
        (short + rest) or None, short or None, brand or None, rest[len(brand) :] or None, legal or None, branch or None
    )


def _latin(name: str) -> _Parts:
    form = _LATIN_LEGAL.search(name)
    legal = _NOT_WORD.sub("", form[0]) if form else None
    brand = _NOT_WORD.sub("", name[: form.start()] if form else name) or None
    return _Parts(brand, brand=brand, legal=legal)


def split_companies(names: pd.Series) -> pd.DataFrame:
    """Take company names apart, for comparison only: simplified, lower case, without blanks and brackets.

    Reads: names as stored (`normalise_companies`).
    Returns: key (the name without legal form and branch, 苏州市 as 苏州), region (province or city, as written
    less 省 and 市), brand, trade, legal (有限, 股份, 集团, 合伙, 个体, or the Latin form), branch; same index;
    missing where a name has no such part. An unknown trade stays in the brand.

    >>> split_companies(pd.Series(["苏州市雲帆网络科技（集团）有限公司佛山分公司"])).to_numpy().tolist()
    [['苏州云帆网络科技', '苏州', '云帆', '网络科技', '有限', '佛山分公司']]
    """
    places, distinct = pd.factorize(names)
    forms = [unicodedata.normalize("NFKC", plain(one_line(str(name)))).casefold() for name in distinct]
    rows = [_chinese(form) if _HAN.search(form) else _latin(form) for form in simplified(forms)]
    columns = zip(*rows, strict=True) if rows else ((),) * len(_COLUMNS)
    known = {field: pd.Series(column, dtype="str") for field, column in zip(_COLUMNS, columns, strict=True)}
    return pd.DataFrame(known).reindex(places).set_axis(names.index)


def company_key(names: pd.Series) -> pd.Series:
    """Give what two spellings of one company share, and a branch or another region does not.

    Reads: names as stored. Returns: str, same index; missing where there is no name. Legal forms are left out:
    where 有限 against 股份 matters, compare `split_companies(…)["legal"]` too.

    >>> company_key(pd.Series(["苏州市云帆科技有限公司", "苏州雲帆科技", "苏州云帆公司南京分公司"])).to_list()
    ['苏州云帆科技', '苏州云帆科技', '苏州云帆/南京分公司']
    """
    parts = split_companies(names)
    return parts["key"].str.cat("/" + parts["branch"], na_rep="").where(parts["key"].notna())
