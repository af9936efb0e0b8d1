"""What the bytes of a file say, by what it is and not by what it is called."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from hiveledger.errors import GateError
from hiveledger.findings import Finding
from hiveledger.gate import Kind, Package, kind_of
from hiveledger.gate.limits import MAX_TABLES
from hiveledger.intake.delimited import read_delimited
from hiveledger.intake.encoding import decode
from hiveledger.intake.markup import is_markup, read_markup
from hiveledger.intake.raw import RawSheet, trimmed
from hiveledger.intake.workbook import read_xls, read_xlsx

__all__ = ["parse", "read_text"]

_DELIMITER_NAMES: Final[Mapping[str, str]] = {",": "comma", "\t": "tab", ";": "semicolon", "|": "bar"}

_COMMAND: Final = re.compile(r"\s*[=+\-@＝＋－＠].*\w.*\|.*!", re.DOTALL)  # =program|'arguments'!item


def parse(data: bytes, name: str) -> list[RawSheet]:
    """Give every sheet, table or text of a file as rows of text cells.

    Returns: at least one sheet, blank ones among them. Raises: GateError.
    """
    match kind_of(data, name):
        case Kind.XLSX:
            sheets = read_xlsx(Package(data, name))
        case Kind.XLS:
            sheets = read_xls(data, name)
        case Kind.TEXT:
            sheets = read_text(data, name)
    if not sheets:
        raise GateError("gate.no_sheet", file=name)
    return sheets


def read_text(data: bytes, name: str) -> list[RawSheet]:
    """Give the table of a delimited file, or every filled table of a page. Raises: GateError."""
    text, encoding = decode(data, name)
    broken = text.count("\N{REPLACEMENT CHARACTER}")
    params = {"file": name, "count": broken, "encoding": encoding}
    notes = (Finding("intake.broken_letters", params=params),) if broken else ()
    if is_markup(text):
        return _pages(text, name, encoding, notes)
    if text.lstrip()[:1] in {"{", "["}:
        raise GateError("gate.wrong_kind", file=name, what="JSON")
    rows, dialect = read_delimited(text)
    delimiter = _DELIMITER_NAMES.get(dialect.delimiter, dialect.delimiter)
    facts = {"kind": "text", "encoding": encoding, "delimiter": delimiter}
    notes = (*notes, *_commands(rows, name))
    return [RawSheet(name="", rows=trimmed(rows), source=name, notes=notes, facts=facts)]


def _commands(rows: Sequence[Sequence[str]], name: str) -> Iterator[Finding]:
    """Tell of cells that a spreadsheet would take for an order to start a program."""
    count = sum(_COMMAND.match(cell) is not None for row in rows for cell in row if "|" in cell)
    if count:
        yield Finding("intake.commands_ignored", params={"file": name, "sheet": name, "count": count})


def _pages(text: str, name: str, encoding: str, notes: tuple[Finding, ...]) -> list[RawSheet]:
    tables = [table for table in read_markup(text) if any(any(row) for row in table.rows)]
    if not tables:
        raise GateError("gate.no_table", file=name)
    if len(tables) > MAX_TABLES:
        raise GateError("gate.too_many_tables", file=name, count=len(tables), limit=MAX_TABLES)
    return [
        RawSheet(
            name=table.name or (f"#{number}" if len(tables) > 1 else ""),
            rows=trimmed(table.rows),
            source=name,
            merged=tuple(table.merged),
            notes=notes,
            facts={"kind": "html", "encoding": encoding},
        )
        for number, table in enumerate(tables, 1)
    ]
