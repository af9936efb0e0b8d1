"""Processes that cost little to start, so that a thousand of them can be killed."""

import multiprocessing
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from typing import Final, ParamSpec

__all__ = ["start"]

_FORKS: Final = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.reliability.naive"])  # with all that it imports

_P = ParamSpec("_P")


def start(target: Callable[_P, object], /, *arguments: _P.args, **named: _P.kwargs) -> BaseProcess:
    """Start a function in a process of its own, forked from one that has imported everything already."""
    child = _FORKS.Process(target=target, args=arguments, kwargs=named, daemon=True)
    child.start()
    return child
