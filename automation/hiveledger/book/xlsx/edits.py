"""What a workbook is to be told, and how edits are read from JSON."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, Literal

from hiveledger.book.xlsx.area import parse_cell
from hiveledger.book.xlsx.structure.texts import ForgetTexts
from hiveledger.book.xlsx.values import Value, check
from hiveledger.errors import GateError
from hiveledger.gate.limits import MAX_COLUMN, MAX_ROW

__all__ = [
    "AddColumn",
    "AddName",
    "AddRowsAsSheet",
    "AddSheet",
    "AddValuesAsColumn",
    "AppendRows",
    "DropColumn",
    "DropSheet",
    "Edit",
    "Fit",
    "ReplaceBody",
    "SetCell",
    "SetColumn",
    "read_edits",
]

_Plain = str | float | date | None
_SHEET_NAME: Final = re.compile(r"(?!')[^\x00-\x1f\[\]:*?/\\]{1,31}(?<!')")  # what Excel takes for one
_MEMBERS: Final = (  # what an edit may consist of
    frozenset({"sheet", "cell", "value"}),
    frozenset({"sheet", "column", "from_row", "values"}),
    frozenset({"sheet", "table", "append"}),
    frozenset({"sheet", "table", "body"}),
    frozenset({"sheet", "append"}),
    frozenset({"sheet", "column", "append"}),
    frozenset({"sheet", "add_column", "values"}),
    frozenset({"sheet", "table", "add_column", "values"}),
    frozenset({"add_sheet", "rows"}),
    frozenset({"add_sheet", "state", "rows"}),
)


@dataclass(frozen=True, slots=True)
class SetCell:
    """One cell's new value; None clears it and leaves its format."""

    sheet: str
    row: int
    column: int
    value: Value


@dataclass(frozen=True, slots=True)
class SetColumn:
    """New values of neighbouring cells of a column, from `first_row` down."""

    sheet: str
    column: int
    first_row: int
    values: Sequence[Value]


@dataclass(frozen=True, slots=True)
class AppendRows:
    """New rows of a table, or (no table named) below the last filled row of a sheet, from `column` on."""

    sheet: str
    rows: Sequence[Sequence[Value]]
    table: str = ""
    column: int = 1


@dataclass(frozen=True, slots=True)
class ReplaceBody:
    """All the rows of a table anew, headers and totals apart."""

    sheet: str
    table: str
    rows: Sequence[Sequence[Value]]


@dataclass(frozen=True, slots=True)
class Fit:
    """Let the table, else the sheet's filter, whose header stands there end at `last_row`, after all cells are told.

    It grows over whatever the rows hold, as a table does that is resized; a table refuses merged cells there, which
    Excel would take it away for. It shrinks as far as its last rows are blank by then, and to one row at least.
    """

    sheet: str
    header_row: int
    left_column: int
    last_row: int


@dataclass(frozen=True, slots=True)
class DropColumn:
    """Take out the last column that a sheet uses, from its header down, with what lies over it alone."""

    sheet: str
    header_row: int
    column: int


@dataclass(frozen=True, slots=True)
class DropSheet:
    """Take out a sheet that nothing else means."""

    sheet: str


@dataclass(frozen=True, slots=True)
class AddSheet:
    """Put a sheet at the end: `model` is a workbook, made by us, that holds it with its formats, table and names.

    The sheet's cells can be told something once it is there, by the next patch.
    """

    name: str
    model: bytes
    state: Literal["visible", "hidden"]


@dataclass(frozen=True, slots=True)
class AddRowsAsSheet:
    """Put a sheet at the end that holds rows and no look, but for dates, which are shown as such."""

    name: str
    rows: Sequence[Sequence[Value]]
    state: Literal["visible", "hidden"]


@dataclass(frozen=True, slots=True)
class AddColumn:
    """Let a column join a sheet where nothing stands yet: `model` is a workbook, made by us, that has it in its place.

    It brings its header, its width and format, and what may be typed in it. A table or a filter whose header row ends
    right before it takes it in.
    """

    sheet: str
    header_row: int
    column: int
    model: bytes


@dataclass(frozen=True, slots=True)
class AddValuesAsColumn:
    """Let values join a table, or (no table named) a sheet right of its header row, dressed as what stands left."""

    sheet: str
    header: str
    values: Sequence[str | float | date | None]
    table: str = ""


@dataclass(frozen=True, slots=True)
class AddName:
    """Let a name mean a formula, given without its equals sign, in the whole workbook."""

    name: str
    refers_to: str
    hidden: bool


Edit = (
    SetCell
    | SetColumn
    | AppendRows
    | ReplaceBody
    | Fit
    | DropColumn
    | DropSheet
    | AddSheet
    | AddRowsAsSheet
    | AddColumn
    | AddValuesAsColumn
    | AddName
    | ForgetTexts
)


def read_edits(path: Path) -> Iterator[Edit]:
    """Read edits from a .json list or from .jsonl, one to a line. Raises: GateError."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            items = (json.loads(line) for line in file if line.strip()) if _is_lines(path) else json.load(file)
            if not _is_lines(path) and not isinstance(items, list):
                raise GateError("patch.edits_no_list", file=path.name)
            for number, item in enumerate(items, 1):
                yield _edit(item, number)
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise GateError("patch.edits_not_json", file=path.name, why=str(fault)) from fault


def _is_lines(path: Path) -> bool:
    return path.suffix.casefold() in {".jsonl", ".ndjson"}


def _edit(item: object, number: int) -> Edit:
    """Read one edit; `number` says which it is, should it be unreadable."""
    if not isinstance(item, Mapping) or frozenset(item) not in _MEMBERS:
        raise GateError("patch.edit_shape", number=number)
    sheet = item.get("sheet", item.get("add_sheet"))
    if not isinstance(sheet, str):
        raise GateError("patch.edit_shape", number=number)
    if "add_sheet" in item:
        return _new_sheet(sheet, item, number)
    if "cell" in item:
        place = parse_cell(item["cell"]) if isinstance(item["cell"], str) else None
        if place is None:
            raise GateError("patch.edit_cell", number=number, cell=item["cell"])
        return SetCell(sheet, *place, _value(item["value"], number))
    if "body" in item:
        return ReplaceBody(sheet, str(item["table"]), _rows(item["body"], number))
    if "add_column" in item:
        return _new_column(sheet, item, number)
    column = _column(item.get("column", "A"), number)
    if "append" in item:
        return AppendRows(sheet, _rows(item["append"], number), str(item.get("table", "")), column)
    return _part_of_column(sheet, column, item, number)


def _part_of_column(sheet: str, column: int, item: Mapping[str, object], number: int) -> SetColumn:
    first = item["from_row"]
    if not isinstance(first, int) or isinstance(first, bool) or parse_cell(f"A{first}") is None:
        raise GateError("patch.edit_cell", number=number, cell=first)
    values = _values(item["values"], number)
    if values and parse_cell(f"A{first + len(values) - 1}") is None:
        raise GateError("patch.past_the_sheet", sheet=sheet)
    return SetColumn(sheet, column, first, values)


def _new_column(sheet: str, item: Mapping[str, object], number: int) -> AddValuesAsColumn:
    header = item["add_column"]
    if not isinstance(header, str) or not header.strip() or not header.isprintable():
        raise GateError("patch.edit_shape", number=number)
    return AddValuesAsColumn(sheet, header, _values(item["values"], number), str(item.get("table", "")))


def _new_sheet(name: str, item: Mapping[str, object], number: int) -> AddRowsAsSheet:
    state = item.get("state", "visible")
    if state not in {"visible", "hidden"}:
        raise GateError("patch.edit_shape", number=number)
    if not _SHEET_NAME.fullmatch(name):
        raise GateError("patch.sheet_name", number=number, sheet=name)
    rows = _rows(item["rows"], number)
    if len(rows) > MAX_ROW or any(len(row) > MAX_COLUMN for row in rows):
        raise GateError("patch.past_the_sheet", sheet=name)
    return AddRowsAsSheet(name, rows, "hidden" if state == "hidden" else "visible")


def _column(letters: object, number: int) -> int:
    place = parse_cell(f"{letters}1")
    if place is None or not str(letters).isalpha():
        raise GateError("patch.edit_cell", number=number, cell=letters)
    return place[1]


def _list(item: object, number: int) -> list[Any]:
    if not isinstance(item, list):
        raise GateError("patch.edit_shape", number=number)
    return item


def _values(items: object, number: int) -> list[_Plain]:
    return [_value(item, number) for item in _list(items, number)]


def _rows(items: object, number: int) -> list[list[_Plain]]:
    return [_values(row, number) for row in _list(items, number)]


def _value(item: object, number: int) -> _Plain:
    match item:
        case None | str() | bool() | int() | float():
            check(item, f"#{number}")
            return item
        case {"date": str(day), **others} if not others:
            return _moment(day, number, date.fromisoformat)
        case {"datetime": str(moment), **others} if not others:
            found = _moment(moment, number, datetime.fromisoformat)
            if isinstance(found, datetime) and found.tzinfo is None:
                return found
    raise GateError("patch.edit_value", number=number, value=json.dumps(item, ensure_ascii=False)[:80])


def _moment(text: str, number: int, parse: Any) -> date:  # noqa: ANN401 - of date or of datetime
    try:
        found: date = parse(text)
    except ValueError as fault:
        raise GateError("patch.edit_value", number=number, value=text) from fault
    return found
