"""What a workbook cannot take, found before anything is written: that group falls and the others go on."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from hiveledger.book.cells import is_too_long
from hiveledger.book.edit import Spot
from hiveledger.book.grids import read_grids
from hiveledger.book.locks import locked
from hiveledger.book.reading import Reading
from hiveledger.changes import AddColumn, AddTable, Append, Change, Conflict, DropColumn, DropTable, Group, Remove, Set
from hiveledger.findings import Finding
from hiveledger.gate import Package, column_letters
from hiveledger.schema import TABLES

__all__ = ["Objections"]


class Objections:
    """Looks at groups with the workbook at hand."""

    def __init__(self, package: Package, reading: Reading, spots: Mapping[str, Spot], groups: Iterable[Group]) -> None:
        self._package, self._reading, self._spots = package, reading, spots
        self._groups = tuple(groups)
        self._edges: dict[str, int] = {}  # the last column of a sheet, once others are dropped
        self._columns = {(table, column) for table, spot in spots.items() for column in spot.columns}
        for change in self._changes():
            if isinstance(change, AddColumn):
                self._columns.add((change.table, change.column))
            elif isinstance(change, AddTable):
                self._columns |= {(change.table, column) for column in TABLES[change.table].keys}

    def to(self, group: Group) -> Conflict | Finding | None:
        """Give the first thing that stands against a group."""
        return next((said for change in group.changes for said in self._to_change(group.name, change)), None)

    def _changes(self) -> Iterator[Change]:
        return (change for group in self._groups for change in group.changes)

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
            case DropColumn() | DropTable():
                yield from self._to_dropped(change)
            case Remove() | AddColumn() | AddTable():
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
        row, number = spot.rows[key], spot.columns[column]
        about = {"cell": f"{spot.sheet}!{column_letters(number)}{row}"}
        if spot.hurdles.merged(row, number):
            yield Finding("book.merged_cell", table, key, column, about)
        elif spot.hurdles.has_formula(row, number):
            yield Finding("book.formula", table, key, column, about)
        elif (row, number) in self._locked.get(table, ()):
            yield Finding("book.locked_cell", table, key, column, about)

    def _to_dropped(self, change: DropColumn | DropTable) -> Iterator[Finding]:
        spot = self._spots.get(change.table)
        if spot is None:
            return
        match change:
            case DropColumn(table, column):
                edge = self._edges.get(table, spot.last_column)
                if spot.columns.get(column, edge) < edge:
                    yield Finding("book.column_inside", table, column=column)
                else:
                    self._edges[table] = edge - 1  # what stood left of it is the last one now
            case DropTable(table):
                if self._holds_more(spot):
                    yield Finding("book.sheet_in_use", table)

    @cached_property
    def _locked(self) -> Mapping[str, set[tuple[int, int]]]:
        """Give, of the protected sheets, those cells to be set that are locked."""
        asked: dict[str, set[tuple[int, int]]] = {}
        sets = (change for change in self._changes() if isinstance(change, Set))
        for change in sets:
            place = self._reading.places.get(change.table)
            if place and place.is_protected and change.key in place.rows and change.column in place.columns:
                cell = place.rows[change.key], place.columns[change.column]
                asked.setdefault(change.table, set()).add(cell)
        places = self._reading.places
        return {table: locked(self._package, places[table].part, cells) for table, cells in asked.items()}

    def _holds_more(self, spot: Spot) -> bool:
        """Tell whether a sheet holds anything outside our table."""
        rows, columns = {spot.header_row, *spot.rows.values()}, {*spot.columns.values()}  # the plan clears our rows
        sheets = read_grids(self._package.data, self._package.name, self._reading.naming).sheets
        return any(
            cell != "" and (row not in rows or column not in columns)
            for sheet in sheets
            if sheet.name == spot.sheet
            for row, cells in enumerate(sheet.cells().grid, 1)
            for column, cell in enumerate(cells, 1)
        )
