"""One ledger that is watched, at times that are literals."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from hiveledger.book.base import Ledger
from hiveledger.book.file import FileBook
from hiveledger.errors import BusyError
from hiveledger.notify import Outbox
from hiveledger.scheduler.find import stamp_of
from hiveledger.scheduler.log import Log, log_file
from hiveledger.scheduler.reach import Reach
from hiveledger.scheduler.record import Result
from hiveledger.scheduler.watched import Watched
from hiveledger.text import Language
from tests.ledgers import imported, type_into
from tests.notify.servers import mail_server
from tests.open_books import OpenBook
from tests.scheduler.watching import assigned, ledger
from tests.tables import table
from tests.waiting import book_at, filled, opened, queue_of, run

NOON: Final = datetime(2026, 3, 2, 12)
MINUTE: Final = timedelta(minutes=1)
Watch = Callable[..., Watched]


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    log = Log(tmp_path / "log", Language.ZH)

    def begin(book: FileBook, reach: Reach = lambda _: None) -> Watched:
        own = book_at(book.path)
        return Watched((own, queue_of(own)), tmp_path / "record.json", log, NOON, lambda _: True, reach=reach)

    return begin


def said(tmp_path: Path) -> str:
    return log_file(tmp_path / "log").read_text("utf-8")


def look(one: Watched, now: datetime) -> None:
    """Look until nothing more comes of it, as the process does within some seconds."""
    one.look(stamp_of(one.path), now)
    one.look(stamp_of(one.path), now + timedelta(seconds=1))


def status(book: FileBook) -> str:
    return str(book_at(book.path).read().frame("leads").loc["L1", "status"])


def test_a_lead_goes_back_at_the_moment_after_it_was_due_and_not_before(tmp_path: Path, watch: Watch) -> None:
    book = ledger(tmp_path / "f", L1=NOON + MINUTE)
    one = watch(book)
    look(one, NOON)
    assert one.next_at == NOON + MINUTE + timedelta(seconds=1)
    one.look(stamp_of(one.path), NOON + MINUTE)
    assert status(book) == "assigned"
    one.look(stamp_of(one.path), NOON + MINUTE + timedelta(seconds=1))
    assert status(book) == "returned"


def test_a_look_at_what_is_as_it_was_changes_nothing(tmp_path: Path, watch: Watch) -> None:
    book = ledger(tmp_path / "f", L1=NOON + 9 * MINUTE)
    one = watch(book)
    look(one, NOON)
    record, log, stamp = one.record, said(tmp_path) if log_file(tmp_path / "log").exists() else "", stamp_of(book.path)
    look(one, NOON + 8 * MINUTE)
    assert one.record == record
    assert stamp_of(book.path) == stamp
    assert (said(tmp_path) if log_file(tmp_path / "log").exists() else "") == log


def test_a_change_that_the_time_of_the_file_hides_is_found_by_what_it_holds(tmp_path: Path, watch: Watch) -> None:
    book = ledger(tmp_path / "f", L1=datetime(2100, 1, 1))
    book.read()
    place = book.address("leads", "L1", "reply")
    one = watch(book)
    look(one, NOON)
    hidden = stamp_of(book.path)
    type_into(book.path, place, "接单")
    one.look(hidden, NOON + MINUTE)
    assert status(book) == "assigned"
    one.verify(NOON + 2 * MINUTE)
    one.look(hidden, NOON + 2 * MINUTE)
    assert status(book) == "confirmed"


def test_whoever_has_a_book_open_for_long_is_told_of_once(tmp_path: Path, watch: Watch) -> None:
    book = ledger(tmp_path / "f", L1=NOON - MINUTE)
    one = watch(book)
    with opened(book, who="王示例"):
        for minute in range(40):
            look(one, NOON + minute * MINUTE)
    assert one.record.held_since == NOON
    assert said(tmp_path).count("请对方保存并关闭") == 1
    look(one, NOON + 41 * MINUTE)
    assert not one.record.held_by
    assert status(book) == "returned"


def test_a_message_that_could_not_be_sent_is_tried_again_at_its_time_though_the_book_is_open(
    tmp_path: Path, watch: Watch
) -> None:
    people = table("""
        staff_no | name   | role | mail
        A001     | 王示例 | AM   | a001@example.com
    """)
    book = filled(tmp_path, people=people, leads=assigned(L1=NOON - MINUTE))
    one = watch(book)
    with opened(book, who="王示例"):
        for minute in range(17):
            look(one, NOON + minute * MINUTE)
        own = book_at(book.path)
        (letter,) = Outbox(own.state_dir, own.machine).letters("held")
        assert (letter.to, letter.tries > 0, bool(letter.why)) == ("A001", True, True)
        tries = letter.tries
        assert letter.next_try is not None
        look(one, letter.next_try)
        (letter,) = Outbox(own.state_dir, own.machine).letters("held")
        assert letter.tries == tries + 1
        assert status(book) == "assigned"


def test_what_somebody_asked_for_while_a_book_was_open_lands_with_the_list_of_what_was_refused(
    tmp_path: Path, watch: Watch
) -> None:
    book = ledger(tmp_path / "f", L1=NOON + 9 * MINUTE)
    source = tmp_path / "官网.csv"
    source.write_text("公司名称,手机,需求\n苏州示例丙机械有限公司,13800000003,\n,,谁也不知道是谁\n", "utf-8")
    one = watch(book)
    look(one, NOON)
    with opened(book):
        run(book_at(book.path), "import", NOON, files=(str(source),))
        look(one, NOON + MINUTE)
        assert one.record.waiting == 1
    look(one, NOON + 2 * MINUTE)
    assert len(book_at(book.path).read().frame("leads")) == 2
    assert "13800000003" not in said(tmp_path)
    (refused,) = (book.state_dir / "rejects").iterdir()
    assert refused.name in said(tmp_path)


def test_the_log_says_why_a_message_did_not_go(tmp_path: Path, watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    people = table("""
        staff_no | name   | role | mail
        A001     | 示例甲 | AM   | a001@example.com
    """)
    one = watch(filled(tmp_path, people=people, leads=assigned(L1=NOON + 60 * MINUTE)))
    look(one, NOON)
    with mail_server() as inbox:
        monkeypatch.setenv("HIVELEDGER_ADDRESS_SMTP", inbox.account)
        inbox.answers = ["451 later"]
        look(one, NOON + 30 * MINUTE)
        assert "对方服务器应答 451" in said(tmp_path)
        look(one, NOON + 31 * MINUTE)
        assert len(inbox.mails) == 1


def test_a_rule_that_is_wrong_stops_this_ledger_until_it_is_mended(tmp_path: Path, watch: Watch) -> None:
    book = ledger(tmp_path / "f", L1=NOON - MINUTE)
    book.read()
    place = book.address("settings", "grace_minutes", "value")
    type_into(book.path, place, "很多")
    one = watch(book)
    look(one, NOON)
    assert "很多" not in one.record.why
    assert one.record.why
    assert one.next_at == NOON + MINUTE
    type_into(book.path, place, "0")
    look(one, NOON + timedelta(seconds=5))
    assert (one.record.why, status(book)) == ("", "returned")


def test_a_book_that_is_away_is_waited_for(tmp_path: Path, watch: Watch) -> None:
    book = ledger(tmp_path / "f", L1=NOON - MINUTE)
    one, away = watch(book), book.path.with_name("away")
    book.path.rename(away)
    look(one, NOON)
    assert one.record.why
    away.rename(book.path)
    look(one, NOON + MINUTE)
    assert (one.record.why, status(book)) == ("", "returned")


def test_where_nothing_can_be_remembered_the_work_is_done_all_the_same(tmp_path: Path) -> None:
    book, log = ledger(tmp_path / "f", L1=NOON - MINUTE), Log(tmp_path / "log", Language.ZH)
    (tmp_path / "taken").write_bytes(b"")
    own = book_at(book.path)
    look(
        Watched(
            (own, queue_of(own)), tmp_path / "taken" / "record.json", log, NOON, lambda _: True, reach=lambda _: None
        ),
        NOON,
    )
    assert status(book) == "returned"


def test_a_clock_that_was_ahead_for_a_while_holds_nothing_up(tmp_path: Path, watch: Watch) -> None:
    book = ledger(tmp_path / "f", L1=datetime(2100, 1, 1), L2=NOON + 5 * MINUTE)
    look(watch(book), datetime(2027, 1, 1))
    one = watch(book)
    look(one, NOON)
    assert one.record.jobs["return"].last_run == NOON
    assert one.record.jobs["return"].result is Result.NOTHING


def test_leads_that_come_in_are_cleaned_and_graded_by_themselves_and_the_day_has_its_version(
    tmp_path: Path, watch: Watch
) -> None:
    lead = {"company": "苏州示例丙机械有限公司", "mobile": "138 0000 0003", "need": "想了解报价"}
    book = imported(tmp_path, {**lead, "received_at": NOON})
    one = watch(book)
    for minute in range(0, 12, 2):
        look(one, NOON + minute * MINUTE)
    row = book_at(book.path).read().frame("leads").loc["L000001"]
    assert (row["mobile"], row["status"]) == ("13800000003", "to_verify")
    assert one.record.upcoming["backup"] == datetime(2026, 3, 2, 18, 30)
    look(one, datetime(2026, 3, 3, 8))
    assert one.record.jobs["backup"].last_run == datetime(2026, 3, 3, 8)
    assert one.record.upcoming["backup"] == datetime(2026, 3, 3, 18, 30)


def test_what_is_due_is_done_in_the_workbook_that_is_open_here_once_nobody_is_at_work(
    tmp_path: Path, watch: Watch
) -> None:
    book = ledger(tmp_path / "f", L1=NOON - MINUTE)
    there = OpenBook(book_at(book.path))
    one = watch(book, lambda _: there)
    one.look(stamp_of(book.path), NOON)
    assert there.read().frame("leads").loc["L1", "status"] == "assigned"
    there.edit(lambda path: type_into(path, book.address("leads", "L1", "company"), "人工改名"))
    one.look(stamp_of(book.path), NOON + MINUTE)
    assert there.read().frame("leads").loc["L1", "status"] == "assigned"
    one.look(stamp_of(book.path), NOON + 2 * MINUTE)
    assert there.read().frame("leads").loc["L1", "status"] == "returned"
    assert status(book) == "assigned"
    assert "在打开的工作簿里办" in said(tmp_path)
    for minute in range(3, 40):
        one.look(stamp_of(book.path), NOON + minute * MINUTE)
    assert said(tmp_path).count("：退回，") == 1
    assert "请对方保存并关闭" not in said(tmp_path)
    there.save(NOON + 40 * MINUTE)
    one.look(stamp_of(book.path), NOON + 41 * MINUTE)
    assert status(book) == "returned"


def test_what_was_lost_with_the_open_workbook_is_told_and_done_again(tmp_path: Path, watch: Watch) -> None:
    book = ledger(tmp_path / "f", L1=NOON - MINUTE)
    there = OpenBook(book_at(book.path))
    one = watch(book, lambda _: there)
    for minute in range(3):
        one.look(stamp_of(book.path), NOON + minute * MINUTE)
    assert there.read().frame("leads").loc["L1", "status"] == "returned"
    there.close()
    one.look(stamp_of(book.path), NOON + 3 * MINUTE)
    assert said(tmp_path).count("没有保存就关掉了") == 1
    assert status(book) == "returned"


def test_a_program_that_does_not_answer_is_waited_for(tmp_path: Path, watch: Watch) -> None:
    def silent(closed: FileBook) -> Ledger:
        raise BusyError("live.no_answer", file=closed.path.name, why="")

    book = ledger(tmp_path / "f", L1=NOON - MINUTE)
    one = watch(book, silent)
    with opened(book):
        look(one, NOON)
    assert one.record.held_since == NOON
    look(one, NOON + MINUTE)
    assert status(book) == "returned"
