"""What people's hands can do to a shared book: type into cells and save, or give a command."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

import pandas as pd

from hiveledger.changes import Change, Set, Value, value
from hiveledger.errors import BusyError
from hiveledger.flows.verbs import VERBS
from hiveledger.simulation.shared_book import Copy, KilledError, SharedBook
from hiveledger.simulation.team import SO
from hiveledger.simulation.watcher import AT_ONCE, Watcher, first_tick

__all__ = ["Hands"]


class Hands:
    """Changes the book as people do, and lets the watcher see it at its next look."""

    def __init__(self, book: SharedBook, watcher: Watcher) -> None:
        self.counts: Counter[str] = Counter()
        self.book, self.watcher = book, watcher

    def save(self, edits: Iterable[Change], at: datetime, *verbs: str, copy: Copy | None = None) -> bool:
        """Save the book with some cells changed, unless another has it open.

        The watcher sees it when it looks, and runs the verbs that such a change concerns: a plan of any other is empty.
        """
        edits = [edit for edit in edits if not isinstance(edit, Set) or edit.before != edit.after]
        if not edits or self.book.holder:
            return False
        self.book.save(copy or self.book.copy(), edits, at)
        self.counts["saves"] += 1
        self.watcher.want(verbs)
        self.watcher.due = first_tick(at)
        return True

    def typed(self, table: str, key: str, column: str, after: Value, within: Copy | None = None) -> Iterator[Set]:
        """Change one cell, if the copy has its row."""
        frame = (within or self.book.copy()).tables[table]
        if key in frame.index:
            yield Set(table, key, column, value(frame.loc[key, column]), after)

    def noted(self, lead: str, words: str) -> Iterator[Set]:
        """Write something below what stands in a lead's note."""
        leads = self.leads()
        before = value(leads.loc[lead, "note"]) if lead in leads.index else None
        yield from self.typed("leads", lead, "note", f"{before or ''}\n{words}".strip())

    def leads(self) -> pd.DataFrame:
        """Give the leads as they stand."""
        return self.book.copy().tables["leads"]

    def command(self, verb: str, at: datetime, **arguments: object) -> bool:
        """Carry a verb out for a person, who tries again later where the book is held or the program was killed."""
        known = VERBS[verb]
        told = {
            one.name: arguments.get(one.name, () if one.form in {"words", "files"} else "") for one in known.arguments
        }
        try:
            plan = known.function()(self.book, at, **told)
            if plan.groups:
                self.book.write(plan, SO)
        except KilledError:
            self.counts["crashes"] += 1
            return False
        except BusyError:
            return False
        self.watcher.want((*AT_ONCE, "follow-up"))
        self.watcher.due = first_tick(at)
        return True
