"""Programs run to their end, each in a process of its own: how long it took, and how much memory at most."""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Final

__all__ = ["ROOT", "Taken", "data_folder", "measure", "peers_python", "peers_version"]

ROOT: Final = Path(__file__).parents[1]
_PEERS: Final = ROOT / ".venv-bench"
_PINS: Final = ROOT / "benchmarks/peers.txt"


@dataclass(frozen=True)
class Taken:
    """What a program took, starting it included."""

    seconds: float
    mb: float
    cpu_seconds: float  # of all cores


def measure(*command: object) -> Taken:
    """Run a program, and say what it took; where it fails, leave with what it said.

    A process is charged with the memory of the one that started it, so a small one stands between.
    """
    asked = [sys.executable, "-m", "benchmarks._measure", *map(str, command)]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - ourselves
    if done.returncode:
        sys.exit(done.stderr)
    return Taken(*json.loads(done.stdout))


def _run(command: list[str]) -> Taken:
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        running = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)  # noqa: S603 - ours
        _, status, used = os.wait4(running.pid, 0)
        seconds = time.perf_counter() - start
        running.returncode = os.waitstatus_to_exitcode(status)
        if running.returncode:
            said.seek(0)
            sys.exit(f"{' '.join(command)}\n{said.read().decode('utf-8', 'replace')[-3000:]}")
    return Taken(seconds, used.ru_maxrss / 1024, used.ru_utime + used.ru_stime)


def peers_python() -> Path:
    """Give the Python of the peers, which have an environment of their own: they want the pandas before ours."""
    python, mark = _PEERS / "bin/python", _PEERS / "made_from"
    wanted = f"{sys.version} {hashlib.sha256(_PINS.read_bytes()).hexdigest()}"
    if not (python.exists() and mark.exists() and mark.read_text("utf-8") == wanted):
        print(f"preparing {_PEERS.name}, about a minute …", file=sys.stderr)
        measure(sys.executable, "-m", "venv", "--clear", _PEERS)
        measure(python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", _PINS)
        mark.write_text(wanted, "utf-8")
    return python


def peers_version(name: str) -> str:
    """Give the version of a peer that is pinned."""
    pins = (line.partition("==") for line in _PINS.read_text("utf-8").splitlines())
    return next(version for pinned, _, version in pins if pinned.lower() == name.lower())


def data_folder() -> Path:
    """Give the folder of given data."""
    given = os.environ.get("HIVELEDGER_DATA", "")  # noqa: TID251 - a face
    return Path(given) if given else ROOT.parent / "shared" / "data"


if __name__ == "__main__":
    print(json.dumps(astuple(_run(sys.argv[1:]))))
