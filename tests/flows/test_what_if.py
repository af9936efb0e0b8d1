"""Trying a changed rule: who would move, whose letter stands, and what is no rule."""

from datetime import datetime
from typing import Final

import pytest

from hiveledger.book.memory import MemoryBook
from hiveledger.errors import SettingsError
from hiveledger.flows.what_if import ask_what_if
from hiveledger.settings import Settings
from hiveledger.text import Language
from tests.books import machine_book, person_types
from tests.tables import table

NOW: Final = datetime(2026, 3, 2, 10)
LEADS: Final = """
    lead_id | company    | budget_cny | budget_status | decision_chain | need   | purchase_by | status    | grade
    L1      | 示例甲公司 | 500000     | clear         | clear          | 上 MES |             | cleaned   | A
    L2      | 示例乙公司 | 80000      | clear         | clear          | 上 WMS |             | following | A
    L3      | 示例丙公司 | 80000      | clear         | clear          | 上 WMS |             | cleaned   | A
    L4      | 示例丁公司 | 60000      | clear         |                | 上 ERP |             | to_verify |
    L5      | 示例戊公司 | 60000      | clear         | clear          | 上 ERP |             | invalid   | A
    L6      | 示例己公司 | 60000      | clear         | clear          | 上 ERP |             | cleaned   | A
    L7      | 示例庚公司 |            | none          |                | 上 ERP | 2026-05-01  | nurturing | B
"""


def _book() -> MemoryBook:
    book = machine_book(leads=table(LEADS))
    person_types(book, "leads", "L6", "grade", "C")
    return book


def _asked(*rules: str) -> dict[str, tuple[str, str, bool]]:
    book = _book()
    before = book.tables["leads"]
    answer = ask_what_if(book, NOW, Language.ZH, rules)
    assert book.tables["leads"] is before
    data = answer.data
    assert isinstance(data, dict)
    assert [finding.key for finding in answer.findings] == [move["lead_id"] for move in data["moves"]]
    return {move["lead_id"]: (move["before"], move["after"], move["again"]) for move in data["moves"]}


def test_a_floor_moves_who_is_below_it_and_tells_who_is_in_somebodys_hands() -> None:
    moves = {"L2": ("A", "B", False), "L3": ("A", "B", True), "L4": ("", "B", True)}
    assert _asked("grade_a_budget_cny=100000") == moves


def test_several_rules_are_tried_at_once() -> None:
    assert _asked("grade_a_budget_cny=70000", "urgent_days＝ 30") == {"L4": ("", "B", True), "L7": ("B", "C", True)}


def test_the_rules_as_they_are_move_nobody() -> None:
    assert _asked(f"urgent_days={Settings().urgent_days}") == {}


def test_people_read_a_small_table_and_each_leads_reason() -> None:
    answer = ask_what_if(_book(), NOW, Language.ZH, ["grade_a_budget_cny=100000"])
    assert answer.lines == (
        "按 grade_a_budget_cny=100000 试算 6 条线索：3 条的等级会变。没有写入任何内容。",
        "  待核实 → B：1 条，其中 1 条下次评级就会改，0 条已有人跟进或已成交、丢单，等级不动",
        "  A → B：2 条，其中 1 条下次评级就会改，1 条已有人跟进或已成交、丢单，等级不动",
        "另有 1 条按规则会变，但等级由人工定，以人工为准。",
    )
    assert [finding.key for finding in answer.findings] == ["L3", "L4", "L2"]  # L2 is in somebody's hands
    assert answer.findings[0].text() == (
        "示例丙公司(L3)：A → B。预算 8 万元，低于 A 级下限 10 万元，决策链清楚，有需求：定 B。预算达到 10 万元即升 A"
    )


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        pytest.param([], "what_if.nothing", id="nothing is named"),
        pytest.param(["confirm_hours=3"], "what_if.unknown", id="a rule that is not for grading"),
        pytest.param(["A 级下限=30万"], "what_if.unknown", id="no rule at all"),
        pytest.param(["urgent_days=soon"], "what_if.bad", id="a word for a number"),
        pytest.param(["urgent_days=-1"], "what_if.bad", id="out of bounds"),
        pytest.param(["urgent_days"], "what_if.bad", id="without a value"),
    ],
)
def test_what_is_no_rule_is_refused_in_a_sentence(rules: list[str], code: str) -> None:
    with pytest.raises(SettingsError) as problem:
        ask_what_if(_book(), NOW, Language.ZH, rules)
    assert problem.value.code == code
