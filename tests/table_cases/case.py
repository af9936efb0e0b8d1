"""What a case is made of, and the books and edits that many cases share."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from hiveledger.book.xlsx import AppendRows, Edit, ReplaceBody
from tests.table_books import HEAD, ROWS, Book, Cell, row, table

__all__ = [
    "FILTERED",
    "GROWN",
    "NEW",
    "RELATIVE",
    "THREE",
    "TOTALLED",
    "Case",
    "Cells",
    "Seen",
    "Values",
    "append",
    "below",
    "body",
    "double",
]


@dataclass(frozen=True)
class Seen:
    """What a cell says, a formula above all, and what LibreOffice makes of it."""

    said: str
    shown: str


Cells = dict[str, float | str | Seen | None]
Values = list[float | str | None]


@dataclass(frozen=True)
class Case:
    """Edits of a book: all that sheet S's cells say anew, and pieces that other parts, or the sheet, then hold."""

    name: str
    edits: tuple[Edit, ...]
    book: Book = field(default_factory=Book)
    cells: Cells = field(default_factory=dict)
    pieces: Mapping[str, str] = field(default_factory=dict)
    refused: str = ""


def append(*rows: Values) -> tuple[Edit, ...]:
    return (AppendRows("S", rows or [[6, "new", None]], "T"),)


def body(*rows: Values) -> tuple[Edit, ...]:
    return (ReplaceBody("S", "T", rows),)


def double(row_number: int, value: float) -> Cells:
    return {f"D{row_number}": Seen("T[[#This Row],[a]]*2", f"{2 * value:g}")}


NEW: Final[Cells] = {"B6": 6, "C6": "new", **double(6, 6)}
GROWN: Final = {"T": 'ref="B2:D6"'}
_TOTALS: Final = ' totalsRowFunction="sum"'
TOTALLED: Final = Book(
    rows=ROWS + row(6, B=("Total", 1), D=("=SUBTOTAL(109,T[c])", 2)), tables=(table("B2:D6", totals=_TOTALS),)
)
RELATIVE: Final = Book(
    rows=HEAD + "".join(row(n, B=n, C=f"t{n}", D=f"=B{n}*2") for n in (3, 4, 5)), tables=(table(formula="B3*2"),)
)


def below(**cells: Cell) -> str:
    return ROWS + row(6, "", **cells)


FILTERED: Final = Book(
    tables=(),
    rows=re.sub("T[^*]*", "1", ROWS),
    after='<autoFilter ref="B2:D5"/>',
    names='<definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">S!$B$2:$D$5</definedName>',
)
THREE: Final[tuple[Values, ...]] = ([6, "x", None], [7, "y", None], [8, "z", None])
