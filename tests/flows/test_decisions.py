"""Judging pairs on 判重记录: two leads one above the other, a verdict that is never asked for twice, and undo."""

from datetime import datetime, timedelta
from typing import Final

import pandas as pd
import pytest

from hiveledger.book.memory import MemoryBook
from hiveledger.flows.dedupe import plan_dedupe
from hiveledger.flows.forget import plan_forget
from hiveledger.flows.undo import plan_undo
from tests.books import cells, machine_book, person_types
from tests.rules.match.ledgers import leads

NOW: Final = datetime(2026, 3, 6, 9)
HALF: Final = """
    lead_id | company      | contact | mobile        | region | need
    L1      | 苏州云帆科技 | 王明    | 13800000001   | 苏州   |
    L2      | 无锡云帆科技 | 王明    | 138 0000 0001 |        | 上 ERP
"""
CERTAIN: Final = HALF.replace("无锡", "苏州")
BRANCH: Final = """
    lead_id | company                | contact | mobile      | owner | status    | received_at
    L1      | 苏州云帆科技           | 王明    | 13800000001 | A1    | following | 2026-03-01
    L2      | 苏州云帆科技           | 李青    | 13800000002 | A1    | following | 2026-03-02
    L3      | 云帆科技无锡分公司     | 王明    | 13800000001 | A2    | following | 2026-03-03
    L4      | 云帆科技无锡分公司     | 周宁    | 13800000004 | A2    | following | 2026-03-04
"""


def _dedupe(book: MemoryBook, day: int) -> None:
    now = NOW + timedelta(days=day)
    assert book.write(plan_dedupe(book, now), who="test").conflicts == ()
    assert plan_dedupe(book, now).groups == ()


def _undo(book: MemoryBook, day: int) -> None:
    book.write(plan_undo(book, NOW + timedelta(days=day)), who="test")


def _waiting(book: MemoryBook) -> list[str]:
    rows = book.read().frame("decisions")
    return rows.index[rows["closed_at"].isna() & rows["verdict"].isna()].to_list()


def _into(book: MemoryBook) -> dict[str, str]:
    merged = book.read().frame("leads")["duplicate_of"].dropna()
    return {str(lead): str(kept) for lead, kept in merged.items()}


def _asked(text: str) -> MemoryBook:
    book = machine_book(leads=leads(text))
    _dedupe(book, 0)
    return book


def test_a_pair_stands_one_above_the_other_with_what_agrees_and_what_a_merge_would_do() -> None:
    rows = _asked(HALF).read().frame("decisions")
    assert cells(rows, "J000001", "lead_id", "other_id", "company", "mobile", "region", "phone") == [
        "L1",
        "L2",
        "苏州云帆科技\n无锡云帆科技",
        "13800000001\n138 0000 0001",
        "苏州\n—",
        None,
    ]
    assert cells(rows, "J000001", "likelihood", "agree", "differ") == ["medium", "联系人、手机", "公司名称"]
    assert cells(rows, "J000001", "outcome") == [
        "上面空着，取下面的：需求 上 ERP\n保留上面的，这些写进备注：公司名称 无锡云帆科技"
    ]


def test_a_branch_and_its_parent_are_proposed_as_related() -> None:
    book = _asked(
        HALF.replace("苏州云帆科技", "苏州云帆科技有限公司").replace("无锡云帆科技", "苏州云帆科技昆山分公司")
    )
    assert "一般选“相关”" in str(cells(book.read().frame("decisions"), "J000001", "why"))


def test_a_row_follows_its_leads_and_leaves_alone_what_somebody_typed_there() -> None:
    book = _asked(HALF)
    person_types(book, "leads", "L2", "region", "无锡")
    person_types(book, "decisions", "J000001", "need", "问过了")
    _dedupe(book, 1)
    assert cells(book.read().frame("decisions"), "J000001", "region", "need") == ["苏州\n无锡", "问过了"]


@pytest.mark.parametrize("verdict", ["different", "related"])
def test_a_verdict_outlives_undo_and_changed_words(verdict: str) -> None:
    book = _asked(HALF)
    person_types(book, "decisions", "J000001", "verdict", verdict)
    _dedupe(book, 1)
    _undo(book, 2)  # of the run that carried it out
    _undo(book, 3)  # of the run that asked
    person_types(book, "leads", "L2", "company", "无锡云帆科技有限公司")
    _dedupe(book, 4)
    assert (_waiting(book), _into(book)) == ([], {})


def test_a_verdict_on_a_lead_holds_for_the_one_that_it_merges_into() -> None:
    book = _asked(HALF)
    person_types(book, "decisions", "J000001", "verdict", "different")
    elder = leads(
        "lead_id | company | contact | mobile | received_at\nL0 | 无锡云帆科技 | 王明 | 13800000001 | 2026-03-01"
    )
    state = book.read()
    book = machine_book(leads=pd.concat([state.frame("leads"), elder]), decisions=state.frame("decisions"))
    _dedupe(book, 1)
    assert (_waiting(book), _into(book)) == ([], {"L2": "L0"})


def test_a_merge_that_was_taken_back_is_asked_about_and_not_done_again() -> None:
    book = _asked(CERTAIN)
    assert _into(book) == {"L2": "L1"}
    _undo(book, 1)
    plan = plan_dedupe(book, NOW + timedelta(days=2))
    assert [finding.code for finding in plan.findings] == ["dedupe.undone"]
    _dedupe(book, 2)
    assert (_into(book), len(_waiting(book))) == ({}, 1)
    why = cells(book.read().frame("decisions"), _waiting(book)[0], "why")
    assert str(why[0]).endswith("程序合并过这两条，后来有人撤销了，所以不再自动合并。")


def test_undoing_the_undo_merges_again() -> None:
    book = _asked(CERTAIN)
    _undo(book, 1)
    undoing = book.runs()[-1].run_id
    book.write(plan_undo(book, NOW + timedelta(days=2), undoing), who="test")
    _dedupe(book, 3)
    assert (_into(book), _waiting(book)) == ({"L2": "L1"}, [])


def test_a_merge_that_so_ordered_and_then_took_back_is_asked_anew() -> None:
    book = _asked(HALF)
    person_types(book, "decisions", "J000001", "verdict", "merge")
    _dedupe(book, 1)
    assert _into(book) == {"L2": "L1"}
    _undo(book, 2)
    _dedupe(book, 3)
    (again,) = _waiting(book)
    assert (_into(book), again) == ({}, "J000002")
    person_types(book, "decisions", again, "verdict", "merge")
    _dedupe(book, 4)
    assert _into(book) == {"L2": "L1"}


def test_so_may_change_their_mind_from_different_to_merge() -> None:
    book = _asked(HALF)
    person_types(book, "decisions", "J000001", "verdict", "different")
    _dedupe(book, 1)
    person_types(book, "decisions", "J000001", "verdict", "merge")
    _dedupe(book, 2)
    assert _into(book) == {"L2": "L1"}


def test_a_verdict_that_comes_after_the_merge_is_told_of() -> None:
    book = _asked(HALF)
    person_types(book, "decisions", "J000001", "verdict", "merge")
    _dedupe(book, 1)
    person_types(book, "decisions", "J000001", "verdict", "different")
    assert [finding.code for finding in plan_dedupe(book, NOW).findings] == ["dedupe.too_late"]


def test_related_leads_share_an_account_and_their_two_owners_are_no_clash() -> None:
    book = _asked(BRANCH)
    (clash,) = _waiting(book)
    person_types(book, "decisions", clash, "verdict", "related")
    _dedupe(book, 1)
    after = book.read().frame("leads")
    assert set(after["account_id"]) == {"L1"}
    assert (_waiting(book), _into(book)) == ([], {})


def test_what_so_told_of_two_owners_of_a_company_holds_when_one_lead_is_over() -> None:
    book = _asked(BRANCH.replace("云帆科技无锡分公司", "苏州云帆科技"))
    for key in _waiting(book):
        person_types(book, "decisions", key, "verdict", "different")
    _dedupe(book, 1)
    book.tables["leads"].loc["L1", ["status", "owner"]] = ["lost", "A1"]
    _dedupe(book, 2)
    assert _waiting(book) == []


def test_many_namesakes_of_one_company_are_one_question_at_a_time() -> None:
    rows = (f"L{n} | 苏州云帆科技 | 王明 | 138000000{n}" for n in range(10, 22))
    book = _asked("\n".join(["lead_id | company | contact | mobile", *rows]))
    (first,) = _waiting(book)
    assert "连在一起的共 12 条" in str(cells(book.read().frame("decisions"), first, "why"))
    person_types(book, "decisions", first, "verdict", "different")
    _dedupe(book, 1)
    assert len(_waiting(book)) == 1


@pytest.mark.parametrize(
    ("setting", "value", "expected"),
    [
        pytest.param("survivor", "最早", ["L1", None], id="the earliest lead is kept"),
        pytest.param("survivor", "信息最全", [None, "L2"], id="the fullest lead is kept"),
        pytest.param("survivor", "跟进最深", [None, "L2"], id="the lead furthest along is kept"),
    ],
)
def test_the_team_says_which_lead_is_kept(setting: str, value: str, expected: list[str | None]) -> None:
    text = """
        lead_id | company      | contact | mobile      | status    | need   | received_at
        L1      | 苏州云帆科技 | 王明    | 13800000001 | new       |        | 2026-03-01
        L2      | 苏州云帆科技 | 王明    | 13800000001 | nurturing | 上 MES | 2026-03-02
    """
    book = machine_book(leads=leads(text), settings=pd.DataFrame({"value": [value]}, index=[setting]))
    _dedupe(book, 0)
    assert cells(book.read().frame("leads"), "L2", "duplicate_of") == [expected[0]]
    assert cells(book.read().frame("leads"), "L1", "duplicate_of") == [expected[1]]


def test_the_team_says_which_value_wins_and_a_person_s_cell_stays() -> None:
    book = machine_book(
        leads=leads("""
            lead_id | company      | contact | mobile      | region | size     | received_at
            L1      | 苏州云帆科技 | 王明    | 13800000001 | 苏州   | 100 人   | 2026-03-01
            L2      | 苏州云帆科技 | 王明    | 13800000001 | 昆山   | 500 人   | 2026-03-02
        """),
        settings=pd.DataFrame({"value": ["地区、规模"]}, index=["prefer_newest"]),
    )
    person_types(book, "leads", "L1", "size", "200 人")
    _dedupe(book, 0)
    after = book.read().frame("leads")
    assert cells(after, "L1", "region", "size") == ["昆山", "200 人"]
    assert cells(after, "L1", "note") == ["【合并前】地区：苏州\n【并入 L2】规模：500 人"]


def test_who_asks_to_be_forgotten_is_named_in_no_question() -> None:
    book = _asked("""
        lead_id | company      | contact | mobile      | email
        L1      | 苏州云帆科技 | 王明    | 13800000001 |
        L2      |              | 李青云  | 13800000001 | li@qingyun.example
    """)
    assert "李青云" in str(cells(book.read().frame("decisions"), "J000001", "outcome"))
    book.write(plan_forget(book, NOW, "L2"), who="test")
    _dedupe(book, 1)
    said = book.read().frame("decisions").to_csv()
    assert [word for word in ("李青云", "li@qingyun.example") if word in said] == []
