"""What one row says of a person at a company, and what is not read twice."""

import pandas as pd
import pytest

from hiveledger.changes import values
from hiveledger.rules.match.cards import read_cards, read_people, roots
from hiveledger.schema.frames import empty
from hiveledger.schema.tables import CONTACTS
from tests.rules.match.ledgers import leads


@pytest.mark.parametrize(
    ("cell", "name", "surname"),
    [
        pytest.param("王明", "王明", "王", id="a full name"),
        pytest.param("王总", None, "王", id="a surname and a title"),
        pytest.param("王先生", None, "王", id="a surname and a polite word"),
        pytest.param("小王", None, "王", id="a surname among colleagues"),
        pytest.param("采购部王经理", None, "王", id="a surname in a department"),
        pytest.param("Jack Wang", "jackwang", "jackwang", id="a foreign name"),
        pytest.param("前台", None, None, id="nobody"),
        pytest.param(None, None, None, id="a blank"),
    ],
)
def test_a_contact_is_known_by_name_or_surname(cell: str | None, name: str | None, surname: str | None) -> None:
    read = read_people(pd.Series([cell], dtype="str"))
    assert values(read[["name", "surname"]].iloc[0]) == [name, surname]


def test_a_lead_without_company_telephone_and_e_mail_cannot_be_used() -> None:
    rows = leads("""
        lead_id | company      | contact | mobile      | email
        L1      |              | 王明    |             |
        L2      | 个人         | 王明    |             |
        L3      |              |         |             | info@yunfan.example
        L4      | 苏州云帆科技 |         |             |
    """)
    assert read_cards(rows, empty(CONTACTS))["usable"].to_dict() == {"L1": False, "L2": False, "L3": True, "L4": True}


def test_a_card_read_before_is_the_same_as_one_read_anew() -> None:
    before = leads("lead_id | company | mobile\nL1 | 苏州云帆科技 | 13800000001\nL2 | 云帆科技 | 13800000002")
    after = before.assign(mobile=["13800000001", "13800000009"])
    known = read_cards(before, empty(CONTACTS))
    pd.testing.assert_frame_equal(
        read_cards(after, empty(CONTACTS), known), read_cards(after, empty(CONTACTS)), check_like=True
    )


def test_a_ring_of_merges_ends() -> None:
    rows = leads("lead_id | duplicate_of\nL1 | L2\nL2 | L1\nL3 | L9")
    assert roots(rows).to_dict() == {"L1": "L2", "L2": "L1", "L3": "L3"}


def test_what_a_name_can_mean_does_not_change_once_those_that_show_it_have_merged() -> None:
    rows = leads("""
        lead_id | company              | status | duplicate_of
        L1      | 苏州云帆科技有限公司 | new    |
        L2      | 南京云帆科技有限公司 | merged | L9
        L3      | 云帆科技有限公司     | new    |
    """)
    assert read_cards(rows, empty(CONTACTS))["firm"].isna().to_dict() == {"L1": False, "L3": True}
