"""Why nobody can take a lead."""

import pandas as pd
import pytest

from hiveledger.rules.assign.cover import Obstacle
from hiveledger.rules.assign.obstacles import explain_obstacles, find_obstacles, is_round_over
from hiveledger.text import Language
from tests.rules.assign.frames import NOW, leads, team

ASKED = ("account_id", "industry", "region", "size", "lapsed_by")
TEAM = """
    staff_no | role | industries | leave_from | room
    A1       |      | 电子       |            | 5
    A2       |      |            |            | 1
    A3       |      | 汽车       | 2026-03-01 | 5
    S1       | SO   |            |            | 5
"""


def found(rows: str) -> dict[str, dict[str, str]]:
    obstacles = find_obstacles(leads(rows, ASKED), team(TEAM), NOW)
    return {lead: obstacles.loc[lead].dropna().to_dict() for lead in obstacles.index}


def test_each_person_stands_at_the_first_obstacle_in_their_way() -> None:
    assert found("""
        lead_id | industry
        L1      | 汽车
    """) == {"L1": {"role": "S1", "leave": "A3", "industry": "A1"}}


def test_a_company_needs_room_for_all_its_leads_with_somebody_who_may_take_all() -> None:
    assert found("""
        lead_id | account_id | industry
        L1      | L1         | 电子
        L2      | L1         | 食品
        L3      |            | 电子
    """) == {
        "L1": {"role": "S1", "leave": "A3", "industry": "A1", "cap": "A2"},
        "L2": {"role": "S1", "leave": "A3", "industry": "A1", "cap": "A2"},
        "L3": {"role": "S1", "leave": "A3"},
    }


def test_no_leads_and_no_team_are_ordinary() -> None:
    assert find_obstacles(leads("lead_id", ASKED), team(TEAM), NOW).empty
    nobody = find_obstacles(leads("lead_id\nL1", ASKED), team("staff_no"), NOW)
    assert explain_obstacles(nobody)["L1"].code == "assign.no_team"


def test_the_desk_is_told_whom_each_obstacle_removed() -> None:
    people = TEAM.replace("| 1\n", "| 0\n") + "    A4 | | 食品 | | 5\n    A5 | | 食品 | | 5"
    obstacles = find_obstacles(leads("lead_id | industry\nL1 | 汽车", ASKED), team(people), NOW)
    reason = explain_obstacles(obstacles)["L1"]
    assert reason.text() == (
        "没有客户经理能接这条线索：1 人在休假（A3）；3 人不负责该行业（A1 A4 A5）；1 人在手已到上限（A2）。"
        "请在 团队 调整负责范围、额度、上限或休假，或用 assign 指派。"
    )
    assert reason.text(Language.EN) == (
        "No AM can take this lead: 1 on leave (A3); 3 do not cover the industry (A1 A4 A5); 1 at their cap (A2). "
        "Change coverage, quota, cap or leave on the People sheet, or assign somebody."
    )


def test_a_long_list_of_people_is_counted_and_cut() -> None:
    people = "staff_no | industries\n" + "\n".join(f"A{number} | 电子" for number in range(5))
    obstacles = find_obstacles(leads("lead_id | industry\nL1 | 汽车", ASKED), team(people), NOW)
    assert "5 人不负责该行业（A0 A1 A2 …）" in explain_obstacles(obstacles)["L1"].text()


@pytest.mark.parametrize("obstacle", Obstacle)
def test_each_obstacle_has_words(obstacle: Obstacle) -> None:
    cells = pd.DataFrame({each.value: "A1" if each is obstacle else None for each in Obstacle}, index=["L1"])
    assert "1 人" in explain_obstacles(cells)["L1"].text()


@pytest.mark.parametrize(
    ("industry", "lapsed_by", "over"),
    [
        pytest.param("电子", "A1;A2", True, id="all who cover it had it"),
        pytest.param("电子", "A1", False, id="one is still to be asked"),
        pytest.param("汽车", "A2", False, id="one who is on leave is still to be asked"),
        pytest.param("电子", "", False, id="nobody let it lapse"),
    ],
)
def test_a_round_is_over_when_all_who_cover_the_lead_let_it_lapse(industry: str, lapsed_by: str, over: bool) -> None:  # noqa: FBT001 - a table cell
    rows = leads(f"lead_id | industry | lapsed_by\nL1 | {industry} | {lapsed_by}", ASKED[1:])
    assert is_round_over(rows, team(TEAM), NOW)["L1"] == over


def test_a_round_without_anybody_who_covers_the_lead_is_not_over() -> None:
    people = team("staff_no | industries\nA1 | 电子")
    rows = leads("lead_id | industry | lapsed_by\nL1 | 汽车 | A1", ASKED[1:])
    pd.testing.assert_series_equal(is_round_over(rows, people, NOW), pd.Series({"L1": False}), check_names=False)
