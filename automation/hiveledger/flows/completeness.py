"""How complete the leads of each source and week are: the verb `completeness`. Nothing is written."""

from collections.abc import Iterator
from typing import Final

import pandas as pd

from hiveledger.book.base import Book
from hiveledger.flows.answer import Answer
from hiveledger.rules.completeness import measure_completeness
from hiveledger.schema import LEADS
from hiveledger.text import Language, say

__all__ = ["tell_completeness"]

_WEEKS: Final = 8  # told to a person; all are in the data
_LISTED: Final = {Language.ZH: "，", Language.EN: ", "}


def tell_completeness(book: Book, language: Language) -> Answer:
    """Tell, by week and source, in how many leads each needed fact is known; of few leads no percentage is given."""
    state = book.read()
    fewest = state.settings.rate_cases
    found = measure_completeness(state.frame("leads"), fewest)
    if found.empty:
        return Answer((say("completeness.nothing", language),), [])
    told = found[found["week"].isin(found["week"].drop_duplicates().head(_WEEKS))]
    lines = [*_lines(told, language)]
    if told["share"].isna().any():
        lines.append(say("completeness.too_few", language, count=fewest))
    week, share = found["week"].dt.strftime("%Y-%m-%d"), found["share"].astype("object")
    return Answer(tuple(lines), found.assign(week=week, share=share.where(share.notna(), None)).to_dict("records"))


def _lines(told: pd.DataFrame, language: Language) -> Iterator[str]:
    for (week, source), rows in told.groupby(["week", "source"], sort=False):
        facts = _LISTED[language].join(
            _fact(LEADS[column].header(language), filled, share, language)
            for column, filled, share in zip(rows["column"], rows["filled"], rows["share"], strict=True)
        )
        named = source or say("completeness.no_source", language)
        params = {"week": f"{week:%Y-%m-%d}", "source": named, "total": rows["total"].iloc[0], "facts": facts}
        yield say("completeness.line", language, **params)


def _fact(header: str, filled: int, share: float, language: Language) -> str:
    if pd.isna(share):
        return say("completeness.count", language, column=header, filled=filled)
    return say("completeness.share", language, column=header, filled=filled, share=f"{share:.0%}")
