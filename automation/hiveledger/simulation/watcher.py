"""The process that watches, on a virtual clock: it looks once a minute, and runs what is due in its order."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from hiveledger.changes import Plan
from hiveledger.errors import BusyError
from hiveledger.flows.dues import next_dues
from hiveledger.flows.verbs import VERBS, Form, Verb
from hiveledger.simulation.shared_book import KilledError, SharedBook

__all__ = ["AT_ONCE", "INTAKE", "TICK", "Watcher", "first_tick", "plan_verb"]

TICK: Final = timedelta(minutes=1)
INTAKE: Final = ("clean", "dedupe", "complete", "grade", "distribute")
_ORDER: Final = ("confirm", "claim", "return", "follow-up", *INTAKE, "nurture")
_WHO: Final = "scheduler"
AT_ONCE: Final = (
    "confirm",
    "claim",
    "return",
)  # after a change, and after the process was down: answers are read first
_BY_DUE: Final = ("claim", "return", "follow-up", "nurture")


def first_tick(at: datetime) -> datetime:
    """Give the first look of the watcher at or after a moment.

    >>> first_tick(datetime(2026, 3, 2, 10, 0, 1)), first_tick(datetime(2026, 3, 2, 10, 0))
    (datetime.datetime(2026, 3, 2, 10, 1), datetime.datetime(2026, 3, 2, 10, 0))
    """
    minute = at.replace(second=0, microsecond=0)
    return minute if minute == at else minute + TICK


def plan_verb(book: SharedBook, verb: str, now: datetime) -> Plan:
    """Plan a verb that is told nothing."""
    known = VERBS[verb]
    plan: Plan = known.function()(book, now, **_nothing(known))
    return plan


def _nothing(verb: Verb) -> dict[str, object]:
    empty = {Form.FLAG: False, Form.WORDS: (), Form.FILES: ()}
    return {told.name: empty.get(told.form, "") for told in verb.arguments}


class Watcher:
    """Knows what is to be run, and when next something is due though nobody touches the book."""

    def __init__(self, book: SharedBook) -> None:
        self.counts: Counter[str] = Counter()
        self.due: datetime | None = None
        self._book = book
        self._wanted: set[str] = set()
        self._dues: dict[str, datetime | None] = {}
        self._is_dirty = True

    def want(self, verbs: Iterable[str]) -> None:
        """Have verbs run at the next look, as after a change of the book."""
        self._wanted.update(verbs)
        self._is_dirty = True

    def look(self, now: datetime) -> bool:
        """Run what is wanted or due. Tells whether all of it was done: a book that is held, or a crash, puts it off."""
        self._wanted |= {verb for verb in _BY_DUE if (due := self._dues.get(verb)) and due <= now}
        try:
            self._book.sync(now)
        except BusyError:
            return self._put_off(now)
        for verb in _ORDER:
            if verb in self._wanted and not self._run(verb, now):
                return self._put_off(now)
        self._reckon(now)
        return True

    def _put_off(self, now: datetime) -> bool:
        self.counts["put off"] += 1
        self.due = now + TICK
        return False

    def _run(self, verb: str, now: datetime) -> bool:
        plan = plan_verb(self._book, verb, now)
        self.counts["plans"] += 1
        if plan.groups:
            try:
                outcome = self._book.write(plan, _WHO)
            except KilledError:
                self.counts["crashes"] += 1
                self.want((*AT_ONCE, verb))
                return False
            self._is_dirty = True
            if outcome.conflicts:
                return False  # planned again at the next look
        self._wanted.discard(verb)
        return True

    def _reckon(self, now: datetime) -> None:
        if self._is_dirty or (self.due and self.due <= now):
            known = next_dues(self._book.read(), now)
            self._dues = {verb: known[verb] for verb in _BY_DUE}
            self._is_dirty = False
        dues = [first_tick(due) for due in self._dues.values() if due]
        self.due = max(min(dues), now + TICK) if dues else None
