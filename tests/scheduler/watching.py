"""A real process that watches ledgers, for tests that start it, stop it and kill it."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import pandas as pd

from hiveledger.book.file import FileBook
from hiveledger.scheduler.record import LedgerRecord, read_record, record_file
from hiveledger.settings import setting_rows
from hiveledger.text import Language
from tests.waiting import filled

__all__ = ["LONG_AGO", "Watcher", "assigned", "ledger", "until", "watching"]

LONG_AGO: Final = datetime(2026, 3, 2, 12)
_POLL_SECONDS: Final = 0.1
_MAIN: Final = ("-m", "hiveledger.cli", "watch", "--every", "1")


@dataclass(frozen=True)
class Watcher:
    """The process, and the state folder that it works in."""

    process: subprocess.Popen[str]
    state: Path

    @property
    def log(self) -> str:
        """What the log says so far."""
        file = self.state / "watch" / "events.log"
        return file.read_text("utf-8") if file.exists() else ""

    def wrote(self, verb: str, times: int = 1) -> bool:
        """Tell whether the log says so often that a verb wrote something."""
        return self.log.count(f"：{verb}，") >= times

    def record(self, path: Path) -> LedgerRecord | None:
        """What is remembered of a ledger."""
        return read_record(record_file(self.state / "watch", path))

    def stop(self) -> str:
        """Tell it to stop and give what it printed; it has to end in good order."""
        self.process.terminate()
        said, _ = self.process.communicate()
        assert self.process.returncode == 0, said
        return said


@contextmanager
def watching(state: Path, *places: Path, main: tuple[str, ...] = _MAIN) -> Iterator[Watcher]:
    """Start a process that watches these places; whatever becomes of it, it is over afterwards."""
    process = subprocess.Popen(
        [sys.executable, *main, *map(str, places)],
        env=os.environ | {"HIVELEDGER_STATE": str(state)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process:
        try:
            yield Watcher(process, state)
        finally:
            process.kill()


def until(holds: Callable[[], bool]) -> None:
    """Wait for something that the process does. The test has an end of its own (`must_end`)."""
    while not holds():
        time.sleep(_POLL_SECONDS)


def ledger(folder: Path, **dues: datetime) -> FileBook:
    """Give a ledger in a folder of its own with leads that wait to be confirmed until then, and no intake by itself."""
    folder.mkdir()
    rules = pd.DataFrame(setting_rows(Language.ZH)).set_index("key")
    rules.loc["auto_intake", "value"] = "否"
    return filled(folder, leads=assigned(**dues), settings=rules)


def assigned(**dues: datetime) -> pd.DataFrame:
    """Give leads of different people that were assigned to one AM, by when each is to be confirmed."""
    due = pd.Series(dues, dtype="datetime64[us]")
    at = pd.to_datetime(due) - pd.Timedelta(hours=2)
    leads = pd.DataFrame({"status": "assigned", "owner": "A001", "owner_name": "示例甲"}, index=due.index)
    leads["mobile"] = [f"138{number * 7919:08}" for number in range(len(leads))]
    return leads.assign(assigned_at=at, delivered_at=at, confirm_due=due)
