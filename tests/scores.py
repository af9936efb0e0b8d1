"""How well rows were put together, by labels that no matcher saw."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import coo_matrix  # type: ignore[import-untyped]
from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]

__all__ = ["Labels", "Score", "b_cubed", "joined", "of_pairs", "pairwise", "wrongly_merged", "wrongly_merged_by_text"]

Labels: TypeAlias = npt.NDArray[np.int64]
"""Which group each row is in."""


@dataclass(frozen=True)
class Score:
    """Precision and recall."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        return 2 * self.precision * self.recall / max(self.precision + self.recall, 1e-12)


def pairwise(found: npt.ArrayLike, true: npt.ArrayLike) -> Score:
    """Score groups by the pairs of rows that they hold; where nothing was joined, nothing was joined wrongly.

    >>> pairwise([1, 1, 1, 2], [1, 1, 2, 2])
    Score(precision=0.3333333333333333, recall=0.5)
    """
    told, meant = pd.Series(np.asarray(found)), pd.Series(np.asarray(true))
    right = _pairs(pd.DataFrame({"told": told, "meant": meant}).value_counts())
    return Score(_share(right, _pairs(told.value_counts())), _share(right, _pairs(meant.value_counts())))


def of_pairs(pairs: npt.NDArray[np.int64], true: npt.ArrayLike) -> Score:
    """Score pairs, n by 2, as they are told.

    >>> of_pairs(np.array([[0, 1], [1, 2]]), [1, 1, 2, 2])
    Score(precision=0.5, recall=0.5)
    """
    labels = np.asarray(true)
    right = int((labels[pairs[:, 0]] == labels[pairs[:, 1]]).sum())
    return Score(_share(right, len(pairs)), _share(right, _pairs(pd.Series(labels).value_counts())))


def b_cubed(found: npt.ArrayLike, true: npt.ArrayLike) -> Score:
    """Score groups row by row: which share of a row's group belongs there, and how much of what belongs is there.

    >>> score = b_cubed([1, 1, 1, 2], [1, 1, 2, 2])
    >>> round(score.precision, 3), score.recall
    (0.667, 0.75)
    """
    rows = pd.DataFrame({"told": np.asarray(found), "meant": np.asarray(true)})
    both = rows.groupby(["told", "meant"])["told"].transform("size")
    told, meant = (rows.groupby(name)[name].transform("size") for name in ("told", "meant"))
    return Score(float((both / told).mean()), float((both / meant).mean()))


def joined(pairs: npt.NDArray[np.int64], size: int) -> Labels:
    """Give the groups that pairs join.

    >>> joined(np.array([[0, 1], [1, 3]]), 4).tolist()
    [0, 0, 1, 0]
    """
    ones = np.ones(len(pairs), dtype=np.int8)
    graph = coo_matrix((ones, (pairs[:, 0], pairs[:, 1])), shape=(size, size))
    labels: Labels = connected_components(graph, directed=False)[1].astype(np.int64)
    return labels


def wrongly_merged(found: npt.ArrayLike, true: npt.ArrayLike) -> "pd.Series[bool]":
    """Tell of each row whether one that is another was put to it.

    >>> wrongly_merged([1, 1, 1, 2], [1, 1, 2, 2]).tolist()
    [True, True, True, False]
    """
    return _others(pd.DataFrame({"told": np.asarray(found), "meant": np.asarray(true)})) > 0


def wrongly_merged_by_text(found: npt.ArrayLike, true: npt.ArrayLike, texts: Sequence[str]) -> "pd.Series[bool]":
    """Tell of each row whether one that is another, and is written otherwise, was put to it.

    Two that are written alike nobody can tell apart by what is written.

    >>> wrongly_merged_by_text([1, 1, 1], [1, 2, 2], ["a", "a", "b"]).tolist()
    [True, False, True]
    """
    rows = pd.DataFrame({"told": np.asarray(found), "meant": np.asarray(true), "text": [*texts]})
    return _others(rows.drop(columns="text")) > _others(rows)


def _others(rows: pd.DataFrame) -> "pd.Series[int]":
    """Count for each row the others that are like it in all but what they are meant to be."""
    alike, one = [column for column in rows if column != "meant"], [*rows]
    return rows.groupby(alike)["meant"].transform("size") - rows.groupby(one)["meant"].transform("size")


def _pairs(sizes: "pd.Series[int]") -> int:
    return int((sizes * (sizes - 1) // 2).sum())


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
