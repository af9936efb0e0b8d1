"""Sending what an outbox holds: by one machine at a time, noted before and after, so that nothing is lost."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from hiveledger.errors import BusyError
from hiveledger.findings import Finding, Reason
from hiveledger.notify.outbox import Letter, Outbox
from hiveledger.notify.post import Post
from hiveledger.notify.senders import Senders

__all__ = ["Bundle", "Delivered", "deliver", "message_id"]

_DIGITS: Final = 32
_DOMAIN: Final = "hiveledger"


@dataclass(frozen=True)
class Bundle:
    """Letters that go as one message."""

    keys: tuple[str, ...]
    post: Post


@dataclass(frozen=True)
class Delivered:
    """What became of bundles: how many went, and what did not, and why. What waits for its pace is in neither."""

    sent: tuple[Bundle, ...] = ()
    findings: tuple[Finding, ...] = ()


def message_id(keys: Collection[str]) -> str:
    """Give the Message-ID of the mail in which these letters go together: always the same one.

    >>> message_id(["b", "a"]) == message_id(["a", "b"]) != message_id(["a"])
    True
    """
    digest = hashlib.sha256("\n".join(sorted(keys)).encode()).hexdigest()[:_DIGITS]
    return f"<{digest}@{_DOMAIN}>"


def deliver(outbox: Outbox, senders: Senders, bundles: Iterable[Bundle], now: datetime) -> Delivered:
    """Send bundles, if it is our turn, whose letters all still wait.

    Before a message goes, it is put down with which letters and under which Message-ID. A program that is cut off
    before it could put down that it went sends it once more under that same one, and nothing ever twice otherwise.
    Raises: StorageError where the outbox cannot be written; nothing is sent then.
    """
    sent: list[Bundle] = []
    findings: list[Finding] = []
    try:
        with outbox.turn() as turn:
            waiting = {letter.key: letter for letter in outbox.waiting(now)}
            for bundle in bundles:
                if not set(bundle.keys) <= set(waiting) or not senders.has_room(bundle.post):
                    continue
                turn.check()
                outbox.mark_tried(bundle.keys, bundle.post.message_id, now)
                letters = [waiting[key] for key in bundle.keys]
                gone = frozenset[str]().union(*(letter.posted for letter in letters))
                why = senders.send(bundle.post, now, gone, partial(_note, outbox, bundle, now))
                if why is None:
                    outbox.mark_sent(bundle.keys, now)
                    sent.append(bundle)
                else:
                    outbox.mark_failed(bundle.keys, why, now)
                    findings.append(_finding(letters, why))
            outbox.compact(now)
    except BusyError:  # another machine has the turn, or took it: what waits, waits
        return Delivered(tuple(sent), tuple(findings))
    return Delivered(tuple(sent), tuple(findings))


def _note(outbox: Outbox, bundle: Bundle, now: datetime, part: str) -> None:
    outbox.mark_posted(bundle.keys, part, now)


def _finding(letters: Collection[Letter], why: Reason) -> Finding:
    """Tell whom a message did not reach, by their numbers: a cell may hold a key, or a customer's own address."""
    to = ", ".join(dict.fromkeys(letter.to for letter in letters))
    return Finding("notify.not_sent", params={"count": len(letters), "to": to, "why": why})
