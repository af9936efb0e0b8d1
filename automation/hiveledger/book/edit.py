"""Changes put into an openpyxl workbook: only cells, rows, columns and sheets that are the changes' own."""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass, field
from typing import Final

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from hiveledger.book.cells import to_cell
from hiveledger.book.place import Place
from hiveledger.changes import AddColumn, AddTable, Append, Change, DropColumn, DropTable, Remove, Set, Value
from hiveledger.schema import TABLES, Column
from hiveledger.text import Language
from hiveledger_templates import add_column, add_sheet

__all__ = ["Editor", "Spot"]

_TEXT_FORMAT: Final = "@"
_GENERAL: Final = "General"
_STYLE: Final = "_style"  # openpyxl's own; copying font, fill, border… one by one takes 20 times as long


@dataclass
class Spot:
    """Where a table stands while it is being edited; rows and columns count from 1."""

    sheet: Worksheet
    header_row: int
    columns: dict[str, int]
    rows: dict[str, int]
    last_row: int
    gone: set[int] = field(default_factory=set)  # rows that were taken out
    styles: dict[str, StyleArray] = field(default_factory=dict)  # of each column's new cells

    def cell(self, row: int, column: str) -> Cell | MergedCell:
        """Give a cell of the table."""
        return self.sheet.cell(row, self.columns[column])

    def style(self, column: str) -> StyleArray:
        """Give the style of a column's new cells: that of its last cell, else of its first, else its own."""
        if column not in self.styles:
            cells = (self.cell(row, column) for row in (max(self.last_row, self.header_row + 1), self.header_row + 1))
            whole = self.sheet.column_dimensions[get_column_letter(self.columns[column])]
            self.styles[column] = getattr(next((cell for cell in cells if cell.has_style), whole), _STYLE)
        return self.styles[column]


class Editor:
    """Applies changes to a workbook whose tables stand at the given places."""

    def __init__(self, workbook: Workbook, places: Mapping[str, Place], language: Language) -> None:
        self.workbook, self._language = workbook, language
        self.spots = {
            name: Spot(workbook[place.sheet], place.header_row, dict(place.columns), dict(place.rows), place.last_row)
            for name, place in places.items()
        }
        for name, place in places.items():
            for key, row in place.new_ids.items():
                self._put(self.spots[name].cell(row, TABLES[name].key), TABLES[name][TABLES[name].key], key)

    def apply(self, changes: Iterable[Change]) -> list[Cell]:
        """Put the changes in, in order, and let Excel's tables reach as far as ours. Returns the cells that changed."""
        touched: list[Cell] = []
        for change in changes:
            match change:
                case Set():
                    touched.append(self._set(change))
                case Append():
                    touched += self._append(change)
                case Remove(table, key):
                    self._remove(self.spots[table], key)
                case AddColumn(table, column):
                    self._add_column(table, column)
                case DropColumn(table, column):
                    _drop_column(self.spots[table], column)
                case AddTable(table):
                    self._add_table(table)
                case DropTable(table):
                    self.workbook.remove(self.spots.pop(table).sheet)
        for spot in self.spots.values():
            _fit(spot)
        return touched

    def _put(self, cell: Cell | MergedCell, column: Column, value: Value) -> Cell:
        """Write a value so that no program takes a text for a formula, an error, a number or a date."""
        assert isinstance(cell, Cell), cell.coordinate  # noqa: S101 - refused before
        cell.value = to_cell(column, value, self._language)
        if isinstance(value, str):
            cell.data_type = "s"
            if cell.number_format != _TEXT_FORMAT:
                cell.number_format = _TEXT_FORMAT
        elif isinstance(value, float) and cell.number_format == _TEXT_FORMAT:
            cell.number_format = _GENERAL
        return cell

    def _set(self, change: Set) -> Cell:
        spot = self.spots[change.table]
        cell = spot.cell(spot.rows[change.key], change.column)
        if not cell.has_style:
            _dress(cell, spot.style(change.column))
        return self._put(cell, TABLES[change.table][change.column], change.after)

    def _append(self, change: Append) -> list[Cell]:
        table, spot = TABLES[change.table], self.spots[change.table]
        row = _next_row(spot)
        cells = {table.key: change.key, **{name: item for name, item in change.row.items() if item is not None}}
        touched = []
        for name, item in cells.items():
            cell = spot.cell(row, name)
            _dress(cell, spot.style(name))
            touched.append(self._put(cell, table[name], item))
        spot.rows[change.key], spot.last_row = row, row
        spot.gone.discard(row)
        return touched

    def _remove(self, spot: Spot, key: str) -> None:
        row = spot.rows.pop(key)
        for name in spot.columns:
            cell = spot.cell(row, name)
            if isinstance(cell, Cell):
                cell.value = None
        spot.gone.add(row)
        while spot.last_row in spot.gone:
            spot.last_row -= 1

    def _add_column(self, table: str, column: str) -> None:
        spot = self.spots[table]
        if column not in spot.columns:
            letters = add_column(spot.sheet, TABLES[table], column, self._language, spot.header_row)
            spot.columns[column] = column_index_from_string(letters)

    def _add_table(self, table: str) -> None:
        if table not in self.spots:
            sheet = add_sheet(self.workbook, TABLES[table], self._language)
            columns = {key: number for number, key in enumerate(TABLES[table].keys, 1)}
            self.spots[table] = Spot(sheet, 1, columns, {}, 1)


def _next_row(spot: Spot) -> int:
    """Give the row below the last of ours, past cells that a person merged there."""
    row = spot.last_row + 1
    for merged in sorted(spot.sheet.merged_cells.ranges, key=lambda cells: cells.min_row):
        if merged.min_row <= row <= merged.max_row:
            row = merged.max_row + 1
    return row


def _dress(cell: Cell | MergedCell, style: StyleArray) -> None:
    setattr(cell, _STYLE, copy(style))


def _drop_column(spot: Spot, column: str) -> None:
    """Take out the rightmost column of a sheet, with what belongs to it alone."""
    number = spot.columns.pop(column)
    letter = get_column_letter(number)
    spot.sheet.delete_cols(number)
    spot.sheet.column_dimensions.pop(letter, None)
    validations = spot.sheet.data_validations.dataValidation
    for validation in list(validations):
        if all(cells.min_col == cells.max_col == number for cells in validation.sqref.ranges):
            validations.remove(validation)
    for over in spot.sheet.tables.values():
        area = CellRange(over.ref)
        if (area.max_col, area.min_row) == (number, spot.header_row):
            area.shrink(right=1)
            over.tableColumns.pop()
            over.ref = area.coord
            if over.autoFilter is not None:
                over.autoFilter.ref = over.ref


def _fit(spot: Spot) -> None:
    """Let Excel's table, or a plain filter, end where our rows end; blank rows that a person made room for stay."""
    for over in spot.sheet.tables.values():
        over.ref = _fitted(spot, over.ref)
        if over.autoFilter is not None:
            over.autoFilter.ref = over.ref
    if spot.sheet.auto_filter.ref:
        spot.sheet.auto_filter.ref = _fitted(spot, spot.sheet.auto_filter.ref)


def _fitted(spot: Spot, ref: str) -> str:
    area = CellRange(ref)
    if area.min_row != spot.header_row:
        return ref
    while area.max_row > area.min_row + 1 and area.max_row in spot.gone and _is_blank(spot.sheet, area.max_row):
        area.shrink(bottom=1)
    area.expand(down=max(spot.last_row - area.max_row, 0))
    return area.coord


def _is_blank(sheet: Worksheet, row: int) -> bool:
    return all(cell.value is None for cell in sheet[row])
