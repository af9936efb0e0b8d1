"""Tables of cells for the normalisers' tests: what stands in a cell, and what is read from it."""

import ast
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from _pytest.mark import ParameterSet

__all__ = ["cases", "every_cell", "read_one"]


def cases(text: str) -> list[ParameterSet]:
    r"""Read a table of cases, one a line: the claim, the cell, and what each column of the reading holds.

    Cells are cut by "|"; a blank one is missing; \n, \t, \u200b, \u202e, \u202c and \p (a stroke) stand for
    what they say.
    """
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return [pytest.param(_unescaped(raw), tuple(expected), id=claim) for claim, raw, *expected in rows]


def _unescaped(cell: str) -> str:
    for written, meant in {
        r"\n": "\n",
        r"\t": "\t",
        r"\u200b": "\u200b",
        r"\u202e": "\u202e",
        r"\u202c": "\u202c",
        r"\r": "\r",
        r"\p": "|",
    }.items():
        cell = cell.replace(written, meant)
    return cell


def read_one(frame: pd.DataFrame, *columns: str) -> tuple[Any, ...]:
    """Give the one row of a reading as texts, missing values as blanks."""
    assert len(frame) == 1
    return tuple("" if pd.isna(cell) else str(cell) for cell in frame[list(columns)].iloc[0])


def every_cell() -> list[str]:
    """Give the cells of all tables beside this module, whatever kind of value they are about."""
    trees = [ast.parse(path.read_text("utf-8")) for path in sorted(Path(__file__).parent.glob("test_*.py"))]
    tables = [
        node.value.value
        for tree in trees
        for node in tree.body
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    ]
    return [str(case.values[0]) for table in tables for case in cases(table)]  # noqa: PD011 - of a case, not a frame
