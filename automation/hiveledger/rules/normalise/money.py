"""Amounts of money as people write them, in yuan: 50万, 1.2亿, ¥500,000.00, 50w, 五十万元, 50-80万."""

import re
from functools import partial
from typing import Final, NamedTuple

import pandas as pd

from hiveledger.rules.normalise.cells import is_nothing, read_texts
from hiveledger.rules.normalise.characters import plain
from hiveledger.rules.normalise.numerals import NUMERAL, read_numeral
from hiveledger.rules.normalise.words import alternatives
from hiveledger.schema.words import BudgetStatus

__all__ = ["normalise_money"]


class _Money(NamedTuple):
    value: float | None = None
    code: str | None = None
    status: str | None = None  # a BudgetStatus


class _Amount(NamedTuple):
    number: float
    unit: float | None  # None where the text names none


_COLUMNS: Final = {"value": "float64", "code": "str", "status": "str"}
_UNITS: Final = {
    "亿": 1e8,
    "千万": 1e7,
    "百万": 1e6,
    "十万": 1e5,
    "万": 1e4,
    "w": 1e4,
    "m": 1e6,
    "千": 1e3,
    "k": 1e3,
    "百": 1e2,
}
_FEWEST_LIKELY: Final = 1000
_MOST_LIKELY: Final = 1e10  # eleven digits are a mobile number

_FILLING: Final = re.compile(
    r"\s|个(?=[万亿w千百])|人民币|rmb|cny|[¥￥]|\([^()\d]*\)|[,。;]?(?:不?含税|税[前后]|整|正)$"
)
_LABEL: Final = re.compile(
    r"^(?:我们|公司|客户|大概|预计|初步|今年|明年|年度|年|项目|采购|首期|一期|整体|总体|总)*"
    r"(?:预算|金额|总额|费用|价格|总价|投入|投资)(?:金额|范围|区间|总额)?[为是有在]?:?"
)
_BEFORE: Final = re.compile(
    r"^(?:约为?|大约|大概|差不多|近|将近|预计|估计|不超过|不高于|不大于|不低于|不少于|不小于|不足|不到|不够|小于|少于|低于|大于|高于|多于|最多|最高|至少|最少|超过?|上限|下限|[~<>≤≥≈]=?)+"
)
_AFTER: Final = re.compile(
    r"(?:左右|上下|之间|区间|以内|之内|内|以下|以上|之上|起步?|封顶|不到|出头|预算|[+]|[/每]年)+$"
)
_BETWEEN: Final = re.compile(r"-+|~+|至|到(?!$)")
_COMPOUND: Final = re.compile(r"(.+亿)(.+万元?)")
_AMOUNT: Final = re.compile(
    rf"(?:(\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?(?:e[+-]?\d+)?)|({NUMERAL}))([多来余])?({'|'.join(_UNITS)})?([元块圆])?"
)
_NAMED_UNIT: Final = re.compile(f"{'|'.join(_UNITS)}|[十元块圆]")
_VAGUE: Final = re.compile(
    r"[几数上好]?[几数十百千]+[万亿]?(?:元|块|级别?)?|[一二三四五六七八九]{2}[十百千]?[万亿]?[元块]?"
)


def _amount(text: str) -> _Amount | None:
    found = _AMOUNT.fullmatch(text)
    if not found:
        return None
    digits, numeral, _, unit, yuan = found.groups()
    number = float(digits.replace(",", "")) if digits else read_numeral(numeral)
    if number is None:
        return None
    return _Amount(float(number), _UNITS[unit] if unit else 1.0 if yuan else None)


def _one(text: str, unit_cny: float) -> float | None:
    if found := _COMPOUND.fullmatch(text):
        parts = [_amount(part) for part in found.groups()]
        return sum(part.number * (part.unit or 0) for part in parts if part) if all(parts) else None
    amount = _amount(text)
    return amount.number * (unit_cny if amount.unit is None else amount.unit) if amount else None


def _range(ends: list[str], unit_cny: float) -> float | None:
    """Give the lower end of a range; what is said of the upper end (万) holds for it too."""
    first, second = map(_amount, ends)
    if first is None or second is None:
        return None
    last_unit = unit_cny if second.unit is None else second.unit
    least, most = first.number * (first.unit or last_unit), second.number * last_unit
    if least > most:
        return None
    return least or most  # 0-50万 says "up to 50万", not "nothing"


def _read_amount(text: str, unit_cny: float | None) -> _Money:
    bare = _AFTER.sub("", _BEFORE.sub("", text))
    ends = _BETWEEN.split(bare)
    counted = 1.0 if unit_cny is None else unit_cny
    value = _range(ends, counted) if len(ends) == 2 else _one(bare, counted)  # noqa: PLR2004 - from, to
    if value is None or not 0 <= value < _MOST_LIKELY:
        return _Money(code="clean.money_vague" if _VAGUE.fullmatch(bare) else "clean.money_unreadable")
    if unit_cny is None and 0 < value < _FEWEST_LIKELY and not _NAMED_UNIT.search(bare):
        return _Money(code="clean.money_unit_missing")
    is_about = bare != text or re.search("[多来余]", bare)
    remark = "clean.money_range" if len(ends) > 1 else "clean.money_about" if is_about else None
    return _Money(value, remark, (BudgetStatus.CLEAR if value else BudgetStatus.NONE).value)


def _read(raw: str, unit_cny: float | None) -> _Money:
    text = plain(raw).casefold()
    is_amount = any(map(str.isdecimal, text))
    for words, status in (
        ("budget_none", BudgetStatus.NONE),
        ("budget_undecided", BudgetStatus.UNDECIDED),
    ):
        if re.search(alternatives(words), text):
            return _Money(code="clean.money_unreadable" if is_amount else None, status=status.value)
    if is_nothing(text):
        return _Money()
    if re.search(alternatives("foreign_money"), text):
        return _Money(code="clean.money_foreign")
    return _read_amount(_LABEL.sub("", _FILLING.sub("", text)), unit_cny)


def normalise_money(texts: pd.Series, unit_cny: float | None = None) -> pd.DataFrame:
    """Give amounts in yuan. Undecided is not zero, and no foreign currency is converted.

    `unit_cny` is what a bare number counts: 10000 in a column headed 预算(万元), 1 where it says 元. Where nothing
    says it, bare numbers from 1000 are yuan, and smaller ones are refused: 50 is as likely 50万.

    Returns: value (float, yuan), code, status (BudgetStatus: clear, undecided, none; missing where nothing is
    said), same index. Of a range the lower end is taken. Codes: clean.money_foreign, clean.money_vague (几十万),
    clean.money_unit_missing, clean.money_unreadable; as remarks: clean.money_range, clean.money_about (左右, 以内).

    >>> normalise_money(pd.Series(["50-80万", "预算未定", "$5000"])).to_numpy().tolist()
    [[500000.0, 'clean.money_range', 'clear'], [nan, nan, 'undecided'], [nan, 'clean.money_foreign', nan]]
    """
    return read_texts(texts, partial(_read, unit_cny=unit_cny), _COLUMNS)
