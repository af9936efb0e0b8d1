"""Industries that company names suggest, learned from companies whose industry is known. Source: M8."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from hiveledger.rules.industry.features import bodies, matrix, words
from hiveledger.rules.industry.learning import learn
from hiveledger.rules.normalise.company_parts import split_companies

__all__ = ["GUESS", "guess_industry"]

GUESS: Final = ["industry", "confidence", "word", "is_kin", "held", "agree"]
_FEWEST: Final = 200  # known companies: fewer do not tell how far a guess may be trusted
_MOST: Final = 10_000  # more teach hardly more and take longer
_FEWEST_INDUSTRIES: Final = 2


class _Evidence(NamedTuple):
    word: str
    is_kin: bool
    held: int
    agree: int


_NOTHING: Final = _Evidence("", is_kin=False, held=0, agree=0)


def guess_industry(names: pd.Series, known: pd.DataFrame, precision: float) -> pd.DataFrame:
    """Guess the industries of companies from their names; blank where a name does not tell enough.

    Only a suggestion. As many guesses are given as can be while about `precision` of them are right, as tried on known
    names held back. Under 200 known companies there are none, nor for a name that has nothing in common with
    known ones of its industry.
    Reads: known company, industry (blank ones do not count).
    Returns: industry, confidence (0 to 1), word (what of the name tells it), is_kin (whether known companies have not
    that word, but others of its trade), held (known companies with it) and agree (those of them in the industry), same
    index; all missing where nothing is guessed.

    >>> brands = [f"{one}{two}" for one in "云山海长风林" for two in "帆川岳河谷原野舟桥峰潮星辰虹霞溪涧"]
    >>> firms = [f"{brand}{trade}有限公司" for trade in ("轴承", "软件") for brand in brands]
    >>> known = pd.DataFrame({"company": firms, "industry": ["机械"] * 102 + ["信息"] * 102})
    >>> found = guess_industry(pd.Series(["示例精工轴承有限公司", None]), known, precision=0.85)
    >>> found[["industry", "word", "held", "agree"]].to_numpy().tolist()
    [['机械', '轴承', 102, 102], [nan, nan, <NA>, <NA>]]
    """
    told = _distinct(known)
    industries, kinds = pd.factorize(told["industry"], sort=True)
    texts = bodies(split_companies(names))
    asked = texts[texts != ""]
    if len(told) < _FEWEST or len(kinds) < _FEWEST_INDUSTRIES or asked.empty:
        return _frame([], names.index[:0]).reindex(names.index)
    features, vocabulary = matrix(told["body"].to_list())
    learned = learn(features, np.asarray(industries), len(kinds))
    answers, sure = learned.answer(matrix(asked.to_list(), vocabulary)[0])
    is_sure = sure >= learned.cutoff(precision)
    likely = zip(asked[is_sure].tolist(), kinds[answers[is_sure]].tolist(), sure[is_sure].round(2), strict=True)
    counts = _counts(told)
    rows = [(kind, confidence, *_evidence(body, kind, counts)) for body, kind, confidence in likely]
    found = _frame(rows, asked.index[is_sure])
    return found[found["agree"] > 0].reindex(names.index)


def _distinct(known: pd.DataFrame) -> pd.DataFrame:
    """Give each known company once, in an order that does not depend on that of any sheet."""
    rows = known.dropna(subset=["company", "industry"])
    parts = split_companies(rows["company"])
    told = pd.DataFrame({"key": parts["key"], "industry": rows["industry"], "body": bodies(parts)}, rows.index)
    told = told[told["key"].notna() & (told["body"] != "")]
    told = told.drop_duplicates(["key", "industry"])
    mixed = pd.util.hash_array(told["key"].to_numpy(dtype=object))  # spread over the folds
    return told.assign(mixed=mixed).sort_values(["mixed", "key", "industry"], ignore_index=True).head(_MOST)


def _counts(told: pd.DataFrame) -> Mapping[tuple[str, str], int]:
    """Count the known companies with each word: of an industry, and under "" of all."""
    texts, industries = told["body"].tolist(), told["industry"].tolist()
    seen = (
        (word, kind)
        for body, own in zip(texts, industries, strict=True)
        for word in {*chain(*words(body))}
        for kind in (own, "")
    )
    return Counter(seen)


def _evidence(body: str, industry: str, counts: Mapping[tuple[str, str], int]) -> _Evidence:
    """Give what of a name speaks most for an industry: often there, seldom elsewhere."""
    for said in words(body):
        known = [
            _Evidence(word, key != word, counts.get((key, ""), 0), counts.get((key, industry), 0))
            for key, word in said.items()
        ]
        best = max(known, key=lambda one: ((one.agree + 1) / (one.held + 3), len(one.word)), default=_NOTHING)
        if best.agree:
            return best
    return _NOTHING


def _frame(rows: Sequence[tuple[object, ...]], index: pd.Index) -> pd.DataFrame:
    kinds = {
        "industry": "str",
        "confidence": "float64",
        "word": "str",
        "is_kin": "boolean",
        "held": "Int64",
        "agree": "Int64",
    }
    return pd.DataFrame(rows, index=index, columns=GUESS).astype(kinds)
