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
        pytest.param("苏州云帆科技有限公司", "苏州云帆科技有限公司-张经理", id="a contact behind the name"),
        pytest.param("苏州云帆科技有限公司", "苏州云凡科技有限公司", id="a homophone"),
        pytest.param("苏州云帆科技有限公司", "云帆科技有限公司", id="no place"),
        pytest.param("苏州云帆科技有限公司", "苏州云帆", id="no trade"),
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
        pytest.param("苏州云帆科技有限公司", "苏州云帆科技有限公司昆山分公司", Likeness.RELATED, id="a branch"),
        pytest.param("苏州云帆科技有限公司", "苏州云帆科技（无锡）有限公司", Likeness.RELATED, id="a subsidiary"),
        pytest.param("苏州云帆科技有限公司", "Yunfan Technology Co., Ltd.", Likeness.UNLIKE, id="an English name"),
    ],
)
def test_two_companies_stay_two(left: str, right: str, likeness: Likeness) -> None:
    assert _likeness(left, right) is likeness


def test_a_place_left_out_is_a_person_s_to_say_where_two_are_known() -> None:
    assert _likeness("云帆科技", "苏州云帆科技", "无锡云帆科技") is Likeness.MAYBE


def test_no_names_give_no_pairs() -> None:
    companies = read_companies(pd.Series([None, None], dtype="str"))
    first, second = propose_pairs(companies)
    assert judge_pairs(companies, first, second).empty
