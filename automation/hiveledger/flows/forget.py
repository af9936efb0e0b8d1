"""The verb `forget`: a person's data go, wherever the book or what is kept beside it says them; the fact stays."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from hiveledger.book.base import Book, Ledger, Outcome, Snapshot
from hiveledger.book.forget import parts_that_name
from hiveledger.changes import Plan
from hiveledger.changes.person import Person
from hiveledger.errors import SchemaError
from hiveledger.findings import Finding, Level, Reason
from hiveledger.flows.rejects import forget_rejects
from hiveledger.journal import FORGET, Queue
from hiveledger.rules.forget import find_person
from hiveledger.schema import LEADS
from hiveledger.schema.personal import NAMING

__all__ = ["forget_requests", "plan_forget", "write_forget"]


def plan_forget(book: Book, now: datetime, lead: str) -> Plan:
    """Blank what the book says of a lead's person, people's own cells too: the request stands above whose they are.

    Raises: SchemaError for a lead that never was in the ledger, or one that was merged into another.
    """
    state = book.read()
    person = _find(book, state, lead)
    findings = (*state.findings, *_others(state, person), Finding("forget.copies", level=Level.INFO))
    return Plan(FORGET, now, person.blanks(state.tables), findings, {"lead": lead})


def write_forget(book: Ledger, queue: Queue, plan: Plan, who: str) -> Outcome:
    """Write the plan, then take the person out of rejects, requests, former versions and journals, in one turn.

    What is cut off is gone on with by the next verb that writes: whom to forget is on disk until all is done.
    """
    with book.alone():
        lead = plan.args["lead"]
        person = replace(_find(book, book.read(), lead), by=who)
        for begun in book.forgetting():
            if begun.lead == lead:
                person = replace(person, rows=person.rows | begun.rows, words=person.words | begun.words)
        book.begin_to_forget(person)
        outcome = book.write(plan, who)
        forget_rejects(book.state_dir, person, book.read().settings.language)
        told = (*forget_requests(queue, person), *book.forget(person))
    return replace(outcome, findings=(*outcome.findings, *told))


def _find(book: Book, state: Snapshot, lead: str) -> Person:
    """Find the person; a row that somebody deleted is still in the journal and in former versions."""
    merged = state.frame("leads")["duplicate_of"].dropna()
    if lead in merged.index:
        raise SchemaError("forget.merged", lead=lead, kept=merged[lead])
    done = [change for run in book.runs() for change in run.changes]
    touched = ((change.table, getattr(change, "key", "")) for change in done)
    if lead not in state.frame("leads").index and (LEADS.name, lead) not in touched:
        raise SchemaError("forget.unknown_lead", lead=lead)
    return find_person(state.tables, done, lead)


def _others(state: Snapshot, person: Person) -> Iterator[Finding]:
    """Tell where else the person may be meant: another lead of theirs, or somebody's words about them."""
    for table, key, column in person.others(state.tables):
        is_theirs = table == LEADS.name and column in NAMING
        yield Finding("forget.other_lead" if is_theirs else "forget.other_cell", table, key, column)


def forget_requests(queue: Queue, person: Person) -> Iterator[Finding]:
    """Give up what waits and would bring the person back; whoever asked has the file, and can ask without them."""
    for request in queue.waiting():
        files = (Path(name) for told in request.arguments.values() if isinstance(told, tuple) for name in told)
        is_theirs = person.is_named_in(json.dumps(request.as_record(), ensure_ascii=False))
        if is_theirs or any(parts_that_name(file, person) for file in files if file.is_file()):
            queue.close(request.request_id)
            about = {"request": request.request_id, "verb": Reason(f"verb_name.{request.verb}"), "who": request.who}
            yield Finding("forget.request_dropped", params=about)
    damaged = queue.damaged()
    if damaged is not None and parts_that_name(damaged, person):
        damaged.unlink()  # kept only for whoever wants to look
