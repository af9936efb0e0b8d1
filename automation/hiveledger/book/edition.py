"""The next version of a workbook: what a plan makes of it, in a file of its own until it is published."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from hiveledger.book.base import log_row
from hiveledger.book.cells import stored
from hiveledger.book.edit import Editor
from hiveledger.book.hurdles import Hurdles
from hiveledger.book.naming import Naming
from hiveledger.book.reading import Reading
from hiveledger.book.refuse import Objections
from hiveledger.book.versions.marks import mark_edits
from hiveledger.book.xlsx import AddName, AddSheet, DropSheet, Edit, ForgetTexts, bare_sheet, patch
from hiveledger.book.xlsx.foreign import refuse_new_formulas
from hiveledger.changes import Append, Change, Conflict, Group, Set, settle
from hiveledger.errors import GateError, LedgerError
from hiveledger.findings import Finding
from hiveledger.gate import Package
from hiveledger.journal import FORGET, RELEASE, Run
from hiveledger.schema import MARKS_SHEET, PREVIEW, TABLES

__all__ = ["Edition"]

_CHANGED: Final = "FFE08A"  # of the cells that a preview would change


class Edition:
    """The groups of a plan that this version of the file can take, and the version that comes of them."""

    def __init__(self, content: bytes, name: str, reading: Reading, groups: Iterable[Group]) -> None:
        self._reading, self._package = reading, Package(content, name)
        standing, fallen = settle([_stored(group, reading.naming) for group in groups], reading.tables)
        self._hurdles = {table: self._look(table) for table in self._touched(standing)}
        spots = self._editor().spots
        objections = Objections(self._package, reading, spots, standing)
        said = [objections.to(group) for group in standing]
        able = (group for group, against in zip(standing, said, strict=True) if against is None)
        self.changes: tuple[Change, ...] = tuple(change for group in able for change in group.changes)
        self.conflicts = (*fallen, *(against for against in said if isinstance(against, Conflict)))
        self.findings = tuple(against for against in said if isinstance(against, Finding))

    @property
    def is_markable(self) -> bool:
        """Whether the version has a place for the ids of runs."""
        return self._reading.is_markable

    def write(
        self, source: Path, out: Path, runs: Sequence[Run], findings: Sequence[Finding], cache: Path | None
    ) -> None:
        """Write the version, with what tells that the runs have reached it: their rows on 操作日志 and their marks.

        `cache` is where the patcher may remember the blocks of large sheets.
        Raises: GateError where the workbook cannot take it; LedgerError where a formula would stand in it that nobody
        put there.
        """
        editor = self._editor()
        editor.apply((*self.changes, *self._log_rows(runs, findings)))
        if any(run.verb == RELEASE for run in runs):
            editor.removing += [DropSheet(MARKS_SHEET)] * (self._reading.marks is not None)
        elif runs and self._reading.is_markable:
            if self._reading.marks is None:
                editor.adding.append(AddSheet(MARKS_SHEET, bare_sheet(MARKS_SHEET), "hidden"))
            editor.cells += mark_edits(run.run_id for run in runs)
        if any(run.verb == FORGET for run in runs):
            editor.removing.append(ForgetTexts())
        changed = self._make(source, out, editor.steps, cache)
        refuse_new_formulas(source, out, changed, self._package.name)

    def write_coloured(self, content: bytes, out: Path) -> None:
        """Write the version, made of `content`, with the changed cells in colour, as a preview that is no ledger.

        Raises: LedgerError where something is at that path already.
        """
        try:
            with out.open("xb") as file:
                file.write(content)
        except FileExistsError:
            raise LedgerError("book.copy_exists", file=str(out)) from None
        editor = self._editor(_CHANGED)
        editor.apply(self.changes)
        editor.adding.append(AddName(PREVIEW, "TRUE", hidden=True))
        self._make(out, out, editor.steps, None)

    def _make(self, source: Path, out: Path, steps: Iterable[Sequence[Edit]], cache: Path | None) -> set[str]:
        """Make the edits step by step, and give the parts that changed. A refusal names the book, not our copy."""
        changed: set[str] = set()
        for step in steps:
            try:
                changed.update(patch(source, step, out, cache=cache).changed)
            except GateError as problem:
                raise GateError(problem.code, **problem.params | {"file": self._package.name}) from problem
            source = out
        return changed

    def _log_rows(self, runs: Sequence[Run], findings: Sequence[Finding]) -> list[Append]:
        if "log" not in self._reading.places:
            return []
        known = self._reading.tables["log"].index
        language = self._reading.settings.language
        return [log_row(run, findings, language) for run in runs if run.run_id not in known]

    def _editor(self, fill: str = "") -> Editor:
        return Editor.at(self._reading, self._hurdles, fill)

    def _touched(self, groups: Iterable[Group]) -> set[str]:
        """Name the tables whose sheets are written to: the others need not be looked at."""
        told = {change.table for group in groups for change in group.changes}
        lacking = {name for name, place in self._reading.places.items() if place.new_ids}
        return {*told, *lacking, "log"} & self._reading.places.keys()

    def _look(self, table: str) -> Hurdles:
        return Hurdles(self._package.chunks(self._reading.places[table].part))


def _stored(group: Group, naming: Naming) -> Group:
    """Let a group say what its cells will hold: the journal has to know it exactly."""
    return replace(group, changes=tuple(_stored_changes(group.changes, naming)))


def _stored_changes(changes: Iterable[Change], naming: Naming) -> Iterable[Change]:
    for change in changes:
        match change:
            case Set(table, _, column, before, after):
                after = stored(TABLES[table][column], after, naming.scale(table, column))
                if after != before:
                    yield replace(change, after=after)
            case Append(table, _, row):
                cells = (
                    (column, stored(TABLES[table][column], item, naming.scale(table, column)))
                    for column, item in row.items()
                )
                yield replace(change, row={column: item for column, item in cells if item is not None})
            case _:
                yield change
