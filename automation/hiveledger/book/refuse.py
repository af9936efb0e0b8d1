"""What a workbook cannot take, found before anything is written: that group falls and the others go on."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Protocol

from hiveledger.book.cells import is_too_long
from hiveledger.book.edit import Spot
from hiveledger.book.hurdles import Hurdles
from hiveledger.book.place import Grid, Place
from hiveledger.book.reading import Reading
from hiveledger.changes import AddColumn, AddTable, Append, Change, Conflict, DropColumn, DropTable, Group, Remove, Set
from hiveledger.findings import Finding
from hiveledger.gate import column_letters
from hiveledger.schema import TABLES

__all__ = ["Objections", "Surroundings"]


class Surroundings(Protocol):
    """What a workbook tells of its sheets besides what can be read as a ledger."""

    def hurdles(self, place: Place) -> Hurdles:
        """Give what stands in the way on a table's sheet."""
        ...

    def locked(self, place: Place, cells: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
        """Give those of a protected sheet's cells that are locked."""
        ...

    def grid(self, place: Place) -> Grid:
        """Give all cells of a table's sheet."""
        ...


class Objections:
    """Looks at groups with the workbook at hand."""

    def __init__(
        self, surroundings: Surroundings, reading: Reading, spots: Mapping[str, Spot], groups: Iterable[Group]
    ) -> None:
        self._surroundings, self._reading, self._spots = surroundings, reading, spots
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
                if self._holds_more(table, spot):
                    yield Finding("book.sheet_in_use", table)

    @cached_property
    def _locked(self) -> Mapping[str, set[tuple[int, int]]]:
        """Give those cells to be set that are locked, on sheets that are protected."""
        asked: dict[str, set[tuple[int, int]]] = {}
        sets = (change for change in self._changes() if isinstance(change, Set))
        for change in sets:
            place = self._reading.places.get(change.table)
            if place and change.key in place.rows and change.column in place.columns:
                cell = place.rows[change.key], place.columns[change.column]
                asked.setdefault(change.table, set()).add(cell)
        places = self._reading.places
        return {table: self._surroundings.locked(places[table], cells) for table, cells in asked.items()}

    def _holds_more(self, table: str, spot: Spot) -> bool:
        """Tell whether a sheet holds anything outside our table."""
        rows, columns = {spot.header_row, *spot.rows.values()}, {*spot.columns.values()}  # the plan clears our rows
        return any(
            cell != "" and (row not in rows or column not in columns)
            for row, cells in enumerate(self._surroundings.grid(self._reading.places[table]), 1)
            for column, cell in enumerate(cells, 1)
        )
