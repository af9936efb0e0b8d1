"""Where a table stands on its sheet: header row, columns, and the row of each key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from typing import Final

from hiveledger.book.cells import Cell
from hiveledger.book.naming import Naming, squeezed
from hiveledger.book.xlsx.area import Area
from hiveledger.errors import SchemaError
from hiveledger.gate import column_letters
from hiveledger.schema import Table
from hiveledger.text import Language

__all__ = ["Grid", "Place", "find_header"]

Grid = Sequence[Sequence[Cell]]
"""A sheet's cells from A1 on, row by row."""

_PASTED_INTO: Final = "directory"
_FINEST_LAST: Final = ("industry",)  # registers tell it level by level; of other facts the first column counts
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


def find_header(table: Table, sheet: str, grid: Grid, naming: Naming) -> tuple[int, Mapping[str, int]]:
    """Find the header row: the one of the first rows that names most of the table's columns.

    Where headers stand in two rows, a column that the lower one leaves blank has its name from the upper one.
    Returns: its number, and the number of each column by key. Headers that the table does not know are passed over.
    Raises: SchemaError where there is none, where it lacks the key column, or where it names a column twice. A workbook
    that is looked at before it is adopted may lack its key column; so may 企业名录, into which people paste what they
    have, under its own headers.
    """
    is_pasted = table.name == _PASTED_INTO
    own = {squeezed(column.header(language)): column.key for column in table for language in Language}
    others = {squeezed(name): column.key for column in table for name in column.synonyms} if is_pasted else {}
    keys = others | own
    texts = [list(map(_squeezed, row)) for row in grid[:_HEADER_ROWS]]
    named = [
        [(keys[header], number) for number, header in enumerate(_with(above, row), 1) if header in keys]
        for above, row in pairwise(([], *texts))
    ]
    best = max(named, key=len, default=[])
    if not best:
        raise SchemaError("book.no_header", sheet=sheet, count=_HEADER_ROWS)
    row, columns = named.index(best) + 1, _of_paste(best) if is_pasted else dict(best)
    for key, number in () if is_pasted else best:
        if columns[key] != number:
            letters = f"{column_letters(number)}{row}, {column_letters(columns[key])}{row}"
            raise SchemaError("book.doubled_header", sheet=sheet, header=_headers(table, key), cells=letters)
    if table.key not in columns and not (naming.is_proposed or is_pasted):
        raise SchemaError("book.no_key_column", sheet=sheet, row=row, header=_headers(table, table.key))
    naming.check_columns(table, sheet, columns)
    return row, columns


def _of_paste(named: Sequence[tuple[str, int]]) -> dict[str, int]:
    return dict(reversed(named)) | {key: number for key, number in named if key in _FINEST_LAST}


def _with(above: Sequence[str], row: Sequence[str]) -> list[str]:
    return [own or upper for own, upper in zip_longest(row, above[: len(row)], fillvalue="")]


def _squeezed(cell: Cell) -> str:
    return squeezed(cell) if isinstance(cell, str) else ""


def _headers(table: Table, key: str) -> str:
    return " / ".join(table[key].header(language) for language in Language)
