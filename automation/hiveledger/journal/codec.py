"""Changes as JSON and back.

Changes of one kind that follow each other are kept column by column: a run that adds 100,000 rows is a few long
lists, which JSON reads several times faster than 100,000 small records. They become Change objects only when somebody
asks for them; what the machine last wrote is told from the lists themselves.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from itertools import groupby
from typing import Any, Final, TypeAlias, overload

from hiveledger.changes import AddColumn, AddTable, Append, Change, DropColumn, DropTable, Remove, Set, Value
from hiveledger.findings import Reason

__all__ = ["Block", "Effect", "Packed", "decode_reason", "effects", "encode", "encode_reason", "origins"]

Block: TypeAlias = dict[str, Any]
"""What JSON holds of some changes that follow each other."""

_Row: TypeAlias = dict[str, Value] | None
Effect: TypeAlias = tuple[str, str, str, Value, _Row]
"""What a change leaves behind: table and key, then a column and its value, or no column and the row (None: gone)."""

_ROWS: Final[Mapping[str, type[Append | Remove]]] = {"append": Append, "remove": Remove}
_COLUMNS: Final[Mapping[str, type[AddColumn | DropColumn]]] = {"add_column": AddColumn, "drop_column": DropColumn}
_TABLES: Final[Mapping[str, type[AddTable | DropTable]]] = {"add_table": AddTable, "drop_table": DropTable}
_NAMES: Final[Mapping[type[Change], str]] = {
    kind: name for names in (_ROWS, _COLUMNS, _TABLES) for name, kind in names.items()
}
_MARK: Final = "@"  # before a time; doubled before a text that begins with it


class Packed(Sequence[Change]):
    """Changes as they were read from JSON, unpacked when first looked at."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks

    @cached_property
    def _changes(self) -> tuple[Change, ...]:
        return tuple(change for block in self.blocks for change in _unpack(block))

    @overload
    def __getitem__(self, index: int) -> Change: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Change]: ...
    def __getitem__(self, index: int | slice) -> Change | Sequence[Change]:
        return self._changes[index]

    def __iter__(self) -> Iterator[Change]:
        return iter(self._changes)

    def __len__(self) -> int:
        return len(self._changes)


def encode(changes: Iterable[Change]) -> list[Block]:
    """Give changes as JSON can hold them. A blank cell of an added row is left out.

    >>> encode([Set("leads", "L1", "grade", None, "A")])[0]["after"]
    ['A']
    """
    return [_pack(list(alike)) for _, alike in groupby(changes, key=lambda change: (type(change), _place(change)))]


def encode_reason(reason: Reason) -> Block:
    """Give a reason as JSON can hold it. What is neither text, number, time nor reason is held as its text."""
    return {"code": reason.code, "params": {name: _plain_param(param) for name, param in reason.params.items()}}


def decode_reason(item: Mapping[str, Any]) -> Reason:
    """Give the reason that JSON held."""
    return Reason(item["code"], {name: _param(param) for name, param in item["params"].items()})


def effects(changes: Sequence[Change]) -> Iterator[Effect]:
    """Give what the changes leave behind in rows and cells, in order."""
    if isinstance(changes, Packed):
        for block in changes.blocks:
            yield from _block_cells(block, "after", "append")
        return
    for change in changes:
        match change:
            case Set(table, key, column, _, after):
                yield table, key, column, after, None
            case Append(table, key, row):
                yield table, key, "", None, dict(row)
            case Remove(table, key):
                yield table, key, "", None, None
            case _:
                pass


def origins(changes: Sequence[Change]) -> Iterator[Effect]:
    """Give what the changes came upon in rows and cells, in order: an added row was not there."""
    if isinstance(changes, Packed):
        for block in changes.blocks:
            yield from _block_cells(block, "before", "remove")
        return
    for change in changes:
        match change:
            case Set(table, key, column, before, _):
                yield table, key, column, before, None
            case Append(table, key):
                yield table, key, "", None, None
            case Remove(table, key, row):
                yield table, key, "", None, dict(row)
            case _:
                pass


def _place(change: Change) -> str:
    """Sets of all tables share a block; rows share one per table."""
    return "" if isinstance(change, Set) else change.table


def _pack(alike: Sequence[Change]) -> Block:
    first = alike[0]
    match first:
        case Set():
            return _pack_sets([change for change in alike if isinstance(change, Set)])
        case Append() | Remove():
            rows = [change for change in alike if isinstance(change, Append | Remove)]
            return {"kind": _NAMES[type(first)], "table": first.table} | _pack_rows(rows)
        case AddColumn() | DropColumn():
            columns = [change.column for change in alike if isinstance(change, AddColumn | DropColumn)]
            return {"kind": _NAMES[type(first)], "table": first.table, "columns": columns}
        case AddTable() | DropTable():
            headers = [change.columns for change in alike if isinstance(change, AddTable | DropTable)]
            return {"kind": _NAMES[type(first)], "table": first.table, "headers": headers}


def _pack_sets(changes: Sequence[Set]) -> Block:
    places = {place: at for at, place in enumerate(dict.fromkeys((change.table, change.column) for change in changes))}
    return {
        "kind": "set",
        "places": list(places),
        "at": [places[change.table, change.column] for change in changes],
        "keys": [change.key for change in changes],
        "before": [_plain(change.before) for change in changes],
        "after": [_plain(change.after) for change in changes],
    } | _pack_whys([change.why for change in changes])


def _pack_rows(rows: Sequence[Append | Remove]) -> Block:
    columns = dict.fromkeys(column for change in rows for column in change.row)
    return {
        "keys": [change.key for change in rows],
        "columns": {column: [_plain(change.row.get(column)) for change in rows] for column in columns},
    } | _pack_whys([change.why for change in rows])


def _pack_whys(reasons: Sequence[Reason | None]) -> Block:
    """Number the reasons: one often stands for many changes."""
    numbers: dict[int, int] = {}
    stored: list[object] = [None]
    for reason in reasons:
        if reason is not None and id(reason) not in numbers:
            numbers[id(reason)] = len(stored)
            stored.append(_plain_param(reason))
    return {"whys": stored, "why": [numbers.get(id(reason), 0) for reason in reasons]} if numbers else {}


def _plain(item: Value) -> str | float | None:
    if isinstance(item, datetime):
        return _MARK + item.isoformat()
    if isinstance(item, str):
        return _MARK + item if item.startswith(_MARK) else item
    return None if item is None else float(item)


def _value(item: str | float | None) -> Value:
    if type(item) is str and item[:1] == _MARK:
        return item[1:] if item[1:2] == _MARK else datetime.fromisoformat(item[1:])
    return item


def _plain_param(item: object) -> object:
    """A reason's parameter may be anything that a sentence can show."""
    if isinstance(item, Reason):
        return encode_reason(item)
    if isinstance(item, str | datetime):
        return _plain(item)
    return item if item is None or isinstance(item, int | float) else _plain(str(item))


def _param(item: Any) -> object:  # noqa: ANN401 - what JSON held
    return decode_reason(item) if isinstance(item, dict) else _value(item)


def _reasons(block: Block) -> Sequence[Reason | None]:
    if "whys" not in block:
        return [None] * len(block["keys"])
    stored = [item and decode_reason(item) for item in block["whys"]]
    return [stored[at] for at in block["why"]]


def _unpack(block: Block) -> Iterator[Change]:
    kind = block["kind"]
    if kind == "set":
        return _sets(block)
    if kind in _ROWS:
        cells = zip(block["keys"], _row_cells(block), _reasons(block), strict=True)
        return (_ROWS[kind](block["table"], key, row, why) for key, row, why in cells)
    if kind in _COLUMNS:
        return (_COLUMNS[kind](block["table"], column) for column in block["columns"])
    return (_TABLES[kind](block["table"], tuple(headers)) for headers in block["headers"])


def _sets(block: Block) -> Iterator[Set]:
    places: list[list[str]] = block["places"]
    befores, afters = map(_value, block["before"]), map(_value, block["after"])
    cells = zip(block["at"], block["keys"], befores, afters, _reasons(block), strict=True)
    return (Set(places[at][0], key, places[at][1], before, after, why) for at, key, before, after, why in cells)


def _row_cells(block: Block) -> Iterator[dict[str, Value]]:
    columns = {name: [_value(item) for item in cells] for name, cells in block["columns"].items()}
    if not columns:
        yield from ({} for _ in block["keys"])
    for cells in zip(*columns.values(), strict=True):
        yield {name: cell for name, cell in zip(columns, cells, strict=True) if cell is not None}


def _block_cells(block: Block, side: str, full: str) -> Iterator[Effect]:
    """Give one side of a block's changes; rows are there on that side in blocks of the kind `full` alone."""
    match block["kind"]:
        case "set":
            places: list[list[str]] = block["places"]
            for at, key, item in zip(block["at"], block["keys"], map(_value, block[side]), strict=True):
                table, column = places[at]
                yield table, key, column, item, None
        case "append" | "remove" as kind:
            rows = _row_cells(block) if kind == full else (None for _ in block["keys"])
            for key, row in zip(block["keys"], rows, strict=True):
                yield block["table"], key, "", None, row
        case _:
            pass
