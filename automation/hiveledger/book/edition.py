"""The next version of a workbook: what a plan makes of it, checked before anything is published."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from openpyxl.styles import PatternFill

from hiveledger.book.base import log_row
from hiveledger.book.carry import check_carried, check_read_back
from hiveledger.book.cells import stored
from hiveledger.book.edit import Editor
from hiveledger.book.reading import Reading, read_book
from hiveledger.book.refuse import Objections
from hiveledger.book.workbook import load, save
from hiveledger.changes import Append, Change, Conflict, DropColumn, DropTable, Group, Set, apply, settle
from hiveledger.findings import Finding
from hiveledger.journal import Run
from hiveledger.schema import PREVIEW, TABLES

__all__ = ["Edition"]

_OF_COLUMNS: Final = ("cols", "dataValidations")  # a sheet's elements that hold nothing but columns' own
_CHANGED: Final = PatternFill("solid", start_color="FFE08A")  # of the cells that a preview would change


class Edition:
    """The groups of a plan that this version of the file can take, and the version that comes of them."""

    def __init__(self, content: bytes, reading: Reading, groups: Iterable[Group], name: str) -> None:
        self._content, self._reading, self._name = content, reading, name
        standing, fallen = settle([_stored(group) for group in groups], reading.tables)
        conflicts: list[Conflict] = list(fallen)
        findings: list[Finding] = []
        self.changes: tuple[Change, ...] = ()
        if standing:
            self._workbook = load(content, name)
            self._editor = Editor(self._workbook, reading.places, reading.settings.language)
            objections = Objections(reading, self._editor.spots, standing)
            said = [objections.to(group) for group in standing]
            conflicts += [against for against in said if isinstance(against, Conflict)]
            findings += [against for against in said if isinstance(against, Finding)]
            able = (group for group, against in zip(standing, said, strict=True) if against is None)
            self.changes = tuple(change for group in able for change in group.changes)
        self.conflicts, self.findings = tuple(conflicts), tuple(findings)

    def finish(self, run: Run, findings: Sequence[Finding]) -> tuple[bytes, Reading]:
        """Make the version, its row on sheet 操作日志 included, and read it back.

        Raises: LedgerError where something of the book would get lost on the way.
        """
        log = [log_row(run, findings, self._reading.settings.language)] if "log" in self._reading.places else []
        changes = (*run.changes, *log)
        self._editor.apply(changes)
        content = save(self._workbook)
        check_carried(self._content, content, self._name, set(self._taken_back()))
        after = read_book(content, self._name, self._reading.numbers)
        check_read_back(apply(self._reading.tables, changes), after, self._name)
        return content, after

    def _taken_back(self) -> Iterator[str]:
        """Name the sheets that the plan takes out, and what may go with a sheet's only column that had it."""
        for change in self.changes:
            place = self._reading.places.get(change.table)
            if place is not None and isinstance(change, DropTable):
                yield place.sheet
            elif place is not None and isinstance(change, DropColumn):
                yield from (f"{place.sheet}/{element}" for element in _OF_COLUMNS)

    def coloured(self) -> bytes:
        """Give the version with the changed cells in colour, marked as a preview that is no ledger of its own."""
        workbook = self._workbook if self.changes else load(self._content, self._name)
        workbook.properties.category = PREVIEW
        for cell in self._editor.apply(self.changes) if self.changes else ():
            cell.fill = _CHANGED
        return save(workbook)


def _stored(group: Group) -> Group:
    """Let a group say what its cells will hold: the journal has to know it exactly."""
    return replace(group, changes=tuple(_stored_changes(group.changes)))


def _stored_changes(changes: Iterable[Change]) -> Iterator[Change]:
    for change in changes:
        match change:
            case Set(table, _, column, before, after):
                after = stored(TABLES[table][column], after)
                if after != before:
                    yield replace(change, after=after)
            case Append(table, _, row):
                cells = ((column, stored(TABLES[table][column], item)) for column, item in row.items())
                yield replace(change, row={column: item for column, item in cells if item is not None})
            case _:
                yield change
