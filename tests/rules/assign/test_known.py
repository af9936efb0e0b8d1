"""Whose customer a lead is, before anybody is chosen."""

from typing import Final

import pandas as pd
import pytest

from hiveledger.rules.assign.known import explain_account_owner, find_account_owner
from tests.rules.assign.frames import NOW, leads, team
from tests.tables import table

READ: Final = ("account_id", "received_at", "origin_am", "lapsed_by")
TEAM: Final = """
    staff_no | role | left_at    | leave_from | room
    A1       |      |            |            | 5
    A2       |      |            |            | 5
    A3       |      | 2026-01-01 |            | 5
    A4       |      |            | 2026-03-01 | 5
    A5       |      |            |            | 0
    S1       | SO   |            |            | 5
"""
NO_LEDGER: Final = "lead_id | account_id | owner | status | assigned_at"


def found(
    rows: str, ledger: str = NO_LEDGER, customers: dict[str, str] | None = None, people: str = TEAM
) -> pd.DataFrame:
    known_owner = pd.Series(customers or {}, dtype="str")
    return find_account_owner(leads(rows, READ), team(people), table(ledger), known_owner, NOW)


def told(frame: pd.DataFrame, lead: str = "L1") -> dict[str, str]:
    return {str(key): str(cell) for key, cell in frame.loc[lead].dropna().items()}


LEDGER: Final = """
    lead_id | account_id | owner | status    | assigned_at
    K1      | K1         | A2    | following | 2026-02-02
    K2      | K1         | A1    | won       | 2026-02-01
    K3      | K3         | A1    | lost      | 2026-02-01
    K4      | K4         | A3    | following | 2026-02-01
    K5      |            | A2    | assigned  | 2026-02-01
"""


@pytest.mark.parametrize(
    ("account", "owner"),
    [
        pytest.param("K1", "A1", id="the one who has it longest"),
        pytest.param("K3", None, id="a lost lead binds nobody"),
        pytest.param("K4", None, id="the lead of somebody who left is nobody's"),
        pytest.param("K5", "A2", id="a lead that is its own account"),
        pytest.param("", None, id="no account"),
    ],
)
def test_a_live_lead_of_the_account_names_its_owner(account: str, owner: str | None) -> None:
    named = told(found(f"lead_id | account_id\nL1 | {account}", LEDGER))
    assert named == ({"named": owner, "code": "by_account", "owner": owner} if owner else {})


def test_the_account_comes_before_the_customer_list_and_that_before_who_brought_it() -> None:
    rows = "lead_id | account_id | origin_am\nL1 | K1 | A1\nL2 | | A1\nL3 | | A1"
    named = found(rows, LEDGER, {"L1": "A2", "L2": "A2"})
    assert named["code"].to_dict() == {"L1": "by_account", "L2": "by_customer", "L3": "by_origin"}
    assert named["owner"].to_dict() == {"L1": "A1", "L2": "A2", "L3": "A1"}


@pytest.mark.parametrize("nobody", ["A3", "S1", "A99"], ids=["left", "no AM", "not in the team"])
def test_who_is_no_longer_an_am_is_passed_over_for_the_next_rule(nobody: str) -> None:
    assert told(found("lead_id | origin_am\nL1 | A1", customers={"L1": nobody}))["code"] == "by_origin"


@pytest.mark.parametrize(
    ("origin", "lapsed_by", "obstacle"),
    [
        pytest.param("A4", "", "leave", id="on leave"),
        pytest.param("A1", "A2;A1", "lapsed", id="let it lapse in this round"),
        pytest.param("A5", "", "cap", id="no room under the cap"),
    ],
)
def test_who_cannot_take_it_now_is_named_and_nobody_else_is(origin: str, lapsed_by: str, obstacle: str) -> None:
    named = found(f"lead_id | origin_am | lapsed_by\nL1 | {origin} | {lapsed_by}")
    assert told(named) == {"named": origin, "code": "by_origin", "obstacle": obstacle}


def test_all_leads_of_a_company_follow_the_strongest_claim_among_them() -> None:
    rows = """
        lead_id | account_id | received_at | origin_am
        L1      | L1         | 2026-03-02  |
        L2      | L1         | 2026-03-01  | A2
        L3      | L1         | 2026-03-03  |
    """
    named = found(rows, customers={"L3": "A1"})
    assert named["owner"].to_list() == ["A1", "A1", "A1"]


def test_room_is_given_to_the_earliest_companies_and_never_to_a_part_of_one() -> None:
    rows = """
        lead_id | account_id | received_at | origin_am
        L1      |            | 2026-03-04  | A1
        L2      | L2         | 2026-03-01  | A1
        L3      | L2         | 2026-03-05  | A1
        L4      | L4         | 2026-03-02  | A1
        L5      | L4         | 2026-03-03  | A1
    """
    named = found(rows, people="staff_no | room\nA1 | 3")
    assert named["owner"].dropna().index.to_list() == ["L1", "L2", "L3"]
    assert named["obstacle"].dropna().to_dict() == {"L4": "cap", "L5": "cap"}


def test_row_order_never_matters() -> None:
    rows = leads("lead_id | account_id | origin_am\nL1 | K1 | A1\nL2 | | A2\nL3 | L2 | A1", READ)
    nothing = pd.Series({}, dtype="str")
    forwards = find_account_owner(rows, team(TEAM), table(LEDGER), nothing, NOW)
    backwards = find_account_owner(rows[::-1], team(TEAM)[::-1], table(LEDGER)[::-1], nothing, NOW)
    pd.testing.assert_frame_equal(forwards, backwards.loc[rows.index])


def test_no_leads_are_ordinary() -> None:
    named = found("lead_id")
    assert named.dtypes.astype("str").to_dict() == dict.fromkeys(["named", "code", "obstacle", "owner"], "str")


def test_the_reason_says_how_somebody_is_named_and_what_so_has_to_decide() -> None:
    named = found("lead_id | origin_am | account_id\nL1 | A4 |\nL2 | | K1\nL3 | |", LEDGER)
    sentences = {lead: reason.text() for lead, reason in explain_account_owner(named).items()}
    assert sentences == {
        "L1": ("由 A4 带来的线索，但本人正在休假，系统没有改派他人。请在 SO工作台 决定：等其返岗，或用 assign 指派。"),
        "L2": "该公司的线索已由 A1 负责",
    }
