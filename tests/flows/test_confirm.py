"""Confirmations, declines and returns on a book in memory."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

import pandas as pd
import pytest

from hiveledger.book.memory import MemoryBook
from hiveledger.changes import Plan
from hiveledger.errors import SchemaError
from hiveledger.flows.confirm import plan_confirm, plan_decline, plan_return
from tests.books import cells, machine_book, person_types
from tests.tables import table

NOON: Final = datetime(2026, 3, 2, 12)


def _book(reply: str | None = None, replied_at: dict[str, datetime] | None = None) -> MemoryBook:
    book = machine_book(
        leads=table("""
            lead_id | company    | status    | owner | assigned_at      | confirm_due
            L1      | 示例甲公司 | assigned  | A001  | 2026-03-02 10:00 | 2026-03-02 12:00
            L2      | 示例乙公司 | confirmed | A002  | 2026-03-02 08:00 | 2026-03-02 10:00
        """)
    )
    person_types(book, "leads", "L1", "reply", reply)
    book.replied_at = replied_at or {}
    return book


def _write(book: MemoryBook, plan: Plan) -> pd.DataFrame:
    book.write(plan, who="test")
    return book.read().frame("leads")


@pytest.mark.parametrize(
    ("replied", "now", "status"),
    [
        pytest.param(datetime(2026, 3, 2, 12), NOON, "confirmed", id="at exactly the deadline is in time"),
        pytest.param(datetime(2026, 3, 2, 11), datetime(2026, 3, 2, 18), "confirmed", id="the recorded time counts"),
        pytest.param(datetime(2026, 3, 2, 12, 1), datetime(2026, 3, 2, 18), "assigned", id="a minute late is late"),
    ],
)
def test_a_reply_counts_by_the_time_it_was_recorded(replied: datetime, now: datetime, status: str) -> None:
    book = _book("accept", {"L1": replied})
    leads = _write(book, plan_confirm(book, now))
    assert cells(leads, "L1", "status") == [status]


def test_a_reply_in_the_book_was_there_at_the_time_that_was_named() -> None:
    book = _book("accept", {"L1": datetime(2026, 11, 23)})
    assert cells(_write(book, plan_confirm(book, NOON)), "L1", "confirmed_at") == [NOON]


def test_a_decline_of_a_lead_that_somebody_set_to_assigned_by_hand_waits_for_so_as_any_other() -> None:
    book = machine_book(leads=table("lead_id | company | status\nL1 | 示例甲公司 | cleaned"))
    person_types(book, "leads", "L1", "status", "assigned")
    person_types(book, "leads", "L1", "reply", "decline_busy")
    _write(book, plan_confirm(book, NOON))
    assert book.read().frame("desk")["kind"].to_list() == ["declined"]
    assert plan_confirm(book, NOON).groups == ()


def test_confirmed_leads_keep_the_recorded_time() -> None:
    book = _book("accept", {"L1": datetime(2026, 3, 2, 11)})
    leads = _write(book, plan_confirm(book, NOON))
    assert cells(leads, "L1", "confirmed_at") == [datetime(2026, 3, 2, 11)]


def test_what_was_answered_in_time_is_not_returned_when_the_watcher_was_late() -> None:
    book = _book("accept", {"L1": datetime(2026, 3, 2, 11)})
    leads = _write(book, plan_return(book, datetime(2026, 3, 3, 9)))
    assert cells(leads, "L1", "status") == ["confirmed"]


def test_an_overdue_lead_goes_back_to_so_without_owner_and_counts_a_lapse() -> None:
    book = _book()
    leads = _write(book, plan_return(book, datetime(2026, 3, 2, 12, 1)))
    assert cells(leads, "L1", "status", "lapsed_by", "returns") == ["returned", "A001", 1.0]
    assert cells(leads, "L1", "owner", "confirm_due", "assigned_at") == [None, None, None]
    desk = book.read().frame("desk")
    assert desk["kind"].to_list() == ["returned"]
    assert "A001" in desk["detail"].iloc[0]


def test_a_lead_is_not_overdue_at_the_deadline() -> None:
    assert plan_return(_book(), NOON).groups == ()


def test_a_late_reply_is_told_of_and_the_lead_returned() -> None:
    book = _book("accept", {"L1": datetime(2026, 3, 2, 12, 30)})
    plan = plan_return(book, datetime(2026, 3, 2, 13))
    assert [finding.code for finding in plan.findings] == ["confirm.late"]
    leads = _write(book, plan)
    assert cells(leads, "L1", "status") == ["returned"]
    assert cells(leads, "L1", "reply") == [None]


@pytest.mark.parametrize("plan", [plan_confirm, plan_return], ids=["confirm", "return"])
def test_a_second_run_changes_nothing(plan: Callable[[MemoryBook, datetime], Plan]) -> None:
    book = _book("accept", {"L1": datetime(2026, 3, 2, 12, 30)})
    later = datetime(2026, 3, 2, 13)
    book.write(plan(book, later), who="test")
    assert plan(book, later).groups == ()


def test_only_the_owner_confirms_a_lead() -> None:
    book = _book()
    with pytest.raises(SchemaError, match=r"confirm\.not_yours"):
        plan_confirm(book, NOON, ("L1",), by="A002")
    leads = _write(book, plan_confirm(book, NOON, ("L1",), by="A001"))
    assert cells(leads, "L1", "status", "reply") == ["confirmed", "accept"]


def test_a_command_after_the_deadline_is_late() -> None:
    book = _book()
    plan = plan_confirm(book, datetime(2026, 3, 2, 12, 5), ("L1",), by="A001")
    assert [finding.code for finding in plan.findings] == ["confirm.late"]
    assert cells(_write(book, plan), "L1", "status") == ["assigned"]


def test_a_decline_waits_for_so_and_does_not_lapse() -> None:
    book = _book()
    _write(book, plan_decline(book, NOON, "L1", by="A001", reason="industry"))
    assert book.read().frame("desk")["kind"].to_list() == ["declined"]
    assert plan_return(book, datetime(2026, 3, 3)).groups == ()


def test_an_accepted_decline_goes_back_without_a_lapse() -> None:
    book = _book("decline_busy")
    book.write(plan_confirm(book, NOON), who="test")
    leads = _write(book, plan_decline(book, NOON, "L1", accept=True))
    assert cells(leads, "L1", "status") == ["returned"]
    assert cells(leads, "L1", "lapsed_by") == [None]
    desk = book.read().frame("desk")
    assert desk.set_index("kind")["closed_at"].isna().to_dict() == {"declined": False, "returned": True}


def test_a_rejected_decline_runs_again_from_now() -> None:
    book = _book("decline_busy")
    book.write(plan_confirm(book, NOON), who="test")
    leads = _write(book, plan_decline(book, NOON, "L1", reject=True))
    assert cells(leads, "L1", "status", "confirm_due") == ["assigned", datetime(2026, 3, 2, 15, 30)]
    assert cells(leads, "L1", "reply") == [None]


def test_so_judges_a_decline_on_the_desk_too() -> None:
    book = _book("decline_busy")
    book.write(plan_confirm(book, NOON), who="test")
    person_types(book, "desk", "D000001", "verdict", "accept")
    assert cells(_write(book, plan_confirm(book, NOON)), "L1", "status") == ["returned"]


@pytest.mark.parametrize(
    ("lead", "by", "reason", "code"),
    [
        pytest.param("L9", "A001", "busy", "confirm.unknown_lead", id="a lead nobody knows"),
        pytest.param("L1", "", "busy", "confirm.by_missing", id="nobody says who declines"),
        pytest.param("L1", "A001", "无聊", "confirm.decline_reason", id="a reason that is not listed"),
        pytest.param("L2", "A002", "busy", "confirm.not_yours", id="a lead that was confirmed"),
    ],
)
def test_a_decline_is_refused_with_a_sentence(lead: str, by: str, reason: str, code: str) -> None:
    with pytest.raises(SchemaError, match=code.replace(".", r"\.")):
        plan_decline(_book(), NOON, lead, by=by, reason=reason)


def test_so_takes_a_named_lead_back_without_a_lapse() -> None:
    book = _book()
    leads = _write(book, plan_return(book, NOON, "L2", reason="客户要求换人"))
    assert cells(leads, "L2", "status", "returns") == ["returned", 1.0]
    assert "客户要求换人" in book.read().frame("desk")["detail"].iloc[0]
