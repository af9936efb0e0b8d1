"""The ends of a company's name: legal form, branch, department, also where a character is wrong or missing."""

import re
from collections.abc import Iterator
from functools import cache
from operator import or_
from typing import Final, NamedTuple

from hiveledger.rules.match.companies.regions import NOWHERE, cut_last_place
from hiveledger.rules.match.companies.sounds import by_sound

__all__ = ["Form", "cut_branch", "cut_form", "cut_tail"]

_FORMS: Final = (
    *(
        "股份有限责任公司",
        "股份有限公司",
        "股份公司",
        "有限责任公司",
        "有限公司",
        "责任公司",
        "公司",
        "有限责任",
        "股份",
    ),
    *("合伙企业", "有限合伙", "普通合伙", "特殊普通合伙", "个体工商户", "企业集团", "集团"),
)
_SHORTEST_DAMAGED: Final = 4  # characters of a form of which one may be missing
_NO_COMPANY: Final = frozenset({"股份", "集团", "企业集团"})  # said in a short name too
_KEPT: Final = 2
_BRANCHES: Final = (
    *("分公司", "子公司", "分厂", "分店", "分行", "支行", "分部", "分院", "分校", "分所", "办事处", "代表处", "营业部"),
    *("营业所", "门市部", "事业部", "专卖店", "旗舰店", "直营店", "加盟店", "体验店", "服务部", "项目部", "经理部"),
)
_PLAIN_BRANCHES: Final = frozenset(_BRANCHES) - {"子公司"}  # 电子公司 is no branch
_BEFORE_BRANCH: Final = ("公司", "有限公", "有限司", "集团", "银行", "证券", "保险")
_LONGEST_BRANCH: Final = 14
_REMARK: Final = re.compile(r"\((?:总部|总公司|本部|原.*|曾用名.*|已.*|老客户|新客户|大客户|重点.*|意向.*|客户.*)\)$")
_PERSON: Final = re.compile(r"(?<=司|团|厂|店|部|行|所|处|院|[^\x00-\x7f])[-—_|,;:/].*$")
_DEPARTMENT: Final = re.compile(
    r"(?<=公司|集团|分行|支行|事处|分店|分厂)(?![^()]*(?:分|子)公司)[^()公司]{0,6}?(?:部|部门|科|科室|处|室|中心|组|总经办)$"
)


class Form(NamedTuple):
    """What the legal form says: nothing, a company, of which kind, of a group."""

    is_said: bool = False  # 公司, 有限公司 …: a whole name, not a short one
    is_group: bool = False
    is_stock: bool = False  # 股份


def _damaged(form: str) -> Iterator[str]:
    """Give a form as it sounds, whole and with one character missing."""
    sound = by_sound(form)
    yield sound
    if len(form) >= _SHORTEST_DAMAGED and form not in _NO_COMPANY:
        yield from (sound[:place] + sound[place + 1 :] for place in range(len(form)))


def _form(form: str) -> Form:
    return Form(form not in _NO_COMPANY, "集团" in form, "股份" in form)


@cache
def _forms() -> dict[str, Form]:
    found: dict[str, Form] = {}
    for form in _FORMS:
        for sound in _damaged(form):
            found.setdefault(sound, _form(form))
    return found | {by_sound(form): _form(form) for form in _FORMS}


def cut_form(name: str) -> tuple[str, Form]:
    """Cut the legal form off a name, as long as two characters are left.

    >>> cut_form("云帆科技股分有限公司")
    ('云帆科技', Form(is_said=True, is_group=False, is_stock=True))
    >>> cut_form("云帆集团")
    ('云帆', Form(is_said=False, is_group=True, is_stock=False))
    """
    sound, forms, end, said = by_sound(name), _forms(), len(name), Form()
    while end > _KEPT:
        sizes = _sizes().get(sound[end - 1], ())
        size = next((size for size in sizes if size <= end - _KEPT and sound[end - size : end] in forms), 0)
        if not size:
            break
        found = forms[sound[end - size : end]]
        said = Form(*map(or_, said, found))
        end -= size
    return name[:end], said


@cache
def _sizes() -> dict[str, tuple[int, ...]]:
    """Give how long the forms are that end with a given sound, longest first."""
    found: dict[str, set[int]] = {}
    for form in _forms():
        found.setdefault(form[-1], set()).add(len(form))
    return {last: tuple(sorted(sizes, reverse=True)) for last, sizes in found.items()}


@cache
def _branch_ends() -> dict[str, str]:
    whole = {by_sound(word): word for word in _BRANCHES}
    company = by_sound("分公司")
    return {company[1:]: "", company[:2]: "分公司", company[::2]: "分公司"} | whole


@cache
def _before_branch() -> tuple[str, ...]:
    return tuple(map(by_sound, _BEFORE_BRANCH))


def cut_branch(name: str) -> tuple[str, str]:
    """Cut a branch off a name; its word may sound alike or miss a character.

    >>> cut_branch("云帆科技有限公司昆山分公司"), cut_branch("云帆科技南京分公司"), cut_branch("云帆科技有限公司")
    (('云帆科技有限公司', '昆山分公司'), ('云帆科技', '南京分公司'), ('云帆科技有限公司', ''))
    """
    sound = by_sound(name)
    size = next((size for size in (3, 2) if sound[-size:] in _branch_ends()), 0)
    word = _branch_ends().get(sound[-size:], "") if size else ""
    if not word:
        return name, ""
    end = len(name) - size
    for before in _before_branch():
        start = sound.rfind(before, 0, end)
        if start > 0 and (start := start + len(before)) >= end - _LONGEST_BRANCH:
            return name[:start], name[start:end].strip("-_ ()") + word
    if name[end:] not in _PLAIN_BRANCHES:
        return name, ""
    place, whole = cut_last_place(name[:end])
    return whole, name[len(whole) : end] + word if place != NOWHERE else word


def cut_tail(name: str) -> str:
    """Cut off what is no part of a name: a contact, a department, a remark in brackets.

    >>> cut_tail("云帆科技有限公司-张经理"), cut_tail("云帆科技有限公司采购部"), cut_tail("云帆公司(总部)")
    ('云帆科技有限公司', '云帆科技有限公司', '云帆公司')
    """
    return _DEPARTMENT.sub("", _REMARK.sub("", _PERSON.sub("", name)))
