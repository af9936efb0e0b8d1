"""Killing a writer at random moments, with a signal that it cannot notice, and judging what it leaves."""

import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Final

from tests.reliability.judge import Tally, faults, is_whole, look
from tests.reliability.naive import keep_saving
from tests.reliability.processes import start
from tests.reliability.work import Acks, Host, Writer, keep_writing, new_site, token, until_done

__all__ = ["kill_naive", "kill_ours"]

_OPERATIONS: Final = 2  # that a writer may get to before it is killed, as many as it takes on this machine
_ROUNDS: Final = 40  # with one book; then a new one, so that judging stays fast
_NAME: Final = "w1"
_POLL: Final = 0.01  # seconds


def kill_ours(folder: Path, rounds: int, seed: int) -> Tally:
    """Kill our writer again and again; after each kill judge the book, and write once more what was cut off."""
    tally, host, moments = Tally(), Host(), Random(seed)  # noqa: S311 - no secrets
    for place in range(rounds):
        site = folder / f"{place // _ROUNDS}"
        path, acks = site / "台账.xlsx", Acks(folder / f"{site.name}.acks")
        before = len(acks.lines())
        if place % _ROUNDS == 0:
            longest = _run(keep_writing, new_site(site), acks)
        else:
            _run(keep_writing, path, acks, moments.uniform(0, longest))
        tally.rounds += 1
        tally.faults += faults(path.read_bytes(), host.book(path).runs(), acks.lines())
        started = time.perf_counter()
        operation = len(acks.lines())
        until_done(Writer(_NAME, host.book(path)), operation)
        tally.slowest = max(tally.slowest, time.perf_counter() - started)
        acks.add(token(_NAME, operation))
        tally.faults += faults(path.read_bytes(), host.book(path).runs(), acks.lines())
        tally.acknowledged += len(acks.lines()) - before
    return tally


def kill_naive(folder: Path, rounds: int, seed: int) -> Tally:
    """Kill a program that saves as most do; a book that it tore is put back from a copy, as its user would."""
    tally, path, acks = Tally(), new_site(folder / "naive"), Acks(folder / "naive.acks")
    moments = Random(seed)  # noqa: S311 - no secrets
    good, lost = path.read_bytes(), set[str]()
    longest = _run(keep_saving, path, acks)
    for tally.rounds in range(1, rounds + 1):
        _run(keep_saving, path, acks, moments.uniform(0, longest))
        content = path.read_bytes()
        if is_whole(content):
            good = content
            lost |= set(acks.lines()) - look(content).companies.keys()
        else:
            path.write_bytes(good)
            tally.faults.append("torn")
    tally.faults += [f"lost: {mark}" for mark in sorted(lost)]
    tally.acknowledged = len(acks.lines())
    return tally


def _run(target: Callable[..., None], path: Path, acks: Acks, seconds: float | None = None) -> float:
    """Let a writer run for so long, or until it got to a few operations; kill it, and give how long it ran."""
    before, started = len(acks.lines()), time.perf_counter()
    child = start(target, path, acks.path, _NAME, before)
    while child.is_alive() and seconds is None and len(acks.lines()) < before + _OPERATIONS:
        child.join(_POLL)
    child.join(seconds or 0)
    child.kill()
    child.join()
    return time.perf_counter() - started
