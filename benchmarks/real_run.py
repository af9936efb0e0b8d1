"""Let the watcher work as it would for a team, and hinder it: bench real_run [MINUTES [SEED]], 10 minutes by default.

Five ledgers in a folder; time is compressed by their 规则, where an AM has half a minute to confirm. Leads arrive by
`import` as another program of the same person; most are confirmed in time, some never. A person has one ledger open in
LibreOffice, edits it, saves it and closes it, again and again. Three times, at moments drawn by the seed, the watcher
is killed with `kill -9` and started again a few seconds later.

Told at the end, from the journals and not from what the watcher says: leads that arrived, that are lost or doubled,
that went back to SO, and by how much later than they were due; requests carried out twice; mails that a server on this
machine took; faults in the log.
"""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple, TypeGuard

import pandas as pd

from hiveledger.book.file import FileBook
from hiveledger.changes import Append, Group, Plan, Set, diff
from hiveledger.demo.enquiries import enquiries
from hiveledger.demo.team import team_tables
from hiveledger.errors import LedgerError
from hiveledger.flows.requests import run_verb
from hiveledger.flows.verbs import VERBS, Form
from hiveledger.journal import REQUEST, Argument, Run
from hiveledger.notify import Letter, Outbox
from hiveledger.opening import open_book, open_queue
from hiveledger.schema import TABLES
from hiveledger.schema.frames import typed
from hiveledger.text import Language
from hiveledger_templates import new_book
from tests.notify.servers import Inbox, mail_server
from tests.office import find_office
from tests.reliability.calc import Calc, cannot_show, display

_MINUTES: Final = 10.0
_LEDGERS: Final = 5
_KILLS: Final = 3
_EVERY: Final = 5  # seconds between two looks
_CONFIRM_SECONDS: Final = 30
_ARRIVE_SECONDS: Final = 6
_HELD_SECONDS: Final = 15
_SHARE_CONFIRMED: Final = 0.3  # at each of the few looks that an AM has
_ON_TIME_SECONDS: Final = 60  # the promise: within a minute after it is due
_SETTLE_SECONDS: Final = 90  # until all that arrived was seen to
_RULES: Final = {
    "confirm_hours": f"{_CONFIRM_SECONDS / 3600:.6f}",
    "confirm_clock": "自然时间",
    "intake_minutes": "1",
    "auto_intake": "是",
    "auto_distribute": "是",
    "busy_minutes": "1",
}


@dataclass
class _Told:
    """What is told at the end, and what is needed to tell it."""

    arrived: set[str] = field(default_factory=set)  # by what marks each lead
    refused: int = 0
    noted: list[str] = field(default_factory=list)  # by the person at LibreOffice
    held: list[tuple[datetime, datetime]] = field(default_factory=list)
    down: list[tuple[datetime, datetime]] = field(default_factory=list)


def main() -> None:
    """Run, and tell."""
    minutes = float(sys.argv[1]) if sys.argv[1:] else _MINUTES
    seed = int(sys.argv[2]) if sys.argv[2:] else 1
    with tempfile.TemporaryDirectory() as folder, mail_server() as inbox:
        os.environ["HIVELEDGER_ADDRESS_SMTP"] = inbox.account
        _run(Path(folder), minutes, Random(seed), inbox)  # noqa: S311 - hinders, and hides nothing


def _run(folder: Path, minutes: float, chance: Random, inbox: Inbox) -> None:
    books, state, told = _make(folder / "books"), folder / "state", _Told()
    os.environ["HIVELEDGER_STATE"] = str(state)
    end = datetime.now() + timedelta(minutes=minutes)
    kills = sorted(chance.uniform(0.1, 0.85) * minutes * 60 for _ in range(_KILLS))
    begun = time.monotonic()
    watcher = _start(folder)
    person = _Person(folder, books[0], told)
    person.start()
    number = 0
    while datetime.now() < end:
        number += 1
        _arrive(folder, books, number, chance, told)
        _confirm_some(books, chance)
        if kills and time.monotonic() - begun > kills[0]:
            kills.pop(0)
            watcher = _kill(watcher, folder, chance, told)
        time.sleep(chance.uniform(0.2, 1) * _ARRIVE_SECONDS / 2)
    person.leave()
    time.sleep(_SETTLE_SECONDS)
    status = _status()
    watcher.terminate()
    code = watcher.wait(timeout=10)
    _tell(books, state, told, status, code)
    _tell_of_mail(books, inbox)


def _make(folder: Path) -> list[Path]:
    """Make the ledgers, each with a team and the compressed rules."""
    folder.mkdir()
    made = []
    for number in range(1, _LEDGERS + 1):
        path = folder / f"台账{number}.xlsx"
        new_book(path, Language.ZH)
        book = FileBook(path)
        before = book.read().tables
        team = {name: frame for name, frame in team_tables(datetime.now()).items() if name in ("people", "industries")}
        team["people"] = team["people"].assign(mail=[f"{person}@example.com" for person in team["people"].index])
        rules = before["settings"].copy()
        for key, text in _RULES.items():
            rules.loc[key, "value"] = text
        after = {**before, **{name: typed(TABLES[name], frame) for name, frame in team.items()}, "settings": rules}
        book.write(Plan("import", datetime.now().replace(microsecond=0), (Group("", diff(before, after)),)), who="SO")
        made.append(path)
    return made


def _start(folder: Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "hiveledger.cli", "watch", str(folder / "books"), "--every", str(_EVERY)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - ours


def _kill(watcher: "subprocess.Popen[bytes]", folder: Path, chance: Random, told: _Told) -> "subprocess.Popen[bytes]":
    at = datetime.now()
    watcher.kill()
    watcher.wait()
    time.sleep(chance.uniform(1, 8))
    started = _start(folder)
    told.down.append((at, datetime.now()))
    return started


def _arrive(folder: Path, books: list[Path], number: int, chance: Random, told: _Told) -> None:
    """Let a file with a few leads come in, as SO would give it to the program; a book that is open makes it wait."""
    book = chance.choice(books)
    rows = enquiries(3, chance.randrange(1 << 30), datetime.now())
    marks = [f"N{number:04d}-{row}" for row in range(len(rows))]
    lines = [
        {"公司名称": one.company, "联系人": one.contact, "手机": one.mobile, "行业": one.industry, "预算(万元)": "80",
         "决策链": "总经理拍板", "需求描述": f"{one.need} {mark}"}
        for one, mark in zip(rows, marks, strict=True)
    ]  # fmt: skip
    file = folder / f"{number}.csv"
    pd.DataFrame(lines).to_csv(file, index=False)
    try:
        _run_verb(book, "import", "SO", files=(str(file),))
    except LedgerError:
        told.refused += 1
    else:
        told.arrived.update(marks)  # in the book, or kept as a request


def _confirm_some(books: list[Path], chance: Random) -> None:
    """Let AMs confirm most of what waits for them."""
    for path in books:
        with contextlib.suppress(LedgerError):  # another answer came first
            leads = open_book(path).read().frame("leads")
            waiting = leads[leads["status"] == "assigned"]
            for lead, owner in waiting["owner"].items():
                if chance.random() < _SHARE_CONFIRMED:
                    _run_verb(path, "confirm", str(owner), leads=(str(lead),), by=str(owner))


def _run_verb(path: Path, name: str, who: str, **told: Argument) -> None:
    """Carry a verb out as its command does. Raises: LedgerError."""
    book, verb = open_book(path), VERBS[name]
    left_out: dict[Form, Argument] = {Form.FILES: (), Form.WORDS: (), Form.FLAG: False}
    arguments = {argument.name: left_out.get(argument.form, "") for argument in verb.arguments} | told
    for _ in run_verb(book, open_queue(book), verb, arguments, who=who, now=datetime.now().replace(microsecond=0)):
        pass


def _status() -> dict[str, Any]:
    command = [sys.executable, "-m", "hiveledger.cli", "status", "--json"]
    said: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=False).stdout)  # noqa: S603 - ours
    return said


class _Person(threading.Thread):
    """Somebody at LibreOffice who has one ledger open most of the time, and notes something in it now and then."""

    def __init__(self, folder: Path, book: Path, told: _Told) -> None:
        super().__init__(daemon=True)
        self._folder, self._book, self._told = folder, book, told
        self._ended = threading.Event()

    def run(self) -> None:
        """Open, type, save, close, and again."""
        office = find_office(self._folder / "profile")
        why = "no LibreOffice" if office is None else cannot_show()
        if office is None or why:
            print(f"nobody has a ledger open here: {why}")
            return
        with display() as screen, contextlib.closing(Calc(office, screen)) as calc:
            while not self._ended.wait(_HELD_SECONDS / 2):
                self._sit_at(calc)

    def _sit_at(self, calc: Calc) -> None:
        leads = FileBook(self._book).read().frame("leads")
        begun = datetime.now()
        calc.does("open", str(self._book))
        self._ended.wait(_HELD_SECONDS)
        if len(leads):
            mark = f"P{len(self._told.noted):04d}"
            calc.does("type", str(leads.index[-1]), mark)
            calc.does("save")
            self._told.noted.append(mark)
        calc.does("close")
        self._told.held.append((begun, datetime.now()))

    def leave(self) -> None:
        """Close what is open and go."""
        self._ended.set()
        self.join()


def _tell(books: list[Path], state: Path, told: _Told, status: Mapping[str, Any], code: int) -> None:
    """Count what became of it all, in the books and their journals."""
    runs = [(path, run) for path in books for run in FileBook(path, local=state).runs()]
    needs = [need for path in books for need in FileBook(path, local=state).read().frame("leads")["need"].dropna()]
    came = [(run, change) for _, run in runs for change in run.changes if _is_lead(change)]
    counts = Counter(mark for mark in told.arrived for _, change in came if mark in str(change.row.get("need")))
    lost = [mark for mark in told.arrived if not any(mark in need for need in needs)]
    late = sorted(_lateness(runs))
    excused = [one for one in late if not _is_hindered(one, told)]
    requests = Counter(run.args.get(REQUEST) for _, run in runs if run.args.get(REQUEST))
    kept = "".join(path.read_text("utf-8", "ignore") for path in state.parent.glob("books/.*.hive/*.jsonl"))
    log = (state / "watch" / "events.log").read_text("utf-8")
    faults = state / "watch" / "faults.log"
    print(f"leads that arrived: {len(told.arrived)} ({told.refused} files refused)")
    print(f"lost: {len(lost)}; doubled: {sum(count > 1 for count in counts.values())}")
    print(f"runs: {len(runs)}; requests carried out twice: {sum(count > 1 for count in requests.values())}")
    print(
        f"returned: {len(late)}, by {max((one.seconds for one in late), default=0):.0f} s at most after they were due"
    )
    print(f"  later than {_ON_TIME_SECONDS} s though nobody had the book open and the watcher lived: {len(excused)}")
    print(f"a person had a ledger open {len(told.held)} times, notes of theirs that are lost: "
          f"{sum(mark not in kept for mark in told.noted)}")  # fmt: skip
    print(f"killed: {len(told.down)}; lines in the log: {log.count(chr(10))}; faults: {_faults(faults)}")
    print(f"watcher lived at the end: {status['lives']}; it stopped with {code}")
    print(
        "verbs: " + ", ".join(f"{verb} {count}" for verb, count in Counter(run.verb for _, run in runs).most_common())
    )


def _tell_of_mail(books: list[Path], inbox: Inbox) -> None:
    """Count what a mail server on this machine took, beside what the outboxes say."""
    letters = [one for path in books for one in _letters(path)]
    sent, void = sum(one.sent_at is not None for one in letters), sum(bool(one.void) for one in letters)
    mails = Counter(str(message_from_bytes(mail)["Message-ID"]) for mail in inbox.mails)
    repeats = sum(count - 1 for count in mails.values())
    print(
        f"messages: {len(letters)} to be told, {sent} sent in {len(mails)} mails, {void} no longer true when their "
        f"turn came, {len(letters) - sent - void} waiting; mails that came twice (after a kill): {repeats}"
    )


def _letters(path: Path) -> tuple[Letter, ...]:
    book = open_book(path)
    return Outbox(book.state_dir, book.machine).letters()


def _is_lead(change: object) -> TypeGuard[Append]:
    return isinstance(change, Append) and change.table == "leads"


class _Late(NamedTuple):
    """How long after it was due a lead went back, and when that was."""

    seconds: float
    book: Path
    due: datetime
    at: datetime


def _lateness(runs: Iterable[tuple[Path, Run]]) -> Iterator[_Late]:
    for path, run in runs:
        for change in run.changes:
            match change:
                case Set("leads", _, "confirm_due", datetime() as due, None) if run.verb == "return":
                    yield _Late((run.at - due).total_seconds(), path, due, run.at)


def _is_hindered(one: _Late, told: _Told) -> bool:
    """Tell whether a lead went back in time, or whether somebody had its book open or no watcher lived meanwhile."""
    hinders = (*told.down, *(told.held if one.book.name.endswith("1.xlsx") else ()))
    meanwhile = any(begun <= one.at and one.due <= ended for begun, ended in hinders)
    return one.seconds <= _ON_TIME_SECONDS or meanwhile


def _faults(file: Path) -> int:
    return file.read_text("utf-8").count("\n  File") if file.exists() else 0


main()
