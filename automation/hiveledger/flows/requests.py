"""How a verb is carried out: after what waits for the book already, and later where the book cannot be written now."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final, TypeAlias

from hiveledger.book.base import Ledger, Outcome
from hiveledger.book.disk.faults import explained
from hiveledger.book.disk.holders import holders, is_stale
from hiveledger.changes import Plan
from hiveledger.errors import BusyError, GateError, LedgerError, SchemaError, StorageError
from hiveledger.findings import Finding, Reason
from hiveledger.flows.verbs import VERBS, Does, Form, Verb
from hiveledger.journal import FORGET, REQUEST, Argument, Queue, Request, request_id

__all__ = [
    "NEEDS_CLOSING",
    "Done",
    "Failed",
    "Kept",
    "Step",
    "Told",
    "carry_out",
    "catch_up",
    "described",
    "is_passing",
    "run_verb",
]

NEEDS_CLOSING: Final = "book.needs_closing"  # said of what can be done in no workbook that somebody has open

_TRIES: Final = 3  # of a plan that people saved the book under
_CHANGED: Final = "book.changed_meanwhile"
_OUT_OF_REACH: Final = ("gate.missing", "gate.unreadable")  # said of the book: while it is saved, or a share drops
_SHOWN: Final = 40  # characters of a pasted message


@dataclass(frozen=True)
class Told:
    """What a person should know of the book itself."""

    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Done:
    """A request that was carried out: what was planned and, if anything was to be written, what became of it."""

    request: Request
    plan: Plan
    outcome: Outcome | None


@dataclass(frozen=True)
class Failed:
    """A request that was refused. It goes on waiting, unless nothing can ever change about its reason."""

    request: Request
    told: Reason


@dataclass(frozen=True)
class Kept:
    """A request that waits from now on, because the book cannot be written."""

    request: Request
    told: Reason


Step: TypeAlias = Told | Done | Failed | Kept


def run_verb(  # noqa: PLR0913 - a verb with all that it is told
    book: Ledger, queue: Queue, verb: Verb, arguments: Mapping[str, Argument], *, who: str, now: datetime
) -> Iterator[Step]:
    """Carry out what waits for the book and then the verb, or keep the verb as a request.

    Every verb has the id of a request from the start, so that one which turns out to have reached the book after all
    is not carried out again.
    Raises: LedgerError where the verb is refused for what it asks, or where not even the request can be kept.
    """
    request = Request(request_id(now), verb.name, verb.settle(book, arguments), who, now)
    try:
        with explained(book.path.name), book.alone():
            yield from catch_up(book, queue, now)
            yield carry_out(book, queue, request, now)
    except LedgerError as problem:
        if not is_passing(problem, book):
            raise
        yield _keep(book, queue, request, problem)


def catch_up(book: Ledger, queue: Queue, now: datetime) -> Iterator[Step]:
    """Bring book and journal together, and carry out what waits for the book in the order in which it was asked.

    Raises: BusyError or StorageError where the book cannot be written; what was not carried out waits on.
    """
    with explained(book.path.name), book.alone():
        findings = book.sync()
        if findings:
            yield Told(findings)
        yield from _finish(book, queue, now)
        try:
            waiting = queue.waiting()
        except StorageError as problem:  # who asks now has what they ask; what waits is told of
            yield Told((Finding(problem.code, params=problem.params),))
            return
        landed = {run.args.get(REQUEST) for run in book.runs()} if waiting else set[str | None]()
        for request in waiting:
            if request.request_id in landed:  # cut off before its end was noted
                queue.close(request.request_id)
            else:
                yield _try(book, queue, request, now)


def _finish(book: Ledger, queue: Queue, now: datetime) -> Iterator[Step]:
    """Go on with forgetting, where that was cut off or an old copy of the book brought a person back."""
    for person in book.forgetting():
        yield _try(book, queue, Request(request_id(now), FORGET, {"lead": person.lead}, person.by, now), now)


def described(request: Request) -> Reason:
    """Say in a line what was asked: id, when, who, what and with what; of a file its name alone."""
    known = request.verb in VERBS  # a newer program may have asked for one that is not
    return Reason(
        "queue.request",
        {
            "request": request.request_id,
            "at": f"{request.asked_at:%Y-%m-%d %H:%M}",
            "who": request.who,
            "verb": Reason(f"verb_name.{request.verb}") if known else request.verb,
            "arguments": "".join(f" {word}" for word in _words(request)),
        },
    )


def _words(request: Request) -> Iterator[str]:
    for name, item in request.arguments.items():
        if isinstance(item, tuple):
            yield from (Path(word).name for word in item)
        elif item is True:
            yield f"--{name}"
        elif item:
            yield " ".join(item.split())[:_SHOWN]


def _try(book: Ledger, queue: Queue, request: Request, now: datetime) -> Done | Failed:
    try:
        done = carry_out(book, queue, request, now)
    except LedgerError as problem:
        if is_passing(problem, book) and problem.code != NEEDS_CLOSING:
            raise
        params = {"request": described(request), "why": _why(problem)}
        if _is_about_its_file(problem, request):
            queue.close(request.request_id)
            return Failed(request, Reason("queue.given_up", params))
        queue.note(request, _why(problem))
        return Failed(request, Reason("queue.failed", params))
    queue.close(request.request_id)
    return done


def carry_out(book: Ledger, queue: Queue, request: Request, now: datetime) -> Done:
    """Plan and write; where people saved the book in between and nothing was written, plan again.

    Raises: LedgerError where it is refused or the book cannot be written.
    """
    verb = VERBS.get(request.verb)
    if verb is None or verb.does is not Does.PLAN or request.arguments.keys() != {told.name for told in verb.arguments}:
        raise SchemaError("queue.newer", verb=request.verb)
    keeps_time = any(request.arguments[name] for name in verb.keeps_time)
    for tries_left in reversed(range(_TRIES)):
        plan: Plan = verb.function()(book, request.asked_at if keeps_time else now, **request.arguments)
        plan = replace(plan, args={**plan.args, REQUEST: request.request_id})
        if not (plan.groups or verb.writer):
            return Done(request, plan, None)
        try:
            outcome: Outcome = verb.write(book, queue, plan, request.who)
        except BusyError as problem:
            if problem.code != _CHANGED or not tries_left:
                raise
        else:
            if outcome.run_id or not outcome.conflicts or not tries_left:
                break
    return Done(request, plan, outcome)


def is_passing(problem: LedgerError, book: Ledger) -> bool:
    """Tell whether a problem is that of the book and the moment, and not of what was asked."""
    is_out_of_reach = problem.code in _OUT_OF_REACH and problem.params.get("file") == book.path.name
    return is_out_of_reach or isinstance(problem, BusyError | StorageError)


def _is_about_its_file(problem: LedgerError, request: Request) -> bool:
    """Tell whether a request names a file that is refused: our copy of it will never be another."""
    if not isinstance(problem, GateError):
        return False
    named = (request.arguments[name] for name in _files(request))
    return problem.params.get("file") in {
        Path(file).name for files in named if isinstance(files, tuple) for file in files
    }


def _keep(book: Ledger, queue: Queue, request: Request, problem: LedgerError) -> Kept:
    try:
        request = _queued(queue, replace(request, why=_why(problem)))
    except StorageError:
        raise problem from None  # its sentence says to run again
    about = {"book": book.path.name, "request": request.request_id}
    owner_file = problem.params.get("owner_file")
    holder = next((one for one in holders(book.path) if one.file == owner_file), None) if owner_file else None
    if holder is None:
        return Kept(request, Reason("queue.kept", {**about, "why": _why(problem)}))
    code = "queue.kept_left" if is_stale(holder, book.path, request.asked_at) else "queue.kept_open"
    said = {"who": holder.who, "program": holder.program, "since": holder.since, "file": holder.file}
    return Kept(request, Reason(code, {**about, **said}))


def _queued(queue: Queue, request: Request) -> Request:
    """Let a request wait once, however often it is asked for: jobs ask again and again while a book is open.

    What is asked twice in a row was asked the first time. One that tells nothing of its own looks at all that there
    is: asked again later, after others, it does then what it would have done before.
    """
    waiting = queue.waiting()
    earlier = [one for one in waiting if (one.verb, one.arguments) == (request.verb, request.arguments)]
    if earlier and earlier[-1] == waiting[-1]:
        return earlier[-1]
    kept = queue.ask(request, _files(request))
    if not any(request.arguments.values()):
        for one in earlier:
            queue.close(one.request_id)
    return kept


def _files(request: Request) -> tuple[str, ...]:
    """Give the names of the arguments that name files."""
    return tuple(told.name for told in VERBS[request.verb].arguments if told.form is Form.FILES)


def _why(problem: LedgerError) -> Reason:
    return Reason(problem.code, {name: item for name, item in problem.params.items() if name != "findings"})
