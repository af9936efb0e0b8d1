"""One run of one verb by the scheduler: what it came to, told in the log by numbers alone."""

import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Final

from hiveledger.book.base import Ledger
from hiveledger.changes import Set
from hiveledger.findings import Finding, Level
from hiveledger.flows.answer import Answer
from hiveledger.flows.rejects import write_rejects
from hiveledger.flows.requests import Done, Failed, Kept, Step, Told, run_verb
from hiveledger.flows.verbs import VERBS, Does, Form
from hiveledger.journal import SCHEDULER, Argument, Queue
from hiveledger.notify import Secrets, Senders
from hiveledger.scheduler.log import Log
from hiveledger.scheduler.record import JobRecord, Result

__all__ = ["backoff", "carry_out", "remembered"]

_LOST: Final = "book.closed_unsaved"  # which nobody else might come by to be told
_FIRST_RETRY: Final = timedelta(minutes=1)
_LAST_RETRY: Final = timedelta(minutes=30)
_EMPTY: Final[Mapping[Form, Argument]] = {Form.FLAG: False, Form.WORDS: (), Form.FILES: ()}


def carry_out(book: Ledger, queue: Queue, verb: str, now: datetime, log: Log) -> tuple[Result, int]:
    """Run a verb with nothing told to it, after what waits for the book; give the result and its findings' number.

    Raises: LedgerError where the verb is refused, or the book cannot be written now.
    """
    results, findings = {Result.NOTHING}, 0
    for step in _steps(book, queue, verb, now, log):
        match step:
            case Done(request, plan, outcome):
                found = (*plan.findings, *(outcome.findings if outcome else ()))
                findings += 0 if request.waited else _for_people(found)
                refused = write_rejects(plan, book.state_dir, log.language)  # of an import that waited for the book
                if refused is not None:
                    log.tell("watch.rejects", book=book.path.name, path=refused)
                if outcome is not None and outcome.run_id:
                    results.add(Result.WROTE)
                    _tell(step, book, log)
            case Kept():
                results.add(Result.WAITS)
            case Failed(request):
                log.tell("watch.request_failed", book=book.path.name, request=request.request_id)
            case Answer(_, {"sent": int(sent), "waiting": int(waiting)}, found):
                findings += _for_people(found)
                _tell_messages(book, sent, waiting, found, log)
            case Told(found) | Answer(_, _, found):
                findings += _for_people(found)
                for lost in (one for one in found if one.code == _LOST):
                    log.tell("watch.message", book=book.path.name, why=lost.text(log.language))
    return next(result for result in (Result.WAITS, Result.WROTE, Result.NOTHING) if result in results), findings


def _steps(book: Ledger, queue: Queue, name: str, now: datetime, log: Log) -> Iterator[Step | Answer]:
    verb = VERBS[name]
    arguments = {told.name: _EMPTY.get(told.form, "") for told in verb.arguments}
    if verb.does is Does.PLAN:
        yield from run_verb(book, queue, verb, arguments, who=SCHEDULER, now=now)
    elif verb.does is Does.ASK:
        yield verb.function()(book, now, log.language, **arguments)
    elif verb.does is Does.SEND:
        yield from verb.function()(book, _senders(), now, log.language)
    else:
        yield from verb.function()(book, queue, now, log.language)


@cache
def _senders() -> Senders:
    """Give the ways to send, one for the whole process: the pace that each bot takes is counted there."""
    return Senders(Secrets(os.environ))


def _for_people(findings: tuple[Finding, ...]) -> int:
    return sum(finding.level is Level.PERSON for finding in findings)


def _tell(done: Done, book: Ledger, log: Log) -> None:
    """Say what was written: how much of it, and by which run, which says more to those who may know more."""
    assert done.outcome is not None  # noqa: S101 - the caller has looked
    written = done.outcome.written
    log.tell(
        "watch.wrote",
        book=book.path.name,
        verb=log.verb(done.request.verb),
        cells=sum(isinstance(change, Set) for change in written),
        rows=len({(change.table, key) for change in written if (key := getattr(change, "key", ""))}),
        run=done.outcome.run_id,
    )
    if done.outcome.conflicts:
        log.tell("watch.conflicts", book=book.path.name, count=len(done.outcome.conflicts))


def _tell_messages(book: Ledger, sent: int, waiting: int, found: Sequence[Finding], log: Log) -> None:
    """Say how many messages went, and why others did not."""
    if sent or waiting:
        log.tell("watch.messages", book=book.path.name, sent=sent, waiting=waiting)
    for finding in found:
        log.tell("watch.message", book=book.path.name, why=finding.text(log.language))


def remembered(before: JobRecord | None, result: Result, why: str, findings: int, now: datetime) -> JobRecord:
    """Give what is to be remembered of a run. One that could only wait leaves the last run what it was."""
    if result is Result.WAITS:
        last = before.last_run if before else datetime.min
        return JobRecord(last, result, why)
    if result in (Result.WROTE, Result.NOTHING):
        return JobRecord(now, result, why, findings)
    failures = (before.failures if before else 0) + 1
    return JobRecord(now, result, why, findings, failures, now + backoff(failures))


def backoff(failures: int) -> timedelta:
    """Give how long to leave alone what failed so many times in a row.

    >>> [backoff(count).seconds // 60 for count in (1, 2, 3, 9)]
    [1, 2, 4, 30]
    """
    return min(_FIRST_RETRY * (1 << min(failures - 1, 10)), _LAST_RETRY)
