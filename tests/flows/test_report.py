"""An AM reports a customer they found: theirs at once, brought up to date, or a clash that SO judges."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import pandas as pd
import pytest

from hiveledger.book.memory import MemoryBook
from hiveledger.changes import Plan, apply, undo
from hiveledger.errors import SchemaError
from hiveledger.flows.check import ask_check
from hiveledger.flows.clean import plan_clean
from hiveledger.flows.dedupe import plan_dedupe
from hiveledger.flows.distribute import plan_distribute
from hiveledger.flows.grade import plan_grade
from hiveledger.flows.report import plan_report
from hiveledger.flows.requests import catch_up
from hiveledger.text import Language
from tests.books import cells, machine_book, person_types
from tests.tables import table
from tests.waiting import filled, opened, queue_of, run

NOW: Final = datetime(2026, 3, 2, 10)
LATER: Final = datetime(2026, 3, 2, 15)
UNTIL: Final = NOW + timedelta(days=30)
PEOPLE: Final = table("""
    staff_no | name   | role | unit | industries | cap | left_at
    A001     | 示例甲 | AM   | 一组 | *          | 2   |
    A002     | 示例乙 | AM   | 一组 | *          |     |
    A009     | 示例壬 | AM   | 一组 | *          |     | 2026-02-01
    O001     | 示例丁 | SO   | 运营 |            |     |
""")
YUNFAN: Final = {"company": "苏州云帆科技有限公司", "contact": "王明", "mobile": "138-0000-0001", "need": "想上MES系统"}


def _book(**tables: pd.DataFrame) -> MemoryBook:
    return machine_book(people=PEOPLE, **tables)


def _report(book: MemoryBook, by: str, now: datetime = NOW, /, **said: str) -> Plan:
    plan = plan_report(book, now, by, **said)
    book.write(plan, who=by)
    return plan


def _leads(book: MemoryBook) -> pd.DataFrame:
    return book.read().frame("leads")


def _codes(plan: Plan) -> list[str]:
    return [finding.code for finding in plan.findings]


def _check(book: MemoryBook, by: str = "", now: datetime = LATER) -> str:
    (line,) = ask_check(book, now, Language.ZH, [YUNFAN["company"]], by).lines
    return line.partition("\uff1a")[2]


def test_the_first_report_is_its_finders_confirmed_and_protected() -> None:
    book = _book()
    plan = _report(book, "A001", **YUNFAN)
    standing = cells(_leads(book), "L000001", "status", "owner", "owner_name", "unit", "origin_am", "source", "mobile")
    assert _codes(plan) == ["report.first"]
    assert standing == ["confirmed", "A001", "示例甲", "一组", "A001", "自拓报备", "13800000001"]
    assert cells(_leads(book), "L000001", "assigned_at", "confirmed_at", "protect_until") == [NOW, NOW, UNTIL]
    assert cells(_leads(book), "L000001", "confirm_due", "clean_due") == [None, None]
    assert _check(book) == "保护中至 2026-04-01 10:00"
    assert _check(book, by="A001") == "可跟进，是你的线索 L000001"


def test_a_line_of_text_is_read_as_a_message_is_and_its_guesses_are_checked() -> None:
    book = _book()
    _report(book, "A001", text="王总 138 0000 0001 苏州云帆科技有限公司 想上MES系统", region="苏州")
    said = cells(_leads(book), "L000001", "company", "contact", "mobile", "note")
    assert said[:3] == ["苏州云帆科技有限公司", "王总", "13800000001"]
    assert "138 0000 0001" in str(said[3])
    assert book.read().frame("desk")["kind"].to_list() == ["check"]


def test_a_text_that_says_nothing_beside_what_is_said_is_kept_as_the_note() -> None:
    book = _book()
    assert _codes(_report(book, "A001", text="=1+1", company="苏州云帆科技有限公司")) == ["report.first"]
    assert cells(_leads(book), "L000001", "note") == ["=1+1"]
    assert book.read().frame("desk").empty


def test_a_report_can_be_taken_back_and_what_it_clashed_with_stands() -> None:
    book = _book()
    _report(book, "A001", **YUNFAN)
    before = book.read().tables
    plan = _report(book, "A002", LATER, **YUNFAN)
    back = apply(book.read().tables, undo(plan.changes))
    for name in ("leads", "desk"):
        pd.testing.assert_frame_equal(back[name], before[name], obj=name)


def test_the_second_is_recorded_and_goes_to_the_desk_with_what_both_said() -> None:
    book = _book()
    _report(book, "A001", **YUNFAN)
    plan = _report(book, "A002", LATER, company="云帆科技", contact="李青", mobile="13800000001", need="看看ERP")
    assert _codes(plan) == ["report.clashes"]
    assert cells(_leads(book), "L000002", "status", "owner", "origin_am", "protect_until") == [
        "new",
        None,
        "A002",
        None,
    ]
    assert cells(_leads(book), "L000001", "owner", "protect_until") == ["A001", UNTIL]
    (row,) = book.read().frame("desk").to_dict("records")
    assert (row["kind"], row["lead_id"], row["other_id"]) == ("clash", "L000002", "L000001")
    for told in (
        "示例甲（A001） 2026-03-02 10:00 在先",
        "示例乙（A002） 2026-03-02 15:00 在后",
        "想上MES系统",
        "看看ERP",
    ):
        assert told in row["detail"]
    assert "手机一致；联系人不一致" in row["detail"]
    assert _check(book, by="A001") == "可跟进，是你的线索 L000001"
    assert _check(book, by="A002") == "保护中至 2026-04-01 10:00"


def _daily(book: MemoryBook, now: datetime) -> None:
    for plan in (plan_clean, plan_dedupe, plan_grade, plan_distribute):
        book.write(plan(book, now), who="SO")


def _clashing() -> MemoryBook:
    book = _book()
    _report(book, "A001", **YUNFAN)
    _report(book, "A002", LATER, **YUNFAN)
    return book


def test_a_clash_waits_for_so_whatever_else_runs() -> None:
    book = _clashing()
    _daily(book, LATER)
    assert cells(_leads(book), "L000002", "owner", "duplicate_of") == [None, None]
    desk = book.read().frame("desk")
    assert desk["kind"][desk["closed_at"].isna()].to_list().count("clash") == 1
    assert "duplicate" not in desk["kind"].to_list()
    assert plan_dedupe(book, LATER).groups == ()


@pytest.mark.parametrize(
    ("verdict", "status", "owner"),
    [
        pytest.param("merge", "merged", None, id="one customer: the first keeps it"),
        pytest.param("different", "cleaned", None, id="two customers: the second goes its way"),
    ],
)
def test_what_so_says_of_a_clash_is_done(verdict: str, status: str, owner: str | None) -> None:
    book = _clashing()
    book.write(plan_clean(book, LATER), who="SO")
    desk = book.read().frame("desk")
    person_types(book, "desk", desk.index[desk["kind"] == "clash"][0], "verdict", verdict)
    book.write(plan_dedupe(book, LATER), who="SO")
    assert cells(_leads(book), "L000002", "status", "owner") == [status, owner]
    assert cells(_leads(book), "L000001", "status", "owner") == ["confirmed", "A001"]
    desk = book.read().frame("desk")
    assert desk["closed_at"][desk["kind"] == "clash"].notna().all()


def test_a_report_of_ones_own_lead_fills_what_it_lacks_and_lengthens_nothing() -> None:
    book = _book()
    _report(book, "A001", company="苏州云帆科技有限公司", contact="王明", mobile="13800000001")
    plan = _report(book, "A001", LATER, company="云帆科技", mobile="13800000001", need="想上MES系统", region="苏州")
    leads = _leads(book)
    assert (_codes(plan), leads.index.to_list()) == (["report.brought_up"], ["L000001"])
    assert cells(leads, "L000001", "company", "need", "protect_until") == ["苏州云帆科技有限公司", "想上MES系统", UNTIL]
    _report(book, "A001", LATER, company="云帆科技", contact="李青", mobile="13900000002", need="也看ERP")
    assert book.read().frame("contacts")["contact"].to_list() == ["李青"]
    assert cells(_leads(book), "L000001", "mobile", "need") == ["13800000001", "想上MES系统"]
    assert "也看ERP" in str(cells(_leads(book), "L000001", "note"))


@pytest.mark.parametrize(("by", "code"), [("A001", "report.nothing_new"), ("A002", "report.waits")])
def test_the_same_report_again_changes_nothing(by: str, code: str) -> None:
    book = _clashing()
    plan = plan_report(book, LATER, by, **YUNFAN)
    assert (plan.groups, _codes(plan)) == ((), [code])


def test_a_protection_that_is_over_is_anybodys() -> None:
    book = _book()
    _report(book, "A001", **YUNFAN)
    assert _codes(_report(book, "A002", UNTIL, **YUNFAN)) == ["report.clashes"]
    book = _book()
    _report(book, "A001", **YUNFAN)
    over = UNTIL + timedelta(minutes=1)
    assert _codes(_report(book, "A002", over, **YUNFAN)) == ["report.first"]
    assert _check(book, by="A002", now=over) == "可跟进，是你的线索 L000002"
    assert _check(book, by="A001", now=over).startswith("保护中至")


@pytest.mark.parametrize(
    ("status", "owner", "code"),
    [
        pytest.param("following", "A001", "report.clashes", id="another's"),
        pytest.param("pooled", None, "report.with_so", id="in the pool"),
        pytest.param("cleaned", None, "report.with_so", id="waiting for distribution"),
        pytest.param("nurturing", None, "report.with_so", id="in nurture"),
        pytest.param("lost", "A001", "report.first", id="a lost deal"),
        pytest.param("invalid", None, "report.first", id="an invalid lead"),
    ],
)
def test_what_a_report_comes_to_by_where_the_customer_stands(status: str, owner: str | None, code: str) -> None:
    rows = table(f"lead_id | company | status | owner\nL000001 | 苏州云帆科技有限公司 | {status} | {owner or ''}")
    book = _book(leads=rows)
    assert _codes(_report(book, "A002", **YUNFAN)) == [code]
    is_held = code == "report.first"
    assert cells(_leads(book), "L000002", "owner") == ["A002" if is_held else None]


def test_an_existing_customer_of_another_is_a_clash_that_so_can_give_back() -> None:
    customers = table("customer_id | company | owner\nC1 | 苏州云帆科技有限公司 | A001")
    book = _book(customers=customers)
    assert _codes(_report(book, "A002", **YUNFAN)) == ["report.clashes"]
    (row,) = book.read().frame("desk").to_dict("records")
    assert (row["kind"], row["other_id"], "存量客户 C1" in row["detail"]) == ("clash", "C1", True)
    _daily(book, LATER)
    assert cells(_leads(book), "L000001", "owner") == [None]
    person_types(book, "desk", "D000001", "verdict", "done")
    _daily(book, LATER)
    person_types(book, "leads", "L000001", "grade", "A")
    _daily(book, LATER)
    assert cells(_leads(book), "L000001", "owner") == ["A001"]


_BLOCKED: Final = table("blocked_id | company | phone\nX1 | 徐州示例贸易有限公司 | 13800000099")
_HELD: Final = table("""
    lead_id | company  | status    | owner
    L000001 | 示例一厂 | following | A001
    L000002 | 示例二厂 | assigned  | A001
""")


@pytest.mark.parametrize(
    ("by", "said", "code"),
    [
        pytest.param("", YUNFAN, "report.by_missing", id="nobody reports"),
        pytest.param("O001", YUNFAN, "assign.no_am", id="who reports is no AM"),
        pytest.param("A009", YUNFAN, "assign.no_am", id="who reports has left"),
        pytest.param("A001", YUNFAN, "report.cap", id="who reports holds as many as they may"),
        pytest.param("A002", {"need": "想上MES系统"}, "report.names_nobody", id="nobody is named"),
        pytest.param("A002", {**YUNFAN, "mobile": "1380000"}, "report.unreadable", id="a number that is none"),
        pytest.param("A002", {"company": "测试公司", "mobile": "13800000001"}, "report.unreadable", id="a trial"),
        pytest.param("A002", {**YUNFAN, "need": "求职"}, "report.no_customer", id="a job seeker"),
        pytest.param("A002", {"company": "徐州示例贸易有限公司"}, "report.blocked", id="a blocked company"),
        pytest.param("A002", {"company": "示例", "mobile": "13800000099"}, "report.blocked", id="a blocked number"),
        pytest.param("A002", {"text": "王总13800000001\n李总13800000002"}, "report.several", id="two at once"),
    ],
)
def test_what_cannot_be_reported_is_refused(by: str, said: dict[str, str], code: str) -> None:
    with pytest.raises(SchemaError) as refused:
        plan_report(_book(blocked=_BLOCKED, leads=_HELD), NOW, by, **said)
    assert refused.value.code == code


def test_who_said_it_first_is_protected_though_it_was_written_later(tmp_path: Path) -> None:
    book = filled(tmp_path, people=PEOPLE)
    with opened(book):
        run(book, "report-lead", NOW, by="A001", **YUNFAN)
    book.write(
        plan_report(book, LATER, "A002", **YUNFAN), who="A002"
    )  # another machine knows nothing of what waits here
    (done,) = catch_up(book, queue_of(book), LATER)
    leads = book.read().frame("leads")
    (first,) = leads.index[leads["owner"] == "A001"]
    (second,) = leads.index[leads["owner"] == "A002"]
    assert cells(leads, first, "received_at", "protect_until") == [NOW, UNTIL]
    assert cells(leads, second, "protect_until") == [NOW]
    desk = book.read().frame("desk").set_index("kind")
    assert "示例甲（A001） 2026-03-02 10:00 在先" in str(desk.loc["clash", "detail"])
    assert done is not None
