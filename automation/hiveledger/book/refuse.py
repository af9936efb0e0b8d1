"""What a workbook cannot take, found before anything is written: that group falls and the others go on."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from openpyxl.cell.cell import MergedCell

from hiveledger.book.cells import is_too_long
from hiveledger.book.edit import Spot
from hiveledger.book.reading import Reading
from hiveledger.changes import AddColumn, AddTable, Append, Change, Conflict, DropColumn, DropTable, Group, Remove, Set
from hiveledger.findings import Finding
from hiveledger.schema import TABLES

__all__ = ["Objections"]

_FORMULA: Final = "f"  # what openpyxl calls a cell that holds one


class Objections:
    """Looks at groups with the workbook at hand."""

    def __init__(self, reading: Reading, spots: Mapping[str, Spot], groups: Iterable[Group]) -> None:
        self._reading, self._spots = reading, spots
        self._columns = {(table, column) for table, spot in spots.items() for column in spot.columns}
        for group in groups:
            for change in group.changes:
                if isinstance(change, AddColumn):
                    self._columns.add((change.table, change.column))
                elif isinstance(change, AddTable):
                    self._columns |= {(change.table, column) for column in TABLES[change.table].keys}

    def to(self, group: Group) -> Conflict | Finding | None:
        """Give the first thing that stands against a group."""
        return next((said for change in group.changes for said in self._to_change(group.name, change)), None)

    def _to_change(self, group: str, change: Change) -> Iterator[Conflict | Finding]:
        match change:
            case Set(table, key, column, before, after):
                yield from self._to_value(table, key, column, after)
                shown = self._reading.unreadable.get((table, key, column))
                if shown is not None:
                    yield Conflict(group, table, key, column, before, shown)
                yield from self._to_cell(table, key, column)
            case Append(table, key, row):
                for column, item in row.items():
                    yield from self._to_value(table, key, column, item)
                place = self._reading.places.get(table)
                if place is not None and key in place.doubled:
                    yield Conflict(group, table, key, "", None, key)
            case Remove():
                pass
            case DropColumn(table, column):
                yield from self._to_dropped_column(table, column)
            case DropTable(table):
                yield from self._to_dropped_sheet(table)
            case AddColumn() | AddTable():
                pass

    def _to_value(self, table: str, key: str, column: str, value: object) -> Iterator[Finding]:
        if (table, column) not in self._columns:
            yield Finding("book.no_column", table, key, column)
        if is_too_long(value):
            yield Finding("book.too_long", table, key, column, {"count": len(str(value))})

    def _to_cell(self, table: str, key: str, column: str) -> Iterator[Finding]:
        spot = self._spots.get(table)
        if spot is None or key not in spot.rows or column not in spot.columns:
            return
        cell = spot.cell(spot.rows[key], column)
        about = {"cell": f"{spot.sheet.title}!{cell.coordinate}"}
        if isinstance(cell, MergedCell):
            yield Finding("book.merged_cell", table, key, column, about)
        elif cell.data_type == _FORMULA:
            yield Finding("book.formula", table, key, column, about)

    def _to_dropped_column(self, table: str, column: str) -> Iterator[Finding]:
        spot = self._spots.get(table)
        if spot is not None and column in spot.columns:
            right = spot.columns[column] + 1
            beyond = spot.sheet.iter_rows(min_col=right) if right <= spot.sheet.max_column else ()
            if any(cell.value is not None for row in beyond for cell in row):
                yield Finding("book.column_inside", table, column=column)

    def _to_dropped_sheet(self, table: str) -> Iterator[Finding]:
        spot = self._spots.get(table)
        if spot is not None:
            rows, columns = {spot.header_row, *spot.rows.values()}, {*spot.columns.values()}  # the plan clears our rows
            filled = (cell for row in spot.sheet.iter_rows() for cell in row if cell.value is not None)
            if any(cell.row not in rows or cell.column not in columns for cell in filled):
                yield Finding("book.sheet_in_use", table)
