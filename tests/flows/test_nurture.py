"""Nurturing: who is due a case, what counts as sent, and what an answer leads to. Source: M11."""

from datetime import datetime
from typing import Final

import pandas as pd
import pytest

from hiveledger.book.memory import MemoryBook
from hiveledger.changes import Plan
from hiveledger.flows.dues import next_dues
from hiveledger.flows.nurture import plan_mailed, plan_nurture
from tests.books import cells, machine_book, person_types
from tests.tables import table

NOW: Final = datetime(2026, 3, 2, 9)
LEADS: Final = """
    lead_id | company      | contact | email          | industry | status    | grade
    L1      | 示例甲公司   | 张三    | z@example.com  | 电子     | nurturing | C
    L2      | 示例乙公司   | 李四    |                | 物流     | nurturing | C
    L3      | 示例丙公司   | 王五    |                | 电子     | nurturing | C
    L4      | 示例丁公司   | 赵六    |                | 电子     | assigned  | A
"""
NURTURE: Final = """
    lead_id | nurtured_at | next_case_at | opt_out
    L1      | 2026-02-01  | 2026-03-02   |
    L2      | 2026-02-01  | 2026-03-02   |
    L3      | 2026-02-01  | 2026-03-09   |
"""
CASES: Final = """
    case_id | industry  | stage | title    | text           | link                | used_until
    K000001 | 电子;机械 |       | 产线提速 | 节拍缩短三成。 | https://example.com | 2026-12-31
    K000002 | 电子      |       | 少出次品 |                |                     |
    K000003 |           |       | 过期的   |                |                     | 2026-01-31
"""


def _book(**more: str) -> MemoryBook:
    return machine_book(
        leads=table(LEADS), nurture=table(NURTURE), cases=table(CASES), **{k: table(v) for k, v in more.items()}
    )


def _run(book: MemoryBook, now: datetime = NOW) -> Plan:
    plan = plan_nurture(book, now)
    assert book.write(plan, who="test").conflicts == ()
    assert plan_nurture(book, now).groups == ()
    return plan


def _mailings(book: MemoryBook) -> dict[str, tuple[str, ...]]:
    rows = book.read().frame("mailings")
    return {key: tuple(row) for key, *row in rows[["lead_id", "case_id", "channel"]].itertuples()}


def test_who_is_due_gets_a_case_of_their_industry_that_has_not_ended() -> None:
    book = _book()
    _run(book)
    assert _mailings(book) == {"N000001": ("L1", "K000001", "mail")}


def test_the_words_name_customer_case_and_link_and_can_be_copied_as_they_are() -> None:
    book = _book()
    _run(book)
    [text] = cells(book.read().frame("mailings"), "N000001", "text")
    assert text == (
        "张三您好：\n分享一个同类企业的案例《产线提速》，供您参考。\n节拍缩短三成。\n详情：https://example.com\n"
        "如果贵司也有类似的打算，回复我就好；不想再收到案例，请回复“退订”。"
    )


def test_an_industry_without_a_case_is_on_the_desk_once_and_closes_when_there_is_one() -> None:
    book = _book()
    _run(book)
    desk = book.read().frame("desk")
    assert desk[["kind", "subject"]].to_numpy().tolist() == [["setting", "物流"]]
    book.tables["cases"] = pd.concat(
        [
            book.tables["cases"],
            table("""
        case_id | industry | title     | used_until:datetime64[us]
        K000009 | 物流     | 仓库盘点  |
    """),
        ]
    )
    _run(book)
    assert _mailings(book)["N000002"] == ("L2", "K000009", "copy")
    assert book.read().frame("desk")["closed_at"].notna().all()


def test_a_case_on_the_list_is_no_case_sent() -> None:
    book = _book()
    _run(book)
    _run(book, datetime(2026, 5, 1))
    assert [lead for lead, *_ in _mailings(book).values()].count("L1") == 1
    assert cells(book.read().frame("nurture"), "L1", "last_case_at") == [None]


def test_a_tick_counts_from_when_it_was_first_seen_saved_and_names_the_next_day() -> None:
    book = _book()
    _run(book)
    person_types(book, "mailings", "N000001", "sent", "sent")
    book.seen_at[("mailings", "N000001")] = datetime(2026, 3, 2, 11)
    _run(book, datetime(2026, 3, 5, 9))
    assert cells(book.read().frame("mailings"), "N000001", "sent_at") == [datetime(2026, 3, 2, 11)]
    assert cells(book.read().frame("nurture"), "L1", "last_case", "next_case_at") == ["产线提速", datetime(2026, 4, 1)]


@pytest.mark.parametrize("answer", ["sent", "skipped"])
def test_nobody_is_given_the_same_case_twice(answer: str) -> None:
    book = _book()
    for case, day in (("K000001", NOW), ("K000002", datetime(2026, 4, 1, 9))):
        _run(book, day)
        [key] = [key for key, (lead, chosen, _) in _mailings(book).items() if (lead, chosen) == ("L1", case)]
        person_types(book, "mailings", key, "sent", answer)
        book.seen_at["mailings", key] = day
    _run(book, datetime(2026, 5, 4, 9))
    assert [lead for lead, *_ in _mailings(book).values()].count("L1") == 2


def test_a_skipped_case_was_not_sent() -> None:
    book = _book()
    _run(book)
    person_types(book, "mailings", "N000001", "sent", "skipped")
    _run(book)
    assert cells(book.read().frame("mailings"), "N000001", "sent_at") == [None]
    assert cells(book.read().frame("nurture"), "L1", "last_case") == [None]


def test_what_the_mail_server_took_is_sent_once() -> None:
    book = _book()
    _run(book)
    taken = {"N000001": datetime(2026, 3, 2, 9, 5)}
    book.write(plan_mailed(book, datetime(2026, 3, 2, 9, 6), taken), who="scheduler")
    assert cells(book.read().frame("mailings"), "N000001", "sent_at", "closed_at") == [taken["N000001"]] * 2
    assert plan_mailed(book, datetime(2026, 3, 2, 9, 7), taken).groups == ()


@pytest.mark.parametrize("words", ["退订", "请不要再发了", "STOP please"])
def test_who_wants_no_more_gets_no_more_and_is_no_upgrade(words: str) -> None:
    book = _book()
    _run(book)
    person_types(book, "mailings", "N000001", "reaction", words)
    _run(book)
    assert cells(book.read().frame("nurture"), "L1", "opt_out") == [words]
    assert cells(book.read().frame("mailings"), "N000001", "closed_at") == [NOW]
    assert "upgrade" not in book.read().frame("desk")["kind"].to_list()
    _run(book, datetime(2026, 6, 1))
    assert [lead for lead, *_ in _mailings(book).values()].count("L1") == 1


def test_an_answer_is_proposed_to_so_and_an_accepted_one_is_distributed_again() -> None:
    book = _book()
    _run(book)
    person_types(book, "mailings", "N000001", "reaction", "想看看方案")
    _run(book)
    desk = book.read().frame("desk")
    [key] = desk.index[desk["kind"] == "upgrade"]
    assert "想看看方案" in str(desk.loc[key, "detail"])
    person_types(book, "desk", key, "verdict", "accept")
    _run(book)
    assert cells(book.read().frame("leads"), "L1", "status", "grade") == ["cleaned", "B"]
    assert cells(book.read().frame("desk"), key, "closed_at") == [NOW]
    assert cells(book.read().frame("mailings"), "N000001", "closed_at") == [NOW]


def test_an_answer_that_so_turned_down_is_not_proposed_again_but_the_next_one_is() -> None:
    book = _book()
    _run(book)
    person_types(book, "mailings", "N000001", "reaction", "想看看方案")
    _run(book)
    desk = book.read().frame("desk")
    [key] = desk.index[desk["kind"] == "upgrade"]
    person_types(book, "desk", key, "verdict", "reject")
    _run(book)
    assert book.read().frame("desk")["kind"].to_list().count("upgrade") == 1
    person_types(book, "mailings", "N000001", "sent", "sent")
    _run(book)
    _run(book, datetime(2026, 4, 2))
    person_types(book, "mailings", "N000003", "reaction", "这次真要了")
    _run(book, datetime(2026, 4, 2))
    assert book.read().frame("desk")["kind"].to_list().count("upgrade") == 2


def test_the_day_of_the_next_case_is_when_to_look_again() -> None:
    book = _book()
    assert next_dues(book.read(), NOW)["nurture"] == datetime(2026, 3, 2)
    _run(book)
    assert next_dues(book.read(), NOW)["nurture"] == datetime(2026, 3, 2)  # for 物流 there is still no case
    person_types(book, "nurture", "L2", "opt_out", "不要")
    assert next_dues(book.read(), NOW)["nurture"] == datetime(2026, 3, 9)
