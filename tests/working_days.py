"""A small team's days for properties: messy leads, people with limits, and what is typed between the verbs."""

import contextlib
from datetime import datetime, timedelta
from typing import Final

import pandas as pd
from hypothesis import strategies as st

from hiveledger.book.memory import MemoryBook
from hiveledger.changes import Append, Group, Plan, Value, apply, value
from hiveledger.errors import LedgerError
from hiveledger.flows.verbs import VERBS
from hiveledger.schema import TABLES
from hiveledger.schema.frames import typed
from hiveledger.schema.words import OWNED, Reply, Stage, Status, Verdict
from tests.books import machine_book, person_types

__all__ = ["MACHINES", "START", "Typed", "books", "people_at_work"]

START: Final = datetime(2026, 3, 2, 9)

Typed = dict[tuple[str, str, str], Value]
"""What people typed: by table, key and column, the newest value."""

_AMS: Final = ("A1", "A2", "A3")
_SE: Final = "S1"
_LIST: Final = st.sampled_from([None, "*", "软件", "机床", "软件;机床"])
_COMPANY: Final = st.sampled_from(
    [
        None,
        "苏州示例云帆科技有限公司",
        "(苏州)示例雲帆科技 ",
        "示例云帆科技",
        "无锡示例云帆科技有限公司",
        "苏州示例山海机床厂",
        "示例山海机床",
        "测试",
    ]
)
_CONTACT: Final = st.sampled_from([None, "王示例", "王总", "李示例", "前台", "某先生"])
_MOBILE: Final = st.sampled_from([None, "13800000001", "+86 138 0000 0001", "13900000002", "1390000", "空号"])
_PHONE: Final = st.sampled_from([None, "0512-65550001", "(0512)65550001", "13900000002", "无"])
_EMAIL: Final = st.sampled_from([None, "buyer1@example.com", "Buyer1@Example.com;", "info@example.com", "没有"])
_NEED: Final = st.sampled_from([None, "急需 MES", "想上 MES", "先了解一下,暂无计划", "同行打听价格", "求职"])
_DAY: Final = st.integers(-40, 500).map(lambda days: START.replace(hour=0) + timedelta(days=days))
_TIME: Final = st.integers(-60 * 24 * 20, 0).map(lambda minutes: START + timedelta(minutes=minutes))
_GRADE: Final = st.sampled_from([None, "A", "A", "B", "C"])

_STAGE: Final = st.sampled_from([None, *(stage.value for stage in Stage)])
_CONTACTED: Final[dict[str, st.SearchStrategy[Value]]] = {
    "lead_id": st.sampled_from([None, None, "L000001", "L-2", "L000099"]),
    "staff_no": st.sampled_from([None, *_AMS, _SE]),
    "line": st.sampled_from(
        [None, "L-1 电话 要报价 下周三", "云帆 微信 已进入报价阶段 无承诺 月底", "电话", "山海机床 拜访"]
    ),
    "how": st.sampled_from([None, "电话"]),
    "next_at": st.none() | _DAY,
    "stage": _STAGE,
    "touched_at": st.none() | _TIME,
}

_FACTS: Final[dict[str, st.SearchStrategy[Value]]] = {
    "company": _COMPANY,
    "contact": _CONTACT,
    "title": st.sampled_from([None, "采购经理"]),
    "mobile": _MOBILE,
    "phone": _PHONE,
    "email": _EMAIL,
    "region": st.sampled_from([None, "苏州", "江苏省 苏州市", "无锡", "上海", "火星"]),
    "industry": st.sampled_from([None, None, "软件", " 机床", "别的"]),
    "size": st.sampled_from([None, "100-499人"]),
    "need": _NEED,
    "budget_cny": st.sampled_from([None, None, 0.0, 5e5]),
    "budget_status": st.sampled_from([None, None, "clear", "undecided", "none"]),
    "decision_chain": st.sampled_from([None, "clear", "clear", "partial", "unclear"]),
    "purchase_by": st.none() | _DAY,
    "origin_am": st.sampled_from([None, None, None, *_AMS, _SE]),
    "note": st.sampled_from([None, None, "备注一", "空号"]),
}
_NEW: Final = {**_FACTS, "received_at": st.none() | _TIME, "occurred_at": st.none() | _TIME}

MACHINES: Final[dict[str, st.SearchStrategy[Value]]] = {
    "status": st.sampled_from([None, *(status.value for status in Status)]),
    "owner": st.sampled_from([None, *_AMS, _SE, "X9"]),
    "account_id": st.sampled_from([None, "L000001", "L000002"]),
    "duplicate_of": st.sampled_from([None, "L000001", "L000002"]),
    "assign_reason": st.just("我说的"),
    "reply": st.sampled_from([None, *(word.value for word in Reply)]),
    "lapsed_by": st.sampled_from([None, "A1", "A2;A1", "X9"]),
    "again_at": _TIME,
    "confirm_due": st.none() | _TIME,
    "confirmed_at": st.none() | _TIME,
    "last_touch_at": _TIME,
    "recall_due": _TIME,
}
"""Cells of a lead that are the machine's to fill, and what people type there nevertheless."""

_PERSON: Final[dict[str, st.SearchStrategy[Value]]] = {
    "name": st.just("示例甲"),
    "industries": _LIST,
    "regions": st.sampled_from([None, None, "江苏", "上海"]),
    "sizes": st.just(None),
    "quota_a": st.sampled_from([None, 0.0, 1.0, 5.0]),
    "cap": st.sampled_from([None, 0.0, 1.0, 2.0, 4.0]),
    "leave_from": st.sampled_from([None, None, None, datetime(2026, 3, 1)]),
    "leave_to": st.sampled_from([None, None, datetime(2026, 3, 2), datetime(2026, 3, 4)]),
    "left_at": st.sampled_from([None, None, None, None, datetime(2026, 3, 2)]),
}


@st.composite
def books(draw: st.DrawFn) -> MemoryBook:
    """Give a ledger with up to eight leads, most of them new, some of them at work, and a team of five."""
    tables: dict[str, list[dict[str, Value]]] = {
        "leads": draw(st.lists(_leads(), min_size=1, max_size=8)),
        "people": [{"role": "AM", **draw(st.fixed_dictionaries(_PERSON))} for _ in _AMS]
        + [{"role": "SE", "name": "售前示例"}, {"role": "SO", "name": "运营示例"}],
        "customers": draw(st.lists(_customers(), max_size=2)),
        "industries": [{"keywords": "MES"}, {"keywords": "机床;数控"}],
        "directory": draw(st.lists(_listed(), max_size=2)),
        "blocked": draw(st.lists(st.fixed_dictionaries({"company": _COMPANY, "phone": _MOBILE}), max_size=1)),
    }
    keys = {"people": [*_AMS, _SE, "O1"], "industries": ["软件", "机床"]}
    return machine_book(**{name: _frame(name, rows, keys.get(name)) for name, rows in tables.items()})


def _frame(name: str, rows: list[dict[str, Value]], keys: list[str] | None) -> pd.DataFrame:
    schema = TABLES[name]
    index = keys or [schema.mint(number) for number in range(1, len(rows) + 1)]
    return typed(schema, pd.DataFrame(rows, index=pd.Index(index, dtype="str")))


@st.composite
def _leads(draw: st.DrawFn) -> dict[str, Value]:
    lead = draw(st.fixed_dictionaries(_NEW))
    status = draw(st.sampled_from([None, "new", "new", "new", *(s for s in Status if s is not Status.MERGED)]))
    lead["status"] = None if status is None else str(status)
    if status in (None, Status.NEW):
        return lead
    lead["grade"] = draw(_GRADE)
    if status in OWNED:
        lead |= _held(draw, Status(status))
    if status is Status.RETURNED:
        lead |= {"lapsed_by": draw(st.sampled_from([None, "A1", "A1;A2"])), "returns": 1.0}
    return lead


def _held(draw: st.DrawFn, status: Status) -> dict[str, Value]:
    at = START - timedelta(minutes=draw(st.sampled_from([30, 60, 121, 1000, 30_000])))
    due = at + timedelta(hours=2)
    held: dict[str, Value] = {
        "owner": draw(st.sampled_from(_AMS)),
        "assigned_at": at,
        "delivered_at": at,
        "confirm_due": due,
        "first_assigned_at": at,
    }
    return held if status is Status.ASSIGNED else held | {"confirmed_at": at}


def _customers() -> st.SearchStrategy[dict[str, Value]]:
    return st.fixed_dictionaries(
        {"company": _COMPANY, "phone": _PHONE, "industry": _FACTS["industry"], "owner": st.sampled_from([None, *_AMS])}
    )


def _listed() -> st.SearchStrategy[dict[str, Value]]:
    return st.fixed_dictionaries(
        {"company": _COMPANY, **{name: _FACTS[name] for name in ("industry", "region", "size")}}
    )


def people_at_work(
    data: st.DataObject, book: MemoryBook, now: datetime, said: Typed, *, anything: bool = False
) -> None:
    """Let people do a few things to a book behind the machine's back; `said` takes in what they typed.

    They type and clear facts, grades and stages, answer the desk, reply to leads that wait for them, name an AM, change
    the team and note contacts; new enquiries come in. With `anything` they type into cells that are none of their
    business, too.
    """
    doings = [_type_a_fact, _judge, _reply, _name_an_am, _change_the_team, _send_an_enquiry, _note_a_contact]
    doings += [_meddle] if anything else []
    for doing in data.draw(st.lists(st.sampled_from(doings), max_size=4)):
        doing(data, book, now, said)


def _type(book: MemoryBook, said: Typed, place: tuple[str, str, str], cell: Value) -> None:
    """Type into a cell. One that is cleared where the machine never wrote is nobody's again."""
    state, (table, key, column) = book.read(), place
    if value(state.frame(table).loc[key, column]) == cell:
        return
    person_types(book, table, key, column, cell)
    said[place] = cell
    if cell is None and column not in state.written.get((table, key), {}):
        del said[place]


def _any_lead(data: st.DataObject, book: MemoryBook) -> str:
    leads: list[str] = sorted(book.tables["leads"].index)
    return data.draw(st.sampled_from(leads))


def _type_a_fact(data: st.DataObject, book: MemoryBook, _: datetime, said: Typed) -> None:
    facts = {**_FACTS, "grade": _GRADE, "stage": _STAGE}
    column = data.draw(st.sampled_from(sorted(facts)))
    _type(book, said, ("leads", _any_lead(data, book), column), data.draw(facts[column]))


def _meddle(data: st.DataObject, book: MemoryBook, _: datetime, said: Typed) -> None:
    column = data.draw(st.sampled_from(sorted(MACHINES)))
    _type(book, said, ("leads", _any_lead(data, book), column), data.draw(MACHINES[column]))


def _judge(data: st.DataObject, book: MemoryBook, _: datetime, said: Typed) -> None:
    desk = book.read().frame("desk")
    waiting = sorted(desk.index[desk["closed_at"].isna()])
    if waiting:
        verdict = data.draw(st.sampled_from([word.value for word in Verdict]))
        _type(book, said, ("desk", data.draw(st.sampled_from(waiting)), "verdict"), verdict)


def _reply(data: st.DataObject, book: MemoryBook, now: datetime, said: Typed) -> None:
    leads = book.read().frame("leads")
    waiting = sorted(leads.index[leads["status"].eq(Status.ASSIGNED) & leads["reply"].isna()])
    if waiting:
        lead = data.draw(st.sampled_from(waiting))
        book.replied_at[lead] = now
        _type(book, said, ("leads", lead, "reply"), data.draw(st.sampled_from([word.value for word in Reply])))


def _name_an_am(data: st.DataObject, book: MemoryBook, now: datetime, said: Typed) -> None:
    verb, lead = data.draw(st.sampled_from(["assign", "transfer"])), _any_lead(data, book)
    with contextlib.suppress(LedgerError):  # refused, and told why
        book.write(VERBS[verb].function()(book, now, lead, data.draw(st.sampled_from(_AMS))), who="SO")
        for cell in [cell for cell in said if cell[1] == lead and cell[2] in MACHINES]:
            del said[cell]  # SO's word goes over what stood there


def _change_the_team(data: st.DataObject, book: MemoryBook, _: datetime, said: Typed) -> None:
    column = data.draw(st.sampled_from(sorted(set(_PERSON) - {"name"})))
    _type(book, said, ("people", data.draw(st.sampled_from(_AMS)), column), data.draw(_PERSON[column]))


def _send_an_enquiry(data: st.DataObject, book: MemoryBook, now: datetime, _: Typed) -> None:
    cells = data.draw(st.fixed_dictionaries(_NEW)) | {"status": "new", "received_at": now, "imported_at": now}
    row = {column: cell for column, cell in cells.items() if cell is not None}
    key = TABLES["leads"].mint(book.read().last_number("leads") + 1)
    book.write(Plan("import", now, (Group(key, (Append("leads", key, row),)),)), who="machine")


def _note_a_contact(data: st.DataObject, book: MemoryBook, now: datetime, said: Typed) -> None:
    key = TABLES["touches"].mint(book.read().last_number("touches") + 1)
    cells = {column: cell for column, cell in data.draw(st.fixed_dictionaries(_CONTACTED)).items() if cell is not None}
    book.tables = apply(book.tables, [Append("touches", key, cells)])
    book.seen_at["touches", key] = now
    said |= {("touches", key, column): cell for column, cell in cells.items()}
