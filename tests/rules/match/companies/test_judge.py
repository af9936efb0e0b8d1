"""Two names are one company where they agree, or where what one leaves out can be one thing only."""

import pandas as pd
import pytest

from hiveledger.rules.match.companies import Likeness, judge_pairs, propose_pairs, read_companies


def _likeness(*names: str) -> Likeness:
    """Give how alike the first two names are, the others being of the same file."""
    return Likeness(judge_pairs(read_companies(pd.Series(names)), [0], [1])["likeness"].iloc[0])


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param("苏州云帆科技有限公司", "苏州云帆科技股份公司", id="another legal form"),
        pytest.param("苏州云帆科技有限公司", "蘇州雲帆科技", id="another script"),
        pytest.param("苏州云帆科技有限公司", "云帆科技（苏州）有限公司", id="the place in brackets"),
        pytest.param("苏州云帆科技有限公司", "云帆科技苏州有限公司", id="lost brackets"),
        pytest.param("云帆建设集团（苏州）有限公司", "云帆建设集团苏州有限公司", id="lost brackets behind 集团"),
        pytest.param("昆山云帆科技有限公司", "云帆科技（昆山）有限公司", id="a town in brackets"),
        pytest.param("苏州云帆科技有限公司", "苏州云帆科技有限公司-张经理", id="a contact behind the name"),
        pytest.param("苏州云帆科技有限公司", "苏州云凡科技有限公司", id="a homophone"),
        pytest.param("苏州云帆科技有限公司", "云帆科技有限公司", id="no place"),
        pytest.param("苏州云帆科技有限公司", "苏州云帆", id="no trade"),
        pytest.param("苏州云帆科技有限公司", "苏州云帆科技股分有限公司", id="a wrong character in the legal form"),
        pytest.param("苏州云帆科技有限公司", "苏州云帆技有限公司", id="a character of the trade dropped"),
        pytest.param("苏州云千帆科技有限公司", "苏州云千科技有限公司", id="a character of the brand dropped"),
        pytest.param("苏州云千帆科技有限公司", "苏州云干帆科技有限公司", id="a character that looks alike"),
        pytest.param("苏州云千帆科技有限公司", "苏州千云帆科技有限公司", id="two characters swapped"),
        pytest.param("苏州云帆科技有限公司", "苏洲云帆科技有限公司", id="a wrong character in the place"),
        pytest.param("苏州云帆科技（集团）有限公司", "苏州云帆科技（集团有限公司", id="half a bracket lost"),
        pytest.param("苏州云帆科技有限公司昆山分公司", "苏州云帆科技昆山分公司", id="a branch without legal form"),
        pytest.param("河南豫能控股股份有限公司", "豫能控股", id="a short name"),
        pytest.param("上海汽车集团股份有限公司", "上汽集团", id="a short name that skips characters"),
        pytest.param("苏州千帆竞科技有限公司", "qianfanjing", id="pinyin"),
    ],
)
def test_one_company_is_recognised(left: str, right: str) -> None:
    assert _likeness(left, right) is Likeness.SAME
    assert _likeness(right, left) is Likeness.SAME


@pytest.mark.parametrize(
    ("left", "right", "likeness"),
    [
        pytest.param("苏州云帆科技有限公司", "无锡云帆科技有限公司", Likeness.OTHER, id="another place"),
        pytest.param("苏州云帆科技有限公司", "苏州云帆食品有限公司", Likeness.OTHER, id="another trade"),
        pytest.param("苏州云帆科技有限公司", "苏州云鼎科技有限公司", Likeness.OTHER, id="another brand"),
        pytest.param("山西煤业集团", "陕西煤业集团", Likeness.OTHER, id="two places that sound alike"),
        pytest.param(
            "苏州云帆科技有限公司", "苏州云帆网络技术有限公司", Likeness.OTHER, id="two trades with one character"
        ),
        pytest.param("苏州云帆网络科技有限公司", "苏州云帆网络有限公司", Likeness.UNLIKE, id="a trade and part of it"),
        pytest.param("苏州云帆食品有限公司", "苏州云帆饰品有限公司", Likeness.MAYBE, id="two trades that sound alike"),
        pytest.param("浙江云帆科技有限公司", "杭州云帆科技有限公司", Likeness.MAYBE, id="a province and its city"),
        pytest.param("苏州云帆科技有限公司", "苏州云帆科技集团有限公司", Likeness.RELATED, id="a group"),
        pytest.param(
            "云帆科技股份有限公司", "云帆科技（无锡）有限公司", Likeness.RELATED, id="a subsidiary of a stock company"
        ),
        pytest.param("苏州云帆科技有限公司", "苏州云帆科技有限公司昆山分公司", Likeness.RELATED, id="a branch"),
        pytest.param("苏州云帆科技有限公司", "苏州云帆科技（无锡）有限公司", Likeness.RELATED, id="a subsidiary"),
        pytest.param("苏州云帆科技有限公司", "Yunfan Technology Co., Ltd.", Likeness.UNLIKE, id="an English name"),
    ],
)
def test_two_companies_stay_two(left: str, right: str, likeness: Likeness) -> None:
    assert _likeness(left, right) is likeness


def test_a_place_left_out_is_a_person_s_to_say_where_two_are_known() -> None:
    assert _likeness("云帆科技", "苏州云帆科技", "无锡云帆科技") is Likeness.MAYBE


def test_the_city_beside_a_short_spelling_makes_it_certain() -> None:
    companies = read_companies(
        pd.Series(["苏州千帆科技有限公司", "qianfan", "qianfan"]), pd.Series([None, "苏州", None])
    )
    assert judge_pairs(companies, [0, 0], [1, 2])["likeness"].to_list() == [Likeness.SAME, Likeness.LIKELY]


def test_a_short_name_that_fits_two_companies_is_a_person_s_to_say() -> None:
    assert _likeness("豫能控股", "河南豫能控股股份有限公司", "河北豫能电力控股有限公司") is Likeness.MAYBE


def test_names_that_could_be_slips_by_chance_are_not_merged() -> None:
    elsewhere = [
        f"{city}云帆科技有限公司" for city in ("无锡", "常州", "扬州", "镇江", "泰州", "徐州", "南通", "盐城", "淮安")
    ]
    assert _likeness("苏州云帆科技有限公司", "苏州云凡科技有限公司", *elsewhere) is Likeness.LIKELY


def test_no_names_give_no_pairs() -> None:
    companies = read_companies(pd.Series([None, None], dtype="str"))
    first, second = propose_pairs(companies)
    assert judge_pairs(companies, first, second).empty
