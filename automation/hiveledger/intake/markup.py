"""HTML tables and XML spreadsheets, which site back-ends hand out as .xls.

One parser reads both: "XML Spreadsheet 2003" only has other names for rows, cells and spans.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

from hiveledger.intake.raw import Merge

__all__ = ["MarkupTable", "is_markup", "read_markup"]

_MARKUP: Final = re.compile(
    r"\A\s*<(?:!--|\?xml|(?:!doctype|html|head|meta|style|body|div|center|font|table|tr)\b)", re.IGNORECASE
)
_SPREADSHEET: Final = "urn:schemas-microsoft-com:office:spreadsheet"
_SPACE: Final = re.compile(r"[ \t\r\n\f]+")  # what HTML folds; a non-breaking space stays
_MIDNIGHT: Final = re.compile(r"T00:00:00(?:\.0+)?\Z")
_SECOND: Final = re.compile(r"T(\d\d:\d\d:\d\d)(?:\.\d+)?\Z")
_MAX_SPAN: Final = 1000  # HTML's own limit
_MAX_INDEX: Final = 20_000  # blank columns or rows that one ss:Index may stand for
_BREAKS: Final = frozenset({"br", "p", "div", "li"})
_SILENT: Final = frozenset({"script", "style", "comment"})
_CELLS: Final = frozenset({"td", "th", "cell"})
_ROWS: Final = frozenset({"tr", "row"})


@dataclass
class MarkupTable:
    """One table of a page."""

    name: str = ""
    rows: list[list[str]] = field(default_factory=list)
    merged: list[Merge] = field(default_factory=list)
    _hanging: dict[int, int] = field(default_factory=dict)  # column to rows that a rowspan still covers

    def start_row(self) -> None:
        """Begin the next row."""
        self._hanging = {column: left - 1 for column, left in self._hanging.items() if left > 1}
        self.rows.append([])

    def put(self, text: str, across: int = 1, down: int = 1) -> None:
        """Add a cell at the next free place of the last row; what it spans stays blank."""
        row = self.rows[-1]
        while len(row) + 1 in self._hanging:
            row.append("")
        left, top = len(row) + 1, len(self.rows)
        row += [text] + [""] * (across - 1)
        if across > 1 or down > 1:
            self.merged.append(Merge(top, left, top + down - 1, left + across - 1))
        if down > 1:
            self._hanging.update(dict.fromkeys(range(left, left + across), down))


@dataclass
class _Cell:
    across: int
    down: int
    parts: list[str] = field(default_factory=list)
    is_time: bool = False


def is_markup(text: str) -> bool:
    """Tell a page from delimited text.

    >>> is_markup("<table><tr><td>公司"), is_markup("<公司>,手机")
    (True, False)
    """
    return _MARKUP.match(text) is not None


def read_markup(text: str) -> list[MarkupTable]:
    """Give every table of an HTML page or XML spreadsheet; a table inside a cell is a table of its own.

    >>> read_markup("<table><tr><td>公司<td>手机<tr><td>示例甲<td>13800000000</table>")[0].rows
    [['公司', '手机'], ['示例甲', '13800000000']]
    """
    reader = _Reader(folds=_SPREADSHEET not in text[:4096])
    reader.feed(text)
    reader.close()
    reader.finish()
    return reader.tables


class _Reader(HTMLParser):
    def __init__(self, *, folds: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[MarkupTable] = []
        self._folds = folds
        self._open: list[tuple[MarkupTable, _Cell | None]] = []
        self._sheet = ""
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag = tag.rpartition(":")[2]
        given = {name.rpartition(":")[2]: value or "" for name, value in attrs}
        if tag == "worksheet":
            self._sheet = given.get("name", "")
        elif tag == "table":
            self.tables.append(MarkupTable(self._sheet))
            self._open.append((self.tables[-1], None))
        elif tag in _SILENT:
            self._silent += 1
        elif self._open:
            self._inside(tag, given)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif self._open and (tag in _CELLS or tag in _ROWS):
            self._end_cell()
        elif self._open and tag == "table":
            self._end_cell()
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open and not self._silent:
            cell = self._open[-1][1]
            if cell is not None:
                cell.parts.append(_SPACE.sub(" ", data) if self._folds else data)

    def finish(self) -> None:
        """Close what a cut-off page left open."""
        while self._open:
            self._end_cell()
            self._open.pop()

    def _inside(self, tag: str, given: dict[str, str]) -> None:
        table, cell = self._open[-1]
        if tag in _ROWS:
            self._end_cell()
            for _ in range(_number(given.get("index"), 0, _MAX_INDEX) - len(table.rows) - 1):
                table.start_row()
            table.start_row()
        elif tag in _CELLS:
            self._end_cell()
            if not table.rows:
                table.start_row()
            for _ in range(_number(given.get("index"), 0, _MAX_INDEX) - len(table.rows[-1]) - 1):
                table.put("")
            self._open[-1] = (
                table,
                _Cell(_span(given, "colspan", "mergeacross"), _span(given, "rowspan", "mergedown")),
            )
        elif cell is not None and tag in _BREAKS and self._folds:
            cell.parts.append("\n")
        elif cell is not None and tag == "data":
            cell.is_time = given.get("type") == "DateTime"

    def _end_cell(self) -> None:
        table, cell = self._open[-1]
        if cell is not None:
            table.put(self._text(cell), cell.across, cell.down)
            self._open[-1] = (table, None)

    def _text(self, cell: _Cell) -> str:
        text = "".join(cell.parts)
        if self._folds:
            return "\n".join(line.strip(" ") for line in text.split("\n")).strip("\n")
        return _SECOND.sub(r" \1", _MIDNIGHT.sub("", text)) if cell.is_time else text


def _span(given: dict[str, str], html: str, xml: str) -> int:
    """Give how many cells one covers: HTML counts them all, the XML spreadsheet those beyond the first."""
    return max(1, _number(given.get(html), 1, _MAX_SPAN), 1 + _number(given.get(xml), 0, _MAX_SPAN))


def _number(text: str | None, default: int, limit: int) -> int:
    return min(int(text), limit) if text and text.isascii() and text.isdigit() else default
