"""What a cell held beyond its value, in the words in which a note keeps it."""

import pandas as pd

from hiveledger.findings import Reason
from hiveledger.text import Language

__all__ = ["kept_words"]


def kept_words(kept: pd.DataFrame, language: Language) -> pd.Series:
    """Give one text per row with all that its cells held: "[预算栏原有：几十万] [来源渠道栏原有：百度]".

    `kept` holds texts under the headers that people know them by. Returns: same index, missing where nothing is kept.
    """
    parts = []
    for header, texts in kept.dropna(axis=1, how="all").items():
        words = {
            text: Reason("clean.beyond", {"column": str(header), "text": text}).text(language)
            for text in texts.dropna().unique()
        }
        parts.append(texts.astype(object).map(words))
    rows = [" ".join(word for word in row if isinstance(word, str)) or None for row in zip(*parts, strict=True)]
    return pd.Series(rows or None, index=kept.index, dtype="str")
