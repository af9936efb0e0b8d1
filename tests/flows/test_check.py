"""What an AM is told of a customer whom they want to call, and what they are not."""

import json
import re
from datetime import datetime
from functools import cache
from random import Random
from typing import Any, Final

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiveledger.book.memory import MemoryBook
from hiveledger.errors import SchemaError
from hiveledger.flows.check import ask_check
from hiveledger.schema.words import Status
from hiveledger.text import Language
from tests.books import machine_book
from tests.tables import table

NOW: Final = datetime(2026, 3, 2, 10)
PEOPLE: Final = table("""
    staff_no | name  | role | left_at
    A001     | 示例甲 | AM   |
    A002     | 示例乙 | AM   |
    A009     | 示例壬 | AM   | 2026-02-01
""")
LEADS: Final = table("""
    lead_id | account_id | company              | mobile        | phone         | status    | owner | protect_until
    L1      | L1         | 苏州云帆科技有限公司 | 138-0000-0001 | 0512-65551234 | confirmed | A001  | 2026-03-20 09:30
    L2      | L1         | 苏州市云帆科技       | 13800000002   |               | merged    |       |
    L3      |            | 无锡示例精密机械公司 | 13800000003   |               | pooled    |       |
    L4      |            | 常州示例食品有限公司 | 13800000004   |               | lost      | A001  |
    L5      |            | 杭州示例医疗器械公司 | 13800000005   |               | following | A002  | 2026-03-01 10:00
    L6      |            | 宁波示例电子有限公司 | 13800000006   |               | following | A001  |
    L7      |            | 嘉兴示例包装有限公司 | 13800000007   |               | following | A009  |
    L8      |            | 湖州示例纺织有限公司 | 13800000008   |               | nurturing |       |
    L9      |            | 绍兴示例化纤有限公司 | 13800000009   |               | won       | A001  | 2026-03-01 10:00
""")
LEADS["email"] = pd.Series({"L3": "Wang@jingmi.example.com"}, dtype="str")
LEADS["duplicate_of"] = pd.Series({"L2": "L1"}, dtype="str")
CUSTOMERS: Final = table("""
    customer_id | company             | phone         | owner | protect_until
    C1          | 南通示例船舶有限公司 | 0513-88887777 | A001  | 2026-03-02
    C2          | 泰州示例药业有限公司 |               | A001  | 2026-03-01
    C3          | 扬州示例电缆有限公司 |               |       |
""")
CONTACTS: Final = table("""
    contact_id | lead_id | company | contact | mobile
    P1         | L2      |         | 李示例   | 13900000001
""")
BLOCKED: Final = table("""
    blocked_id | company             | phone       | email
    X1         | 徐州示例贸易有限公司 | 13800000099 | bad.example.com
""")


def _book(**tables: pd.DataFrame) -> MemoryBook:
    given_tables = {"people": PEOPLE, "leads": LEADS, "customers": CUSTOMERS, "contacts": CONTACTS, "blocked": BLOCKED}
    return machine_book(**(given_tables | tables))


@cache
def _given() -> MemoryBook:
    return _book()


def _ask(*customers: str, by: str = "", book: MemoryBook | None = None, now: datetime = NOW) -> list[str]:
    lines = ask_check(book or _given(), now, Language.ZH, customers, by).lines
    return [line.partition("\uff1a")[2] for line in lines]


UNTIL: Final = "保护中至 2026-03-20 09:30"


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        pytest.param("苏州云帆科技有限公司", UNTIL, id="by the whole name"),
        pytest.param("蘇州雲帆科技", UNTIL, id="in other characters, without its form"),
        pytest.param("云帆科技", UNTIL, id="by a short name that fits one company"),
        pytest.param("苏州云凡科技", UNTIL, id="in characters that sound alike"),
        pytest.param("苏州云帆科技有限公司昆山分公司", "找SO", id="a branch of it is for SO to say"),
        pytest.param("+86 138 0000 0001", UNTIL, id="by mobile, written otherwise"),
        pytest.param("（0512）６５５５１２３４", UNTIL, id="by telephone, full width"),
        pytest.param("65551234", "找SO", id="a number without its area is not sure"),
        pytest.param("13800000002", UNTIL, id="a merged lead speaks through the one that was kept"),
        pytest.param("13900000001", UNTIL, id="a further contact speaks for the lead"),
        pytest.param("无锡示例精密", "找SO", id="in the pool"),
        pytest.param("WANG@jingmi.example.com", "找SO", id="by e-mail, in other case"),
        pytest.param("li@jingmi.example.com", "找SO", id="a colleague at the company's own domain"),
        pytest.param("13800000004", "可跟进", id="a lost deal is nobody's"),
        pytest.param("杭州示例医疗器械", "可跟进", id="a protection that is over"),
        pytest.param("宁波示例电子", "保护中，没有到期日", id="held without an end"),
        pytest.param("嘉兴示例包装", "找SO", id="its owner has left"),
        pytest.param("湖州示例纺织", "找SO", id="in nurture"),
        pytest.param("绍兴示例化纤", "保护中，没有到期日", id="a won deal has no end"),
        pytest.param("0513 88887777", "保护中至 2026-03-02", id="an existing customer, to the end of the last day"),
        pytest.param("泰州示例药业", "可跟进", id="an existing customer, the day after"),
        pytest.param("扬州示例电缆", "找SO", id="an existing customer of nobody"),
        pytest.param("徐州示例贸易", "找SO", id="a blocked company"),
        pytest.param("138 0000 0099", "找SO", id="a blocked number"),
        pytest.param("who@bad.example.com", "找SO", id="a blocked domain"),
        pytest.param("合肥别家科技有限公司", "可跟进", id="nobody knows it"),
        pytest.param("13800000066", "可跟进", id="nobody knows the number"),
        pytest.param("合肥别家科技 13800000001", "找SO", id="another company's number"),
    ],
)
def test_the_answer(asked: str, answer: str) -> None:
    assert _ask(asked) == [answer]


def test_ones_own_lead_is_named_and_others_are_not() -> None:
    assert _ask("云帆科技", "宁波示例电子", "杭州示例医疗器械", by="A001") == [
        "可跟进，是你的线索 L1",
        "可跟进，是你的线索 L6",
        "可跟进",
    ]
    assert _ask("云帆科技", by="A002") == [UNTIL]


def test_a_protection_ends_at_its_minute() -> None:
    assert _ask("云帆科技", now=datetime(2026, 3, 20, 9, 30)) == [UNTIL]
    assert _ask("云帆科技", now=datetime(2026, 3, 20, 9, 31)) == ["可跟进"]


def test_who_holds_a_lead_of_a_customer_that_another_has_too_asks_so() -> None:
    again = table("lead_id | account_id | company | status | owner\nL11 | L1 | 苏州云帆科技有限公司 | following | A002")
    both = _book(leads=pd.concat([LEADS, again]))
    assert _ask("云帆科技", by="A001", book=both) == ["找SO"]
    assert _ask("云帆科技", by="A002", book=both) == ["找SO"]
    assert _ask("云帆科技", book=both) == ["保护中，没有到期日"]


def test_a_number_of_several_companies_tells_nobody_apart() -> None:
    shared = table("lead_id | company | phone | status\nL11 | 昆山示例物流有限公司 | 0512-65551234 | lost")
    assert _ask("0512-65551234", book=_book(leads=pd.concat([LEADS, shared]))) == ["找SO"]


def test_what_cannot_be_looked_up_is_told_and_the_rest_answered() -> None:
    told = ask_check(_book(), NOW, Language.ZH, ["1380000", "云帆科技"])
    assert [line.partition("\uff1a")[0] for line in told.lines] == ["云帆科技"]
    assert [(finding.code, finding.params["asked"]) for finding in told.findings] == [("check.unreadable", "1380000")]


@pytest.mark.parametrize(
    ("customers", "by", "code"), [((), "", "check.nothing_asked"), (("云帆",), "A777", "check.nobody")]
)
def test_a_question_that_is_none_is_refused(customers: tuple[str, ...], by: str, code: str) -> None:
    with pytest.raises(SchemaError) as refused:
        ask_check(_book(), NOW, Language.ZH, customers, by)
    assert refused.value.code == code


_LINE: Final = re.compile(
    r".*：(?:可跟进(?:，是你的线索 L\d+(?: L\d+)*)?|保护中至 (?P<until>[\d :-]+)|保护中，没有到期日|找SO)"
)
_NAMES: Final = (
    "苏州云帆科技有限公司",
    "云帆科技",
    "云帆",
    "苏州云帆",
    "云帆科技昆山分公司",
    "示例精密",
    "13800000001",
)


@st.composite
def _ledgers(draw: st.DrawFn) -> dict[str, pd.DataFrame]:
    """Give a ledger whose every other cell could be told from what an answer may say."""
    size = draw(st.integers(0, 6))
    name, number = st.sampled_from(_NAMES), st.sampled_from(["13800000001", "138 0000 0002", None])
    ends = st.sampled_from([None, datetime(2026, 2, 3, 4, 5), datetime(2026, 5, 6, 7, 8)])
    keys = [f"L{at}" for at in range(size)]
    drawn = {
        "company": [draw(name) for _ in keys],
        "mobile": [draw(number) for _ in keys],
        "status": [draw(st.sampled_from([*Status])).value for _ in keys],
        "owner": [draw(st.sampled_from(["A001", "A002", None])) for _ in keys],
        "protect_until": [draw(ends) for _ in keys],
        "duplicate_of": [draw(st.sampled_from([None, *keys])) for _ in keys],
    }
    secrets = ("contact", "email", "wechat", "address", "need", "note", "grade_reason", "unit", "owner_name")
    drawn |= {column: [f"〈{column} {key}〉" for key in keys] for column in secrets}
    leads = pd.DataFrame(drawn, index=pd.Index(keys, name="lead_id", dtype="str"))
    return {"leads": leads.astype({"protect_until": "datetime64[us]"})}


@settings(max_examples=20)
@given(_ledgers(), st.sampled_from(_NAMES), st.sampled_from(["", "A001"]))
def test_an_answer_holds_nothing_else_of_the_ledger(tables: dict[str, pd.DataFrame], asked: str, by: str) -> None:
    told = ask_check(_book(**tables), NOW, Language.ZH, [asked], by)
    leads = tables["leads"]
    (line,) = told.lines
    found = _LINE.fullmatch(line)
    assert found
    data: Any = told.data
    (facts,) = data
    ends = {f"{end:%Y-%m-%d %H:%M}" for end in leads["protect_until"].dropna()}
    assert found["until"] is None or found["until"] in ends
    assert set(facts) == {"asked", "answer", "until", "yours"}
    own = set(leads.index[leads["owner"].eq(by)]) if by else set()
    assert set(facts["yours"]) <= own
    assert told.findings == ()
    assert "〈" not in line + json.dumps(facts, ensure_ascii=False, default=str)


@settings(max_examples=6)
@given(_ledgers(), st.sampled_from(_NAMES), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_no_answer(tables: dict[str, pd.DataFrame], asked: str, chance: Random) -> None:
    leads = tables["leads"]
    mixed = leads.iloc[chance.sample(range(len(leads)), len(leads))]
    assert _ask(asked, by="A001", book=_book(leads=mixed)) == _ask(asked, by="A001", book=_book(**tables))
