"""Run one benchmark by name, or say which there are: python3 bootstrap.py bench [NAME [ARGUMENTS]]."""

import runpy
import sys
from pathlib import Path


def main() -> None:
    """Hand over to the module of that name, with the arguments that follow it."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("[!_]*.py"))
    if sys.argv[1:2] == [] or sys.argv[1] not in names:
        sys.exit(f"bench {' | '.join(names)}")
    del sys.argv[0]
    runpy.run_module(f"benchmarks.{sys.argv[0]}", run_name="__main__", alter_sys=True)


main()
