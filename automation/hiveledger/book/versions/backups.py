"""The versions that stood before each run, and how many of them are kept."""

import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from hiveledger.book.disk.folders import make_folder
from hiveledger.journal import run_number

__all__ = ["Backups", "Version", "spent"]

_NEWEST: Final = 50
_HOURLY: Final = timedelta(hours=48)
_DAILY: Final = timedelta(days=90)
_RUN: Final = re.compile(r"[RE](\d{8}-\d{6})\d*-\d+")  # ours, or what people did
_TIME: Final = "%Y%m%d-%H%M%S"


@dataclass(frozen=True)
class Version:
    """A former version of a book: as it stood right before the run, which replaced it at that time."""

    replaced_at: datetime
    run_id: str
    path: Path

    @property
    def name(self) -> str:
        """What a person calls it by: the run that replaced it, and more where that run did so more than once."""
        return self.path.stem

    @property
    def last_run(self) -> int:
        """The number of the last run that it may know, by its name."""
        return run_number(self.run_id) - (not self.is_peoples)

    @property
    def is_peoples(self) -> bool:
        """Tell whether people replaced it, not a run of ours."""
        return self.run_id.startswith("E")


class Backups:
    """A folder of former versions, each named by the run of ours, or of people, that replaced it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def place(self, run_id: str, suffix: str) -> Path:
        """Give where the version goes that this run replaces."""
        return self.folder / f"{run_id}{suffix}"

    def take(self, version: Path, run_id: str) -> None:
        """Move a version in that was kept elsewhere until people replaced it."""
        make_folder(self.folder)
        version.replace(self.place(run_id, version.suffix))

    def keep(self, version: Path, run_id: str) -> None:
        """Keep a version that stays where it is too, by a second name where the file system can."""
        make_folder(self.folder)
        place = self.place(run_id, version.suffix)
        if not place.exists():
            try:
                place.hardlink_to(version)
            except OSError:
                shutil.copy2(version, place)

    def versions(self) -> tuple[Version, ...]:
        """Give all versions, oldest first. Files that no run left there are none."""
        names = ((_RUN.search(path.name), path) for path in self.folder.glob("*"))
        found = (Version(datetime.strptime(run[1], _TIME), run[0], path) for run, path in names if run)
        return tuple(sorted(found, key=_place))

    def prune(self, now: datetime) -> None:
        """Delete the versions that are no longer kept."""
        for name in spent([(version.replaced_at, version.path.name) for version in self.versions()], now):
            (self.folder / name).unlink(missing_ok=True)


def _place(version: Version) -> tuple[int, bool, str]:
    """Put versions in the order of runs, what people did after the run that it followed; clocks may differ."""
    return run_number(version.run_id), version.is_peoples, version.name


def spent(versions: Iterable[tuple[datetime, str]], now: datetime) -> set[str]:
    """Give the names of those that are no longer kept.

    Kept are the newest 50, the last of each hour within 48 hours, and the last of each day within 90 days.

    >>> day = datetime(2026, 3, 2)
    >>> minutes = [(day + timedelta(minutes=minute), f"v{minute:02}") for minute in range(51)]
    >>> spent(minutes, now=day + timedelta(days=100))
    {'v00'}
    """
    oldest_first = sorted(versions)
    kept = {name for _, name in oldest_first[-_NEWEST:]}
    for within, slot in ((_HOURLY, "%Y%m%d%H"), (_DAILY, "%Y%m%d")):
        kept |= set({at.strftime(slot): name for at, name in oldest_first if now - at <= within}.values())
    return {name for _, name in oldest_first} - kept
