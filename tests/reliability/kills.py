"""Killing a writer at random moments, with a signal that it cannot notice, and judging what it leaves."""

import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Final

from tests.reliability.judge import Tally, faults, is_whole, look
from tests.reliability.naive import keep_saving
from tests.reliability.processes import start
from tests.reliability.work import Acks, Host, Writer, keep_writing, new_site, token

__all__ = ["kill_naive", "kill_ours"]

_LONGEST: Final = 0.5  # seconds until the kill: several writes
_ROUNDS: Final = 40  # with one book; then a new one, so that judging stays fast
_NAME: Final = "w1"


def kill_ours(folder: Path, rounds: int, seed: int) -> Tally:
    """Kill our writer again and again; after each kill judge the book, and write once more what was cut off."""
    tally, host, chance = Tally(), Host(), Random(seed)  # noqa: S311 - draws moments, no secrets
    for place in range(rounds):
        site = folder / f"{place // _ROUNDS}"
        path, acks = site / "台账.xlsx", Acks(folder / f"{site.name}.acks")
        if place % _ROUNDS == 0:
            new_site(site)
        before = len(acks.lines())
        _run_until_killed(keep_writing, path, acks, chance)
        tally.rounds += 1
        tally.faults += faults(path.read_bytes(), host.book(path).runs(), acks.lines())
        started = time.perf_counter()
        operation = len(acks.lines())
        Writer(_NAME, host.book(path)).write(operation)
        tally.slowest = max(tally.slowest, time.perf_counter() - started)
        acks.add(token(_NAME, operation))
        tally.faults += faults(path.read_bytes(), host.book(path).runs(), acks.lines())
        tally.acknowledged += len(acks.lines()) - before
    return tally


def kill_naive(folder: Path, rounds: int, seed: int) -> Tally:
    """Kill a program that saves as most do; a book that it tore is put back from a copy, as its user would."""
    tally, path, acks = Tally(), new_site(folder / "naive"), Acks(folder / "naive.acks")
    chance = Random(seed)  # noqa: S311 - draws moments, no secrets
    good, lost = path.read_bytes(), set[str]()
    for tally.rounds in range(1, rounds + 1):
        _run_until_killed(keep_saving, path, acks, chance)
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


def _run_until_killed(target: Callable[..., None], path: Path, acks: Acks, chance: Random) -> None:
    child = start(target, path, acks.path, _NAME, len(acks.lines()))
    child.join(chance.uniform(0, _LONGEST))
    child.kill()
    child.join()
