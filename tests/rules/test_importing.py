"""What incoming rows say, and by what they are known again."""

from datetime import datetime
from typing import Any, Final

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiveledger.changes import value
from hiveledger.rules.importing import (
    FILLED,
    find_handle,
    is_named,
    read_facts,
    row_marks,
    source_name,
    text_marks,
)
from hiveledger.schema.frames import pandas_dtype
from hiveledger.schema.leads import LEADS
from tests.tables import table

PEOPLE: Final = table("""
    staff_no | name
    A1       | 王示例
    A2       | 李示例
    A3       | 李示例
""")


def _texts(**cells: str | None) -> pd.DataFrame:
    return pd.DataFrame({key: pd.Series([text], dtype="str") for key, text in cells.items()})


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        pytest.param({"budget_cny": "50万元"}, {"budget_cny": 5e5, "budget_status": "clear"}, id="an amount is clear"),
        pytest.param({"budget_cny": "预算未定"}, {"budget_cny": None, "budget_status": "undecided"}, id="undecided"),
        pytest.param({"budget_cny": "无预算"}, {"budget_cny": None, "budget_status": "none"}, id="no budget"),
        pytest.param({"budget_cny": "无"}, {"budget_cny": None, "budget_status": None}, id="a no that is no answer"),
        pytest.param({"budget_cny": "已批复"}, {"budget_cny": None, "budget_status": "clear"}, id="approved, unsaid"),
        pytest.param(
            {"budget_status": "50万"}, {"budget_cny": 5e5, "budget_status": "clear"}, id="in the other column"
        ),
        pytest.param(
            {"budget_cny": "50万", "budget_status": "未定"},
            {"budget_cny": 5e5, "budget_status": "undecided"},
            id="a typed status goes before a figure",
        ),
        pytest.param({"decision_chain": "老板拍板"}, {"decision_chain": "clear"}, id="who decides"),
        pytest.param(
            {"purchase_by": "2026年5月1日 10:00"}, {"purchase_by": datetime(2026, 5, 1)}, id="a day has no time"
        ),
        pytest.param({"occurred_at": "2026/3/2 9:05"}, {"occurred_at": datetime(2026, 3, 2, 9, 5)}, id="a time"),
        pytest.param({"origin_am": " a1 "}, {"origin_am": "A1"}, id="a staff number"),
        pytest.param({"origin_am": "王示例"}, {"origin_am": "A1"}, id="a name that one person has"),
        pytest.param({"company": " （苏州） 示例 "}, {"company": " （苏州） 示例 "}, id="text stays as it is"),
    ],
)
def test_cells_are_read_by_their_column(cells: dict[str, str], expected: dict[str, Any]) -> None:
    facts = read_facts(_texts(**cells), PEOPLE)
    assert {key: value(facts.cells.loc[0, key]) for key in expected} == expected
    assert facts.extras.isna().all(axis=None)
    assert facts.unread.empty


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        pytest.param({"budget_cny": "几十万"}, "clean.money_vague", id="a vague sum"),
        pytest.param({"budget_cny": "5000USD"}, "clean.money_foreign", id="foreign money"),
        pytest.param({"budget_cny": "50"}, "clean.money_unit_missing", id="no unit"),
        pytest.param({"budget_status": "否"}, "clean.money_unreadable", id="a no to an unknown question"),
        pytest.param({"decision_chain": "张示例"}, "import.choice_unknown", id="no word of the list"),
        pytest.param({"purchase_by": "05/06/2026"}, "clean.date_ambiguous", id="two days"),
        pytest.param({"purchase_by": "三个月内"}, "clean.date_unreadable", id="no day"),
        pytest.param({"origin_am": "李示例"}, "import.person_unknown", id="a name that two people have"),
        pytest.param({"origin_am": "赵示例"}, "import.person_unknown", id="nobody"),
    ],
)
def test_what_cannot_be_read_is_kept_and_told(cells: dict[str, str], code: str) -> None:
    facts = read_facts(_texts(**cells), PEOPLE)
    ((key, text),) = cells.items()
    assert (value(facts.cells.loc[0, key]), facts.extras.loc[0, key]) == (None, text)
    assert facts.unread[["column", "code", "value"]].to_numpy().tolist() == [[key, code, text]]


def test_a_range_gives_its_lower_end_and_is_kept() -> None:
    facts = read_facts(_texts(budget_cny="50-80万"), PEOPLE)
    assert (facts.cells.loc[0, "budget_cny"], facts.extras.loc[0, "budget_cny"]) == (5e5, "50-80万")
    assert facts.unread.empty


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param({"occurred_at": "2026-03-04", "received_at": "2026-05-04"}, 4, id="when the customer asked"),
        pytest.param({"received_at": "2026-05-04"}, 6, id="else when it came in"),
        pytest.param({}, None, id="else a person has to"),
    ],
)
def test_a_deadline_is_counted_from(asked: dict[str, str], expected: int | None) -> None:
    facts = read_facts(_texts(purchase_by="下月底", **asked), PEOPLE)
    day = value(facts.cells.loc[0, "purchase_by"])
    assert (getattr(day, "month", None), facts.extras.loc[0, "purchase_by"]) == (expected, "下月底")


def test_a_column_of_dates_tells_its_own_order() -> None:
    texts = pd.DataFrame({"purchase_by": ["05/06/2026", "13/06/2026"]}, dtype="str")
    assert read_facts(texts, PEOPLE).cells["purchase_by"].dt.day.to_list() == [5, 13]


def test_facts_have_the_columns_and_dtypes_of_leads_whatever_came() -> None:
    cells = read_facts(_texts(need="想上MES").iloc[:0], PEOPLE.iloc[:0]).cells
    assert cells.dtypes.astype(str).to_dict() == {key: pandas_dtype(LEADS[key]) for key in FILLED}


@given(
    st.lists(st.fixed_dictionaries({key: st.none() | st.text(max_size=8) for key in ("budget_cny", "decision_chain")}))
)
def test_no_text_is_lost(rows: list[dict[str, str | None]]) -> None:
    texts = pd.DataFrame(rows, columns=["budget_cny", "decision_chain"], dtype="str")
    facts = read_facts(texts, PEOPLE)
    unread = facts.unread.groupby("column")["row"].agg(set)
    for key, rows_unread in unread.items():
        assert facts.extras[str(key)].notna()[list(rows_unread)].all()


@pytest.mark.parametrize(
    ("cells", "named"),
    [
        pytest.param({"company": "示例公司"}, True, id="a company"),
        pytest.param({"wechat": "abc_123"}, True, id="a way to reach somebody"),
        pytest.param({"company": "无", "mobile": "-", "contact": "#REF!"}, False, id="only junk"),
        pytest.param({"region": "苏州", "need": "想上MES"}, False, id="a wish without anybody"),
    ],
)
def test_a_row_names_a_customer_or_not(cells: dict[str, str], named: bool) -> None:  # noqa: FBT001 - the expected value
    assert is_named(_texts(**cells)).to_list() == [named]


@pytest.mark.parametrize(
    ("header", "cells", "found"),
    [
        pytest.param("Prospect ID", ["7927", "2a27", "8cc8"], True, id="an id"),
        pytest.param("商机编号", ["BJ-3", "BJ-9", "BJ-7"], True, id="a number with letters"),
        pytest.param("序号", ["1", "2", "3"], False, id="a count"),
        pytest.param("产品编号", ["P1", "P1", "P2"], False, id="one number for many rows"),
        pytest.param("浏览器", ["a", "b", "c"], False, id="no number by its header"),
        pytest.param("Valid", ["a", "b", "c"], False, id="a word that ends like one"),
        pytest.param("ID", [None, None, None], False, id="blank"),
    ],
)
def test_the_senders_own_number_is_found(header: str, cells: list[str | None], found: bool) -> None:  # noqa: FBT001 - the expected value
    columns = pd.DataFrame({"备用": ["x"] * 3, header: cells}, dtype="str")
    assert find_handle(columns) == (header if found else None)


def test_marks_hold_through_case_width_blanks_source_note_and_columns_added() -> None:
    nobody = pd.Series([None], dtype="str")
    (one,) = row_marks(_texts(company="示例(苏州)Co", source="官网", note="急"), nobody)
    (other,) = row_marks(_texts(company="示例（苏州） CO", note="不急", title=None), nobody)
    (different,) = row_marks(_texts(company="示例(苏州)Co", mobile="13800000001"), nobody)
    assert one == other != different


def test_rows_without_a_name_are_known_by_their_number() -> None:
    marks = row_marks(pd.DataFrame({"region": ["苏州", "苏州"]}, dtype="str"), pd.Series(["a", "b"]))
    assert marks.nunique() == 2


def test_messages_are_known_by_all_they_say() -> None:
    assert text_marks(pd.Series(["王总 想上MES", "王总想上mes", "王总 想上ERP"])).nunique() == 2


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("官网表单.csv", "官网表单"),
        ("官网表单 (1).csv", "官网表单"),
        ("官网表单（2）.xlsx", "官网表单"),
        ("名单 - 副本 (2).xlsx", "名单"),
        ("leads-copy.csv", "leads"),
        ("3.1版.xlsx", "3.1版"),
        ("名单", "名单"),
        ("(1).csv", "(1).csv"),
    ],
)
def test_a_source_is_a_files_name_without_what_copying_adds(file: str, name: str) -> None:
    assert source_name(file) == name
