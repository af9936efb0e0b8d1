"""What tells a blank fact: which company a row of a register is of, which words count, where a mobile is from."""

from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pytest

from hiveledger.rules.evidence import EVIDENCE, find_by_account, find_by_mobile, find_by_words, find_in_register
from tests.hang import must_end
from tests.tables import table

CODE: Final = "91000000MA0000001R"
OTHER: Final = "91000000MA0000002W"  # both of no place: nobody has them

DIRECTORY: Final = """
    directory_id | company                 | uscc | industry | size      | region
    R1           | 苏州示例云帆科技有限公司 |      | 软件     | 50-99人   | 苏州
    R2           | 示例山海精密有限公司     | {0}  | 机械制造 |           |
    R3           | 示例山海精密有限公司     | {1}  | 贸易     |           |
"""


def _told(company: str, uscc: str = "", industry: str = "") -> list[list[str]]:
    leads = table(f"""
        lead_id | company   | uscc   | industry   | size | region
        L1      | {company} | {uscc} | {industry} |      |
    """)
    found = find_in_register(leads, table(DIRECTORY.format(CODE, OTHER)), "directory")
    rows: list[list[str]] = found[["column", "value", "source", "told"]].to_numpy().tolist()
    return rows


def test_a_company_that_is_listed_is_told_by_its_name() -> None:
    assert _told("苏州市示例雲帆科技") == [
        ["industry", "软件", "directory_company", "R1"],
        ["region", "江苏省苏州市", "directory_company", "R1"],
        ["size", "50-99人", "directory_company", "R1"],
    ]


def test_a_credit_code_goes_before_the_name() -> None:
    assert _told("苏州示例云帆科技有限公司", CODE) == [["industry", "机械制造", "directory_uscc", "R2"]]


def test_one_name_with_two_codes_is_two_companies() -> None:
    assert _told("示例山海精密", OTHER) == [["industry", "贸易", "directory_uscc", "R3"]]
    assert [value for _, value, _, _ in _told("示例山海精密")] == ["机械制造", "贸易"]


@pytest.mark.parametrize(
    "company",
    [
        pytest.param("苏州示例云帆科技有限公司昆山分公司", id="a branch"),
        pytest.param("苏州示例云帆科技股份有限公司", id="another legal form"),
        pytest.param("南京示例云帆科技有限公司", id="another place"),
        pytest.param("苏州示例云帆贸易有限公司", id="another trade"),
        pytest.param("示例云帆科技", id="a name that leaves the place out"),
        pytest.param("", id="no name"),
    ],
)
def test_another_company_is_told_nothing(company: str) -> None:
    assert _told(company) == []


@pytest.mark.parametrize(
    ("region", "told"),
    [
        pytest.param("江苏省苏州市", ["软件"], id="the same city"),
        pytest.param("江苏省", ["软件"], id="a province that tells no city"),
        pytest.param("江苏省无锡市", [], id="another city"),
    ],
)
def test_a_name_without_a_place_is_another_companys_in_another_city(region: str, told: list[str]) -> None:
    leads = table(f"lead_id | company | uscc | industry | size | region\nL1 | 示例飞鸟科技 | | | 10人 | {region}")
    directory = table("directory_id | company | uscc | industry | size | region\nR1 | 示例飞鸟科技 | | 软件 | | 苏州")
    assert find_in_register(leads, directory, "directory")["value"].to_list() == told


def test_a_filled_cell_needs_no_telling() -> None:
    assert [column for column, *_ in _told("苏州示例云帆科技", industry="教育")] == ["region", "size"]


def test_an_empty_register_tells_nothing() -> None:
    leads = table("lead_id | company | uscc | industry | size | region\nL1 | 示例云帆科技 | | | |")
    register = table("directory_id | company | uscc | industry | size | region")
    assert list(find_in_register(leads, register, "directory")) == EVIDENCE


def test_rows_of_an_account_tell_each_other_even_what_a_register_tells_of_one() -> None:
    leads = table("""
        lead_id | account_id | industry | size | region
        L1      | L1         |          |      | 江苏 苏州
        L2      | L1         |          |      |
        L3      |            |          |      |
    """)
    registered = pd.DataFrame([["L1", "industry", "软件", "directory_uscc", "R1"]], columns=EVIDENCE, dtype="str")
    told = find_by_account(leads, registered)
    assert told[told["lead_id"] != "L1"].to_numpy().tolist() == [
        ["L2", "industry", "软件", "account", "L1"],
        ["L2", "region", "江苏省苏州市", "account", "L1"],
    ]


INDUSTRIES: Final = """
    industry | keywords
    机械制造 | 机械; 精密机械;机床
    软件     | 软件、MES,SaaS
    金融     | 银行；基金
    金融科技 | 金融科技
    医疗     |
"""


@pytest.mark.parametrize(
    ("company", "need", "told"),
    [
        pytest.param("示例精密机械厂", "", [("机械制造", "精密机械")], id="the longest keyword counts"),
        pytest.param("示例云帆ｓａａｓ公司", "", [("软件", "saas")], id="width and case do not matter"),
        pytest.param("示例雲帆軟件公司", "", [("软件", "软件")], id="script does not matter"),
        pytest.param("示例金融科技公司", "", [("金融科技", "金融科技")], id="a longer name hides the shorter in it"),
        pytest.param("示例医疗公司", "", [("医疗", "医疗")], id="an industry's own name is a keyword"),
        pytest.param("示例机床软件公司", "", [("机械制造", "机床"), ("软件", "软件")], id="two industries in one name"),
        pytest.param("示例机床厂", "上 MES", [("机械制造", "机床")], id="the name goes before the need"),
        pytest.param("示例云帆公司", "上 MES", [("软件", "mes")], id="the need where the name is silent"),
        pytest.param("", "", [], id="nothing is told by nothing"),
    ],
)
def test_keywords_tell_an_industry(company: str, need: str, told: list[tuple[str, str]]) -> None:
    leads = table(f"lead_id | company | need | industry\nL1 | {company} | {need} |")
    found = find_by_words(leads, table(INDUSTRIES))
    assert list(zip(found["value"], found["told"], strict=True)) == told


@pytest.mark.parametrize(
    ("mobile", "region"),
    [
        pytest.param("13800100000", ["北京市"], id="a city that is its own province"),
        pytest.param("13901550000", ["江苏省苏州市"], id="a city in its province"),
        pytest.param("10000000000", [], id="no mobile"),
        pytest.param("1380010", [], id="half a mobile"),
        pytest.param("", [], id="none"),
    ],
)
def test_a_mobile_tells_the_city_it_was_given_out_in(mobile: str, region: list[str]) -> None:
    leads = table(f"lead_id | mobile | region\nL1 | {mobile} |\nL2 | {mobile} | 上海市")
    assert find_by_mobile(leads)["value"].to_list() == region


def test_telling_ten_thousand_mobiles_comes_to_an_end() -> None:
    mobiles = [f"1{30 + place % 70}{place * 7919 % 10**8:08d}" for place in range(10_000)]
    leads = pd.DataFrame({"mobile": mobiles, "region": pd.Series(None, range(10_000), dtype="str")})
    with must_end():
        found = find_by_mobile(leads)
    assert len(found) > 5_000


def test_99_of_100_real_names_that_a_register_tells_are_told_right(data: Path) -> None:
    names = pd.read_csv(data / "matching" / "cn_companies_dev.csv", dtype="str", index_col="unique_id")
    rows = pd.DataFrame(
        {"company": names["name"], "region": names["city"], "uscc": np.nan, "industry": names["true"], "size": "10"},
        dtype="str",
    )
    listed = ~names["true"].duplicated()  # one name of each company; the others are spelt, cut or swapped
    told = find_in_register(rows[~listed].assign(industry=np.nan).astype("str"), rows[listed], "directory")
    told = told[told["column"] == "industry"].drop_duplicates("lead_id", keep=False)
    right = told["value"].eq(names["true"].reindex(told["lead_id"]).set_axis(told.index))
    assert len(told) > 3_600  # of 7,127; dedupe, not a look-up, is to find the rest
    assert right.mean() > 0.99
