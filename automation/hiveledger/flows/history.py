"""What happened and why: the verbs `history` and `explain`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from hiveledger.book.base import Book, Snapshot
from hiveledger.changes import Append, Change, Remove, Set, Value, values
from hiveledger.changes.summary import summarise
from hiveledger.errors import SchemaError
from hiveledger.flows.answer import Answer
from hiveledger.flows.undo import taken_back
from hiveledger.journal import Run
from hiveledger.schema import LEADS, TABLES
from hiveledger.text import Language, say

__all__ = ["Entry", "tell_explain", "tell_history"]

_REASON: Final = "_reason"  # ends the key of a column that says why the others of its verb were filled


@dataclass(frozen=True)
class Entry:
    """One thing that was done: a cell that changed, or a row that came or went (its column is empty)."""

    at: datetime
    who: str
    verb: str
    run: str
    table: str
    key: str
    column: str
    before: Value
    after: Value
    why: str


def tell_history(book: Book, language: Language, subject: str = "") -> Answer:
    """Tell all runs, or what one run did, or what became of one lead: newest last.

    Raises: SchemaError for a subject that is neither a run nor a lead.
    """
    runs = book.runs()
    if not subject:
        return _tell_runs(runs, language)
    chosen = [run for run in runs if run.run_id == subject]
    if chosen:
        entries = [entry for run in chosen for change in run.changes for entry in _entries(run, change, language)]
    else:
        entries = _of_lead(book.read(), runs, subject, language)
    if not entries and not chosen:
        raise SchemaError("history.unknown", subject=subject)
    return Answer(tuple(_line(entry, language) for entry in entries), [asdict(entry) for entry in entries])


def _tell_runs(runs: Sequence[Run], language: Language) -> Answer:
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
        entry
        for run in runs
        for change in run.changes
        if isinstance(change, Set | Append | Remove) and (change.table, change.key) in rows
        for entry in _entries(run, change, language)
    ]


def _entries(run: Run, change: Change, language: Language) -> Iterator[Entry]:
    head = (run.at, run.who, run.verb, run.run_id)
    match change:
        case Set(table, key, column, before, after, why):
            yield Entry(*head, table, key, column, before, after, why.text(language) if why else "")
        case Append(table, key, _, why):
            yield Entry(*head, table, key, "", None, key, why.text(language) if why else "")
        case Remove(table, key, _, why):
            yield Entry(*head, table, key, "", key, None, why.text(language) if why else "")
        case _:
            pass


def _line(entry: Entry, language: Language) -> str:
    table = TABLES[entry.table]
    if entry.column:
        column = table[entry.column]
        shown = {"before": column.shown(entry.before, language), "after": column.shown(entry.after, language)}
        what = say("history.changed", language, column=column.header(language), **shown)
    else:
        what = say("history.added" if entry.before is None else "history.removed", language)
    if entry.why:
        what = say("history.because", language, what=what, why=entry.why)
    place = {"table": table.sheet(language), "key": entry.key}
    return say(
        "history.entry",
        language,
        at=_moment(entry.at),
        who=entry.who or say("history.somebody", language),
        verb=_name(entry.verb, language),
        what=what,
        **place,
    )


def tell_explain(book: Book, language: Language, lead: str) -> Answer:
    """Tell, for each cell of a lead that the machine filled, which run did it and why; the rest is people's.

    Raises: SchemaError for a lead that is not in the ledger.
    """
    state = book.read()
    frame = state.frame("leads")
    if lead not in frame.index:
        raise SchemaError("explain.unknown_lead", lead=lead)
    filled = {column: value for column in frame.columns if (value := values(frame.loc[[lead], column])[0]) is not None}
    ours = {column: found for column, found in filled.items() if state.is_machines("leads", lead, column, found)}
    told = _told(book.runs(), lead, ours, language)
    lines = [
        say(
            "explain.reason" if why == ours[column] else "explain.cell",  # a reason column speaks for itself
            language,
            column=LEADS[column].header(language),
            value=LEADS[column].shown(ours[column], language),
            why=why,
            at=_moment(run.at),
            verb=_name(run.verb, language),
            run=run.run_id,
        )
        for column, (run, why) in told.items()
    ]
    facts = [
        {"column": column, "value": ours[column], "why": why, "run": run.run_id, "at": run.at, "verb": run.verb}
        for column, (run, why) in told.items()
    ]
    people = [LEADS[column].header(language) for column in filled if column not in told]
    if people:
        lines.append(say("explain.people", language, columns=", ".join(people)))
    return Answer(
        tuple(lines), {"lead": lead, "cells": facts, "people": [column for column in filled if column not in told]}
    )


def _name(verb: str, language: Language) -> str:
    return say(f"verb_name.{verb}", language)


def _told(runs: Sequence[Run], lead: str, cells: Mapping[str, Value], language: Language) -> dict[str, tuple[Run, str]]:
    """Find for each cell the newest run that wrote what stands there, and why; taking a run back writes nothing new."""
    found: dict[str, tuple[Run, str]] = {}
    for run in reversed(runs):
        if run.undoes or run.is_observed:
            continue
        steps = [
            step for step in run.changes if isinstance(step, Set | Append) and (step.table, step.key) == ("leads", lead)
        ]
        said = _said(steps) or say("explain.no_reason", language, verb=_name(run.verb, language))
        for step in reversed(steps):
            row = {step.column: step.after} if isinstance(step, Set) else step.row
            why = said if isinstance(step, Set) else say("explain.imported", language)
            for column, item in row.items():
                if item is not None and cells.get(column) == item:
                    found.setdefault(column, (run, step.why.text(language) if step.why else why))
    return {column: found[column] for column in cells if column in found}


def _said(steps: Sequence[Set | Append]) -> str:
    """Give what a run put into the lead's reason cell: it stands for the cells that it filled without a word."""
    reasons = (step.after for step in steps if isinstance(step, Set) and step.column.endswith(_REASON))
    return next((reason for reason in reasons if isinstance(reason, str)), "")


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
