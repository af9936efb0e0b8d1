"""The cells of one column that are written, in as few calls as can be: each costs more than thousands of cells do.

Between two cells to be written may lie others. Where writing those anew, as they were read that very moment, cannot
change them, one call does for all: blank cells, and in a column of the machine's values that suit their format. No
formula is written over, and nothing that a person may have dressed letter by letter.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

from hiveledger.book.cells import Cell
from hiveledger.book.live.sheets import block, read_block, runs
from hiveledger.book.xlsx import Formatted
from hiveledger.book.xlsx.area import Area
from hiveledger.book.xlsx.structure.formats import shows_dates

if TYPE_CHECKING:
    import xlwings as xw

__all__ = ["Strip"]

_TEXT: Final = "@"
_PREFIX: Final = "'"  # which Excel takes for its mark of a text, and not for its first character
_ALIKE: Final = timedelta(seconds=1)  # a day's fraction is not exact
_EXACT: Final = 1e-12  # of a number that is written with 17 digits and read with 15
_Run: TypeAlias = tuple[int, int]  # the first and the last of rows that follow each other


@dataclass(frozen=True)
class Strip:
    """Cells of one column with what they are to hold, by row.

    `before` is what stood there and between a moment ago; `is_ours`: the machine fills the column, not people.
    `may_pass` tells of a row and what its cell holds whether that is what the sheet held when it was looked at, and no
    formula.
    """

    sheet: "xw.Sheet"
    column: int
    wanted: Mapping[int, Formatted]
    before: Mapping[int, Cell]
    is_ours: bool
    may_pass: Callable[[int, Cell], bool]

    @cached_property
    def formats(self) -> Mapping[int, str]:
        """Give the number format that each cell had."""
        spans = _alike(self.sheet, Area(min(self.wanted), self.column, max(self.wanted), self.column))
        return {row: code for (top, bottom), code in spans for row in range(top, bottom + 1)}

    def dress(self) -> None:
        """Give the cells, where they need it, the format that lets their value stay what it is."""
        for (first, last), code in self._lacking.items():
            self._cells(first, last).number_format = code

    def write(self) -> None:
        """Put the values there."""
        self._fill({row: one.value for row, one in self.wanted.items()}, self.before)

    def correct(self, found: Mapping[int, Cell]) -> tuple[int, ...]:
        """Look whether all arrived, by what is `found` there, and give the rows of what did not.

        What begins with an apostrophe may have lost it, and gets one more.
        """
        lost = self._missing(found)
        for row in lost:
            value = self.wanted[row].value
            is_prefixed = isinstance(value, str) and value.startswith(_PREFIX)
            self._cells(row, row).value = f"{_PREFIX}{value}" if is_prefixed else value
        return self._missing(self._now()) if lost else ()

    def restore(self) -> None:
        """Put back values and formats where ours stand: a text while its cell still takes it for one, all else after.

        What is not ours, since it was never written or somebody changed it meanwhile, stays.
        """
        now = self._now()
        others = {*self._missing(now)}
        ours = [row for row in self.wanted if row not in others]
        texts = {row: self.before[row] for row in ours if isinstance(self.before[row], str) and self.before[row]}
        self._fill(texts, now)
        for first, last in self._lacking:
            for code, rows in groupby(range(first, last + 1), key=self.formats.__getitem__):
                same = list(rows)
                self._cells(same[0], same[-1]).number_format = code
        self._fill({row: self.before[row] for row in ours if row not in texts}, self._now())

    @cached_property
    def _lacking(self) -> Mapping[_Run, str]:
        """Give the runs that need a format, each with that."""
        told = {row: one for row, one in self.wanted.items() if not _suits(self.formats[row], one.value)}
        return {run: told[run[0]].number_format for run in runs(told)}

    def _now(self) -> Mapping[int, Cell]:
        top, bottom = min(self.wanted), max(self.wanted)
        return dict(
            enumerate((row[0] for row in read_block(self.sheet, Area(top, self.column, bottom, self.column))), top)
        )

    def _missing(self, now: Mapping[int, Cell]) -> tuple[int, ...]:
        return tuple(row for row, one in self.wanted.items() if not _is_same(one.value, now[row]))

    def _cells(self, first: int, last: int) -> "xw.Range":
        return block(self.sheet, Area(first, self.column, last, self.column))

    def _fill(self, values: Mapping[int, object], now: Mapping[int, Cell]) -> None:
        """Put values into cells between which lies what stands there `now`."""
        told = list(runs(values))
        if len(told) > 1 and not self._lacking:  # else the cells between have other formats
            told = list(self._joined(told, now))
        for first, last in told:
            rows = range(first, last + 1)
            self._cells(first, last).value = [[values[row] if row in values else now[row]] for row in rows]

    def _joined(self, told: list[_Run], now: Mapping[int, Cell]) -> Iterator[_Run]:
        """Join runs over cells that can be written anew."""
        first = told[0][0]
        for (_, last), (following, _) in pairwise(told):
            between = range(last + 1, following)
            if not all(self._stays(row, now[row]) and self.may_pass(row, now[row]) for row in between):
                yield first, last
                first = following
        yield first, told[-1][1]

    def _stays(self, row: int, value: Cell) -> bool:
        """Tell whether a cell that is written anew stays what it is."""
        if value == "":
            return True
        is_plain = type(value) in {str, float, datetime}  # an error is none of these
        return self.is_ours and is_plain and _suits(self.formats[row], value)


def _alike(sheet: "xw.Sheet", area: Area) -> Iterator[tuple[_Run, str]]:
    """Give the number formats of a column, by halves: a program tells of an area whether it has but one."""
    code = block(sheet, area).number_format
    if code is not None or area.top == area.bottom:
        yield (area.top, area.bottom), code or ""
    else:
        middle = (area.top + area.bottom) // 2
        yield from _alike(sheet, area._replace(bottom=middle))
        yield from _alike(sheet, area._replace(top=middle + 1))


def _suits(code: str, value: object) -> bool:
    """Tell whether a cell of that number format takes a value for what it is."""
    if value is None:
        return True
    if isinstance(value, str):
        return code == _TEXT
    return bool(code) and shows_dates(b"", code) if isinstance(value, datetime) else code != _TEXT


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
