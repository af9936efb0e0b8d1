"""Which process is which, as far as the system tells, so that one that died is not taken for one that lives.

Known on Linux alone. A number is not enough: it is given out again after a while, after a start of the machine, and at
the same time in another container.
"""

from pathlib import Path
from typing import Final

__all__ = ["is_gone", "process_of", "this_process"]

_PROCESSES: Final = Path("/proc")
_BOOT: Final = _PROCESSES / "sys" / "kernel" / "random" / "boot_id"
_BORN: Final = 19  # of the fields that follow a process's name
_ENDED: Final = ("Z", "X")  # states of a process that only waits for its end to be noted


def this_process() -> str:
    """Name this process: where process numbers mean the same, its number, and when it began. Empty if unknown."""
    try:
        return process_of(int((_PROCESSES / "self").readlink().name))
    except OSError:
        return ""


def process_of(pid: int) -> str:
    """Name a process that lives on this machine by its number, as it would itself. Empty if unknown, or over."""
    try:
        born = _born(str(pid))
        return f"{_realm()}/{pid}/{born}" if born else ""
    except OSError:
        return ""


def is_gone(process: str) -> bool:
    """Tell whether a process, as named by itself, is certainly over; one of another machine never is.

    >>> is_gone(this_process()), is_gone("")
    (False, False)
    """
    try:
        realm, number, born = process.split("/")
        return realm == _realm() and born != _born(number)
    except (ValueError, OSError):
        return False


def _realm() -> str:
    """Name where process numbers mean the same: one start of one machine, and one container of it."""
    return f"{_BOOT.read_text().strip()}-{(_PROCESSES / 'self' / 'ns' / 'pid').stat().st_ino}"


def _born(number: str) -> str:
    """Tell when the process began, in ticks since the machine's start; empty where it is over."""
    try:
        state, *fields = (_PROCESSES / number / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    return "" if state in _ENDED else fields[_BORN - 1]
