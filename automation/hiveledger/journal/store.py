"""The journal's files: one per machine in a folder beside the book, one JSON line per event, only ever added to.

A run's line with its changes is on disk before the book is touched (the intent); a short line says later that it is
done. What lies between is settled by the book itself: either it holds the run or it does not. A run in a workbook that
somebody has open is applied first, and done when a saved version is seen that holds it.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from hiveledger.changes.person import Person
from hiveledger.journal.codec import Packed, encode
from hiveledger.journal.forget import begun
from hiveledger.journal.lines import add_line
from hiveledger.journal.opened import Opening
from hiveledger.journal.runs import OBSERVED, Run

__all__ = ["Intent", "Journal", "in_order"]

_SUFFIX: Final = ".jsonl"
_END: Final = b"\n"
_REMEMBERED: Final = 256  # bytes before the place that was read up to, by which a file is known again


@dataclass(frozen=True)
class Intent:
    """A run that was about to be written: the hash of the book's bytes before and after it.

    `is_marked`: the book has a place for the run's id, by which a version that lacks the run is known. One in a
    workbook that somebody has open says where (`opening`) and makes no version of its own: `after` is empty. It is
    applied once all its cells stand there.
    """

    run: Run
    before: str
    after: str
    is_marked: bool = True
    opening: Opening | None = None
    is_applied: bool = False


class Journal:
    """Reads the union of all machines' files and adds to this machine's own.

    A line that cannot be read (cut off by a power failure, or damaged by a synchronising service) is passed over and
    told of by `torn`; its run never reached the book, because the book is touched only after the line is safe.
    """

    def __init__(self, folder: Path, machine: str) -> None:
        self.folder, self.machine = folder, machine
        self._begin()

    def _begin(self) -> None:
        """Know nothing of any file."""
        self._torn: dict[str, int] = {}
        self._cut: set[str] = set()
        self._intents: dict[str, Intent] = {}
        self._done: set[str] = set()
        self._dropped: Counter[str] = Counter()
        self._applied: defaultdict[str, list[Opening]] = defaultdict(list)
        self._saved: dict[str, datetime] = {}
        self._observed: dict[str, Run] = {}
        self._seen: dict[tuple[str, str], tuple[str, datetime]] = {}
        self._seen_before: dict[tuple[str, str, str], datetime] = {}
        self._forgetting: dict[str, Person] = {}
        self._offsets: dict[Path, int] = {}
        self._last_read: dict[Path, bytes] = {}

    def runs(self) -> tuple[Run, ...]:
        """Give the runs that are done, in the order in which they were written, with what people did in between."""
        return in_order((*(intent.run for intent in self._finished()), *self._observed.values()))

    def marked(self) -> tuple[Run, ...]:
        """Give the runs that are done and left their id in the book, in the order in which they were written."""
        return in_order(intent.run for intent in self._finished() if intent.is_marked)

    def unsettled(self) -> tuple[Intent, ...]:
        """Give the intents of which nobody knows yet whether they reached the book."""
        self._catch_up()
        return tuple(self._as_it_is(intent) for name, intent in self._intents.items() if not self._is_settled(name))

    def discarded(self) -> tuple[Intent, ...]:
        """Give the runs that were applied in an open workbook and were gone when it was closed."""
        self._catch_up()
        ended = (intent for name, intent in self._intents.items() if name not in self._done and self._is_settled(name))
        return tuple(self._as_it_is(intent) for intent in ended if intent.run.run_id in self._applied)

    def saved(self) -> tuple[tuple[Run, datetime], ...]:
        """Give the runs that are done and were applied in an open workbook, and when each was first seen saved."""
        ordered = in_order(intent.run for intent in self._finished() if intent.run.run_id in self._saved)
        return tuple((run, self._saved[run.run_id]) for run in ordered)

    def torn(self) -> tuple[str, ...]:
        """Give the files in which a line cannot be read."""
        self._catch_up()
        return tuple(name for name, count in sorted(self._torn.items()) if count or name in self._cut)

    def next_number(self) -> int:
        """Give the number of the next run, counting those that never reached the book."""
        self._catch_up()
        return max((intent.run.number for intent in self._intents.values()), default=0) + 1

    def known(self) -> frozenset[str]:
        """Give the ids of all runs that were ever begun, those too that never reached the book."""
        self._catch_up()
        return frozenset(self._intents)

    def versions(self) -> frozenset[str]:
        """Give the hashes of all versions that a run was written on, or was to become."""
        self._catch_up()
        return frozenset(version for intent in self._intents.values() for version in (intent.before, intent.after))

    def seen(self) -> Mapping[tuple[str, str], tuple[str, datetime]]:
        """Give, by table and name, what was last seen in the book of what people put there, and since when."""
        self._catch_up()
        return dict(self._seen)

    def seen_before(self, table: str, name: str, content: str) -> datetime | None:
        """Give when that was first seen saved, the last time that it stood, under any name where none is given.

        None where it never did.
        """
        return self._seen_before.get((table, name, content))

    def forgetting(self) -> tuple[Person, ...]:
        """Give whom to forget was begun and not finished."""
        self._catch_up()
        return tuple(self._forgetting.values())

    def begin_to_forget(self, person: Person) -> None:
        """Put on disk who is to be forgotten, so that it is finished whatever happens."""
        self._add(begun(person))

    def intend(self, intent: Intent) -> None:
        """Put on disk what is about to be written."""
        run = intent.run
        self._add(
            {
                "intent": run.run_id,
                "verb": run.verb,
                "who": run.who,
                "at": run.at.isoformat(),
                "args": dict(run.args),
                "before": intent.before,
                "after": intent.after,
                "marked": intent.is_marked,
                **({"opening": intent.opening.as_record()} if intent.opening else {}),
                "changes": encode(run.changes),
            }
        )

    def apply(self, run_id: str, opening: Opening) -> None:
        """Put on disk that all of a run stands in an open workbook, unsaved."""
        self._add({"applied": run_id, "opening": opening.as_record()})

    def observe(self, run: Run) -> None:
        """Put on disk what people did, as it was found."""
        args = dict(run.args)
        self._add({"observed": run.run_id, "at": run.at.isoformat(), "args": args, "changes": encode(run.changes)})

    def finish(self, run_id: str, saved_at: datetime | None = None) -> None:
        """Put on disk that a run reached the book: of one in an open workbook, with which save it was first seen."""
        self._add({"done": run_id} | ({"saved": saved_at.isoformat()} if saved_at else {}))

    def drop(self, run_id: str) -> None:
        """Put on disk that a run never reached the book."""
        self._add({"dropped": run_id})

    def see(self, contents: Mapping[str, str], at: datetime, table: str = "leads") -> None:
        """Put on disk what was first seen in a book saved at that time: replies of leads, or marks of a table's rows.

        A blank one is there no more.
        """
        self._add({"seen": dict(contents), "at": at.isoformat()} | ({} if table == "leads" else {"table": table}))

    def _as_it_is(self, intent: Intent) -> Intent:
        openings = self._applied.get(intent.run.run_id)
        return replace(intent, opening=openings[-1], is_applied=True) if openings else intent

    def _is_settled(self, name: str) -> bool:
        """Tell whether a run is done, or was given up each time that it stood in an open workbook.

        So it does not matter which machine's file is read first; what a saved version holds is done in any case.
        """
        return name in self._done or self._dropped[name] >= max(1, len(self._applied.get(name, ())))

    def _finished(self) -> list[Intent]:
        self._catch_up()
        return [intent for name, intent in self._intents.items() if name in self._done]

    def _add(self, record: Mapping[str, Any]) -> None:
        add_line(self.folder / f"{self.machine}{_SUFFIX}", record)

    def _catch_up(self) -> None:
        """Read what was added to any machine's file since the last look; all of them where one was written anew."""
        paths = sorted(self.folder.glob(f"*{_SUFFIX}"))
        if any(self._is_another(path) for path in paths):
            self._begin()
        for path in paths:
            for record in self._new_records(path):
                self._note(record)

    def _is_another(self, path: Path) -> bool:
        """Tell whether a file is not what was read before with something added: somebody was forgotten in it."""
        known = self._last_read.get(path, b"")
        with path.open("rb") as file:
            file.seek(self._offsets.get(path, 0) - len(known))
            return file.read(len(known)) != known

    def _new_records(self, path: Path) -> list[Mapping[str, Any]]:
        with path.open("rb") as file:
            file.seek(self._offsets.get(path, 0))
            added = file.read()
        whole, end, rest = added.rpartition(_END)
        self._offsets[path] = self._offsets.get(path, 0) + len(whole) + len(end)
        self._last_read[path] = (self._last_read.get(path, b"") + whole + end)[-_REMEMBERED:]
        lines = [line for line in whole.split(_END) if line]
        records = list(_records(lines))
        self._torn[path.name] = self._torn.get(path.name, 0) + len(lines) - len(records)
        (self._cut.add if rest else self._cut.discard)(path.name)
        return records

    def _note_end(self, name: str, record: Mapping[str, Any]) -> None:
        match record:
            case {"applied": _, "opening": Opening() as opening}:
                self._applied[name].append(opening)
            case {"done": _}:
                self._done.add(name)
                if "saved" in record:
                    self._saved[name] = datetime.fromisoformat(record["saved"])
            case {"dropped": _}:
                self._dropped[name] += 1

    def _note(self, record: Mapping[str, Any]) -> None:
        match record:
            case {"intent": Intent() as intent}:
                self._intents[intent.run.run_id] = intent
            case {"observed": Run() as run}:
                self._observed[run.run_id] = run
            case {"applied": str(name)} | {"done": str(name)} | {"dropped": str(name)}:
                self._note_end(name, record)
            case {"seen": contents, "at": str(at)}:
                table, when = record.get("table", "leads"), datetime.fromisoformat(at)
                self._seen.update({(table, name): (content, when) for name, content in contents.items()})
                for name, content in contents.items():
                    self._seen_before |= {(table, name, content): when, (table, "", content): when}
            case {"forget": str(lead), "by": str(by), "rows": rows, "words": words}:
                known = ((str(table), str(key)) for table, key in rows)
                self._forgetting[lead] = Person(lead, frozenset(known), frozenset(words), by)
            case _:
                pass  # of a newer program


def in_order(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Give runs in the order in which they were written; what people did stands after the run that it followed."""
    return tuple(sorted(runs, key=lambda run: (run.number, run.is_observed, run.at)))


def _records(lines: Iterable[bytes]) -> Iterator[Mapping[str, Any]]:
    for line in lines:
        try:
            record = json.loads(line)
            if "intent" in record:
                run = _run(record["intent"], record["verb"], record["who"], record)
                opening = Opening.of_record(record["opening"]) if record.get("opening") else None
                is_marked = record.get("marked", False)
                yield {"intent": Intent(run, record["before"], record["after"], is_marked, opening)}
            elif "applied" in record:
                yield {**record, "opening": Opening.of_record(record["opening"])}
            elif "observed" in record:
                yield {"observed": _run(record["observed"], OBSERVED, "", record)}
            else:
                yield record
        except (ValueError, KeyError, TypeError, IndexError):
            continue


def _run(name: str, verb: str, who: str, record: Mapping[str, Any]) -> Run:
    at = datetime.fromisoformat(record["at"])
    return Run(name, verb, who, at, record["args"], Packed(record["changes"]))
