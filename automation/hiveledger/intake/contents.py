"""What a column holds, whatever its header says: the readers of `rules.normalise` are asked what they can read."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import pandas as pd

from hiveledger.rules.normalise.cells import is_nothing
from hiveledger.rules.normalise.characters import plain, tidy
from hiveledger.rules.normalise.codes import normalise_codes
from hiveledger.rules.normalise.dates import normalise_dates
from hiveledger.rules.normalise.emails import normalise_emails
from hiveledger.rules.normalise.money import normalise_money
from hiveledger.rules.normalise.phones import normalise_phones
from hiveledger.rules.normalise.regions import normalise_regions
from hiveledger.rules.normalise.words import alternatives

__all__ = ["Kind", "Profile", "kinds_of", "profiles"]


class Kind(StrEnum):
    """What one cell looks like."""

    EMAIL = "email"
    URL = "url"
    PERSON_ID = "person_id"  # an identity card's number: 18 characters, like a company's code
    CODE = "code"  # a company's 统一社会信用代码
    MOBILE = "mobile"
    PHONE = "phone"  # with area code, or a service number: nothing else looks like it
    DATE = "date"
    LOCAL = "local"  # seven or eight bare digits: a landline without its area code, or any other number
    NUMBER = "number"  # bare digits: an amount, a count, a QQ number, a postcode
    MONEY = "money"  # an amount with its unit
    HEADS = "heads"  # a number of people
    GRADE = "grade"
    FLAG = "flag"  # yes, no, or how sure
    COMPANY = "company"
    PERSON = "person"
    REGION = "region"
    ADDRESS = "address"
    TEXT = "text"


@dataclass(frozen=True)
class Profile:
    """What a sample of a column's cells looks like."""

    count: int = 0  # cells that say something
    shares: Mapping[Kind, float] = field(default_factory=dict)

    def share(self, kinds: Iterable[Kind]) -> float:
        """Give the share of cells of any of these kinds."""
        return sum(self.shares.get(kind, 0.0) for kind in kinds)


_SURNAME: Final = alternatives("surnames")
_PERSON: Final = re.compile(
    rf"(?:{_SURNAME})(?:[\u4e00-\u9fff]{{1,2}}|\*{{1,2}}|先生|女士|小姐|{alternatives('titles')})|[小老](?:{_SURNAME})"
    r"|[\u4e00-\u9fff]{2,8}·[\u4e00-\u9fff]{2,8}"
    r"|(?:(?:Mr|Mrs|Ms|Miss|Dr)\.? )?[A-Z][a-z]+(?:[ -](?:[A-Z]\.|[A-Z][a-z'-]+)){1,3}"
)
_COMPANY: Final = re.compile(
    r".{2,}(?:公司|集团|厂|商行|事务所|医院|学校|大学|学院|中学|小学|幼儿园|研究[院所]|设计院|银行|合作社|工作室|商贸|科技"
    r"|门市部|经营部|办事处|分公司|委员会|管理局|药房|酒店|中心|协会|商会)(?:\(.{1,12}\))?"
    r"|.*\b(?:co|ltd|inc|llc|corp|corporation|gmbh|limited|company|group|holdings|plc|pte|bv|ag|sa|srl)\b\.?",
    re.IGNORECASE,
)
_PERSON_ID: Final = re.compile(r"[1-8]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]")
_CODE: Final = re.compile(r"[1-9A-Y][1-9A-Y]\d{6}[0-9A-Z]{10}")  # also one with a typing error in it
_URL: Final = re.compile(r"(?:https?://|www\.)\S+|[\w-]+(?:\.[\w-]+)*\.(?:com|cn|net|org|io)(?:/\S*)?", re.IGNORECASE)
_THREE_PARTS: Final = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}")  # 3/2/2026, which can mean two days; not 3.5
_PHONE_MARKS: Final = re.compile(r"[-+()#转 ]|^0|^[48]00\d")  # what sets a landline apart from a bare number
_LOCAL: Final = re.compile(r"[2-9]\d{6,7}")
_NUMBER: Final = re.compile(r"[-+]?[\d,]*\.?\d+%?")
_HEADS: Final = re.compile(
    r"[\d,]+(?:\s*[-~至到]\s*[\d,]+)?\s*(?:人|名|\+|以上|employees|people)\S{0,3}|\d+\s*[-~]\s*\d+", re.IGNORECASE
)
_GRADE: Final = re.compile(r"[A-D][+-]?\s*(?:级|类|档|等|级客户|类客户|级线索|类线索)?", re.IGNORECASE)
_FLAG: Final = re.compile(
    r"有|是|否|明确|不明确|未明确|已明确|待定|未定|不确定|已确认|未确认|已批复?|未批复?|有预算|无预算|已有|清晰|不清晰|部分|√|×|y|n"
    r"|yes|no|true|false|confirmed|approved|unclear|undecided",
    re.IGNORECASE,
)
_REGION: Final = re.compile(r"(?:华[东南西北中]|东北|西[南北]|港澳台?|海外|国外|长三角|珠三角|京津冀|川渝)\S{0,4}")
_HAN_NAME: Final = re.compile("[\u3400-\u9fff]{2}")
_ADDRESS: Final = re.compile(
    r"\d+\s*(?:号|弄|室|栋|幢|楼|层|单元)|(?:大道|大街|工业园|产业园|科技园|开发区)|\b(?:road|rd|street|st|avenue|ave)\b",
    re.IGNORECASE,
)
_MASK: Final = str.maketrans("", "", "'\t=\"")  # what exports put around numbers to keep Excel's hands off them
_TELLING: Final = 500  # characters that tell what a cell is; of a whole file in one cell nobody reads on
_FEWEST, _MOST, _ALL = 40, 300, 12_000  # cells looked at: of a column at least and at most, of a sheet about


def profiles(columns: Sequence[Sequence[str]]) -> list[Profile]:
    """Tell what each column's cells look like.

    Returns: the share of each kind among cells that say something; of a long column an evenly spaced sample.

    >>> profiles([["138 0000 0000", "13900000000", "0512-60000000", "无"]])[0].share([Kind.MOBILE])
    0.6666666666666666
    """
    size = max(_FEWEST, min(_MOST, _ALL // max(1, len(columns))))
    samples = [_sample(cells, size) for cells in columns]
    kinds = iter(kinds_of([cell for sample in samples for cell in sample]))  # one call: each costs milliseconds
    return [_profile([next(kinds) for _ in sample]) for sample in samples]


def _sample(cells: Sequence[str], size: int) -> Sequence[str]:
    said = [cell for cell in cells if cell and not cell.isspace()]
    return said[:: max(1, len(said) // size)]


def _profile(kinds: Sequence[Kind | None]) -> Profile:
    told = Counter(kind for kind in kinds if kind)
    return Profile(told.total(), {kind: times / told.total() for kind, times in told.items()})


def kinds_of(cells: Sequence[str]) -> list[Kind | None]:
    """Tell what each cell looks like; None where it says nothing.

    >>> kinds_of(["138 0000 0000", "50万", "示例精密有限公司", "暂无"])
    [<Kind.MOBILE: 'mobile'>, <Kind.MONEY: 'money'>, <Kind.COMPANY: 'company'>, None]
    """
    texts = pd.Series([plain(tidy(cell[:_TELLING].translate(_MASK))) for cell in cells], dtype="str")
    phones, dates, regions = normalise_phones(texts), normalise_dates(texts), normalise_regions(texts)
    reads = {
        Kind.EMAIL: normalise_emails(texts)["value"].notna(),
        Kind.CODE: normalise_codes(texts)["value"].notna(),
        Kind.MOBILE: phones["mobile"].notna(),
        Kind.PHONE: phones["phone"].notna() & texts.str.contains(_PHONE_MARKS),
        Kind.DATE: dates["value"].notna() | (dates["code"].notna() & texts.str.match(_THREE_PARTS)),
        Kind.MONEY: normalise_money(texts)["value"].notna(),
        # 青 and Wu Wei are places where a column is said to hold them; alone they are as often a word and a person.
        Kind.REGION: regions["value"].notna() & regions["rest"].isna() & texts.str.contains(_HAN_NAME),
    }
    kinds = pd.DataFrame(reads, index=texts.index)
    return [
        _kind(text, {kind for kind in reads if row[kind]})
        for text, row in zip(texts, kinds.to_dict("records"), strict=True)
    ]


def _kind(text: str, read: set[Kind]) -> Kind | None:
    """Choose among what a cell can be read as; `read` are the kinds whose reader found a value."""
    if not text or is_nothing(text):
        return None
    for kind, pattern in _SUREST_FIRST:
        if kind in read if pattern is None else pattern.fullmatch(text):
            return kind
    return Kind.ADDRESS if _ADDRESS.search(text) else Kind.TEXT


_SUREST_FIRST: Final = (
    (Kind.EMAIL, None),
    (Kind.URL, _URL),
    (Kind.PERSON_ID, _PERSON_ID),
    (Kind.CODE, None),
    (Kind.CODE, _CODE),
    (Kind.MOBILE, None),
    (Kind.DATE, None),
    (Kind.PHONE, None),
    (Kind.LOCAL, _LOCAL),
    (Kind.NUMBER, _NUMBER),
    (Kind.GRADE, _GRADE),
    (Kind.FLAG, _FLAG),
    (Kind.HEADS, _HEADS),
    (Kind.MONEY, None),
    (Kind.COMPANY, _COMPANY),
    (Kind.REGION, None),
    (Kind.REGION, _REGION),
    (Kind.PERSON, _PERSON),
)
