"""A ledger in a workbook that is open in a program: the same plans as in a closed one, through xlwings alone.

The program saves, not we. Until it has, a run is known to this workbook and to the journal beside it.
"""

import contextlib
import platform
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from hiveledger.book.accepted import Accepted, accept, log_rows
from hiveledger.book.base import Outcome, Snapshot, Unsaved
from hiveledger.book.disk.faults import explained_throughout
from hiveledger.book.disk.holders import refuse_others
from hiveledger.book.edit import Editor
from hiveledger.book.file import FileBook
from hiveledger.book.live.around import Around
from hiveledger.book.live.pen import Pen
from hiveledger.book.live.program import answered, undisturbed
from hiveledger.book.live.saved import Saved
from hiveledger.book.live.sheets import look_again, read_open
from hiveledger.book.live.stage import Stage
from hiveledger.book.naming import AS_THE_SCHEMA
from hiveledger.book.reading import Known, Reading, read_sheets
from hiveledger.book.sheets import Grids
from hiveledger.book.uncollected import uncollected
from hiveledger.book.versions.marks import mark_edits
from hiveledger.book.versions.opened import opening_of
from hiveledger.changes import AddColumn, AddTable, Append, Group, Plan, Set
from hiveledger.changes.person import Person
from hiveledger.errors import BusyError, LedgerError
from hiveledger.findings import Finding, Level, Reason
from hiveledger.journal import DASHBOARD, FORGET, RELEASE, Opening, Run, run_id
from hiveledger.schema import TABLES, Filler
from hiveledger.text import Language, say

if TYPE_CHECKING:
    import xlwings as xw

__all__ = ["LiveBook"]

_OWNER_FILES: Final = {"libreoffice": "LibreOffice", "excel": "Excel"}  # by xlwings' engine: whose one is ours
_CLOSED_ONLY: Final = (DASHBOARD, FORGET, RELEASE)  # which mean the file as a whole
_STEPS: Final = 10  # of a progress


class LiveBook:
    """A ledger in an open workbook; `closed` is the same one as it was saved last, with its past and its folder."""

    def __init__(self, book: "xw.Book", closed: FileBook) -> None:
        self.path, self.state_dir, self.machine = closed.path, closed.state_dir, closed.machine
        self._book, self._closed = book, closed
        self._known = Known()
        self._reading: Reading | None = None
        self._grids: Grids | None = None  # of that reading
        self._saved = Saved(self.path)
        self._around = Around(book, self._saved, {})
        self._is_our_turn = False

    @explained_throughout
    @uncollected()
    def read(self) -> Snapshot:
        """Read all tables as they stand on the screen.

        In our turn what was just read is given again: nobody plans on it alone, for writing looks anew.
        Raises: SchemaError, SettingsError, BusyError.
        """
        just_read = self._reading if self._is_our_turn else None
        reading, past = just_read or self._read(), self._closed.past
        return Snapshot(
            dict(reading.tables),
            reading.settings,
            (*reading.findings, *past.notes(reading)),
            past.standing(past.runs(reading)).written,
            frozenset(reading.unreadable),
            *past.seen_saved(reading),
            reading.numbers,
            past.opened.delivered(reading),
            is_live=True,
        )

    @explained_throughout
    def runs(self) -> tuple[Run, ...]:
        """Give what was done to the book, oldest first, with what stands in the open workbook alone."""
        return self._closed.past.runs(self._reading or self._read())

    def unsaved(self) -> tuple[Unsaved, ...]:
        """Give what was done in an open workbook and has not been seen saved."""
        return self._closed.unsaved()

    def journalled(self) -> tuple[Run, ...]:
        """Give what the journal knows to be done and saved."""
        return self._closed.past.journalled()

    @explained_throughout
    def address(self, table: str, key: str, column: str) -> str:
        """Give the address of a cell, "规则!B7"."""
        return (self._reading or self._read()).places[table].address(key, column)

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Keep every other writer of ours out. Raises: BusyError where one is writing, or others have the book open."""
        refuse_others(self.path, self._opening.owner_file, platform.node())
        with self._closed.turn():
            was_our_turn, self._is_our_turn = self._is_our_turn, True
            try:
                yield
            finally:
                self._is_our_turn = was_our_turn

    @explained_throughout
    @uncollected()
    def sync(self) -> tuple[Finding, ...]:
        """Bring the open workbook, the saved one and the journal together; tells what was done.

        What was saved since is settled. What the open workbook lacks of what was done is done again in it, unless a
        person decided otherwise; so is the rest of a run that was cut off in it.
        Raises: BusyError, LedgerError.
        """
        with self.alone():
            told = self._closed.take_stock()
            return (*told, *self._sync()[1])

    @explained_throughout
    @uncollected()
    def write(self, plan: Plan, who: str) -> Outcome:
        """Write the groups that still stand, as one run; where that fails in the middle all is put back.

        Raises: BusyError where the program does not answer or another of ours is writing; LedgerError.
        """
        if plan.verb in _CLOSED_ONLY:
            self._needs_closing(plan.verb)
        just_read = self._reading if self._is_our_turn else None
        with self.alone():
            reading, told = (self._look_again(just_read, plan.groups), ()) if just_read else self._sync()
            accepted = self._accept(plan.groups, reading)
            findings = (*told, *accepted.findings)
            if not accepted.changes:
                return Outcome("", (), accepted.conflicts, findings)
            name = run_id(plan.now, self._closed.past.next_number(reading.runs))
            run = Run(name, plan.verb, who, plan.now, plan.args, accepted.changes)
            self._apply(accepted, reading, (run,), (*plan.findings, *accepted.findings))
        return Outcome(run.run_id, accepted.changes, accepted.conflicts, (*findings, *_plain(accepted, reading)))

    def forgetting(self) -> tuple[Person, ...]:
        """Give nobody: whom to forget was begun is gone on with once the book is closed."""
        return ()

    def begin_to_forget(self, person: Person) -> NoReturn:  # noqa: ARG002 - as any ledger is asked
        """Refuse: an open workbook cannot be made to forget. Raises: BusyError."""
        self._needs_closing(FORGET)

    def forget(self, person: Person) -> NoReturn:  # noqa: ARG002 - as any ledger is asked
        """Refuse: an open workbook cannot be made to forget. Raises: BusyError."""
        self._needs_closing(FORGET)

    def write_copy(self, plan: Plan, path: Path) -> NoReturn:  # noqa: ARG002 - as any ledger is asked
        """Refuse: the copy is made of the file. Raises: BusyError."""
        self._needs_closing(plan.verb)

    def _needs_closing(self, verb: str) -> NoReturn:
        raise BusyError("book.needs_closing", file=self.path.name, verb=Reason(f"verb_name.{verb}"))

    @property
    def _opening(self) -> Opening:
        """Tell which program has the workbook open."""
        with answered(self.path.name):
            app = self._book.app
            return opening_of(self.path, _OWNER_FILES.get(app.engine.name, app.engine.name), app.pid)

    def _read(self) -> Reading:
        """Read the open workbook; sheets that are as they were are not typed again."""
        with answered(self.path.name):
            self._saved = Saved(self.path)
            return self._typed(read_open(self._book, AS_THE_SCHEMA, is_locked=self._saved.is_locked))

    def _look_again(self, reading: Reading, groups: Iterable[Group]) -> Reading:
        """Read again, just before writing, what a plan rests on; the rest was read in this very turn of ours."""
        assert self._grids is not None  # noqa: S101 - with the reading
        with answered(self.path.name):
            return self._typed(look_again(self._grids, reading.places, _rested_on(groups, reading)))

    def _typed(self, grids: Grids) -> Reading:
        self._grids = grids
        self._around = Around(self._book, self._saved, {sheet.name: sheet.cells().grid for sheet in grids.sheets})
        numbers = self._closed.past.standing().numbers
        self._reading = read_sheets(grids, self.path.name, "", numbers, self._known)
        return self._reading

    def _sync(self) -> tuple[Reading, tuple[Finding, ...]]:
        """Give the open workbook once it lacks nothing, and what was done for that."""
        told: list[Finding] = []
        past, opening = self._closed.past, self._opening
        while True:
            reading = self._read()
            told += past.opened.settle(reading, opening)
            lost, redone = past.lost(reading, opening)
            told += redone.findings
            if not lost or not (redone.groups or reading.is_markable):
                return reading, tuple(told)
            accepted = self._accept(redone.groups, reading)
            told += accepted.findings
            self._apply(accepted, reading, lost, ())

    def _accept(self, groups: Sequence[Group], reading: Reading) -> Accepted:
        with answered(self.path.name):
            accepted = accept(groups, reading, self._around)
        if reading.is_locked and any(isinstance(change, AddTable) for change in accepted.changes):
            raise LedgerError("live.locked_structure", file=self.path.name)
        return accepted

    def _apply(self, accepted: Accepted, reading: Reading, runs: Sequence[Run], findings: Sequence[Finding]) -> None:
        """Put what was accepted into the cells, the ids of its runs last: they tell that all of it is there."""
        editor = Editor.at(reading, accepted.hurdles)
        editor.apply((*accepted.changes, *log_rows(reading, runs, findings)))
        language, file = reading.settings.language, self.path.name
        pen = Pen(self._book, self._around, _machines(editor), _progress(self._book, len(editor.cells), language))
        stage = Stage(self._book, pen, language)
        applying = self._closed.past.opened.applying(runs, self._opening, is_markable=reading.is_markable)
        self._reading = None
        with applying, answered(file), undisturbed(self._book):
            try:
                for new in editor.adding:
                    stage.add(new)
                pen.put(editor.cells)
                for fit in editor.fits:
                    stage.fit(fit)
                for gone in editor.removing:
                    stage.take_out(gone)
                if reading.is_markable:
                    if reading.marks is None:
                        stage.add_marks()
                    pen.put(mark_edits(run.run_id for run in runs))
            except BaseException:
                with answered(file, "live.cut_off"):
                    pen.take_back()
                raise


def _plain(accepted: Accepted, reading: Reading) -> Iterator[Finding]:
    """Tell which sheets were added without what xlwings has no words for."""
    for change in accepted.changes:
        if isinstance(change, AddTable) and change.table not in reading.tables:
            sheet = reading.naming.table(change.table).sheet(reading.settings.language)
            yield Finding("live.plain_sheet", params={"sheet": sheet}, level=Level.INFO)


def _rested_on(groups: Iterable[Group], reading: Reading) -> Mapping[str, Collection[str]]:
    """Give the columns that groups rest on or write to, by table; all of a table that rows are taken out of.

    The log gets a row, and rows that have no id get theirs, whatever is in the groups.
    """
    columns: defaultdict[str, set[str]] = defaultdict(set, log=set())
    for name, place in reading.places.items():
        if place.new_ids:
            columns[name] |= {*TABLES[name].keys}
    for group in groups:
        for given in group.given:
            columns[given.table] |= given.cells.keys()
        for change in group.changes:
            match change:
                case Set(table, _, column) | AddColumn(table, column):
                    columns[table].add(column)
                case Append(table, _, row):
                    columns[table] |= row.keys()
                case _:
                    columns[change.table] |= {*TABLES[change.table].keys}
    return columns


def _machines(editor: Editor) -> set[tuple[str, int]]:
    """Give the columns that the machine fills."""
    return {
        (spot.sheet, number)
        for table, spot in editor.spots.items()
        for key, number in spot.columns.items()
        if TABLES[table][key].by is Filler.MACHINE
    }


def _progress(book: "xw.Book", total: int, language: Language) -> Callable[[int], None]:
    """Give what tells in the status bar how far writing is, in a few steps."""
    told = -1

    def tell(done: int) -> None:
        nonlocal told
        step = done * _STEPS // max(total, 1)
        if step != told:
            told = step
            book.app.status_bar = say("live.writing", language, done=done, total=total)

    return tell
