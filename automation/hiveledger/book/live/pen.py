"""Puts values into the cells of an open workbook, looks whether they arrived, and can put back what was."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from contextlib import ExitStack
from functools import cache, partial
from typing import TYPE_CHECKING

from hiveledger.book.live.around import Around
from hiveledger.book.live.strip import Strip
from hiveledger.book.xlsx import Formatted, SetCell
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

        Raises: BusyError where the program took a value for something else.
        """
        wanted: defaultdict[tuple[str, int], dict[int, Formatted]] = defaultdict(dict)
        for cell in cells:
            assert isinstance(cell.value, Formatted)  # noqa: S101 - as the editor puts them
            wanted[cell.sheet, cell.column][cell.row] = cell.value
        sheet = cache(lambda name: self._book.sheets[name])
        for (name, column), rows in wanted.items():
            is_as_seen = partial(self._around.is_as_seen, name, column)
            strip = Strip(sheet(name), column, rows, (name, column) in self._ours, is_as_seen)
            self._back.callback(strip.restore)
            strip.write()
            lost = strip.correct()
            if lost:
                cell_name = f"{name}!{column_letters(column)}{lost[0]}"
                raise BusyError("live.not_taken", file=self._book.name, cell=cell_name)
            self._written += len(rows)
            self._told(self._written)

    def remember(self, back: Callable[[], None]) -> None:
        """Take in what takes back something that is done."""
        self._back.callback(back)

    def take_back(self) -> None:
        """Put back what stood there, the newest first."""
        self._back.close()
