"""Grading a ledger: letters, call-backs for SO, and a second run that has nothing to do."""

from datetime import datetime
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pytest

from hiveledger.book.memory import MemoryBook
from hiveledger.changes import Plan
from hiveledger.findings import Level
from hiveledger.flows.grade import plan_grade
from tests.books import machine_book, person_types
from tests.opportunities import opportunities
from tests.tables import table

NOW: Final = datetime(2026, 3, 2, 10)
LATER: Final = datetime(2026, 3, 5, 10)

LEADS: Final = """
    lead_id | company    | need       | budget_status | decision_chain | status    | grade | clean_due        | owner
    L1      | 示例甲公司 | 上 MES     | clear         | clear          | cleaned   |       | 2026-03-03 09:00 |
    L2      | 示例乙公司 | 上 WMS     | undecided     |                | to_verify |       | 2026-03-03 09:00 |
    L3      | 示例丙公司 | 先了解一下 |               |                | returned  |       | 2026-03-03 09:00 |
    L4      | 示例丁公司 | 尽快报价   |               |                | cleaned   |       | 2026-03-03 09:00 |
    L5      | 示例戊公司 | 上 ERP     | none          |                | new       |       | 2026-03-03 09:00 |
    L6      | 示例己公司 | 上 ERP     | clear         | clear          | assigned  |       | 2026-03-03 09:00 | A001
    L7      | 示例庚公司 |            |               |                | following |       | 2026-03-03 09:00 | A001
    L8      | 示例辛公司 | 上 ERP     | clear         | clear          | following | C     | 2026-03-03 09:00 | A002
"""


def _written(book: MemoryBook, now: datetime = NOW) -> Plan:
    plan = plan_grade(book, now)
    assert book.write(plan, who="test").conflicts == ()
    return plan


def _cells(book: MemoryBook, column: str, name: str = "leads") -> dict[str, object]:
    cells = book.read().frame(name)[column]
    return {str(key): None if pd.isna(cell) else cell for key, cell in cells.items()}


def test_leads_get_their_letters_and_wait_where_they_belong() -> None:
    book = machine_book(leads=table(LEADS))
    _written(book)
    letters = {"L1": "A", "L2": "B", "L3": "C", "L4": None, "L5": None, "L6": "A", "L7": None, "L8": "C"}
    assert _cells(book, "grade") == letters
    assert _cells(book, "first_grade") == letters | {"L8": None}
    assert list(_cells(book, "status").values()) == [
        *("cleaned", "cleaned", "returned", "to_verify"),
        *("new", "assigned", "following", "following"),
    ]


def test_a_second_run_changes_nothing() -> None:
    book = machine_book(leads=table(LEADS))
    _written(book)
    assert plan_grade(book, LATER).groups == ()


def test_who_is_unknown_is_on_the_call_back_list_within_its_clock() -> None:
    book = machine_book(leads=table(LEADS))
    _written(book)
    desk = book.read().frame("desk").query("kind == 'to_verify'")
    assert desk["lead_id"].to_list() == ["L4"]
    call = desk.iloc[0]
    assert call["due"] == pd.Timestamp("2026-03-03 09:00")
    assert call["column"] == "budget_status;decision_chain"
    assert call["detail"] == "客户着急，请先打这一个。请问清：预算多少、批下来没有？ 谁拍板、还有谁参与？"


def test_a_call_back_closes_once_the_facts_are_there() -> None:
    book = machine_book(leads=table(LEADS))
    _written(book)
    person_types(book, "leads", "L4", "budget_status", "clear")
    person_types(book, "leads", "L4", "decision_chain", "clear")
    _written(book, LATER)
    assert (_cells(book, "grade")["L4"], _cells(book, "status")["L4"]) == ("A", "cleaned")
    desk = book.read().frame("desk")
    assert desk.loc[desk["kind"] == "to_verify", "closed_at"].to_list() == [pd.Timestamp(LATER)]


def test_a_letter_that_a_person_typed_wins_and_ends_the_call_back() -> None:
    book = machine_book(leads=table(LEADS))
    _written(book)
    person_types(book, "leads", "L4", "grade", "C")
    person_types(book, "leads", "L1", "grade", "B")
    plan = _written(book, LATER)
    assert [finding for finding in plan.findings if finding.level is Level.PERSON] == []
    assert (_cells(book, "grade")["L4"], _cells(book, "status")["L4"]) == ("C", "cleaned")
    assert _cells(book, "first_grade")["L4"] == "C"
    assert (_cells(book, "grade")["L1"], _cells(book, "first_grade")["L1"]) == ("B", "A")
    assert str(_cells(book, "grade_reason")["L1"]).endswith("人工定 B，以人工为准。按以上事实是：定 A")
    assert plan_grade(book, LATER).groups == ()


def test_leads_that_are_not_clean_are_left_and_told_of() -> None:
    (told,) = plan_grade(machine_book(leads=table(LEADS)), NOW).findings
    assert (told.code, told.params, told.level) == ("grade.clean_first", {"count": 1}, Level.INFO)


def test_a_letter_that_changes_takes_the_lead_out_of_pool_and_nursery() -> None:
    book = machine_book(
        leads=table("""
            lead_id | company    | need       | budget_status | decision_chain | status    | grade | first_grade
            L1      | 示例甲公司 | 上 MES     | clear         | clear          | pooled    | B     | B
            L2      | 示例乙公司 | 上 WMS     | undecided     | clear          | pooled    | B     | B
            L3      | 示例丙公司 | 上 WMS     | undecided     | clear          | nurturing | C     | C
            L4      | 示例丁公司 | 先了解一下 |               |                | nurturing | C     | C
        """),
        pool=table("lead_id | pooled_at\nL1 | 2026-02-01\nL2 | 2026-02-01"),
        nurture=table("lead_id | nurtured_at\nL3 | 2026-02-01\nL4 | 2026-02-01"),
    )
    plan = _written(book)
    assert list(_cells(book, "status").values()) == ["cleaned", "pooled", "cleaned", "nurturing"]
    assert list(_cells(book, "grade").values()) == ["A", "B", "B", "C"]
    assert list(_cells(book, "first_grade").values()) == ["B", "B", "C", "C"]
    assert _cells(book, "left_at", "pool") == {"L1": pd.Timestamp(NOW), "L2": None}
    assert _cells(book, "left_at", "nurture") == {"L3": pd.Timestamp(NOW), "L4": None}
    assert [(finding.key, finding.params["after"], finding.level) for finding in plan.findings] == [
        ("L1", "A", Level.INFO),
        ("L3", "B", Level.INFO),
    ]
    assert plan_grade(book, LATER).groups == ()


def test_a_lead_whose_purchase_draws_near_is_graded_anew() -> None:
    book = machine_book(
        leads=table("""
            lead_id | company    | budget_status | decision_chain | purchase_by | status
            L1      | 示例甲公司 | undecided     | clear          | 2027-06-01  | cleaned
        """)
    )
    _written(book)
    assert _cells(book, "grade") == {"L1": "C"}
    _written(book, datetime(2026, 9, 1))
    assert _cells(book, "grade") == {"L1": "B"}
    assert _cells(book, "first_grade") == {"L1": "C"}


def test_the_floor_of_an_a_is_a_setting() -> None:
    book = machine_book(
        leads=table("""
            lead_id | company    | budget_cny | decision_chain | need   | status
            L1      | 示例甲公司 | 80000      | clear          | 上 MES | cleaned
        """),
        settings=table("key | value\ngrade_a_budget_cny | 100000"),
    )
    _written(book)
    assert _cells(book, "grade") == {"L1": "B"}


def test_an_empty_ledger_has_nothing_to_grade() -> None:
    plan = plan_grade(machine_book(), NOW)
    assert (plan.groups, plan.findings) == ((), ())


def test_the_order_of_rows_does_not_matter() -> None:
    plans = [plan_grade(machine_book(leads=rows), NOW) for rows in (table(LEADS), table(LEADS).iloc[::-1])]
    told = [
        {
            (c.table, getattr(c, "column", ""), str(getattr(c, "after", "")), group.name)
            for group in plan.groups
            for c in group.changes
        }
        for plan in plans
    ]
    assert told[0] == told[1]


def _counts(book: MemoryBook) -> dict[str, int]:
    leads = book.read().frame("leads")
    assert leads["grade"].isna().eq(leads["status"] == "to_verify").all()
    desk = book.read().frame("desk")
    assert desk["lead_id"].to_list() == sorted(leads.index[leads["grade"].isna()])
    return {str(grade): count for grade, count in leads["grade"].fillna("to_verify").value_counts().items()}


def test_real_opportunities_reconcile_with_their_stages(data: Path) -> None:
    book = machine_book(leads=opportunities(data))
    _written(book)
    assert _counts(book) == {"A": 4238, "B": 1589, "C": 2473, "to_verify": 500}  # won, engaging, lost, prospecting
    assert plan_grade(book, LATER).groups == ()


def test_a_floor_moves_real_leads_from_a_to_b(data: Path) -> None:
    leads = opportunities(data)
    book = machine_book(leads=leads, settings=table("key | value\ngrade_a_budget_cny | 1000"))
    _written(book)
    small = int((leads["budget_cny"] < 1000).sum())
    assert 0 < small < 4238
    assert _counts(book) == {"A": 4238 - small, "B": 1589 + small, "C": 2473, "to_verify": 500}


@pytest.mark.parametrize("need", ["Specialization", None], ids=["the field of study as need", "no need at all"])
def test_real_web_leads_without_budget_and_deciders_are_all_to_be_verified(data: Path, need: str | None) -> None:
    rows = pd.read_csv(data / "leads" / "x_education_leads.csv", dtype="str", keep_default_na=False)
    leads = pd.DataFrame(
        {
            "lead_id": rows["Prospect ID"],
            "need": rows[need].replace({"Select": np.nan, "": np.nan}) if need else np.nan,
            "status": "cleaned",
        }
    )
    book = machine_book(leads=leads)
    _written(book)
    assert _counts(book) == {"to_verify": 9240}
    assert len(book.read().frame("desk")) == 9240
