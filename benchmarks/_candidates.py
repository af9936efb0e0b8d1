"""Which share of the planted pairs the matcher looks at: _candidates CSV FIELDS OUT. A pair it passes over is lost."""

import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from hiveledger.flows.match import read_asked, read_rows
from hiveledger.intake.streaming import read_text_table
from hiveledger.rules.match.records.aspects import kinds_of_rows, read_aspects
from hiveledger.rules.match.records.matching import candidates_of, read_table


def main(path: str, fields: str, out: str) -> None:
    """Write the share of the true pairs that are compared, or say the very same, and how many pairs are compared."""
    rows, layout = read_rows(read_text_table(Path(path)), read_asked(fields))
    aspects = read_aspects(rows, layout.fields)
    firsts, kinds = kinds_of_rows(aspects, len(rows))
    distinct = [aspect.of(firsts) for aspect in aspects]
    table = read_table(rows.iloc[firsts], layout.fields, distinct)
    compared = _keys(*candidates_of(distinct, table), len(firsts))
    first, second = _true_pairs(pd.read_csv(path, usecols=["true"])["true"])
    one, other = kinds[first], kinds[second]
    is_compared = (one == other) | np.isin(_keys(one, other, len(firsts)), compared)
    np.save(out, np.array([is_compared.mean(), len(compared)]))


def _keys(first: npt.NDArray[np.int64], second: npt.NDArray[np.int64], size: int) -> npt.NDArray[np.int64]:
    keys: npt.NDArray[np.int64] = np.minimum(first, second).astype(np.int64) * size + np.maximum(first, second)
    return keys


def _true_pairs(true: "pd.Series[int]") -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Give the places of all pairs of rows of one customer, of whom none has more than three."""
    order = np.argsort(true.to_numpy(), kind="stable")
    labels = true.to_numpy()[order]
    steps = [(order[:-step], order[step:], labels[:-step] == labels[step:]) for step in (1, 2)]
    first, second = (np.concatenate([ends[place][ends[2]] for ends in steps]) for place in (0, 1))
    return first, second


if __name__ == "__main__":
    main(*sys.argv[1:])
