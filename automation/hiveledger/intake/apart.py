"""Files from outside are parsed in a process of its own, with limits on time and memory.

Whatever a file does to its reader (of 3,000 damaged .xls files some make it ask for memory until the process is
aborted, which no `except` can catch), the process that holds the ledger goes on and says which file it was.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import astuple
from typing import Any, Final

from hiveledger.errors import GateError
from hiveledger.findings import Finding, Level
from hiveledger.intake.parse import parse
from hiveledger.intake.raw import Merge, RawSheet

__all__ = ["main", "parse_apart"]

_PROGRAM: Final = "from hiveledger.intake import apart; apart.main()"
_SECONDS: Final = 30  # a full .xls takes about two, a busy machine's start of a process three
_SECONDS_PER_MB: Final = 2  # of a full .xlsx of 100 MB
_MEMORY_BYTES: Final = 4 << 30  # what a full sheet of 24 columns takes; Windows knows no such limit
_NO_MEMORY: Final = b"memory allocation of"  # what the reader says before it aborts


def parse_apart(data: bytes, name: str) -> list[RawSheet]:
    """Give what `parse` gives. Raises: GateError, also where parsing takes too long or too much, or breaks off."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "RUST_BACKTRACE": "0"}
    command = [sys.executable, "-P", "-c", _PROGRAM, name, str(_MEMORY_BYTES)]
    seconds = _SECONDS + _SECONDS_PER_MB * (len(data) >> 20)
    try:
        done = subprocess.run(  # noqa: S603 - our own module under our own interpreter
            command, input=data, capture_output=True, timeout=seconds, env=environment, check=False
        )
    except subprocess.TimeoutExpired as fault:
        raise GateError("gate.too_slow", file=name, seconds=seconds) from fault
    if done.returncode and _NO_MEMORY in done.stderr:
        raise GateError("gate.too_much_memory", file=name, mb=_MEMORY_BYTES >> 20)
    if done.returncode:
        raise GateError("gate.reader_broke", file=name, why=_why(done))
    answer = json.loads(done.stdout)
    if isinstance(answer, dict):
        raise GateError(answer["code"], **answer["params"])
    return [_sheet(parts) for parts in answer]


def _why(done: "subprocess.CompletedProcess[bytes]") -> str:
    """Name the signal that ended a process, else the last that it said."""
    if done.returncode < 0:
        return signal.Signals(-done.returncode).name
    said = done.stderr.decode("utf-8", "replace").split("\n")
    return next((line.strip() for line in reversed(said) if line.strip()), str(done.returncode))


def main() -> None:
    """Parse what comes on standard input and write the sheets, or the refusal, as JSON to standard output."""
    name, memory = sys.argv[1:]
    _limit(int(memory))
    answer: object
    try:
        answer = [_plain(sheet) for sheet in parse(sys.stdin.buffer.read(), name)]
        told = json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass")
    except GateError as refusal:
        told = json.dumps({"code": refusal.code, "params": refusal.params}).encode()
    except MemoryError:
        told = json.dumps({"code": "gate.too_much_memory", "params": {"file": name, "mb": int(memory) >> 20}}).encode()
    sys.stdout.buffer.write(told)


def _limit(memory: int) -> None:
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - Windows has none

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump would hold people's data


def _plain(sheet: RawSheet) -> Mapping[str, object]:
    return {
        **vars(sheet),
        "facts": dict(sheet.facts),
        "merged": [astuple(merge) for merge in sheet.merged],
        "notes": [(note.code, dict(note.params), note.level) for note in sheet.notes],
    }


def _sheet(parts: dict[str, Any]) -> RawSheet:
    """Put together again what `_plain` took apart: JSON knows lists only."""
    notes = (Finding(code, params=params, level=Level(level)) for code, params, level in parts.pop("notes"))
    merged = tuple(Merge(*merge) for merge in parts.pop("merged"))
    rounded = tuple((row, column) for row, column in parts.pop("rounded"))
    return RawSheet(**parts, merged=merged, rounded=rounded, notes=tuple(notes))
