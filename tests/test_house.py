"""The rules of the house that no other tool checks."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Final
from zipfile import ZipFile

import pytest
from hatchling.builders.wheel import WheelBuilder

from tests.source import PACKAGES, PROJECT, ROOT, modules

_LONGEST_MODULE: Final = 300
_LONGEST_FUNCTION: Final = 40
_LONGER_FOR_A_REASON: Final[dict[str, str]] = {}

_ARRIVES_WITH: Final = {  # imported, though not named as a dependency: it comes with one that is
    "annotated-types": "pydantic",
    "numpy": "pandas",
}
_IN_THE_OFFICE: Final = {  # LibreOffice's own Python has them, or the extension brings them
    *("com", "org", "uno", "unohelper"),
    *("hiveledger_child", "hiveledger_configuration"),
}
_USED_UNIMPORTED: Final[dict[str, str]] = {  # dependencies that no module of ours imports, and why they are there
}


def _public(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                yield name


def _exported(tree: ast.Module) -> set[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value))
    return set()


def _length(function: ast.FunctionDef) -> int:
    """Count a function's lines without its docstring."""
    first = function.body[1] if ast.get_docstring(function) and len(function.body) > 1 else function.body[0]
    return (function.end_lineno or 0) - first.lineno + 1


def test_a_module_is_split_before_it_grows_long() -> None:
    long = {path for path, _ in modules() if len((ROOT / path).read_text("utf-8").splitlines()) > _LONGEST_MODULE}
    assert long == set(_LONGER_FOR_A_REASON)


def test_a_function_is_split_before_it_grows_long() -> None:
    functions = ((path, node) for path, tree in modules() for node in ast.walk(tree))
    long = [
        f"{path}:{node.name}"
        for path, node in functions
        if isinstance(node, ast.FunctionDef) and _length(node) > _LONGEST_FUNCTION
    ]
    assert long == []


def test_a_public_name_is_exported_or_starts_with_an_underscore() -> None:
    unsaid = {
        path: names
        for path, tree in modules()
        if (names := {name for name in _public(tree) if not name.startswith("_")} - _exported(tree))
    }
    assert unsaid == {}


def test_every_rule_shows_an_example() -> None:
    parts = {path: tree for path, tree in modules() if "/rules/" in path}
    rules = set[str]().union(
        *(_exported(tree) for path, tree in parts.items() if re.search(r"/rules/(\w+|\w+/__init__)\.py$", path))
    )
    bare = [
        f"{path}:{node.name}"
        for path, tree in parts.items()
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name in rules and ">>>" not in (ast.get_docstring(node) or "")
    ]
    assert bare == []


def _imported() -> set[str]:
    """Name the distributions that our packages import, ourselves and the standard library apart."""
    ours = {package.name for package in PACKAGES}
    names: set[str] = set()
    for _, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            if isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.partition(".")[0])
    homes = packages_distributions()
    return {homes[name][0].lower() for name in names - ours - _IN_THE_OFFICE - sys.stdlib_module_names}


def test_what_is_imported_is_a_dependency_and_the_other_way_round() -> None:
    project = PROJECT["project"]
    lines = project["dependencies"] + project["optional-dependencies"]["fast"]
    declared = {line.partition(">")[0].partition("=")[0].strip() for line in lines}
    assert _imported() - set(_ARRIVES_WITH) == declared - set(_USED_UNIMPORTED)
    assert set(_ARRIVES_WITH.values()) <= declared


def test_the_wheel_holds_every_file_of_our_packages(tmp_path: Path) -> None:
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    packed = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    ours = {
        path.relative_to(package.parent).as_posix()
        for package in PACKAGES
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert packed == ours


@pytest.mark.parametrize("arguments", [["--help"], ["distribute", "--help"]], ids=["of all", "of a verb"])
def test_help_answers_without_importing_pandas(arguments: list[str]) -> None:
    program = f"import atexit, sys; atexit.register(lambda: print(*sys.modules)); cli.main({arguments})"
    done = subprocess.run(
        [sys.executable, "-c", f"from hiveledger import cli; {program}"], capture_output=True, text=True, check=True
    )
    *lines, loaded = done.stdout.splitlines()
    assert lines
    assert {"pandas", "numpy", "openpyxl"} & set(loaded.split()) == set()
