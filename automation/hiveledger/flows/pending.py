"""What waits for a book and who has it open: the verbs `pending` and `sync`."""

import contextlib
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from hiveledger.book.base import Ledger, Unsaved
from hiveledger.book.disk.holders import Holder, holders, is_stale
from hiveledger.book.disk.lease import holder
from hiveledger.errors import LedgerError, SchemaError
from hiveledger.findings import Finding, Level
from hiveledger.flows.answer import Answer
from hiveledger.flows.orders import carry_out_orders
from hiveledger.flows.requests import Step, Told, catch_up, described
from hiveledger.journal import Queue, Request, Run
from hiveledger.text import Language, say
from hiveledger.text.masking import mask

__all__ = ["request_facts", "tend_pending", "tend_sync"]


def tend_pending(  # noqa: PLR0913 - the verb's own arguments
    book: Ledger, queue: Queue, now: datetime, language: Language, *, apply: bool, drop: str, pass_over: str
) -> Iterator[Step | Answer]:
    """Tell what waits for the book, why, and who has the book open since when; first do with it what is asked.

    `drop` names a request that nobody wants any more, `pass_over` an owner file whose program is known to be gone.
    Raises: SchemaError for a name that is none of these; BusyError where the book is open, StorageError.
    """
    if drop:
        yield _drop(queue, drop)
    if pass_over:
        yield _pass_over(book, queue, pass_over, now)
    if apply:
        yield from catch_up(book, queue, now)
    yield _list(book, queue, now, language)


def tend_sync(book: Ledger, queue: Queue, now: datetime, language: Language) -> Iterator[Step | Answer]:
    """Bring book and journal together, carry out what waits and what is ordered on the desk, and tell what waits on.

    It tells which runs were done again, and in how many places people changed the book since it was last looked at.
    Raises: BusyError where the book is open, StorageError.
    """
    known = {run.run_id for run in book.runs()}
    yield from catch_up(book, queue, now)
    yield from carry_out_orders(book, queue, now)
    seen = [run for run in book.runs() if run.is_observed and run.run_id not in known]
    if seen:
        yield Told(tuple(_seen(run) for run in seen))
    yield _list(book, queue, now, language)


def _seen(run: Run) -> Finding:
    return Finding("queue.seen", params={"run": run.run_id, "at": run.at, "count": len(run.changes)}, level=Level.INFO)


def _drop(queue: Queue, request: str) -> Told:
    if request not in {waiting.request_id for waiting in queue.waiting()}:
        raise SchemaError("queue.unknown", request=request)
    queue.close(request)
    return Told((Finding("queue.dropped", params={"request": request}, level=Level.INFO),))


def _pass_over(book: Ledger, queue: Queue, file: str, now: datetime) -> Told:
    """Take a person's word that a program is gone, unless the system says otherwise."""
    file = file.strip("'")  # which is how Windows' own shell hands on the name that we print
    found = next((one for one in holders(book.path) if one.file == file), None)
    if found is None:
        raise SchemaError("queue.no_owner_file", file=file, book=book.path.name)
    if not is_stale(found, book.path, now, hours=0):
        raise SchemaError("queue.held", file=file, who=found.who, program=found.program)
    queue.pass_over(found.mark)
    return Told((Finding("queue.passed_over", params={"file": file}, level=Level.INFO),))


def request_facts(request: Request, language: Language) -> dict[str, Any]:
    """Give a request as JSON holds it."""
    return {
        "id": request.request_id,
        "verb": request.verb,
        "arguments": dict(request.arguments),
        "who": request.who,
        "asked_at": request.asked_at,
        "why": mask(request.why.text(language)) if request.why else "",
    }


def _list(book: Ledger, queue: Queue, now: datetime, language: Language) -> Answer:
    waiting, passed_over = queue.waiting(), queue.passed_over()
    open_at = [one for one in holders(book.path) if one.mark not in passed_over]
    writer, unsaved = holder(book.state_dir), _unsaved(book)
    lines = [_open_line(one, book, now, language) for one in open_at]
    lines += [say("queue.written_by", language, host=writer.host, since=writer.since)] if writer else []
    lines += [_unsaved_line(one, language) for one in unsaved]
    lines += [line for request in waiting for line in _lines(request, language)] or [say("queue.nothing", language)]
    facts = {
        "waiting": [request_facts(request, language) for request in waiting],
        "open_at": [{"who": one.who, "program": one.program, "since": one.since, "file": one.file} for one in open_at],
        "written_by": writer and {"host": writer.host, "since": writer.since},
        "unsaved": [{"run": one.run.run_id, "verb": one.run.verb, **asdict(one.opening)} for one in unsaved],
    }
    return Answer(tuple(lines), facts)


def _unsaved(book: Ledger) -> tuple[Unsaved, ...]:
    """Give what waits for a save; nothing where the book cannot be read, which is no reason to tell nothing else."""
    with contextlib.suppress(LedgerError):
        return tuple(one for one in book.unsaved() if not one.is_lost)
    return ()


def _unsaved_line(one: Unsaved, language: Language) -> str:
    said = {
        "run": one.run.run_id,
        "at": f"{one.run.at:%Y-%m-%d %H:%M}",
        "verb": say(f"verb_name.{one.run.verb}", language),
    }
    return say("queue.unsaved", language, **said, who=one.opening.who, program=one.opening.program)


def _open_line(one: Holder, book: Ledger, now: datetime, language: Language) -> str:
    code = "queue.left_behind" if is_stale(one, book.path, now) else "queue.open_at"
    said = {"book": book.path.name, "file": one.file}
    return say(code, language, who=one.who, program=one.program, since=one.since, **said)


def _lines(request: Request, language: Language) -> Iterator[str]:
    yield described(request).text(language)
    if request.why:
        yield f"  {request.why.text(language)}"
