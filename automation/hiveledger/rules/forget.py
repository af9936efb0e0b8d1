"""Whom to forget when a lead asks for it: the rows that speak of the person, and by which words they are known.

Everybody may ask for it (PIPL, article 47). The rows stay, with their ids, dates, owners and grades.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

import pandas as pd

from hiveledger.changes import Append, Change, Remove, Set, Tables, Value
from hiveledger.changes.person import Person, Row, form, names_one_of, row_cells, rows_of
from hiveledger.rules.match.cards import read_people, roots
from hiveledger.schema.personal import NAMING

__all__ = ["find_person"]

_NAME: Final = "contact"
_SHORTEST: Final = 2  # signs of a word that tells anybody apart


def find_person(tables: Tables, done: Iterable[Change], lead: str) -> Person:
    """Find all that is known of a lead's person, in the tables and in all changes that were ever made.

    What was merged into the lead is the same person. Its row may be gone by now; what was done to it is not.
    Reads: leads duplicate_of; of all tables the columns that name a lead, and `NAMING`.

    >>> leads = table('''
    ...     lead_id | contact | duplicate_of
    ...     L1      | 王示例  |
    ...     L2      | 王总    | L1
    ...     L3      | 示例丙  |
    ... ''')
    >>> person = find_person({"leads": leads}, [Set("leads", "L1", "mobile", "138 0000 0001", None)], "L1")
    >>> sorted(person.rows), sorted(person.words)
    ([('leads', 'L1'), ('leads', 'L2')], ['138 0000 0001', '王示例'])
    """
    done = [change for change in done if isinstance(change, Set | Append | Remove)]
    leads = frozenset({lead, *_merged_into(tables, lead)})
    rows = {("leads", lead), *rows_of(tables, leads), *_former_rows(done, leads)}
    words = _words(set(_said(tables, done, rows)))
    return Person(lead, frozenset({*rows, *rows_of(tables, leads, words)}), words)


def _merged_into(tables: Tables, lead: str) -> list[str]:
    if "duplicate_of" not in tables["leads"].columns:
        return []
    root = roots(tables["leads"])
    return [str(key) for key in root.index[root == lead]]


def _former_rows(done: Iterable[Change], leads: Collection[str]) -> Iterator[Row]:
    """Give the rows that spoke of the leads once and may be gone by now."""
    for change in done:
        if isinstance(change, Append | Remove) and names_one_of(change.row.get("lead_id"), leads):
            yield change.table, change.key


def _words(said: Collection[tuple[str, str]]) -> frozenset[str]:
    """Give the words that tell the person apart: 王总 is many people, and a title after a name does not count."""
    names = pd.Series(sorted(text for column, text in said if column == _NAME), dtype="str")
    full = read_people(names)["name"]
    told = {*names[full.notna()], *full.dropna(), *(text for column, text in said if column != _NAME)}
    return frozenset(word for word in told if len(form(word)) >= _SHORTEST)


def _said(tables: Tables, done: Iterable[Change], rows: Collection[Row]) -> Iterator[tuple[str, str]]:
    """Give what the rows ever called the person and said to reach them by, each with its column."""
    for table, key in rows:
        yield from _naming(row_cells(tables, table, key))
    for change in done:
        match change:
            case Set(table, key, column, before, after) if (table, key) in rows:
                yield from _naming({column: before})
                yield from _naming({column: after})
            case Append(table, key, row) | Remove(table, key, row) if (table, key) in rows:
                yield from _naming(row)
            case _:
                pass


def _naming(row: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
    """Find it in a row; one of the desk says which column its values are of."""
    about = str(row.get("column"))
    of_desk = [(about, row.get(name)) for name in ("old_value", "new_value")] if about in NAMING else []
    cells = [*((column, row.get(column)) for column in NAMING), *of_desk]
    return ((column, item) for column, item in cells if isinstance(item, str))
