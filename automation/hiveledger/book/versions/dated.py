"""When what people put into a book was first seen saved: their replies, and their rows on sheets whose times count.

A row counts from when it first stood as it does in the cells of `DATED`. Until the machine has written its id, which
is minted anew at each reading, it is known by what it says, so that rows may be sorted, or others put above it.
"""

import contextlib
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Final, TypeAlias

from hiveledger.book.reading import Reading
from hiveledger.changes import Append, Change, Set, Value, value, values
from hiveledger.journal import Journal, Run

__all__ = ["DATED", "FirstSaved", "first_saved", "seen_saved"]

DATED: Final[Mapping[str, tuple[str, ...]]] = {
    "claims": ("lead_id", "staff_no", "answer"),
    "touches": ("lead_id", "staff_no", "line"),
    "mailings": ("sent", "reaction"),
}
"""The cells by which a row is dated: in any other a person may correct or add something and it keeps its time."""

_Place: TypeAlias = tuple[str, str]
FirstSaved: TypeAlias = tuple[Mapping[str, datetime], Mapping[_Place, datetime]]
"""When replies were first seen saved, by lead, and rows, by table and key."""

_REPLY: Final = "reply"
_NO_ID: Final = "~"  # begins the name of a row that has no id yet
_DIGITS: Final = 16
_NOTHING: Final = ("", datetime.min)


@dataclass(frozen=True, slots=True)
class _Stands:
    """Something that stands in the book: what the snapshot calls it, what it says, and when that was first seen."""

    key: _Place
    content: str
    at: datetime | None = None


def first_saved(journal: Journal, reading: Reading, saved_at: datetime, *, is_stale: bool) -> FirstSaved:
    """Tell when each reply and each dated row was first seen saved, and remember those that are new.

    What was there before, and an undo or a restore put back, counts from when it was seen then; so does each row of a
    stale copy, one that lacks runs of ours.
    """
    seen = journal.seen()
    stands = dict(_replies_there(reading, seen)) | dict(_rows_there(reading, seen))
    new = {place: it for place, it in stands.items() if it.at is None}
    back = _put_back(journal, new, is_stale=is_stale) if new else {}
    at = {place: it.at or back.get(place, saved_at) for place, it in stands.items()}
    with contextlib.suppress(OSError):  # a folder that only others may write to can still be read
        _remember(journal, seen, stands, at, saved_at)
    return _told(stands, at)


def seen_saved(journal: Journal, reading: Reading) -> FirstSaved:
    """Tell the same of what stands in an open workbook, of what is there as it was last seen saved."""
    seen = journal.seen()
    stands = dict(_replies_there(reading, seen)) | dict(_rows_there(reading, seen))
    return _told(stands, {place: it.at for place, it in stands.items() if it.at})


def _told(stands: Mapping[_Place, _Stands], at: Mapping[_Place, datetime]) -> FirstSaved:
    replies = {stands[place].key[1]: when for place, when in at.items() if place[0] == "leads"}
    return replies, {stands[place].key: when for place, when in at.items() if place[0] != "leads"}


def _remember(
    journal: Journal,
    seen: Mapping[_Place, tuple[str, datetime]],
    stands: Mapping[_Place, _Stands],
    at: Mapping[_Place, datetime],
    saved_at: datetime,
) -> None:
    """Put on disk what differs from what was seen last: what is new, and, blank, what is gone."""
    said: defaultdict[tuple[str, datetime], dict[str, str]] = defaultdict(dict)
    for place, it in stands.items():
        if seen.get(place) != (it.content, at[place]):
            said[place[0], at[place]][place[1]] = it.content
    for (table, name), (content, _) in seen.items():
        if content and (table, name) not in stands:
            said[table, saved_at][name] = ""
    for (table, when), contents in said.items():
        journal.see(contents, when, table)


def _replies_there(reading: Reading, seen: Mapping[_Place, tuple[str, datetime]]) -> Iterator[tuple[_Place, _Stands]]:
    leads = reading.tables["leads"]
    for lead, reply in zip(leads.index, values(leads[_REPLY]) if _REPLY in leads.columns else (), strict=False):
        if reply is not None:
            place, content = ("leads", lead), str(reply)
            held, when = seen.get(place, _NOTHING)
            yield place, _Stands(place, content, when if held == content else None)


def _rows_there(reading: Reading, seen: Mapping[_Place, tuple[str, datetime]]) -> Iterator[tuple[_Place, _Stands]]:
    """Give the dated rows; one that has just got its id takes over the time of one like it that had none."""
    for table in DATED.keys() & reading.tables.keys():
        waiting: defaultdict[str, list[_Place]] = defaultdict(list)
        for (where, name), (content, _) in seen.items():
            if where == table and content and name.startswith(_NO_ID):
                waiting[content].append((table, name))
        rows, new_ids = list(_contents(table, reading)), reading.places[table].new_ids
        for key, content in rows:
            if key not in new_ids:
                place = (table, key)
                held, when = seen.get(place, _NOTHING)
                before = None if held == content or not waiting[content] else waiting[content].pop(0)
                at = when if held == content else seen[before][1] if before else None
                yield place, _Stands(place, content, at)
        taken = {place for places in waiting.values() for place in places}
        for key, content in rows:
            if key in new_ids:
                before = waiting[content].pop(0) if waiting[content] else None
                names = ((table, f"{_NO_ID}{content}#{number}") for number in count(1))
                place = before or next(name for name in names if name not in taken)
                taken.add(place)
                yield place, _Stands((table, key), content, seen[before][1] if before else None)


def _contents(table: str, reading: Reading) -> Iterator[tuple[str, str]]:
    frame = reading.tables[table]
    columns = [column for column in DATED[table] if column in frame.columns]
    for key, *cells in zip(frame.index.tolist(), *(values(frame[column]) for column in columns), strict=True):
        content = _content(dict(zip(columns, cells, strict=True)))
        if content:
            yield key, content


def _content(row: Mapping[str, Value]) -> str:
    """Give a mark of what a row says, which does not tell it; empty where it says nothing."""
    said = {column: str(item) for column, item in row.items() if value(item) is not None}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:_DIGITS] if said else ""


def _put_back(journal: Journal, new: Mapping[_Place, _Stands], *, is_stale: bool) -> dict[_Place, datetime]:
    """Give those that no person put there just now, but that had been seen before, and when."""
    newest = _newest(journal.runs(), new)
    found: dict[_Place, datetime] = {}
    for place, it in new.items():
        is_row = place[0] != "leads"
        when = journal.seen_before(place[0], "" if is_row else place[1], it.content)
        if when is not None and ((is_row and is_stale) or newest.get(place) == (it.content, False)):
            found[place] = when
    return found


def _newest(runs: Sequence[Run], new: Mapping[_Place, _Stands]) -> Mapping[_Place, tuple[str, bool]]:
    """Give, for each, what the last run that put it there put, and whether that was people's doing."""
    by_key = {it.key: place for place, it in new.items()}
    by_content = {(place[0], it.content): place for place, it in new.items() if place[0] != "leads"}
    newest: dict[_Place, tuple[str, bool]] = {}
    for run in reversed(runs):
        if len(newest) == len(new):
            break
        if run.is_observed or run.undoes or run.restores is not None:
            for change in reversed(run.changes):
                found = _leaves(change, by_key, by_content, new)
                if found:
                    newest.setdefault(found[0], (found[1], run.is_observed))
    return newest


def _leaves(
    change: Change,
    by_key: Mapping[_Place, _Place],
    by_content: Mapping[_Place, _Place],
    new: Mapping[_Place, _Stands],
) -> tuple[_Place, str] | None:
    """Give which of those that are new a change leaves behind, and saying what."""
    match change:
        case Set("leads", lead, "reply", _, str(reply)) if ("leads", lead) in by_key:
            return ("leads", lead), reply
        case Append("leads", lead, row) if ("leads", lead) in by_key and isinstance(row.get(_REPLY), str):
            return ("leads", lead), str(row[_REPLY])
        case Append(table, _, row) if table in DATED:
            content = _content({column: item for column, item in row.items() if column in DATED[table]})
            place = by_content.get((table, content))
            return (place, content) if place else None
        case Set(table, key, column) if column in DATED.get(table, ()) and (table, key) in by_key:
            place = by_key[table, key]
            return place, new[place].content
    return None
