"""One customer, one contact: accounts, existing customers, and companies that several people work."""

from collections.abc import Hashable

import pandas as pd
import pytest

from hiveledger.rules.match.accounts import find_accounts, find_customer, find_shared_accounts
from hiveledger.schema.frames import typed
from hiveledger.schema.tables import CUSTOMERS
from tests.rules.match.ledgers import leads, matched
from tests.tables import table


def _accounts(rows: pd.DataFrame) -> dict[Hashable, str]:
    return find_accounts(rows, matched(rows).cards["firm"]).to_dict()


def test_leads_of_one_company_share_the_account_of_the_first() -> None:
    rows = leads("""
        lead_id | company              | contact | received_at
        L1      | 苏州云帆科技有限公司 | 王明    | 2026-03-03
        L2      | 苏州市云帆科技       | 李青    | 2026-03-02
        L3      | 苏州海岳食品         | 王明    | 2026-03-01
        L4      |                      | 王明    | 2026-03-01
    """)
    assert _accounts(rows) == {"L1": "L2", "L2": "L2", "L3": "L3", "L4": "L4"}


def test_an_account_that_stands_is_kept_and_joined_by_those_who_come_later() -> None:
    rows = leads("""
        lead_id | company      | contact | account_id | received_at
        L1      | 苏州云帆科技 | 王明    | L1         | 2026-03-02
        L2      | 苏州云帆科技 | 李青    |            | 2026-03-01
        L3      | 苏州云帆科技 | 周宁    | L3         | 2026-03-03
    """)
    assert _accounts(rows) == {"L1": "L1", "L2": "L1", "L3": "L3"}


def _customer(lead: str, *customers: str) -> object:
    head = "customer_id | company | uscc | phone | email"
    known = typed(CUSTOMERS, table("\n".join([head, *(f"C{n} | {row}" for n, row in enumerate(customers, 1))])))
    found = find_customer(leads(f"lead_id | company | region | mobile | phone | email\nL1 | {lead}"), known)["L1"]
    return None if pd.isna(found) else found


@pytest.mark.parametrize(
    ("lead", "customer"),
    [
        pytest.param("云帆科技 | 苏州 | | |", "苏州云帆科技有限公司 | | |", id="by company and place"),
        pytest.param("| | 138 0000 0001 | |", "苏州云帆科技 | | 13800000001 |", id="by mobile"),
        pytest.param("| | | 0512-65551234 |", "苏州云帆科技 | | (0512)65551234 |", id="by telephone"),
        pytest.param("| | | | wang@yunfan.example", "苏州云帆科技 | | | Wang@yunfan.example", id="by e-mail"),
    ],
)
def test_an_existing_customer_is_known_again(lead: str, customer: str) -> None:
    assert _customer(lead, customer) == "C1"


@pytest.mark.parametrize(
    ("lead", "customer"),
    [
        pytest.param("无锡云帆科技 | | | |", "苏州云帆科技 | | |", id="another place"),
        pytest.param("苏州云帆科技有限公司昆山分公司 | | | |", "苏州云帆科技有限公司 | | |", id="a branch"),
        pytest.param(
            "苏州海岳食品 | | | 0512-65551234 |", "苏州云帆科技 | | 0512-65551234 |", id="a shared switchboard"
        ),
        pytest.param("| | | | info@yunfan.example", "苏州云帆科技 | | | info@yunfan.example", id="a desk's address"),
        pytest.param("| | | |", "苏州云帆科技 | | |", id="a lead that says nothing"),
    ],
)
def test_somebody_else_is_no_existing_customer(lead: str, customer: str) -> None:
    assert _customer(lead, customer) is None


def test_what_fits_two_customers_fits_none() -> None:
    assert _customer("| | 13800000001 | |", "苏州云帆科技 | | 13800000001 |", "苏州海岳食品 | | 13800000001 |") is None


def test_no_customers_match_nobody() -> None:
    assert _customer("苏州云帆科技 | | 13800000001 | |") is None


def test_a_company_that_two_people_work_is_found_once_for_each_further_one() -> None:
    rows = leads("""
        lead_id | account_id | owner | status    | received_at
        L1      | L1         | A1    | following | 2026-03-01
        L2      | L1         | A2    | assigned  | 2026-03-02
        L3      | L1         | A2    | confirmed | 2026-03-03
        L4      | L1         | A3    | lost      | 2026-03-04
        L5      | L5         | A3    | following | 2026-03-04
    """)
    assert find_shared_accounts(rows).to_numpy().tolist() == [["L1", "L2"]]
