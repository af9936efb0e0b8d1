"""One click at a time: a second one is told what goes on, and may break it off."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from hiveledger.opening import state_folder
from hiveledger.text import say
from hiveledger_addin.clicks.window import Window

__all__ = ["Turn", "turn"]

_FOLDER: Final = "clicks"


class Turn:
    """The turn of one click. What goes on is broken off between two steps, never within one."""

    def __init__(self, folder: Path, window: Window) -> None:
        self._word, self._window = folder / "stop", window
        self._word.unlink(missing_ok=True)

    @property
    def is_over(self) -> bool:
        """Tell whether somebody wants no further step."""
        return self._word.exists() or self._window.was_cancelled()


@contextmanager
def turn(window: Window, label: str) -> Iterator[Turn | None]:
    """Give a click its turn, or None while another click of this user has it: then the person is told which."""
    folder = state_folder() / _FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    lock, what = FileLock(folder / "turn.lock"), folder / "running"
    try:
        lock.acquire(timeout=0)
    except Timeout:
        running = what.read_text("utf-8") if what.exists() else ""
        if window.agree(say("click.running", window.language, button=running)):
            (folder / "stop").touch()
        yield None
        return
    try:
        what.write_text(label, "utf-8")
        yield Turn(folder, window)
    finally:
        lock.release()
