"""What follows from all runs: whose cells are the machine's, and which ids were given out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, TypeAlias

from hiveledger.changes import Value
from hiveledger.journal.codec import Effect, effects
from hiveledger.journal.runs import Run
from hiveledger.schema import TABLES

__all__ = ["Standing", "Written", "follow", "replay"]

Written: TypeAlias = Mapping[tuple[str, str], Mapping[str, Value]]
"""What the machine last wrote, by (table, key) and column: the newest journalled value of every cell of its own."""

_Cells: TypeAlias = dict[tuple[str, str], dict[str, Value]]
_Place: TypeAlias = tuple[str, str, str]
"""A cell by table, key and column; a row as a whole has no column."""


class _Never(Enum):
    """What the machine last wrote where it never wrote: not even a blank."""

    NEVER = 0


_NEVER: Final = _Never.NEVER


@dataclass
class Standing:
    """What the runs so far left behind: whose cells are the machine's, and which ids were given out."""

    written: _Cells = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)  # per table, the highest number of an id that was ever seen


def replay(runs: Iterable[Run]) -> Standing:
    """Follow the runs, in the order in which they were written.

    What a run writes is the machine's from then on; what people did leaves no cell to the machine. Undoing a run
    gives each cell back to whoever it belonged to before that run: a person's value that the machine had written over
    is the person's again. Putting a former version back makes each cell whose it was then.
    """
    past = _Past(tuple(runs))
    for place, run in enumerate(past.runs):
        past.follow(place, run)
    return past.standing


def follow(standing: Standing, run: Run) -> Standing:
    """Give what is left behind after one more run, one that takes no other back; `standing` stays as it is.

    >>> from datetime import datetime
    >>> from hiveledger.changes import Set
    >>> run = Run("R-1", "grade", "SO", datetime(2026, 3, 2), {}, (Set("leads", "L1", "grade", None, "A"),))
    >>> follow(Standing(), run).written
    {('leads', 'L1'): {'grade': 'A'}}
    """
    after = Standing(dict(standing.written), dict(standing.numbers))
    for effect in effects(run.changes):
        _see(after, effect)
        if not run.is_observed:
            place = effect[:2]
            if place in after.written:
                after.written[place] = dict(after.written[place])
            _take(after.written, effect)
    return after


class _Past:
    """The runs as they are followed, with what later ones need to know of the state at earlier ones."""

    def __init__(self, runs: tuple[Run, ...]) -> None:
        self.runs = runs
        self.standing = Standing()
        self._taken_back = {run.undoes for run in runs if run.undoes}
        self._wanted = {run.restores for run in runs if run.restores is not None}
        self._then: dict[int, _Cells] = {}  # by the number of the run after which a version was put back
        self._owners: dict[str, _Owners] = {}
        self._before: dict[str, tuple[int, _Cells]] = {}  # a run that gave all cells anew: its place, and what was

    def follow(self, place: int, run: Run) -> None:
        """Take in the next run."""
        for number in [number for number in self._wanted if number < run.number]:
            self._then[number] = _copied(self.standing.written)
            self._wanted.remove(number)
        if run.is_observed:
            self._count(run)
            self._note(run)
        elif run.restores is not None:
            self._count(run)
            self._give_anew(place, run, _copied(self._then.get(run.restores, {})))
        elif run.undoes in self._before:
            self._give_anew(place, run, self._as_before(place, run))
        else:
            self._write(run)

    def _write(self, run: Run) -> None:
        written = self.standing.written
        before = self._owners.get(run.undoes, _Owners()) if run.undoes else None
        noted = self._owners.setdefault(run.run_id, _Owners()) if run.run_id in self._taken_back else None
        for effect in effects(run.changes):
            _see(self.standing, effect)
            if noted is not None:
                noted.note(written, effect)
            if before is None:
                _take(written, effect)
            else:
                before.give_back(written, effect)

    def _note(self, run: Run) -> None:
        """Remember whose the cells are that people changed, for whoever takes that back."""
        if run.run_id in self._taken_back:
            owners = self._owners.setdefault(run.run_id, _Owners())
            for effect in effects(run.changes):
                owners.note(self.standing.written, effect)

    def _count(self, run: Run) -> None:
        for effect in effects(run.changes):
            _see(self.standing, effect)

    def _give_anew(self, place: int, run: Run, written: _Cells) -> None:
        if run.run_id in self._taken_back:
            self._before[run.run_id] = place, self.standing.written
        self.standing.written = written

    def _as_before(self, place: int, run: Run) -> _Cells:
        """Give what was the machine's before the run that is undone, save what was written since and stays."""
        undone, before = self._before[run.undoes]
        written = _copied(before)
        since = {cell for step in self.runs[undone:place] if not step.is_observed for cell in _places(step)}
        for table, key, column in since - set(_places(run)):
            row = self.standing.written.get((table, key))
            if not column and row is not None:
                written[table, key] = dict(row)
            elif not column:
                written.pop((table, key), None)
            elif row is not None and column in row:
                written.setdefault((table, key), {})[column] = row[column]
            else:
                written.get((table, key), {}).pop(column, None)
        return written


def _see(standing: Standing, effect: Effect) -> None:
    """Note the id of a row that came or went: it is not given out again."""
    table, key, column, _, _ = effect
    if not column:
        standing.numbers[table] = max(standing.numbers.get(table, 0), TABLES[table].number(key))


def _copied(written: _Cells) -> _Cells:
    return {place: dict(row) for place, row in written.items()}


def _places(run: Run) -> Iterable[_Place]:
    return ((table, key, column) for table, key, column, _, _ in effects(run.changes))


def _take(written: _Cells, effect: Effect) -> None:
    table, key, column, after, row = effect
    if column:
        cells = written.get((table, key))
        if cells is None:
            cells = written[table, key] = {}
        cells[column] = after
    elif row is None:
        written.pop((table, key), None)
    else:
        written[table, key] = row


class _Owners:
    """What the machine had last written before a run, in the cells and rows that the run changed."""

    def __init__(self) -> None:
        self._cells: dict[_Place, Value | _Never] = {}
        self._rows: dict[tuple[str, str], dict[str, Value]] = {}

    def note(self, written: Written, effect: Effect) -> None:
        """Remember what the machine last wrote here."""
        table, key, column, _, _ = effect
        row = written.get((table, key), {})
        if column:
            self._cells.setdefault((table, key, column), row.get(column, _NEVER))
        else:
            self._rows.setdefault((table, key), dict(row))

    def give_back(self, written: _Cells, effect: Effect) -> None:
        """Let the machine have last written what it had before the run."""
        table, key, column, _, row = effect
        if not column:
            written.pop((table, key), None)
            if row is not None:
                written[table, key] = dict(self._rows.get((table, key), {}))
            return
        last = self._cells.get((table, key, column), _NEVER)
        if last is _NEVER:
            written.get((table, key), {}).pop(column, None)
        else:
            written.setdefault((table, key), {})[column] = last
