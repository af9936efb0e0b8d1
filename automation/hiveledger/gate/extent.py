"""How far a worksheet really reaches, and what its XML says that a reader would not tell.

A reader allocates the whole rectangle up to the farthest cell: one stray cell at XFD1048576 takes the process
down. `<dimension>` is what some program once believed, so the cells themselves are asked, in one streaming pass.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from hiveledger.gate.limits import MAX_BOX, MAX_COLUMN, MAX_ROW

__all__ = ["Extent", "Window", "column_letters", "column_number", "keep", "measure", "narrowest"]

_REF: Final = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Za-z]+)(\d+)["']""")
_PLAIN_CELL: Final = b'<c r="'
_PLAIN_LETTERS: Final = re.compile(rb'<c r="([A-Za-z]+)\d')
_PLAIN_ROW: Final = re.compile(rb'<c r="[A-Za-z]+(\d+)"')
_VALUED: Final = re.compile(rb"""<(?:\w+:)?c\s(?:[^>]*?\s)?r=["']([A-Za-z]+)(\d+)["'](?:[^>]*[^/])?>""")
_CELL: Final = re.compile(rb"<(?:\w+:)?c[\s>/]")
_ROW: Final = re.compile(rb"<(?:\w+:)?row[\s>/]")
_ROW_NUMBER: Final = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br=["'](\d+)["']""")
_WHOLE_CELL: Final = re.compile(
    rb"""<((?:\w+:)?)c\s(?:[^>]*?\s)?r=["']([A-Za-z]+)(\d+)["'](?:[^>]*?/>|[^>]*>.*?</\1c>)""", re.DOTALL
)
_ERROR: Final = re.compile(
    rb"""<(?:\w+:)?c\s(?=[^>]*\bt=["']e["'])[^>]*?\br=["']([A-Za-z]+)(\d+)["'][^>]*>"""
    rb"""(?:<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>))?<(?:\w+:)?v>([^<]*)<"""
)
_LONG_NUMBER: Final = re.compile(rb"""\br=["']([A-Za-z]+)(\d+)["'][^>]*><(?:\w+:)?v>(\d{16,})<""")
_LONG_DIGITS: Final = re.compile(rb"v>\d{16}")
_UNCALCULATED: Final = re.compile(
    rb"<(?:\w+:)?c(?![^>]*\bt=)[^>]*><(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>)"
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
)
_PROTECTED: Final = re.compile(rb"""<(?:\w+:)?sheetProtection\s[^>]*\bsheet=["'](?:1|true|on)["']""")
_ROW_GAP: Final = 10_000  # blank rows (columns) after which a cell is no part of the table before it
_COLUMN_GAP: Final = 200
_LETTERS: Final = 26


@dataclass(frozen=True)
class Extent:
    """What one pass over a sheet's XML found; rows and columns count from 1, 0 means none."""

    last_row: int = 0
    last_column: int = 0
    texts: Mapping[tuple[int, int], str] = field(default_factory=dict)  # cells a reader blanks or rounds
    uncalculated: int = 0  # formulas that no program has computed yet: their cells read as blank
    protected: bool = False
    addressed: bool = True  # every row and cell says where it stands, as those of Excel do

    @property
    def fits(self) -> bool:
        """Tell whether a reader may take the sheet as it is."""
        return _fits(self.last_row, self.last_column)


@dataclass(frozen=True)
class Window:
    """The part of a sheet that is read, and the farthest cell outside it."""

    last_row: int
    last_column: int
    far: str


def column_number(letters: str) -> int:
    """Turn a column's letters into its number.

    >>> column_number("A"), column_number("XFD")
    (1, 16384)
    """
    number = 0
    for letter in letters.upper()[:4]:  # four letters are past the last column already
        number = number * _LETTERS + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """Turn a column's number into its letters.

    >>> column_letters(1), column_letters(16384)
    ('A', 'XFD')
    """
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, _LETTERS)
        letters = chr(65 + rest) + letters
    return letters


def measure(chunks: Iterable[bytes]) -> Extent:
    """Find the farthest row and column a reader could reach, with what it would not tell.

    Reads: the sheet's XML in chunks that do not cut a row in two.
    Returns: an upper bound, so that what is within the limits here is safe to read.

    >>> extent = measure([b'<row r="1"><c r="B1" t="e"><v>#N/A</v></c></row>'])
    >>> extent.last_row, extent.last_column, extent.texts
    (1, 2, {(1, 2): '#N/A'})
    """
    row = column = implied = uncalculated = 0
    texts: dict[tuple[int, int], str] = {}
    protected, addressed = False, True
    for chunk in chunks:
        letters, rows, count = _refs(chunk)
        column = max(column, *(column_number(found.decode()) for found in letters), 0)
        row = max(row, *(int(found[:12]) for found in rows), 0)
        if not _is_addressed(chunk, count):
            addressed = False
            row = max(row, *(int(found[:12]) for found in _ROW_NUMBER.findall(chunk)), 0)
            column = max(column, *(len(_CELL.findall(part)) for part in _ROW.split(chunk)))
            implied += len(_ROW.findall(chunk)) - len(_ROW_NUMBER.findall(chunk))
        texts.update(_untold(chunk))
        uncalculated += len(_UNCALCULATED.findall(chunk)) if b"</f>" in chunk else 0
        protected = protected or (b"sheetProtection" in chunk and _PROTECTED.search(chunk) is not None)
    return Extent(row + implied, column, texts, uncalculated, protected, addressed)


def _refs(chunk: bytes) -> tuple[set[bytes], set[bytes], int]:
    """Give the columns and rows that cells name, and how many cells do; as Excel writes them, in half the time."""
    if chunk.count(_PLAIN_CELL) == chunk.count(b"<c ") and b":c " not in chunk:
        rows = _PLAIN_ROW.findall(chunk)
        return set(_PLAIN_LETTERS.findall(chunk)), set(rows), len(rows)
    refs = _REF.findall(chunk)
    return {letters for letters, _ in refs}, {row for _, row in refs}, len(refs)


def _is_addressed(chunk: bytes, refs: int) -> bool:
    """Tell whether every row and cell says where it stands; others stand where they are counted."""
    if chunk.count(b"<row") > chunk.count(b'<row r="') or b":row" in chunk:
        return False
    return chunk.count(b"<c ") + chunk.count(b"<c>") <= refs


def _untold(chunk: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    """Give error cells (read as blank) and numbers of 16 and more digits (read as rounded)."""
    found = []
    if b't="e"' in chunk or b"t='e'" in chunk:
        found += _ERROR.findall(chunk)
    if _LONG_DIGITS.search(chunk):
        found += _LONG_NUMBER.findall(chunk)
    for letters, row, text in found:
        yield (int(row), column_number(letters.decode())), text.decode("utf-8", "replace")


def narrowest(chunks: Iterable[bytes]) -> Window | None:
    """Choose what to read of an addressed sheet that reaches too far; None where only blank cells do.

    Only cells that hold something count here: a reader skips the others. The table ends before the first long run
    of blank rows (columns).
    """
    rows: set[int] = set()
    columns: set[int] = set()
    lowest = rightmost = (0, 0)
    for chunk in chunks:
        refs = {(int(row[:12]), column_number(letters.decode())) for letters, row in _VALUED.findall(chunk)}
        rows |= {row for row, _ in refs}
        columns |= {column for _, column in refs}
        lowest = max(lowest, *refs, (0, 0))
        rightmost = max(rightmost, *refs, (0, 0), key=lambda ref: ref[::-1])
    if _fits(lowest[0], rightmost[1]):
        return None
    last_row, last_column = _body(rows, _ROW_GAP, MAX_ROW), _body(columns, _COLUMN_GAP, MAX_COLUMN)
    row, column = lowest if lowest[0] > last_row else rightmost
    return Window(last_row, last_column, f"{column_letters(column)}{row}")


def _fits(rows: int, columns: int) -> bool:
    return rows <= MAX_ROW and columns <= MAX_COLUMN and rows * columns <= MAX_BOX


def _body(used: set[int], gap: int, limit: int) -> int:
    """Give the last used number before the first gap."""
    last = 0
    for number in sorted(used):
        if number > limit or (last and number - last > gap):
            break
        last = number
    return last


def keep(xml: bytes, kept: Window) -> bytes:
    """Give the sheet's XML without the cells outside the window."""

    def cell(match: re.Match[bytes]) -> bytes:
        inside = int(match[3][:12]) <= kept.last_row and column_number(match[2].decode()) <= kept.last_column
        return match[0] if inside else b""

    return _WHOLE_CELL.sub(cell, xml)
