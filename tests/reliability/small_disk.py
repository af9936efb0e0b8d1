"""A file system of four megabytes, on which a ledger grows until nothing more fits, and goes on when there is room."""

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path
from secrets import token_hex
from typing import Final

from hiveledger.errors import LedgerError
from tests.reliability.judge import Tally, faults
from tests.reliability.work import Acks, Host, Writer, new_site, sentence, token

__all__ = ["cannot_mount", "fill", "small_disk"]

_SIZE: Final = 1 << 22
_BALLAST: Final = 1 << 20  # what is cleared away when the disk is full
_BULK: Final = 12_000  # letters that no packing makes shorter
_REFUSALS: Final = 5
_NAME: Final = "w1"


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Give a file system of that size. Raises: subprocess.CalledProcessError where mounting is refused."""
    folder.mkdir()
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={_SIZE}", "none", str(folder)], capture_output=True, text=True, check=True
    )
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def cannot_mount(folder: Path) -> str:
    """Give the reason why no file system can be mounted here; nothing where one can."""
    try:
        with small_disk(folder):
            return ""
    except subprocess.CalledProcessError as refused:
        return str(refused.stderr).strip()


def fill(disk: Path, acks: Acks) -> Tally:
    """Write until the disk is full and some times more, then make room and write on; judge after each refusal."""
    tally, path, host = Tally(), new_site(disk / "site"), Host()
    ballast = disk / "ballast"
    ballast.write_bytes(bytes(_BALLAST))
    refused = operation = 0
    while refused < _REFUSALS:
        before = path.read_bytes()
        writer = Writer(_NAME, host.book(path), bulk=token_hex(_BULK // 2))
        tally.rounds += 1
        try:
            writer.write(operation)
        except LedgerError as problem:
            refused += 1
            tally.also[sentence(problem)] += 1
            tally.faults += [] if path.read_bytes() == before else ["lost: the old version"]
            tally.faults += faults(path.read_bytes(), host.book(path).runs(), acks.lines())
        else:
            acks.add(token(_NAME, operation))
            operation += 2  # each of them a new lead
    ballast.unlink()
    Writer(_NAME, host.book(path)).write(operation)
    acks.add(token(_NAME, operation))
    tally.acknowledged = len(acks.lines())
    tally.faults += faults(path.read_bytes(), host.book(path).runs(), acks.lines())
    return tally
