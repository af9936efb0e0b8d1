"""What is wrong with a ledger's file, folder and journal, each with what mends it: the verb `doctor`."""

import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from hiveledger.book.disk.folders import past_folder
from hiveledger.book.disk.holders import conflict_copies, holders, is_stale
from hiveledger.book.disk.lease import holder, is_dead
from hiveledger.book.file import FileBook
from hiveledger.book.versions.sweep import left_over
from hiveledger.errors import GateError, SchemaError, SettingsError, StorageError
from hiveledger.findings import Finding, Level, Reason
from hiveledger.flows.answer import Answer
from hiveledger.journal import Queue
from hiveledger.text import Language, say

__all__ = ["tend_doctor"]

_COPIES: Final = 3  # of the book that a write needs room for: the new one, the one that was looked at, what Excel saves
_MB: Final = 1 << 20
_OF_THE_PAST: Final = ("book.torn", "book.no_marks")  # what reading tells of the rows, every verb tells
_FAST_SECONDS: Final = 120  # that a clock may be ahead before anybody is told
_SHARED: Final = ("xl/revisions/", "xl/userNames.xml", "xl/usernames.xml")
_SERVICES: Final = {
    "onedrive": "OneDrive",
    "坚果云": "坚果云",
    "nutstore": "坚果云",
    "dropbox": "Dropbox",
    "mobile documents": "iCloud",
    "googledrive": "Google Drive",
    "百度网盘": "百度网盘",
    "baidusyncdisk": "百度网盘",
    "wps云盘": "WPS 云盘",
    "wpsdrive": "WPS 云盘",
    "seafile": "Seafile",
    "seadrive": "Seafile",
}


def tend_doctor(book: FileBook, queue: Queue, now: datetime, language: Language) -> Iterator[Answer]:
    """Tell all that is wrong around a ledger, what waits for a person first; a healthy one is one line."""
    findings = sorted(_find(book, queue, now), key=lambda finding: finding.level is Level.INFO)
    lines = [f"{'!' if one.level is Level.PERSON else '·'} {one.text(language)}" for one in findings]
    facts = [{"code": one.code, "level": one.level, "text": one.text(language)} for one in findings]
    healthy = say("doctor.healthy", language, book=book.path.name)
    yield Answer(tuple(lines) or (healthy,), {"healthy": not findings, "findings": facts}, tuple(findings))


def _find(book: FileBook, queue: Queue, now: datetime) -> Iterator[Finding]:
    path = book.path
    if path.exists():
        yield from _ledger(book, now)
        yield from _workbook(path)
    else:
        yield Finding("doctor.gone", params={"file": path.name})
    yield from _people(path, queue, now)
    yield from _turn(book)
    yield from _requests(queue)
    yield from _folders(book)


def _ledger(book: FileBook, now: datetime) -> Iterator[Finding]:
    """Tell whether the book can be read, its journal is whole and fits it, and this machine's clock is the team's."""
    try:
        state = book.read()
        yield from (finding for finding in state.findings if finding.code in _OF_THE_PAST)
        yield from _other_zone(state.settings.time_zone, now)
        yield from book.gaps()
        for person in book.forgetting():
            yield Finding("doctor.forgetting", params={"lead": person.lead})
    except (GateError, SchemaError, SettingsError) as problem:
        code = "doctor.damaged" if isinstance(problem, GateError) else "doctor.no_ledger"
        yield Finding(code, params={"file": book.path.name, "why": Reason(problem.code, problem.params)})


def _other_zone(zone: str, now: datetime) -> Iterator[Finding]:
    """Tell where this machine keeps another time than the team: all times of the ledger are of the team's zone."""
    here, there = now.astimezone().utcoffset(), now.replace(tzinfo=ZoneInfo(zone)).utcoffset()
    if here is not None and there is not None and here != there:
        hours = (here - there) / timedelta(hours=1)
        yield Finding("doctor.zone", params={"zone": zone, "hours": f"{hours:+g}"})


def _workbook(path: Path) -> Iterator[Finding]:
    """Look at the file from outside; one that is damaged was told of already."""
    try:
        with zipfile.ZipFile(path) as archive:
            if any(name.startswith(_SHARED) for name in archive.namelist()):
                yield Finding("doctor.legacy_shared", params={"file": path.name})
    except (OSError, zipfile.BadZipFile):
        pass
    if not os.access(path, os.W_OK):
        yield Finding("doctor.book_read_only", params={"file": path.name})


def _people(path: Path, queue: Queue, now: datetime) -> Iterator[Finding]:
    """Tell who has the book open, and what the services that synchronise its folder made of it."""
    try:
        passed_over = queue.passed_over()
    except StorageError:  # told of with the requests
        passed_over = frozenset()
    for one in holders(path):
        said = {"book": path.name, "who": one.who, "program": one.program, "since": one.since, "file": one.file}
        if one.mark in passed_over:
            continue
        if is_stale(one, path, now):
            yield Finding("queue.left_behind", params=said)
        else:
            yield Finding("doctor.open_at", params=said, level=Level.INFO)
    for copy in conflict_copies(path):
        yield Finding("doctor.conflict_copy", params={"file": copy.name})
    folder = str(path.resolve().parent).casefold()
    service = next((name for part, name in _SERVICES.items() if part in folder), "")
    if service:
        yield Finding("doctor.synced", params={"service": service}, level=Level.INFO)


def _turn(book: FileBook) -> Iterator[Finding]:
    held = holder(book.state_dir)
    if held is not None:
        code = "doctor.dead_lease" if is_dead(book.state_dir, held) else "doctor.being_written"
        yield Finding(code, params={"host": held.host, "since": held.since}, level=Level.INFO)


def _requests(queue: Queue) -> Iterator[Finding]:
    try:
        waiting = queue.waiting()
    except StorageError as problem:
        yield Finding(problem.code, params=problem.params)
        return
    if waiting:
        yield Finding("doctor.waiting", params={"count": len(waiting), "since": waiting[0].asked_at})
    damaged = queue.damaged()
    if damaged is not None:
        yield Finding("doctor.queue_damaged", params={"file": str(damaged)}, level=Level.INFO)


def _folders(book: FileBook) -> Iterator[Finding]:
    path = book.path.resolve()
    written_at = path.stat().st_mtime if path.exists() else 0
    try:
        with tempfile.NamedTemporaryFile(prefix=".hiveledger-doctor-", dir=path.parent) as probe:
            if written_at > os.fstat(probe.fileno()).st_mtime + _FAST_SECONDS:
                at = datetime.fromtimestamp(int(written_at))
                yield Finding("doctor.clock", params={"file": path.name, "at": at})
    except OSError as problem:
        yield Finding("doctor.folder_read_only", params={"folder": path.parent.name, "why": problem.strerror})
    shared = past_folder(book.path)
    if shared.is_dir():
        try:
            tempfile.NamedTemporaryFile(dir=shared).close()
        except OSError as problem:
            yield Finding("doctor.one_machine", params={"folder": shared.name, "why": problem.strerror})
    if path.exists():
        yield from _room(path)


def _room(path: Path) -> Iterator[Finding]:
    free, needed = shutil.disk_usage(path.parent).free, _COPIES * path.stat().st_size
    if free < needed:
        yield Finding("doctor.disk_low", params={"free": free // _MB, "needed": -(-needed // _MB)})
    left = list(left_over(path))
    if left:
        yield Finding("doctor.left_over", params={"count": len(left), "file": left[0].name}, level=Level.INFO)
