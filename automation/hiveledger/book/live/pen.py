"""Puts values into the cells of an open workbook, looks whether they arrived, and can put back what was."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING

from hiveledger.book.cells import Cell
from hiveledger.book.live.around import Around
from hiveledger.book.live.sheets import block, read_block, runs
from hiveledger.book.live.strip import Strip
from hiveledger.book.xlsx import Formatted, SetCell
from hiveledger.book.xlsx.area import Area
from hiveledger.errors import BusyError
from hiveledger.gate import column_letters

if TYPE_CHECKING:
    import xlwings as xw

__all__ = ["Pen"]


class Pen:
    """Writes into one open workbook, as it was seen; `ours` are the columns that the machine fills, by their sheet."""

    def __init__(
        self, book: "xw.Book", around: Around, ours: Collection[tuple[str, int]], told: Callable[[int], None]
    ) -> None:
        self._book, self._around, self._ours, self._told = book, around, ours, told
        self._back = ExitStack()  # which goes on where one thing cannot be taken back
        self._written = 0

    def put(self, cells: Iterable[SetCell]) -> None:
        """Put values into cells; of several for one cell the last one counts.

        Raises: BusyError where somebody typed into one of the cells since the sheet was looked at, or where the program
        took a value for something else.
        """
        wanted: defaultdict[str, defaultdict[int, dict[int, Formatted]]] = defaultdict(lambda: defaultdict(dict))
        for cell in cells:
            assert isinstance(cell.value, Formatted)  # noqa: S101 - as the editor puts them
            wanted[cell.sheet][cell.column][cell.row] = cell.value
        for name, columns in wanted.items():
            for left, right in runs(columns):
                beside = {column: columns[column] for column in range(left, right + 1)}
                self._put(self._book.sheets[name], name, beside)
                self._written += sum(map(len, beside.values()))
                self._told(self._written)

    def remember(self, back: Callable[[], None]) -> None:
        """Take in what takes back something that is done."""
        self._back.callback(back)

    def take_back(self) -> None:
        """Put back what stood there, the newest first."""
        self._back.close()

    def _put(self, sheet: "xw.Sheet", name: str, columns: Mapping[int, Mapping[int, Formatted]]) -> None:
        """Put values into columns side by side."""
        rows = [row for cells in columns.values() for row in cells]
        area = Area(min(rows), min(columns), max(rows), max(columns))
        before = _by_column(area, read_block(sheet, area))
        self._refuse_changed(name, columns, before)
        strips = [
            Strip(
                sheet,
                column,
                cells,
                before[column],
                (name, column) in self._ours,
                partial(self._may_pass, name, column),
            )
            for column, cells in columns.items()
        ]
        for strip in strips:
            self._back.callback(strip.restore)
            strip.dress()
        if all(len(cells) == area.bottom - area.top + 1 for cells in columns.values()):
            told = range(area.top, area.bottom + 1)
            block(sheet, area).value = [[cells[row].value for cells in columns.values()] for row in told]
        else:
            for strip in strips:
                strip.write()
        found = _by_column(area, read_block(sheet, area))
        for strip in strips:
            lost = strip.correct(found[strip.column])
            if lost:
                cell = f"{name}!{column_letters(strip.column)}{lost[0]}"
                raise BusyError("live.not_taken", file=self._book.name, cell=cell)

    def _refuse_changed(
        self, name: str, columns: Mapping[int, Mapping[int, Formatted]], before: Mapping[int, Mapping[int, Cell]]
    ) -> None:
        places = ((column, row, before[column][row]) for column, cells in columns.items() for row in cells)
        if not all(self._around.is_as_seen(name, *place) for place in places):
            raise BusyError("book.changed_meanwhile", file=self._book.name)

    def _may_pass(self, name: str, column: int, row: int, cell: Cell) -> bool:
        is_as_seen = self._around.is_as_seen(name, column, row, cell)
        return is_as_seen and not self._around.has_formula(name, column, row)


def _by_column(area: Area, rows: Sequence[Sequence[Cell]]) -> Mapping[int, Mapping[int, Cell]]:
    """Give a block's cells by their column and row."""
    columns = zip(*rows, strict=True)
    return {number: dict(enumerate(cells, area.top)) for number, cells in enumerate(columns, area.left)}
