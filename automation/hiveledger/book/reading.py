"""A workbook read as a ledger: tables typed by the schema; what cannot be read becomes a finding, never a blank."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from hiveledger.book.base import setting_texts
from hiveledger.book.cells import NOBODY, Cell, People, read_column
from hiveledger.book.grids import read_grids
from hiveledger.book.naming import AS_THE_SCHEMA, Naming
from hiveledger.book.place import Place, find_header
from hiveledger.book.sheets import Grids, Sheet
from hiveledger.changes import values
from hiveledger.errors import SchemaError
from hiveledger.findings import Finding, Reason
from hiveledger.intake.workbook import value_text
from hiveledger.schema import TABLES, Column
from hiveledger.schema.frames import pandas_dtype
from hiveledger.settings import Settings, read_settings

__all__ = ["Known", "Reading", "digest", "digest_at", "read_book", "read_sheets"]

_VERSIONS: Final = 2  # that are kept of a sheet: the one that stands there, and the one last looked at


@dataclass(frozen=True)
class Reading:
    """All that one version of the book says: its tables, where they stand, and what could not be read."""

    digest: str
    tables: Mapping[str, pd.DataFrame]
    places: Mapping[str, Place]
    findings: tuple[Finding, ...]
    unreadable: Mapping[tuple[str, str, str], str]  # by table, key and column: what the cell shows
    numbers: Mapping[str, int]  # per table, the highest number that an id has or had
    settings: Settings
    naming: Naming
    marks: frozenset[str] | None  # the newest runs, by the hidden sheet; None where the book has none
    is_locked: bool  # no sheet may be added

    @property
    def is_markable(self) -> bool:
        """Tell whether the book has, or can be given, a place for the ids of runs."""
        return self.marks is not None or not self.is_locked

    @property
    def runs(self) -> frozenset[str]:
        """The runs that the book says have reached it, on its hidden sheet or on 操作日志."""
        logged = self.tables["log"].index if "log" in self.tables else ()
        return frozenset(logged) | (self.marks or frozenset())


def digest(data: bytes) -> str:
    """Give a file's fingerprint."""
    return hashlib.sha256(data).hexdigest()


def digest_at(path: Path) -> str | None:
    """Give the fingerprint of what stands there, whatever it is; None where nothing does."""
    try:
        return digest(path.read_bytes())
    except FileNotFoundError:
        return None


def read_book(
    data: bytes,
    name: str,
    numbers: Mapping[str, int],
    proposed: Naming = AS_THE_SCHEMA,
    known: "Known | None" = None,
) -> Reading:
    """Read a workbook's bytes as a ledger.

    `numbers` holds, per table, the highest number of an id that was ever given out: rows without an id get the next.
    `proposed` is how a workbook that is to be adopted is read, for as long as it does not say so itself. `known` are
    sheets of other versions, which are not read again where they have not changed.
    Raises: GateError, SchemaError, and SettingsError with every bad cell of 规则.
    """
    return read_sheets(read_grids(data, name, proposed), name, digest(data), numbers, known or Known())


def read_sheets(grids: Grids, name: str, version: str, numbers: Mapping[str, int], known: "Known") -> Reading:
    """Read a ledger's sheets, wherever they are; `version` is what the reading is told apart by.

    Raises: as `read_book`.
    """
    sheets = sorted(grids.sheets, key=lambda sheet: sheet.table.name != "people")
    if not any(sheet.table.name == "leads" for sheet in sheets):
        raise SchemaError("book.not_a_ledger", file=name, sheet=TABLES["leads"].zh)
    people = NOBODY
    tables: dict[str, _Read] = {}
    for sheet in sheets:
        tables[sheet.table.name] = typed = known.read(sheet, people, numbers.get(sheet.table.name, 0), grids.naming)
        if sheet.table.name == "people" and "name" in typed.frame.columns:
            names = zip(typed.frame.index, values(typed.frame["name"]), strict=True)
            people = People.of({number: str(name) for number, name in names if name is not None})
    return Reading(
        version,
        {table: typed.frame for table, typed in tables.items()},
        {table: typed.place for table, typed in tables.items()},
        tuple(finding for typed in tables.values() for finding in typed.findings),
        {place: shown for typed in tables.values() for place, shown in typed.unreadable.items()},
        {**numbers, **{table: typed.highest for table, typed in tables.items()}},
        _settings(tables.get("settings")),
        grids.naming,
        grids.marks,
        grids.is_locked,
    )


def _settings(typed: "_Read | None") -> Settings:
    if typed is None or "value" not in typed.frame.columns:
        return Settings()
    return read_settings(setting_texts(typed.frame), lambda key: typed.place.address(key, "value"))


@dataclass(frozen=True)
class _Read:
    """One sheet's rows as a frame, with all that had to be left out of it."""

    frame: pd.DataFrame
    place: Place
    findings: tuple[Finding, ...]
    unreadable: Mapping[tuple[str, str, str], str]
    highest: int


class Known:
    """The sheets of a book's newest versions as they were read: what comes of the same is not read twice."""

    def __init__(self) -> None:
        self._kept: defaultdict[str, list[tuple[object, tuple[object, ...], _Read]]] = defaultdict(list)

    def read(self, sheet: Sheet, people: People, last_number: int, naming: Naming) -> _Read:
        """Give a sheet's rows. Raises: GateError, SchemaError."""
        kept, told = self._kept[sheet.table.name], (people, last_number, naming)
        for trace, was_told, read in kept:
            if told == was_told and sheet.is_still(trace):
                return read
        read = _Typed(sheet, people, last_number, naming).as_read()
        kept[:] = [(sheet.trace(), told, read), *kept[: _VERSIONS - 1]]
        return read


class _Typed:
    """Types the rows of a sheet."""

    def __init__(self, sheet: Sheet, people: People, last_number: int, naming: Naming) -> None:
        self.table, self._naming = sheet.table, naming
        read = sheet.cells()
        self.findings = list(read.findings)
        self.unreadable: dict[tuple[str, str, str], str] = {}
        self._header_row, self._columns = find_header(sheet.table, sheet.name, read.grid, naming)
        body = read.grid[self._header_row :]
        cells: list[Sequence[Cell]] = list(zip(*body, strict=True)) if body else [()] * max(self._columns.values())
        self._cells = {key: cells[number - 1] for key, number in self._columns.items()}
        keys = [_key(cell) for cell in self._cells.get(self.table.key, [""] * len(body))]
        used = [at for at, key in enumerate(keys) if key or self._holds_something(at)]
        self.highest = max(last_number, *(self.table.number(key) for key in set(keys)), 0)
        new_ids = self._mint(keys, [at for at in used if not keys[at]])
        doubled = frozenset(key for key, count in Counter(keys).items() if key and count > 1)
        kept = [at for at in used if keys[at] and keys[at] not in doubled]
        self.place = Place(
            self.table.name,
            sheet.name,
            self._header_row,
            self._columns,
            rows={keys[at]: self._row(at) for at in kept},
            new_ids=new_ids,
            doubled=doubled,
            last_row=self._row(max(used, default=-1)),
            last_column=max((_width(row) for row in read.grid), default=0),
            blocks=read.blocks,
            part=sheet.part,
            is_protected=read.is_protected,
        )
        self.findings += self._lacking(at for at in used if not keys[at])
        self.findings += self._doubled(doubled, keys)
        self.frame = self._frame(kept, people)

    def as_read(self) -> _Read:
        return _Read(self.frame, self.place, tuple(self.findings), self.unreadable, self.highest)

    def _row(self, at: int) -> int:
        return self._header_row + 1 + at

    def _holds_something(self, at: int) -> bool:
        return any(not _is_blank(cells[at]) for cells in self._cells.values())

    def _mint(self, keys: list[str], lacking: Sequence[int]) -> dict[str, int]:
        """Give ids to rows that hold something and have none, from top to bottom; `keys` takes them in."""
        if not self.table.id_prefix:
            return {}
        for at in lacking:
            self.highest += 1
            keys[at] = self.table.mint(self.highest)
        return {keys[at]: self._row(at) for at in lacking}

    def _lacking(self, ats: Iterable[int]) -> Iterator[Finding]:
        """Tell of rows that only people can name."""
        for at in ats:
            cell = self.place.at(self._row(at), self.table.key)
            yield Finding("book.no_key", self.table.name, column=self.table.key, params={"cell": cell})

    def _doubled(self, doubled: frozenset[str], keys: Sequence[str]) -> Iterator[Finding]:
        for twice in sorted(doubled):
            rows = ", ".join(str(self._row(at)) for at, key in enumerate(keys) if key == twice)
            yield Finding("book.doubled_id", self.table.name, twice, self.table.key, {"rows": rows})

    def _frame(self, kept: Sequence[int], people: People) -> pd.DataFrame:
        keys = list(self.place.rows)
        index = pd.Index(keys, dtype="str", name=self.table.key)
        return pd.DataFrame(
            {
                column.key: self._series(column, kept, index, people)
                for column in self.table
                if column.key in self._cells and column.key != self.table.key
            },
            index=index,
        )

    def _series(self, column: Column, kept: Sequence[int], index: pd.Index, people: People) -> pd.Series:
        all_cells = self._cells[column.key]
        cells = [all_cells[at] for at in kept]
        read = read_column(column, cells, people, self._naming.scale(self.table.name, column.key))
        for at in read.bad:
            self._note_unreadable(column, index[at], cells[at])
        for at in read.cut:
            self._find("book.cut_number", column, index[at], cells[at])
        return pd.Series(read.values, index=index, dtype=pandas_dtype(column))

    def _note_unreadable(self, column: Column, key: str, cell: Cell) -> None:
        self.unreadable[self.table.name, key, column.key] = value_text(cell)
        self._find("book.unreadable", column, key, cell, expected=Reason(f"book.expected.{column.dtype}"))

    def _find(self, code: str, column: Column, key: str, cell: Cell, **params: object) -> None:
        place = self.place.address(key, column.key)
        about = {"cell": place, "found": value_text(cell), **params}
        self.findings.append(Finding(code, self.table.name, key, column.key, about))


def _key(cell: Cell) -> str:
    return value_text(cell).strip()


def _width(row: Sequence[Cell]) -> int:
    """Give the number of a row's last cell that holds something."""
    return next((number for number in range(len(row), 0, -1) if row[number - 1] != ""), 0)


def _is_blank(cell: Cell) -> bool:
    return isinstance(cell, str) and not cell.strip()
