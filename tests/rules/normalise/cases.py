"""Tables of cells for the normalisers' tests: what stands in a cell, and what is read from it."""

from typing import Any

import pandas as pd
import pytest
from _pytest.mark import ParameterSet

__all__ = ["cases", "read_one"]


def cases(text: str) -> list[ParameterSet]:
    r"""Read a table of cases, one a line: the claim, the cell, and what each column of the reading holds.

    Cells are cut by "|"; a blank one is missing, and \n, \t, \u200b and \p (a stroke) stand for what they say.
    """
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return [pytest.param(_unescaped(raw), tuple(expected), id=claim) for claim, raw, *expected in rows]


def _unescaped(cell: str) -> str:
    for written, meant in {r"\n": "\n", r"\t": "\t", r"\u200b": "\u200b", r"\r": "\r", r"\p": "|"}.items():
        cell = cell.replace(written, meant)
    return cell


def read_one(frame: pd.DataFrame, *columns: str) -> tuple[Any, ...]:
    """Give the one row of a reading as texts, missing values as blanks."""
    assert len(frame) == 1
    return tuple("" if pd.isna(cell) else str(cell) for cell in frame[list(columns)].iloc[0])
