"""Messages: put down, sent by a real server, marked; never a customer in a group, never what no longer holds."""

import email
import email.policy
import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from aiosmtpd.controller import Controller

from hiveledger.book.file import FileBook
from hiveledger.book.memory import MemoryBook
from hiveledger.changes import Append, Change, Group, Plan, Set, value
from hiveledger.flows.letters import write_group_words, write_words
from hiveledger.flows.messages import ask_holder, find_notices, next_notice, send_messages
from hiveledger.flows.weekly import ask_report
from hiveledger.notify import Secrets, Senders
from hiveledger.rules.messages import About, as_notices
from hiveledger.text import Language
from tests.books import machine_book
from tests.ledgers import new_ledger
from tests.notify.servers import web_server
from tests.tables import table

if TYPE_CHECKING:
    from email.message import EmailMessage

NOW: Final = datetime(2026, 3, 3, 10)
BEGAN: Final = NOW - timedelta(hours=1)
PEOPLE: Final = """
    staff_no | name | role | mail
    A1       | 甲   | AM   | a1@team.example
    A2       | 乙   | AM   |
    E1       | 售前 | SE   | e1@team.example
    S1       | 运营 | SO   | s1@team.example
"""
LEADS: Final = """
    lead_id | company | mobile     | status   | owner | cc_se | assigned_at      | delivered_at     | confirm_due
    L1      | 甲公司 | 13800000001 | assigned | A1    | E1    | 2026-03-03 09:50 | 2026-03-03 09:50 | 2026-03-03 11:50
    L2      | 乙公司 | 13800000002 | assigned | A1    |       | 2026-03-03 09:50 | 2026-03-03 09:50 | 2026-03-03 11:50
"""


class Received:
    """Keeps what a server takes, or refuses all."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refuses = False

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: ANN401, N802 - aiosmtpd's own
        """Take a mail, or refuse it for now."""
        if self.refuses:
            return "451 later"
        self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 OK"


@pytest.fixture
def server() -> Iterator[tuple[Received, Senders]]:
    received = Received()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(received, hostname="127.0.0.1", port=port)
    controller.start()
    account = f"smtp://127.0.0.1:{port}/?from=ledger@team.example&tls=no"
    yield received, Senders(Secrets({"HIVELEDGER_ADDRESS_SMTP": account}))
    controller.stop()


@pytest.fixture
def book(tmp_path: Path) -> FileBook:
    ledger = new_ledger(tmp_path)
    rows: list[Change] = []
    for name, text in (("people", PEOPLE), ("leads", LEADS)):
        for key, row in table(text).iterrows():
            cells = {column: cell for column, cell in row.items() if cell == cell and cell is not None}  # noqa: PLR0124 - blank
            rows.append(Append(name, str(key), cells))  # type: ignore[arg-type]
    ledger.write(Plan("import", BEGAN, (Group("", tuple(rows)),)), "test")
    return ledger


def _send(book: FileBook, senders: Senders, now: datetime = NOW) -> dict[str, int]:
    [answer] = send_messages(book, senders, now, Language.ZH)
    assert isinstance(answer.data, dict)
    return answer.data


def test_everybody_gets_one_mail_with_all_that_is_new(book: FileBook, server: tuple[Received, Senders]) -> None:
    received, senders = server
    assert _send(book, senders, BEGAN)["sent"] == 0
    assert _send(book, senders)["sent"] == 3
    mails = {str(mail["To"]): mail for mail in received.mails}
    assert sorted(mails) == ["a1@team.example", "e1@team.example"]
    text = mails["a1@team.example"].get_content()
    assert "新线索（共 2 件）" in str(mails["a1@team.example"]["Subject"])
    assert all(word in text for word in ("甲公司", "13800000001", "03-03 11:50", "乙公司"))


def test_a_manager_gets_the_report_once_it_is_there_and_with_its_file(
    book: FileBook, server: tuple[Received, Senders]
) -> None:
    received, senders = server
    manager = Append("people", "M1", {"name": "经理", "role": "manager", "mail": "m1@team.example"})
    book.write(Plan("import", BEGAN, (Group("M1", (manager,)),)), "test")
    _send(book, senders, BEGAN)
    tuesday = datetime(2026, 3, 10, 9)
    _send(book, senders, tuesday)
    assert not [mail for mail in received.mails if mail["To"] == "m1@team.example"]
    ask_report(book, tuesday, Language.ZH)
    _send(book, senders, tuesday + timedelta(minutes=1))
    _send(book, senders, tuesday + timedelta(days=1))
    [mail] = [mail for mail in received.mails if mail["To"] == "m1@team.example"]
    [file] = mail.iter_attachments()
    assert file.get_filename() == "周报-2026-W10.pdf"
    assert file.get_content().startswith(b"%PDF")


def test_nobody_is_told_twice(book: FileBook, server: tuple[Received, Senders]) -> None:
    received, senders = server
    _send(book, senders, BEGAN)
    _send(book, senders)
    _send(book, senders, NOW + timedelta(minutes=1))
    _send(FileBook(book.path, machine="another"), senders, NOW + timedelta(minutes=2))
    assert len(received.mails) == 2


def test_what_a_server_refuses_goes_later_under_the_same_id(book: FileBook, server: tuple[Received, Senders]) -> None:
    received, senders = server
    _send(book, senders, BEGAN)
    received.refuses = True
    refused = _send(book, senders)
    assert (refused["sent"], refused["failed"]) == (0, 3)
    received.refuses = False
    assert _send(book, senders, NOW + timedelta(minutes=5))["sent"] == 3
    assert len({str(mail["Message-ID"]) for mail in received.mails}) == 2


def test_what_no_longer_holds_is_not_told(book: FileBook, server: tuple[Received, Senders]) -> None:
    received, senders = server
    _send(book, senders, BEGAN)
    received.refuses = True
    _send(book, senders)
    received.refuses = False
    gone = {"status": ("assigned", "returned"), "owner": ("A1", None), "cc_se": ("E1", None)}
    back = tuple(Set("leads", "L1", column, before, after) for column, (before, after) in gone.items())
    book.write(Plan("return", NOW, (Group("L1", back),)), "test")
    counts = _send(book, senders, NOW + timedelta(minutes=5))
    assert (counts["sent"], counts["void"]) == (1, 2)
    assert "甲公司" not in received.mails[0].get_content()


def test_whoever_holds_the_workbook_is_asked_to_close_it(book: FileBook, server: tuple[Received, Senders]) -> None:
    received, senders = server
    _send(book, senders, NOW)
    ask_holder(book, "甲", NOW, NOW + timedelta(minutes=15))
    _send(book, senders, NOW + timedelta(minutes=15))
    [mail] = received.mails
    assert (str(mail["To"]), "请保存并关闭" in mail.get_content()) == ("a1@team.example", True)


def _memory(people: str = PEOPLE, leads: str = LEADS) -> MemoryBook:
    return machine_book(people=table(people), leads=table(leads))


def test_a_group_hears_figures_and_no_customer() -> None:
    state = _memory().read()
    told = [(about, "L1", NOW) for about in (About.MORNING, About.WEEKLY, About.ASSIGNED, About.CLAIM_WON)]
    words = write_group_words(told, state, NOW)
    facts = state.frame("leads")[["company", "mobile"]].to_numpy().ravel()
    assert "分配 0 条" in words.body
    assert "新线索：L1" in words.body
    assert not [fact for fact in facts if str(fact) in words.subject + words.body]


def test_a_long_list_is_cut_with_its_number() -> None:
    rows = "\n".join(f"L{n} | 示例公司{n} | assigned | A1 | 2026-03-03 09:50" for n in range(100))
    state = _memory(leads=f"lead_id | company | status | owner | assigned_at\n{rows}").read()
    words = write_words([(About.ASSIGNED, f"L{n}", NOW) for n in range(100)], state, NOW)
    assert words.body.splitlines()[-1] == "……另有 170 行，请看工作簿。"


def test_the_morning_line_waits_for_a_working_day() -> None:
    state, none = _memory().read(), as_notices(About.COPIED, [], [], [])
    told = [set(find_notices(state, none, BEGAN, datetime(2026, 3, day, 9))["about"]) for day in (6, 7, 9)]
    assert ["morning" in abouts for abouts in told] == [True, False, True]


def test_the_next_reminder_or_round_is_when_to_look_again() -> None:
    assert next_notice(_memory().read(), NOW) == datetime(2026, 3, 3, 11, 20)


@pytest.mark.parametrize(
    ("cells", "mentioned"),
    [
        pytest.param({"message_to": "BOT"}, [], id="by a bot of their own"),
        pytest.param({"message_to": "13800000009", "mail": None}, ["13800000009"], id="mentioned in the group"),
    ],
)
def test_who_is_reached_through_a_group_reads_no_customer_there(
    book: FileBook, cells: dict[str, str | None], mentioned: list[str]
) -> None:
    found = book.read().frame("people").loc["A1"]
    changes = [Set("people", "A1", key, value(found[key]), cell) for key, cell in cells.items()]
    group = Set("settings", "group_address", "value", None, "GROUP")
    book.write(Plan("import", BEGAN, (Group("", (*changes, group)),)), "test")
    with web_server() as web:
        bot = f"{web.url}/cgi-bin/webhook/send?key=k"
        named = {"HIVELEDGER_ADDRESS_BOT": bot, "HIVELEDGER_ADDRESS_GROUP": bot}
        list(send_messages(book, Senders(Secrets(named)), BEGAN, Language.ZH))
        list(send_messages(book, Senders(Secrets(named)), NOW, Language.ZH))
        said = [text["text"] for text in web.texts]
    [told] = [text for text in said if "L1" in text["content"] and "L2" in text["content"]]
    assert told.get("mentioned_mobile_list", []) == mentioned
    assert not [text for text in said if "公司" in text["content"] or "1380000000" in text["content"]]
