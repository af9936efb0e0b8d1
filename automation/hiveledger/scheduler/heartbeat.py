"""The sign of life that the watcher leaves on this machine's own disk, for `status` and whoever else wants to look."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from hiveledger.book.disk.processes import is_gone
from hiveledger.scheduler.record import write_whole

__all__ = ["BEAT_SECONDS", "Heartbeat", "beat", "read_heartbeat"]

BEAT_SECONDS: Final = 10
_FILE: Final = "heartbeat.json"
_SILENT: Final = timedelta(minutes=2)
_BUSY: Final = timedelta(minutes=30)  # with one verb: looking for duplicates in a very large ledger takes its time


@dataclass(frozen=True)
class Heartbeat:
    """Which process watches, since when, and when it last said so. `doing` names the ledger and job it is at."""

    pid: int
    process: str
    version: str
    since: datetime
    at: datetime
    every: int  # seconds between two looks
    ledgers: tuple[str, ...]  # that it watches
    doing: str = ""
    is_stopped: bool = False  # in good order

    def lives(self, now: datetime) -> bool:
        """Tell whether the watcher lives: its process is not known to be gone, and it was heard of lately."""
        patience = _BUSY if self.doing else _SILENT + timedelta(seconds=self.every)
        return not (self.is_stopped or is_gone(self.process)) and abs(now - self.at) < patience


_HEARTBEAT: Final = TypeAdapter(Heartbeat)


def beat(folder: Path, heartbeat: Heartbeat) -> None:
    """Leave the sign of life. Raises: OSError."""
    write_whole(folder / _FILE, _HEARTBEAT.dump_json(heartbeat, indent=1))


def read_heartbeat(folder: Path) -> Heartbeat | None:
    """Give the last sign of life, if there ever was one."""
    try:
        return _HEARTBEAT.validate_json((folder / _FILE).read_bytes())
    except (OSError, ValidationError):
        return None
