"""All that one sheet is told, gathered by row, since a sheet is rewritten from top to bottom in one pass."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hiveledger.book.xlsx.area import Area
from hiveledger.book.xlsx.values import Formatted, Formula, IfVacant, Value, Wish

__all__ = ["Gone", "Growth", "Joining", "Master", "Run", "Shrinkage", "Wishes"]


@dataclass(frozen=True, slots=True)
class Master:
    """A formula that other cells share: where its cell is overwritten, the next of them takes it over."""

    formula: str
    row: int
    column: int
    area: Area


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
    """Rows that are added below a block of data, above its totals, which move down."""

    block: Area  # as it was, headers included, totals not
    rows: int
    totals: int = 0  # rows of totals below the block
    is_table: bool = False
    fill: Mapping[int, Formula | None] | None = None  # of cells that no edit tells; None: the edits tell all

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
        """Give the area that may hold nothing yet; what stands where the edits tell only some cells is taken in."""
        top = self.added.top if self.fill is None else self.added.bottom + 1
        return self.told._replace(top=max(top, self.added.top + self.totals))

    def held_totals(self, row: int) -> bool:
        """Tell whether a row held the totals, which leave nothing behind."""
        return self.added.top <= row < self.added.top + self.totals

    def filled(self, row: int) -> Mapping[int, Wish]:
        """Give what a row's cells hold where no edit tells them."""
        if not self.fill or not self.added.top <= row <= self.added.bottom:
            return {}
        if self.held_totals(row):
            return self.fill
        return {column: IfVacant(value) for column, value in self.fill.items()}


@dataclass
class Shrinkage:
    """Rows at the end of a block that it gives up as far as they turn out to be blank."""

    block: Area
    keep: int  # the last row that stays in any case
    part: str  # of the table; empty for the sheet's filter
    filled: int = 0  # the last row of the others that holds something

    @property
    def rest(self) -> Area:
        """Give the area that may have to be given up."""
        return self.block._replace(top=self.keep + 1)

    @property
    def outcome(self) -> Growth:
        """Give what becomes of the block, once the rows are known."""
        return Growth(self.block, max(self.keep, self.filled) - self.block.bottom)


@dataclass(frozen=True, slots=True)
class Gone:
    """A sheet's last column, taken out from its header down."""

    column: int
    first_row: int


@dataclass(frozen=True, slots=True)
class Joining:
    """A column that joins a sheet: what is said of its width and format, and of what may be typed in it."""

    column: int
    header_row: int
    look: bytes
    rules: Sequence[bytes]


def _no_master(_: bytes) -> None:
    return None


@dataclass
class Wishes:
    """What one sheet's cells are to hold; of two wishes for a cell the later one counts."""

    cells: dict[int, dict[int, Wish]] = field(default_factory=dict)
    runs: list[Run] = field(default_factory=list)
    grown: list[Growth] = field(default_factory=list)
    shrunk: list[Shrinkage] = field(default_factory=list)
    headers: set[int] = field(default_factory=set)  # rows of which no new row takes its look
    bodies: list[Area] = field(default_factory=list)  # of tables, written anew: formulas are copied down in them
    shared: Callable[[bytes], Master | None] = _no_master  # finds a formula that is copied down, by its number
    gone: Gone | None = None
    joining: list[Joining] = field(default_factory=list)
    is_dropped: bool = False  # the sheet is to go as a whole
    _rows: list[int] = field(default_factory=list)  # of cells, in order

    def put(self, row: int, column: int, value: Wish) -> None:
        """Wish for one cell."""
        if isinstance(value, Formatted) and value.value is None and not value.fill:
            value = None
        self.cells.setdefault(row, {})[column] = value

    def put_run(self, run: Run) -> None:
        """Wish for a part of a column."""
        for row in [row for row in self.cells if run.first <= row <= run.last]:
            self.cells[row].pop(run.column, None)
        self.runs.append(run)

    def grow(self, growth: Growth, rows: Sequence[Sequence[Value]]) -> None:
        """Wish for rows below a block; the last of them end where the growth ends."""
        self.grown.append(growth)
        self.put_rows(growth.told.bottom - len(rows) + 1, growth.block.left, rows)

    def put_rows(self, first: int, left: int, rows: Sequence[Sequence[Wish]]) -> None:
        """Wish for a rectangle of cells."""
        for number, values in enumerate(rows, first):
            for column, value in enumerate(values, left):
                self.put(number, column, value)

    def at(self, row: int) -> dict[int, Wish]:
        """Give what one row is told, by column."""
        told: dict[int, Wish] = {}
        for growth in self.grown:
            told.update(growth.filled(row))
        told.update({run.column: run.values[row - run.first] for run in self.runs if run.first <= row <= run.last})
        told.update(self.cells.get(row, {}))
        return told

    def each(self, rows: Sequence[int]) -> Iterator[tuple[int, dict[int, Wish]]]:
        """Give what each of some rows is told: `at` for many rows, much faster where a run tells them all."""
        run = self.runs[0] if len(self.runs) == 1 and not self.cells and not self.grown else None
        for row in rows:
            yield row, {run.column: run.values[row - run.first]} if run else self.at(row)

    def tells(self, after: int, upto: int) -> bool:
        """Tell whether there are such rows, without naming them."""
        self.rows(0, 0)
        own = bisect_right(self._rows, after) < bisect_right(self._rows, upto)
        return own or any(first <= upto and after < last for first, last in self._stretches())

    def rows(self, after: int, upto: int) -> Sequence[int]:
        """Give the rows that are told something, in order."""
        if len(self._rows) != len(self.cells):
            self._rows = sorted(self.cells)
        own = self._rows[bisect_right(self._rows, after) : bisect_right(self._rows, upto)]
        ranges = [range(max(first, after + 1), min(last, upto) + 1) for first, last in self._stretches()]
        ranges = [rows for rows in ranges if rows]
        if not ranges:
            return own
        if len(ranges) == 1 and not own:
            return ranges[0]
        return sorted(set(own).union(*ranges))

    def _stretches(self) -> Iterator[tuple[int, int]]:
        """Give the first and last of rows that are told something all alike."""
        yield from ((run.first, run.last) for run in self.runs)
        yield from ((growth.added.top, growth.added.bottom) for growth in self.grown if growth.fill)

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

    def __bool__(self) -> bool:
        """Tell whether there is anything to do."""
        return bool(self.count() or self.grown or self.shrunk or self.gone or self.is_dropped)

    def count(self) -> int:
        """Give how many cells are told something."""
        return sum(map(len, self.cells.values())) + sum(len(run.values) for run in self.runs)
