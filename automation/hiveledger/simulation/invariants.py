"""What has to hold at every moment, written anew from the handbook's rules in slow plain Python.

Nothing here asks a rule of the program: cells, the journal and what the people of the simulation did are all that is
looked at. What does not hold is told with its time, so that the same seed shows it again.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Final, NamedTuple, TypeAlias

from hiveledger.changes import Append, Remove, Set, Tables, Value, values
from hiveledger.journal import Run
from hiveledger.simulation.team import is_worked

__all__ = ["Answered", "Invariants", "slow_due"]

_OWNED: Final = {"assigned", "confirmed", "following", "won"}
_NOBODYS: Final = {None, "new", "cleaned", "to_verify", "pooled", "nurturing", "returned"}
_BLOCKS: Final = ((540, 720), (810, 1080))  # the minutes of a day that are worked
_CONFIRM_MINUTES: Final = 120
_COPIES: Final = {"log"}
_RECALL_DAYS: Final = {"A": 7, "B": 15}
_SLACK_DAYS: Final = 45  # a day agreed with the customer, and days off, put a recall off by no more than this

_Cells: TypeAlias = dict[tuple[str, str], dict[str, Value]]


class Answered(NamedTuple):
    """An answer that somebody saved: the time of that save is what counts."""

    lead: str
    owner: str
    reply: str
    at: datetime


class _Away(NamedTuple):
    since: date
    until: date
    known_at: datetime


@cache
def slow_due(start: datetime, minutes: int, away: tuple[date, date] | None) -> datetime:
    """Give when so many minutes of work are over, counted minute by minute; days of leave are not worked.

    >>> slow_due(datetime(2026, 3, 2, 11, 30), 120, None)
    datetime.datetime(2026, 3, 2, 15, 0)
    """
    at, left = start, minutes
    while left:
        if not is_worked(at.date()) or (away and away[0] <= at.date() <= away[1]):
            at = datetime.combine(at.date() + timedelta(days=1), datetime.min.time())
            continue
        minute = at.hour * 60 + at.minute
        left -= any(first <= minute < last for first, last in _BLOCKS)
        at += timedelta(minutes=1)
    return at


class Invariants:
    """Follows the journal on cells of its own, and compares after each look of the watcher."""

    def __init__(self, tables: Tables) -> None:
        self.counts: Counter[str] = Counter()
        self.broken: list[str] = []
        self.checked = 0
        self._cells: _Cells = {}
        for name, frame in tables.items():
            self._cells |= {(name, key): row for key, row in _rows(tables, name).items()} if len(frame) else {}
        self._writer: dict[tuple[str, str, str], str] = {}
        self._runs: dict[str, Run] = {}
        self._done = 0
        self._away: dict[str, list[_Away]] = {}
        self._since: dict[str, datetime] = {}  # from when the time to confirm runs, by lead

    def check(  # noqa: PLR0913 - all that is known of a moment
        self,
        now: datetime,
        tables: Tables,
        runs: Sequence[Run],
        answers: Sequence[Answered],
        marks: Sequence[str],
        *,
        is_done: bool,
    ) -> None:
        """Look at everything. `is_done`: the watcher had the book and ran all that was due."""
        self.checked += 1
        told: list[str] = []
        for run in runs[self._done :]:
            told += self._follow(run, answers)
        self._done = len(runs)
        leads = _rows(tables, "leads")
        told += _stands_somewhere(leads, _rows(tables, "people"))
        told += _nothing_lost(leads, marks)
        if is_done:
            told += self._as_journalled(tables)
            told += self._confirmed(leads, now)
            told += self._recalled(leads, now)
            told += _claims_decided(_rows(tables, "claims"))
        self.broken += [f"{now:%Y-%m-%d %H:%M} {line}" for line in told]

    # the journal, followed

    def _follow(self, run: Run, answers: Sequence[Answered]) -> Iterator[str]:
        self._runs[run.run_id] = run
        if run.undoes:
            yield from self._taken_back(run)
        for change in run.changes:  # by what stood there before the run
            if isinstance(change, Set) and (change.table, change.column) == ("leads", "status") and change.why:
                yield from self._decided(run, change.key, change.why.code, answers)
        for change in run.changes:
            match change:
                case Set(table, key, column, before, after):
                    self._note(run, change)
                    found = self._cells.get((table, key), {}).get(column)
                    if found != before:
                        yield f"{run.run_id} found {before!r} in {table}.{column} of {key}, where {found!r} stood"
                    self._cells.setdefault((table, key), {})[column] = after
                    self._writer[table, key, column] = run.run_id
                case Append(table, key, row):
                    self._cells[table, key] = {name: item for name, item in row.items() if item is not None}
                case Remove(table, key):
                    self._cells.pop((table, key), None)
                    if table == "leads":
                        yield f"{run.run_id} took {key} out of the ledger"
                case _:
                    pass

    def _taken_back(self, run: Run) -> Iterator[str]:
        """Tell where an undo did not bring back what stood there, though nobody has touched the row since."""
        target = self._runs[run.undoes]
        sets = [change for change in target.changes if isinstance(change, Set)]
        touched = {
            (one.table, one.key) for one in sets if self._writer.get((one.table, one.key, one.column)) != run.undoes
        }
        first: dict[tuple[str, str, str], Value] = {}
        for one in sets:
            if (one.table, one.key) not in touched:
                first.setdefault((one.table, one.key, one.column), one.before)
        after = {(one.table, one.key, one.column): one.after for one in run.changes if isinstance(one, Set)}
        for place, before in first.items():
            if after.get(place, self._value(place)) != before:
                yield f"undo {run.run_id} left {place} of {run.undoes} as it was"
        self.counts["undone cells"] += len(first)

    def _value(self, place: tuple[str, str, str]) -> Value:
        return self._cells.get(place[:2], {}).get(place[2])

    def _note(self, run: Run, change: Set) -> None:
        """Note who is away, and from when the time to confirm runs."""
        table, key, column, after = change.table, change.key, change.column, change.after
        code = change.why.code if change.why else ""
        if table == "people" and column in {"leave_from", "leave_to"}:
            self._note_leave(key, {**self._cells[table, key], column: after}, run.at)
        if table != "leads":
            return
        if column == "delivered_at" and isinstance(after, datetime):
            self._since[key] = after
        if code == "confirm.decline_rejected" and column == "reply":  # it runs anew
            self._since[key] = run.at

    def _decided(self, run: Run, lead: str, code: str, answers: Sequence[Answered]) -> Iterator[str]:
        """Tell where a run decided against the rule, by recorded times."""
        if code not in {"confirm.in_time", "confirm.lapsed"}:
            return
        row = self._cells["leads", lead]
        due, owner = self._due(lead, row, run.at), row.get("owner")
        said = [
            one.at
            for one in answers
            if (one.lead, one.owner, one.reply) == (lead, owner, "accept") and one.at >= self._since.get(lead, one.at)
        ]
        in_time = bool(said) and (due is None or min(said) <= due)
        self.counts[code] += 1
        if code == "confirm.in_time" and not in_time:
            yield f"{lead} counts as confirmed by {owner}, who answered {said} with {due} as the deadline"
        if code == "confirm.lapsed" and (in_time and row.get("reply") == "accept"):
            yield f"{lead} went back though {owner} answered at {min(said)}, in time for {due}"
        if code == "confirm.lapsed" and (due is None or due >= run.at):
            yield f"{lead} went back at {run.at}, not after {due}"

    def _note_leave(self, person: str, row: Mapping[str, Value], at: datetime) -> None:
        since, until = row.get("leave_from"), row.get("leave_to")
        if isinstance(since, datetime) and isinstance(until, datetime) and since <= until:
            self._away.setdefault(person, []).append(_Away(since.date(), until.date(), at))

    def _due(self, lead: str, row: Mapping[str, Value], now: datetime) -> datetime | None:
        """Give the deadline by M12: two hours of working time from when the lead was received, leave left out."""
        since = self._since.get(lead)
        if since is None:
            return None
        away = [one for one in self._away.get(str(row.get("owner")), []) if one.known_at <= now]
        current = [one for one in away if one.known_at <= since][-1:] + [one for one in away if one.known_at > since]
        spans: list[tuple[date, date] | None] = [(one.since, one.until) for one in current]
        return max(slow_due(since, _CONFIRM_MINUTES, span) for span in spans or [None])

    # what stands in the book

    def _as_journalled(self, tables: Tables) -> Iterator[str]:
        """Tell where the book holds what no run and no observed edit put there, or lacks what one did."""
        for name in tables:
            if name not in _COPIES:
                for key, row in _rows(tables, name).items():
                    known = {
                        column: item for column, item in self._cells.get((name, key), {}).items() if item is not None
                    }
                    held = {column: item for column, item in row.items() if item is not None}
                    if known != held:
                        differ = {c for c in known.keys() | held.keys() if known.get(c) != held.get(c)}
                        yield f"{name} {key} is not as the journal tells: {sorted(differ)}"

    def _confirmed(self, leads: Mapping[str, Mapping[str, Value]], now: datetime) -> Iterator[str]:
        """Tell what should have been confirmed or returned by this look of the watcher, and was not."""
        for lead, row in leads.items():
            if row["status"] == "assigned" and lead in self._since:
                due = self._due(lead, row, now)
                if row["reply"] == "accept":
                    yield f"{lead} was accepted and is not confirmed"
                elif row["reply"] is None and due is not None and due < now:
                    yield f"{lead} was due at {due} and has not gone back"
                elif row["confirm_due"] != due:
                    yield f"{lead} says it is due at {row['confirm_due']}, which is {due} by the calendar"

    def _recalled(self, leads: Mapping[str, Mapping[str, Value]], now: datetime) -> Iterator[str]:
        """Tell who holds a lead that nobody touched for far longer than M13 allows."""
        for lead, row in leads.items():
            days = _RECALL_DAYS.get(str(row["grade"]))
            if row["status"] in {"confirmed", "following"} and days and row["stage"] in {None, "lead", "need"}:
                times = [row[name] for name in ("confirmed_at", "last_touch_at", "protect_until", "delivered_at")]
                known = [at for at in times if isinstance(at, datetime)]
                if known and max(known) + timedelta(days=days + _SLACK_DAYS) < now:
                    yield f"{lead} lies untouched since {max(known)} and has not been recalled"


def _rows(tables: Tables, name: str) -> dict[str, dict[str, Value]]:
    frame = tables.get(name)
    if frame is None or frame.empty:
        return {}
    columns = [values(frame[column]) for column in frame.columns]
    names = list(frame.columns)
    return {
        key: dict(zip(names, cells, strict=True))
        for key, *cells in zip(frame.index.tolist(), *columns, strict=True)
    }  # fmt: skip


def _stands_somewhere(
    leads: Mapping[str, Mapping[str, Value]], people: Mapping[str, Mapping[str, Value]]
) -> Iterator[str]:
    """Tell which leads are nobody's and somebody's at once, or an owner's who is not of the team."""
    held = Counter[str]()
    for lead, row in leads.items():
        status, owner = row["status"], row["owner"]
        if status in _OWNED and owner not in people:
            yield f"{lead} is {status} and its owner is {owner}"
        if status in _NOBODYS and owner is not None:
            yield f"{lead} is {status} and still {owner}'s"
        if status in {"assigned", "confirmed", "following"}:
            held[str(owner)] += 1
    for owner, count in held.items():
        cap = people.get(owner, {}).get("cap")
        if isinstance(cap, float) and count > cap:
            yield f"{owner} holds {count} leads, more than {cap:g}"


def _nothing_lost(leads: Mapping[str, Mapping[str, Value]], marks: Sequence[str]) -> Iterator[str]:
    notes = "\n".join(str(row["note"]) for row in leads.values() if row["note"])
    for mark in marks:
        if mark not in notes:
            yield f"what came in as {mark} is nowhere"


def _claims_decided(claims: Mapping[str, Mapping[str, Value]]) -> Iterator[str]:
    """Tell where a window was not won by the best of those who claimed in it."""
    contests: dict[tuple[Value, Value], list[Mapping[str, Value]]] = {}
    for row in claims.values():
        if row.get("result") in {"won", "lost"} and row.get("window") is not None:
            contests.setdefault((row["lead_id"], row["window"]), []).append(row)
    for (lead, window), rows in contests.items():
        winners = [row for row in rows if row["result"] == "won"]
        if len(winners) > 1:
            yield f"{lead} was won {len(winners)} times in window {window}"
        best = max((row["total_score"] for row in rows if isinstance(row["total_score"], float)), default=None)
        for row in winners:
            if best is not None and row["total_score"] != best:
                yield f"{lead} was won with {row['total_score']}, where somebody had {best}"
