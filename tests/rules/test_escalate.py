"""Who is told of lapses, step by step, and who never is."""

from datetime import datetime
from typing import Final

import pytest

from hiveledger.rules.escalate import Step, count_lapses, find_escalations, find_told
from tests.tables import table

NOW: Final = datetime(2026, 3, 31, 12)
PEOPLE: Final = table("""
    staff_no | role    | unit | left_at
    A1       | AM      | 一组 |
    A2       | AM      | 二组 |
    G1       | leader  | 一组 |
    G2       | leader  | 二组 | 2026-03-01
    M1       | manager |      |
    S1       | SO      |      |
    S2       | SO      |      | 2026-03-01
""")


@pytest.mark.parametrize(
    ("who", "step", "units", "told"),
    [
        pytest.param("A1", Step.AM, "", ["A1"], id="one lapse is between the AM and us"),
        pytest.param("A1", Step.LEADER, "", ["A1", "G1"], id="then the leader of the unit"),
        pytest.param("A1", Step.SO, "", ["A1", "G1", "S1", "M1"], id="then SO and whoever manages"),
        pytest.param("A2", Step.LEADER, "", ["A2", "S1", "M1"], id="whose leader has left is told of to SO"),
        pytest.param("A1", Step.LEADER, "一组 | A2", ["A1", "A2"], id="小组与条线 says who leads"),
        pytest.param("A1", Step.LEADER, "一组 | A1", ["A1", "S1", "M1"], id="nobody is their own leader"),
        pytest.param("A1", Step.LEADER, "一组 | G2", ["A1", "G1"], id="a named leader who has left leads nobody"),
        pytest.param("X9", Step.LEADER, "", ["X9", "S1", "M1"], id="a number that is not in 团队"),
    ],
)
def test_lapses_are_told_up_the_chain(who: str, step: Step, units: str, told: list[str]) -> None:
    found = find_told(who, step, PEOPLE, table(f"unit | leader\n{units}".strip()), NOW)
    assert found["staff_no"].to_list() == told


def test_where_there_is_nobody_above_the_am_alone_is_told() -> None:
    alone = PEOPLE.loc[["A1"]]
    assert find_told("A1", Step.SO, alone, table("unit | leader"), NOW)["staff_no"].to_list() == ["A1"]


def test_a_lapse_counts_for_thirty_days() -> None:
    desk = table("""
        desk_id | kind     | other_id | raised_at
        D1      | returned | A1       | 2026-03-01 12:00
        D2      | returned | A1       | 2026-03-01 12:01
        D3      | returned | A1       | 2026-03-31 12:00
        D4      | declined | A1       | 2026-03-31 12:00
        D5      | returned | A1       | 2026-04-01 12:00
    """)
    counts = count_lapses(desk, NOW)
    assert [*counts.itertuples(name=None)] == [("A1", 2, datetime(2026, 3, 31, 12))]
    assert find_escalations(counts, 2)["step"].to_dict() == {"A1": "leader"}
    assert find_escalations(counts, 1)["step"].to_dict() == {"A1": "so"}
    assert find_escalations(counts.iloc[:0], 1).empty
