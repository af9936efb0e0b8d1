"""Sending, to real servers on this machine that take, refuse, hang, and answer nonsense."""

import json
from datetime import datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiveledger.findings import Reason
from hiveledger.notify import Post, Route, Secrets, Senders, is_secret
from hiveledger.notify.mail import send_mail
from hiveledger.notify.parts import parts
from hiveledger.notify.web import post_json
from tests.notify.servers import Inbox, mail_server, web_server

NOW: Final = datetime(2026, 3, 2, 10)
POST: Final = Post("<1@hiveledger>", "新线索 2 条", "L000001 请确认\n客户：张三", ("am@example.com",))


def senders(**named: str) -> Senders:
    return Senders(Secrets({f"HIVELEDGER_ADDRESS_{name}": secret for name, secret in named.items()}))


def code(why: Reason | None) -> str:
    return why.code if why else ""


def group() -> Post:
    return Post("<1@hiveledger>", "新线索 2 条", "L000001 L000002", ("GROUP",), ("13800000001", "@lisi"))


def test_a_mail_arrives_as_it_was_written_under_the_one_message_id_that_is_ours() -> None:
    with mail_server() as inbox:
        assert senders(SMTP=inbox.account).send(POST, NOW) is None
    (mail,) = (message_from_bytes(content, policy=default) for content in inbox.mails)
    assert mail.get_all("Message-ID") == ["<1@hiveledger>"]
    assert (mail["To"], mail["From"], mail["Subject"]) == ("am@example.com", "hive@example.com", "新线索 2 条")
    body = mail.get_body()
    assert body is not None
    assert body.get_content().splitlines() == ["L000001 请确认", "客户：张三"]


def test_a_line_end_in_a_subject_adds_no_header() -> None:
    with mail_server() as inbox:
        senders(SMTP=inbox.account).send(Post("<1@x>", "客户\r\nBcc: all@example.com", "", POST.to), NOW)
    (mail,) = (message_from_bytes(content, policy=default) for content in inbox.mails)
    assert mail["Bcc"] is None


@pytest.mark.parametrize(
    ("inbox", "why"),
    [
        pytest.param(Inbox(answers=["451 later"]), "notify.status", id="not now"),
        pytest.param(Inbox(answers=["554 no"]), "notify.status", id="never"),
        pytest.param(
            Inbox(refused=frozenset({"am@example.com"})), "notify.recipient_refused", id="nobody of that name"
        ),
    ],
)
def test_a_mail_that_is_refused_is_not_sent(inbox: Inbox, why: str) -> None:
    with mail_server() as server:
        server.answers, server.refused = inbox.answers, inbox.refused
        assert code(senders(SMTP=server.account).send(POST, NOW)) == why
        assert server.mails == []


def test_a_mail_server_that_is_away_or_silent_or_wants_no_encryption_is_told_apart() -> None:
    assert code(send_mail("smtp://127.0.0.1:1/?from=a@b.cn&tls=no", "a@b.cn", POST, NOW)) == "notify.unreachable"
    assert code(send_mail("smtp://somebody@127.0.0.1", "a@b.cn", POST, NOW)) == "notify.bad_account"
    assert code(senders().send(POST, NOW)) == "notify.no_account"
    with mail_server() as inbox:
        encrypted = inbox.account.replace("&tls=no", "")
        assert code(send_mail(encrypted, "a@b.cn", POST, NOW)) == "notify.no_tls"
    with web_server(hanging=True) as web:  # takes the connection and never says hello
        account = f"smtp://{urlsplit(web.url).netloc}/?from=a@b.cn&tls=no"
        assert code(send_mail(account, "a@b.cn", POST, NOW, seconds=0.2)) == "notify.unreachable"


@pytest.mark.parametrize(
    "account",
    [
        pytest.param("smtps://[am@example.com", id="a bracket that does not close"),
        pytest.param("smtps://am@example.com:p@mail.example.com:many", id="a port that is no number"),
        pytest.param("smtps://am@example.com:p#w@mail.example.com", id="a password that ends the address"),
        pytest.param("https://am@example.com", id="no mail server"),
    ],
)
def test_an_account_that_cannot_be_read_is_told_of_as_such(account: str) -> None:
    assert code(send_mail(account, "a@b.cn", POST, NOW)) == "notify.bad_account"


def test_a_server_that_did_not_answer_holds_up_what_is_sent_next_no_second_time() -> None:
    clock = [0.0]
    with web_server() as web:
        web.answers = [(0, "")]
        named = {name: f"{web.url}/cgi-bin/webhook/send?key={name}" for name in ("ONE", "TWO")}
        secrets = Secrets({f"HIVELEDGER_ADDRESS_{name}": url for name, url in named.items()})
        sending = Senders(secrets, lambda: clock[0])
        one, two = (Post("<1@x>", "a", "b", (name,)) for name in named)
        assert code(sending.send(one, NOW)) == "notify.unreachable"
        assert code(sending.send(two, NOW)) == "notify.unreachable"
        assert len(web.got) == 1
        clock[0] = 30
        assert sending.send(two, NOW) is None


def test_a_wecom_bot_mentions_people_in_fields_of_their_own() -> None:
    with web_server() as web:
        bot = f"{web.url}/cgi-bin/webhook/send?key=k1"
        assert senders(GROUP=bot).send(group(), NOW) is None
    assert web.got[0][0] == "/cgi-bin/webhook/send?key=k1"
    assert web.texts == [
        {
            "msgtype": "text",
            "text": {
                "content": "新线索 2 条\nL000001 L000002",
                "mentioned_list": ["lisi"],
                "mentioned_mobile_list": ["13800000001"],
            },
        }
    ]


def test_a_dingtalk_bot_is_signed_for_and_its_secret_stays_here() -> None:
    with web_server() as web:
        bot = f"{web.url}/robot/send?access_token=t1&secret=SECx"
        assert senders(GROUP=bot).send(group(), NOW) is None
    asked = parse_qs(urlsplit(web.got[0][0]).query)
    assert set(asked) == {"access_token", "timestamp", "sign"}
    assert web.texts[0]["at"] == {"atMobiles": ["13800000001"], "atUserIds": ["lisi"], "isAtAll": False}


def test_a_feishu_bot_gets_its_own_kind_of_text() -> None:
    with web_server() as web:
        web.usual = '{"code": 0, "msg": "success"}'
        bot = f"{web.url}/open-apis/bot/v2/hook/t1"
        assert senders(GROUP=bot).send(group(), NOW) is None
    assert web.texts == [{"msg_type": "text", "content": {"text": "新线索 2 条\nL000001 L000002"}}]


@pytest.mark.filterwarnings("ignore:'imghdr':DeprecationWarning")  # of apprise, when it is first loaded
def test_any_other_service_is_reached_by_apprise() -> None:
    with web_server() as web:
        address = web.url.replace("http", "json") + "/hook"
        assert senders(GROUP=address).send(group(), NOW) is None
        web.answers = [(500, "")]
        assert code(senders(GROUP=address).send(group(), NOW)) == "notify.not_taken"
    assert (web.texts[0]["title"], web.texts[0]["message"]) == ("新线索 2 条", "L000001 L000002")
    assert code(senders(GROUP="nosuch://x").send(group(), NOW)) == "notify.no_service"


@pytest.mark.parametrize(
    "path", ["/cgi-bin/webhook/send?key=k", "/robot/send?access_token=t", "/open-apis/bot/v2/hook/t"]
)
@pytest.mark.parametrize(
    ("answer", "why"),
    [
        pytest.param((500, "{}"), "notify.status", id="its server is at fault"),
        pytest.param((404, "{}"), "notify.status", id="no such bot"),
        pytest.param((200, '{"errcode": 310000, "errmsg": "sign"}'), "notify.refused", id="refused with status 200"),
        pytest.param((200, '{"code": 9499}'), "notify.refused", id="refused with another's name for it"),
        pytest.param((200, "<html>log in</html>"), "notify.malformed", id="a proxy's page"),
        pytest.param((200, "[]"), "notify.malformed", id="no record"),
        pytest.param((200, "{}"), "notify.malformed", id="says neither"),
    ],
)
def test_what_a_bot_did_not_take_is_not_sent(path: str, answer: tuple[int, str], why: str) -> None:
    with web_server() as web:
        web.answers = [answer]
        assert code(senders(GROUP=web.url + path).send(group(), NOW)) == why


def test_a_service_that_hangs_or_is_away_is_given_up_in_time() -> None:
    with web_server(hanging=True) as web:
        assert code(_reason(post_json(web.url, {}, seconds=0.2))) == "notify.unreachable"
    assert code(_reason(post_json(web.url, {}))) == "notify.unreachable"


def _reason(answer: object) -> Reason | None:
    return answer if isinstance(answer, Reason) else None


def test_a_long_text_goes_in_parts_and_one_that_failed_goes_on_where_it_stopped() -> None:
    lines = [f"L{number:06d} 请在今天内确认" for number in range(150)]
    long = Post("<1@x>", "摘要", "\n".join(lines), ("GROUP",))
    gone: list[str] = []
    with web_server() as web:
        sending = senders(GROUP=f"{web.url}/cgi-bin/webhook/send?key=k")
        web.answers = [(200, web.usual), (500, "")]
        assert code(sending.send(long, NOW, (), gone.append)) == "notify.status"
        first, failed = (text["text"]["content"] for text in web.texts)
        web.got.clear()
        assert sending.send(long, NOW, gone) is None
        again = [text["text"]["content"] for text in web.texts]
    assert again[0] == failed
    assert "\n".join([first, *again]).splitlines() == ["摘要", *lines]
    assert max(len(text.encode()) for text in (first, *again)) <= 2048


@settings(max_examples=50)
@given(text=st.text(), limit=st.integers(4, 40))
def test_parts_lose_nothing_and_cut_no_character(text: str, limit: int) -> None:
    text = text.replace("\r", "").strip("\n")
    found = parts(text, limit)
    assert all(0 < len(part.encode()) <= limit for part in found)
    assert "".join(found).replace("\n", "") == text.replace("\n", "")


def test_a_bot_says_twenty_things_a_minute_and_each_bot_has_its_own_minute() -> None:
    clock = [0.0]
    with web_server() as web:
        named = {name: f"{web.url}/cgi-bin/webhook/send?key={name}" for name in ("ONE", "TWO")}
        secrets = Secrets({f"HIVELEDGER_ADDRESS_{name}": url for name, url in named.items()})
        sending = Senders(secrets, lambda: clock[0])
        one, two = (Post("<1@x>", "a", "b", (name,)) for name in named)
        for _ in range(20):
            assert sending.has_room(one)
            sending.send(one, NOW)
        assert (sending.has_room(one), sending.has_room(two)) == (False, True)
        clock[0] = 59.9
        assert not sending.has_room(one)
        clock[0] = 60
        assert sending.has_room(one)


def test_a_file_goes_to_a_wecom_group_by_upload_and_to_people_by_mail(tmp_path: Path) -> None:
    file = tmp_path / "周报.csv"
    file.write_text("编号,状态\n", "utf-8")
    post = Post("<1@x>", "周报", "见附件", ("GROUP", "am@example.com"), files=(file,))
    with web_server() as web, mail_server() as inbox:
        sending = senders(GROUP=f"{web.url}/cgi-bin/webhook/send?key=k", SMTP=inbox.account)
        assert sending.send(post, NOW) is None
    (_, text), (upload, body), (_, told) = web.got
    assert upload == "/cgi-bin/webhook/upload_media?key=k&type=file"
    assert "周报.csv".encode() in body
    assert file.read_bytes() in body
    assert json.loads(told) == {"msgtype": "file", "file": {"media_id": "m1"}}
    assert json.loads(text)["text"]["content"] == "周报\n见附件"
    (attached,) = message_from_bytes(inbox.mails[0], policy=default).iter_attachments()
    assert attached.get_filename() == "周报.csv"


def test_a_file_that_wecom_would_not_take_is_not_uploaded(tmp_path: Path) -> None:
    file = tmp_path / "a.bin"
    with file.open("wb") as out:
        out.truncate(20 * 1024 * 1024 + 1)
    with web_server() as web:
        post = Post("<1@x>", "a", "b", ("GROUP",), files=(file,))
        assert code(senders(GROUP=f"{web.url}/cgi-bin/webhook/send?key=k").send(post, NOW)) == "notify.file_size"
    assert len(web.got) == 1


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        pytest.param("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1", "notify.secret_in_cell", id="a webhook"),
        pytest.param("693a91f6-7aoc-4bc4-97a0-0ec2sifa5aaa", "notify.secret_in_cell", id="a key"),
        pytest.param("smtps://a:b@c.cn", "notify.secret_in_cell", id="an account"),
        pytest.param("二组群", "notify.unknown_address", id="a name that nobody gave an address"),
        pytest.param("", "notify.unknown_address", id="nothing"),
        pytest.param("BRACKET", "notify.no_url", id="the name of what is no address"),
    ],
)
def test_a_cell_that_is_no_address_says_what_to_do_and_nothing_is_sent(cell: str, why: str) -> None:
    found = senders(BRACKET="https://[bad").send(Post("<1@x>", "a", "b", (cell,)), NOW)
    assert code(found) == why
    assert found
    assert not is_secret(cell) or cell not in found.text()


@pytest.mark.parametrize(
    ("message_to", "mail", "reached"),
    [
        pytest.param("", "am@example.com", Route("am@example.com"), id="by mail"),
        pytest.param("MINE", "am@example.com", Route("MINE"), id="by a service of their own"),
        pytest.param("BOT", "am@example.com", Route("BOT", is_group=True), id="by a bot, so others read it"),
        pytest.param("13800000001", "am@example.com", Route("am@example.com"), id="mentioned by mobile, but has mail"),
        pytest.param("13800000001", "", Route("GROUP", ("13800000001",), is_group=True), id="mentioned by mobile"),
        pytest.param("@lisi", "", Route("GROUP", ("@lisi",), is_group=True), id="mentioned by id"),
        pytest.param("", "", Route(""), id="by nothing"),
    ],
)
def test_who_is_reached_through_a_group_is_known_to_be(message_to: str, mail: str, reached: Route) -> None:
    secrets = senders(BOT="https://a.cn/cgi-bin/webhook/send?key=k", MINE="json://a.cn/hook").secrets
    assert secrets.route(message_to, mail, "GROUP") == reached


def test_no_reason_that_is_told_quotes_a_secret() -> None:
    with web_server() as web:
        web.answers = [(404, "key=k-secret")]
        why = senders(GROUP=f"{web.url}/cgi-bin/webhook/send?key=k-secret").send(group(), NOW)
    assert why
    assert "k-secret" not in why.text()
