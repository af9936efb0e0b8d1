"""What the watcher remembers of each ledger, on this machine's own disk: nothing that stands in the ledger itself."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

__all__ = ["JobRecord", "LedgerRecord", "Result", "keep", "read_record", "read_records", "record_file", "write_whole"]

_FOLDER: Final = "ledgers"
_SUFFIX: Final = ".json"


class Result(StrEnum):
    """What became of a run."""

    WROTE = "wrote"
    NOTHING = "nothing"
    WAITS = "waits"  # for the book, the disk or a server; it is tried again at each tick
    REFUSED = "refused"  # for what stands in the book; a person has to see to it
    FAULT = "fault"  # of ours


@dataclass(frozen=True)
class JobRecord:
    """One job's last run on one ledger. `why` is a sentence where a person has to know."""

    last_run: datetime
    result: Result
    why: str = ""
    findings: int = 0  # that wait for a person
    failures: int = 0  # in a row
    retry_at: datetime | None = None


@dataclass(frozen=True)
class LedgerRecord:
    """What is remembered of one ledger."""

    path: str
    since: datetime
    jobs: dict[str, JobRecord] = field(default_factory=dict)
    upcoming: dict[str, datetime | None] = field(default_factory=dict)  # by job; None waits for a change of the book
    looked_at: datetime | None = None
    why: str = ""  # it cannot be read
    failures: int = 0  # in a row
    held_by: str = ""  # what waits for whoever has it open
    held_since: datetime | None = None
    waiting: int = 0  # requests
    is_told: bool = False  # whoever has it open was written to


_RECORD: Final = TypeAdapter(LedgerRecord)


def record_file(folder: Path, book: Path) -> Path:
    """Give where a ledger's record is kept."""
    return folder / _FOLDER / f"{hashlib.sha256(os.fsencode(book)).hexdigest()[:16]}{_SUFFIX}"


def read_record(file: Path) -> LedgerRecord | None:
    """Give a record; None where there is none that can be read: then each job is run once, which does no harm."""
    try:
        return _RECORD.validate_json(file.read_bytes())
    except (OSError, ValidationError):
        return None


def read_records(folder: Path) -> Iterator[LedgerRecord]:
    """Give all records, in the order of their ledgers' paths."""
    found = filter(None, map(read_record, (folder / _FOLDER).glob(f"*{_SUFFIX}")))
    yield from sorted(found, key=lambda record: record.path)


def keep(file: Path, record: LedgerRecord) -> None:
    """Put a record on disk."""
    write_whole(file, _RECORD.dump_json(record, indent=1))


def write_whole(file: Path, content: bytes) -> None:
    """Write a small file, so that whoever reads it sees the old one or the new one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(".tmp")
    unfinished.write_bytes(content)
    unfinished.replace(file)
