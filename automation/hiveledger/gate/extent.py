"""How far a worksheet really reaches, and what its XML says that a reader would not tell.

A reader allocates the whole rectangle up to the farthest cell: one stray cell at XFD1048576 takes the process
down. `<dimension>` is what some program once believed, so the cells themselves are asked, in one streaming pass.
What a reader might understand otherwise than this pass (a tag that does not end, an address given twice) is refused.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from hiveledger.gate.limits import MAX_BOX, MAX_COLUMN, MAX_ROW

__all__ = [
    "BrokenTagError",
    "Extent",
    "Window",
    "column_letters",
    "column_number",
    "is_protected",
    "keep",
    "measure",
    "narrowest",
]

# No pattern runs past the next `<`: however a file is broken, each looks at every byte a few times at most.
_INSIDE: Final = rb"""[^<>"']*+(?:(?:"[^"<]*"|'[^'<]*')[^<>"']*+)*+"""  # of a tag; a `>` in quotes does not end it
_CELL: Final = re.compile(rb"<(?:[\w.\-]+:)?c(?=[\s/>])(%b)>" % _INSIDE)
_CELL_START: Final = re.compile(rb"<(?:[\w.\-]+:)?c[\s/>]")
_CELL_END: Final = re.compile(rb"</(?:[\w.\-]+:)?c\s*>")
_BARE_CELL: Final = re.compile(rb"<c[\s/>]")
_PREFIXED_CELL: Final = re.compile(rb"<[\w.\-]+:c[\s/>]")
_ROW_START: Final = re.compile(rb"<(?:[\w.\-]+:)?row[\s/>]")
_ROW_NUMBER: Final = re.compile(rb"""<(?:[\w.\-]+:)?row\s[^<]*?(?<=\s)r\s*=\s*["'](\d+)["']""")
_ADDRESS: Final = re.compile(rb"""(?<=[\s"'])r\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_REFERENCE: Final = re.compile(rb"([A-Za-z]+)(\d+)")
_PLAIN_LETTERS: Final = re.compile(rb'<c r="([A-Z]+)\d')
_PLAIN_ROW: Final = re.compile(rb'<c r="[A-Z]+(\d+)"(?: s="\d+")?(?: t="\w+")?(?: [cv]m="\d+")*/?>')
_ERROR: Final = re.compile(
    rb"""<(?:\w+:)?c\s(?=[^<>]*\bt=["']e["'])[^<>]*?\br=["']([A-Za-z]+)(\d+)["'][^<>]*>"""
    rb"""(?:<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>))?<(?:\w+:)?v>([^<]*)<"""
)
_LONG_NUMBER: Final = re.compile(rb"""\br=["']([A-Za-z]+)(\d+)["'][^<>]*><(?:\w+:)?v>(\d{16,})<""")
_LONG_DIGITS: Final = re.compile(rb"v>\d{16}")
_UNCALCULATED: Final = re.compile(
    rb"<(?:\w+:)?c(?![^<>]*\bt=)[^<>]*><(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>)"
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
)
_PROTECTED: Final = re.compile(rb"""<(?:\w+:)?sheetProtection\s[^<>]*\bsheet=["'](?:1|true|on)["']""")
_COMMAND: Final = re.compile(rb"""<(?:\w+:)?f\b[^<>]*>(?:[^<"|]|"[^"<]*")*+\|[^<]*!""")  # program|'arguments'!item
_ROW_GAP: Final = 10_000  # blank rows (columns) after which a cell is no part of the table before it
_COLUMN_GAP: Final = 200
_LETTERS: Final = 26


class BrokenTagError(ValueError):
    """A cell's or row's tag that cannot be read for certain."""


@dataclass(frozen=True)
class Extent:
    """What one pass over a sheet's XML found; rows and columns count from 1, 0 means none."""

    last_row: int = 0
    last_column: int = 0
    cells: int = 0  # how many there are in the XML, those at one place counted each
    texts: Mapping[tuple[int, int], str] = field(default_factory=dict)  # cells a reader blanks or rounds
    uncalculated: int = 0  # formulas that no program has computed yet: their cells read as blank
    commands: int = 0  # formulas that ask another program for their value (DDE)
    protected: bool = False
    addressed: bool = True  # every row and cell says where it stands, as those of Excel do

    @property
    def fits(self) -> bool:
        """Tell whether a reader may take the sheet as it is."""
        return _fits(self.last_row, self.last_column) and self.cells <= MAX_BOX


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


def is_protected(chunks: Iterable[bytes]) -> bool:
    """Tell whether a sheet's XML says that it is protected."""
    return any(b"sheetProtection" in chunk and _PROTECTED.search(chunk) is not None for chunk in chunks)


def measure(chunks: Iterable[bytes]) -> Extent:
    """Find the farthest row and column a reader could reach, with what it would not tell.

    Reads: the sheet's XML in chunks that do not cut a tag in two.
    Returns: an upper bound, so that what is within the limits here is safe to read.
    Raises: BrokenTagError where a reader could understand a cell's place otherwise.

    >>> extent = measure([b'<row r="1"><c r="B1" t="e"><v>#N/A</v></c></row>'])
    >>> extent.last_row, extent.last_column, extent.texts
    (1, 2, {(1, 2): '#N/A'})
    """
    row = column = cells = implied = uncalculated = commands = 0
    texts: dict[tuple[int, int], str] = {}
    protected, addressed = False, True
    for chunk in chunks:
        letters, rows, named, count = _refs(chunk)
        cells += count
        column = max(column, *(column_number(found.decode()) for found in letters), 0)
        row = max(row, *(int(found[:12]) for found in rows), 0)
        if named < count or not _has_numbered_rows(chunk):
            addressed = False
            row = max(row, *(int(found[:12]) for found in _ROW_NUMBER.findall(chunk)), 0)
            column = max(column, *(len(_CELL_START.findall(part)) for part in _ROW_START.split(chunk)))
            implied += len(_ROW_START.findall(chunk)) - len(_ROW_NUMBER.findall(chunk))
        texts.update(_untold(chunk))
        if b"f>" in chunk:
            uncalculated += len(_UNCALCULATED.findall(chunk))
            commands += len(_COMMAND.findall(chunk)) if b"|" in chunk else 0
        protected = protected or is_protected([chunk])
    return Extent(row + implied, column, cells, texts, uncalculated, commands, protected, addressed)


def _refs(chunk: bytes) -> tuple[set[bytes], set[bytes], int, int]:
    """Give the columns and rows that cells name, how many cells name theirs, and how many cells there are.

    As Excel writes them, cells are found in a third of the time.
    """
    if not (b":c" in chunk and _PREFIXED_CELL.search(chunk)):
        rows = _PLAIN_ROW.findall(chunk)
        if len(rows) == len(_BARE_CELL.findall(chunk)):
            return set(_PLAIN_LETTERS.findall(chunk)), set(rows), len(rows), len(rows)
    found = [place for _, _, place in _cells(chunk)]
    places = [place for place in found if place is not None]
    return {letters for letters, _ in places}, {row for _, row in places}, len(places), len(found)


def _cells(xml: bytes) -> Iterator[tuple[int, int, tuple[bytes, bytes] | None]]:
    """Give where each cell's tag starts and ends, and the column and row that it names."""
    count = 0
    for tag in _CELL.finditer(xml):
        count += 1
        yield tag.start(), tag.end(), _place(tag[1])
    if count < len(_CELL_START.findall(xml)):
        raise BrokenTagError


def _place(inside: bytes) -> tuple[bytes, bytes] | None:
    said = _ADDRESS.findall(inside)
    if not said:
        return None
    place = _REFERENCE.fullmatch(b"".join(said[0]))
    if place is None or len(said) > 1:
        raise BrokenTagError
    return place[1], place[2]


def _has_numbered_rows(chunk: bytes) -> bool:
    """Tell whether every row says its number; others stand where they are counted."""
    return chunk.count(b"<row") == chunk.count(b'<row r="') and b":row" not in chunk


def _untold(chunk: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    """Give error cells (read as blank) and numbers of 16 and more digits (read as rounded)."""
    found = []
    if b't="e"' in chunk or b"t='e'" in chunk:
        found += _ERROR.findall(chunk)
    if _LONG_DIGITS.search(chunk):
        found += _LONG_NUMBER.findall(chunk)
    for letters, row, text in found:
        yield (int(row[:12]), column_number(letters.decode())), text.decode("utf-8", "replace")


def narrowest(chunks: Iterable[bytes]) -> Window | None:
    """Choose what to read of an addressed sheet that reaches too far; None where only blank cells do.

    Only cells that hold something count here: a reader skips the others. The table ends before the first long run
    of blank rows (columns).
    """
    rows: set[int] = set()
    columns: set[int] = set()
    lowest = rightmost = (0, 0)
    for chunk in chunks:
        filled = ((place, end) for _, end, place in _cells(chunk) if place and not chunk.endswith(b"/>", 0, end))
        refs = {(int(row[:12]), column_number(letters.decode())) for (letters, row), _ in filled}
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
    """Give the sheet's XML without the cells outside the window. Raises: BrokenTagError."""
    pieces, at = [], 0
    tags = list(_cells(xml))
    for (start, end, place), (until, _, _) in zip(tags, [*tags[1:], (len(xml), 0, None)], strict=True):
        if place is None or _is_inside(place, kept):
            continue
        pieces.append(xml[at:start])
        at = end
        if not xml.endswith(b"/>", start, end):
            close = _CELL_END.search(xml, end, until)
            if close is None:
                raise BrokenTagError
            at = close.end()
    return b"".join([*pieces, xml[at:]])


def _is_inside(place: tuple[bytes, bytes], kept: Window) -> bool:
    return int(place[1][:12]) <= kept.last_row and column_number(place[0].decode()) <= kept.last_column
