"""Where a table stands on its sheet: header row, columns, and the row of each key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from hiveledger.book.cells import Cell, fold
from hiveledger.book.xlsx.area import Area
from hiveledger.errors import SchemaError
from hiveledger.gate import column_letters
from hiveledger.schema import TABLES, Table
from hiveledger.text import Language

__all__ = ["Grid", "Place", "find_header", "table_of"]

Grid = Sequence[Sequence[Cell]]
"""A sheet's cells from A1 on, row by row."""

_HEADER_ROWS: Final = 20  # a team may put a title, a note and a legend above its table


@dataclass(frozen=True)
class Place:
    """Where a table stands; rows and columns count from 1, as in an address."""

    table: str
    sheet: str
    header_row: int
    columns: Mapping[str, int]  # by column key
    rows: Mapping[str, int]  # by row key
    new_ids: Mapping[str, int]  # of rows whose id cell is blank until the next write
    doubled: frozenset[str]  # ids that several rows have
    last_row: int  # that holds anything of the table's own
    last_column: int  # that holds anything on the sheet
    blocks: Sequence[Area]  # of Excel's tables on the sheet
    part: str  # of the workbook that holds the sheet
    is_protected: bool

    def address(self, key: str, column: str) -> str:
        """Give the address of a cell, "规则!B7"; of the header where the row is not known."""
        return self.at(self.rows.get(key, self.header_row), column)

    def at(self, row: int, column: str) -> str:
        """Give the address of a cell by its row's number."""
        return f"{self.sheet}!{column_letters(self.columns[column])}{row}"


def table_of(sheet: str) -> Table | None:
    """Give the table whose sheet has this name, in either language."""
    names = {fold(table.sheet(language)): table for table in TABLES.values() for language in Language}
    return names.get(fold(sheet))


def find_header(table: Table, sheet: str, grid: Grid) -> tuple[int, Mapping[str, int]]:
    """Find the header row: the one of the first rows that names most of the table's columns.

    Returns: its number, and the number of each column by key. Headers that the table does not know are passed over.
    Raises: SchemaError where there is none, where it lacks the key column, or where it names a column twice.
    """
    keys = {fold(column.header(language)): column.key for column in table for language in Language}
    named = [
        [(keys[header], number) for number, header in enumerate(map(_folded, row), 1) if header in keys]
        for row in grid[:_HEADER_ROWS]
    ]
    best = max(named, key=len, default=[])
    if not best:
        raise SchemaError("book.no_header", sheet=sheet, count=_HEADER_ROWS)
    row, columns = named.index(best) + 1, dict(best)
    for key, number in best:
        if columns[key] != number:
            letters = f"{column_letters(number)}{row}, {column_letters(columns[key])}{row}"
            raise SchemaError("book.doubled_header", sheet=sheet, header=_headers(table, key), cells=letters)
    if table.key not in columns:
        raise SchemaError("book.no_key_column", sheet=sheet, row=row, header=_headers(table, table.key))
    return row, columns


def _folded(cell: Cell) -> str:
    return fold(cell) if isinstance(cell, str) else ""


def _headers(table: Table, key: str) -> str:
    return " / ".join(table[key].header(language) for language in Language)
