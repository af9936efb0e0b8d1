"""Incoming rows become leads: the usable ones that are not known yet, each cell read, nothing of it lost."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from hiveledger.changes import values
from hiveledger.findings import Finding, Level, Reason
from hiveledger.flows.draft import Draft
from hiveledger.flows.hours import clean_due
from hiveledger.flows.incoming import Incoming
from hiveledger.flows.known import KnownRows, scopes
from hiveledger.flows.notes import kept_words
from hiveledger.flows.rejects import RefusedCell
from hiveledger.rules.importing import Facts, read_facts, says_something
from hiveledger.schema import LEADS
from hiveledger.schema.words import Status

__all__ = ["Arrivals", "add_leads"]

_NOTHING: Final = Reason("import.says_nothing")
_NO_CUSTOMER: Final = Reason("import.no_customer")


@dataclass
class Arrivals:
    """What became of rows, by their number: new leads, leads they had become before, and those that became none."""

    new: dict[int, str] = field(default_factory=dict)
    known: dict[int, str] = field(default_factory=dict)
    rejected: list[int] = field(default_factory=list)


def add_leads(
    draft: Draft, incoming: Incoming, known: KnownRows, source: str = "", groups: Mapping[int, str] | None = None
) -> Arrivals:
    """Append the rows that are new and usable, and tell how many came, stayed out and were known.

    `source`, where given, goes before what the rows say. `groups` gives the group of each row's changes where it is
    not the lead's own.
    """
    facts = _with_source(read_facts(incoming.texts, draft.frame("people")), incoming, source)
    arrivals = _judge(draft, incoming, facts, known)
    _append(draft, incoming, facts, arrivals, groups or {})
    draft.find(*_rejected(incoming, arrivals), *_unread(incoming, facts, arrivals))
    counts = {"added": len(arrivals.new), "known": len(arrivals.known), "rejected": len(arrivals.rejected)}
    params = {"name": incoming.name, "total": len(incoming.texts), **counts}
    draft.find(Finding("import.counts", "leads", params=params, level=Level.INFO))
    return arrivals


def _with_source(facts: Facts, incoming: Incoming, source: str) -> Facts:
    """Fill the source: as the command says, else as the row says, else after the file."""
    said = facts.cells["source"]
    if not source:
        return facts._replace(cells=facts.cells.assign(source=said.fillna(incoming.source)))
    extras = facts.extras.assign(source=said.where(said != source))
    return facts._replace(cells=facts.cells.assign(source=source), extras=extras)


def _judge(draft: Draft, incoming: Incoming, facts: Facts, known: KnownRows) -> Arrivals:
    """Part the rows, and give each new one an id.

    Rows of a file that are alike are as many leads, for nothing else may tell them apart; a message is pasted twice
    by mistake.
    """
    arrivals, seen = Arrivals(), Counter[str]()
    is_dated, sources = facts.cells["occurred_at"].notna(), facts.cells["source"].astype(object)
    rows = zip(incoming.marks.items(), incoming.is_usable, is_dated, sources, strict=True)
    for (row, mark), is_usable, dated, source in rows:
        if not is_usable:
            arrivals.rejected.append(row)
            continue
        where = scopes(incoming.file, source, is_dated=dated)
        lead = known.find(where, mark, before=seen[mark] if incoming.file else 0)
        seen[mark] += 1
        if lead:
            arrivals.known[row] = lead
        else:
            arrivals.new[row] = lead = draft.mint("leads")
            known.note(where, mark, lead)
    return arrivals


def _append(draft: Draft, incoming: Incoming, facts: Facts, arrivals: Arrivals, groups: Mapping[int, str]) -> None:
    """Want a row in the ledger for each new lead: what it says, and when the ledger got it."""
    rows, state = list(arrivals.new), draft.state
    cells = facts.cells.loc[rows]
    kept = facts.extras.loc[rows].rename(columns=lambda key: LEADS[key].header(state.settings.language))
    words = kept_words(pd.concat([kept, incoming.others.loc[rows]], axis=1), state.settings.language)
    note = cells["note"].str.cat(words, sep="\n", na_rep="").str.strip()
    received = cells["received_at"].fillna(pd.Timestamp(draft.now))
    due = clean_due(state, draft.now, received)
    cells = cells.assign(note=note.fillna(words), received_at=received, clean_due=due).dropna(axis=1, how="all")
    columns = [values(cells[key]) for key in cells.columns]
    for row, *items in zip(rows, *columns, strict=True):
        lead = arrivals.new[row]
        filled = dict(zip(cells.columns, items, strict=True))
        added = {"imported_at": draft.now, "status": Status.NEW.value}
        draft.append(groups.get(row, lead), "leads", filled | added, lead, incoming.why(row))


def _rejected(incoming: Incoming, arrivals: Arrivals) -> Iterator[Finding]:
    """Tell of each row that names nobody, with all that it says."""
    rows, others = incoming.texts.loc[arrivals.rejected], incoming.others.loc[arrivals.rejected]
    columns = [_refused(incoming.headers[key], rows[key]) for key in rows.columns]
    columns += [_refused(header, others[header]) for header in others.columns]
    code = "import.rejected" if incoming.file else "import.message_rejected"
    for row, *cells in zip(arrivals.rejected, *columns, strict=True):
        said = tuple(cell for cell in cells if cell)
        yield Finding(code, "leads", params={"place": incoming.place(row), "cells": said})


def _refused(header: str, texts: pd.Series) -> list[RefusedCell | None]:
    """Give a column's cells with the reason why none of them makes a lead; None for a blank one."""
    return [
        RefusedCell(header, text, _NO_CUSTOMER if is_said else _NOTHING) if isinstance(text, str) else None
        for text, is_said in zip(texts.astype(object), says_something(texts), strict=True)
    ]


def _unread(incoming: Incoming, facts: Facts, arrivals: Arrivals) -> Iterator[Finding]:
    """Tell of each cell of a new lead that could not be read: its text is in the note."""
    columns = (facts.unread[name] for name in ("row", "column", "code", "value"))
    for row, column, code, value in zip(*columns, strict=True):
        if row in arrivals.new:
            header = incoming.headers[column]
            why = Reason(code, {"key": header, "value": value})
            params = {"place": incoming.place(row), "why": why, "cells": (RefusedCell(header, value, why),)}
            yield Finding("import.unread", "leads", arrivals.new[row], column, params, Level.INFO)
