"""Why a row is one with another, may be, or is related to it, in a salesperson's words."""

from collections.abc import Iterator, Sequence
from functools import cache
from string import digits
from typing import Final

import numpy as np
import pandas as pd

from hiveledger.rules.match.records import Field, Kind, Matched, Outcome
from hiveledger.text import Language, say

__all__ = ["explain_rows"]

_LISTED: Final = {Language.ZH: "、", Language.EN: ", "}
_NAMED: Final = (Kind.COMPANY, Kind.PERSON)  # what rows are of, where they say so
_CLOSE: Final = "_close"  # ends the code of a fact in which two rows are alike and not equal
_HINTS: Final = frozenset({"slip", "short", "pinyin"})  # that two names of a company may be one, though not equal
_ORDER: Final = {outcome: place for place, outcome in enumerate(Outcome)}


def explain_rows(matched: Matched, fields: Sequence[Field], language: Language) -> pd.Series:
    """Say of each row with which other it is one, may be, or is related: the first such row in the table.

    Returns: a text per row, same index as the rows, blank where a row stands alone. A row is named by its index.
    """
    kinds = {field.kind for field in fields}
    what = say(f"match.what.{next((kind for kind in _NAMED if kind in kinds), 'record')}", language)

    @cache
    def evidence(same: str, other: str) -> str:
        return _evidence(same.split(), other.split(), fields, language)

    numbers = matched.rows.index.tolist()
    said: list[list[str]] = [[] for _ in numbers]
    for row, partner, outcome, same, other in _first_of_each(matched.pairs):
        told = evidence(same, other)
        said[row].append(say(f"match.outcome.{outcome}", language, row=numbers[partner], what=what, evidence=told))
    return pd.Series(["".join(sentences).strip() for sentences in said], index=matched.rows.index, dtype="str")


def _first_of_each(pairs: pd.DataFrame) -> Iterator[tuple[int, int, str, str, str]]:
    """Give each row its first partner under each outcome: row, partner, outcome, same, other."""
    first, second = pairs["first"].to_numpy(), pairs["second"].to_numpy()
    row, partner = np.concatenate([first, second]), np.concatenate([second, first])
    outcome = np.tile(pairs["outcome"].map(_ORDER).to_numpy(dtype=np.intp), 2)
    pair = np.tile(np.arange(len(pairs)), 2)
    order = np.lexsort((partner, outcome, row))
    is_first = np.ones(len(order), dtype=bool)
    is_first[1:] = (np.diff(row[order]) != 0) | (np.diff(outcome[order]) != 0)
    chosen = order[is_first]
    told = (pairs[name].to_numpy()[pair[chosen]].tolist() for name in ("outcome", "same", "other"))
    return zip(row[chosen].tolist(), partner[chosen].tolist(), *told, strict=True)


def _evidence(same: Sequence[str], other: Sequence[str], fields: Sequence[Field], language: Language) -> str:
    """Put into words which facts agree and which differ."""
    hints = [say(f"match.hint.{code}", language) for code in same if code in _HINTS]
    parts = [
        say(f"match.{verdict}", language, facts=_LISTED[language].join(_fact(code, fields, language) for code in codes))
        for verdict, codes in (
            ("agree", [code for code in same if code not in _HINTS and not code.endswith(_CLOSE)]),
            ("alike", [code.removesuffix(_CLOSE) for code in same if code.endswith(_CLOSE)]),
            ("differ", other),
        )
        if codes
    ]
    told = say("match.then", language).join([*hints, *parts])
    return say("match.evidence", language, told=told) if told else ""


def _fact(code: str, fields: Sequence[Field], language: Language) -> str:
    """Name a fact; what is compared as text is called by its columns."""
    kind = code.rstrip(digits)
    if kind == code:
        return say(f"match.fact.{code}", language)
    return say("match.column", language, columns="+".join(fields[int(code.removeprefix(kind))].columns))
