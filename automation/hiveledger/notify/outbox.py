"""What is to be told to whom: a file per machine beside the book, one JSON line per step, only ever added to.

A letter is a reason to tell somebody something: which rule, of what, to whom, due when. It holds no facts of a
customer, so nobody is ever to be forgotten in it; its words are made of the ledger when it is sent. All machines' files
together are the outbox, and the order of their lines does not matter.
"""

import json
import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from hiveledger.book.disk.folders import make_folder, sync_folder
from hiveledger.book.disk.lease import Lease
from hiveledger.errors import StorageError
from hiveledger.findings import Reason
from hiveledger.journal.lines import add_line, parse_lines

__all__ = ["Letter", "Outbox", "wait_after"]

_FOLDER: Final = "outbox"  # not the journal's own: nobody reads the one for the other
_SUFFIX: Final = ".jsonl"
_END: Final = b"\n"
_NEWS: Final = timedelta(days=30)  # a reason that is older is none any more
_KEPT: Final = timedelta(days=90)  # longer than a key can come again, on whichever machine
_LARGE: Final = 1 << 18  # bytes from which a file is worth being written anew
_FIRST_WAIT: Final = timedelta(minutes=1)
_LONGEST_WAIT: Final = timedelta(hours=1)


@dataclass(frozen=True)
class Letter:
    """One thing to tell one person, and what became of it.

    `to` is a staff number or a group's address name, `subject` the id of the lead (or mailing) it is about, `due` the
    moment that it is about. `message_id` is the mail that it went, or is to go, with; `posted` are the parts of that
    which are gone already, by digest.
    """

    rule: str
    subject: str
    to: str
    due: datetime
    made_at: datetime | None = None
    message_id: str = ""
    tries: int = 0
    next_try: datetime | None = None
    sent_at: datetime | None = None
    void: str = ""  # the code of why it is not to be sent any more
    why: str = ""  # the code of why the last try failed
    posted: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """What makes it the same letter as one that was made before."""
        return f"{self.rule}|{self.subject}|{self.to}|{self.due.isoformat()}"

    def is_due(self, now: datetime) -> bool:
        """Tell whether it is to be sent now. A clock that was put back does not hold it up."""
        if self.sent_at or self.void or now - self.due > _NEWS:
            return False
        return self.next_try is None or not now < self.next_try <= now + _LONGEST_WAIT


class Outbox:
    """The letters of a book, by the folder that holds its past. Each step is on disk when it returns.

    Raises: StorageError from every step, where the folder cannot be used.
    """

    def __init__(self, folder: Path, machine: str) -> None:
        self.folder, self.machine = folder / _FOLDER, machine
        self._path = self.folder / f"{machine}{_SUFFIX}"
        self._letters: dict[str, Letter] = {}
        self._marks: dict[str, list[Mapping[str, Any]]] = {}  # of letters whose own line has not been read yet
        self._began: datetime | None = None
        self._read: dict[Path, tuple[int, int]] = {}

    def turn(self) -> Lease:
        """Give the turn to send, among all machines: who does not get it at once leaves the letters to who has it.

        Raises, when entered: BusyError, StorageError.
        """
        make_folder(self.folder.parent)
        return Lease(self.folder, self.machine, patience=0)

    def begin(self, now: datetime) -> datetime:
        """Give since when letters are made of this book: the first call, by any machine, puts that down."""
        self._catch_up()
        if self._began is None:
            self._add({"began": now.isoformat()})
            self._catch_up()
        return self._began or now

    def put(self, letters: Iterable[Letter], now: datetime) -> tuple[Letter, ...]:
        """Put down what is to be told; gives what is new. What was told or is too old to be news is passed over."""
        self._catch_up()
        new = {letter.key: letter for letter in letters if now - letter.due <= _NEWS}
        new = {key: letter for key, letter in new.items() if key not in self._letters}
        for letter in new.values():
            self._add({"letter": [letter.rule, letter.subject, letter.to, letter.due.isoformat()], **_at(now)})
        self._catch_up()
        return tuple(new.values())

    def keys(self) -> frozenset[str]:
        """Give the keys of all letters that were put down and are remembered."""
        self._catch_up()
        return frozenset(self._letters)

    def letters(self, rule: str = "") -> tuple[Letter, ...]:
        """Give all letters, or those of one rule, the earliest due first."""
        self._catch_up()
        found = (letter for letter in self._letters.values() if rule in ("", letter.rule))
        return tuple(sorted(found, key=lambda letter: (letter.due, letter.key)))

    def waiting(self, now: datetime) -> tuple[Letter, ...]:
        """Give the letters that are to be sent now."""
        return tuple(letter for letter in self.letters() if letter.is_due(now))

    def next_try(self, now: datetime) -> datetime | None:
        """Tell when the next letter is to be tried; None where none waits."""
        waiting = (one for one in self.letters() if replace(one, next_try=None).is_due(now))
        return min((now if one.is_due(now) else one.next_try or now for one in waiting), default=None)

    def mark_tried(self, keys: Collection[str], message_id: str, now: datetime) -> None:
        """Put down, before they are sent, with which message letters go: cut off, they go again with that very one."""
        self._catch_up()
        tries = max((self._letters[key].tries for key in keys if key in self._letters), default=0) + 1
        self._mark("tried", keys, now, id=message_id, tries=tries)

    def mark_posted(self, keys: Collection[str], part: str, now: datetime) -> None:
        """Put down that a part of their message is gone."""
        self._mark("posted", keys, now, part=part)

    def mark_sent(self, keys: Collection[str], now: datetime) -> None:
        """Put down that their message was taken."""
        self._mark("sent", keys, now)

    def mark_failed(self, keys: Collection[str], why: Reason, now: datetime) -> None:
        """Put down why their message was not taken; they are tried again, later each time."""
        self._catch_up()
        tries = max((self._letters[key].tries for key in keys if key in self._letters), default=1)
        self._mark("failed", keys, now, why=why.code, next=(now + wait_after(tries)).isoformat())

    def mark_void(self, keys: Collection[str], why: str, now: datetime) -> None:
        """Put down that what letters were to tell no longer holds."""
        self._mark("void", keys, now, why=why)

    def compact(self, now: datetime) -> None:
        """Write this machine's file anew without what nobody asks for any more, once it is worth the while.

        In our turn alone. Old or new, never half.
        """
        self._catch_up()
        if not self._path.exists() or self._path.stat().st_size < _LARGE:
            return
        old = {key for key, letter in self._letters.items() if now - letter.due > _KEPT}
        kept = [record for record in parse_lines(self._path.read_bytes()) if not _is_of(record, old)]
        beside = self._path.with_suffix(".new")
        with self._explained():
            with beside.open("wb") as file:
                file.writelines(json.dumps(record, ensure_ascii=False).encode() + _END for record in kept)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self._path)
            sync_folder(self.folder)
        self._letters = {key: letter for key, letter in self._letters.items() if key not in old}

    def _mark(self, mark: str, keys: Collection[str], now: datetime, **more: str | int) -> None:
        if keys:
            self._add({"mark": mark, "keys": sorted(keys), **_at(now), **more})

    def _add(self, record: Mapping[str, Any]) -> None:
        with self._explained():
            make_folder(self.folder.parent)
            make_folder(self.folder)
            add_line(self._path, record)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Raises: StorageError instead of the system's own."""
        try:
            yield
        except OSError as problem:
            why = problem.strerror or str(problem)
            raise StorageError("notify.no_outbox", folder=str(self.folder), why=why) from problem

    def _catch_up(self) -> None:
        """Read what was added to any machine's file since the last look, the whole file where it was written anew."""
        for path in sorted(self.folder.glob(f"*{_SUFFIX}")):
            with self._explained(), path.open("rb") as file:
                status = os.fstat(file.fileno())
                number, offset = self._read.get(path, (0, 0))
                if number != status.st_ino or offset > status.st_size:
                    offset = 0  # to note a step twice is to note it once
                if offset == status.st_size:
                    continue
                file.seek(offset)
                whole, end, _ = file.read().rpartition(_END)
            self._read[path] = (status.st_ino, offset + len(whole) + len(end))
            for record in parse_lines(whole):
                self._note(record)

    def _note(self, record: Mapping[str, Any]) -> None:
        try:
            match record:
                case {"letter": [rule, subject, to, due], "at": at}:
                    letter = Letter(rule, subject, to, _time(due), made_at=_time(at))
                    self._letters.setdefault(letter.key, letter)
                    for mark in self._marks.pop(letter.key, ()):
                        self._letters[letter.key] = _marked(self._letters[letter.key], mark)
                case {"mark": str(), "keys": [*keys]}:
                    for key in keys:
                        if key in self._letters:
                            self._letters[key] = _marked(self._letters[key], record)
                        else:
                            self._marks.setdefault(key, []).append(record)
                case {"began": str(at)}:
                    self._began = min(_time(at), self._began or _time(at))
                case _:
                    pass  # of a newer program
        except (KeyError, TypeError, ValueError):
            return  # a line that was damaged


def wait_after(tries: int) -> timedelta:
    """Give how long a letter waits after so many tries.

    >>> [wait_after(tries).total_seconds() / 60 for tries in (1, 2, 3, 40)]
    [1.0, 2.0, 4.0, 60.0]
    """
    return min(_FIRST_WAIT * float(2 ** min(tries - 1, 10)), _LONGEST_WAIT)


def _marked(letter: Letter, mark: Mapping[str, Any]) -> Letter:
    """Give a letter after a step; steps that come in another order, or twice, leave it the same."""
    at = _time(mark["at"])
    match mark["mark"]:
        case "tried":
            return replace(
                letter, message_id=letter.message_id or str(mark["id"]), tries=max(letter.tries, int(mark["tries"]))
            )
        case "posted":
            return replace(letter, posted=letter.posted | {str(mark["part"])})
        case "sent":
            return replace(letter, sent_at=min(at, letter.sent_at or at))
        case "void":
            return replace(letter, void=str(mark["why"]))
        case "failed":
            next_try = _time(mark["next"])
            if letter.next_try is None or letter.next_try < next_try:
                return replace(letter, next_try=next_try, why=str(mark["why"]))
    return letter


def _is_of(record: Mapping[str, Any], old: Collection[str]) -> bool:
    match record:
        case {"letter": [str(rule), str(subject), str(to), str(due)]}:
            return f"{rule}|{subject}|{to}|{due}" in old
        case {"mark": _, "keys": [*keys]}:
            return set(keys) <= set(old)
    return False


def _at(now: datetime) -> dict[str, str]:
    return {"at": now.isoformat()}


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
