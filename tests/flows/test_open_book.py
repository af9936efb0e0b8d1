"""Verbs in a workbook that somebody has open: nobody else sees what they did, or is told of it, before it is saved."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from hiveledger.book.base import Ledger
from hiveledger.book.file import FileBook
from hiveledger.flows.answer import Answer
from hiveledger.flows.explain import tell_explain
from hiveledger.flows.history import tell_history
from hiveledger.flows.messages import send_messages
from hiveledger.flows.pending import tend_pending, tend_sync
from hiveledger.flows.requests import Done, Failed, Kept, Step, Told
from hiveledger.journal import Argument
from hiveledger.notify import Outbox, Secrets, Senders
from hiveledger.rules.messages import About
from hiveledger.text import Language
from tests.books import cells
from tests.ledgers import type_into
from tests.open_books import OpenBook
from tests.tables import table
from tests.waiting import filled, opened, queue_of, run

TEN: Final = datetime(2026, 3, 2, 10)
SAVED: Final = datetime(2026, 3, 2, 10, 30)
ELEVEN: Final = datetime(2026, 3, 2, 11)
DUE: Final = datetime(2026, 3, 2, 14)  # two hours of work after the save, lunch left out

PEOPLE: Final = """
    staff_no | name   | role | industries | quota_a | quota_b | cap | mail
    A001     | 示例甲 | AM   | 汽车       | 10      | 10      | 5   | a1@team.example
    A002     | 示例乙 | AM   | 食品       | 10      | 10      | 5   |
"""
LEADS: Final = """
    lead_id | company    | industry | grade | status   | received_at | owner | assigned_at      | delivered_at     | confirm_due
    L000001 | 示例甲公司 | 汽车     | A     | cleaned  | 2026-03-01  |       |                  |                  |
    L000002 | 示例乙公司 | 汽车     | A     | assigned | 2026-03-01  | A001  | 2026-03-02 09:00 | 2026-03-02 09:00 | 2026-03-02 11:00
    L000003 | 示例丙公司 | 汽车     | B     | pooled   | 2026-03-01  |       |                  |                  |
"""  # noqa: E501 - a row is a line

TIMES: Final = ("assigned_at", "delivered_at", "confirm_due")


@pytest.fixture
def closed(tmp_path: Path) -> FileBook:
    book = filled(tmp_path, leads=table(LEADS), people=table(PEOPLE))
    book.sync()
    return book


@pytest.fixture
def there(closed: FileBook) -> OpenBook:
    return OpenBook(closed)


def lead(book: Ledger, key: str, *columns: str) -> list[object]:
    return list(cells(book.read().frame("leads"), key, *columns))


def codes(steps: list[Step]) -> list[str]:
    return [finding.code for step in steps if isinstance(step, Told) for finding in step.findings]


@pytest.mark.parametrize(
    ("verb", "told"),
    [
        pytest.param("distribute", {}, id="distribute"),
        pytest.param("assign", {"lead": "L000001", "person": "A001"}, id="assign"),
    ],
)
def test_who_gets_a_lead_in_an_open_workbook_has_not_received_it_yet(
    there: OpenBook, verb: str, told: dict[str, Argument]
) -> None:
    run(there, verb, TEN, **told)
    assert lead(there, "L000001", "owner", *TIMES) == ["A001", TEN, None, None]
    assert lead(there, "L000002", *TIMES[1:]) == [datetime(2026, 3, 2, 9), ELEVEN]


def test_nor_has_who_takes_over_or_wins_one(closed: FileBook, there: OpenBook) -> None:
    run(there, "transfer", TEN, lead="L000002", person="A002")
    assert lead(there, "L000002", "owner", *TIMES) == ["A002", TEN, None, None]
    run(there, "claim", TEN)
    run(there, "claim", TEN, leads=("L000003",), by="A001")
    run(there, "claim", ELEVEN)
    assert lead(there, "L000003", "status", "owner", *TIMES) == ["confirmed", "A001", ELEVEN, None, None]
    there.save(SAVED)
    run(closed, "clean", ELEVEN)  # which has to wait
    run(there, "confirm", ELEVEN)
    assert lead(there, "L000003", *TIMES[1:]) == [SAVED, None]


@pytest.mark.parametrize("verb", ["confirm", "return"])
def test_the_time_to_confirm_begins_with_the_save_that_was_first_seen(
    closed: FileBook, there: OpenBook, verb: str
) -> None:
    run(there, "distribute", TEN)
    there.save(SAVED)
    closed.read()
    there.save(ELEVEN)
    there.close()
    run(closed, verb, ELEVEN)
    assert lead(closed, "L000001", *TIMES) == [TEN, SAVED, DUE]
    assert all(isinstance(step, Done) and step.outcome is None for step in run(closed, verb, ELEVEN))


def test_it_begins_in_the_open_workbook_too(there: OpenBook) -> None:
    run(there, "distribute", TEN)
    run(there, "confirm", TEN)
    assert lead(there, "L000001", *TIMES) == [TEN, None, None]
    there.save(SAVED)
    run(there, "confirm", ELEVEN)
    assert lead(there, "L000001", *TIMES) == [TEN, SAVED, DUE]


def test_who_confirmed_before_the_save_had_it_by_then(closed: FileBook, there: OpenBook) -> None:
    run(there, "distribute", TEN)
    early = TEN + timedelta(minutes=5)
    run(there, "confirm", early, leads=("L000001",), by="A001")
    there.save(SAVED)
    there.close()
    run(closed, "confirm", ELEVEN)
    assert lead(closed, "L000001", "status", *TIMES) == ["confirmed", TEN, early, None]


def test_what_is_not_saved_for_long_is_on_the_desk_and_nobodys_lapse(there: OpenBook) -> None:
    run(there, "distribute", TEN)
    run(there, "return", datetime(2026, 3, 2, 15))
    assert lead(there, "L000001", "status", "owner") == ["assigned", "A001"]
    desk = there.read().frame("desk")
    assert "undelivered" in desk.loc[desk["lead_id"].eq("L000001"), "kind"].to_list()


def test_in_a_closed_book_a_lead_is_received_when_it_is_written(closed: FileBook) -> None:
    run(closed, "distribute", TEN)
    assert lead(closed, "L000001", *TIMES) == [TEN, TEN, datetime(2026, 3, 2, 12)]


def test_nobody_is_told_of_what_is_not_saved(closed: FileBook, there: OpenBook) -> None:
    senders, outbox = Senders(Secrets({})), Outbox(closed.state_dir, closed.machine)

    def told() -> list[str]:
        list(send_messages(closed, senders, ELEVEN, Language.ZH))
        return [letter.subject for letter in outbox.letters(About.ASSIGNED) if letter.subject == "L000001"]

    outbox.begin(TEN - timedelta(hours=2))
    run(there, "distribute", TEN)
    assert told() == []
    there.save(SAVED)
    assert told() == ["L000001"]


def test_nobody_is_told_of_what_was_lost(closed: FileBook, there: OpenBook) -> None:
    Outbox(closed.state_dir, closed.machine).begin(TEN - timedelta(hours=2))
    run(there, "distribute", TEN)
    there.close()
    assert codes(run(closed, "clean", ELEVEN)) == ["book.closed_unsaved"]
    list(send_messages(closed, Senders(Secrets({})), ELEVEN, Language.ZH))
    assert "L000001" not in [one.subject for one in Outbox(closed.state_dir, closed.machine).letters()]


def test_history_and_pending_tell_what_is_not_saved_and_what_was_lost(closed: FileBook, there: OpenBook) -> None:
    run(there, "distribute", TEN)
    (answer,) = tend_pending(closed, queue_of(closed), ELEVEN, Language.ZH, apply=False, drop="", pass_over="")
    assert isinstance(answer, Answer)
    assert any("还没有保存" in line for line in answer.lines)
    assert tell_history(closed, Language.ZH).lines[-1].endswith("（未保存）")
    assert tell_history(closed, Language.ZH, "L000001").lines[-1].endswith("（未保存）")
    assert any("（未保存）" in line for line in tell_explain(there, Language.ZH, "L000001").lines)
    there.close()
    assert tell_history(closed, Language.ZH).lines[-1].endswith("没有留下）")
    run(closed, "distribute", ELEVEN)
    *_, lost, distributed = tell_history(closed, Language.ZH).lines
    assert lost.endswith("没有留下）")
    assert not distributed.endswith("）")


def test_what_waits_is_carried_out_in_the_open_workbook(closed: FileBook, there: OpenBook) -> None:
    (kept,) = run(closed, "confirm", TEN, leads=("L000002",), by="A001")
    assert isinstance(kept, Kept)
    steps = list(tend_sync(there, queue_of(there), ELEVEN, Language.ZH))
    assert isinstance(steps[0], Done)
    assert lead(there, "L000002", "status", "confirmed_at") == ["confirmed", TEN]
    assert lead(closed, "L000002", "status") == ["assigned"]
    assert queue_of(closed).waiting() == ()


def test_what_only_a_closed_book_can_take_waits_and_holds_up_nothing_else(closed: FileBook, there: OpenBook) -> None:
    (kept,) = run(there, "forget", TEN, lead="L000001")
    assert isinstance(kept, Kept)
    first, second = run(there, "distribute", TEN)
    assert isinstance(first, Failed)
    assert isinstance(second, Done)
    there.save(SAVED)
    there.close()
    run(closed, "clean", ELEVEN)
    assert lead(closed, "L000001", "company") == ["示例甲公司"]  # a company is nobody's person
    assert queue_of(closed).waiting() == ()


def test_an_order_on_the_desk_of_an_open_workbook_is_carried_out_there(closed: FileBook, there: OpenBook) -> None:
    there.edit(lambda path: _order(closed, path, "分配"))
    list(tend_sync(there, queue_of(there), TEN, Language.ZH))
    assert lead(there, "L000001", "owner") == ["A001"]
    assert there.read().frame("desk")["order"].isna().all()


def test_a_preview_that_is_ordered_there_is_refused_in_its_row(closed: FileBook, there: OpenBook) -> None:
    there.edit(lambda path: _order(closed, path, "预览"))
    list(tend_sync(there, queue_of(there), TEN, Language.ZH))
    assert "关闭以后" in str(there.read().frame("desk")["detail"].to_list())


def _order(book: FileBook, path: Path, word: str) -> None:
    place = book.past.read(path.read_bytes()).places["desk"]
    type_into(path, place.at(place.last_row + 1, "order"), word)


def test_while_it_is_open_the_closed_book_is_refused(closed: FileBook) -> None:
    with opened(closed):
        (kept,) = run(closed, "distribute", TEN)
    assert isinstance(kept, Kept)
