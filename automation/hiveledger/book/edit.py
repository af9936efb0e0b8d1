"""Changes as edits of a workbook: only cells, rows, columns and sheets that are the changes' own."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from hiveledger.book.cells import to_cell
from hiveledger.book.hurdles import Hurdles, XmlHurdles
from hiveledger.book.naming import Naming
from hiveledger.book.place import Place
from hiveledger.book.reading import Reading
from hiveledger.book.xlsx import DropColumn as DropSheetColumn
from hiveledger.book.xlsx import DropSheet, Fit, Formatted, SetCell
from hiveledger.changes import AddColumn, AddTable, Append, Change, DropColumn, DropTable, Remove, Set, Value
from hiveledger.schema import TABLES, Table
from hiveledger.text import Language
from hiveledger_templates import number_format

__all__ = ["Editor", "NewColumn", "NewSheet", "Spot"]

_HEADER_ROW: Final = 1  # of a sheet that we add


@dataclass(frozen=True)
class NewSheet:
    """A sheet to add at the end of the book, with a table's header."""

    table: Table
    name: str


@dataclass(frozen=True)
class NewColumn:
    """A column to add to a sheet that is there."""

    table: Table
    key: str
    sheet: str
    header_row: int
    number: int


@dataclass
class Spot:
    """Where a table stands while it is being edited; rows and columns count from 1."""

    sheet: str
    header_row: int
    columns: dict[str, int]
    rows: dict[str, int]
    last_row: int
    last_column: int
    bottom: int  # of Excel's table or filter
    hurdles: Hurdles
    new_ids: Mapping[str, int]  # the rows that lack an id
    gone: set[int] = field(default_factory=set)  # rows that were taken out

    @classmethod
    def of(cls, place: Place, hurdles: Hurdles) -> "Spot":
        """Begin with what was read."""
        ends = (area.bottom for area in (*place.blocks, *hurdles.filters) if area.top == place.header_row)
        edges = (place.last_row, place.last_column, max(ends, default=place.last_row))
        return cls(place.sheet, place.header_row, dict(place.columns), dict(place.rows), *edges, hurdles, place.new_ids)

    def next_row(self) -> int:
        """Give the row below the last of ours, past cells that a person merged there."""
        row = self.last_row + 1
        for merged in sorted(self.hurdles.merges):
            if merged.top <= row <= merged.bottom:
                row = merged.bottom + 1
        return row


@dataclass
class Editor:
    """Turns changes into edits of a workbook whose tables stand at the given places.

    What is added, the cells with the tables' new ends, and what is taken out are to be made in this order, each on
    what the one before it left. `fill` colours the cells that change, for a preview.
    """

    spots: dict[str, Spot]
    naming: Naming
    language: Language
    fill: str = ""
    adding: list[NewSheet | NewColumn] = field(default_factory=list)
    cells: list[SetCell] = field(default_factory=list)
    fits: list[Fit] = field(default_factory=list)
    removing: list[DropSheet | DropSheetColumn] = field(default_factory=list)

    @classmethod
    def at(cls, reading: Reading, hurdles: Mapping[str, Hurdles], fill: str = "") -> "Editor":
        """Begin with the places as they were read."""
        spots = {name: Spot.of(place, hurdles[name]) for name, place in reading.places.items() if name in hurdles}
        return cls(spots, reading.naming, reading.settings.language, fill)

    def apply(self, changes: Iterable[Change]) -> None:
        """Take changes in, in order; rows that lack an id get theirs, and Excel's tables reach as far as ours."""
        for change in changes:
            match change:
                case Set(table, key, column, _, after):
                    self._keep_names(table)
                    self._put(table, self.spots[table].rows[key], column, after, self.fill)
                case Append():
                    self._append(change)
                case Remove(table, key):
                    self._remove(table, key)
                case AddColumn(table, column):
                    self._add_column(table, column)
                case DropColumn(table, column):
                    self._drop_column(table, column)
                case AddTable(table):
                    self._add_table(table)
                case DropTable(table) if table in self.spots:
                    self.removing.append(DropSheet(self.spots.pop(table).sheet))
                case DropTable():
                    pass  # a person took the sheet out
        self._name_rows()
        self.fits += self._fits()

    def _name_rows(self) -> None:
        for name, spot in self.spots.items():
            for key, row in spot.new_ids.items() if TABLES[name].key in spot.columns else ():
                self._put(name, row, TABLES[name].key, key, fill="")

    def _keep_names(self, table: str) -> None:
        """Give a sheet that was pasted under its own headers a column of ids, once a row of it is written to."""
        self._add_column(table, TABLES[table].key)

    def _put(self, table: str, row: int, column: str, value: Value, fill: str) -> None:
        """Write a value so that no program takes a text for a formula, an error, a number or a date."""
        spot, described = self.spots[table], TABLES[table][column]
        content = Formatted(
            to_cell(described, value, self.language, self.naming.scale(table, column)), number_format(described), fill
        )
        self.cells.append(SetCell(spot.sheet, row, spot.columns[column], content))

    def _append(self, change: Append) -> None:
        table, spot = TABLES[change.table], self.spots[change.table]
        self._keep_names(change.table)
        row = spot.next_row()
        cells = {table.key: change.key, **{name: item for name, item in change.row.items() if item is not None}}
        for name, item in cells.items():
            self._put(change.table, row, name, item, self.fill)
        spot.rows[change.key], spot.last_row = row, row
        spot.gone.discard(row)

    def _remove(self, table: str, key: str) -> None:
        spot = self.spots[table]
        row = spot.rows.pop(key)
        for name in spot.columns:
            self._put(table, row, name, None, fill="")
        spot.gone.add(row)
        while spot.last_row in spot.gone:
            spot.last_row -= 1

    def _add_column(self, table: str, column: str) -> None:
        spot = self.spots[table]
        if column in spot.columns:
            return
        spot.last_column += 1
        spot.columns[column] = spot.last_column
        named = self.naming.table(table)
        self.adding.append(NewColumn(named, column, spot.sheet, spot.header_row, spot.last_column))

    def _drop_column(self, table: str, column: str) -> None:
        spot = self.spots.get(table)
        if spot and column in spot.columns:  # else a person took it out
            self.removing.append(DropSheetColumn(spot.sheet, spot.header_row, spot.columns.pop(column)))

    def _add_table(self, name: str) -> None:
        if name in self.spots:
            return
        table = self.naming.table(name)
        columns = {key: number for number, key in enumerate(table.keys, 1)}
        sheet = table.sheet(self.language)
        below = _HEADER_ROW + 1  # an Excel table needs a row, so the model has a blank one
        self.spots[name] = Spot(sheet, _HEADER_ROW, columns, {}, _HEADER_ROW, len(columns), below, XmlHurdles(), {})
        self.adding.append(NewSheet(table, sheet))

    def _fits(self) -> Iterator[Fit]:
        """Let Excel's tables and plain filters end where our rows end; blank rows that a person made room for stay."""
        for spot in self.spots.values():
            bottom = max(spot.bottom, spot.last_row)
            while bottom > spot.header_row + 1 and bottom in spot.gone:
                bottom -= 1
            if bottom != spot.bottom:
                spot.bottom = bottom
                yield Fit(spot.sheet, spot.header_row, min(spot.columns.values()), bottom)
