"""Ranges with headers that a function is handed: part of a sheet, read as the ledger reads that sheet."""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from hiveledger.book.cells import NOBODY, People
from hiveledger.book.naming import squeezed
from hiveledger.errors import SchemaError
from hiveledger.intake.workbook import value_text
from hiveledger.schema import Show, Table
from hiveledger.schema.frames import pandas_dtype
from hiveledger.schema.words import DayKind
from hiveledger.settings import Settings, read_settings
from hiveledger.text import Language
from hiveledger_addin.functions.cells import Grid, values_of

__all__ = ["label", "labels", "people_of", "read_range", "team_settings"]

_LOOKED_AT: Final = 20  # rows in which the headers may stand
_NAMED: Final = 4  # headers that a sentence names
_DAYS: Final = "holidays"


def label(row: int) -> str:
    """Give the name that a row has in a frame, by its place from 0; names sort as the rows stand."""
    return f"{row:07d}"


def labels(count: int) -> pd.Index:
    """Give the names of so many rows."""
    return pd.Index([label(row) for row in range(count)], dtype="str")


def read_range(table: Table, grid: Grid, argument: str, people: People) -> pd.DataFrame:
    """Give the rows below the headers as a frame of the table, with all of its columns.

    `people` tells who is meant by a name. Days off may also be a plain list of dates. Rows that people name (of 团队,
    规则, 行业) are keyed by that name, others by where they stand.
    Raises: SchemaError, naming the argument, where there are no headers, a cell cannot be read, or a key comes twice.
    """
    header, columns = _headers(table, grid)
    if not columns and table.name == _DAYS:
        return _plain_days(table, grid, argument)
    if not columns:
        shown = [f"{column.zh}/{column.en}" for column in table if column.show is Show.VIEW]
        raise SchemaError("function.no_header", argument=argument, headers=", ".join(shown[:_NAMED]))
    body = {place: row for place, row in enumerate(grid[header + 1 :], header + 1) if any(cell != "" for cell in row)}
    names = pd.Index([label(row) for row in body], dtype="str")
    frame = pd.DataFrame(index=names)
    for column in table:
        cells = [row[columns[column.key]] for row in body.values()] if column.key in columns else [""] * len(body)
        values, bad = values_of(column, cells, people)
        if bad:
            header_text = value_text(grid[header][columns[column.key]])
            raise SchemaError(
                "function.bad_cell", argument=argument, header=header_text, found=value_text(cells[bad[0]])
            )
        frame[column.key] = pd.Series(values, names, dtype=pandas_dtype(column))
    return _keyed(table, frame, argument)


def _headers(table: Table, grid: Grid) -> tuple[int, Mapping[str, int]]:
    """Give the row that names most of the table's columns, and where each stands in it."""
    keys = {squeezed(column.header(language)): column.key for column in table for language in Language}
    found = [
        {
            keys[name]: place
            for place, cell in reversed([*enumerate(row)])
            if (name := squeezed(value_text(cell))) in keys
        }
        for row in grid[:_LOOKED_AT]
    ]
    best = max(found, key=len, default={})
    return (found.index(best), best) if best else (0, {})


def _plain_days(table: Table, grid: Grid, argument: str) -> pd.DataFrame:
    cells = [cell for row in grid for cell in row if cell != ""]
    days, bad = values_of(table["day"], cells)
    if bad:
        raise SchemaError(
            "function.bad_cell", argument=argument, header=table["day"].zh, found=value_text(cells[bad[0]])
        )
    return pd.DataFrame({"day": days, "until": pd.NaT, "kind": DayKind.OFF.value}, labels(len(cells))).astype(
        {"day": "datetime64[us]", "until": "datetime64[us]", "kind": "str"}
    )


def _keyed(table: Table, frame: pd.DataFrame, argument: str) -> pd.DataFrame:
    if table.id_prefix:
        return frame.drop(columns=table.key).rename_axis(table.key)
    named = frame[frame[table.key].notna()]
    if (twice := named[table.key].duplicated()).any():
        raise SchemaError("function.twice", argument=argument, key=named[table.key][twice].iloc[0])
    return named.set_index(table.key)


def people_of(roster: pd.DataFrame | None) -> People:
    """Tell who is meant by a name, by the rows of 团队."""
    if roster is None:
        return NOBODY
    return People.of({str(number): str(name) for number, name in roster["name"].dropna().items()})


def team_settings(rows: pd.DataFrame | None, language: Language, argument: str) -> Settings:
    """Give the team's rules: rows of 规则, or its defaults in the language of whoever asks.

    Raises: SettingsError with every cell that is not allowed.
    """
    told = {} if rows is None else {str(key): str(text) for key, text in rows["value"].dropna().items()}
    return read_settings({"language": language.value} | told, lambda _: argument)
