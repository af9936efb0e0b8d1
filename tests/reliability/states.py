"""A ledger through anything: two machines that write, undo and die, and people who edit, sort and save stale copies.

The journal says what has to stand in the book; what the machines were told is done has to be in the journal. A cell
into which a person typed, and a row that one deleted or doubled, is that person's: it is not looked at. What people
typed and we saw has to be in the book, or in the versions or observations that are kept beside it.
"""

import os
import signal
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from hiveledger.book.base import Book
from hiveledger.changes import Append, Group, Plan, Remove, Set, Value, value
from hiveledger.flows.undo import plan_undo
from hiveledger.journal import OBSERVED, Run
from hiveledger.schema import TABLES
from tests.reliability import person
from tests.reliability.judge import is_whole, look, rows
from tests.reliability.processes import start
from tests.reliability.work import START, Host, new_site

__all__ = ["SharedLedger"]

_HOSTS: Final = (Host("one"), Host("two", timedelta(minutes=5)))
_HOST: Final = st.sampled_from(_HOSTS)
_ANY: Final = st.integers(0, 10**6)  # picks one of however many there are
_HEADERS: Final = {"company": "公司名称", "source": "来源渠道", "note": "备注"}
_EVENTS: Final = {"open", "os.chmod", "os.link", "os.listdir", "os.mkdir", "os.remove", "os.rename", "os.scandir"}
_MOST_EVENTS: Final = 80  # of one write


class SharedLedger(RuleBasedStateMachine):
    """One book and all that happens to it."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self._path = new_site(Path(self._folder.name) / "site")
        self._books = {host: host.book(self._path) for host in _HOSTS}
        self._steps = 0
        self._done: list[str] = []  # the runs that a machine was told are done
        self._copies = [self._path.read_bytes()]  # that people have open, one of them from the start
        self._typed: set[str] = set()  # texts of people
        self._seen: set[str] = set()  # those among them that stood in the book when we looked
        self._peoples: set[tuple[str, str]] = set()  # cells by lead and header, rows with a blank header

    def teardown(self) -> None:
        """Look once more, and clear away."""
        try:
            self.sync(_HOSTS[0])
        finally:
            self._folder.cleanup()

    @rule(host=_HOST, doing=st.sampled_from(["lead", "lead", "note", "note", "undo"]), at=_ANY)
    def write(self, host: Host, doing: str, at: int) -> None:
        """Let a machine add a lead, replace the note on one, or take the newest run back."""
        self._look()
        outcome = self._books[host].write(self._plan(host, doing, at), host.name)
        self._done += [outcome.run_id] if outcome.run_id else []

    @rule(host=_HOST, doing=st.sampled_from(["lead", "note"]), at=_ANY, nth=st.integers(1, _MOST_EVENTS))
    def die(self, host: Host, doing: str, at: int, nth: int) -> None:
        """Let a machine be killed while it writes, at the nth time that it turns to the book's folder."""
        plan = self._plan(host, doing, at)
        self._look()
        child = start(_write_and_die, self._path, host, plan, nth)
        child.join()
        assert child.exitcode in {0, -signal.SIGKILL}

    @rule(header=st.sampled_from(["备注", "职务"]), at=_ANY)
    def type(self, header: str, at: int) -> None:
        """Let a person type into a cell of the book as it stands."""
        self._save(partial(person.type_text, header=header, text=self._mark(typed=True)), at, touches=header)

    @rule(edit=st.sampled_from([person.insert_row, person.delete_row, person.double_row]), at=_ANY)
    def meddle(self, edit: Callable[..., None], at: int) -> None:
        """Let a person insert a blank row, delete a lead's, or copy it with its id."""
        self._save(partial(edit), at, touches=None if edit is person.insert_row else "")

    @rule(header=st.sampled_from(["公司名称", "备注"]))
    def sort(self, header: str) -> None:
        """Let a person sort the rows, and type one below them."""
        content = person.edited(self._path.read_bytes(), partial(person.sort_rows, header=header))
        edit = partial(person.add_row, company=self._mark(typed=True))
        person.save_over(self._path, person.edited(content, edit))

    @rule()
    def open(self) -> None:
        """Let a person open the book, and leave it open."""
        self._copies.append(self._path.read_bytes())

    @rule(at=_ANY, lead=_ANY)
    def save_what_was_opened(self, at: int, lead: int) -> None:
        """Let a person type into what they opened some time ago, and save it over what stands there now."""
        content = self._copies[at % len(self._copies)]
        edit = partial(person.type_text, header="备注", text=self._mark(typed=True))
        self._save(edit, lead, touches="备注", content=content)

    @rule(host=_HOST)
    def sync(self, host: Host) -> None:
        """Let a machine bring book and journal together, and compare them."""
        self._look()
        self._books[host].sync()
        self._compare(self._books[host].runs())

    @invariant()
    def the_book_is_whole(self) -> None:
        """Look whether it is torn."""
        assert is_whole(self._path.read_bytes())

    def _plan(self, host: Host, doing: str, at: int) -> Plan:
        book, now = self._books[host], START + host.clock_off + timedelta(minutes=self._steps)
        match doing:
            case "lead":
                return _plan_lead(book, now, self._mark())
            case "note":
                return _plan_note(book, now, self._mark(), at)
            case _:
                return plan_undo(book, now)

    def _look(self) -> None:
        """Remember which texts of people are seen by the write that follows."""
        self._seen |= self._typed & look(self._path.read_bytes()).texts

    def _save(self, edit: partial[None], at: int, *, touches: str | None = None, content: bytes = b"") -> None:
        """Edit the row of a lead, in the book as it is or in an older version, and save that."""
        content = content or self._path.read_bytes()
        (found,) = rows(content, "客户台账")
        leads = [row["线索编号"] for row in found if row["线索编号"]]
        if leads:
            lead = leads[at % len(leads)]
            self._peoples |= set() if touches is None else {(lead, touches)}
            content = person.edited(content, partial(edit, lead=lead))
        person.save_over(self._path, content)

    def _compare(self, runs: tuple[Run, ...]) -> None:
        content = self._path.read_bytes()
        found: defaultdict[str, list[Mapping[str, str]]] = defaultdict(list)
        for row in next(rows(content, "客户台账")):
            found[row["线索编号"]].append(row)
        names = [run.run_id for run in runs]
        assert len(names) == len(set(names))
        assert set(self._done) <= set(names)
        expected = _fold(run for run in runs if run.verb != OBSERVED)
        for lead, cells in expected.items():
            if (lead, "") not in self._peoples:
                assert len(found[lead]) == (cells is not None), (lead, cells, found[lead])
                self._compare_row(lead, cells or {}, found[lead])
        self._compare_texts(content, runs)

    def _compare_row(self, lead: str, cells: Mapping[str, Value], found: list[Mapping[str, str]]) -> None:
        for row in found:
            for column, header in _HEADERS.items():
                if (lead, header) not in self._peoples:
                    assert row[header] == (cells.get(column) or ""), (lead, header)

    def _compare_texts(self, content: bytes, runs: tuple[Run, ...]) -> None:
        lost = self._seen - look(content).texts
        for kept in self._path.parent.rglob("*.xlsx") if lost else ():
            lost -= look(kept.read_bytes()).texts
        lost -= {str(item) for run in runs if run.verb == OBSERVED for item in _values(run)}
        assert lost == set()

    def _mark(self, *, typed: bool = False) -> str:
        self._steps += 1
        mark = f"text {self._steps}"
        self._typed |= {mark} if typed else set()
        return mark


def _plan_lead(book: Book, now: datetime, mark: str) -> Plan:
    lead = TABLES["leads"].mint(book.read().last_number("leads") + 1)
    return Plan("import", now, (Group(lead, (Append("leads", lead, {"company": mark, "source": "machine"}),)),))


def _plan_note(book: Book, now: datetime, mark: str, at: int) -> Plan:
    leads = book.read().frame("leads")
    if leads.empty:
        return Plan("clean", now)
    lead = leads.index[at % len(leads)]
    return Plan("clean", now, (Group(lead, (Set("leads", lead, "note", value(leads["note"][lead]), mark),)),))


def _write_and_die(path: Path, host: Host, plan: Plan, nth: int) -> None:
    """Write once, and be killed at the nth time that a file of the book's folder is turned to."""
    book, left = host.book(path), nth

    def count(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if event in _EVENTS and str(path.parent) in str(arguments):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    book.write(plan, host.name)


def _fold(runs: Iterable[Run]) -> dict[str, dict[str, Value] | None]:
    """Give the leads that machines added as the runs leave them; one that they took out again is None."""
    leads: dict[str, dict[str, Value] | None] = {}
    for change in (change for run in runs for change in run.changes):
        match change:
            case Append("leads", lead, row):
                leads[lead] = dict(row)
            case Remove("leads", lead):
                leads[lead] = None
            case Set("leads", lead, column, _, after) if (cells := leads.get(lead)) is not None:
                cells[column] = after
    return leads


def _values(run: Run) -> Iterator[Value]:
    for change in run.changes:
        match change:
            case Set(_, _, _, before, after):
                yield from (before, after)
            case Append(_, _, row) | Remove(_, _, row):
                yield from row.values()
