"""The sheet that is being drawn: which table stands on it, in which language, from which row on."""

from dataclasses import dataclass
from typing import Final

from openpyxl.worksheet.worksheet import Worksheet

from hiveledger.schema import Table
from hiveledger.text import Language

__all__ = ["LAST_ROW", "Canvas"]

LAST_ROW: Final = 1_048_576  # of any sheet: what is laid over it holds for rows that come later too


@dataclass(frozen=True)
class Canvas:
    """A sheet with what is being drawn on it."""

    sheet: Worksheet
    table: Table
    language: Language
    header_row: int = 1

    @property
    def first_row(self) -> int:
        """The first row below the header."""
        return self.header_row + 1

    def below_header(self, first: str, last: str = "") -> str:
        """Give the cells of one or more columns from the first row to the end of the sheet."""
        return f"{first}{self.first_row}:{last or first}{LAST_ROW}"
