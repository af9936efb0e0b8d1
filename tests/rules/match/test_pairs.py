"""Which two leads are one customer for certain, which may be, and which are not."""

import pytest

from tests.rules.match.ledgers import leads, matched

_HEAD = "lead_id | company | contact | mobile | phone | email"


def _outcome(left: str, right: str) -> str:
    found = matched(leads(f"{_HEAD}\nL1 | {left}\nL2 | {right}"))
    if len(found.into):
        return "merged"
    return "asked" if len(found.to_judge) else "apart"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param(
            "苏州云帆科技有限公司 | 王明 | 13800000001 | |",
            "苏州市云帆科技 | 王总 | +86 138-0000-0001 | |",
            id="one mobile at one company",
        ),
        pytest.param(
            "苏州云帆科技 | 王明 | 13800000001 | |", "| | 13800000001 | |", id="one mobile, one side names no company"
        ),
        pytest.param(
            "苏州云帆科技 | 王明 | | | wang@yunfan.example",
            "苏州云帆科技 | | | | Wang@Yunfan.example",
            id="one e-mail address",
        ),
        pytest.param(
            "苏州云帆科技 | 王明 | 13800000001 | |", "苏州云帆科技 | 王明 | | |", id="one name, one mobile known"
        ),
        pytest.param(
            "苏州云帆科技 | 王明 | | 0512-65551234 |",
            "苏州云帆科技 | 王经理 | | (0512)65551234 |",
            id="a landline, and a name that fits",
        ),
        pytest.param(
            "苏州云帆科技有限公司 | | | |", "苏州云帆科技 | 王明 | 13800000001 | |", id="one side names nobody"
        ),
        pytest.param("| 王明 | | 0512-65551234 |", "| 王明 | | 0512-65551234 |", id="a name and a landline"),
        pytest.param("云帆科技 | | | |", "苏州云帆科技 | 王明 | | |", id="a place left out, where one is known"),
        pytest.param("苏州云凡科技 | | | |", "苏州云帆科技 | 王明 | | |", id="a homophone"),
        pytest.param(
            "云帆科技 | 王明 | 13800000001 | |", "苏州云帆科技 | 王总 | 13800000001 | |", id="only the place is missing"
        ),
    ],
)
def test_one_customer_merges(left: str, right: str) -> None:
    assert _outcome(left, right) == "merged"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param(
            "苏州云帆科技 | 王明 | 13800000001 | |",
            "无锡云帆科技 | 王明 | 13800000001 | |",
            id="one person, two companies",
        ),
        pytest.param(
            "苏州云帆科技 | 王明 | 13800000001 | |",
            "苏州云帆科技有限公司昆山分公司 | 王明 | 13800000001 | |",
            id="one person, parent and branch",
        ),
        pytest.param("| 王明 | 13800000001 | |", "| 李青 | 13800000001 | |", id="one mobile, two names, no company"),
        pytest.param(
            "苏州云帆科技 | 王明 | 13800000001 | |", "苏州云帆科技 | 王明 | 13800000002 | |", id="one name, two mobiles"
        ),
        pytest.param("苏州云帆科技 | 王明 | 13800000001 | |", "苏州云帆科技 | 王总 | | |", id="a name that only fits"),
        pytest.param("苏州云帆科技 | | | 0512-65551234 |", "| | | 0512-65551234 |", id="a landline, one company"),
        pytest.param(
            "苏州云帆科技 | 王明 | 13800000001 | | a@qq.com",
            "苏州云帆科技 | 李青 | 13800000002 | | a@qq.com",
            id="two people who share an address",
        ),
    ],
)
def test_what_half_agrees_is_asked(left: str, right: str) -> None:
    assert _outcome(left, right) == "asked"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param(
            "苏州云帆科技 | 王明 | 13800000001 | |",
            "苏州云帆科技 | 李青 | 13800000002 | |",
            id="two people of one company",
        ),
        pytest.param(
            "苏州云帆科技 | 王明 | | 0512-65551234 |",
            "苏州云帆科技 | 李青 | | 0512-65551234 |",
            id="two people at one switchboard",
        ),
        pytest.param(
            "苏州云帆科技 | 王明 | | 0512-65551234 |",
            "苏州海岳食品 | 李青 | | 0512-65551234 |",
            id="two companies at one switchboard",
        ),
        pytest.param(
            "苏州云帆科技 | 王明 | | | info@yunfan.example",
            "苏州海岳食品 | 王明 | | | info@yunfan.example",
            id="a desk's address",
        ),
        pytest.param("| 王明 | | |", "| 王明 | | |", id="no company, telephone or e-mail"),
        pytest.param("苏州云帆科技 | | | |", "无锡云帆科技 | | | |", id="another place"),
        pytest.param("苏州云帆科技公司 | | | |", "苏州云帆科技集团公司 | | | |", id="a group"),
        pytest.param("苏州云帆科技 | | | |", "苏州云帆科技昆山分公司 | | | |", id="a branch"),
    ],
)
def test_what_is_not_one_customer_is_left_alone(left: str, right: str) -> None:
    assert _outcome(left, right) == "apart"


def test_a_mobile_of_many_companies_tells_nobody_apart() -> None:
    firms = ("苏州云帆科技", "苏州海岳食品", "苏州星河软件", "苏州博远物流")
    found = matched(leads("\n".join([_HEAD, *(f"L{n} | {firm} | | 13800000001 | |" for n, firm in enumerate(firms))])))
    assert found.into.empty
    assert found.to_judge.empty
    assert found.crowded.to_dict() == {"13800000001": 4}


def test_the_facts_of_a_pair_are_named() -> None:
    rows = leads(f"""{_HEAD}
        L1 | 苏州云帆科技 | 王明 | 13800000001 | | a@qq.com
        L2 | 无锡云帆科技 | 王明 | 13800000001 | | b@qq.com""")
    pair = matched(rows).to_judge.iloc[0]
    assert (pair["same"], pair["other"]) == ("contact mobile", "company email")
