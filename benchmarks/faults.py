"""Torture the ledger's file and count what is lost: bench faults [PART…] [1/N], all parts where none is named.

kills: kill -9 at random moments, and the same to a program that saves in place. calls: kill -9 and six errors at every
call by which a write touches the book's folder. disk: a disk of four megabytes. writers: four on two machines and
a person with stale copies; two programs that save in place. states: random histories. calc: LibreOffice in a window.
1/N does the Nth part of it. Exits with 1 where anything was torn, lost, done twice, slower than five seconds or not put
into a sentence, or where the programs that save in place lost nothing: then the torture proves nothing.
"""

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.office import HOW_TO_INSTALL, find_office
from tests.reliability.calc import cannot_show, meet_calc
from tests.reliability.calls import Site, cannot_watch, inject, injections
from tests.reliability.judge import Tally
from tests.reliability.kills import kill_naive, kill_ours
from tests.reliability.meeting import meet, meet_naively
from tests.reliability.small_disk import cannot_mount, fill, small_disk
from tests.reliability.states import SharedLedger
from tests.reliability.work import Acks

_SECONDS: Final = 5.0  # nobody waits longer without a sentence
_SEED: Final = 1


def _kills(folder: Path, share: int) -> bool:
    ours = _tell("kill -9, ours", kill_ours(folder / "ours", 1_000 // share, _SEED))
    return ours & _tell_control("kill -9, saving in place", kill_naive(folder / "naive", 200 // share, _SEED))


def _calls(folder: Path, share: int) -> bool:
    if reason := cannot_watch():
        return _cannot(reason)
    site, tally = Site(folder), Tally()
    every = injections(site)
    for injection in every[::share]:
        inject(site, injection, tally)
        tally.also[injection.fault] += 1
    return _tell(f"one of {len(every)} faults at the calls of a write", tally)


def _disk(folder: Path, _: int) -> bool:
    if reason := cannot_mount(folder / "tried"):
        return _cannot(reason)
    with small_disk(folder / "disk") as disk:
        return _tell("a full disk", fill(disk, Acks(folder / "acks")))


def _writers(folder: Path, share: int) -> bool:
    tally = meet(folder / "ours", operations=500 // share, saves=200 // share)
    ours = _tell("four writers and a person", tally)
    return ours & _tell_control("two writers saving in place", meet_naively(folder / "naive", 200 // share))


def _states(_: Path, share: int) -> bool:
    histories = 400 // share
    generate = settings(
        max_examples=histories,
        stateful_step_count=30,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(SharedLedger, settings=generate)
    print(f"random histories: {histories} of up to 30 steps, no fault")
    return True


def _calc(folder: Path, share: int) -> bool:
    office = find_office(folder / "profile")
    if office is None or cannot_show():
        return _cannot(HOW_TO_INSTALL)
    return _tell("LibreOffice in a window", meet_calc(office, folder / "site", 50 // share))


def _tell(what: str, tally: Tally) -> bool:
    """Print what came of a part; tell whether it is as promised."""
    print(f"{what}: {tally.rounds} rounds, {tally.acknowledged} operations acknowledged, slowest {tally.slowest:.2f} s")
    for other, times in tally.also.most_common():
        print(f"  {times:>6} {other}")
    for fault, times in Counter(tally.faults).most_common():
        print(f"  FAULT {times:>4} {fault}")
    return not tally.faults and tally.slowest < _SECONDS


def _tell_control(what: str, tally: Tally) -> bool:
    """Print how the control fared; tell whether it failed, as it has to."""
    torn, lost = tally.count("torn"), tally.count("lost")
    print(f"{what}: {tally.rounds} rounds, {tally.acknowledged} operations acknowledged, torn {torn}, lost {lost}")
    return bool(tally.faults)


def _cannot(reason: str) -> bool:
    print(f"not run: {reason}")
    return False


_PARTS: Final[dict[str, Callable[[Path, int], bool]]] = {
    "kills": _kills,
    "calls": _calls,
    "disk": _disk,
    "writers": _writers,
    "states": _states,
    "calc": _calc,
}


def main(words: list[str]) -> None:
    """Run the parts that are named, or all."""
    held, share = True, 1
    if words and words[-1].startswith("1/"):
        share = int(words.pop()[2:])
    for part in words or _PARTS:
        started = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            held &= _PARTS[part](Path(folder), share)
        print(f"  {time.perf_counter() - started:.0f} s\n", flush=True)
    sys.exit(not held)


if __name__ == "__main__":
    main(sys.argv[1:])
