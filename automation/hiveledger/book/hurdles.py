"""What else than values a sheet holds, that a write has to mind: formulas, merged cells, a filter."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, Protocol

from hiveledger.book.xlsx.area import Area
from hiveledger.gate.extent import column_number

__all__ = ["Hurdles", "XmlHurdles"]

_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s>/]")
_CELL: Final = re.compile(rb"""<(?:\w+:)?c\s(?:[^>]*?\s)?r\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["']""")
_FILTER: Final = re.compile(rb"""<(?:\w+:)?autoFilter\s[^>]*?\bref\s*=\s*["']([A-Z0-9:]+)["']""")
_MERGED: Final = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?\bref\s*=\s*["']([A-Z0-9:]+)["']""")


class Hurdles(Protocol):
    """What stands in the way on a sheet."""

    @property
    def merges(self) -> Sequence[Area]:
        """The merged cells."""
        ...

    @property
    def filters(self) -> Sequence[Area]:
        """The area that is filtered, at most one; a table's own filter is not among them."""
        ...

    def has_formula(self, row: int, column: int) -> bool:
        """Tell whether a cell holds a formula."""
        ...

    def merged(self, row: int, column: int) -> bool:
        """Tell whether a cell is hidden under a merged one."""
        ...


class XmlHurdles:
    """What a sheet's XML holds besides values; its chunks must not cut a row in two.

    >>> hurdles = XmlHurdles([b'<c r="B2"><f>1+1</f></c>', b'<mergeCell ref="C1:D1"/>'])
    >>> hurdles.has_formula(2, 2), hurdles.merged(1, 4), hurdles.merged(1, 3)
    (True, True, False)
    """

    def __init__(self, chunks: Iterable[bytes] = ()) -> None:
        self._formulas: defaultdict[int, set[int]] = defaultdict(set)  # rows by column
        self.merges: list[Area] = []
        self.filters: list[Area] = []
        for chunk in chunks:
            self._note_formulas(chunk)
            if b"mergeCell" in chunk:
                self.merges += _areas(_MERGED, chunk)
            if b"autoFilter" in chunk:
                self.filters += _areas(_FILTER, chunk)

    def _note_formulas(self, chunk: bytes) -> None:
        """A cell's formula is its first element, so the tag before it is the cell's own."""
        if b"<f" not in chunk and b":f" not in chunk:
            return
        for formula in _FORMULA.finditer(chunk):
            cell = _CELL.match(chunk, chunk.rfind(b"<", 0, formula.start()))
            if cell:
                self._formulas[column_number(cell[1].decode())].add(int(cell[2]))

    def has_formula(self, row: int, column: int) -> bool:
        """Tell whether a cell holds a formula."""
        return row in self._formulas.get(column, ())

    def merged(self, row: int, column: int) -> bool:
        """Tell whether a cell is hidden under a merged one."""
        return any(area.holds(row, column) and area[:2] != (row, column) for area in self.merges)


def _areas(pattern: re.Pattern[bytes], chunk: bytes) -> list[Area]:
    areas = (Area.parse(found.decode()) for found in pattern.findall(chunk))
    return [area for area in areas if area]
