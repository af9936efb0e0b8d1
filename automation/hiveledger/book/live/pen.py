"""Puts values into the cells of an open workbook in few calls, looks whether they arrived, and can put back what was.

A text gets the format "@" before its value, so that no program takes it for a formula, a number or a date.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Final, TypeAlias

from hiveledger.book.cells import Cell
from hiveledger.book.live.sheets import block, read_block
from hiveledger.book.xlsx import Formatted, SetCell
from hiveledger.book.xlsx.area import Area
from hiveledger.book.xlsx.structure.formats import shows_dates
from hiveledger.errors import BusyError

if TYPE_CHECKING:
    import xlwings as xw

__all__ = ["Pen"]

_TEXT: Final = "@"
_PREFIX: Final = "'"  # which Excel takes for its mark of a text, and not for its first character
_ALIKE: Final = timedelta(seconds=1)  # a day's fraction is not exact
_EXACT: Final = 1e-12  # of a number that is written with 17 digits and read with 15


_Run: TypeAlias = tuple[int, int]  # the first and the last of numbers that follow each other


@dataclass(frozen=True)
class _Strip:
    """The cells of one column that are written, by row, with what stood from the first of them to the last."""

    sheet: "xw.Sheet"
    column: int
    wanted: Mapping[int, Formatted]
    before: Mapping[int, Cell]
    known: str | None  # their number format; None where they have several

    @classmethod
    def of(cls, sheet: "xw.Sheet", column: int, wanted: Mapping[int, Formatted]) -> "_Strip":
        """Look at the cells as they are."""
        area = Area(min(wanted), column, max(wanted), column)
        before = dict(enumerate((row[0] for row in read_block(sheet, area)), area.top))
        return cls(sheet, column, wanted, before, block(sheet, area).number_format)

    @cached_property
    def formats(self) -> Mapping[_Run, str | None]:
        """Give the number format of each run."""
        if self.known is not None:
            return dict.fromkeys(_runs(self.wanted), self.known)
        return {run: self.cells(run).number_format for run in _runs(self.wanted)}

    def cells(self, run: _Run) -> "xw.Range":
        """Give the cells of a run."""
        return block(self.sheet, Area(run[0], self.column, run[1], self.column))

    def dress(self) -> None:
        """Give the cells, where they need it, the format that lets each value stay what it is."""
        for run, known in self.formats.items():
            told = (self.wanted[row] for row in range(run[0], run[1] + 1))
            lacking = next((one.number_format for one in told if not _fits(known, one.value)), None)
            if lacking is not None:
                self.cells(run).number_format = lacking

    def missing(self) -> Mapping[int, Formatted]:
        """Give what a program took for something else."""
        area = Area(min(self.wanted), self.column, max(self.wanted), self.column)
        found = [row[0] for row in read_block(self.sheet, area)]
        return {row: one for row, one in self.wanted.items() if not _is_same(one.value, found[row - area.top])}

    def restore(self) -> None:
        """Put back values and formats where ours stand: a text while its cell still takes it for one, all else after.

        What is not ours, since it was never written or somebody changed it meanwhile, stays.
        """
        missing = self.missing()
        for run, known in self.formats.items():
            rows = [row for row in range(run[0], run[1] + 1) if row not in missing]
            texts = [row for row in rows if isinstance(self.before[row], str) and self.before[row]]
            self._put_back(texts)
            if known is not None and self.cells(run).number_format != known:
                self.cells(run).number_format = known
            self._put_back(sorted({*rows} - {*texts}))

    def _put_back(self, rows: Sequence[int]) -> None:
        for first, last in _runs(rows):
            self.cells((first, last)).value = [[self.before[row]] for row in range(first, last + 1)]


class Pen:
    """Writes into one open workbook."""

    def __init__(self, book: "xw.Book", told: Callable[[int], None]) -> None:
        self._book, self._told = book, told
        self._back = ExitStack()  # which goes on where one thing cannot be taken back
        self._written = 0

    def put(self, cells: Iterable[SetCell]) -> None:
        """Put values into cells; of several for one cell the last one counts.

        Raises: BusyError where the program took a value for something else.
        """
        wanted: defaultdict[str, defaultdict[int, dict[int, Formatted]]] = defaultdict(lambda: defaultdict(dict))
        for cell in cells:
            assert isinstance(cell.value, Formatted)  # noqa: S101 - as the editor puts them
            wanted[cell.sheet][cell.column][cell.row] = cell.value
        for name, columns in wanted.items():
            sheet = self._book.sheets[name]
            strips = [_Strip.of(sheet, column, rows) for column, rows in columns.items()]
            for strip in strips:
                self.remember(strip.restore)
                strip.dress()
            self._write(sheet, columns)
            self._check(sheet, strips)

    def remember(self, back: Callable[[], None]) -> None:
        """Take in what takes back something that is done."""
        self._back.callback(back)

    def take_back(self) -> None:
        """Put back what stood there, the newest first."""
        self._back.close()

    def _write(self, sheet: "xw.Sheet", columns: Mapping[int, Mapping[int, Formatted]]) -> None:
        for area in _areas(columns):
            block(sheet, area).value = [
                [columns[column][row].value for column in range(area.left, area.right + 1)]
                for row in range(area.top, area.bottom + 1)
            ]
            self._written += (area.bottom - area.top + 1) * (area.right - area.left + 1)
            self._told(self._written)

    def _check(self, sheet: "xw.Sheet", strips: Iterable[_Strip]) -> None:
        """Look whether all arrived; what begins with an apostrophe may have lost it, and gets one more."""
        for strip in strips:
            lost = strip.missing()
            for row, one in lost.items():
                strip.cells((row, row)).value = f"{_PREFIX}{one.value}" if _is_prefixed(one.value) else one.value
            if lost and (still := strip.missing()):
                cell = Area(min(still), strip.column, min(still), strip.column)
                raise BusyError("live.not_taken", file=self._book.name, cell=f"{sheet.name}!{cell}")


def _areas(columns: Mapping[int, Mapping[int, Formatted]]) -> Iterator[Area]:
    """Give the largest rectangles: runs of rows, of those columns side by side that have the same run."""
    runs = sorted((run, column) for column, rows in columns.items() for run in _runs(rows))
    for (top, bottom), group in groupby(runs, key=lambda it: it[0]):
        for left, right in _runs(column for _, column in group):
            yield Area(top, left, bottom, right)


def _runs(numbers: Iterable[int]) -> Iterator[_Run]:
    """Give the first and last of numbers that follow each other.

    >>> list(_runs([7, 2, 3]))
    [(2, 3), (7, 7)]
    """
    for _, run in groupby(enumerate(sorted(numbers)), key=lambda it: it[1] - it[0]):
        found = [number for _, number in run]
        yield found[0], found[-1]


def _fits(known: str | None, value: object) -> bool:
    """Tell whether a cell of that number format shows a value as what it is; of mixed formats nobody knows."""
    if value is None:
        return True
    if known is None or isinstance(value, str):
        return known == _TEXT
    return shows_dates(b"", known) if isinstance(value, datetime) else known != _TEXT


def _is_same(wanted: object, found: Cell) -> bool:
    match wanted, found:
        case None, _:
            return found == ""
        case datetime(), datetime():
            return abs(wanted - found) < _ALIKE
        case int() | float(), float():
            return abs(wanted - found) <= abs(wanted) * _EXACT
        case _:
            return wanted == found


def _is_prefixed(value: object) -> bool:
    return isinstance(value, str) and value.startswith(_PREFIX)
