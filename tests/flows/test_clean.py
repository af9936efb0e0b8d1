"""The verb clean on a book in memory: whose cells are corrected, whose only proposed."""

from datetime import datetime
from typing import Final

import pandas as pd
import pytest

from hiveledger.book.memory import MemoryBook
from hiveledger.flows.clean import plan_clean
from tests.books import cells, machine_book, person_types
from tests.tables import table

NOON: Final = datetime(2026, 3, 2, 12)


def _book() -> MemoryBook:
    return machine_book(
        leads=table("""
            lead_id | company          | contact | mobile          | status | received_at
            L1      | (苏州)示例甲精密 | 王总    | +86 13800001111 | new    | 2026-03-02
            L2      | 示例乙           | 李总    | 1380000         | new    | 2026-03-02
            L3      | 测试             | 测试    | 11111111111     | new    | 2026-03-02
            L4      | 示例丙           | 赵总    | 13800002222     | won    | 2026-01-02
        """)
    )


def _run(book: MemoryBook) -> pd.DataFrame:
    book.write(plan_clean(book, NOON), who="SO")
    return book.read().frame("leads")


def test_the_machines_cells_are_corrected_in_place() -> None:
    leads = _run(_book())
    assert cells(leads, "L1", "mobile", "status", "cleaned_at") == ["13800001111", "cleaned", NOON]
    assert cells(leads, "L1", "clean_due") == [datetime(2026, 3, 3)]


def test_a_cell_that_nobody_can_read_stays_and_goes_to_the_desk() -> None:
    book = _book()
    assert cells(_run(book), "L2", "mobile") == ["1380000"]
    desk = book.read().frame("desk")
    assert desk.loc[desk["lead_id"] == "L2", "kind"].to_list() == ["check"]


def test_an_invalid_lead_is_marked_and_never_removed() -> None:
    assert cells(_run(_book()), "L3", "status") == ["invalid"]


def test_a_finished_lead_is_left_alone() -> None:
    assert cells(_run(_book()), "L4", "status", "cleaned_at") == ["won", None]


def test_a_second_run_changes_nothing() -> None:
    book = _book()
    _run(book)
    assert plan_clean(book, NOON).groups == ()


def test_a_persons_cell_is_only_proposed_and_written_when_so_accepts() -> None:
    book = _book()
    person_types(book, "leads", "L1", "mobile", "139 0000 1111")
    leads = _run(book)
    assert cells(leads, "L1", "mobile", "status") == ["139 0000 1111", "cleaned"]
    desk = book.read().frame("desk")
    proposal = desk.index[desk["kind"] == "proposal"][0]
    assert cells(desk, proposal, "column", "old_value", "new_value") == ["mobile", "139 0000 1111", "13900001111"]
    person_types(book, "desk", proposal, "verdict", "accept")
    assert cells(_run(book), "L1", "mobile") == ["13900001111"]
    assert book.read().frame("desk").loc[proposal, "closed_at"] == pd.Timestamp(NOON)


def test_a_rejected_proposal_is_not_raised_again() -> None:
    book = _book()
    person_types(book, "leads", "L1", "mobile", "139 0000 1111")
    _run(book)
    desk = book.read().frame("desk")
    person_types(book, "desk", desk.index[desk["kind"] == "proposal"][0], "verdict", "reject")
    _run(book)
    assert plan_clean(book, NOON).groups == ()
    assert cells(book.read().frame("leads"), "L1", "mobile") == ["139 0000 1111"]


def test_a_lead_that_a_person_typed_in_starts_its_24_hours_when_it_is_first_seen() -> None:
    book = machine_book(leads=table("lead_id | company\nL1 | 示例甲"))
    leads = _run(book)
    assert cells(leads, "L1", "received_at", "clean_due") == [NOON, datetime(2026, 3, 3, 12)]


def test_what_a_number_cell_held_beyond_the_number_is_kept_in_the_note() -> None:
    book = machine_book(leads=table("lead_id | mobile | status\nL1 | 13800001111 传真0512-65550000 | new"))
    leads = _run(book)
    assert cells(leads, "L1", "mobile") == ["13800001111"]
    assert "65550000" in str(cells(leads, "L1", "note")[0])
    assert plan_clean(book, NOON).groups == ()


def test_a_blocked_company_is_told_apart_from_an_invalid_lead() -> None:
    book = machine_book(
        leads=table("lead_id | company | mobile | status\nL1 | 示例甲公司 | 13800001111 | new"),
        blocked=table("blocked_id | company | phone | reason\nX1 | | 13800001111 | 示例"),
    )
    assert cells(_run(book), "L1", "status") == ["blocked"]


@pytest.mark.parametrize("order", [1, -1], ids=["as they stand", "upside down"])
def test_the_order_of_rows_never_matters(order: int) -> None:
    book = _book()
    book.tables["leads"] = book.tables["leads"].iloc[::order]
    assert _run(book)["status"].sort_index().to_list() == ["cleaned", "cleaned", "invalid", "won"]


def test_a_region_that_can_be_two_places_goes_to_the_desk_with_both_named() -> None:
    book = machine_book(leads=table("lead_id | company | region | status\nL1 | 示例甲精密 | 朝阳区 | new"))
    assert cells(_run(book), "L1", "region") == ["朝阳区"]
    (detail,) = book.read().frame("desk")["detail"]
    assert "北京市朝阳区 / 吉林省长春市朝阳区" in detail


def test_an_address_with_a_mistyped_domain_stays_and_goes_to_the_desk_with_what_was_meant() -> None:
    book = machine_book(leads=table("lead_id | company | email | status\nL1 | 示例甲精密 | wang@hotmial.com | new"))
    assert cells(_run(book), "L1", "email") == ["wang@hotmial.com"]
    (detail,) = book.read().frame("desk")["detail"]
    assert "wang@hotmail.com" in detail
