"""Following up on a book in memory: records, dues, recalls, stages, and what waits for SO."""

from datetime import datetime, timedelta
from typing import Final

import pandas as pd
import pytest

from hiveledger.book.memory import MemoryBook
from hiveledger.errors import SchemaError
from hiveledger.flows.dues import next_dues
from hiveledger.flows.follow_up import plan_follow_up
from hiveledger.flows.mine import ask_mine
from hiveledger.flows.undo import plan_undo
from hiveledger.text import Language
from tests.books import cells, machine_book, person_types
from tests.tables import table

MONDAY: Final = datetime(2026, 3, 2, 15)
TEAM: Final = table("""
    staff_no | name   | role | unit | industries
    A001     | 示例甲 | AM   | 一组 | *
    A002     | 示例乙 | AM   | 一组 | *
    S001     | 示例丙 | SE   |      | *
    M001     | 示例丁 | leader | 一组 |
""")
LEADS: Final = table("""
    lead_id | company      | status    | grade | stage     | owner | cc_se | protect_until
    L000001 | 云帆科技公司 | confirmed | A     |           | A001  | S001  |
    L000002 | 长桥精密公司 | confirmed | B     |           | A001  |       |
    L000003 | 青石食品公司 | confirmed | A     | quotation | A002  | S001  |
    L000004 | 白马物流公司 | confirmed | B     |           | A002  |       | 2026-03-25 18:00
    L000005 | 红叶纺织公司 | confirmed |       |           | A002  |       | 2026-03-25 18:00
    L000006 | 蓝湾医药公司 | confirmed | C     |           | A002  |       |
""").assign(
    received_at=pd.Timestamp("2026-03-01 10:00"),
    assigned_at=pd.Timestamp("2026-03-02 10:00"),
    delivered_at=pd.Timestamp("2026-03-02 10:00"),
    confirmed_at=pd.Timestamp("2026-03-02 11:00"),
)


def _book(touches: str | None = None, seen_at: dict[str, datetime] | None = None) -> MemoryBook:
    """Give the team's book; `touches` are rows that a person typed, first seen saved at `seen_at`."""
    book = machine_book(leads=LEADS, people=TEAM)
    if touches:
        rows = table(touches)
        book.tables = {**book.tables, "touches": rows.reindex(columns=book.read().frame("touches").columns)}
        book.tables["touches"] = book.read().frame("touches")
    book.seen_at = {("touches", key): at for key, at in (seen_at or {}).items()}
    return book


def _run(book: MemoryBook, now: datetime, *lines: str, by: str = "") -> pd.DataFrame:
    book.write(plan_follow_up(book, now, lines, by), who="test")
    assert plan_follow_up(book, now).groups == () or lines
    return book.read().frame("leads")


def _desk(book: MemoryBook, kind: str) -> list[str]:
    desk = book.read().frame("desk")
    return desk.loc[desk["kind"].eq(kind) & desk["closed_at"].isna(), "lead_id"].tolist()


def _accept(book: MemoryBook) -> None:
    """Let SO accept what the desk asks about a stage."""
    desk = book.read().frame("desk")
    person_types(book, "desk", desk.index[desk["kind"].eq("stage")][0], "verdict", "accept")


def test_a_line_becomes_a_record_and_what_it_lacks_is_asked_back() -> None:
    book = _book()
    plan = plan_follow_up(book, MONDAY, ["L-1 电话 要报价 下周三"], "A001")
    book.write(plan, who="test")
    touch = book.read().frame("touches").iloc[0]
    assert touch[["lead_id", "staff_no", "how", "need"]].to_list() == ["L000001", "A001", "电话", "要报价"]
    assert [touch["next_at"], touch["recorded_at"]] == [pd.Timestamp("2026-03-11"), pd.Timestamp(MONDAY)]
    assert touch["ask"].startswith("还缺：承诺事项")
    assert [finding.code for finding in plan.findings] == ["follow_up.asks"]


def test_a_whole_line_asks_nothing_and_the_lead_is_followed_from_then_on() -> None:
    book = _book()
    leads = _run(book, MONDAY, "云帆 电话 要报价 答应周五发方案 下周三", by="A001")
    assert pd.isna(book.read().frame("touches")["ask"].iloc[0])
    assert cells(leads, "L000001", "status", "first_touch_at", "next_touch_at") == [
        "following",
        MONDAY,
        datetime(2026, 3, 11),
    ]


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("电话 要报价 无 明天", "还缺：线索编号"),
        ("L-99 电话 要报价", "没有线索 L-99"),
        ("L-1 L-2 电话", "L000002 长桥"),
    ],
)
def test_a_line_without_a_sure_lead_is_kept_asked_about_and_waits_on_the_desk(line: str, asked: str) -> None:
    book = _book()
    _run(book, MONDAY, line, by="A001")
    _run(book, MONDAY)
    touch = book.read().frame("touches").iloc[0]
    assert pd.isna(touch["lead_id"])
    assert asked in touch["ask"]
    desk = book.read().frame("desk")
    assert desk.loc[desk["kind"].eq("ask"), "other_id"].to_list() == [touch.name]


def test_an_english_ledger_is_answered_in_english() -> None:
    settings = table("key | value\nlanguage | en")
    book = machine_book(leads=LEADS, people=TEAM, settings=settings)
    book.write(plan_follow_up(book, MONDAY, ["L-1 call, wants quote, nothing promised", " "], "A001"), who="test")
    touches = book.read().frame("touches")
    assert touches[["how", "need", "promised"]].to_numpy().tolist() == [["phone", "wants quote", "none"]]
    assert touches["ask"].iloc[0].startswith("Still missing: Next at.")


def test_who_made_a_contact_has_to_be_said() -> None:
    with pytest.raises(SchemaError, match=r"follow_up\.by_missing"):
        plan_follow_up(_book(), MONDAY, ["L-1 电话"])
    with pytest.raises(SchemaError, match=r"follow_up\.nobody"):
        plan_follow_up(_book(), MONDAY, ["L-1 电话"], "X")


def test_a_persons_row_counts_from_when_it_was_first_seen_and_its_line_fills_blank_cells_only() -> None:
    book = _book(
        "touch_id | lead_id | staff_no | line | how\nT1 | | A001 | L-1 电话 要报价 答应无 下周三 | 拜访",
        {"T1": datetime(2026, 3, 2, 12)},
    )
    leads = _run(book, datetime(2026, 3, 4, 9))
    assert cells(leads, "L000001", "first_touch_at", "next_touch_at") == [
        datetime(2026, 3, 2, 12),
        datetime(2026, 3, 11),
    ]
    assert cells(book.read().frame("touches"), "T1", "lead_id", "how", "need") == ["L000001", "拜访", "要报价"]


def test_typed_times_of_contact_decide_nothing_and_impossible_ones_are_told() -> None:
    rows = """
        touch_id | lead_id | staff_no | touched_at       | how  | need | promised | next_at
        T1       | L000001 | A001     | 2026-03-30 10:00 | 电话 | 报价 | 无       | 2026-03-05
        T2       | L000002 | A001     | 2026-02-01 10:00 | 电话 | 报价 | 无       | 2026-03-05
    """
    book = _book(rows, {"T1": datetime(2026, 3, 2, 12), "T2": datetime(2026, 3, 2, 12)})
    plan = plan_follow_up(book, MONDAY)
    assert {finding.code for finding in plan.findings} == {"follow_up.future", "follow_up.before"}
    leads = _run(book, MONDAY)
    assert leads["last_touch_at"].dropna().unique().tolist() == [pd.Timestamp("2026-03-02 12:00")]


def test_a_contact_by_another_am_does_not_count_and_is_told() -> None:
    book = _book()
    plan = plan_follow_up(book, MONDAY, ["L-1 电话 要报价 无 明天"], "A002")
    assert "follow_up.not_yours" in [finding.code for finding in plan.findings]
    book.write(plan, who="test")
    assert cells(book.read().frame("leads"), "L000001", "status", "last_touch_at") == ["confirmed", None]


def test_the_ses_record_is_the_answer_and_its_absence_is_on_the_desk() -> None:
    book = _book()
    leads = _run(book, MONDAY, "L-1 微信 接口文档 无 明天", by="S001")
    assert cells(leads, "L000001", "se_replied_at", "se_due") == [MONDAY, datetime(2026, 3, 3, 10)]
    _run(book, datetime(2026, 3, 3, 10, 1))
    desk = book.read().frame("desk")
    assert desk.loc[desk["column"].eq("se_due"), "lead_id"].to_list() == ["L000003"]


def test_dues_follow_the_grade_and_roll_over_days_off() -> None:
    leads = _run(_book(), MONDAY)
    due = [pd.Timestamp("2026-03-02 15:30"), pd.Timestamp("2026-03-03 10:00")]
    assert [*leads["first_touch_due"].dropna()] == due * 2
    assert leads.loc["L000001", "recall_due"] == pd.Timestamp("2026-03-09 11:00")
    assert leads.loc["L000006", "next_touch_at"] == pd.Timestamp("2026-04-01")


@pytest.mark.parametrize(
    ("lead", "before", "after"),
    [
        pytest.param("L000001", datetime(2026, 3, 9, 11), datetime(2026, 3, 9, 11, 1), id="an A after seven days"),
        pytest.param("L000002", datetime(2026, 3, 17, 11), datetime(2026, 3, 17, 11, 1), id="a B after fifteen"),
        pytest.param("L000004", datetime(2026, 3, 25, 18), datetime(2026, 3, 25, 18, 1), id="not before 保护至"),
        pytest.param(
            "L000005", datetime(2026, 3, 25, 18), datetime(2026, 3, 25, 18, 1), id="the hard end, ungraded too"
        ),
    ],
)
def test_what_lies_untouched_goes_back_to_so(lead: str, before: datetime, after: datetime) -> None:
    book = _book()
    assert cells(_run(book, before), lead, "status") == ["confirmed"]
    assert cells(_run(book, after), lead, "status", "owner", "lapsed_by", "recall_due") == [
        "returned",
        None,
        LEADS["owner"][lead],
        None,
    ]
    assert lead in _desk(book, "recalled")


def test_a_lead_in_quotation_and_a_c_are_never_taken_back() -> None:
    leads = _run(_book(), datetime(2026, 9, 1))
    assert leads.index[leads["status"].eq("confirmed")].to_list() == ["L000003", "L000006"]


def test_so_is_warned_three_days_ahead() -> None:
    book = _book()
    _run(book, datetime(2026, 3, 6, 10, 59))
    desk = book.read().frame("desk")
    assert not desk["column"].eq("recall_due").any()
    _run(book, datetime(2026, 3, 6, 11))
    desk = book.read().frame("desk")
    assert desk.loc[desk["column"].eq("recall_due"), "lead_id"].to_list() == ["L000001"]


@pytest.mark.parametrize(
    ("recorded", "status"),
    [(datetime(2026, 3, 9, 11), "following"), (datetime(2026, 3, 9, 11, 1), "returned")],
    ids=["recorded in time", "recorded a minute late"],
)
def test_the_recorded_time_decides_however_late_the_run_comes(recorded: datetime, status: str) -> None:
    row = "touch_id | lead_id | how | need | promised | next_at\nT1 | L000001 | 电话 | 报价 | 无 | 2026-03-12"
    book = _book(row, {"T1": recorded})
    assert cells(_run(book, datetime(2026, 3, 11, 9)), "L000001", "status") == [status]


def test_who_keeps_to_the_day_that_the_customer_named_does_not_lose_the_lead() -> None:
    book = _book()
    _run(book, MONDAY, "L-1 电话 等审批 无 3月16日", by="A001")
    assert cells(_run(book, datetime(2026, 3, 16, 18)), "L000001", "status", "next_touch_at") == [
        "following",
        datetime(2026, 3, 16),
    ]
    assert cells(_run(book, datetime(2026, 3, 17, 9)), "L000001", "status") == ["returned"]


def test_an_agreed_day_that_is_too_far_off_gives_way_to_the_rhythm() -> None:
    leads = _run(_book(), MONDAY, "L-1 电话 等审批 无 2026-06-01", by="A001")
    assert cells(leads, "L000001", "next_touch_at") == [datetime(2026, 3, 5)]


def test_a_new_owner_starts_anew_whatever_the_one_before_did() -> None:
    book = _book()
    _run(book, MONDAY, "L-1 电话 要报价 无 明天", by="A001")
    later = pd.Timestamp("2026-03-20 10:00")
    moved = pd.DataFrame({"owner": "A002", "status": "confirmed"}, index=["L000001"])
    times = dict.fromkeys(("assigned_at", "delivered_at", "confirmed_at"), later)
    frame = book.read().frame("leads").copy()
    for column, cell in (moved.iloc[0].to_dict() | times).items():
        frame.loc["L000001", column] = cell
    book = machine_book(leads=frame, people=TEAM, touches=book.read().frame("touches"))
    leads = _run(book, datetime(2026, 3, 20, 11))
    assert cells(leads, "L000001", "status", "first_touch_at", "last_touch_at") == ["confirmed", None, MONDAY]


def test_a_stage_that_a_record_states_moves_forward_and_a_persons_is_proposed() -> None:
    book = _book()
    person_types(book, "leads", "L000002", "stage", "need")
    lines = ("L-1 已进入方案阶段 电话 要报价 无 明天", "L-2 已进入报价阶段 电话 要报价 无 明天")
    leads = _run(book, MONDAY, *lines, by="A001")
    assert [leads["stage"]["L000001"], leads["stage"]["L000002"]] == ["proposal", "need"]
    assert _desk(book, "stage") == ["L000002"]
    person_types(
        book,
        "desk",
        book.read().frame("desk").index[book.read().frame("desk")["kind"].eq("stage")][0],
        "verdict",
        "accept",
    )
    assert cells(_run(book, MONDAY), "L000002", "stage") == ["quotation"]


def test_a_typed_stage_without_a_record_is_told_stays_and_keeps_no_lead() -> None:
    book = _book()
    person_types(book, "leads", "L000001", "stage", "contract")
    assert cells(_run(book, MONDAY), "L000001", "stage") == ["contract"]
    assert _desk(book, "stage") == ["L000001"]
    assert cells(_run(book, datetime(2026, 3, 9, 11, 1)), "L000001", "status") == ["returned"]


def test_a_stage_that_so_accepted_is_not_asked_about_again() -> None:
    book = _book()
    person_types(book, "leads", "L000001", "stage", "contract")
    _run(book, MONDAY)
    _accept(book)
    assert cells(_run(book, datetime(2026, 3, 9, 11, 1)), "L000001", "status") == ["confirmed"]
    assert _desk(book, "stage") == []


def test_a_held_lead_that_becomes_an_a_keeps_its_owner_and_gets_an_se_and_new_dues() -> None:
    book = _book()
    person_types(book, "leads", "L000002", "grade", "A")
    leads = _run(book, MONDAY)
    assert cells(leads, "L000002", "owner", "cc_se", "first_touch_due") == [
        "A001",
        "S001",
        datetime(2026, 3, 2, 15, 30),
    ]


def test_a_persons_cell_stays_and_a_typed_confirmation_does_not_put_off_the_recall() -> None:
    book = _book()
    person_types(book, "leads", "L000001", "confirmed_at", datetime(2026, 12, 1))
    person_types(book, "leads", "L000002", "next_touch_at", datetime(2026, 3, 31))
    leads = _run(book, datetime(2026, 3, 10, 11))
    assert cells(leads, "L000002", "next_touch_at") == [datetime(2026, 3, 31)]
    assert leads["status"]["L000001"] == "returned"


def test_nothing_is_to_be_done_before_the_moment_that_the_scheduler_is_told() -> None:
    book, now, moments = _book(), MONDAY, []
    for _ in range(5):
        _run(book, now)
        due = next_dues(book.read(), now)["follow-up"]
        assert due is not None
        assert plan_follow_up(book, due - timedelta(seconds=2)).groups == ()
        moments.append(f"{due:%m-%d %H:%M}")
        now = due
    assert moments == ["03-02 15:30", "03-03 10:00", "03-06 11:00", "03-09 11:00", "03-14 11:00"]


def test_a_run_is_taken_back_by_undo() -> None:
    book = _book()
    before = book.read().frame("leads")
    _run(book, MONDAY, "L-1 电话 要报价 无 明天", by="A001")
    book.write(plan_undo(book, MONDAY, book.runs()[-1].run_id), who="test")
    pd.testing.assert_frame_equal(book.read().frame("leads"), before)
    assert book.read().frame("touches").empty


def test_an_am_sees_their_leads_the_most_urgent_first() -> None:
    book = _book()
    _run(book, MONDAY, "L-2 电话 要报价 无 3月4日", by="A001")
    _run(book, MONDAY)
    told = ask_mine(book, datetime(2026, 3, 2, 16), Language.ZH, "A001")
    assert told.lines == (
        "已过 03-02 15:30  首次联系  L000001 A 云帆科技公司",
        "03-04 前  再次联系  L000002 B 长桥精密公司",
    )
    assert ask_mine(book, MONDAY, Language.ZH, "M001").lines == ("M001 现在没有线索。",)
