"""Claims of leads in the pool on a book in memory: windows, the contest, refusals, what SO decides."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

import pandas as pd
import pytest

from hiveledger.book.memory import MemoryBook
from hiveledger.changes import Append, Value, apply
from hiveledger.changes import Set as SetCell
from hiveledger.errors import SchemaError
from hiveledger.flows.claim import plan_claim
from hiveledger.flows.distribute import plan_distribute
from hiveledger.flows.undo import plan_undo
from tests.books import cells, machine_book, person_types
from tests.tables import table

OPEN: Final = datetime(2026, 3, 2, 10)  # a Monday
CLOSED: Final = OPEN + timedelta(minutes=10, seconds=1)
PEOPLE: Final = """
    staff_no | name | role | industries
    A1       | 甲   | AM   | 电子
    A2       | 乙   | AM   | *
    A3       | 丙   | AM   | 电子
    A4       | 丁   | AM   | 汽车
    S1       | 戊   | SO   |
"""
LEADS: Final = """
    lead_id | company    | status | grade | industry | contact | mobile
    L1      | 示例甲公司 | pooled | B     | 电子     | 示例    | 13800000001
"""


def at(minutes: float) -> datetime:
    return OPEN + timedelta(minutes=minutes)


def opened(leads: str = LEADS, people: str = PEOPLE, **settings: str) -> MemoryBook:
    """Give a book whose pooled leads have been open for claims since OPEN."""
    rules = pd.DataFrame({"value": settings.values()}, index=pd.Index(settings, name="key", dtype="str"), dtype="str")
    book = machine_book(leads=table(leads), people=table(people), settings=rules)
    run(book, OPEN)
    return book


def run(book: MemoryBook, now: datetime) -> list[str]:
    """Let the verb come by; gives the codes of what it tells."""
    plan = plan_claim(book, now)
    book.write(plan, who="scheduler")
    again = plan_claim(book, now)
    assert again.groups == ()
    return [finding.code for finding in plan.findings]


def put(book: MemoryBook, key: str, lead: str, person: str, when: datetime, **more: Value) -> None:
    """Let somebody put a row on 抢单登记 that was first seen saved then."""
    row = {"lead_id": lead, "staff_no": person} | more
    book.tables = apply(book.tables, [Append("claims", key, row)])
    book.seen_at["claims", key] = when


def results(book: MemoryBook) -> dict[str, str]:
    return dict(book.read().frame("claims")["result"].dropna())


def reason(book: MemoryBook, key: str) -> str:
    return str(book.read().frame("claims").loc[key, "reason"])


def test_a_b_lead_is_open_for_claims_from_when_it_is_distributed() -> None:
    leads = "lead_id | company | status | grade | industry | need\nL1 | 示例甲公司 | cleaned | B | 电子 | 检测设备"
    book = machine_book(leads=table(leads), people=table(PEOPLE))
    book.write(plan_distribute(book, OPEN), "SO")
    pool = book.read().frame("pool")
    assert cells(pool, "L1", "window", "opens_at", "closes_at") == [1, OPEN, at(10)]
    assert cells(pool, "L1", "industry", "need", "company") == ["电子", "检测设备", None]
    assert "claims" in book.tables
    assert plan_claim(book, OPEN).groups == ()


def test_a_window_counts_working_minutes() -> None:
    leads = "lead_id | company | status | grade | industry\nL1 | 示例甲公司 | cleaned | B | 电子"
    book = machine_book(leads=table(leads), people=table(PEOPLE))
    book.write(plan_distribute(book, datetime(2026, 3, 2, 17, 55)), "SO")
    assert cells(book.read().frame("pool"), "L1", "closes_at") == [datetime(2026, 3, 3, 9, 5)]


def test_the_fastest_wins_where_nobody_has_a_past_and_has_confirmed_with_it() -> None:
    book = opened()
    put(book, "Q1", "L1", "A2", at(4))
    put(book, "Q2", "L1", "A1", at(2))
    run(book, at(5))
    assert results(book) == {}
    run(book, CLOSED)
    leads = book.read().frame("leads")
    assert cells(leads, "L1", "status", "owner", "owner_name") == ["confirmed", "A1", "甲"]
    assert cells(leads, "L1", "confirmed_at", "confirm_due") == [CLOSED, None]
    assert results(book) == {"Q1": "lost", "Q2": "won"}
    claims = book.read().frame("claims")
    assert cells(claims, "Q2", "recorded_at", "source", "window", "speed_score", "past_score", "total_score") == [
        at(2),
        "表格",
        1,
        80.0,
        50.0,
        65.0,
    ]
    assert reason(book, "Q2") == "A1 抢到：总分 65（响应 80，业绩 50）；其他人：A2 55；可以抢而没有抢：A3"
    assert cells(book.read().frame("pool"), "L1", "winner", "left_at") == ["A1", CLOSED]


def test_the_customers_facts_are_released_to_the_winner_in_the_journal() -> None:
    book = opened()
    put(book, "Q1", "L1", "A1", at(2))
    run(book, CLOSED)
    (decision,) = (one for one in book.runs() if one.at == CLOSED)
    (released,) = (step for step in decision.changes if isinstance(step, SetCell) and step.column == "owner")
    why = released.why.text() if released.why else ""
    assert "公司名称、联系人、手机" in why
    assert "A1 抢到" in why


def test_past_performance_counts_beside_speed() -> None:
    leads = LEADS + "".join(f"    L{number} | 示例{number} | won | B | 电子 | |\n" for number in range(10, 30))
    book = machine_book(leads=table(leads), people=table(PEOPLE))
    for number in range(10, 30):
        person_types(book, "leads", f"L{number}", "owner", "A2" if number < 20 else "A3")
        person_types(book, "leads", f"L{number}", "status", "won" if number < 20 else "lost")
    run(book, OPEN)
    put(book, "Q1", "L1", "A3", at(1))
    put(book, "Q2", "L1", "A2", at(2))
    run(book, CLOSED)
    assert results(book) == {"Q1": "lost", "Q2": "won"}


def test_two_claims_in_one_second_go_to_who_has_waited_longest_then_to_the_lower_number() -> None:
    book = opened(LEADS + "    L2 | 示例乙公司 | pooled | B | 电子 | |\n")
    for key, lead, person in (("Q1", "L1", "A3"), ("Q2", "L1", "A1"), ("Q3", "L2", "A3"), ("Q4", "L2", "A1")):
        put(book, key, lead, person, at(3))
    run(book, CLOSED)
    assert results(book) == {"Q1": "lost", "Q2": "won", "Q3": "won", "Q4": "lost"}


def test_the_window_closes_early_once_all_who_may_claim_have_answered() -> None:
    book = opened()
    put(book, "Q1", "L1", "A1", at(1))
    put(book, "Q2", "L1", "A2", at(2), answer="pass")
    run(book, at(3))
    assert results(book) == {}
    put(book, "Q3", "L1", "A3", at(4), answer="pass")
    run(book, at(5))
    assert results(book) == {"Q1": "won", "Q2": "passed", "Q3": "passed"}


def test_a_lead_that_all_pass_on_is_sos_at_once() -> None:
    book = opened()
    for key, person in (("Q1", "A1"), ("Q2", "A2"), ("Q3", "A3")):
        put(book, key, "L1", person, at(1), answer="pass")
    run(book, at(2))
    assert book.read().frame("desk")["kind"].to_list() == ["unclaimed"]


@pytest.mark.parametrize(
    ("person", "when", "expected"),
    [
        pytest.param("A1", at(10), "won", id="at exactly the end is in time"),
        pytest.param("A9", at(1), "unknown", id="nobody of the team has the number"),
        pytest.param("S1", at(1), "unfit", id="no account manager"),
        pytest.param("A4", at(1), "unfit", id="another industry"),
        pytest.param("A5", at(1), "unfit", id="on leave"),
        pytest.param("A6", at(1), "unfit", id="has left"),
        pytest.param("A7", at(1), "capped", id="holds as many as allowed"),
        pytest.param("A8", at(1), "cooling", id="the last owner within the cooling days"),
    ],
)
def test_a_claim_alone_has_this_result(person: str, when: datetime, expected: str) -> None:
    people = """
        staff_no | role | industries | leave_from | left_at    | cap
        A1       | AM   | 电子       |            |            |
        A4       | AM   | 汽车       |            |            |
        A5       | AM   | 电子       | 2026-03-01 |            |
        A6       | AM   | 电子       |            | 2026-02-01 |
        A7       | AM   | 电子       |            |            | 1
        A8       | AM   | 电子       |            |            |
        S1       | SO   |            |            |            |
    """
    leads = """
        lead_id | company | status | grade | industry | owner | last_owner | last_owner_until
        L1      | 示例甲  | pooled | B     | 电子     |       | A8         | 2026-03-01
        L2      | 示例乙  | following | B  | 电子     | A7    |            |
    """
    book = opened(leads, people)
    put(book, "Q1", "L1", person, when)
    run(book, CLOSED)
    assert results(book) == {"Q1": expected}


def test_a_refused_claim_costs_nothing_and_says_so() -> None:
    book = opened()
    put(book, "Q1", "L1", "A4", at(1))
    put(book, "Q2", "L1", "A1", at(9))
    run(book, CLOSED)
    assert reason(book, "Q1") == "不负责该行业；不扣任何额度"
    assert results(book) == {"Q1": "unfit", "Q2": "won"}


def test_who_gave_a_won_lead_back_has_still_won_it_today() -> None:
    book = opened(LEADS + "    L2 | 示例乙公司 | pooled | B | 电子 | |\n", day_claims="1")
    put(book, "Q1", "L1", "A1", at(1))
    put(book, "Q2", "L2", "A1", at(1))
    run(book, CLOSED)
    assert results(book) == {"Q1": "won", "Q2": "capped"}
    person_types(book, "leads", "L1", "owner", None)
    person_types(book, "leads", "L1", "status", "returned")
    put(book, "Q3", "L2", "A1", at(15))
    run(book, at(21))
    assert results(book)["Q3"] == "capped"


def test_the_share_of_a_week_binds_where_somebody_else_claims_too() -> None:
    more = "".join(f"    L{number} | 示例{number}公司 | pooled | B | 电子 | |\n" for number in (2, 3, 4))
    book = opened(LEADS + more)
    for number in (1, 2, 3):
        put(book, f"Q{number}", f"L{number}", "A1", at(1))
    put(book, "Q4", "L3", "A2", at(9))
    put(book, "Q5", "L4", "A1", at(1))
    run(book, CLOSED)
    assert results(book) == {"Q1": "won", "Q2": "won", "Q3": "capped", "Q4": "won", "Q5": "won"}


def test_the_first_claim_of_a_person_counts_until_they_pass() -> None:
    book = opened()
    put(book, "Q1", "L1", "A1", at(1))
    put(book, "Q2", "L1", "A1", at(2))
    put(book, "Q3", "L1", "A2", at(1))
    put(book, "Q4", "L1", "A2", at(2), answer="pass")
    run(book, CLOSED)
    assert results(book) == {"Q1": "won", "Q2": "again", "Q3": "passed", "Q4": "passed"}


@pytest.mark.parametrize(
    ("lead", "when", "expected", "said"),
    [
        pytest.param("L9", at(1), "unknown", "台账里没有", id="no such lead"),
        pytest.param("L1、L2", at(1), "unknown", "一行只能抢一条", id="several leads in one row"),
        pytest.param("L2", at(1), "unknown", "不在线索池", id="a lead that is not in the pool"),
        pytest.param("L1", at(-1), "unknown", "还没开抢", id="before the window opened"),
    ],
)
def test_a_claim_that_no_window_decides_is_refused_at_once(lead: str, when: datetime, expected: str, said: str) -> None:
    book = opened(LEADS + "    L2 | 示例乙公司 | cleaned | B | 电子 | |\n")
    put(book, "Q1", lead, "A1", when)
    run(book, at(2))
    assert results(book) == {"Q1": expected}
    assert said in reason(book, "Q1")


def test_a_claim_on_a_lead_just_taken_is_late() -> None:
    book = opened()
    put(book, "Q1", "L1", "A1", at(1))
    run(book, CLOSED)
    put(book, "Q2", "L1", "A2", at(11))
    run(book, at(12))
    assert results(book) == {"Q1": "won", "Q2": "late"}
    assert "A1" in reason(book, "Q2")


def test_after_downtime_claims_count_in_the_windows_in_which_they_were_recorded() -> None:
    def late() -> Iterator[dict[str, str]]:
        for visits in ((11, 21, 31), (50,), (15, 50)):
            book = opened()
            for key, person, minute in (("Q1", "A4", 3), ("Q2", "A2", 18), ("Q3", "A1", 19), ("Q4", "A3", 22)):
                if minute <= visits[0] or len(visits) > 1 or True:
                    put(book, key, "L1", person, at(minute))
            for minute in visits:
                seen = {key: when for key, when in book.seen_at.items() if when <= at(minute)}
                hidden = {key for key in book.seen_at if key not in seen}
                whole = book.tables["claims"]
                book.tables = {**book.tables, "claims": whole.drop(index=[key for _, key in hidden])}
                book.write(plan_claim(book, at(minute)), "scheduler")
                rest = whole.loc[[key for _, key in hidden]]
                book.tables = {**book.tables, "claims": pd.concat([book.tables["claims"], rest])}
            yield results(book) | {"owner": str(book.read().frame("leads").loc["L1", "owner"])}

    first, *others = late()
    assert first == {"Q1": "unfit", "Q2": "won", "Q3": "lost", "Q4": "late", "owner": "A2"}
    assert others == [first, first]


def test_an_unclaimed_lead_goes_to_so_after_its_windows_with_a_proposal_that_so_accepts() -> None:
    book = opened()
    run(book, CLOSED)
    assert cells(book.read().frame("pool"), "L1", "window", "opens_at", "closes_at") == [2, at(10), at(20)]
    run(book, at(31))
    desk = book.read().frame("desk")
    assert cells(desk, "D000001", "kind", "lead_id", "other_id") == ["unclaimed", "L1", "A1"]
    person_types(book, "desk", "D000001", "verdict", "accept")
    run(book, at(40))
    assert cells(book.read().frame("leads"), "L1", "status", "owner") == ["assigned", "A1"]
    assert book.read().frame("desk")["closed_at"].notna().all()


def test_a_proposal_that_so_turns_down_opens_the_lead_again() -> None:
    book = opened()
    run(book, at(31))
    person_types(book, "desk", "D000001", "verdict", "reject")
    run(book, at(40))
    assert cells(book.read().frame("pool"), "L1", "window", "opens_at", "outcome") == [1, at(40), None]
    assert book.read().frame("desk")["closed_at"].notna().all()
    run(book, at(80))
    assert book.read().frame("desk")["closed_at"].isna().sum() == 1


def test_an_unclaimed_lead_that_nobody_covers_is_told_of_with_the_reason() -> None:
    book = opened(LEADS.replace("电子", "化工"), "staff_no | role | industries\nA4 | AM | 汽车")
    run(book, at(31))
    assert "不负责该行业" in str(book.read().frame("desk")["detail"].iloc[0])


def test_first_come_is_served_at_once_if_the_past_is_good_enough() -> None:
    book = opened(claim_mode="先到先得", first_threshold="0.5")
    put(book, "Q1", "L1", "A4", at(1))
    put(book, "Q2", "L1", "A2", at(2))
    put(book, "Q3", "L1", "A1", at(3))
    run(book, at(4))
    assert results(book) == {"Q1": "unfit", "Q2": "won", "Q3": "lost"}


def test_first_come_below_the_threshold_is_refused() -> None:
    book = opened(claim_mode="先到先得", first_threshold="0.9")
    put(book, "Q1", "L1", "A1", at(1))
    run(book, CLOSED)
    assert (results(book), reason(book, "Q1")) == ({"Q1": "unfit"}, "业绩分不到“规则”里的门槛；不扣任何额度")


@pytest.mark.parametrize(
    "typed",
    [pytest.param(at(60), id="in the future"), pytest.param(at(-60), id="before the window opened")],
)
def test_a_typed_time_is_told_of_and_does_not_count(typed: datetime) -> None:
    book = opened()
    put(book, "Q1", "L1", "A1", at(3), claimed_at=typed)
    assert run(book, at(4)) == ["claim.typed_time"]
    assert cells(book.read().frame("claims"), "Q1", "recorded_at", "claimed_at") == [at(3), typed]


def test_a_typed_time_does_not_bring_a_late_claim_into_the_window() -> None:
    book = opened(claim_windows="1")
    put(book, "Q1", "L1", "A1", at(11), claimed_at=at(5))
    assert run(book, at(12)) == ["claim.typed_time"]
    assert results(book) == {"Q1": "late"}


def test_a_claim_that_is_changed_before_it_is_decided_counts_from_the_change() -> None:
    book = opened()
    put(book, "Q1", "L1", "A1", at(1))
    put(book, "Q2", "L1", "A2", at(3))
    run(book, at(4))
    person_types(book, "claims", "Q1", "staff_no", "A3")
    book.seen_at["claims", "Q1"] = at(5)
    run(book, CLOSED)
    assert results(book) == {"Q1": "lost", "Q2": "won"}
    assert cells(book.read().frame("claims"), "Q1", "recorded_at") == [at(5)]


def test_a_claim_that_is_changed_after_it_was_decided_changes_nothing() -> None:
    book = opened()
    put(book, "Q1", "L1", "A1", at(1))
    run(book, CLOSED)
    person_types(book, "claims", "Q1", "staff_no", "A2")
    book.seen_at["claims", "Q1"] = at(12)
    assert run(book, at(13)) == ["claim.edited"]
    assert cells(book.read().frame("leads"), "L1", "owner") == ["A1"]


def test_a_claim_whose_row_is_taken_out_before_it_is_decided_counts_no_more_and_is_told_of() -> None:
    book = opened()
    put(book, "Q1", "L1", "A1", at(1))
    run(book, at(2))
    book.tables = {**book.tables, "claims": book.tables["claims"].drop(index="Q1")}
    assert run(book, CLOSED) == ["claim.row_gone"]
    assert cells(book.read().frame("leads"), "L1", "status") == ["pooled"]


def test_a_result_that_somebody_types_holds_nobody_up() -> None:
    book = opened()
    put(book, "Q1", "L1", "A4", at(1), result="won")
    put(book, "Q2", "L1", "A1", at(2))
    assert run(book, CLOSED) == ["claim.typed_cell"]
    assert cells(book.read().frame("leads"), "L1", "owner") == ["A1"]


def test_half_a_row_is_told_of() -> None:
    book = opened()
    book.tables = apply(book.tables, [Append("claims", "Q1", {"staff_no": "A1"})])
    assert run(book, at(1)) == ["claim.incomplete"]


def test_undo_of_a_decision_restores_the_pool() -> None:
    book = opened()
    put(book, "Q1", "L1", "A1", at(1))
    run(book, at(2))
    before = {name: frame.copy() for name, frame in book.tables.items() if name != "log"}
    run(book, CLOSED)
    book.write(plan_undo(book, at(20), book.runs()[-1].run_id), "SO")
    for name, frame in before.items():
        pd.testing.assert_frame_equal(book.tables[name], frame)


def test_a_claim_by_command_counts_from_the_command() -> None:
    book = opened()
    book.write(plan_claim(book, at(2), ("L1",), by="A1"), "A1")
    (key,) = book.read().frame("claims").index
    assert cells(book.read().frame("claims"), key, "lead_id", "staff_no", "recorded_at", "source") == [
        "L1",
        "A1",
        at(2),
        "命令",
    ]
    run(book, CLOSED)
    assert cells(book.read().frame("leads"), "L1", "owner") == ["A1"]


@pytest.mark.parametrize(
    ("lead", "by", "minute", "code"),
    [
        pytest.param("L1", "A9", 1, r"claim\.no_person", id="nobody of the team"),
        pytest.param("L2", "A1", 1, r"claim\.not_open", id="not in the pool"),
        pytest.param("L1", "A1", 11, r"claim\.not_open", id="after the end"),
        pytest.param("L1", "A2", 3, r"claim\.again", id="claimed before"),
    ],
)
def test_a_command_that_cannot_be_says_so(lead: str, by: str, minute: int, code: str) -> None:
    book = opened(LEADS + "    L2 | 示例乙公司 | cleaned | B | 电子 | |\n")
    book.write(plan_claim(book, at(2), ("L1",), by="A2"), "A2")
    with pytest.raises(SchemaError, match=code):
        plan_claim(book, at(minute), (lead,), by=by)


def test_the_pool_shows_nothing_to_call_by_and_no_name_that_an_older_version_wrote_there() -> None:
    leads = (
        "lead_id | company | status | grade | industry | need\nL1 | 示例甲公司 | pooled | B | 电子 | 请打 13800001111"
    )
    pool = "lead_id | company\nL1 | 示例甲公司"
    book = machine_book(leads=table(leads), people=table(PEOPLE), pool=table(pool))
    run(book, OPEN)
    assert cells(book.read().frame("pool"), "L1", "company", "need", "window") == [None, "请打 138****1111", 1]


def test_a_claim_on_a_lead_that_somebody_took_out_of_the_pool_by_hand_is_late() -> None:
    book = opened()
    person_types(book, "leads", "L1", "status", "cleaned")
    put(book, "Q1", "L1", "A1", at(1))
    run(book, at(2))
    assert (results(book), reason(book, "Q1")) == ({"Q1": "late"}, "来晚了：线索已离开线索池")


def test_a_window_whose_end_somebody_clears_is_told_of() -> None:
    book = opened()
    person_types(book, "pool", "L1", "closes_at", None)
    assert run(book, at(2)) == ["plan.persons_cell"]


def test_without_a_team_an_unclaimed_lead_is_told_of() -> None:
    book = opened(people="staff_no | name | role | industries")
    run(book, at(31))
    assert book.read().frame("desk")["kind"].to_list() == ["unclaimed"]


def test_two_leads_of_one_company_have_one_contact() -> None:
    leads = """
        lead_id | company | account_id | status | grade | industry
        L1      | 示例甲  | L1         | pooled | B     | 电子
        L2      | 示例甲  | L1         | pooled | B     | 电子
    """
    book = opened(leads)
    put(book, "Q1", "L1", "A1", at(1))
    put(book, "Q2", "L2", "A2", at(1))
    run(book, CLOSED)
    assert results(book) == {"Q1": "won", "Q2": "unfit"}
    assert reason(book, "Q2") == "这家客户已有别的客户经理负责；不扣任何额度"
    run(book, at(31))
    assert cells(book.read().frame("desk"), "D000001", "lead_id", "other_id") == ["L2", "A1"]
