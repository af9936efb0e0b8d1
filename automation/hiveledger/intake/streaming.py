"""A delimited file of a million rows: cut into rows one by one, as often as it is asked, and written again.

An import keeps every cell of a file; here only its bytes are kept, so that whoever needs four columns of thirty pays
for four.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Final

from hiveledger.errors import GateError
from hiveledger.gate import Kind, kind_of, read_bytes
from hiveledger.gate.limits import MAX_COLUMN, MAX_RECORDS
from hiveledger.intake.delimited import SEP_LINE, Dialect, cut_lines, find_dialect, settle_dialect
from hiveledger.intake.encoding import decode, mark_of
from hiveledger.intake.markup import is_markup
from hiveledger.text.inert import csv_text

__all__ = ["TextTable", "read_text_table", "whole"]

_UTF8_MARK: Final = b"\xef\xbb\xbf"
_KEPT: Final = frozenset({"utf-8", "utf-16-le", "utf-16-be", "gb18030"})  # these know every word of ours
_LINE_END: Final = re.compile("\r\n|\r|\n")
_OTHER_KINDS: Final = {Kind.XLSX: "Excel", Kind.XLS: "Excel"}
_BROKEN: Final = re.compile("[\udc80-\udcff]")


def whole(cell: str) -> str:
    r"""Give a cell with a mark for each byte that its file's encoding does not know.

    >>> whole("示\udcff例")
    '示�例'
    """
    return cell if cell.isascii() else _BROKEN.sub("\N{REPLACEMENT CHARACTER}", cell)


@dataclass(frozen=True)
class TextTable:
    """A delimited file, cut into rows of text cells whenever it is asked."""

    name: str
    mark: bytes
    body: bytes  # what follows the mark
    encoding: str
    hint: str  # the line `sep=;` of Excel, where it begins with one
    line_end: str
    dialect: Dialect

    def rows(self) -> Iterator[list[str]]:
        """Give each record, a blank line as no cells at all. What no encoding knows stays in a cell, byte by byte.

        Raises: GateError where there are too many rows, or one is wider than any sheet.
        """
        return self._cut(self.dialect)

    def settled(self) -> "TextTable":
        """Give the same file, cut as fits the whole of it and not its beginning alone."""
        return replace(self, dialect=settle_dialect(self._cut, self.dialect))

    def write(self, file: IO[bytes], rows: Iterable[tuple[list[str], list[str]]]) -> None:
        """Write rows in the form of this file, each as the cells that it has and the cells that we add.

        The cells that it has stay as they are, formulas among them: somebody's data come back to them. Ours cannot
        become one.
        """
        file.write(self.mark)
        text = io.TextIOWrapper(file, self.encoding, self._errors, newline="")
        text.write(self.hint)
        plain = csv.writer(text, delimiter=self.dialect.delimiter, lineterminator=self.line_end)
        marked = csv.writer(text, delimiter=self.dialect.delimiter, lineterminator=self.line_end, quoting=csv.QUOTE_ALL)
        for given, added in rows:
            # A writer puts quotes around the line end that it uses itself, not around any other.
            writer = marked if any("\r" in cell or "\n" in cell for cell in given) else plain
            writer.writerow([*given, *map(csv_text, added)])
        text.detach()

    @property
    def _errors(self) -> str:
        return "replace" if self.encoding.startswith("utf-16") else "surrogateescape"

    def _cut(self, dialect: Dialect, *, strict: bool = False) -> Iterator[list[str]]:
        opened = io.TextIOWrapper(io.BytesIO(self.body), self.encoding, self._errors, newline="")
        opened.read(len(self.hint))
        lines = _Counted(self.name, dialect.delimiter, opened)
        for number, row in enumerate(cut_lines(lines, dialect, strict=strict)):
            if number >= MAX_RECORDS:
                raise GateError("gate.too_many_rows", file=self.name, limit=MAX_RECORDS)
            lines.cells = 0
            yield row


class _Counted:
    """Lines, as long as the cells since they were last set to none are no more than a sheet has columns."""

    def __init__(self, name: str, delimiter: str, lines: Iterable[str]) -> None:
        self.cells = 0
        self._name, self._delimiter, self._lines = name, delimiter, lines

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.cells += line.count(self._delimiter)
            if self.cells > MAX_COLUMN:
                raise GateError("gate.too_wide", file=self._name, limit=MAX_COLUMN)
            yield line


def read_text_table(path: Path) -> TextTable:
    """Open a CSV, TSV or their kin, whatever its encoding, delimiter and quoting.

    A file in an encoding that does not know our words is given as UTF-8.
    Raises: GateError where it is none, or too large.
    """
    data, name = read_bytes(path), path.name
    kind = kind_of(data, name)
    if kind in _OTHER_KINDS:
        raise GateError("gate.wants_csv", file=name, what=_OTHER_KINDS[kind])
    text, encoding = decode(data, name)
    if is_markup(text):
        raise GateError("gate.wants_csv", file=name, what="HTML")
    if text.lstrip()[:1] in {"{", "["}:
        raise GateError("gate.wrong_kind", file=name, what="JSON")
    mark = mark_of(data)
    if encoding in _KEPT:
        body = data[len(mark) :]
    else:
        mark, body, encoding = _UTF8_MARK, text.encode("utf-8", "replace"), "utf-8"
    hint = SEP_LINE.match(text)
    end = _LINE_END.search(text)
    dialect = find_dialect(text[hint.end() :] if hint else text, hint[1] if hint else "")
    table = TextTable(name, mark, body, encoding, hint[0] if hint else "", end[0] if end else "\n", dialect)
    del data, text  # a large file has no room for them twice
    return table.settled()
