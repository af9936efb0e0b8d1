"""Start LibreOffice and stay beside it: once the program that asked for it is gone, however it ended, end LibreOffice.

Run by path in a bare Python: keeper.py PROFILE COMMAND…, where PROFILE is a folder to remove in the end, or empty.
Standard input is a pipe that only the asking program holds open; the system closes it even where that program is
killed. One line is written, the number of LibreOffice's process and process group.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time

__all__: list[str] = []

_ENDING_SECONDS = 5


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it started."""
    if sys.platform == "win32":  # not verified
        subprocess.run(  # noqa: S603
            ["taskkill", "/T", "/F", "/PID", str(process.pid)],  # noqa: S607 - it has no other place
            check=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        return
    until = time.monotonic() + _ENDING_SECONDS  # where nobody takes up the dead, they would be waited for for ever
    with contextlib.suppress(ProcessLookupError, PermissionError):  # nobody is left of it
        while time.monotonic() < until:
            os.killpg(process.pid, signal.SIGKILL)
            process.poll()  # takes it up
            time.sleep(0.01)


def _end_with(process: subprocess.Popen[bytes]) -> None:
    sys.stdin.buffer.read()  # until the pipe is closed
    _end(process)


def _main(profile: str, *command: str) -> int:
    silent = subprocess.DEVNULL
    process = subprocess.Popen(  # noqa: S603 - the command comes from the module beside this one
        command, stdin=silent, stdout=silent, stderr=silent, start_new_session=True
    )
    try:
        threading.Thread(target=_end_with, args=(process,), daemon=True).start()
        print(process.pid, flush=True)  # noqa: T201 - the program that asked reads it
        return process.wait()
    finally:  # also where nobody reads any more, or we are told to end
        _end(process)
        if profile:
            shutil.rmtree(profile, ignore_errors=True)


if __name__ == "__main__":
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, lambda *_: sys.exit(1))
    ended_with = 1
    try:
        ended_with = _main(*sys.argv[1:]) & 0xFF
    finally:
        os._exit(ended_with)  # the thread may still wait for the pipe
