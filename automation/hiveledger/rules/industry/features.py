"""What of a company's name may tell its industry: letters, pairs, endings, words of trades; never region or form."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from hiveledger.rules.industry.trades import find_trades, trades

if TYPE_CHECKING:
    from scipy.sparse import csr_array  # type: ignore[import-untyped]  # SciPy brings no types

__all__ = ["Features", "bodies", "matrix", "words"]

_ENDINGS: Final = (1, 2, 3, 4)
_SHORTEST: Final = 2
_MOST_WORDS: Final = 4
_CERTAIN, _HINT = 1.0, 0.5  # weights of the industry of a word, of a single letter


@dataclass(frozen=True)
class Features:
    """Names as numbers: a row per name."""

    matrix: "csr_array"
    shape: npt.NDArray[np.float64]  # how much of the name is words of trades, and how many industries they tell
    trade: tuple[str, ...]  # the general industries on which all its words agree
    last: tuple[str, ...]  # its last word of a trade


def bodies(parts: pd.DataFrame) -> pd.Series:
    """Give names without region, legal form and branch, as they are compared: str, same index; blank where none.

    Reads: brand, trade, as `split_companies` gives them.

    >>> from hiveledger.rules.normalise.company_parts import split_companies
    >>> bodies(split_companies(pd.Series(["苏州云帆精密机械股份有限公司"]))).to_list()
    ['云帆精密机械']
    """
    return parts["brand"].fillna("").str.cat(parts["trade"].fillna(""))


def words(body: str) -> tuple[dict[str, str], ...]:
    """Give what a person would point at in a name, best first: words of trades and the end; their trades; letter pairs.

    Each under the key by which names that have the same are counted.

    >>> words("云帆轴承")[:2]
    ({'轴承': '轴承', '帆轴承': '帆轴承', '云帆轴承': '云帆轴承'}, {'trade machinery': '轴承'})
    """
    said = [word for word in find_trades(body) if len(word) >= _SHORTEST]
    ends = [body[-size:] for size in _ENDINGS if _SHORTEST <= size <= len(body)]
    kin = {f"trade {industry}": word for word in said for industry in sorted(trades()[word])}
    pairs = [body[at : at + _SHORTEST] for at in range(len(body) - 1)]
    return {word: word for word in (*said, *ends)}, kin, {pair: pair for pair in pairs}


def _weights(body: str, found: Sequence[str]) -> dict[str, float]:
    told = dict.fromkeys((f"1{letter}" for letter in body), 1.0)
    told |= dict.fromkeys((f"2{body[at : at + 2]}" for at in range(len(body) - 1)), 1.0)
    told |= {f"end {body[-size:]}": 1.0 for size in _ENDINGS}
    for word in found:
        told[f"word {word}"] = 1.0
        sure = _CERTAIN if len(word) >= _SHORTEST else _HINT
        for industry in trades()[word]:
            told[f"trade {industry}"] = max(told.get(f"trade {industry}", 0.0), sure)
    if found and body.endswith(found[-1]):
        told[f"last {found[-1]}"] = 1.0
        told |= dict.fromkeys((f"last trade {industry}" for industry in trades()[found[-1]]), 1.0)
    told["words " + " ".join(sorted(found)[:_MOST_WORDS])] = 1.0
    return told


def _shape(body: str, found: Sequence[str]) -> list[float]:
    covered = sum(map(len, found))
    kinds = frozenset().union(*(trades()[word] for word in found))
    ends = bool(found) and body.endswith(found[-1])
    return [min(len(found), 3), float(ends), float(not found), covered, len(kinds)]


def _agreed(found: Sequence[str]) -> str:
    long = [word for word in found if len(word) >= _SHORTEST] or found
    shared = frozenset.intersection(*(trades()[word] for word in long)) if long else frozenset()
    return min(shared, default="")


def matrix(texts: Sequence[str], vocabulary: dict[str, int] | None = None) -> tuple[Features, dict[str, int]]:
    """Give bodies of names as features, and the place of each; with a `vocabulary` only what it holds counts.

    >>> features, places = matrix(["云帆轴承", "山海"])
    >>> features.matrix.shape == (2, len(places)), features.trade, features.last
    (True, ('machinery', ''), ('轴承', ''))
    """
    from scipy.sparse import csr_array  # noqa: PLC0415 - only where an industry is to be told

    found = [find_trades(text) for text in texts]
    told = [_weights(text, said) for text, said in zip(texts, found, strict=True)]
    if vocabulary is None:
        vocabulary = {name: at for at, name in enumerate(dict.fromkeys(chain.from_iterable(told)))}
    places = [[vocabulary.get(name, -1) for name in weights] for weights in told]
    columns = np.fromiter(chain.from_iterable(places), np.int64)
    data = np.fromiter(chain.from_iterable(weights.values() for weights in told), np.float32)
    rows = np.repeat(np.arange(len(texts)), [len(weights) for weights in told])
    is_known = columns >= 0
    ends = np.concatenate([[0], np.cumsum(np.bincount(rows[is_known], minlength=len(texts)))])
    sparse = csr_array((data[is_known], columns[is_known], ends), shape=(len(texts), len(vocabulary)))
    shapes = [_shape(text, said) for text, said in zip(texts, found, strict=True)]
    return Features(
        sparse,
        np.asarray(shapes, dtype=np.float64).reshape(len(texts), -1),
        tuple(_agreed(said) for said in found),
        tuple(said[-1] if said else "" for said in found),
    ), vocabulary
