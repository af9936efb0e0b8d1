"""Completing a ledger: what is certain is filled, what is likely waits for SO, what nobody knows is asked for."""

from datetime import datetime
from typing import Final

import pandas as pd
from hypothesis import given, settings

from hiveledger.book.memory import MemoryBook
from hiveledger.changes import Plan, Set
from hiveledger.flows.complete import plan_complete
from hiveledger.flows.desk import open_rows
from hiveledger.rules.evidence import FACTS
from hiveledger.schema.words import DeskKind
from tests.books import machine_book, person_types
from tests.incomplete import ledgers
from tests.tables import table

NOW: Final = datetime(2026, 3, 2, 10)
LATER: Final = datetime(2026, 3, 3, 10)

LEADS: Final = """
    lead_id | account_id | company        | mobile      | industry | size    | region | status  | clean_due
    L1      | L1         | 示例山海精密   | 13800100000 |          |         |        | cleaned | 2026-03-03 09:00
    L2      | L2         | 示例云帆机床厂 | 13800100000 |          |         |        | new     | 2026-03-03 09:00
    L3      | L3         | 示例长风公司   |             |          |         | 上海市 | cleaned | 2026-03-03 09:00
    L4      | L3         | 示例长风公司   |             |          | 50-99人 | 上海市 | won     |
"""
DIRECTORY: Final = """
    directory_id | company              | industry | size
    R1           | 示例山海精密有限公司 | 汽车     | 500人以上
"""
INDUSTRIES: Final = "industry | keywords\n机械制造 | 机床\n软件 | 软件"


def _book(leads: str = LEADS) -> MemoryBook:
    return machine_book(leads=table(leads), directory=table(DIRECTORY), industries=table(INDUSTRIES))


def _written(book: MemoryBook, now: datetime = NOW) -> Plan:
    plan = plan_complete(book, now)
    assert book.write(plan, who="test").conflicts == ()
    return plan


def _desk(book: MemoryBook) -> list[tuple[object, ...]]:
    desk = book.read().frame("desk")
    rows = open_rows(desk, [DeskKind.MISSING, DeskKind.PROPOSAL]).fillna({"new_value": ""})
    return sorted(zip(rows["lead_id"], rows["kind"], rows["column"], rows["new_value"], strict=True))


def _facts(book: MemoryBook, lead: str) -> list[object]:
    return [cell if isinstance(cell, str) else "" for cell in book.read().frame("leads").loc[lead, list(FACTS)]]


def test_what_is_certain_is_filled_and_says_why() -> None:
    book = _book()
    plan = _written(book)
    assert _facts(book, "L1") == ["汽车", "500人以上", ""]
    assert _facts(book, "L3") == ["", "50-99人", "上海市"]
    why = {(c.key, c.column): c.why.text() for c in plan.changes if isinstance(c, Set) and c.why}
    assert why == {
        ("L1", "industry"): "企业名录 R1：公司名称相同",
        ("L1", "size"): "企业名录 R1：公司名称相同",
        ("L3", "size"): "同一客户的线索 L4",
    }


def test_what_is_likely_is_proposed_and_what_nobody_knows_is_asked_for_once_a_lead() -> None:
    book = _book()
    _written(book)
    assert _desk(book) == [
        ("L1", "proposal", "region", "北京市"),
        ("L2", "missing", "size", ""),
        ("L2", "proposal", "industry", "机械制造"),
        ("L2", "proposal", "region", "北京市"),
        ("L3", "missing", "industry", ""),
    ]
    desk = book.read().frame("desk").set_index(["lead_id", "column"])
    assert desk.loc[("L2", "industry"), "detail"] == "公司名称里有“机床”"
    assert desk.loc[("L2", "size"), "detail"] == "规模没有依据，请问客户。"
    assert desk.loc[("L2", "size"), "due"] == pd.Timestamp("2026-03-03 09:00")


def test_all_that_is_missing_of_a_lead_is_one_row_of_the_desk() -> None:
    book = _book("lead_id | company | status\nL1 | 示例机床软件公司 | new")
    _written(book)
    assert _desk(book) == [("L1", "missing", "industry;size", "")]
    (detail,) = book.read().frame("desk")["detail"]
    assert detail == "行业有几种说法（机械制造 / 软件），请选定。 规模没有依据，请问客户。"


def test_a_second_run_changes_nothing() -> None:
    book = _book()
    _written(book)
    assert plan_complete(book, LATER).groups == ()


def _answer(book: MemoryBook, lead: str, column: str, verdict: str) -> str:
    desk = book.read().frame("desk")
    (row,) = desk.index[(desk["lead_id"] == lead) & (desk["column"] == column)]
    person_types(book, "desk", row, "verdict", verdict)
    return str(row)


def test_an_accepted_proposal_is_written_and_closed() -> None:
    book = _book()
    _written(book)
    row = _answer(book, "L2", "industry", "accept")
    plan = _written(book, LATER)
    assert _facts(book, "L2") == ["机械制造", "", ""]
    assert book.read().frame("desk").loc[row, "closed_at"] == pd.Timestamp(LATER)
    (filled,) = (c for c in plan.changes if isinstance(c, Set) and c.table == "leads")
    assert filled.why is not None
    assert filled.why.text() == f"SO 同意了待办 {row}"
    assert plan_complete(book, LATER).groups == ()


def test_what_so_accepts_for_one_lead_holds_for_its_account_in_the_same_run() -> None:
    book = _book("""
        lead_id | account_id | company        | status  | size | region
        L1      | L1         | 示例云帆机床厂 | cleaned | 10人 | 上海市
        L2      | L1         | 示例云帆       | cleaned | 10人 | 上海市
    """)
    _written(book)
    _answer(book, "L1", "industry", "accept")
    _written(book, LATER)
    assert (_facts(book, "L1")[0], _facts(book, "L2")[0]) == ("机械制造", "机械制造")
    assert plan_complete(book, LATER).groups == ()


def test_a_rejected_proposal_is_asked_for_instead() -> None:
    book = _book()
    _written(book)
    _answer(book, "L2", "industry", "reject")
    _written(book, LATER)
    assert [row for row in _desk(book) if row[0] == "L2"] == [
        ("L2", "missing", "industry;size", ""),
        ("L2", "proposal", "region", "北京市"),
    ]
    assert plan_complete(book, LATER).groups == ()


def test_a_persons_entry_wins_over_an_accepted_proposal() -> None:
    book = _book()
    _written(book)
    _answer(book, "L2", "industry", "accept")
    person_types(book, "leads", "L2", "industry", "电子")
    _written(book, LATER)
    assert _facts(book, "L2")[0] == "电子"
    assert [row for row in _desk(book) if row[2] == "industry" and row[0] == "L2"] == []


def test_a_cell_that_a_person_emptied_is_only_proposed() -> None:
    book = _book()
    _written(book)
    person_types(book, "leads", "L1", "industry", None)
    _written(book, LATER)
    assert _facts(book, "L1")[0] == ""
    assert ("L1", "proposal", "industry", "汽车") in _desk(book)


def test_a_fact_that_a_person_fills_in_closes_its_row() -> None:
    book = _book()
    _written(book)
    person_types(book, "leads", "L3", "industry", "物流")
    _written(book, LATER)
    assert [row for row in _desk(book) if row[0] == "L3"] == []


def test_what_was_asked_stays_asked_when_the_lead_is_given_to_somebody() -> None:
    book = _book()
    _written(book)
    asked = _desk(book)
    for lead, status in {"L1": "assigned", "L2": "following", "L3": "pooled"}.items():
        person_types(book, "leads", lead, "status", status)
    plan = _written(book, LATER)
    assert [change for change in plan.changes if change.table not in {"pool", "claims"}] == []
    assert _desk(book) == asked
    _answer(book, "L2", "industry", "accept")
    _written(book, LATER)
    assert _facts(book, "L2")[0] == "机械制造"


def test_a_lead_that_was_given_away_uncompleted_is_its_owners() -> None:
    book = _book("lead_id | company | status\nL1 | 示例云帆机床厂 | assigned")
    assert plan_complete(book, NOW).groups == ()


def test_proposals_of_other_verbs_are_left_alone() -> None:
    book = _book()
    desk = "desk_id | kind | lead_id | column | old_value | new_value\nD1 | proposal | L3 | region | 上海 | 上海市"
    book = machine_book(leads=table(LEADS), desk=table(desk))
    _written(book)
    assert book.read().frame("desk")["closed_at"].isna()["D1"]


def test_an_existing_customer_tells_the_facts_that_its_list_has() -> None:
    customers = table("customer_id | company | industry\nC1 | 示例山海精密 | 汽车")
    book = machine_book(leads=table("lead_id | company | status\nL1 | 示例山海精密 | cleaned"), customers=customers)
    _written(book)
    assert _facts(book, "L1") == ["汽车", "", ""]


def test_an_empty_ledger_has_nothing_to_complete() -> None:
    assert plan_complete(machine_book(), NOW).groups == ()


@settings(max_examples=10)
@given(ledgers())
def test_any_ledger_is_complete_after_one_run(leads: pd.DataFrame) -> None:
    book = machine_book(leads=leads, directory=table(DIRECTORY), industries=table(INDUSTRIES))
    _written(book)
    assert plan_complete(book, LATER).groups == ()


BRANDS: Final = [f"{one}{two}" for one in "云山海长风林" for two in "帆川岳河谷原野舟桥峰潮星辰虹霞溪涧湖泉"]


def _experienced() -> MemoryBook:
    """Give a book whose directory knows companies enough to learn from, by a register's industries."""
    trades = {"轴承": "通用设备制造业", "药房": "零售业"}
    rows = [(f"{brand}{trade}有限公司", industry) for trade, industry in trades.items() for brand in BRANDS]
    directory = pd.DataFrame(rows, columns=["company", "industry"], index=[f"R{at}" for at in range(len(rows))])
    industries = table("industry | keywords\n机械制造 | 设备制造\n商贸 | 零售")
    leads = table("""
        lead_id | company              | size | region | status
        L1      | 示例昆仑轴承有限公司 | 10人 | 上海市 | cleaned
        L2      | 示例昆仑集团有限公司 | 10人 | 上海市 | cleaned
    """)
    return machine_book(leads=leads, directory=directory, industries=industries)


def test_an_industry_that_only_the_name_tells_is_proposed_with_what_tells_it() -> None:
    book = _experienced()
    _written(book)
    assert _desk(book) == [("L1", "proposal", "industry", "机械制造"), ("L2", "missing", "industry", "")]
    desk = book.read().frame("desk").set_index("lead_id")
    said = str(desk.loc["L1", "detail"])
    assert said.startswith("名称含“轴承”：已知 114 家里 114 家属于 机械制造（把握 ")
    assert plan_complete(book, LATER).groups == ()


def test_a_guess_that_so_turned_down_is_asked_for_instead() -> None:
    book = _experienced()
    _written(book)
    _answer(book, "L1", "industry", "reject")
    _written(book, LATER)
    assert _desk(book)[0] == ("L1", "missing", "industry", "")


def test_what_the_directory_tells_names_its_source_and_its_day() -> None:
    directory = table("""
        directory_id | company      | size    | source            | as_of
        R1           | 示例山海精密 | 50-99人 | 导出.xlsx 第 3 行 | 2026-03-01
    """)
    book = machine_book(leads=table("lead_id | company | status\nL1 | 示例山海精密 | cleaned"), directory=directory)
    plan = _written(book)
    (why,) = (c.why.text() for c in plan.changes if isinstance(c, Set) and c.column == "size" and c.why)
    assert why == "企业名录 R1（导出.xlsx 第 3 行，2026-03-01）：公司名称相同"
