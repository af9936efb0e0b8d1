"""A column's cells as a few levels that many leads share, so that each level has a history of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from hiveledger.findings import Reason

__all__ = ["BLANK", "Levels", "Scale", "learn_scale"]

BLANK: Final = 0  # the level of a blank cell in every scale
_RARE: Final = 20  # a word that fewer leads have is one of the others
_STEPS: Final = 10  # equal shares that numbers are cut into

Levels = npt.NDArray[np.intp]
"""The level of each lead's cell."""


@dataclass(frozen=True)
class Scale:
    """The levels of one column: blank, then those of its words, or of the steps between its numbers, then all others.

    Days and times are only told apart as filled or blank, and so are names and numbers that hardly two leads share.
    """

    words: Mapping[str, int]
    edges: tuple[float, ...] = ()  # a number belongs to the step that it does not exceed

    @property
    def size(self) -> int:
        """How many levels there are."""
        return len(self.words) + len(self.edges) + 2

    def place(self, cells: pd.Series) -> Levels:
        """Give the level of each cell."""
        if self.edges:
            level = pd.Series(np.searchsorted(self.edges, cells.fillna(0).to_numpy("float64")) + 1, cells.index)
        else:
            level = cells.map(self.words).fillna(self.size - 1)
        return level.mask(cells.isna(), BLANK).to_numpy("intp")

    def said(self, level: int) -> Reason:
        """Put a level into words."""
        if level == BLANK:
            return Reason("score.blank")
        if self.edges:
            below, above = self.edges[level - 2 : level - 1], self.edges[level - 1 : level]
            code = "score.between" if below and above else "score.up_to" if above else "score.over"
            return Reason(code, {"low": _figure(below), "high": _figure(above)})
        word = next((word for word, place in self.words.items() if place == level), None)
        if word is not None:
            return Reason("score.word", {"word": word})
        return Reason("score.other" if self.words else "score.filled")


def _figure(edge: tuple[float, ...]) -> str:
    return f"{edge[0]:,.6g}" if edge else ""


def learn_scale(cells: pd.Series) -> Scale:
    """Give the levels that a column's cells make.

    >>> scale = learn_scale(pd.Series([*["展会"] * 30, *["官网"] * 20, "朋友", None], dtype="str"))
    >>> scale.place(pd.Series(["官网", "展会", "朋友", "广告", None], dtype="str")).tolist()
    [2, 1, 3, 3, 0]
    >>> learn_scale(pd.Series([float(n) for n in range(100)])).place(pd.Series([-5.0, 45.0, 1e6, None])).tolist()
    [1, 5, 10, 0]
    """
    known = cells.dropna()
    if pd.api.types.is_numeric_dtype(cells.dtype) and not pd.api.types.is_bool_dtype(cells.dtype):
        shares = np.linspace(0, 1, _STEPS + 1)[1:-1]
        edges = sorted({*known.quantile(shares, interpolation="lower")} - {known.max()}) if len(known) else ()
        return Scale({}, tuple(edges))
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        return Scale({})
    counts = known.astype("str").value_counts()
    common = sorted(counts[counts >= _RARE].items(), key=lambda pair: (-pair[1], pair[0]))
    return Scale({str(word): place for place, (word, _) in enumerate(common, start=1)})
