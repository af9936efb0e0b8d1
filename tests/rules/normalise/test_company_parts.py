"""Company names taken apart: what two spellings share, and what keeps two companies apart."""

from pathlib import Path
from typing import Final

import pandas as pd
import pytest

from hiveledger.rules.normalise.companies import normalise_companies
from hiveledger.rules.normalise.company_parts import company_key, split_companies
from tests.rules.normalise.cases import cases, read_one

PARTS: Final = r"""
    all parts | 苏州市云帆网络科技有限公司 | 苏州云帆网络科技 | 苏州 | 云帆 | 网络科技 | 有限 |
    a province | 江苏省云帆机械股份有限公司 | 江苏云帆机械 | 江苏 | 云帆 | 机械 | 股份 |
    an autonomous region | 内蒙古自治区云帆乳业有限公司 | 内蒙古云帆乳业 | 内蒙古 | 云帆 | 乳业 | 有限 |
    a county-level city | 昆山市云帆精密机械有限公司 | 昆山云帆精密机械 | 昆山 | 云帆 | 精密机械 | 有限 |
    province and city | 江苏苏州云帆电子有限公司 | 江苏苏州云帆电子 | 江苏苏州 | 云帆 | 电子 | 有限 |
    no region | 云帆贸易有限公司 | 云帆贸易 | | 云帆 | 贸易 | 有限 |
    no legal form | 苏州云帆贸易 | 苏州云帆贸易 | 苏州 | 云帆 | 贸易 | |
    no trade | 苏州云帆有限责任公司 | 苏州云帆 | 苏州 | 云帆 | | 有限 |
    a short legal form | 苏州云帆贸易公司 | 苏州云帆贸易 | 苏州 | 云帆 | 贸易 | 有限 |
    a group in brackets | 苏州云帆（集团）有限公司 | 苏州云帆 | 苏州 | 云帆 | | 有限 |
    a group at the end | 云帆控股集团 | 云帆控股 | | 云帆 | 控股 | 集团 |
    a group that is a stock company | 云帆医药集团股份有限公司 | 云帆医药 | | 云帆 | 医药 | 股份 |
    a partnership | 苏州云帆投资合伙企业（有限合伙） | 苏州云帆投资 | 苏州 | 云帆 | 投资 | 合伙 |
    a region in brackets | 云帆科技（深圳）有限公司 | 云帆科技深圳 | | 云帆科技深圳 | | 有限 |
    a branch | 苏州云帆科技有限公司佛山分公司 | 苏州云帆科技 | 苏州 | 云帆 | 科技 | 有限 | 佛山分公司
    a branch without a legal form | 苏州云帆科技佛山分公司 | 苏州云帆科技 | 苏州 | 云帆 | 科技 | | 佛山分公司
    a branch after a group in brackets | 云帆科技（集团）佛山分公司 | 云帆科技 | | 云帆 | 科技 | 集团 | 佛山分公司
    an office | 云帆科技有限公司驻南京办事处 | 云帆科技 | | 云帆 | 科技 | 有限 | 驻南京办事处
    a branch of an unknown place | 云帆科技第一分公司 | 云帆科技第一 | | 云帆科技第一 | | | 分公司
    a department is no part | 苏州云帆科技有限公司采购部 | 苏州云帆科技 | 苏州 | 云帆 | 科技 | 有限 |
    a branch's department is no part | 云帆科技有限公司佛山分公司信息中心 | 云帆科技 | | 云帆 | 科技 | 有限 | 佛山分公司
    a trade that is the whole name | 苏州网络科技有限公司 | 苏州网络科技 | 苏州 | 网络 | 科技 | 有限 |
    a legal form that is the whole name | 公司 | 公司 | | 公司 | | |
    a Latin name | Acme Widgets Co., Ltd. | acmewidgets | | acmewidgets | | coltd |
    a Latin name that ends like a form | Zinc | zinc | | zinc | | |
"""

_COLUMNS: Final = ("key", "region", "brand", "trade", "legal", "branch")
_LEAST_PRECISION: Final = 0.98


@pytest.mark.parametrize(("cell", "expected"), cases(PARTS))
def test_parts(cell: str, expected: tuple[str, ...]) -> None:
    assert read_one(split_companies(pd.Series([cell])), *_COLUMNS) == (expected + ("",) * 6)[:6]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("苏州市云帆科技有限公司", "苏州云帆科技有限公司", id="with and without 市"),
        pytest.param("蘇州雲帆科技有限公司", "苏州云帆科技有限公司", id="in either script"),
        pytest.param("云帆科技（苏州）有限公司", "云帆科技(苏州)有限公司", id="with any brackets"),
        pytest.param("云帆科技有限公司", "云帆科技", id="with and without its legal form"),
        pytest.param("ACME Co., Ltd.", "Acme co ltd", id="in either case"),
    ],
)
def test_two_spellings_share_a_key(one: str, other: str) -> None:
    first, second = company_key(pd.Series([one, other]))
    assert first == second


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("苏州云帆科技有限公司", "南京云帆科技有限公司", id="of two regions"),
        pytest.param("苏州云帆科技有限公司", "苏州云帆贸易有限公司", id="of two trades"),
        pytest.param("云帆科技有限公司", "云帆科技有限公司佛山分公司", id="a company and its branch"),
        pytest.param("云帆科技有限公司佛山分公司", "云帆科技有限公司中山分公司", id="two branches"),
        pytest.param("云帆科技有限公司", "云帆科技（深圳）有限公司", id="a company and its subsidiary"),
    ],
)
def test_two_companies_do_not_share_a_key(one: str, other: str) -> None:
    first, second = company_key(pd.Series([one, other]))
    assert first != second


def test_no_name_has_no_key() -> None:
    names = pd.Series(["云帆", None], index=["L2", "L1"], dtype="str")
    assert company_key(names).dropna().to_dict() == {"L2": "云帆"}
    assert company_key(names.iloc[:0]).empty


def test_names_with_one_key_are_one_company(data: Path) -> None:
    """On 13,000 real names with invented misspellings; what remains are names that only a region tells apart."""
    given = pd.read_csv(data / "matching" / "cn_companies_dev.csv", dtype="str")
    read = normalise_companies(given["name"])
    assert read["code"].isna().all()
    keys = company_key(read["value"])

    def pairs(*by: pd.Series) -> int:
        sizes = given.groupby(list(by)).size()
        return int((sizes * (sizes - 1) // 2).sum())

    assert pairs(keys, given["true"]) / pairs(keys) > _LEAST_PRECISION
