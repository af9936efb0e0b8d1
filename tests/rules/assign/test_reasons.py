"""Why a lead went to whom it went, in words."""

import pytest

from hiveledger.rules.assign.place import place
from hiveledger.rules.assign.reasons import explain_placed
from hiveledger.text import Language
from tests.rules.assign.frames import NOW, leads, team

TEAM = """
    staff_no | industries | given | room
    A1       | 电子       | 3     | 5
    A7       |            | 5     | 5
"""


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        pytest.param(
            "lead_id | industry\nL1 | 电子",
            "行业“电子”匹配；A1 负载 3/20→4/20；次选 A7(5/20)：负载更高",
            id="a single lead",
        ),
        pytest.param(
            "lead_id | industry\nL1 | 汽车",
            "A7 负责全部行业；负载 5/20→6/20；没有其他可选的客户经理",
            id="nobody else",
        ),
        pytest.param(
            "lead_id | account_id | industry\nL1 | L1 | 电子\nL2 | L1 | 电子",
            "同一公司的 2 条线索给同一人；行业“电子”匹配；A1 负载 3/20→5/20；次选 A7(5/20)：负载更高",
            id="a company's leads",
        ),
    ],
)
def test_the_reason_holds_rule_load_and_runner_up(rows: str, sentence: str) -> None:
    batch = leads(rows)
    reasons = explain_placed(place(batch, team(TEAM), NOW), batch)
    assert reasons["L1"].text() == sentence


def test_the_reason_can_be_said_in_english() -> None:
    batch = leads("lead_id | industry\nL1 | Retail")
    reasons = explain_placed(place(batch, team("staff_no | given\nA1 | 3\nA2 | 3"), NOW), batch)
    assert reasons["L1"].text(Language.EN) == (
        "A1 covers every industry; load 3/20 → 4/20; next A2 (3/20): all else equal, later staff number"
    )


def test_a_lead_without_an_owner_has_no_reason() -> None:
    batch = leads("lead_id\nL1")
    assert explain_placed(place(batch, team("staff_no"), NOW), batch).empty
