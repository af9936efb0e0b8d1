"""From outbox to reader: nothing lost, nothing twice but after a fall, and then known for what it is."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from email import message_from_bytes
from pathlib import Path
from random import Random
from typing import Final

import pytest

from hiveledger.notify import Bundle, Letter, Outbox, Post, Secrets, Senders, deliver, message_id
from tests.notify.servers import Inbox, mail_server
from tests.source import ROOT

NOW: Final = datetime(2026, 3, 2, 10)
LETTERS: Final = tuple(Letter("assigned", f"L{number:06d}", "A001", NOW) for number in range(1, 6))


def bundles(outbox: Outbox, now: datetime = NOW) -> list[Bundle]:
    return [
        Bundle((one.key,), Post(one.message_id or message_id([one.key]), one.subject, "-", ("am@example.com",)))
        for one in outbox.waiting(now)
    ]


def senders(inbox: Inbox) -> Senders:
    return Senders(Secrets({"HIVELEDGER_ADDRESS_SMTP": inbox.account}))


def ids(inbox: Inbox) -> list[str]:
    return [str(message_from_bytes(mail)["Message-ID"]) for mail in inbox.mails]


def test_what_was_sent_is_not_sent_again_and_what_failed_is(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path, "here")
    outbox.put(LETTERS, NOW)
    with mail_server() as inbox:
        inbox.answers = ["250 OK", "451 later"]
        first = deliver(outbox, senders(inbox), bundles(outbox), NOW)
        assert (len(first.sent), [finding.code for finding in first.findings]) == (4, ["notify.not_sent"])
        assert bundles(outbox) == []
        (failed,) = (letter for letter in outbox.letters() if not letter.sent_at)
        assert failed.next_try
        assert len(deliver(outbox, senders(inbox), bundles(outbox, failed.next_try), failed.next_try).sent) == 1
    assert sorted(ids(inbox)) == sorted(message_id([letter.key]) for letter in LETTERS)


def test_only_who_has_the_turn_sends(tmp_path: Path) -> None:
    here, there = Outbox(tmp_path, "here"), Outbox(tmp_path, "there")
    here.put(LETTERS, NOW)
    with mail_server() as inbox:
        seen_there = bundles(there)
        with here.turn():
            assert deliver(there, senders(inbox), seen_there, NOW).sent == ()
        deliver(here, senders(inbox), bundles(here), NOW)
        assert deliver(there, senders(inbox), seen_there, NOW).sent == ()
    assert len(inbox.mails) == len(LETTERS)


def test_a_message_to_nobody_is_not_taken_for_sent_and_a_key_in_a_cell_is_not_told(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path, "here")
    outbox.put(LETTERS[:2], NOW)
    one, two = (letter.key for letter in outbox.waiting(NOW))
    webhook = "https://example.com/cgi-bin/webhook/send?key=k1"
    wanted = [Bundle((one,), Post("<1@x>", "a", "b", ())), Bundle((two,), Post("<2@x>", "a", "b", (webhook,)))]
    done = deliver(outbox, senders(Inbox()), wanted, NOW)
    assert done.sent == ()
    assert [letter.why for letter in outbox.letters()] == ["notify.no_address", "notify.secret_in_cell"]
    assert "k1" not in "".join(finding.text() for finding in done.findings)


@contextmanager
def _falling(inbox: Inbox) -> Iterator[Callable[[Path, int], int]]:
    """Give what lets a program send and be cut off after so many steps; gives its exit code."""
    program = [sys.executable, "-m", "tests.notify.sender_child", inbox.account]
    with subprocess.Popen(program, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        asked, said = process.stdin, process.stdout

        def fall(folder: Path, steps: int) -> int:
            asked.write(f"{steps} {folder}\n")
            asked.flush()
            return int(said.readline())

        yield fall
        asked.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="copies a process")
def test_a_fall_between_sending_and_noting_it_repeats_one_mail_once_under_its_message_id(tmp_path: Path) -> None:
    Outbox(tmp_path, "here").put(LETTERS[:2], NOW)
    with mail_server() as inbox, _falling(inbox) as fall:
        assert fall(tmp_path, 2) == 9  # put down, sent, and no more
        outbox = Outbox(tmp_path, "here")
        deliver(outbox, senders(inbox), bundles(outbox), NOW)
    assert Counter(ids(inbox)) == {message_id([LETTERS[0].key]): 2, message_id([LETTERS[1].key]): 1}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="copies a process")
def test_no_fall_loses_a_mail_or_repeats_another_than_the_one_in_hand(tmp_path: Path) -> None:
    moments = Random(5)  # noqa: S311 - no secrets
    with mail_server() as inbox, _falling(inbox) as fall:
        for place in range(20):
            folder = tmp_path / str(place)
            Outbox(folder, "here").put(LETTERS, NOW)
            inbox.mails.clear()
            steps = moments.randint(1, 15)
            assert fall(folder, steps) == 9
            outbox = Outbox(folder, "here")
            deliver(outbox, senders(inbox), bundles(outbox), NOW)
            counts = Counter(ids(inbox))
            assert set(counts) == {message_id([letter.key]) for letter in LETTERS}
            assert sum(counts.values()) - len(LETTERS) == (steps % 3 == 2)
            assert bundles(outbox) == []
