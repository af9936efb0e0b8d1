"""Processes that cost little to start, so that a thousand of them can be killed."""

import contextlib
import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Final, ParamSpec, Protocol, TypeVar

__all__ = ["pipe", "side_by_side", "start"]

_FORKS: Final = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(  # with all that they import, so that a child finds it there
    [f"tests.reliability.{name}" for name in ("calls", "kills", "meeting", "states")]
)

_P = ParamSpec("_P")
_T = TypeVar("_T")


class _Begin(Protocol):
    def __call__(self, target: Callable[_P, _T], /, *arguments: _P.args, **named: _P.kwargs) -> Future[_T]:
        """Start a function; its answer comes later."""
        ...


def start(target: Callable[_P, object], /, *arguments: _P.args, **named: _P.kwargs) -> BaseProcess:
    """Start a function in a process of its own, forked from one that has imported everything already."""
    child = _FORKS.Process(target=target, args=arguments, kwargs=named, daemon=True)
    child.start()
    return child


def pipe() -> tuple[Connection, Connection]:
    """Give the two ends of a line between this process and one that is started."""
    return _FORKS.Pipe()


@contextlib.contextmanager
def side_by_side(processes: int) -> Iterator[_Begin]:
    """Run functions in so many processes at once, and wait for all of them."""
    with ProcessPoolExecutor(processes, mp_context=_FORKS) as pool:
        yield pool.submit
