"""Leads that are none: trials, dead numbers, job seekers, sellers, peers, repeats. Source: M8 (清洗).

Read clause by clause, because the same word is a need elsewhere: 同行业 is no 同行, 招聘系统 is a product, a line that
stands still (产线停机) is why a customer asks. What is not plainly said is left to a person.
"""

import re
from typing import Final, NamedTuple

import pandas as pd

from hiveledger.rules.normalise.characters import plain, tidy
from hiveledger.rules.normalise.companies import is_test_word

__all__ = ["screen_leads"]


class _Sign(NamedTuple):
    """Where a clause of these words makes a lead invalid, and as what."""

    code: str
    columns: tuple[str, ...]
    words: str


_DEAD_NUMBER: Final = "clean.invalid_dead_number"
_NAMES: Final = ("company", "contact")
_TOLD: Final = (*_NAMES, "note")
_ANYWHERE: Final = (*_TOLD, "need")
_CELLS: Final = (*_ANYWHERE, "phone", "mobile")

# The first that holds is told.
_SIGNS: Final = (
    _Sign(
        "clean.invalid_test",
        ("note",),
        r"(?:表单|接口)?测试(?:数据|线索|一下|用|勿理)?|请?忽略(?:此条|本条)?|test(?:ing)?",
    ),
    _Sign(
        _DEAD_NUMBER,
        ("contact", "note", "phone", "mobile"),  # not in the need: machines stand still (停机) too
        r"空号|错号|已?(?:欠费)?停机|(?:号码?|电话|手机)(?:不存在|错误|有误)|查无此人"
        r"|(?:wrong|invalid|dead) number|not in service",
    ),
    _Sign(
        "clean.invalid_job",
        _ANYWHERE,
        r"(?:想|要|来|咨询|询问|问)*(?:求职|应聘|找工作|投简历|面试)者?|(?:咨询|询问|问)(?:招聘|岗位)|job ?seeker",
    ),
    _Sign("clean.invalid_job", _TOLD, r"招聘(?:广告|推广|会)?"),  # in the need it may be what is wanted
    _Sign(
        "clean.invalid_seller",
        _ANYWHERE,
        r"(?:来|打|上门|产品|广告|保险|贷款|课程|给我们|向我们)*推销(?:产品|保险|贷款|广告|课程|我们|员)?|骚扰电话|spam",
    ),
    _Sign(
        "clean.invalid_peer",
        _ANYWHERE,
        r"(?:同行|竞争对手|竞对|竞品公司|友商)(?:询价|套价|套话|打探|刺探|打听|调研|冒充|来电|骚扰)?|competitors?",
    ),
    _Sign("clean.invalid_repeat", _TOLD, r"重复(?:提交|录入|留资|数据|登记)?|系统(?:里|中)?已存在|duplicate"),
)
_BEFORE: Final = (
    r"(?:经?核实|确认|备注|状态|结果|原因|疑似|应该|可能|其实|实际|对方|客户|此人|他|她|这|是|为|系|属于?|的|个|家|一|说|\s"
    r"|打过去|拨打|接通后?|来电|致电|电话|手机号?|号码|座机|联系方式|\d[-\d]{6,}|the |is |an? |it )*"
)
_AFTER: Final = r"(?:[了的]|号码|客户|人员|公司|线索|电话|信息|无效|\s| given)*"
_CLAUSE_END: Final = re.compile(r"[,;:.!?。、/|()\[\]\n]+|(?<=[\u4e00-\u9fff])\s+|\s+(?=[\u4e00-\u9fff])")
_LONGEST_CLAUSE: Final = 30  # characters: who says more than that says more than 空号
_DIGITS_OF_A_NUMBER: Final = r"\d[-\s\d]{5,}\d"


_CLAUSES: Final = {sign: re.compile(f"{_BEFORE}(?:{sign.words}){_AFTER}") for sign in _SIGNS}
# What every clause above holds: a glance for it spares most texts the reading.
_GLANCE: Final = re.compile(
    "测试|忽略|test|空号|错号|停机|不存在|错误|有误|此人|number|service|求职|应聘|找工作|简历|面试|招聘|岗位|seeker|推销|骚扰|spam"
    "|同行|竞争|竞对|竞品|友商|competitor|重复|已存在|duplicate"
)


def _signs_of(text: str) -> list[_Sign]:
    """Read a text clause by clause; a blank ends one in Chinese, and none in English."""
    form = plain(tidy(text)).casefold()
    clauses = [clause.strip() for clause in _CLAUSE_END.split(form) if len(clause) <= _LONGEST_CLAUSE]
    return [sign for sign, pattern in _CLAUSES.items() if any(map(pattern.fullmatch, clauses))]


def _said(texts: pd.Series) -> dict[_Sign, list[str]]:
    """Give the texts of a column that each sign is found in."""
    found: dict[_Sign, list[str]] = {}
    for text in texts.dropna().unique():
        for sign in _signs_of(text) if _GLANCE.search(text.casefold()) else ():
            found.setdefault(sign, []).append(text)
    return found


def _can_be_called(leads: pd.DataFrame) -> pd.Series:
    """Tell which leads have two numbers, so that one of them may be dead."""
    return leads["mobile"].str.contains(_DIGITS_OF_A_NUMBER, na=False) & leads["phone"].str.contains(
        _DIGITS_OF_A_NUMBER, na=False
    )


def screen_leads(leads: pd.DataFrame) -> pd.Series:
    """Tell which leads are invalid by what their own cells say of them, and as what.

    Reads: company, contact, need, note, phone, mobile, as they were written: normalising takes 空号 out of a
    number's cell.
    Returns: a code of the catalogue per lead, same index; missing where nothing is said against it. A dead
    number makes a lead invalid only where there is no second number to try.

    >>> leads = table('''
    ...     lead_id | company  | contact | need     | note       | phone | mobile
    ...     L1      | 云帆精密 | 王总    | 同行业案例 | 打过去是空号 |       | 13800000001
    ...     L2      | 云舟机械 | 李经理  | 测试设备   |            |       | 13800000002
    ... ''')
    >>> screen_leads(leads).to_dict()
    {'L1': 'clean.invalid_dead_number', 'L2': nan}
    """
    told = {column: _said(leads[column]) for column in _CELLS}
    code = pd.Series(None, index=leads.index, dtype="str").mask(_is_trial(leads), _SIGNS[0].code)
    for sign in _SIGNS:
        said = pd.Series(data=False, index=leads.index)
        for column in sign.columns:
            said |= leads[column].isin(told[column].get(sign, []))
        if sign.code == _DEAD_NUMBER:
            said &= ~_can_be_called(leads)
        code = code.mask(code.isna() & said, sign.code)
    return code


def _is_trial(leads: pd.DataFrame) -> pd.Series:
    """Tell which leads have nothing but a trial's word for a name."""
    return pd.concat(
        [
            leads[column].isin([text for text in leads[column].dropna().unique() if is_test_word(plain(tidy(text)))])
            for column in _NAMES
        ],
        axis=1,
    ).any(axis=1)
