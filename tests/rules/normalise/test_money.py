"""Amounts of money: read into yuan, refused where a figure would be a guess."""

from typing import Final

import pandas as pd
import pytest

from hiveledger.rules.normalise.money import normalise_money
from tests.rules.normalise.cases import cases, read_one

CLEAR: Final = r"""
    万 | 50万 | 500000.0
    万元 | 50 万元 | 500000.0
    万元整 | 50万元整 | 500000.0
    with 人民币 | 50万人民币 | 500000.0
    with RMB | RMB 50万 | 500000.0
    with a sign and thousands | ¥500,000.00 | 500000.0
    with a full-width sign | ￥５００，０００ | 500000.0
    plain digits | 500000 | 500000.0
    w for 万 | 50w | 500000.0
    个W | 50个W | 500000.0
    k | 50K | 50000.0
    M for millions | ¥1.2M | 1200000.0
    a yearly budget | 年预算50万 | 500000.0
    亿 | 1.2亿 | 120000000.0
    亿 and 万 | 1亿2000万 | 120000000.0
    一个亿 | 一个亿 | 100000000.0
    千万 | 5千万 | 50000000.0
    百万 | 3百万 | 3000000.0
    Chinese numerals | 五十万 | 500000.0
    longer Chinese numerals | 三百五十万元 | 3500000.0
    bank numerals | 壹佰万元整 | 1000000.0
    两 | 两万 | 20000.0
    元 with few digits | 50元 | 50.0
    with tax said | 50万（含税） | 500000.0
    with its label | 预算：50万 | 500000.0
    with a longer label | 今年预算有50万 | 500000.0
    a power of ten from Excel | 5E+05 | 500000.0
    a float | 500000.0 | 500000.0
"""

REMARKED: Final = r"""
    a range takes its lower end | 50-80万 | 500000.0 | clean.money_range
    a range with both units | 50万~80万 | 500000.0 | clean.money_range
    a range with 至 | 五十万至八十万元 | 500000.0 | clean.money_range
    a range with signs | ¥50,000-¥80,000 | 50000.0 | clean.money_range
    a range with a long dash | 50—80万 | 500000.0 | clean.money_range
    a range from zero takes its upper end | 0-50万 | 500000.0 | clean.money_range
    之间 | 20万到30万之间 | 200000.0 | clean.money_range
    w for both ends | 30~50w | 300000.0 | clean.money_range
    约 and a numeral | 约三百万 | 3000000.0 | clean.money_about
    小于 | 小于50万 | 500000.0 | clean.money_about
    大于 | 大于50万 | 500000.0 | clean.money_about
    不足 | 不足50万 | 500000.0 | clean.money_about
    不到 behind | 50万不到 | 500000.0 | clean.money_about
    左右 | 50万左右 | 500000.0 | clean.money_about
    约 | 总预算约50万 | 500000.0 | clean.money_about
    以内 | 50万以内 | 500000.0 | clean.money_about
    以上 | 50万以上 | 500000.0 | clean.money_about
    不超过 | 不超过50万 | 500000.0 | clean.money_about
    a plus sign | 50万+ | 500000.0 | clean.money_about
    a comparison sign | ≤50万 | 500000.0 | clean.money_about
    多 | 50多万 | 500000.0 | clean.money_about
    per year | 50万/年 | 500000.0 | clean.money_about
"""

REFUSED: Final = r"""
    dollars | $5000 | clean.money_foreign
    dollars in Chinese | 5万美金 | clean.money_foreign
    dollars by code | USD 5,000 | clean.money_foreign
    euros | €5000 | clean.money_foreign
    some tens | 几十万 | clean.money_vague
    more than ten | 十几万 | clean.money_vague
    a magnitude | 百万级 | clean.money_vague
    five or six | 五六万 | clean.money_vague
    three to five tens | 三五十万 | clean.money_vague
    a small number without a unit | 50 | clean.money_unit_missing
    a small range without a unit | 50-80 | clean.money_unit_missing
    a falling range | 80-50万 | clean.money_unreadable
    a negative amount | -50万 | clean.money_unreadable
    misplaced thousands | 50,80万 | clean.money_unreadable
    a price per piece | 5000/套 | clean.money_unreadable
    a yearly income | 年收入500万 | clean.money_unreadable
    a registered capital | 注册资金500万 | clean.money_unreadable
    a mobile number | 13800001111 | clean.money_unreadable
    a shortened numeral | 三万五 | clean.money_unreadable
    conditions | 50万，分两期 | clean.money_unreadable
    half a unit | 半个亿 | clean.money_unreadable
    so many digits | 六位数 | clean.money_unreadable
    at most a magnitude | 百万以内 | clean.money_vague
    words | 很多 | clean.money_unreadable
    a trillion | 999999亿 | clean.money_unreadable
"""


@pytest.mark.parametrize(("cell", "expected"), cases(CLEAR))
def test_an_amount_is_read(cell: str, expected: tuple[str, ...]) -> None:
    assert read_one(normalise_money(pd.Series([cell])), "value", "code", "status") == (*expected, "", "clear")


@pytest.mark.parametrize(("cell", "expected"), cases(REMARKED))
def test_an_inexact_amount_is_read_with_a_remark(cell: str, expected: tuple[str, ...]) -> None:
    assert read_one(normalise_money(pd.Series([cell])), "value", "code", "status") == (*expected, "clear")


@pytest.mark.parametrize(("cell", "expected"), cases(REFUSED))
def test_no_amount_is_guessed_at(cell: str, expected: tuple[str, ...]) -> None:
    assert read_one(normalise_money(pd.Series([cell])), "value", "code", "status") == ("", *expected, "")


@pytest.mark.parametrize(
    "cell", ["预算未定", "待定", "面议", "看方案", "领导审批中", "领导还没批", "看效果再说", "TBD"]
)
def test_an_undecided_budget_is_not_zero(cell: str) -> None:
    assert read_one(normalise_money(pd.Series([cell])), "value", "code", "status") == ("", "", "undecided")


@pytest.mark.parametrize("cell", ["没预算", "无预算", "暂无预算", "没有预算", "今年没预算"])
def test_no_budget_is_not_undecided(cell: str) -> None:
    assert read_one(normalise_money(pd.Series([cell])), "value", "code", "status") == ("", "", "none")


@pytest.mark.parametrize("cell", ["无", "-", "不详", "保密", "N/A"])
def test_an_unknown_budget_is_neither(cell: str) -> None:
    assert read_one(normalise_money(pd.Series([cell])), "value", "code", "status") == ("", "", "")


def test_zero_is_no_budget() -> None:
    assert read_one(normalise_money(pd.Series(["0元"])), "value", "code", "status") == ("0.0", "", "none")


def test_an_undecided_budget_with_a_figure_is_for_a_person() -> None:
    found = normalise_money(pd.Series(["预算未定，大概50万"]))
    assert read_one(found, "value", "code", "status") == ("", "clean.money_unreadable", "undecided")


def test_the_header_says_what_a_bare_number_counts() -> None:
    cells = pd.Series(["50", "50万", "50元", "50-80"])
    assert normalise_money(cells, unit_cny=10_000)["value"].to_list() == [500_000, 500_000, 50, 500_000]
    assert normalise_money(cells, unit_cny=1)["value"].to_list() == [50, 500_000, 50, 50]
