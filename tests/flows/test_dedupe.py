"""Deduping a ledger: what merges, what SO is asked and what SO's answers do, and a second run with nothing to do."""

import json
from datetime import datetime
from random import Random
from typing import Final

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hiveledger.book.memory import MemoryBook
from hiveledger.changes import Plan, undo
from hiveledger.flows.dedupe import plan_dedupe
from tests.books import cells, machine_book, person_types
from tests.rules.match.ledgers import leads
from tests.tables import table

NOW: Final = datetime(2026, 3, 6, 9)
LATER: Final = datetime(2026, 3, 9, 9)

TWO_OWNERS: Final = """
    lead_id | company      | contact | mobile      | owner | owner_name | status
    L1      | 苏州云帆科技 | 王明    | 13800000001 | A1    | 示例甲     | following
    L2      | 苏州云帆科技 | 王总    | 13800000001 | A2    | 示例乙     | assigned
"""
HALF: Final = """
    lead_id | company      | contact | mobile
    L1      | 苏州云帆科技 | 王明    | 13800000001
    L2      | 无锡云帆科技 | 王明    | 13800000001
"""


def _book(text: str, **tables: pd.DataFrame) -> MemoryBook:
    return machine_book(leads=leads(text), **tables)


def _deduped(book: MemoryBook, now: datetime = NOW) -> Plan:
    plan = plan_dedupe(book, now)
    assert book.write(plan, who="test").conflicts == ()
    assert plan_dedupe(book, LATER).groups == ()
    return plan


def _leads(book: MemoryBook, column: str) -> dict[str, object]:
    shown = book.read().frame("leads")[column]
    return {str(key): None if pd.isna(cell) else cell for key, cell in shown.items()}


def _desk(book: MemoryBook) -> list[tuple[object, ...]]:
    """Give what waits for SO: pairs on 判重记录, and events on the desk."""
    state = book.read()
    desk, pairs = state.frame("desk"), state.frame("decisions")
    waiting = pairs["closed_at"].isna() & pairs["verdict"].isna()
    points = desk["lead_id"].isna() & desk["closed_at"].isna()
    assert points.any() == waiting.any()
    rows = pd.concat([pairs[waiting], desk[desk["closed_at"].isna() & ~points]])[["kind", "lead_id", "other_id"]]
    return sorted(map(tuple, rows.fillna("").to_numpy().tolist()))


def _why(book: MemoryBook) -> str:
    (why,) = book.read().frame("decisions")["why"]
    return str(why)


def _answer(book: MemoryBook, verdict: str, now: datetime = LATER) -> None:
    """Let SO answer the only open question, and dedupe again."""
    frames = {name: book.read().frame(name) for name in ("decisions", "desk")}
    rows = [(name, key) for name, frame in frames.items() for key in frame.index[frame["closed_at"].isna()]]
    person_types(book, *rows[0], "verdict", verdict)
    _deduped(book, now)


def test_a_merged_row_stays_and_says_where_it_went() -> None:
    book = _book("""
        lead_id | company              | contact | mobile      | email               | need
        L1      | 苏州云帆科技有限公司 | 王明    |             |                     | 上 MES
        L2      | 苏州市云帆科技       | 王明    | 13800000001 | wang@yunfan.example | 上 ERP
    """)
    plan = _deduped(book)
    assert [group.name for group in plan.groups] == ["", "L1"]
    after = book.read().frame("leads")
    assert cells(after, "L2", "status", "duplicate_of", "account_id", "need") == ["merged", "L1", "L1", "上 ERP"]
    assert cells(after, "L1", "mobile", "email", "account_id") == ["13800000001", "wang@yunfan.example", "L1"]
    assert cells(after, "L1", "note") == ["【并入 L2】需求：上 ERP"]
    archived = book.read().frame("merged").loc["L2"]
    assert archived["why"] == "与 L1 是同一客户（公司名称、联系人一致），并入 L1"
    assert json.loads(str(archived["image"]))["need"] == "上 ERP"


def test_a_merged_row_is_nobodys() -> None:
    book = _book("""
        lead_id | company      | contact | mobile      | owner | owner_name | cc_se | status
        L1      | 苏州云帆科技 | 王明    | 13800000001 | A1    | 示例甲     | S1    | following
        L2      | 苏州云帆科技 | 王总    | 13800000001 | A1    | 示例甲     | S1    | assigned
    """)
    _deduped(book)
    after = book.read().frame("leads")
    assert cells(after, "L1", "status", "owner", "cc_se") == ["following", "A1", "S1"]
    assert cells(after, "L2", "status", "owner", "owner_name", "cc_se") == ["merged", None, None, None]


def test_undoing_the_run_gives_the_ledger_back() -> None:
    book = _book(HALF.replace("无锡", "苏州"))
    before = book.read().frame("leads")
    plan = _deduped(book)
    assert _leads(book, "status") == {"L1": "new", "L2": "merged"}
    book.write(Plan("undo", LATER, tuple(type(g)(g.name, undo(g.changes)) for g in plan.groups[1:])), who="test")
    pd.testing.assert_frame_equal(book.read().frame("leads"), before)


def test_leads_of_one_company_share_an_account_and_are_not_merged() -> None:
    book = _book("""
        lead_id | company      | contact | mobile      | status
        L1      | 苏州云帆科技 | 王明    | 13800000001 | new
        L2      | 苏州云帆科技 | 李青    | 13800000002 | new
        L3      |              | 周宁    | 13800000003 | new
        L4      | 苏州云帆科技 | 吴安    | 13800000004 | invalid
    """)
    _deduped(book)
    assert _leads(book, "account_id") == {"L1": "L1", "L2": "L1", "L3": "L3", "L4": None}
    assert _desk(book) == []


def test_two_owners_of_one_customer_are_a_clash_for_so() -> None:
    book = _book(TWO_OWNERS)
    _deduped(book)
    assert _leads(book, "status") == {"L1": "following", "L2": "assigned"}
    assert _desk(book) == [("clash", "L1", "L2")]
    assert _why(book).startswith("公司名称、联系人、手机一致。撞单：上面在 示例甲 手上，下面在 示例乙 手上。")


def test_two_people_who_work_one_company_are_a_clash_though_the_contacts_differ() -> None:
    book = _book(TWO_OWNERS.replace("王总    | 13800000001", "李青    | 13800000002"))
    _deduped(book)
    assert _desk(book) == [("clash", "L1", "L2")]


def test_a_clash_that_so_merges_keeps_the_lead_further_along() -> None:
    book = _book(TWO_OWNERS)
    _deduped(book)
    _answer(book, "merge")
    assert _leads(book, "status") == {"L1": "following", "L2": "merged"}
    assert _desk(book) == []


def test_a_clash_closes_when_one_of_them_hands_over() -> None:
    book = _book(TWO_OWNERS)
    _deduped(book)
    book.tables["leads"]["owner"] = "A1"
    _deduped(book, LATER)
    assert _leads(book, "duplicate_of") == {"L1": None, "L2": "L1"}
    assert _desk(book) == []


def test_a_half_sure_pair_is_shown_with_what_agrees_and_what_does_not() -> None:
    book = _book(HALF)
    _deduped(book)
    assert _leads(book, "status") == {"L1": "new", "L2": "new"}
    assert _desk(book) == [("duplicate", "L1", "L2")]
    assert _why(book).startswith("联系人、手机一致；公司名称不一致。同一个号码")


def test_a_pair_that_so_merges_is_merged() -> None:
    book = _book(HALF)
    _deduped(book)
    _answer(book, "merge")
    assert _leads(book, "duplicate_of") == {"L1": None, "L2": "L1"}
    assert book.read().frame("merged").loc["L2", "why"] == "SO 判定与 L1 是同一客户，并入 L1"
    assert _desk(book) == []


@pytest.mark.parametrize("verdict", ["different", "related"])
def test_a_pair_that_so_leaves_is_not_asked_again(verdict: str) -> None:
    book = _book(HALF)
    _deduped(book)
    _answer(book, verdict)
    assert _leads(book, "status") == {"L1": "new", "L2": "new"}
    assert _desk(book) == []


def test_what_so_told_apart_is_not_joined_by_a_third() -> None:
    book = _book(HALF)
    _deduped(book)
    _answer(book, "different")
    state = book.read()
    third = leads("lead_id | contact | mobile\nL3 | 王明 | 13800000001")
    book = machine_book(leads=pd.concat([state.frame("leads"), third]), decisions=state.frame("decisions"))
    _deduped(book, LATER)
    assert _leads(book, "duplicate_of") == {"L1": None, "L2": None, "L3": "L1"}
    assert _desk(book) == []


def test_a_customer_who_asks_again_is_told_to_the_owner_once() -> None:
    book = _book("""
        lead_id | company      | mobile      | owner | owner_name | status    | received_at
        L1      | 苏州云帆科技 | 13800000001 | A1    | 示例甲     | following | 2026-03-01
        L2      | 苏州云帆科技 | 13800000001 |       |            | cleaned   | 2026-03-05 10:30
    """)
    _deduped(book)
    assert _leads(book, "again_at") == {"L1": pd.Timestamp("2026-03-05 10:30"), "L2": None}
    assert _desk(book) == [("again", "L1", "")]
    (detail,) = book.read().frame("desk")["detail"]
    assert detail.startswith("客户在 2026-03-05 10:30 再次留资。请告诉客户经理 示例甲")
    _answer(book, "done")
    assert _desk(book) == []


def test_the_row_closes_when_the_owner_has_been_in_touch() -> None:
    book = _book("""
        lead_id | company      | owner | status    | again_at
        L1      | 苏州云帆科技 | A1    | following | 2026-03-05
    """)
    _deduped(book)
    assert _desk(book) == [("again", "L1", "")]
    person_types(book, "leads", "L1", "last_touch_at", datetime(2026, 3, 6))
    _deduped(book, LATER)
    assert _desk(book) == []


@pytest.mark.parametrize("status", ["nurturing", "lost"])
def test_a_customer_nobody_works_on_who_asks_again_is_proposed_for_distribution(status: str) -> None:
    book = _book(f"""
        lead_id | company      | mobile      | owner | status   | grade | received_at
        L1      | 苏州云帆科技 | 13800000001 |       | {status} | C     | 2026-03-01
        L2      | 苏州云帆科技 | 13800000001 |       | cleaned  |       | 2026-03-05
    """)
    _deduped(book)
    assert _leads(book, "status") == {"L1": status, "L2": "merged"}
    assert _desk(book) == [("upgrade", "L1", "")]
    _answer(book, "accept")
    assert _leads(book, "status")["L1"] == "cleaned"
    assert _desk(book) == []


def test_an_upgrade_that_so_turns_down_is_not_proposed_again() -> None:
    book = _book("lead_id | company | status | again_at\nL1 | 苏州云帆科技 | nurturing | 2026-03-05")
    _deduped(book)
    _answer(book, "reject")
    assert _leads(book, "status") == {"L1": "nurturing"}
    assert _desk(book) == []


def test_a_person_s_note_is_left_alone_and_what_it_lacks_is_told() -> None:
    book = _book(HALF.replace("无锡", "苏州"))
    person_types(book, "leads", "L1", "note", "老客户")
    person_types(book, "leads", "L1", "need", "上 MES")
    person_types(book, "leads", "L2", "need", "上 ERP")
    plan = _deduped(book)
    assert cells(book.read().frame("leads"), "L1", "note", "need") == ["老客户", "上 MES"]
    assert [finding.code for finding in plan.findings] == ["dedupe.note_kept"]


def test_a_row_whose_status_somebody_typed_is_shown_and_merged_only_on_so_s_word() -> None:
    book = _book(HALF.replace("无锡", "苏州"))
    person_types(book, "leads", "L2", "status", "to_verify")
    _deduped(book)
    assert _desk(book) == [("duplicate", "L1", "L2")]
    _answer(book, "merge")
    assert _leads(book, "duplicate_of") == {"L1": None, "L2": "L1"}


def test_a_further_contact_goes_to_the_contacts_and_is_known_again() -> None:
    book = _book("""
        lead_id | company      | contact | mobile      | email    | received_at
        L1      | 苏州云帆科技 | 王明    | 13800000001 | a@qq.com | 2026-03-01
        L2      | 苏州云帆科技 | 王明    | 13800000002 | a@qq.com | 2026-03-02
    """)
    _deduped(book)
    contact = book.read().frame("contacts").iloc[0]
    assert contact[["lead_id", "contact", "mobile"]].to_list() == ["L1", "王明", "13800000002"]
    third = leads("lead_id | company | contact | mobile\nL3 | 苏州云帆科技 | 王总 | 13800000002")
    book = machine_book(leads=pd.concat([book.read().frame("leads"), third]), contacts=book.read().frame("contacts"))
    _deduped(book, LATER)
    assert _leads(book, "duplicate_of") == {"L1": None, "L2": "L1", "L3": "L1"}


def test_a_pooled_lead_that_merges_leaves_the_pool() -> None:
    book = _book(
        """
        lead_id | company      | mobile      | status
        L1      | 苏州云帆科技 | 13800000001 | pooled
        L2      | 苏州云帆科技 | 13800000001 | pooled
        """,
        pool=table("lead_id | pooled_at\nL1 | 2026-03-02\nL2 | 2026-03-02"),
    )
    _deduped(book)
    assert book.read().frame("pool")["left_at"].notna().to_dict() == {"L1": False, "L2": True}


def test_a_new_lead_of_an_existing_customer_is_told() -> None:
    book = _book(
        "lead_id | company\nL1 | 苏州云帆科技",
        customers=table("customer_id | company | owner\nC1 | 苏州市云帆科技有限公司 | A1"),
    )
    (finding,) = _deduped(book).findings
    assert finding.text() == "客户台账·L1 是存量客户 C1（苏州市云帆科技有限公司），客户经理 A1；分配时先给他。"


def test_an_empty_ledger_gives_an_empty_plan() -> None:
    assert plan_dedupe(machine_book(), NOW).groups == ()


_CELLS: Final = {
    "company": st.sampled_from([None, "云帆科技", "苏州云帆科技", "无锡云帆科技有限公司"]),
    "contact": st.sampled_from([None, "王明", "王总", "李青"]),
    "mobile": st.sampled_from([None, "13800000001", "13800000002"]),
    "phone": st.sampled_from([None, "0512-65551234"]),
    "email": st.sampled_from([None, "wang@yunfan.example"]),
    "need": st.sampled_from([None, "上 MES", "上 ERP"]),
    "owner": st.sampled_from([None, "A1", "A2"]),
    "status": st.sampled_from(["new", "following", "nurturing", "lost", "won"]),
}


_LEDGERS: Final = st.lists(st.fixed_dictionaries(_CELLS), min_size=1, max_size=7)


def _ledger(rows: list[dict[str, str | None]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, index=pd.Index([f"L{n}" for n in range(len(rows))], name="lead_id"), dtype="str")
    return frame.assign(received_at=pd.Timestamp("2026-03-02"))


_BLANK: Final[dict[str, str | None]] = dict.fromkeys(
    ("company", "contact", "mobile", "phone", "email", "need", "owner")
)
_ALSO_A_CONTACT: Final = [  # what a merge makes a contact of in this run is known to the questions of this run
    _BLANK | {"company": "苏州云帆科技", "contact": "李青", "mobile": "13800000001", "status": "new"},
    _BLANK | {"contact": "王明", "owner": "A2", "mobile": "13800000001", "status": "new"},
    _BLANK | {"company": "云帆科技", "contact": "李青", "mobile": "13800000001", "status": "new"},
    _BLANK | {"company": "无锡云帆科技有限公司", "mobile": "13800000001", "status": "new"},
]


@settings(max_examples=8)
@given(rows=_LEDGERS)
@example(rows=_ALSO_A_CONTACT)
def test_a_second_run_has_nothing_to_do_and_no_row_is_lost(rows: list[dict[str, str | None]]) -> None:
    book = machine_book(leads=_ledger(rows))
    _deduped(book)
    after = book.read().frame("leads")
    merged = after[after["status"] == "merged"]
    assert len(after) == len(rows)
    assert set(merged.index) == set(book.read().frame("merged").index)
    assert not after.loc[merged["duplicate_of"], "status"].eq("merged").any()
    assert after["account_id"].notna().all()


@settings(max_examples=8)
@given(rows=_LEDGERS, order=st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(rows: list[dict[str, str | None]], order: Random) -> None:
    ledger = _ledger(rows)
    shuffled = ledger.loc[order.sample(list(ledger.index), len(ledger))]
    one, other = (plan_dedupe(machine_book(leads=frame), NOW) for frame in (ledger, shuffled))
    assert {group.name: set(map(repr, group.changes)) for group in one.groups} == {
        group.name: set(map(repr, group.changes)) for group in other.groups
    }
