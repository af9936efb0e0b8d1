"""Reading an old .xls in a process of its own, with limits on memory and time.

Of 3,000 damaged .xls files some make the reader ask for memory until the process is aborted, which no `except`
can catch; .xlsx files, checked at the gate, never did.
"""

import contextlib
import json
import os
import subprocess
import sys
from dataclasses import astuple
from typing import Any, Final

from hiveledger.errors import GateError
from hiveledger.intake.raw import Merge, RawSheet
from hiveledger.intake.workbook import read_xls

__all__ = ["main", "read_xls_apart"]

_PROGRAM: Final = "from hiveledger.intake import apart; apart.main()"
_SECONDS: Final = 60  # a full sheet of 65,536 rows takes about two
_MEMORY_BYTES: Final = 4 << 30


def read_xls_apart(data: bytes, name: str) -> list[RawSheet]:
    """Give the worksheets of a BIFF .xls. Raises: GateError, also where reading it crashed or took too long."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "RUST_BACKTRACE": "0"}
    command = [sys.executable, "-P", "-c", _PROGRAM, name]
    try:
        done = subprocess.run(  # noqa: S603 - our own module under our own interpreter
            command, input=data, capture_output=True, timeout=_SECONDS, env=environment, check=False
        )
    except subprocess.TimeoutExpired as fault:
        raise GateError("gate.too_slow", file=name, seconds=_SECONDS) from fault
    if done.returncode:
        raise GateError("gate.broken_workbook", file=name, why="BIFF")
    answer = json.loads(done.stdout)
    if isinstance(answer, dict):
        raise GateError(answer["code"], **answer["params"])
    return [_sheet(parts) for parts in answer]


def main() -> None:
    """Read an .xls from standard input and write its sheets, or the refusal, as JSON to standard output."""
    with contextlib.suppress(ImportError):  # Windows has no such limits
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    try:
        sheets = read_xls(sys.stdin.buffer.read(), sys.argv[1])
    except GateError as refusal:
        json.dump({"code": refusal.code, "params": refusal.params}, sys.stdout)
        return
    json.dump([_plain(sheet) for sheet in sheets], sys.stdout)


def _plain(sheet: RawSheet) -> dict[str, object]:
    return {
        "name": sheet.name,
        "rows": sheet.rows,
        "source": sheet.source,
        "hidden": sheet.hidden,
        "facts": dict(sheet.facts),
        "merged": [astuple(merge) for merge in sheet.merged],
        "rounded": sheet.rounded,
    }


def _sheet(parts: dict[str, Any]) -> RawSheet:
    """Put together again what `_plain` took apart: JSON knows lists only."""
    merged = tuple(Merge(*merge) for merge in parts.pop("merged"))
    rounded = tuple((row, column) for row, column in parts.pop("rounded"))
    return RawSheet(**parts, merged=merged, rounded=rounded)
