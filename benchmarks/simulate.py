"""Live through many weeks under many seeds, and count what did not hold: bench simulate [WEEKS [SEEDS]]."""

import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from hiveledger.simulation.run import simulate


def _live(weeks: int, seed: int) -> tuple[int, int, int, list[str], float]:
    start = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        told = simulate(weeks, seed, Path(folder))
    return seed, told.checks, len(told.runs), list(told.broken), time.process_time() - start


def main() -> None:
    """Print a line a seed, and what it took."""
    given = [int(word) for word in sys.argv[1:3]]
    weeks, seeds = [*given, *(12, 20)[len(given) :]]
    start, broken = time.perf_counter(), 0
    with ProcessPoolExecutor() as pool:
        for seed, checks, runs, faults, taken in pool.map(partial(_live, weeks), range(1, seeds + 1)):
            broken += len(faults)
            print(f"seed {seed}: {checks} looks, {runs} runs, {taken:.0f} CPU s", *faults, sep="\n  ", flush=True)
    print(f"{weeks} weeks x {seeds} seeds: {broken} broken, {time.perf_counter() - start:.0f} s")
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()
