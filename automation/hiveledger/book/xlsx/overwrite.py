"""Many cells overwritten in a stretch of a sheet in which they are found by searching for their names.

No row is parsed for it. A row in which anything is unusual, a formula above all, goes the long way by itself.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from hiveledger.book.xlsx.area import column_name, column_of, reference
from hiveledger.book.xlsx.markup import attribute, find_tags, is_balanced
from hiveledger.book.xlsx.rows import RowEditor
from hiveledger.book.xlsx.values import Absent, Beside, IfVacant, Styled, Wish

__all__ = ["overwritten"]

_UNUSUAL: Final = (Absent, Beside, IfVacant, Styled)  # values that go by what the cell holds, or bring a format
_Told = dict[int, Wish]


def overwritten(xml: bytes, told: Iterable[tuple[int, _Told]], rows: RowEditor) -> tuple[bytes, bytes, int]:
    """Give a stretch as far as its rows could be found, the rest, and the last row that was found.

    `xml` holds no comments; `told` is in order. A rest remains where a row is missing or hands a formula on.
    """
    search = _Search(xml, rows)
    row = 0
    for number, cells in told:
        if rows.arrays:
            rows.refuse_in_array(number, cells)
        if not search.overwrite(number, cells, search.at + search.near) and not search.edit(number, cells):
            break
        row = number
        if rows.masters:
            break
    rows.check(row, b"".join(search.cells))
    return b"".join(search.pieces), xml[search.at :], row


@dataclass
class _Search:
    xml: bytes
    rows: RowEditor
    pieces: list[bytes] = field(default_factory=list)
    cells: list[bytes] = field(default_factory=list)  # the old ones and the new ones
    at: int = 0  # up to where all is in `pieces`
    near: int = 1 << 12  # bytes in which a row's cell is sought before the row itself is

    def __post_init__(self) -> None:
        prefix = self.rows.write.prefix
        self._row, self._row_end = b"<%brow" % prefix, b"</%brow>" % prefix
        self._cell, self._cell_end, self._formula = b"<%bc" % prefix, b"</%bc>" % prefix, b"<%bf" % prefix
        self._names = re.compile(rb'%b r="([A-Z]{1,3})' % re.escape(self._cell))
        self._before_name = len(self._cell) + len(b' r="')
        self._style = cache(_style)

    def overwrite(self, row: int, told: _Told, until: int) -> bool:
        """Overwrite plain values of a row; do nothing where one of them is missing or more than that."""
        at, number = self.at, b"%d" % row
        made: list[bytes] = []
        cells: list[bytes] = []
        for column in sorted(told) if len(told) > 1 else told:
            name = column_name(column) + number
            begin = self.xml.find(b'%b r="%b"' % (self._cell, name), at, until)
            replaced = self._replaced(begin, name, told[column]) if begin >= 0 else None
            if replaced is None:
                return False
            new, end = replaced
            made += (self.xml[at:begin], new)
            cells += (self.xml[begin:end], new)
            at = end
        self.pieces += made
        self.cells += cells
        self.at = at
        return True

    def edit(self, row: int, told: _Told) -> bool:
        """Edit a row found by its number; tell whether there is one."""
        begin = self.xml.find(b'%b r="%d"' % (self._row, row), self.at)
        if begin < 0:
            return False
        tag_end = self.xml.find(b">", begin) + 1
        closed = self.xml.startswith(b"/", tag_end - 2)
        end = tag_end if closed else self.xml.find(self._row_end, tag_end) + len(self._row_end)
        self.pieces.append(self.xml[self.at : begin])
        self.at, self.near = begin, max(self.near, 2 * (end - begin))
        if closed or not (self.overwrite(row, told, end) or self._add(row, told, end)):
            self.pieces.append(self.rows.edited(self.xml[begin:end], row, told, None, None))
            self.at = end
        return True

    def _replaced(self, begin: int, name: bytes, value: Wish) -> tuple[bytes, int] | None:
        """Give a cell that is there with its new value, and where the old one ends; None where it is no plain one."""
        xml = self.xml
        tag_end = xml.find(b">", begin)
        tag = xml[begin + self._before_name + len(name) + 1 : tag_end]
        style = self._style(tag)
        end = tag_end + 1 if tag.endswith(b"/") else xml.find(self._cell_end, tag_end) + len(self._cell_end)
        if style is None or end <= tag_end or xml.find(self._formula, tag_end, end) >= 0:
            return None
        if value is None:
            return self.rows.write.cell(name, style, None) if style else b"", end
        return None if isinstance(value, _UNUSUAL) else (self.rows.write.cell(name, style, value), end)

    def _add(self, row: int, told: _Told, end: int) -> bool:
        """Overwrite or add cells of a row of which every cell says where it stands; do nothing otherwise."""
        tag = next(find_tags(self.xml, b"row", self.at, end))
        cells = {column_of(found[1]): found.start() for found in self._names.finditer(self.xml, tag.end, end)}
        is_plain = self.xml.count(self._cell, tag.end, end) == len(cells) and sorted(cells) == list(cells)
        if any(isinstance(value, Beside) for value in told.values()):
            return False
        if not is_plain or tag.raw(b"spans") or not is_balanced(self.xml[self.at : end]):
            return False
        at, close = self.at, end - len(self._row_end)
        made: list[bytes] = []
        for column in sorted(told):
            begin = cells.get(column)
            if begin is None:
                begin = next((place for other, place in cells.items() if other > column), close)
                replaced: tuple[bytes, int] | None = self.rows.made(row, column, told[column], tag, None), begin
            else:
                replaced = self._replaced(begin, reference(row, column), told[column])
            if replaced is None:
                return False
            made += (self.xml[at:begin], replaced[0])
            at = replaced[1]
            self.cells += (self.xml[begin:at], replaced[0])
        self.pieces += made
        self.at = at
        return True


def _style(tag: bytes) -> bytes | None:
    """Give the number of a cell's format, as what follows its name says it; None where that is unusual."""
    if tag.count(b'"') % 2 or b"'" in tag:
        return None
    found = attribute(b'"' + tag, b"s")
    return found or b""
