"""Our own source, for tests that hold it to the house's rules."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

__all__ = ["PACKAGES", "PROJECT", "ROOT", "modules"]

ROOT: Final = Path(__file__).parents[1]
PROJECT: Final[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PACKAGES: Final = [ROOT / package for package in PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]]


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Give each module of our packages: its path from the root, and its syntax tree."""
    for package in PACKAGES:
        for path in sorted(package.rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))
