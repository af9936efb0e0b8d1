"""The next version of a workbook: what a plan makes of it, in a file of its own until it is published."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from hiveledger.book.accepted import accept, log_rows
from hiveledger.book.edit import Editor, NewColumn, NewSheet
from hiveledger.book.grids import read_grids
from hiveledger.book.hurdles import Hurdles, XmlHurdles
from hiveledger.book.locks import locked
from hiveledger.book.place import Grid, Place
from hiveledger.book.reading import Reading
from hiveledger.book.versions.marks import mark_edits
from hiveledger.book.xlsx import AddColumn, AddName, AddSheet, DropSheet, Edit, ForgetTexts, bare_sheet, patch
from hiveledger.book.xlsx.container.archive import Archive
from hiveledger.book.xlsx.foreign import refuse_new_formulas
from hiveledger.book.xlsx.workbook import Workbook
from hiveledger.changes import Group
from hiveledger.errors import GateError, LedgerError
from hiveledger.findings import Finding
from hiveledger.gate import Package
from hiveledger.journal import DASHBOARD, FORGET, RELEASE, Run
from hiveledger.schema import MARKS_SHEET, PREVIEW
from hiveledger.text import say
from hiveledger_templates import column_model, dashboard_model, places_of, sheet_model

__all__ = ["Edition"]

_CHANGED: Final = "FFE08A"  # of the cells that a preview would change


class Edition:
    """The groups of a plan that this version of the file can take, and the version that comes of them."""

    def __init__(self, content: bytes, name: str, reading: Reading, groups: Iterable[Group]) -> None:
        self._reading, self._package = reading, Package(content, name)
        self._accepted = accept(groups, reading, _InFile(self._package, reading))
        self.changes, self.conflicts = self._accepted.changes, self._accepted.conflicts
        self.findings = self._accepted.findings

    @property
    def is_markable(self) -> bool:
        """Whether the version has a place for the ids of runs."""
        return self._reading.is_markable

    def means_more(self, verb: str) -> bool:
        """Tell whether a verb does something to this version besides the changes of its plan."""
        if verb == DASHBOARD:
            return not self._has_dashboard()
        return verb == RELEASE and self._reading.marks is not None

    def _has_dashboard(self) -> bool:
        """Tell whether there is a sheet of the name that ours would get."""
        with Archive(Path(self._package.name), self._package.data) as archive:
            names = {sheet.name.casefold() for sheet in Workbook(archive).sheets}
        return say("dashboard.sheet", self._reading.settings.language).casefold() in names

    def write(
        self, source: Path, out: Path, runs: Sequence[Run], findings: Sequence[Finding], cache: Path | None
    ) -> None:
        """Write the version, with what tells that the runs have reached it: their rows on 操作日志 and their marks.

        `cache` is where the patcher may remember the blocks of large sheets.
        Raises: GateError where the workbook cannot take it; LedgerError where a formula would stand in it that nobody
        put there.
        """
        editor = Editor.at(self._reading, self._accepted.hurdles)
        editor.apply((*self.changes, *log_rows(self._reading, runs, findings)))
        marking: list[Edit] = []
        if any(run.verb == RELEASE for run in runs):
            editor.removing += [DropSheet(MARKS_SHEET)] * (self._reading.marks is not None)
        elif runs and self._reading.is_markable:
            if self._reading.marks is None:
                marking.append(AddSheet(MARKS_SHEET, bare_sheet(MARKS_SHEET), "hidden"))
            editor.cells += mark_edits(run.run_id for run in runs)
        forgetting = [ForgetTexts()] if any(run.verb == FORGET for run in runs) else []
        changed = self._make(source, out, self._steps(editor, marking, forgetting), cache)
        refuse_new_formulas(source, out, changed, self._package.name)
        if any(run.verb == DASHBOARD for run in runs) and not self._has_dashboard():  # the one that calculates
            self._make(out, out, [[self._dashboard(editor)]], cache)

    def _dashboard(self, editor: Editor) -> AddSheet:
        """Give sheet 周报, which counts the tables where they stand by now."""
        language = self._reading.settings.language
        read = ((name, one.sheet, one.header_row, one.columns) for name, one in self._reading.places.items())
        edited = ((name, one.sheet, one.header_row, one.columns) for name, one in editor.spots.items())
        model = dashboard_model(places_of(language, (*read, *edited)))  # the later one holds
        return AddSheet(say("dashboard.sheet", language), model, "visible")

    def write_coloured(self, content: bytes, out: Path) -> None:
        """Write the version, made of `content`, with the changed cells in colour, as a preview that is no ledger.

        Raises: LedgerError where something is at that path already.
        """
        try:
            with out.open("xb") as file:
                file.write(content)
        except FileExistsError:
            raise LedgerError("book.copy_exists", file=str(out)) from None
        editor = Editor.at(self._reading, self._accepted.hurdles, _CHANGED)
        editor.apply(self.changes)
        self._make(out, out, self._steps(editor, [AddName(PREVIEW, "TRUE", hidden=True)], ()), None)

    def _steps(self, editor: Editor, adding: Sequence[Edit], removing: Iterable[Edit]) -> Iterator[list[Edit]]:
        """Give the edits step by step, each to be made on what the one before it left: a column goes as the last."""
        added: list[Edit] = [*map(self._drawn, editor.adding), *adding]
        cells: list[Edit] = [*editor.cells, *editor.fits]
        taken_out: list[Edit] = [*editor.removing, *removing]
        return (step for step in (added, cells, *([edit] for edit in taken_out)) if step)

    def _drawn(self, new: NewSheet | NewColumn) -> Edit:
        """Give what is new as the template has it."""
        language = self._reading.settings.language
        if isinstance(new, NewSheet):
            return AddSheet(new.name, sheet_model(new.table, language), "visible")
        model = column_model(new.table, new.key, language, new.header_row, new.number)
        return AddColumn(new.sheet, new.header_row, new.number, model)

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


class _InFile:
    """What else than cells a workbook's file holds."""

    def __init__(self, package: Package, reading: Reading) -> None:
        self._package, self._naming = package, reading.naming

    def hurdles(self, place: Place) -> Hurdles:
        return XmlHurdles(self._package.chunks(place.part))

    def locked(self, place: Place, cells: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
        return locked(self._package, place.part, cells) if place.is_protected else set()

    def grid(self, place: Place) -> Grid:
        sheets = read_grids(self._package.data, self._package.name, self._naming).sheets
        return next(sheet.cells().grid for sheet in sheets if sheet.name == place.sheet)
