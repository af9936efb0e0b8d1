"""Somebody to be forgotten: which rows speak of them, and what of these is to be blank."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from hiveledger.changes.kinds import Group, Set, Value
from hiveledger.changes.lookup import Tables, values
from hiveledger.schema import LEADS, TABLES, Dtype
from hiveledger.schema.personal import LOOKED_UP, PERSONAL, STAFF

__all__ = ["Person", "Row", "form", "names_one_of", "row_cells", "rows_of"]

Row: TypeAlias = tuple[str, str]
"""A row by its table and key."""

_GAPS: Final = re.compile(r"[\s.\-·()]+")
_HALF_WIDTH: Final = {0xFEE0 + sign: sign for sign in range(0x21, 0x7F)}
_NAMES_LEADS: Final = (LEADS.key, "other_id", "merged_into")


@dataclass(frozen=True)
class Person:
    """Their lead, the rows that speak of them, what they are called and reached by, and who passed their wish on.

    A row that speaks of several people, such as a pasted message, is blanked for all of them.
    """

    lead: str
    rows: frozenset[Row] = frozenset()
    words: frozenset[str] = frozenset()
    by: str = ""

    def is_named_in(self, text: str) -> bool:
        """Tell whether a text names the person, however a number is spaced.

        >>> Person("L1", words=frozenset({"13800000001"})).is_named_in("Tel 138-0000-0001")
        True
        """
        said = form(text)
        return any(form(word) in said for word in self.words)

    def is_told_by(self, table: str, key: str, column: str, *held: object) -> bool:
        """Tell whether a cell that holds, or held, these values speaks of the person."""
        if (table, key) not in self.rows or column not in TABLES[table] or column in STAFF:
            return False
        if column in PERSONAL.get(table, ()):
            return True
        is_text = TABLES[table][column].dtype is Dtype.TEXT
        return is_text and any(isinstance(item, str) and self.is_named_in(item) for item in held)

    def blanks(self, tables: Tables) -> tuple[Group, ...]:
        """Give what blanks each cell of one version of the book that speaks of them, every cell for itself.

        Whether a person filled a cell does not count here, only that it still holds what was read.
        """
        leads = {key for table, key in self.rows if table == LEADS.name}
        here = replace(self, rows=self.rows | set(rows_of(tables, {self.lead, *leads}, self.words)))
        return tuple(
            Group(self.lead, (Set(table, key, column, held, None),))
            for table, key in sorted(here.rows)
            for column, held in row_cells(tables, table, key).items()
            if here.is_told_by(table, key, column, held)
        )

    def others(self, tables: Tables) -> Iterator[tuple[str, str, str]]:
        """Give the cells of other rows, by table, key and column, in which one of their words stands."""
        words = "|".join(map(re.escape, sorted(self.words)))
        for table, frame in tables.items() if words else ():
            for column in [column for column in frame.columns if frame[column].dtype == "str"]:
                named = frame.index[frame[column].str.contains(words, na=False)]
                yield from ((table, key, column) for key in named if (table, key) not in self.rows)


def rows_of(tables: Tables, leads: Collection[str], words: Collection[str] = ()) -> Iterator[Row]:
    """Give the rows of some leads, those that name one of them, and those of lists that hold one of the words."""
    for name, frame in tables.items():
        if TABLES[name].key == LEADS.key:
            yield from ((name, key) for key in frame.index if key in leads)
        for column in [column for column in _NAMES_LEADS if column in frame.columns]:
            named = zip(frame.index, values(frame[column]), strict=True)
            yield from ((name, key) for key, ids in named if names_one_of(ids, leads))
        for column in [column for column in LOOKED_UP.get(name, ()) if column in frame.columns]:
            yield from ((name, key) for key in frame.index[frame[column].isin(list(words))])


def names_one_of(ids: Value, leads: Collection[str]) -> bool:
    """Tell whether a cell names one of the leads; several stand with a semicolon between them."""
    return isinstance(ids, str) and any(lead in leads for lead in ids.split(";"))


def row_cells(tables: Tables, table: str, key: str) -> dict[str, Value]:
    """Give the cells of a row that hold anything, none where there is no such row."""
    frame = tables.get(table)
    if frame is None or key not in frame.index:
        return {}
    row = frame.loc[[key]]
    cells = ((column, values(row[column])[0]) for column in frame.columns)
    return {column: held for column, held in cells if held is not None}


def form(text: str) -> str:
    """Give what a text says, however it is spaced and whatever the width of its signs.

    >>> form("１38 0000-0001")
    '13800000001'
    """
    return _GAPS.sub("", text.translate(_HALF_WIDTH)).casefold()
