"""Where a verb's wishes become a plan: differences only, grouped by lead, with what each group rested on.

Three promises are kept here, once, for every verb: a person's cell is not written unless a person said so, a lead
moves only along the allowed transitions, and sheets or columns that the book lacks are added by the plan that
first needs them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

import pandas as pd

from hiveledger.book.base import Snapshot
from hiveledger.changes import (
    AddColumn,
    AddTable,
    Append,
    Change,
    Given,
    Group,
    Plan,
    Set,
    Value,
    apply,
    value,
    values,
)
from hiveledger.findings import Finding, Reason
from hiveledger.schema import TABLES
from hiveledger.schema.words import WAITING, Status, is_allowed

__all__ = ["Draft"]

_Why = Reason | Mapping[str, Reason] | None
"""One reason for all cells, or one for each row's key."""


class Draft:
    """Gathers what a verb wants to change and turns it into a plan.

    `reads` names, per table, the columns that the verb's rules looked at; each group's `given` holds those cells
    of its own rows. `settings` names the settings that the verb used.
    """

    def __init__(
        self,
        verb: str,
        now: datetime,
        state: Snapshot,
        reads: Mapping[str, Sequence[str]],
        settings: Sequence[str] = (),
    ) -> None:
        self.verb, self.now, self.state = verb, now, state
        self._reads, self._settings = reads, settings
        self._changes: defaultdict[str, list[Change]] = defaultdict(list)
        self._rests: defaultdict[str, list[Given]] = defaultdict(list)
        self._findings: list[Finding] = []
        self._refused: dict[str, Finding] = {}
        self._minted: dict[str, int] = {}
        self._needed: dict[str, None] = {}
        self._frames: dict[str, pd.DataFrame] = {}
        self._wished: defaultdict[tuple[str, str], dict[str, Value]] = defaultdict(dict)
        self._cells: dict[tuple[str, tuple[str, ...]], dict[str, tuple[Value, ...]]] = {}
        self._afters: dict[str, pd.DataFrame] = {}

    def frame(self, table: str) -> pd.DataFrame:
        """Give a table as the plan found it, all schema columns present, in the order of its keys.

        So what a plan does, and the ids it gives out, never depend on how somebody sorted a sheet.
        """
        if table not in self._frames:
            self._frames[table] = self.state.frame(table).sort_index()
        return self._frames[table]

    def after(self, table: str) -> pd.DataFrame:
        """Give a table as it will be if the wishes so far come true."""
        if table not in self._afters:
            wishes = (
                change
                for group, changes in self._changes.items()
                if group not in self._refused
                for change in changes
                if change.table == table
            )
            self._afters[table] = apply({table: self.frame(table)}, wishes)[table]
        return self._afters[table]

    def fill(self, table: str, wanted: pd.DataFrame, groups: Mapping[str, str] | None = None, why: _Why = None) -> None:
        """Want these cells, as the machine: a group that would overwrite a person's cell is dropped and told of.

        `wanted` is keyed as the table; each of its cells is meant, a blank one clears. `groups` names the group of
        each row; without it, the row's key does.
        """
        self._want(table, wanted, groups, why, self._check_machines)

    def obey(self, table: str, wanted: pd.DataFrame, groups: Mapping[str, str] | None = None, why: _Why = None) -> None:
        """Want these cells because a person said so: as `fill`, over a person's cells too."""
        self._want(table, wanted, groups, why, lambda *_: None)

    def append(
        self, group: str, table: str, row: Mapping[str, object], key: str = "", why: Reason | None = None
    ) -> str:
        """Want a row at the end of a table; without a key, one is minted. Returns the row's key."""
        key = key or self.mint(table)
        cells = {name: cell for name, item in row.items() if (cell := value(item)) not in (None, "")}
        self._changes[group].append(Append(table, key, cells, why))
        self._afters.pop(table, None)
        return key

    def mint(self, table: str) -> str:
        """Give the next unused id of a table: the highest number in use and one more."""
        if table not in self._minted:
            self._minted[table] = self.state.last_number(table)
        self._minted[table] += 1
        return TABLES[table].mint(self._minted[table])

    def rest(self, group: str, table: str, key: str, columns: Iterable[str]) -> None:
        """Let a group rest on cells of another row, such as the person it names."""
        given = self._row(table, key, tuple(columns))
        if given:
            self._rests[group].append(given)

    def need(self, table: str) -> None:
        """Want a table's sheet to be there, though nothing is written to it: people are to fill it."""
        self._needed[table] = None

    def find(self, *findings: Finding) -> None:
        """Tell a person of something."""
        self._findings.extend(findings)

    def plan(self, args: Mapping[str, str] | None = None) -> Plan:
        """Give the plan: the book's own group first, then one group for each lead that changes.

        Its findings begin with what the book could not read, so that no verb passes over that in silence.
        """
        kept = {name: changes for name, changes in self._changes.items() if changes and name not in self._refused}
        used = [given for key in self._settings if (given := self._row("settings", key, ("value",)))]
        groups = [Group(name, tuple(changes), (*self._given(name, changes), *used)) for name, changes in kept.items()]
        missing = self._missing(change for changes in kept.values() for change in changes)
        structure = [Group("", missing)] if missing else []
        findings = (*self.state.findings, *self._findings, *self._refused.values())
        return Plan(self.verb, self.now, (*structure, *groups), findings, dict(args or {}))

    def _want(
        self,
        table: str,
        wanted: pd.DataFrame,
        groups: Mapping[str, str] | None,
        why: _Why,
        check: Callable[[str, Set], None],
    ) -> None:
        current, keys = self.frame(table)[[*wanted.columns]].loc[wanted.index], wanted.index.tolist()
        for column in wanted.columns:
            wished = self._wished[table, column]
            cells = zip(keys, values(current[column]), values(wanted[column]), strict=True)
            for key, before, after in cells:
                if wished.get(key, before) == after:
                    continue
                group = key if groups is None else groups[key]
                reason = why.get(key) if isinstance(why, Mapping) else why
                change = Set(table, key, column, before, after, reason)
                check(group, change)
                if (table, column) == ("leads", "status"):
                    self._check_transition(group, change)
                self._wish(group, change)

    def _wish(self, group: str, change: Set) -> None:
        """Take a wish up; a later one for the same cell takes the place of the earlier."""
        self._afters.pop(change.table, None)
        wished = self._wished[change.table, change.column]
        if change.key in wished:
            self._changes[group] = [c for c in self._changes[group] if not _is_same_cell(c, change)]
        wished[change.key] = change.after
        if change.before != change.after:
            self._changes[group].append(change)

    def _check_machines(self, group: str, change: Set) -> None:
        if self.state.is_machines(change.table, change.key, change.column, change.before) or _is_order(change):
            return
        params = {"found": change.before or "", "wanted": change.after or ""}
        self._refuse(group, Finding("plan.persons_cell", change.table, change.key, change.column, params))

    def _check_transition(self, group: str, change: Set) -> None:
        before = Status(str(change.before)) if change.before is not None else None
        if change.after is None or not is_allowed(before, Status(str(change.after))):
            params = {"before": _word(change.before), "after": _word(change.after)}
            self._refuse(group, Finding("plan.transition", change.table, change.key, change.column, params))

    def _refuse(self, group: str, finding: Finding) -> None:
        self._refused.setdefault(group, finding)
        self._afters.clear()

    def _given(self, name: str, changes: Sequence[Change]) -> list[Given]:
        rows = dict.fromkeys((change.table, change.key) for change in changes if isinstance(change, Set))
        own = (self._row(table, key, tuple(self._reads.get(table, ()))) for table, key in rows)
        return [*filter(None, own), *self._rests[name]]

    def _row(self, table: str, key: str, columns: tuple[str, ...]) -> Given | None:
        """Give what the plan found in some cells of a row; nothing where there are no such cells."""
        if not columns:
            return None
        if (table, columns) not in self._cells:
            frame = self.frame(table)
            rows = zip(*(values(frame[column]) for column in columns), strict=True)
            self._cells[table, columns] = dict(zip(frame.index.tolist(), rows, strict=True))
        cells = self._cells[table, columns].get(key)
        return None if cells is None else Given(table, key, dict(zip(columns, cells, strict=True)))

    def _missing(self, changes: Iterable[Change]) -> tuple[Change, ...]:
        """Give the sheets and columns that the changes need and the book lacks."""
        needed: dict[tuple[str, str], None] = {}
        for change in changes:
            if isinstance(change, Set):
                needed[change.table, change.column] = None
            elif isinstance(change, Append):
                needed.update(dict.fromkeys((change.table, column) for column in change.row))
        tables = self._needed | dict.fromkeys(table for table, _ in needed)
        added: list[Change] = []
        for table in tables:
            schema = TABLES[table]
            if table not in self.state.tables:
                added.append(AddTable(table, tuple(key for key in schema.keys if key != schema.key)))
            else:
                have = self.state.tables[table].columns
                added += [AddColumn(t, column) for t, column in needed if t == table and column not in have]
        return tuple(added)


def _is_same_cell(one: Change, other: Set) -> bool:
    return isinstance(one, Set) and (one.table, one.key, one.column) == (other.table, other.key, other.column)


def _is_order(change: Set) -> bool:
    """Tell whether a status, if a person typed it, asks the machine to go on: the lead waits for its next verb.

    A status that a person cleared is that of a new lead.
    """
    return (change.table, change.column) == ("leads", "status") and (change.before is None or change.before in WAITING)


def _word(status: Value) -> Reason:
    return Reason(f"word.status.{status}" if status else "core.blank")
