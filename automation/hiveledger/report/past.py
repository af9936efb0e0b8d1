"""What the journal remembers and no row does: every time that somebody got a lead, and how that ended.

A row tells of its present owner alone. What was taken back never counted; what people did in the workbook counts, and
is marked as seen (`observed`). What the journal does not know is taken from the rows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, TypeAlias

import pandas as pd

from hiveledger.changes import Value, values
from hiveledger.journal import Run
from hiveledger.journal.codec import effects
from hiveledger.rules.drift import DECIDED
from hiveledger.schema import LEADS
from hiveledger.schema.frames import pandas_dtype
from hiveledger.schema.words import OWNED, Status

__all__ = ["End", "Past", "read_past"]

_WATCHED: Final = frozenset(
    (
        *("status", "owner", "grade", "assigned_at", "delivered_at", "confirm_due"),
        *("confirmed_at", "reply", "stage", "lapsed_by", "amount_cny"),
    )
)
_CLOCKED: Final = ("delivered_at", "confirm_due", "confirmed_at")
_DECLINE: Final = "decline_"
_HANDOVERS: Final = ("lead_id", "owner", "grade", "assigned_at", *_CLOCKED, "ended_at", "end")
_CLOSINGS: Final = ("lead_id", "at", "status", "owner", "amount_cny")
_ALIKE: Final = {"ended_at": "assigned_at", "at": "assigned_at", "end": "status"}  # not of 客户台账, and as these are
_Cells: TypeAlias = dict[str, Value]


class End(StrEnum):
    """How somebody's time with a lead ended; blank while it goes on."""

    LAPSED = "lapsed"  # they did not confirm in time
    DECLINED = "declined"
    RECALLED = "recalled"  # they did, and let it lie untouched
    RETURNED = "returned"  # SO took it back
    LEFT = "left"  # passed on, merged, or out in another way


@dataclass(frozen=True)
class Past:
    """What happened to leads.

    `handovers`: each time that somebody got a lead: lead_id, owner, grade at that time, assigned_at, delivered_at,
    confirm_due, confirmed_at, ended_at, end, observed. `closings`: each time that a lead was won or lost: lead_id, at,
    status, owner, amount_cny, observed. `unmerged`: each merge that was taken back: lead_id, at. `first_grade`: the
    letter that a lead had when it was first given to anybody. `stages`: all that it ever was in: lead_id, stage, at
    (blank where only its row tells).
    """

    handovers: pd.DataFrame
    closings: pd.DataFrame
    unmerged: pd.DataFrame
    first_grade: pd.Series
    stages: pd.DataFrame

    def before(self, moment: datetime) -> "Past":
        """Give what was known of it at a moment; what has been taken back since never counted."""
        turns = self.handovers[self.handovers["assigned_at"] < moment]
        later = turns["ended_at"] >= moment
        turns = turns.assign(
            confirmed_at=turns["confirmed_at"].mask(turns["confirmed_at"] >= moment),
            ended_at=turns["ended_at"].mask(later),
            end=turns["end"].mask(later),
        )
        return Past(
            turns,
            self.closings[self.closings["at"] < moment],
            self.unmerged[self.unmerged["at"] < moment],
            self.first_grade,
            self.stages[~(self.stages["at"] >= moment)],
        )


@dataclass
class _Turn:
    cells: _Cells
    observed: bool


@dataclass
class _Reading:
    """What has been read so far, run by run."""

    rows: dict[str, _Cells] = field(default_factory=dict)
    turns: list[_Turn] = field(default_factory=list)
    current: dict[str, _Turn] = field(default_factory=dict)
    closings: list[_Cells] = field(default_factory=list)
    unmerged: list[tuple[str, datetime]] = field(default_factory=list)
    first_grade: dict[str, str] = field(default_factory=dict)
    stages: dict[tuple[str, str], datetime] = field(default_factory=dict)

    def follow(self, run: Run) -> None:
        """Take in what a run left behind on 客户台账."""
        touched: dict[str, _Cells] = {}
        for table, key, column, after, row in effects(run.changes):
            if table != "leads":
                continue
            if column:
                if column in _WATCHED:
                    touched.setdefault(key, {})[column] = after
            elif row is None:
                self._leave(key, self.rows.pop(key, {}), {}, run)
                touched.pop(key, None)
            else:
                touched[key] = {name: item for name, item in row.items() if name in _WATCHED}
        for key, cells in touched.items():
            self._move(key, cells, run)

    def _move(self, lead: str, cells: Mapping[str, Value], run: Run) -> None:
        before = self.rows.get(lead, {})
        after = self.rows[lead] = {**before, **cells}
        if isinstance(stage := after.get("stage"), str):
            self.stages.setdefault((lead, stage), run.at)
        status = after.get("status")
        if status != before.get("status"):
            if status in DECIDED:
                facts = {"owner": after.get("owner"), "amount_cny": after.get("amount_cny")}
                self.closings.append({"lead_id": lead, "at": run.at, "status": status, **facts})
                self.closings[-1]["observed"] = float(run.is_observed)
            if before.get("status") == Status.MERGED:
                self.unmerged.append((lead, run.at))
        given = after.get("owner"), after.get("assigned_at")
        if given != (before.get("owner"), before.get("assigned_at")):
            self._leave(lead, before, after, run)
            if given[0] is not None and status in OWNED:
                self._begin(lead, after, run)
        elif (turn := self.current.get(lead)) and any(column in cells for column in _CLOCKED):
            turn.cells |= {column: after.get(column) for column in _CLOCKED}
            turn.observed |= run.is_observed

    def _begin(self, lead: str, after: _Cells, run: Run) -> None:
        cells = {column: after.get(column) for column in ("owner", "grade", "assigned_at", *_CLOCKED)}
        cells |= {"lead_id": lead, "assigned_at": cells["assigned_at"] or run.at}
        self.current[lead] = _Turn(cells, run.is_observed)
        self.turns.append(self.current[lead])
        if isinstance(grade := after.get("grade"), str):
            self.first_grade.setdefault(lead, grade)

    def _leave(self, lead: str, before: Mapping[str, Value], after: Mapping[str, Value], run: Run) -> None:
        if turn := self.current.pop(lead, None):
            turn.cells |= {"ended_at": run.at, "end": _end(before, after)}
            turn.observed |= run.is_observed


def _end(before: Mapping[str, Value], after: Mapping[str, Value]) -> End:
    owner, lapsed = before.get("owner"), after.get("lapsed_by")
    if lapsed != before.get("lapsed_by") and isinstance(lapsed, str) and owner in lapsed.split(";"):
        return End.LAPSED if before.get("confirmed_at") is None else End.RECALLED
    if after.get("status") != Status.RETURNED:
        return End.LEFT
    is_declined = str(before.get("reply") or "").startswith(_DECLINE)
    return End.DECLINED if is_declined else End.RETURNED


def read_past(runs: Sequence[Run], leads: pd.DataFrame, until: datetime) -> Past:
    """Read the past up to `until`.

    Reads: leads owner, status, grade, stage, assigned_at, delivered_at, confirm_due, confirmed_at.
    """
    reading = _Reading()
    for run in _standing(runs, until):
        reading.follow(run)
    reading.unmerged += _unmerged(runs, until)
    turns = [{**turn.cells, "observed": float(turn.observed)} for turn in reading.turns]
    known = {lead for lead, cells in reading.rows.items() if "owner" in cells}
    turns += [row for row in _rows_of(leads, until) if row["lead_id"] not in known]
    known_stages = reading.stages
    stages: list[_Cells] = [{"lead_id": lead, "stage": stage, "at": at} for (lead, stage), at in known_stages.items()]
    stages += [
        {"lead_id": str(lead), "stage": stage}
        for lead, stage in leads["stage"].dropna().items()
        if (lead, stage) not in known_stages
    ]
    return Past(
        _frame(turns, _HANDOVERS),
        _frame(reading.closings, _CLOSINGS),
        _frame([{"lead_id": lead, "at": at} for lead, at in reading.unmerged], ("lead_id", "at")),
        pd.Series(reading.first_grade, dtype="str"),
        _frame(stages, ("lead_id", "stage", "at")),
    )


def _rows_of(leads: pd.DataFrame, until: datetime) -> Iterator[_Cells]:
    """Give handovers as their rows tell them."""
    held = leads[leads["owner"].notna() & (leads["assigned_at"] < until)]
    columns = ("owner", "grade", "assigned_at", *_CLOCKED)
    cells = [values(held[column]) for column in columns]
    for lead, *row in zip(held.index.tolist(), *cells, strict=True):
        yield {"lead_id": lead, **dict(zip(columns, row, strict=True)), "observed": 0.0}


def _standing(runs: Sequence[Run], until: datetime) -> Sequence[Run]:
    """Give the runs that count at a moment: neither taken back by then, nor those that took them back."""
    gone: set[str] = set()
    standing: list[Run] = []
    for run in reversed([run for run in runs if run.at < until]):
        if run.run_id in gone:
            continue
        if run.undoes:
            gone.add(run.undoes)
        else:
            standing.append(run)
    return standing[::-1]


def _unmerged(runs: Sequence[Run], until: datetime) -> Iterator[tuple[str, datetime]]:
    """Give the leads whose merge was taken back as a whole run, and when."""
    by_id = {run.run_id: run for run in runs}
    for run in runs:
        if run.undoes in by_id and run.at < until:
            for table, key, column, after, _ in effects(by_id[run.undoes].changes):
                if (table, column, after) == ("leads", "status", Status.MERGED):
                    yield key, run.at


def _frame(rows: Sequence[Mapping[str, Value]], columns: Sequence[str]) -> pd.DataFrame:
    found = {
        column: pd.Series([row.get(column) for row in rows], dtype=object).astype(
            pandas_dtype(LEADS[_ALIKE.get(column, column)])
        )
        for column in columns
    }
    return pd.DataFrame(found).assign(observed=pd.Series([row.get("observed") == 1 for row in rows], dtype=bool))
