"""Which SE is told of a lead."""

from typing import Final

import pandas as pd
import pytest

from hiveledger.rules.assign.cc import choose_se
from tests.rules.assign.frames import NOW, leads, team
from tests.tables import table

READ: Final = ("account_id", "received_at", "industry")
KNOWS: Final = ["role", "left_at", "leave_from", "leave_to", "industries"]
NO_LEDGER: Final = "lead_id | account_id | status | cc_se | assigned_at"


def chosen(rows: str, people: str, ledger: str = NO_LEDGER) -> dict[str, list[str]]:
    found = choose_se(leads(rows, READ), team(people)[KNOWS], table(ledger), NOW)
    return {str(lead): [found.loc[lead, "code"], *found.loc[[lead], "cc_se"].dropna()] for lead in found.index}


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        pytest.param("S1 | SE | * | |\nS2 | SE | 电子 | |", ["cc_industry", "S2"], id="who knows the industry"),
        pytest.param("S1 | SE | | |\nS2 | SE | 汽车 | |", ["cc_general", "S1"], id="else who takes all"),
        pytest.param("S1 | SE | 汽车 | |", ["cc_none"], id="nobody who covers it"),
        pytest.param("S1 | SE | 电子 | 2026-03-01 |\nS2 | SE | | |", ["cc_general", "S2"], id="not who is on leave"),
        pytest.param("S1 | SE | 电子 | | 2026-03-01", ["cc_none"], id="not who has left"),
        pytest.param("A1 | AM | 电子 | |", ["cc_none"], id="not an AM"),
    ],
)
def test_the_se_knows_the_industry_and_is_at_work(people: str, expected: list[str]) -> None:
    header = "staff_no | role | industries | leave_from | left_at\n"
    assert chosen("lead_id | industry\nL1 | 电子", header + people) == {"L1": expected}


PAIR: Final = "staff_no | role\nS1 | SE\nS2 | SE"


def test_the_fewest_open_leads_decide_then_the_longest_wait() -> None:
    ledger = """
        lead_id | account_id | status   | cc_se | assigned_at
        K1      |            | assigned | S1    | 2026-03-01
        K2      |            | won      | S2    | 2026-03-02
        K3      |            | lost     | S2    | 2026-03-03
    """
    assert chosen("lead_id\nL1", PAIR, ledger) == {"L1": ["cc_general", "S2"]}
    assert chosen("lead_id\nL1", PAIR, ledger.replace("assigned |", "lost     |")) == {"L1": ["cc_general", "S1"]}


def test_leads_of_a_batch_are_dealt_out_evenly_in_the_order_they_came() -> None:
    rows = "lead_id | received_at\nL1 | 2026-03-03\nL2 | 2026-03-01\nL3 | 2026-03-02"
    assert {lead: who for lead, (_, who) in chosen(rows, PAIR).items()} == {"L2": "S1", "L3": "S2", "L1": "S1"}


def test_a_company_keeps_its_se() -> None:
    ledger = """
        lead_id | account_id | status    | cc_se | assigned_at
        K1      | K1         | following | S2    | 2026-03-01
        K2      | K2         | assigned  | S2    | 2026-03-01
    """
    rows = """
        lead_id | account_id | received_at
        L1      | K1         | 2026-03-01
        L2      | L2         | 2026-03-01
        L3      | L2         | 2026-03-01
    """
    assert chosen(rows, PAIR, ledger) == {
        "L1": ["cc_company", "S2"],
        "L2": ["cc_general", "S1"],
        "L3": ["cc_company", "S1"],
    }


def test_a_company_changes_its_se_for_an_industry_that_the_se_does_not_cover() -> None:
    people = "staff_no | role | industries\nS1 | SE | 电子\nS2 | SE | 汽车"
    rows = "lead_id | account_id | industry\nL1 | L1 | 电子\nL2 | L1 | 汽车"
    assert chosen(rows, people) == {"L1": ["cc_industry", "S1"], "L2": ["cc_industry", "S2"]}


def test_row_order_never_matters() -> None:
    rows = leads("lead_id | account_id\nL1 |\nL2 | L2\nL3 | L2\nL4 |", READ)
    people, ledger = team(PAIR)[KNOWS], table(NO_LEDGER)
    backwards = choose_se(rows[::-1], people[::-1], ledger, NOW)
    pd.testing.assert_frame_equal(choose_se(rows, people, ledger, NOW), backwards.loc[rows.index])


def test_no_leads_and_no_ses_are_ordinary() -> None:
    assert chosen("lead_id", PAIR) == {}
    assert chosen("lead_id\nL1", "staff_no") == {"L1": ["cc_none"]}
