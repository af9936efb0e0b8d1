"""Former versions of a ledger, and putting one back as a whole: the verb `restore`."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from hiveledger.book.file import FileBook
from hiveledger.book.versions.backups import Version
from hiveledger.changes import Plan
from hiveledger.errors import SchemaError
from hiveledger.findings import Finding, Level
from hiveledger.flows.answer import Answer
from hiveledger.flows.requests import Done
from hiveledger.journal import RESTORE, Request, Run, request_id
from hiveledger.text import Language, say

__all__ = ["mend_restore"]

_KB = 1024


def mend_restore(
    book: FileBook, now: datetime, who: str, language: Language, *, version: str
) -> Iterator[Done | Answer]:
    """Put a former version back, named by what replaced it or by a time at which it stood; without a name, list them.

    Raises: SchemaError for a version that is not there; BusyError where the book is open; LedgerError.
    """
    versions = book.versions()
    if not version:
        yield _list(book, versions, language)
        return
    chosen = _chosen(book, versions, version)
    outcome = book.restore(chosen, who, now)
    later = sum(chosen.last_run < run.number for run in book.past.journalled() if not run.is_observed) - 1
    about = {"version": chosen.name, "until": _moment(chosen.replaced_at), "count": later}
    told = Finding("restore.done", params=about, level=Level.INFO)
    asked = Request(request_id(now), RESTORE, {"version": version}, who, now)
    yield Done(asked, Plan(RESTORE, now, findings=(told,)), outcome)


def _chosen(book: FileBook, versions: Sequence[Version], wanted: str) -> Version:
    """Give the version of that name, else the one that stood at that time, or the next that is still kept.

    What stands there now cannot be it where it cannot be read: then the newest is the nearest.
    """
    named = next((version for version in versions if version.name == wanted), None)
    if named is not None:
        return named
    try:
        moment = datetime.fromisoformat(wanted)
    except ValueError:
        raise SchemaError("restore.unknown", version=wanted, book=book.path.name) from None
    stood = [version for version in versions if version.replaced_at > moment]
    if not stood and (book.is_readable() or not versions):
        raise SchemaError("restore.still_stands", at=_moment(moment), book=book.path.name)
    return (stood or versions[-1:])[0]


def _list(book: FileBook, versions: Sequence[Version], language: Language) -> Answer:
    runs = {run.run_id: run for run in book.past.journalled()}
    lines = [_line(version, runs.get(version.run_id), language) for version in versions]
    facts = [
        {
            "version": version.name,
            "replaced_at": version.replaced_at,
            "replaced_by": version.run_id,
            "verb": run.verb if (run := runs.get(version.run_id)) else None,
            "bytes": version.path.stat().st_size,
        }
        for version in versions
    ]
    last = say("restore.how", language, book=book.path.name) if versions else say("restore.none", language)
    return Answer((*lines, last), {"versions": facts})


def _line(version: Version, run: Run | None, language: Language) -> str:
    if version.is_peoples:
        by = say("restore.by_people", language)
    elif run is None:
        by = say("restore.by_unknown", language)
    else:
        by = say("restore.by_run", language, who=run.who, verb=say(f"verb_name.{run.verb}", language))
    kb = -(-version.path.stat().st_size // _KB)
    return say("restore.version", language, name=version.name, until=_moment(version.replaced_at), by=by, kb=kb)


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}"
