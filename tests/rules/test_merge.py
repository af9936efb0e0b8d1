"""What the kept lead takes over: blanks are filled, nothing is written over, nothing is lost."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiveledger.changes import Value, values
from hiveledger.rules.match.firms import read_firms
from hiveledger.rules.merge import Merger, merge_leads
from hiveledger.schema import LEADS
from hiveledger.schema.frames import empty, typed
from hiveledger.schema.leads import TAKEN_OVER
from hiveledger.schema.tables import CONTACTS
from tests.tables import table

_NONE = empty(CONTACTS)


def _merged(text: str, contacts: pd.DataFrame = _NONE, taken: tuple[tuple[str, str], ...] = ()) -> Merger:
    """Merge all leads of a table into L1."""
    rows = typed(LEADS, table(text))
    into = pd.Series("L1", index=rows.index.drop("L1"))
    return merge_leads(rows.assign(firm=read_firms(rows)["firm"]), into, contacts, taken)["L1"]


def test_blanks_are_filled_from_the_oldest_merged_lead_first() -> None:
    merger = _merged("""
        lead_id | company      | need   | size     | received_at
        L1      | 苏州云帆科技 | 上 MES |          | 2026-03-01
        L2      |              | 上 ERP | 500 人   | 2026-03-03
        L3      |              |        | 300 人   | 2026-03-02
    """)
    assert merger.cells == {"size": "300 人"}
    assert merger.beside == [("L2", "size", "500 人"), ("L2", "need", "上 ERP")]


def test_the_same_person_fills_the_kept_lead() -> None:
    merger = _merged("""
        lead_id | contact | mobile        | title | email
        L1      | 王明    | 13800000001   |       |
        L2      | 王总    | 138 0000 0001 | 总经理 | wang@yunfan.example
    """)
    assert merger.cells == {"email": "wang@yunfan.example", "title": "总经理"}
    assert (merger.contacts, merger.beside) == ([], [])


def test_another_person_becomes_a_further_contact_as_a_whole() -> None:
    merger = _merged("""
        lead_id | company      | contact | mobile      | phone         | title | source
        L1      | 苏州云帆科技 | 王明    |             |               |       | 官网
        L2      | 苏州云帆科技 | 李青    | 13800000002 | 0512-65551234 | 采购  | 展会
    """)
    assert merger.cells == {}
    (contact,) = merger.contacts
    assert contact == {
        "contact": "李青",
        "mobile": "13800000002",
        "phone": "0512-65551234",
        "title": "采购",
        "company": "苏州云帆科技",
        "source": "展会",
    }
    assert merger.beside == [("L2", "source", "展会")]


def test_a_second_number_of_the_same_person_becomes_a_further_contact() -> None:
    merger = _merged("""
        lead_id | contact | mobile      | email
        L1      | 王明    | 13800000001 | wang@yunfan.example
        L2      | 王明    | 13800000002 | wang@yunfan.example
    """)
    assert [(row["contact"], row["mobile"]) for row in merger.contacts] == [("王明", "13800000002")]


def test_a_contact_that_is_known_is_not_added_again() -> None:
    known = typed(CONTACTS, table("contact_id | lead_id | contact | mobile\nP1 | L1 | 李青 | 13800000002"))
    text = """
        lead_id | contact | mobile
        L1      | 王明    | 13800000001
        L2      | 李青    | 13800000002
        L3      | 李青    | 13800000002
    """
    assert _merged(text, known).contacts == []
    assert len(_merged(text).contacts) == 1


@pytest.mark.parametrize(
    ("mine", "theirs", "filled"),
    [
        pytest.param("|", "500000 | clear", {"budget_cny": 500000.0, "budget_status": "clear"}, id="filled together"),
        pytest.param("| clear", "500000 | clear", {"budget_cny": 500000.0}, id="completed where they agree"),
        pytest.param("| undecided", "500000 | clear", {}, id="left where they contradict"),
    ],
)
def test_a_budget_and_its_status_are(mine: str, theirs: str, filled: dict[str, Value]) -> None:
    merger = _merged(f"lead_id | budget_cny | budget_status\nL1 | {mine}\nL2 | {theirs}")
    assert merger.cells == filled


def test_one_company_or_place_written_in_two_ways_is_no_other_fact() -> None:
    merger = _merged("""
        lead_id | company              | region
        L1      | 苏州云帆科技有限公司 | 江苏省苏州市
        L2      | 苏州市雲帆科技       | 苏州
    """)
    assert (merger.cells, merger.beside) == ({}, [])


def test_a_cell_that_a_person_cleared_stays_blank_and_the_fact_goes_beside() -> None:
    text = "lead_id | contact | mobile | need\nL1 | 王明 | |\nL2 | 王明 | 13800000001 | 上 MES"
    merger = _merged(text, taken=(("L1", "mobile"), ("L1", "need")))
    assert merger.cells == {}
    assert [row["mobile"] for row in merger.contacts] == ["13800000001"]
    assert merger.beside == [("L2", "need", "上 MES")]


_WORDS = st.sampled_from([None, "甲", "乙", "丙"])
_NUMBERS = st.sampled_from([None, "13800000001", "13800000002"])
_ROW = st.fixed_dictionaries(
    {"contact": st.sampled_from([None, "王明", "王总", "李青"]), "mobile": _NUMBERS, "phone": _NUMBERS}
    | dict.fromkeys(("title", "wechat", "need", "size", "source", "note", "address"), _WORDS)
)


@settings(max_examples=30)
@given(rows=st.lists(_ROW, min_size=2, max_size=4))
def test_every_fact_stands_in_the_kept_lead_a_contact_or_beside(rows: list[dict[str, str | None]]) -> None:
    ledger = typed(LEADS, pd.DataFrame(rows, index=[f"L{n}" for n in range(1, len(rows) + 1)]))
    into = pd.Series("L1", index=ledger.index.drop("L1"))
    merger = merge_leads(ledger.assign(firm=ledger["uscc"]), into, _NONE, ())["L1"]
    kept = ledger.loc["L1"].to_dict() | merger.cells
    told = {*values(pd.Series(list(kept.values()))), *(said for *_, said in merger.beside)}
    told |= {said for contact in merger.contacts for said in contact.values()}
    held = {said for column in TAKEN_OVER for said in values(ledger[column])} - {"王总"}
    assert held <= told
    assert all(pd.isna(ledger[column]["L1"]) for column in merger.cells)
