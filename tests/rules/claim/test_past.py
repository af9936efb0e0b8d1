"""Past performance: three rates, of few cases drawn towards the team."""

from typing import Final

import pandas as pd
import pytest

from hiveledger.rules.claim.past import past_scores
from tests.tables import table

NOW: Final = pd.Timestamp("2026-03-10")
PEOPLE: Final = table("staff_no | role\nA1 | AM\nA2 | AM\nA3 | AM\nS1 | SO")
HEAD: Final = "lead_id | owner | status | confirmed_at | lapsed_by | first_touch_due | first_touch_at\n"


def scores(rows: str, past_cases: float = 0) -> dict[str, float]:
    found = past_scores(PEOPLE, table(HEAD + rows), NOW, past_cases)
    return {str(person): round(score, 3) for person, score in found.items()}


def test_who_let_leads_lapse_scores_lower_than_who_confirmed_them() -> None:
    rows = "L1 | A1 | confirmed | 2026-03-02 | a2;A2 | | \nL2 | A1 | confirmed | 2026-03-02 | | | "
    found = scores(rows)
    assert found["A1"] > found["A3"] > found["A2"]


@pytest.mark.parametrize(
    ("due", "touched", "expected"),
    [
        pytest.param("2026-03-05", "2026-03-05", 2 / 3, id="at exactly the due time is on time"),
        pytest.param("2026-03-05", "2026-03-06", 1 / 3, id="late"),
        pytest.param("2026-03-05", "", 1 / 3, id="overdue and not made"),
        pytest.param("2026-03-11", "", 1 / 2, id="not due yet says nothing"),
    ],
)
def test_a_first_contact_counts_by_its_due_time(due: str, touched: str, expected: float) -> None:
    assert scores(f"L1 | A1 | confirmed | | | {due} | {touched}")["A1"] == round(expected, 3)


def test_a_few_cases_say_little_and_many_say_much() -> None:
    few = "L0 | A1 | won | | | | "
    many = "\n".join(f"L{number} | A1 | won | | | | " for number in range(100))
    lost = "\nM1 | A2 | lost | | | | "
    assert 0.5 < scores(few + lost, 5)["A1"] < scores(many + lost, 5)["A1"] < 0.7


def test_who_is_new_has_the_teams_median() -> None:
    rows = "L1 | A1 | won | | | | \nL2 | A1 | lost | | | | \nL3 | A2 | won | | | | "
    found = scores(rows, 5)
    assert found["A3"] == round((0.5 + 0.5 + 0.75) / 3, 3)


def test_without_any_past_all_are_alike() -> None:
    assert set(scores("", 5).values()) == {0.5}
