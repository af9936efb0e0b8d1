"""Runs in workbooks that somebody has open: what becomes of them when the workbook is saved, closed, or lost.

An application saves when its user says so, so a run stands in the open workbook first. Whether that is still open is
told by the owner file beside the book and, on the machine itself, by the application's process.
"""

import contextlib
import getpass
import platform
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from hiveledger.book.base import Unsaved
from hiveledger.book.disk.holders import Mark, holders
from hiveledger.book.disk.processes import is_gone, process_of
from hiveledger.book.reading import Reading, digest_at
from hiveledger.changes import AddColumn, Append, Change, Set, Tables, values
from hiveledger.changes.again import is_done, net
from hiveledger.changes.lookup import Cells
from hiveledger.findings import Finding, Reason
from hiveledger.journal import Intent, Journal, Opening, Run, effects

__all__ = ["Opened", "opening_of"]


def opening_of(book: Path, program: str, pid: int) -> Opening:
    """Tell how a program of this user on this machine has a book open; its process number is 0 where unknown."""
    process = process_of(pid) if pid else ""
    owner_files = [one.file for one in holders(book) if program in one.program]
    return Opening(program, getpass.getuser(), platform.node(), pid, process, *owner_files[-1:])


class Opened:
    """What was done to a book in workbooks that somebody had, or has, open."""

    def __init__(self, journal: Journal, book: Path) -> None:
        self._journal, self._book = journal, book

    @contextlib.contextmanager
    def applying(self, runs: Sequence[Run], opening: Opening, *, is_markable: bool) -> Iterator[None]:
        """Journal runs while their cells, and last what tells that they are all there, are put into an open workbook.

        Where that is cut off, the runs are begun and not applied. Raises: OSError where nothing can be journalled.
        """
        done = {run.run_id for run in self._journal.runs()}
        begun = {intent.run.run_id for intent in self._journal.unsettled()}
        for run in runs:
            if run.run_id not in done | begun:
                self._journal.intend(Intent(run, "", "", is_markable, opening))
        yield
        for run in runs:
            if run.run_id not in done:
                self._journal.apply(run.run_id, opening)

    def settle(self, reading: Reading, opening: Opening) -> tuple[Finding, ...]:
        """Write down what became of the runs in the workbook that is open so, by what stands in it; tells what is lost.

        One that stands there no more was taken back by the application, or the workbook was opened anew; one that
        stands in part is left to be done again (`cut_off`). What had been lost may be back after a crash.
        """
        told: list[Finding] = []
        known = self._journal.unsettled()
        for intent in (*known, *self._journal.discarded()):
            is_known = intent in known and intent.opening == opening
            if intent.opening and intent.run.run_id in reading.runs:
                if not (is_known and intent.is_applied):
                    self._journal.apply(intent.run.run_id, opening)
            elif is_known and not _is_cut_off(intent, reading):
                told += self._drop(intent, opening)
        return tuple(told)

    def cut_off(self, reading: Reading, opening: Opening) -> tuple[Run, ...]:
        """Give the runs that stand only in part in the workbook that is open so; `settle` has let go of all others."""
        begun = (intent.run for intent in self._journal.unsettled() if intent.opening == opening)
        return tuple(run for run in begun if run.run_id not in reading.runs)

    def give_up(self, reading: Reading, saved_at: datetime, passed_over: Collection[Mark] = ()) -> Iterator[Finding]:
        """Let go of the runs in workbooks that were closed without them; tells of each, once. `reading` is the file's.

        One that was saved in part is carried on as one that was saved over.
        """
        for intent in self._journal.unsettled():
            if intent.opening and self._is_over(intent, saved_at, passed_over):
                if digest_at(self._book) != reading.digest:  # saved, and closed, after it was read
                    return
                if _is_cut_off(intent, reading):
                    self._journal.finish(intent.run.run_id, saved_at.replace(microsecond=0))
                else:
                    yield from self._drop(intent, intent.opening)

    def is_quiet(self, saved_at: datetime, passed_over: Collection[Mark] = ()) -> bool:
        """Tell whether all that is not settled waits for the save of a workbook that is open."""
        return not any(self._is_over(intent, saved_at, passed_over) for intent in self._journal.unsettled())

    def _drop(self, intent: Intent, opening: Opening) -> Iterator[Finding]:
        run = intent.run
        self._journal.drop(run.run_id)
        if intent.is_applied:
            params = {"run": run.run_id, "verb": Reason(f"verb_name.{run.verb}"), "at": f"{run.at:%Y-%m-%d %H:%M}"}
            yield Finding("book.closed_unsaved", params={**params, "program": opening.program, "who": opening.who})

    def unsaved(
        self, saved: Callable[[], Collection[str]], saved_at: datetime, passed_over: Collection[Mark] = ()
    ) -> Iterator[Unsaved]:
        """Give what was carried out in open workbooks and is lost, or not among the runs that the file holds."""
        for intent in self._journal.discarded():
            if intent.opening:
                yield Unsaved(intent.run, intent.opening, is_lost=True)
        waiting = [intent for intent in self._journal.unsettled() if intent.is_applied]
        known = saved() if waiting else ()
        for intent in waiting:
            if intent.opening and intent.run.run_id not in known:
                yield Unsaved(intent.run, intent.opening, self._is_over(intent, saved_at, passed_over))

    def _is_over(self, intent: Intent, saved_at: datetime, passed_over: Collection[Mark]) -> bool:
        """Tell whether the workbook is no longer open as it was when the run was carried out there.

        Where neither process nor owner file tells, a version that somebody saved since does, for it lacks the run.
        """
        opening = intent.opening
        if opening is None or is_gone(opening.process):
            return True
        if opening.owner_file:
            held = holders(self._book)
            return all(one.file != opening.owner_file or one.mark in passed_over for one in held)
        return not opening.process and saved_at > intent.run.at

    def arrived(self, before: Reading, reading: Reading, again: Collection[str]) -> Iterator[Change]:
        """Give what runs in open workbooks did to the tables of `before` that stands in the version that was read.

        What else is other in it, people did. `again` are runs that are done there once more. Of a run that is not
        saved some cells may stand there: it was saved in the middle of them.
        """
        cells, now, present = Cells(before.tables), Cells(reading.tables), reading.runs | {*again}
        new = [run for run, _ in self._journal.saved() if run.run_id in present and run.run_id not in before.runs]
        whole = [change for run in new for change in run.changes]
        unsaved = (change for intent in self._journal.unsettled() for change in intent.run.changes)
        part = [change for change in unsaved if is_done(change, now, reading.tables)]
        for change in net([*whole, *part]):
            if _has_place(change, cells, before.tables) and not is_done(change, cells, before.tables):
                yield change

    def delivered(self, reading: Reading) -> Mapping[str, datetime]:
        """Give, by lead, with which save its present assignment was first seen, of those made in open workbooks.

        Only of leads that nothing says of when they were received. An assignment bears the time of its run.
        """
        leads = reading.tables["leads"].reindex(columns=["assigned_at", "delivered_at"])
        given = leads.loc[leads["assigned_at"].notna() & leads["delivered_at"].isna(), "assigned_at"]
        at = dict(zip(given.index.tolist(), values(given), strict=True))
        moments, found = {*at.values()}, dict[str, datetime]()
        for run, seen in self._journal.saved() if at else ():
            for table, key, column, after, row in effects(run.changes) if run.at in moments else ():
                assigned = after if column == "assigned_at" else (row or {}).get("assigned_at")
                if table == "leads" and assigned is not None and at.get(key) == assigned:
                    found[key] = seen
        return found


def _has_place(change: Change, cells: Cells, tables: Tables) -> bool:
    """Tell whether the tables have the row or sheet that a change is on: a person may have made it just before."""
    match change:
        case Set(table, key):
            return cells.has_row(table, key)
        case AddColumn(table):
            return table in tables
    return True


def _is_cut_off(intent: Intent, reading: Reading) -> bool:
    """Tell whether a run stands in part: it was cut off, saved in the middle, or the application took some of it back.

    A blank cell tells nothing. Of a run that was whole a few cells tell nothing, either: somebody may have typed them.
    """
    cells = Cells(reading.tables)
    changes = net(intent.run.changes)
    put = [change for change in changes if isinstance(change, Append) or getattr(change, "after", None) is not None]
    standing = sum(is_done(change, cells, reading.tables) for change in put)
    return 2 * standing > len(put) if intent.is_applied else standing > 0
