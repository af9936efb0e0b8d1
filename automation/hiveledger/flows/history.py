"""What happened to a ledger, run by run and cell by cell: the verb `history`."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from hiveledger.book.base import Book, Snapshot, Unsaved
from hiveledger.changes import (
    AddColumn,
    AddTable,
    Append,
    Change,
    DropColumn,
    DropTable,
    Remove,
    Set,
    Value,
)
from hiveledger.changes.summary import summarise
from hiveledger.errors import SchemaError
from hiveledger.flows.answer import Answer
from hiveledger.flows.undo import taken_back
from hiveledger.journal import Run, in_order
from hiveledger.schema import LEADS, TABLES
from hiveledger.text import Language, say

__all__ = ["Entry", "tell_history"]


@dataclass(frozen=True)
class Entry:
    """One thing that was done: a cell that changed, or a row, column or sheet that came or went.

    A row has no column, but all its cells; a column or sheet has no key. `rule` is the code of the reason. `unsaved`
    says of what was done in an open workbook that it is not saved yet, or was lost.
    """

    at: datetime
    who: str  # empty: people did it, in their own program
    verb: str
    run: str
    change: str
    table: str
    key: str
    column: str
    before: Value
    after: Value
    row: Mapping[str, Value] | None
    rule: str
    why: str
    unsaved: str = ""


def tell_history(book: Book, language: Language, subject: str = "") -> Answer:
    """Tell all runs, or what one run did, or what became of one lead: newest last.

    Raises: SchemaError for a subject that is neither a run nor a lead.
    """
    done = {run.run_id: run for run in book.runs()}
    unsaved = {one.run.run_id: one for one in book.unsaved() if not (one.is_lost and one.run.run_id in done)}
    runs = in_order(({name: one.run for name, one in unsaved.items()} | done).values())
    if not subject:
        return _tell_runs(runs, unsaved, language)
    chosen = [run for run in runs if run.run_id == subject]
    if chosen:
        entries = [_entry(run, change, language) for run in chosen for change in run.changes]
    else:
        entries = _of_lead(book.read(), runs, subject, language)
    if not entries and not chosen:
        raise SchemaError("history.unknown", subject=subject)
    entries = [replace(entry, unsaved=_state(entry.run, unsaved)) for entry in entries]
    return Answer(tuple(_line(entry, language) for entry in entries), [asdict(entry) for entry in entries])


def _state(run: str, unsaved: Mapping[str, Unsaved]) -> str:
    return "" if run not in unsaved else "lost" if unsaved[run].is_lost else "unsaved"


def _tag(state: str, language: Language) -> str:
    return say(f"history.{state}", language) if state else ""


def _tell_runs(runs: Sequence[Run], unsaved: Mapping[str, Unsaved], language: Language) -> Answer:
    undone = taken_back(runs)
    facts = [
        {
            "run": run.run_id,
            "at": run.at,
            "who": run.who,
            "verb": run.verb,
            "args": dict(run.args),
            "summary": list(summarise(run.changes, language)),
            "undone_by": undone.get(run.run_id),
            "unsaved": _state(run.run_id, unsaved),
        }
        for run in runs
    ]
    lines = [
        say(
            "history.run",
            language,
            run=run.run_id,
            at=_moment(run.at),
            who=run.who or say("history.somebody", language),
            verb=_name(run.verb, language),
            summary="; ".join(summarise(run.changes, language)),
        )
        + (say("history.undone", language, run=undone[run.run_id]) if run.run_id in undone else "")
        + _tag(_state(run.run_id, unsaved), language)
        for run in runs
    ]
    return Answer(tuple(lines) or (say("history.nothing", language),), facts)


def _of_lead(state: Snapshot, runs: Sequence[Run], lead: str, language: Language) -> list[Entry]:
    """Give what was done to a lead's own row and to the rows that tell of it on other sheets."""
    rows = {(name, lead) for name, table in TABLES.items() if table.key == LEADS.key}
    for name, frame in state.tables.items():
        if LEADS.key in frame.columns:
            rows |= {(name, key) for key in frame.index[frame[LEADS.key] == lead]}
    for run in runs:
        for change in run.changes:
            if isinstance(change, Append) and change.row.get(LEADS.key) == lead:
                rows.add((change.table, change.key))
    return [
        _entry(run, change, language)
        for run in runs
        for change in run.changes
        if isinstance(change, Set | Append | Remove) and (change.table, change.key) in rows
    ]


def _entry(run: Run, change: Change, language: Language) -> Entry:
    before, after = getattr(change, "before", None), getattr(change, "after", None)
    key, row, why = getattr(change, "key", ""), getattr(change, "row", None), getattr(change, "why", None)
    match change:
        case Append() | AddColumn() | AddTable():
            after = key or getattr(change, "column", "") or change.table
        case Remove() | DropColumn() | DropTable():
            before = key or getattr(change, "column", "") or change.table
        case Set():
            pass
    return Entry(
        run.at,
        run.who,
        run.verb,
        run.run_id,
        type(change).__name__,
        change.table,
        key,
        getattr(change, "column", ""),
        before,
        after,
        row,
        why.code if why else "",
        why.text(language) if why else "",
    )


def _line(entry: Entry, language: Language) -> str:
    table = TABLES[entry.table]
    if entry.change == "Set" and entry.before is None and entry.after is None:
        header = table[entry.column].header(language)
        what = say("history.changed_forgotten", language, column=header)
    elif entry.key and entry.column:
        column = table[entry.column]
        shown = {"before": column.shown(entry.before, language), "after": column.shown(entry.after, language)}
        what = say("history.changed", language, column=column.header(language), **shown)
    else:
        what = say("history.added" if entry.before is None else "history.removed", language)
    if entry.why:
        what = say("history.because", language, what=what, why=entry.why)
    key = entry.key or (table[entry.column].header(language) if entry.column else "")
    place = table.sheet(language) + (f"·{key}" if key else "")
    return say(
        "history.entry",
        language,
        at=_moment(entry.at),
        who=entry.who or say("history.somebody", language),
        verb=_name(entry.verb, language),
        what=what,
        place=place,
    ) + _tag(entry.unsaved, language)


def _name(verb: str, language: Language) -> str:
    return say(f"verb_name.{verb}", language)


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
