"""What comes back to SO, who could have it next, and who is told: on a book in memory."""

from datetime import datetime, timedelta
from typing import Final

import pandas as pd
import pytest

from hiveledger.book.memory import MemoryBook
from hiveledger.flows.assign import plan_transfer
from hiveledger.flows.confirm import plan_decline, plan_return
from hiveledger.flows.distribute import plan_distribute
from tests.books import cells, machine_book, person_types
from tests.tables import table

LATE: Final = datetime(2026, 3, 2, 12, 1)
PEOPLE: Final = """
    staff_no | name   | role   | unit | industries | quota_a
    A1       | 示例甲 | AM     | 一组 | 电子       | 20
    A2       | 示例乙 | AM     | 一组 | 电子       | 20
    A3       | 示例丙 | AM     | 二组 | *          | 20
    G1       | 示例丁 | leader | 一组 |            |
    S1       | 示例戊 | SO     |      |            |
"""
LEAD: Final = """
    lead_id | company | grade | industry | status   | owner | cc_se | assigned_at   | delivered_at  | confirm_due
    L1      | 示例甲  | A     | 电子     | assigned | A1    | E1    | 2026-03-02T10 | 2026-03-02T10 | 2026-03-02T12
"""


def _book(leads: str = LEAD, people: str = PEOPLE, **settings: str) -> MemoryBook:
    rows = pd.DataFrame({"value": settings.values()}, index=pd.Index(settings, name="key"), dtype="str")
    return machine_book(leads=table(leads), people=table(people), settings=rows)


def _return(book: MemoryBook, now: datetime = LATE) -> pd.DataFrame:
    """Return what is due, and give the leads; a second run finds nothing to do."""
    book.write(plan_return(book, now), who="test")
    assert plan_return(book, now).groups == ()
    return book.read().frame("leads")


def _desk(book: MemoryBook, kind: str) -> pd.DataFrame:
    desk = book.read().frame("desk")
    return desk[desk["kind"] == kind]


def test_a_lead_that_comes_back_says_who_had_it_until_when_and_takes_its_se_along() -> None:
    leads = _return(_book())
    assert cells(leads, "L1", "status", "last_owner", "last_owner_until", "cc_se") == ["returned", "A1", LATE, None]


def test_a_transfer_leaves_the_former_owner_behind() -> None:
    book = _book()
    book.write(plan_transfer(book, LATE, "L1", "A2"), who="test")
    assert cells(book.read().frame("leads"), "L1", "owner", "last_owner", "last_owner_until") == ["A2", "A1", LATE]


def test_the_desk_names_who_could_have_the_lead_next() -> None:
    book = _book()
    _return(book)
    row = _desk(book, "returned")
    assert cells(row, "D000001", "other_id", "column", "new_value") == ["A1", "owner", "A2"]
    assert "A2 示例乙" in row["detail"].iloc[0]


def test_so_accepts_and_the_lead_is_theirs() -> None:
    book = _book()
    _return(book)
    person_types(book, "desk", "D000001", "verdict", "accept")
    leads = _return(book, LATE + timedelta(minutes=5))
    assert cells(leads, "L1", "status", "owner", "last_owner") == ["assigned", "A2", "A1"]
    assert _desk(book, "returned")["closed_at"].notna().all()


def test_distribute_obeys_what_so_accepted() -> None:
    book = _book()
    _return(book)
    book.tables["desk"].loc["D000001", "new_value"] = "A3"  # as another day's placement would have it
    person_types(book, "desk", "D000001", "verdict", "accept")
    book.write(plan_distribute(book, LATE), who="test")
    assert cells(book.read().frame("leads"), "L1", "owner") == ["A3"]


def test_whom_so_does_not_want_is_not_named_again() -> None:
    book = _book()
    _return(book)
    named = ["A2"]
    for desk in ("D000001", "D000002"):
        person_types(book, "desk", desk, "verdict", "reject")
        _return(book)
        named.append(str(_desk(book, "returned")["new_value"].iloc[-1]))
    assert named == ["A2", "A3", "nan"]
    assert _desk(book, "returned")["closed_at"].isna().sum() == 1


def test_a_lead_that_came_back_stays_on_the_desk_whatever_so_says_of_that() -> None:
    book = _book(people="staff_no | role | industries\nA1 | AM | 汽车")
    _return(book)
    person_types(book, "desk", "D000001", "verdict", "reject")
    _return(book)
    assert cells(_desk(book, "returned"), "D000001", "column", "closed_at") == [None, None]


def test_who_is_named_stays_named_while_loads_change_and_is_replaced_when_away() -> None:
    book = _book()
    _return(book)
    book.tables["people"].loc["A2", "quota_a"] = 1
    _return(book)
    assert cells(_desk(book, "returned"), "D000001", "new_value") == ["A2"]
    book.tables["people"].loc["A2", "left_at"] = pd.Timestamp("2026-03-02")
    _return(book)
    assert cells(_desk(book, "returned"), "D000001", "new_value", "closed_at") == ["A3", None]


def test_a_lead_is_passed_on_at_once_where_the_team_wants_it_so() -> None:
    book = _book(redistribute="是")
    leads = _return(book)
    assert cells(leads, "L1", "status", "owner", "lapsed_by", "returns") == ["assigned", "A2", "A1", 1.0]
    assert cells(leads, "L1", "assigned_at", "last_owner") == [LATE, "A1"]
    row = _desk(book, "returned")
    assert cells(row, "D000001", "other_id", "closed_at") == ["A1", LATE]


def test_what_nobody_can_take_is_on_the_desk_when_it_could_not_be_passed_on() -> None:
    book = _book(people="staff_no | role | industries\nA1 | AM | 电子\nA2 | AM | 汽车", redistribute="是")
    book.tables["leads"].loc["L1", "industry"] = "金融"
    assert cells(_return(book), "L1", "status") == ["returned"]
    desk = book.read().frame("desk")
    assert desk.loc[desk["closed_at"].isna(), "kind"].to_list() == ["unassigned", "returned"]


def test_a_b_lead_comes_back_first_and_then_goes_to_the_pool() -> None:
    book = _book(LEAD.replace("| A     |", "| B     |"), redistribute="是")
    statuses = []
    for _ in range(2):
        book.write(plan_return(book, LATE), who="test")
        statuses.append(cells(book.read().frame("leads"), "L1", "status")[0])
    assert statuses == ["returned", "pooled"]
    assert cells(_desk(book, "returned"), "D000001", "other_id", "closed_at") == ["A1", LATE]
    assert plan_return(book, LATE).groups == ()


def test_what_nobody_could_take_is_passed_on_once_somebody_can() -> None:
    book = _book(redistribute="是")
    book.tables["people"].loc[["A2", "A3"], ["leave_from", "leave_to"]] = pd.Timestamp("2026-03-02")
    assert cells(_return(book), "L1", "status") == ["returned"]
    assert cells(_return(book, datetime(2026, 3, 3, 9)), "L1", "status", "owner") == ["assigned", "A2"]
    assert _desk(book, "unassigned")["closed_at"].notna().all()


def test_a_lead_is_passed_on_to_nobody_twice_and_stays_with_so_once_all_had_it() -> None:
    book = _book(redistribute="是")
    owners, now = [], LATE
    for _ in range(4):
        owners.append(cells(_return(book, now), "L1", "owner", "status"))
        now += timedelta(days=1)
    assert owners == [["A2", "assigned"], ["A3", "assigned"], [None, "returned"], [None, "returned"]]


def test_so_accepts_who_is_named_when_all_had_it_and_a_new_round_begins() -> None:
    book = _book(people="staff_no | role | industries\nA1 | AM | 电子")
    _return(book)
    person_types(book, "desk", "D000001", "verdict", "accept")
    assert cells(_return(book), "L1", "owner", "lapsed_by") == ["A1", None]


def test_so_opens_a_lead_again_and_its_round_begins_anew() -> None:
    book = _book()
    _return(book)
    person_types(book, "leads", "L1", "status", "cleaned")
    book.write(plan_distribute(book, LATE), who="test")
    assert cells(book.read().frame("leads"), "L1", "status", "lapsed_by") == ["assigned", None]


@pytest.mark.parametrize(
    ("minutes", "kinds"),
    [pytest.param(29, [], id="it may still arrive"), pytest.param(30, ["undelivered"], id="it did not")],
)
def test_what_was_not_delivered_is_for_so_and_nobodys_lapse(minutes: int, kinds: list[str]) -> None:
    book = _book("lead_id | company | status | owner | assigned_at\nL1 | 甲 | assigned | A1 | 2026-03-02 10:00")
    leads = _return(book, datetime(2026, 3, 2, 10) + timedelta(minutes=minutes))
    assert book.read().frame("desk")["kind"].to_list() == kinds
    assert cells(leads, "L1", "status", "lapsed_by") == ["assigned", None]


def test_leave_that_is_entered_later_puts_the_deadline_off_and_is_no_lapse() -> None:
    book = _book()
    book.tables["people"].loc["A1", ["leave_from", "leave_to"]] = pd.Timestamp("2026-03-02")
    leads = _return(book)
    assert cells(leads, "L1", "status", "confirm_due") == ["assigned", datetime(2026, 3, 3, 11)]
    assert cells(_return(book, datetime(2026, 3, 3, 11, 1)), "L1", "status") == ["returned"]


def test_leave_without_an_end_is_for_so_to_settle() -> None:
    book = _book()
    book.tables["people"].loc["A1", "leave_from"] = pd.Timestamp("2026-03-02")
    assert cells(_return(book), "L1", "status", "confirm_due") == ["assigned", None]
    assert "休假结束" in _desk(book, "undelivered")["detail"].iloc[0]


def test_whoever_lets_leads_lapse_again_and_again_is_told_of_on_the_desk_once() -> None:
    second = LEAD.rstrip() + LEAD.strip().splitlines()[1].replace("L1", "\n    L2")
    book = _book(second)
    _return(book)
    row = _desk(book, "lapsed_again")
    assert row["other_id"].to_list() == ["A1"]
    assert "A1 G1" in row["detail"].iloc[0]
    person_types(book, "desk", row.index[0], "verdict", "done")
    _return(book, LATE + timedelta(hours=1))
    assert _desk(book, "lapsed_again")["closed_at"].notna().to_list() == [True]


def test_lapses_without_a_leader_are_told_to_so_with_what_is_missing() -> None:
    second = LEAD.rstrip() + LEAD.strip().splitlines()[1].replace("L1", "\n    L2")
    people = "\n".join(line for line in PEOPLE.splitlines() if "leader" not in line)
    book = _book(second, people)
    _return(book)
    assert "小组与条线" in _desk(book, "lapsed_again")["detail"].iloc[0]


def test_a_decline_that_so_accepts_before_it_stood_on_the_desk_bars_its_am_too() -> None:
    book = _book()
    person_types(book, "leads", "L1", "reply", "decline_busy")
    book.write(plan_decline(book, LATE, "L1", accept=True), who="test")
    _return(book)
    assert _desk(book, "returned")["new_value"].to_list() == ["A2"]


def test_an_accepted_decline_is_no_lapse_of_anybody() -> None:
    book = _book(escalate_lapses="1")
    book.write(plan_decline(book, LATE, "L1", by="A1", reason="busy"), who="test")
    book.write(plan_decline(book, LATE, "L1", accept=True), who="test")
    _return(book)
    assert cells(_desk(book, "returned"), "D000002", "other_id", "new_value") == [None, "A2"]
    assert _desk(book, "lapsed_again").empty
