"""What a worksheet function is: a rule that a cell may ask, with its arguments, for a cell or for a whole range."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import pandas as pd

from hiveledger.book.cells import Cell, People
from hiveledger.errors import LedgerError, SchemaError
from hiveledger.schema import Column, Table
from hiveledger.schema.frames import pandas_dtype
from hiveledger.settings import Settings
from hiveledger.text import Language, say
from hiveledger_addin.functions.cells import Fault, Given, Grid, Result, as_grid, result_cell, values_of
from hiveledger_addin.functions.ranges import labels, people_of, read_range, team_settings

__all__ = ["Argument", "Asked", "Function", "Results"]

Results: TypeAlias = list[list[Result]]

_SETTINGS, _ROSTER = "settings", "roster"  # the arguments that tell how others are read
_ONE: Final = (1, 1)


@dataclass(frozen=True)
class Argument:
    """What a function is told: a column, then it takes a cell or a range of cells; or a table, a range with headers.

    Its meaning is in the catalogue under `function.argument.<name>`.
    """

    name: str
    reads: Column | Table
    is_optional: bool = True

    def told(self, language: Language) -> str:
        """Say what it is."""
        return say(f"function.argument.{self.name}", language)


@dataclass(frozen=True)
class Asked:
    """What a rule is asked: a row for each cell of the range, the ranges with headers, and the team's rules."""

    rows: pd.DataFrame
    tables: Mapping[str, pd.DataFrame]
    settings: Settings


@dataclass(frozen=True)
class Function:
    """A worksheet function. What it yields is in the catalogue under `function.told.<name>`, in small letters.

    `compute` gives a frame with a column for each column of the result, on the index of the rows; where there are only
    ranges with headers, on that of the first of them. It reads no workbook, file, network or clock.
    """

    name: str
    compute: Callable[[Asked], pd.DataFrame]
    arguments: tuple[Argument, ...]
    example: tuple[Given, ...]
    width: int = field(default=1, kw_only=True)  # columns of the result

    @property
    def is_array(self) -> bool:
        """Tell whether even one cell's answer is a range."""
        return self.width > 1 or not any(isinstance(one.reads, Column) for one in self.arguments)

    def told(self, language: Language) -> str:
        """Say what it yields."""
        return say(f"function.told.{self.name.lower()}", language)

    def call(self, *given: Given, language: Language = Language.ZH) -> Results:
        """Answer: a result for each cell of the ranges that were given. What cannot be answered is said in a cell."""
        told = zip(self.arguments, given, strict=False)
        grids = {argument.name: as_grid(cells) for argument, cells in told if cells is not None}
        if not grids and not self.arguments[0].is_optional:
            return [[""]]
        try:
            return self._answer(grids, language)
        except LedgerError as problem:
            return [[_sentence(problem, language)]]

    def _answer(self, grids: Mapping[str, Grid], language: Language) -> Results:
        tables = self._tables(grids)
        settings = team_settings(tables.get(_SETTINGS), language, _SETTINGS)
        columns = {one.name: one.reads for one in self.arguments if isinstance(one.reads, Column)}
        if not columns:
            found = self.compute(Asked(pd.DataFrame(), tables, settings))
            return _cells(found.reindex(labels(len(grids[self.arguments[0].name]))))
        height, width = _shape([grids[name] for name in columns if name in grids])
        if self.width > 1 and width > 1:
            raise SchemaError("function.one_column")
        spread = {name: _spread(grids[name], height * width) for name in columns if name in grids}
        rows, unread = _rows(columns, spread, height * width, people_of(tables.get(_ROSTER)))
        found = self.compute(Asked(rows, tables, settings)).astype("object")
        found[unread] = Fault.VALUE
        flat = _cells(found)
        if self.width > 1:
            return flat
        return [[row[0] for row in flat[at : at + width]] for at in range(0, len(flat), width)]

    def _tables(self, grids: Mapping[str, Grid]) -> dict[str, pd.DataFrame]:
        tables: dict[str, pd.DataFrame] = {}
        for one in self.arguments:
            if isinstance(one.reads, Table) and one.name in grids:
                people = people_of(tables.get(_ROSTER))
                tables[one.name] = read_range(one.reads, grids[one.name], one.name, people)
            elif isinstance(one.reads, Table) and not one.is_optional:
                raise SchemaError("function.lacks", argument=one.name)
        return tables


def _shape(grids: Sequence[Grid]) -> tuple[int, int]:
    """Give the size that all ranges have; single cells go with any. Raises: SchemaError where they differ."""
    sizes = {(len(grid), len(grid[0]) if grid else 0) for grid in grids} - {_ONE}
    if len(sizes) > 1:
        raise SchemaError("function.sizes", sizes=", ".join(f"{rows}×{columns}" for rows, columns in sorted(sizes)))
    return sizes.pop() if sizes else _ONE


def _spread(grid: Grid, count: int) -> list[Cell]:
    flat = [cell for row in grid for cell in row]
    return flat * count if len(flat) == 1 else flat


def _rows(
    columns: Mapping[str, Column], cells: Mapping[str, list[Cell]], count: int, people: People
) -> tuple[pd.DataFrame, pd.Series]:
    """Give the cells as a frame, what was left out blank, and which rows hold one that cannot be read."""
    index = labels(count)
    read: dict[str, pd.Series] = {}
    unread: set[int] = set()
    for name, column in columns.items():
        values, bad = values_of(column, cells.get(name, [""] * count), people)
        read[name] = pd.Series(values, index, dtype=pandas_dtype(column))
        unread |= {*bad}
    return pd.DataFrame(read, index), pd.Series([at in unread for at in range(count)], index)


def _cells(found: pd.DataFrame) -> Results:
    rows = found.astype("object").itertuples(index=False, name=None)
    return [[result_cell(value) for value in row] for row in rows]


def _sentence(problem: LedgerError, language: Language) -> str:
    findings = problem.params.get("findings")
    if isinstance(findings, tuple) and findings:
        return str(findings[0].text(language))
    return say(problem.code, language, **problem.params)
