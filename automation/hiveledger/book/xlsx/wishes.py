"""All that one sheet is told, gathered by row, since a sheet is rewritten from top to bottom in one pass."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from hiveledger.book.xlsx.area import Area
from hiveledger.book.xlsx.values import Value

__all__ = ["Growth", "Run", "Wishes"]


@dataclass(frozen=True, slots=True)
class Run:
    """New values of neighbouring cells of one column."""

    column: int
    first: int
    values: Sequence[Value]

    @property
    def last(self) -> int:
        """Give the run's last row."""
        return self.first + len(self.values) - 1


@dataclass(frozen=True, slots=True)
class Growth:
    """Rows that are added below a block of data: its columns must be vacant there, totals apart, which move down."""

    block: Area  # as it was, headers included, totals not
    rows: int
    totals: int = 0  # rows of totals below the block

    @property
    def added(self) -> Area:
        """Give the area that is added."""
        bottom = self.block.bottom
        return Area(bottom + 1, self.block.left, bottom + self.rows, self.block.right)

    @property
    def told(self) -> Area:
        """Give the area that is told something: what is added, and where the totals go."""
        return self.added._replace(bottom=self.added.bottom + self.totals)

    @property
    def vacant(self) -> Area:
        """Give the area that may hold nothing yet."""
        return self.told._replace(top=self.added.top + self.totals)


@dataclass
class Wishes:
    """What one sheet's cells are to hold; of two wishes for a cell the later one counts."""

    cells: dict[int, dict[int, Value]] = field(default_factory=dict)
    runs: list[Run] = field(default_factory=list)
    grown: list[Growth] = field(default_factory=list)
    _rows: list[int] = field(default_factory=list)  # of cells, in order

    def put(self, row: int, column: int, value: Value) -> None:
        """Wish for one cell."""
        self.cells.setdefault(row, {})[column] = value

    def put_run(self, run: Run) -> None:
        """Wish for a part of a column."""
        for row in [row for row in self.cells if run.first <= row <= run.last]:
            self.cells[row].pop(run.column, None)
        self.runs.append(run)

    def grow(self, growth: Growth, rows: Sequence[Sequence[Value]]) -> None:
        """Wish for rows below a block."""
        self.grown.append(growth)
        for number, values in enumerate(rows, growth.added.top):
            for column, value in enumerate(values, growth.block.left):
                self.put(number, column, value)

    def at(self, row: int) -> dict[int, Value]:
        """Give what one row is told, by column."""
        told = {run.column: run.values[row - run.first] for run in self.runs if run.first <= row <= run.last}
        own = self.cells.get(row)
        return told | own if own else told

    def rows(self, after: int, upto: int) -> Sequence[int]:
        """Give the rows that are told something, in order."""
        if len(self._rows) != len(self.cells):
            self._rows = sorted(self.cells)
        own = self._rows[bisect_right(self._rows, after) : bisect_right(self._rows, upto)]
        ranges = [range(max(run.first, after + 1), min(run.last, upto) + 1) for run in self.runs]
        ranges = [rows for rows in ranges if rows]
        if not ranges:
            return own
        if len(ranges) == 1 and not own:
            return ranges[0]
        return sorted(set(own).union(*ranges))

    def is_grown(self, row: int) -> bool:
        """Tell whether a row is among those added."""
        return any(growth.told.top <= row <= growth.told.bottom for growth in self.grown)

    def box(self) -> Area | None:
        """Give the area around all that is filled, or None."""
        areas = [Area(run.first, run.column, run.last, run.column) for run in self.runs if run.values]
        areas += [growth.told for growth in self.grown]
        for row, told in self.cells.items():
            filled = [column for column, value in told.items() if value is not None]
            if filled:
                areas.append(Area(row, min(filled), row, max(filled)))
        if not areas:
            return None
        return Area(
            min(area.top for area in areas), min(area.left for area in areas),
            max(area.bottom for area in areas), max(area.right for area in areas),
        )  # fmt: skip

    def filled_in(self, area: Area) -> Iterator[tuple[int, int]]:
        """Give the cells of an area that are told to hold something."""
        self.rows(0, 0)
        for row in self._rows[bisect_left(self._rows, area.top) : bisect_right(self._rows, area.bottom)]:
            for column, value in self.cells[row].items():
                if value is not None and area.holds(row, column):
                    yield row, column
        for run in self.runs:
            if area.left <= run.column <= area.right:
                for row in range(max(area.top, run.first), min(area.bottom, run.last) + 1):
                    if run.values[row - run.first] is not None:
                        yield row, run.column

    def count(self) -> int:
        """Give how many cells are told something."""
        return sum(map(len, self.cells.values())) + sum(len(run.values) for run in self.runs)
