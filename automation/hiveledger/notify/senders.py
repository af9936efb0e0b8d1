"""Sending a message to where it belongs, at the pace that each service takes."""

import hashlib
import math
import time
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from functools import partial
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from hiveledger.findings import Reason
from hiveledger.notify.addresses import ACCOUNT, Address, Secrets, Way
from hiveledger.notify.bots import LIMITS, say_to_bot, send_file
from hiveledger.notify.mail import send_mail
from hiveledger.notify.others import say_to_other
from hiveledger.notify.pace import Pace
from hiveledger.notify.parts import parts
from hiveledger.notify.post import Post

__all__ = ["Senders"]

_Step: TypeAlias = tuple[str, Address, Callable[[], Reason | None]]
"""A part of a post: what tells it from others, the address it goes to, and how it is sent."""

_DIGITS: Final = 16
_SILENT: Final = Reason("notify.unreachable")
_REST_SECONDS: Final = 30.0  # less than a letter waits after its first try


class Senders:
    """All ways to send, kept as long as the process lives: the bots' pace, and who is silent, is known here alone."""

    def __init__(self, secrets: Secrets, clock: Callable[[], float] = time.monotonic) -> None:
        self.secrets, self._clock, self._pace = secrets, clock, Pace(clock)
        self._silent: dict[str, float] = {}  # servers that did not answer, and when

    def has_room(self, post: Post) -> bool:
        """Tell whether a post may go now, as far as the pace of its addresses is concerned."""
        addresses = [address.text for _, address, _ in self._steps(post, datetime.min)]
        return all(self._pace.has_room(address, addresses.count(address)) for address in set(addresses))

    def send(
        self, post: Post, now: datetime, gone: Collection[str] = (), note: Callable[[str], None] = lambda _: None
    ) -> Reason | None:
        """Send a post to all its addresses; gives why it, or some of it, was not taken.

        `gone` are the parts that were taken before; `note` is told of each one that is, the last of all apart.
        """
        why = next((found for found in map(self.secrets.address, post.to) if isinstance(found, Reason)), None)
        if not post.to:
            return Reason("notify.no_address")
        steps = [step for step in self._steps(post, now) if step[0] not in gone]
        failed: set[Address] = set()
        for place, (part, address, deliver) in enumerate(steps, 1):
            if address in failed:  # what comes after would be read before
                continue
            refused = self._try(address, deliver)
            if refused:
                why = why or refused
                failed.add(address)
            elif why or place < len(steps):
                note(part)
        return why

    def _try(self, address: Address, deliver: Callable[[], Reason | None]) -> Reason | None:
        """Send, unless its server has just kept us waiting in vain: all that comes after would be held up by each."""
        server = ACCOUNT if address.way is Way.MAIL else urlsplit(address.text).netloc
        if self._clock() - self._silent.get(server, -math.inf) < _REST_SECONDS:
            return _SILENT
        self._pace.count(address.text)
        refused = deliver()
        if refused == _SILENT:
            self._silent[server] = self._clock()
        return refused

    def _steps(self, post: Post, now: datetime) -> Iterator[_Step]:
        for cell in post.to:
            address = self.secrets.address(cell)
            if isinstance(address, Reason):
                continue
            match address.way:
                case Way.MAIL:
                    yield _digest(cell), address, partial(self._mail, address, post, now)
                case Way.OTHER:
                    yield _digest(cell), address, partial(say_to_other, address, post.subject, post.body)
                case way:
                    yield from _said(cell, address, LIMITS[way], post, now)

    def _mail(self, address: Address, post: Post, now: datetime) -> Reason | None:
        account = self.secrets.find(ACCOUNT)
        if not account:
            return Reason("notify.no_account")
        return send_mail(account, address.text, post, now)


def _said(cell: str, address: Address, limit: int, post: Post, now: datetime) -> Iterator[_Step]:
    """Give the parts of a text for a group; who is mentioned is so with the first."""
    texts = parts(f"{post.subject}\n{post.body}", limit)
    for place, text in enumerate(texts):
        mentions = () if place else post.mentions
        yield _digest(cell, str(place), text), address, partial(say_to_bot, address, text, mentions, now)
    if address.way is Way.WECOM:
        for file in post.files:
            yield _digest(cell, file.name), address, partial(send_file, address, file)


def _digest(*told: str) -> str:
    return hashlib.sha256("\0".join(told).encode()).hexdigest()[:_DIGITS]
