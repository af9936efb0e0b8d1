"""Why a lead is as it is, cell by cell: the verb `explain`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from hiveledger.book.base import Book
from hiveledger.changes import Append, Set, Value, values
from hiveledger.errors import SchemaError
from hiveledger.flows.answer import Answer
from hiveledger.journal import Run
from hiveledger.schema import LEADS
from hiveledger.text import Language, say

__all__ = ["tell_explain"]

_REASON: Final = "_reason"  # ends the key of a column that says why the others of its verb were filled


def tell_explain(book: Book, language: Language, lead: str) -> Answer:
    """Tell, for each cell of a lead that the machine filled, which run did it and why; the rest is people's.

    Raises: SchemaError for a lead that is not in the ledger.
    """
    state, runs = book.read(), book.runs()
    unsaved = {one.run.run_id for one in book.unsaved()}
    frame = state.frame("leads")
    if lead not in frame.index:
        raise SchemaError("explain.unknown_lead", lead=lead)
    filled = {column: found for column in frame.columns if (found := values(frame.loc[[lead], column])[0]) is not None}
    ours = {column: found for column, found in filled.items() if state.is_machines("leads", lead, column, found)}
    told = _told(runs, lead, ours, language)
    people = {column: found for column, found in filled.items() if column not in told}
    edited = _edited(runs, lead, people)
    facts = [
        {"column": column, "value": ours[column], "why": why, "run": run.run_id, "at": run.at, "verb": run.verb}
        | {"unsaved": run.run_id in unsaved}
        for column, (run, why) in told.items()
    ]
    edits = [{"column": name, "value": people[name], "run": run.run_id, "at": run.at} for name, run in edited.items()]
    lines = [
        *(
            _line(column, ours[column], run, why, language)
            + (say("history.unsaved", language) if run.run_id in unsaved else "")
            for column, (run, why) in told.items()
        ),
        *(_edit_line(column, people[column], run, language) for column, run in edited.items()),
    ]
    if people:
        headers = ", ".join(LEADS[column].header(language) for column in people)
        lines.append(say("explain.people", language, columns=headers))
    return Answer(tuple(lines), {"lead": lead, "cells": facts, "people": [*people], "edits": edits})


def _line(column: str, found: Value, run: Run, why: str, language: Language) -> str:
    return say(
        "explain.reason" if why == found else "explain.cell",  # a reason column speaks for itself
        language,
        column=LEADS[column].header(language),
        value=LEADS[column].shown(found, language),
        why=why,
        at=_moment(run.at),
        verb=_name(run.verb, language),
        run=run.run_id,
    )


def _edit_line(column: str, found: Value, run: Run, language: Language) -> str:
    shown = {"column": LEADS[column].header(language), "value": LEADS[column].shown(found, language)}
    return say("explain.edited", language, at=_moment(run.at), run=run.run_id, **shown)


def _told(runs: Sequence[Run], lead: str, cells: Mapping[str, Value], language: Language) -> dict[str, tuple[Run, str]]:
    """Find for each cell the newest run that wrote what stands there, and why; going back writes nothing new."""
    found: dict[str, tuple[Run, str]] = {}
    for run in reversed(runs):
        if run.undoes or run.is_observed or run.restores is not None:
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


def _edited(runs: Sequence[Run], lead: str, cells: Mapping[str, Value]) -> dict[str, Run]:
    """Find for each cell that people filled the newest look at the book that found it so."""
    found: dict[str, Run] = {}
    for run in reversed(runs):
        for step in run.changes if run.is_observed else ():
            if isinstance(step, Set | Append) and (step.table, step.key) == ("leads", lead):
                row = {step.column: step.after} if isinstance(step, Set) else step.row
                for column, item in row.items():
                    if item is not None and cells.get(column) == item:
                        found.setdefault(column, run)
    return {column: found[column] for column in cells if column in found}


def _said(steps: Sequence[Set | Append]) -> str:
    """Give what a run put into the lead's reason cell: it stands for the cells that it filled without a word."""
    reasons = (step.after for step in steps if isinstance(step, Set) and step.column.endswith(_REASON))
    return next((reason for reason in reasons if isinstance(reason, str)), "")


def _name(verb: str, language: Language) -> str:
    return say(f"verb_name.{verb}", language)


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
