"""What a header says."""

import tomllib
from pathlib import Path
from typing import Final

import pytest

from hiveledger.intake.labels import names_of, read_label, squeezed, unit_of
from hiveledger.intake.vocabulary import GENERIC
from hiveledger.schema import LEADS

_NAMES = names_of(LEADS.columns)
_ENOUGH = 0.55

_SAID: Final = tomllib.loads(Path(__file__).with_name("headers.toml").read_text("utf-8"))
_MEANT: Final = [(key, header) for key, headers in _SAID["means"].items() for header in headers.split()]


@pytest.mark.parametrize(("key", "header"), _MEANT)
def test_a_header_means_its_column(key: str, header: str) -> None:
    weights = read_label(header.replace("_", " "), "", _NAMES).weights
    assert weights.get(key, 0.0) >= max(_ENOUGH, *weights.values())


@pytest.mark.parametrize("header", _SAID["nobodys"]["headers"].split())
def test_what_the_ledger_has_no_column_for_is_nobodys(header: str) -> None:
    label = read_label(header.replace("_", " "), "", _NAMES)
    assert (label.is_foreign, label.weights) == (True, {})


@pytest.mark.parametrize(
    ("group", "header", "key"),
    [
        ("公司", "名称", "company"),
        ("联系人", "电话", "phone"),
        ("联系方式", "手机", "mobile"),
        ("跟进", "时间", "last_touch_at"),
        ("销售", "姓名", "owner"),
        ("销售", "部门", "unit"),
        ("客户信息", "行业", "industry"),
    ],
    ids=["a whole of two halves", "more exact", "the lower alone", "a date", "a name", "another whole", "just a group"],
)
def test_the_group_above_helps_to_read_a_header(group: str, header: str, key: str) -> None:
    weights = read_label(header, group, _NAMES).weights
    assert max(weights, key=lambda name: weights[name]) == key


def test_a_salespersons_number_is_foreign_also_under_a_group() -> None:
    assert read_label("电话", "销售", _NAMES).is_foreign


@pytest.mark.parametrize(
    ("header", "keys"),
    [
        ("手机/微信", {"mobile", "wechat"}),
        ("联系方式", {"mobile", "phone", "wechat", "email"}),
        ("联系方式(手机)", {"mobile"}),
        ("Phone (Mobile)", {"mobile"}),
        ("公司名称 Company Name", {"company"}),
        ("客户名称", {"company", "contact"}),
    ],
)
def test_a_header_may_mean_several_columns(header: str, keys: set[str]) -> None:
    assert set(read_label(header, "", _NAMES).weights) == keys


@pytest.mark.parametrize(
    "header", ["计量单位", "2026年3月客户台账", "甲", "列1", "Converted Goods of Item", "", "***"], ids=repr
)
def test_what_says_nothing_stays_unknown(header: str) -> None:
    assert not read_label(header, "", _NAMES).weights


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("预算(万元)", "万元"),
        ("预算（单位：万）", "万元"),
        ("金额/元", "元"),
        ("Budget (RMB)", "元"),
        ("预算 USD", "USD"),
        ("预算(必填)(亿元)", "亿元"),
        ("规模(人)", ""),
        ("预算", ""),
    ],
)
def test_the_unit_of_money_is_read_from_the_header(header: str, unit: str) -> None:
    assert unit_of(header) == unit
    assert read_label(header, "", _NAMES).unit == unit


def test_the_unit_may_stand_in_the_group_above() -> None:
    assert read_label("金额", "预算(万元)", _NAMES).unit == "万元"


def test_only_the_columns_that_are_asked_for_are_meant() -> None:
    some = names_of(tuple(column for column in LEADS.columns if column.key in {"company", "occurred_at"}))
    assert read_label("手机", "", some).weights == {}
    assert read_label("录入时间", "", some).weights == {"occurred_at": 0.9}


def test_a_name_means_one_column_or_is_listed_as_generic() -> None:
    claims: dict[str, set[str]] = {}
    for column in LEADS:
        for name in (column.zh, column.en, *column.synonyms):
            claims.setdefault(squeezed(name), set()).add(column.key)
    stand_ins = {"客户经理", "ownername"}  # settled by whether a column of staff numbers stands beside
    rival = {name: keys for name, keys in claims.items() if len(keys) > 1 and name not in stand_ins}
    assert rival == {}
    assert {key for weights in GENERIC.values() for key in weights} <= {column.key for column in LEADS}


def test_every_own_header_means_its_own_column() -> None:
    for column in LEADS:
        for header in (column.zh, column.en):
            weights = read_label(header, "", _NAMES).weights
            assert weights[column.key] == 1.0
