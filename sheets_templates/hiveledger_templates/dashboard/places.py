"""Where a workbook keeps its tables, and the pieces of formulas that count them.

A formula names whole columns, so that it holds for rows that come later, wherever they are sorted to; Excel, WPS and
LibreOffice look no further than the last row that is filled. Only what looks at each row by itself (the k-th smallest
of some, how many of each) gets a stretch that ends below the last filled row.

LibreOffice reckons anew, when it opens a workbook that another program wrote, only what depends on the time. So every
figure does, be it by nothing times now.

LibreOffice cuts the columns of a COUNTIFS to where the first of them is filled, so the first is never one that may be
blank all the way down.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from openpyxl.utils import get_column_letter

from hiveledger.schema import TABLES, Presence
from hiveledger.text import Language

__all__ = ["ENDS", "NEEDED", "NOW", "Places", "places_of", "template_places"]

NOW: Final = "$M$2"  # the cell that holds the moment of all figures
_ANEW: Final = f"0*{NOW}"
ENDS: Final = {"leads": "$O$3", "desk": "$O$4", "pool": "$O$5", "people": "$O$6"}
"""The cells that hold the row at which the stretches of each table end."""

NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "leads": (
        *("lead_id", "company", "received_at", "clean_due", "cleaned_at", "grade", "first_grade", "status"),
        *("owner", "owner_name", "assigned_at", "first_assigned_at", "confirm_due", "confirmed_at", "returns"),
        *("first_touch_due", "first_touch_at"),
    ),
    "desk": ("desk_id", "kind", "lead_id", "subject", "due", "raised_at", "closed_at"),
    "pool": ("lead_id", "pooled_at", "left_at"),
    "people": ("staff_no", "name", "role", "unit", "quota_a", "cap", "left_at"),
    "settings": ("key", "value"),
}
"""The columns that are counted, by table, each table's key first."""

_SPARE: Final = 500  # rows looked at below the last filled one: some may lack an id


@dataclass(frozen=True)
class Places:
    """The sheets and columns of a workbook: by table its sheet, its header's row, and its columns' letters."""

    language: Language
    tables: Mapping[str, tuple[str, int, Mapping[str, str]]]

    def column(self, table: str, key: str) -> str:
        """Give a whole column. Raises: KeyError where the workbook does not have it."""
        sheet, _, letters = self.tables[table]
        return f"{_quoted(sheet)}!${letters[key]}:${letters[key]}"

    def stretch(self, table: str, key: str) -> str:
        """Give a column from below its header to a little below the last row. Raises: KeyError."""
        sheet, header, letters = self.tables[table]
        return f"{_quoted(sheet)}!${letters[key]}${header + 1}:INDEX({self.column(table, key)},{ENDS[table]})"

    def end(self, table: str) -> str:
        """Give the row at which the stretches of a table end. Raises: KeyError."""
        return f"COUNTA({self.column(table, TABLES[table].key)})+{self.tables[table][1] + _SPARE}+{_ANEW}"

    def is_any(self, table: str, column: str, codes: Iterable[str]) -> str:
        """Tell of each row of a stretch whether it shows one of several words in a column. Raises: KeyError."""
        words = ",".join(self.word(table, column, code) for code in codes)
        return f"ISNUMBER(MATCH({self.stretch(table, column)},{{{words}}},0))"

    def is_before(self, table: str, column: str, moment: str) -> str:
        """Tell of each row of a stretch whether a moment of it is over by another. Raises: KeyError."""
        cells = self.stretch(table, column)
        return f'({cells}<>"")*({cells}<{moment})'

    def is_blank(self, table: str, column: str) -> str:
        """Tell of each row of a stretch whether a cell of it is blank. Raises: KeyError."""
        return f'({self.stretch(table, column)}="")'

    def count(self, table: str, *criteria: tuple[str, str]) -> str:
        """Count the rows that meet all criteria, each a column and an expression. Raises: KeyError."""
        pairs = (f"{self.column(table, key)},{criterion}" for key, criterion in criteria)
        return f"(COUNTIFS({','.join(pairs)})+{_ANEW})"

    def word(self, table: str, column: str, code: str) -> str:
        """Give the word that a cell shows for a code, as a text of a formula."""
        return f'"{TABLES[table][column].label(code, self.language)}"'

    def setting(self, key: str, otherwise: float) -> str:
        """Give what 规则 says, as a number. Raises: KeyError."""
        keys, told = self.column("settings", "key"), self.column("settings", "value")
        return f'IFERROR(VALUE(INDEX({told},MATCH("{key}",{keys},0))),{otherwise:g})'

    def link(self, table: str, key: str, shown: str = "") -> str:
        """Lead to the row of a key, wherever that is by now, and show the key or something else. Raises: KeyError."""
        sheet, _, letters = self.tables[table]
        column = self.column(table, TABLES[table].key)
        target = f'"#{_quoted(sheet)}!{letters[TABLES[table].key]}"&MATCH({key},{column},0)'
        return f"HYPERLINK({target},{shown or key})"

    def cell(self, table: str, key: str, row: str) -> str:
        """Give the cell of a column in the row that an expression gives. Raises: KeyError."""
        return f"INDEX({self.column(table, key)},{row})"

    def above(self, table: str) -> int:
        """Give how many rows stand above the first of a table."""
        return self.tables[table][1]


def places_of(language: Language, tables: Iterable[tuple[str, str, int, Mapping[str, int]]]) -> Places:
    """Give the places of a ledger: of each table its name, sheet, header's row and columns by number."""
    return Places(
        language,
        {
            name: (sheet, header, {key: get_column_letter(number) for key, number in columns.items()})
            for name, sheet, header, columns in tables
        },
    )


def template_places(language: Language) -> Places:
    """Give the places of a new ledger."""
    starting = (table for table in TABLES.values() if table.presence is Presence.START)
    return places_of(
        language,
        (
            (table.name, table.sheet(language), 1, {key: number for number, key in enumerate(table.keys, 1)})
            for table in starting
        ),
    )


def _quoted(sheet: str) -> str:
    doubled = sheet.replace("'", "''")
    return f"'{doubled}'"
