"""A test that must end: it fails where it hangs, and is no stopwatch."""

import faulthandler
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

__all__ = ["must_end"]

_SECONDS: Final = 120  # what is looked for takes hours; a machine that others keep busy takes seconds


@contextmanager
def must_end() -> Iterator[None]:
    """Break off what has not ended after two minutes. Where there are no alarms, whoever waits has to."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def hangs(_: int, frame: FrameType | None) -> None:
        faulthandler.dump_traceback()
        message = f"does not end, at {frame.f_code.co_qualname if frame else '?'}"
        raise AssertionError(message)

    before = signal.signal(signal.SIGALRM, hangs)
    signal.alarm(_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
