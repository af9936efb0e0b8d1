"""How the watcher and its ledgers do, from what it left on this machine's own disk; it need not be running."""

import contextlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from hiveledger.errors import LedgerError
from hiveledger.flows.answer import Answer
from hiveledger.notify import Outbox
from hiveledger.scheduler.heartbeat import Heartbeat, read_heartbeat
from hiveledger.scheduler.jobs import JOBS
from hiveledger.scheduler.log import log_file
from hiveledger.scheduler.record import JobRecord, LedgerRecord, Result, read_record, record_file
from hiveledger.scheduler.watched import Open
from hiveledger.text import Language, say

__all__ = ["Health", "health", "is_well", "tell_status"]


class Health(StrEnum):
    """How a ledger does."""

    WELL = "well"
    WAITS = "waits"  # for whoever has it open, or its share
    FAILING = "failing"  # a person has to see to it


@dataclass(frozen=True)
class _Queues:
    """What waits beside a book: requests, messages that are still to be sent, and those that could not be."""

    requests: int = 0
    messages: int = 0
    unsent: int = 0


def tell_status(folder: Path, open_ledger: Open, now: datetime, language: Language) -> Answer:
    """Tell whether the watcher lives and, of each ledger and job, the last run, the next, and what is wrong."""
    heart = read_heartbeat(folder)
    records = [_record(folder, Path(path), heart) for path in (heart.ledgers if heart else ())]
    lives = heart is not None and heart.lives(now)
    lines = [_watcher_line(heart, now, language)]
    facts = []
    for record in records:
        queues = _queues(open_ledger, Path(record.path))
        lines += _ledger_lines(record, queues, language)
        told = {"health": health(record, queues.unsent), "waiting": queues.requests}
        facts.append(asdict(record) | told | {"messages": queues.messages, "unsent": queues.unsent})
    watcher = asdict(heart) | {"age_seconds": (now - heart.at).total_seconds()} if heart else {}
    data = {"lives": lives, "watcher": watcher, "ledgers": facts, "log": str(log_file(folder))}
    return Answer((*lines, say("watch.log_at", language, log=log_file(folder))), data)


def is_well(answer: Answer) -> bool:
    """Tell whether nothing has to be seen to."""
    data = answer.data
    assert isinstance(data, dict)  # noqa: S101 - as told above
    return bool(data["lives"]) and all(one["health"] is not Health.FAILING for one in data["ledgers"])


def health(record: LedgerRecord, unsent: int = 0) -> Health:
    """Tell how a ledger does: what it waits for passes by itself, what failed or could not be sent does not."""
    failed = any(job.result in (Result.REFUSED, Result.FAULT) for job in record.jobs.values())
    if failed or unsent or (record.why and record.failures):
        return Health.FAILING
    return Health.WAITS if record.why or record.held_since else Health.WELL


def _record(folder: Path, path: Path, heart: Heartbeat | None) -> LedgerRecord:
    since = heart.since if heart else datetime.min
    return read_record(record_file(folder, path)) or LedgerRecord(str(path), since)


def _queues(open_ledger: Open, path: Path) -> _Queues:
    """Count what waits; nothing where the book, or what is beside it, is out of reach."""
    with contextlib.suppress(LedgerError, OSError):
        book, queue = open_ledger(path)
        letters = [one for one in Outbox(book.state_dir, book.machine).letters() if not (one.sent_at or one.void)]
        return _Queues(len(queue.waiting()), len(letters), sum(bool(one.why) for one in letters))
    return _Queues()


def _watcher_line(heart: Heartbeat | None, now: datetime, language: Language) -> str:
    if heart is None:
        return say("watch.never", language)
    said = {"pid": heart.pid, "since": heart.since, "at": heart.at, "version": heart.version}
    if not heart.lives(now):
        return say("watch.not_alive", language, **said)
    age = max(0, round((now - heart.at).total_seconds()))
    return say("watch.alive", language, **said, age=age, count=len(heart.ledgers))


def _ledger_lines(record: LedgerRecord, queues: _Queues, language: Language) -> Iterator[str]:
    yield say(f"watch.health.{health(record, queues.unsent)}", language, path=record.path)
    if record.why:
        yield f"  {record.why}"
    if record.held_since:
        yield "  " + say("watch.held_by", language, who=record.held_by, since=record.held_since)
    if queues.requests:
        yield "  " + say("watch.queue", language, count=queues.requests)
    if queues.messages:
        yield "  " + say("watch.unsent", language, count=queues.messages, unsent=queues.unsent)
    for job in JOBS:
        done = record.jobs.get(job.title)
        if done or job.title in record.upcoming:
            yield "  " + _job_line(job.title, done, record.upcoming.get(job.title), language)


def _job_line(title: str, done: JobRecord | None, upcoming: datetime | None, language: Language) -> str:
    last = say("watch.not_yet", language)
    if done and done.last_run > datetime.min:
        last = f"{done.last_run:%m-%d %H:%M:%S} {say(f'watch.result.{done.result}', language)}"
    following = f"{upcoming:%m-%d %H:%M:%S}" if upcoming else say("watch.on_change", language)
    name = say("watch.backup" if title == "backup" else f"verb_name.{title}", language)
    line = say("watch.job", language, job=name, last=last, next=following)
    if done and done.findings:
        line += say("watch.findings", language, count=done.findings)
    return line + (f" {done.why}" if done and done.why else "")
