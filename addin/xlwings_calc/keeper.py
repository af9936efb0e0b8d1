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

__all__: list[str] = []


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
    with contextlib.suppress(ProcessLookupError):  # nobody is left of it
        os.killpg(process.pid, signal.SIGKILL)


def _end_with(process: subprocess.Popen[bytes]) -> None:
    sys.stdin.buffer.read()  # until the pipe is closed
    _end(process)


def _main(profile: str, *command: str) -> int:
    silent = subprocess.DEVNULL
    process = subprocess.Popen(  # noqa: S603 - the command comes from the module beside this one
        command, stdin=silent, stdout=silent, stderr=silent, start_new_session=True
    )
    print(process.pid, flush=True)  # noqa: T201 - the program that asked reads it
    threading.Thread(target=_end_with, args=(process,), daemon=True).start()
    status = process.wait()
    _end(process)
    if profile:
        shutil.rmtree(profile, ignore_errors=True)
    return status


if __name__ == "__main__":
    os._exit(_main(*sys.argv[1:]) & 0xFF)  # the thread may still wait for the pipe
