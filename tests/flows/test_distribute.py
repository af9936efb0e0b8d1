"""Distribution on a book in memory: who gets what, what waits where, and what SO is told."""

from datetime import datetime
from typing import Final

import pandas as pd
import pytest

from hiveledger.book.memory import MemoryBook
from hiveledger.errors import SchemaError
from hiveledger.flows.assign import plan_assign, plan_transfer
from hiveledger.flows.distribute import plan_distribute
from tests.books import cells, machine_book, person_types
from tests.tables import table

NOON: Final = datetime(2026, 3, 2, 12)

PEOPLE: Final = """
    staff_no | name   | role | unit | industries | quota_a | cap | leave_from | leave_to
    A001     | 示例甲 | AM   | 一组 | 汽车       | 10      | 5   |            |
    A002     | 示例乙 | AM   | 一组 | 汽车;医疗  | 10      | 5   |            |
    A003     | 示例丙 | AM   | 二组 | 食品       | 10      | 5   | 2026-03-01 | 2026-03-09
    S001     | 示例丁 | SE   | 售前 |            | 0       |     |            |
"""


def _book(leads: str) -> MemoryBook:
    return machine_book(leads=table(leads), people=table(PEOPLE))


def _run(book: MemoryBook) -> pd.DataFrame:
    book.write(plan_distribute(book, NOON), who="SO")
    return book.read().frame("leads")


def test_each_grade_goes_where_the_handbook_says() -> None:
    book = _book("""
        lead_id | company | industry | grade | status  | received_at
        L1      | 示例一  | 汽车     | A     | cleaned | 2026-03-01
        L2      | 示例二  | 汽车     | B     | cleaned | 2026-03-01
        L3      | 示例三  | 汽车     | C     | cleaned | 2026-03-01
    """)
    leads = _run(book)
    due = datetime(2026, 3, 2, 15, 30)  # lunch is left out
    assert cells(leads, "L1", "status", "owner", "owner_name", "cc_se") == ["assigned", "A001", "示例甲", "S001"]
    assert cells(leads, "L1", "delivered_at", "confirm_due") == [NOON, due]
    assert cells(leads, "L2", "status", "owner") == ["pooled", None]
    assert cells(leads, "L3", "status", "owner") == ["nurturing", None]
    assert book.read().frame("pool").index.to_list() == ["L2"]
    assert book.read().frame("nurture").index.to_list() == ["L3"]


@pytest.mark.parametrize(
    ("protect_until", "owner"),
    [
        pytest.param("2026-03-02 12:00", "A002", id="to this minute it binds the company's next lead"),
        pytest.param("2026-03-02 11:59", "A001", id="once over, it binds nobody"),
        pytest.param("", "A002", id="without an end it binds"),
    ],
)
def test_a_protection_binds_until_it_ends(protect_until: str, owner: str) -> None:
    book = _book(f"""
        lead_id | account_id | company | industry | grade | status    | owner | received_at | protect_until
        L1      | L1         | 示例一  | 医疗     |       | confirmed | A002  | 2026-02-01  | {protect_until}
        L2      | L1         | 示例一  | 汽车     | A     | cleaned   |       | 2026-03-01  |
    """)
    assert cells(_run(book), "L2", "owner") == [owner]


@pytest.mark.parametrize(
    ("protect_until", "owner"),
    [pytest.param("2026-03-02", "A002", id="all its last day"), pytest.param("2026-03-01", "A001", id="and no longer")],
)
def test_an_existing_customer_stays_with_its_owner_as_long_as_it_is_protected(protect_until: str, owner: str) -> None:
    book = machine_book(
        people=table(PEOPLE),
        leads=table(
            "lead_id | company | industry | grade | status | received_at\nL1 | 示例一 | 汽车 | A | cleaned | 2026-03-01"
        ),
        customers=table(f"customer_id | company | owner | protect_until\nC1 | 示例一 | A002 | {protect_until}"),
    )
    assert cells(_run(book), "L1", "owner") == [owner]


def test_a_lead_that_changes_hands_takes_no_protection_along() -> None:
    book = _book("""
        lead_id | company | status    | owner | protect_until
        L1      | 示例一  | confirmed | A001  | 2026-03-09 10:00
    """)
    book.write(plan_transfer(book, NOON, "L1", "A002"), who="SO")
    assert cells(book.read().frame("leads"), "L1", "owner", "protect_until") == ["A002", None]


def test_a_second_run_changes_nothing() -> None:
    book = _book("""
        lead_id | company | industry | grade | status   | received_at
        L1      | 示例一  | 汽车     | A     | cleaned  | 2026-03-01
        L2      | 示例二  | 未知     | A     | cleaned  | 2026-03-01
        L3      | 示例三  | 汽车     | B     | returned | 2026-03-01
    """)
    _run(book)
    assert plan_distribute(book, NOON).groups == ()


def test_what_nobody_can_take_goes_to_the_desk_with_who_was_removed() -> None:
    book = _book("""
        lead_id | company | industry | grade | status  | received_at
        L1      | 示例一  | 食品     | A     | cleaned | 2026-03-01
    """)
    leads = _run(book)
    assert cells(leads, "L1", "status", "owner") == ["cleaned", None]
    desk = book.read().frame("desk")
    assert desk["kind"].to_list() == ["unassigned"]
    assert "休假（A003）" in desk["detail"].iloc[0]


def test_the_desk_row_closes_when_the_lead_finds_its_owner() -> None:
    book = _book("""
        lead_id | company | industry | grade | status  | received_at
        L1      | 示例一  | 食品     | A     | cleaned | 2026-03-01
    """)
    _run(book)
    book.write(plan_assign(book, NOON, "L1", "A001", reason="行业相近"), who="SO")
    assert book.read().frame("desk")["closed_at"].notna().all()
    assert cells(book.read().frame("leads"), "L1", "status", "owner", "assign_reason") == [
        "assigned",
        "A001",
        "SO 指派：行业相近",
    ]


def test_a_company_with_an_owner_keeps_that_contact_whatever_the_grade() -> None:
    book = _book("""
        lead_id | account_id | company | industry | grade | status    | owner | received_at | assigned_at
        L1      | L1         | 示例一  | 汽车     | A     | following | A002  | 2026-02-01  | 2026-02-01
        L2      | L1         | 示例一  | 汽车     | C     | cleaned   |       | 2026-03-01  |
    """)
    assert cells(_run(book), "L2", "status", "owner") == ["assigned", "A002"]


def test_an_existing_customer_goes_to_its_owner() -> None:
    book = machine_book(
        leads=table("""
            lead_id | company                | industry | grade | status  | received_at
            L1      | 苏州示例甲机械有限公司 | 汽车     | B     | cleaned | 2026-03-01
        """),
        people=table(PEOPLE),
        customers=table("""
            customer_id | company                | owner
            C000001     | 苏州示例甲机械有限公司 | A002
        """),
    )
    assert cells(_run(book), "L1", "status", "owner") == ["assigned", "A002"]


def test_further_leads_of_a_company_follow_the_first_one_placed() -> None:
    book = _book("""
        lead_id | account_id | company | industry | grade | status  | received_at
        L1      | L1         | 示例一  | 汽车     | A     | cleaned | 2026-03-01
        L2      | L1         | 示例一  | 汽车     | B     | cleaned | 2026-03-01
    """)
    leads = _run(book)
    assert leads["owner"].to_list() == ["A001", "A001"]
    assert leads["status"].unique().tolist() == ["assigned"]


def test_a_lead_is_not_offered_again_to_who_let_it_lapse_or_declined_it() -> None:
    book = _book("""
        lead_id | company | industry | grade | status   | received_at | lapsed_by
        L1      | 示例一  | 汽车     | A     | returned | 2026-03-01  | A001
        L2      | 示例二  | 汽车     | A     | returned | 2026-03-01  |
    """)
    declined = table("""
        desk_id | kind     | lead_id | other_id | verdict | closed_at
        D000001 | declined | L2      | A002     | accept  | 2026-03-02
    """)
    book.tables["desk"] = machine_book(desk=declined).tables["desk"]
    assert _run(book)["owner"].to_dict() == {"L1": "A002", "L2": "A001"}


def test_a_round_ends_when_everybody_who_covers_the_lead_has_had_it() -> None:
    book = _book("""
        lead_id | company | industry | grade | status   | received_at | lapsed_by
        L1      | 示例一  | 汽车     | A     | returned | 2026-03-01  | A001;A002
    """)
    assert cells(_run(book), "L1", "status", "owner") == ["assigned", "A001"]


def test_an_owner_that_a_person_typed_is_left_alone() -> None:
    book = _book("""
        lead_id | company | industry | grade | status  | received_at
        L1      | 示例一  | 汽车     | A     | cleaned | 2026-03-01
    """)
    person_types(book, "leads", "L1", "owner", "A002")
    assert plan_distribute(book, NOON).groups == ()


def test_a_change_of_the_person_meanwhile_drops_the_lead_as_a_conflict() -> None:
    book = _book("""
        lead_id | company | industry | grade | status  | received_at
        L1      | 示例一  | 医疗     | A     | cleaned | 2026-03-01
    """)
    plan = plan_distribute(book, NOON)
    person_types(book, "people", "A002", "leave_from", NOON)
    outcome = book.write(plan, who="SO")
    assert [(conflict.key, conflict.column) for conflict in outcome.conflicts] == [("A002", "leave_from")]
    assert cells(book.read().frame("leads"), "L1", "owner") == [None]


def test_an_ungraded_lead_is_told_of_and_left() -> None:
    plan = plan_distribute(_book("lead_id | company | status\nL1 | 示例一 | cleaned"), NOON)
    assert plan.groups == ()
    assert [finding.code for finding in plan.findings] == ["assign.ungraded"]


@pytest.mark.parametrize("missing", ["people", "leads"])
def test_an_empty_table_is_ordinary(missing: str) -> None:
    book = _book("lead_id | company | industry | grade | status\nL1 | 示例一 | 汽车 | A | cleaned")
    book.tables[missing] = book.tables[missing].iloc[:0]
    plan = plan_distribute(book, NOON)
    assert {group.name for group in plan.groups} <= {"L1"}


def test_transfer_runs_the_confirmation_anew_for_the_next_person() -> None:
    book = _book("""
        lead_id | company | industry | grade | status    | owner | reply  | received_at | assigned_at | confirmed_at
        L1      | 示例一  | 汽车     | A     | confirmed | A001  | accept | 2026-02-01  | 2026-03-01  | 2026-03-01
    """)
    book.write(plan_transfer(book, NOON, "L1", "A002", reason="换区"), who="SO")
    leads = book.read().frame("leads")
    assert cells(leads, "L1", "status", "owner", "reply") == ["assigned", "A002", None]
    assert cells(leads, "L1", "confirm_due", "confirmed_at") == [datetime(2026, 3, 2, 15, 30), None]


@pytest.mark.parametrize(
    ("verb", "lead", "person", "code"),
    [
        pytest.param(plan_assign, "L9", "A001", "confirm.unknown_lead", id="a lead nobody knows"),
        pytest.param(plan_assign, "L1", "A001", "assign.cannot_assign", id="a lead that is held"),
        pytest.param(plan_assign, "L2", "S001", "assign.no_am", id="a person who is no AM"),
        pytest.param(plan_transfer, "L2", "A001", "assign.cannot_transfer", id="a lead that nobody holds"),
        pytest.param(plan_transfer, "L1", "A001", "assign.has_it", id="a person who has it already"),
    ],
)
def test_so_is_refused_with_a_sentence(verb: type, lead: str, person: str, code: str) -> None:
    book = _book("""
        lead_id | company | grade | status    | owner
        L1      | 示例一  | A     | confirmed | A001
        L2      | 示例二  | A     | cleaned   |
    """)
    with pytest.raises(SchemaError, match=code.replace(".", r"\.")):
        verb(book, NOON, lead, person)


def test_a_book_without_a_sheet_for_the_team_gains_one_and_is_told_to_fill_it() -> None:
    leads = table("""
        lead_id | company | grade | status  | received_at
        L1      | 示例一  | A     | cleaned | 2026-03-01
    """)
    book = MemoryBook({"leads": leads})
    plan = plan_distribute(book, NOON)
    assert [finding.code for finding in plan.findings] == ["assign.no_team_sheet"]
    book.write(plan, who="SO")
    assert "people" in book.read().tables
    assert plan_distribute(book, NOON).findings == ()
