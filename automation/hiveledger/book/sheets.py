"""A ledger's sheets, wherever they are: in a file, or in a program that has the workbook open."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Protocol

from hiveledger.book.cells import Cell
from hiveledger.book.naming import Naming, read_naming, settings_sheet
from hiveledger.book.place import find_header
from hiveledger.book.xlsx.area import Area
from hiveledger.errors import SchemaError
from hiveledger.findings import Finding
from hiveledger.gate import column_letters
from hiveledger.intake.workbook import value_text
from hiveledger.schema import SETTINGS, Table

__all__ = ["Cells", "Grids", "Sheet", "find_tables"]


@dataclass(frozen=True)
class Cells:
    """A sheet's cells from A1 on, and what else has to be known of them."""

    grid: list[list[Cell]]
    blocks: tuple[Area, ...]  # of Excel's tables
    is_protected: bool
    findings: tuple[Finding, ...]


class Sheet(Protocol):
    """A sheet that holds one of our tables. It is read when its cells are asked for."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    @property
    def part(self) -> str:
        """The part of the file that holds it; empty where it is in a program."""
        ...

    @property
    def table(self) -> Table:
        """What it holds."""
        ...

    def cells(self) -> Cells:
        """Read the sheet. Raises: GateError, SchemaError."""
        ...

    def trace(self) -> object:
        """Give what the cells come of. Raises: GateError."""
        ...

    def is_still(self, trace: object) -> bool:
        """Tell whether the cells are those of that trace. Raises: GateError."""
        ...


@dataclass(frozen=True)
class Grids:
    """A ledger's sheets, and what else its workbook tells."""

    sheets: tuple[Sheet, ...]
    naming: Naming
    marks: frozenset[str] | None  # the runs on its hidden sheet; None where it has no such sheet
    is_locked: bool  # no sheet may be added


def find_tables(
    names: Collection[str], proposed: Naming, at: Callable[[str, Table], Sheet]
) -> tuple[tuple[Sheet, ...], Naming]:
    """Find the sheets that are named as 规则 or else the schema names them, in either language; others are left alone.

    `proposed` is how a workbook that is to be adopted is read, for as long as its 规则 names nothing; `at` gives the
    sheet of a name.
    Raises: SchemaError where two sheets claim to be one table; SettingsError where 规则 names what is not there.
    """
    found: dict[str, Sheet] = {}
    naming = proposed
    rules = settings_sheet(names, proposed)
    if rules:
        found[SETTINGS.name] = at(rules, SETTINGS)
        told = _naming(found[SETTINGS.name])
        naming = told if told.is_told or not proposed.is_proposed else proposed
    for name in names:
        table = naming.table_of(name)
        if table is None or name == rules:
            continue
        if table.name in found:
            raise SchemaError("book.doubled_sheet", one=found[table.name].name, other=name)
        found[table.name] = at(name, table)
    naming.check_sheets(found)
    return tuple(found.values()), naming


def _naming(sheet: Sheet) -> Naming:
    grid = sheet.cells().grid
    row, columns = find_header(SETTINGS, sheet.name, grid, Naming())
    at = [columns.get(key, 0) for key in ("key", "value", "unit")]
    rows = ([value_text(cells[column - 1]) if column else "" for column in at] for cells in grid[row:])
    return read_naming(sheet.name, rows, row + 1, column_letters(at[1] or at[0]))
