"""Duplicates in any CSV: read, matched, and written again with four columns more."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from hiveledger.book.disk.beside import beside
from hiveledger.book.disk.folders import sync_folder
from hiveledger.book.disk.likeness import take_after
from hiveledger.errors import GateError, SchemaError
from hiveledger.flows.match_known import match_known
from hiveledger.flows.match_why import explain_rows
from hiveledger.intake.streaming import TextTable, read_text_table, whole
from hiveledger.rules.match.records import Field, Kind, Matched, match_records
from hiveledger.text import Language

__all__ = ["Asked", "Layout", "Told", "match_file", "read_asked", "read_rows"]

_IDS: Final = ("cluster_id", "review_id", "related_id")
_ADDED: Final = (*_IDS, "why")
_SEVERAL: Final = frozenset({Kind.KEY, Kind.TEXT})
_MOST_KNOWN: Final = 1 << 16  # texts of a column of which one copy is kept
_NEXT: Final = re.compile(r",(?=\s*\w+\s*=)")  # a comma may be part of a header


@dataclass(frozen=True)
class Asked:
    """A field as somebody writes it: what it says of a row, and the column, or columns joined by `+`, to read."""

    kind: Kind
    columns: str


@dataclass(frozen=True)
class Told:
    """What came of it, in rows and, of what was put together, in groups."""

    rows: int
    groups: int  # of two rows or more that are one
    merged: int  # rows in them
    review: int
    related: int


@dataclass(frozen=True)
class Layout:
    """Where in a file stands what."""

    fields: tuple[Field, ...]
    header_row: int
    width: int  # cells of the longest record


def read_asked(text: str) -> list[Asked]:
    """Read `company=name,person=first+last`.

    Raises: SchemaError where it is not written like this.

    >>> read_asked("company=name,key=dob")
    [Asked(kind=<Kind.COMPANY: 'company'>, columns='name'), Asked(kind=<Kind.KEY: 'key'>, columns='dob')]
    """
    asked: list[Asked] = []
    for part in _NEXT.split(text):
        name, _, columns = (piece.strip() for piece in part.partition("="))
        if name not in [*Kind] or not columns:
            raise SchemaError("match.no_such_field", part=part.strip(), kinds=" ".join(Kind))
        kind = Kind(name)
        if kind not in _SEVERAL and kind in {earlier.kind for earlier in asked}:
            raise SchemaError("match.field_twice", kind=kind)
        asked.append(Asked(kind, columns))
    return asked


def match_file(source: Path, asked: Sequence[Asked], out: Path, language: Language, known: Path | None = None) -> Told:
    """Write the rows of a CSV to `out`, as they are and in their order, each with its group and why.

    `known`: a folder of rows that were matched before, with which these are matched and to which they are added.

    Raises: GateError and SchemaError where the file or a column is not there or not fit to be matched; StorageError
    where `out` cannot be written. At `out` stands then what stood there before.
    """
    if out.exists() and source.exists() and out.samefile(source):
        raise GateError("match.over_itself", file=source.name)
    table = read_text_table(source)
    rows, layout = read_rows(table, asked)
    matched = match_known(rows, layout.fields, known, source.name) if known else match_records(rows, layout.fields)
    why = explain_rows(matched, layout.fields, language).iloc[: len(rows)].tolist()
    told = _told(matched, len(rows))
    matched = Matched(matched.rows.iloc[: len(rows)], matched.pairs)
    ids = matched.rows[[*_IDS]].astype("str").fillna("")
    added = [ids[name].tolist() for name in _IDS] + [why]
    del rows, matched, ids  # a million of them take room that the writing needs
    with beside(out) as new:
        with new.open("wb") as file:
            table.write(file, _records(table, layout, zip(*added, strict=True)))
            file.flush()
            os.fsync(file.fileno())
        take_after(new, out if out.exists() else source)
        new.replace(out.resolve())
        sync_folder(out.resolve().parent)
    return told


def read_rows(table: TextTable, asked: Sequence[Asked]) -> tuple[pd.DataFrame, Layout]:
    """Give what is compared of each row, and where it stands; the first line that is not blank has the headers.

    Returns: a frame of texts, missing where blank, by the row's number as a spreadsheet shows it.
    Raises: SchemaError where a column is not there, or there twice, or where nothing stands below the headers.
    """
    records = table.rows()
    header_row, header = next(((number, row) for number, row in enumerate(records, 1) if row), (0, []))
    fields = [_field(one, header, table.name) for one in asked]
    if taken := [name for name in _ADDED if name in header]:
        raise SchemaError("match.column_taken", file=table.name, column=taken[0])
    numbers: list[int] = []
    cells = {column: _Cells(header.index(column)) for field in fields for column in field.columns}
    width = len(header)
    for number, row in enumerate(records, header_row + 1):
        if row:
            numbers.append(number)
            width = max(width, len(row))
            for column in cells.values():
                column.take(row)
    if not numbers:
        raise SchemaError("match.no_rows", file=table.name)
    index = pd.Index(numbers, name="row")
    frame = pd.DataFrame({name: pd.Series(column.texts, index, "str") for name, column in cells.items()}, index)
    return frame, Layout(tuple(fields), header_row, width)


class _Cells:
    """The texts of a column, None where blank; of one that often comes again there is one copy."""

    def __init__(self, at: int) -> None:
        self.texts: list[str | None] = []
        self._at = at
        self._known: dict[str, str] = {}

    def take(self, row: Sequence[str]) -> None:
        """Take the cell of one more row."""
        cell = row[self._at] if self._at < len(row) else ""
        if not cell or cell.isspace():
            self.texts.append(None)
        elif len(self._known) < _MOST_KNOWN:
            self.texts.append(self._known.setdefault(cell, whole(cell)))
        else:
            self.texts.append(self._known.get(cell) or whole(cell))


def _field(asked: Asked, header: Sequence[str], file: str) -> Field:
    """Give a field with the columns that are meant; a header may itself hold a `+`."""
    names = [asked.columns] if asked.columns in header else [name.strip() for name in asked.columns.split("+")]
    for name in names:
        if name not in header:
            raise SchemaError("match.no_such_column", file=file, column=name, columns="、".join(header))
        if header.count(name) > 1:
            raise SchemaError("match.column_twice", file=file, column=name)
    return Field(asked.kind, tuple(names))


def _records(
    table: TextTable, layout: Layout, added: Iterator[tuple[str, ...]]
) -> Iterator[tuple[list[str], list[str]]]:
    """Give every record with our cells, which stand below one another even where a record is short or long."""
    for number, row in enumerate(table.rows(), 1):
        if not row:
            yield row, []
        else:
            ours = _ADDED if number == layout.header_row else next(added)
            yield [*row, *[""] * (layout.width - len(row))], list(ours)


def _told(matched: Matched, size: int) -> Told:
    """Count what came of the first `size` rows; known ones that stand below count as their partners alone."""
    ours = matched.rows.iloc[:size]
    grown = ours["cluster_id"][ours["cluster_id"].isin(_repeated(matched.rows["cluster_id"]))]
    return Told(
        size, grown.nunique(), len(grown), int(ours["review_id"].notna().sum()), int(ours["related_id"].notna().sum())
    )


def _repeated(numbers: pd.Series) -> pd.Series:
    return numbers[numbers.duplicated()]
