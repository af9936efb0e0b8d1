"""Reading a column cell by cell: each distinct text once, however long the column."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

import pandas as pd

from hiveledger.rules.normalise.characters import plain, tidy
from hiveledger.rules.normalise.words import word_set

__all__ = ["BLANK", "REMEMBERED", "TEXT", "Reading", "is_nothing", "read_cells", "read_texts"]

_Row = tuple[object, ...]


class Reading(NamedTuple):
    """What one cell says: a value, a code, both, or neither where it says nothing."""

    value: object = None
    code: str | None = None


BLANK: Final = Reading()
# Texts of a kind that are remembered with what they say: a verb asks for the same names and numbers several times
# (of the ledger, its block list, its customers), and reading them is most of its time.
REMEMBERED: Final = 1 << 17
TEXT: Final[Mapping[str, str]] = {"value": "str", "code": "str"}

_STROKES: Final = " -_/\\.,*?+~=|、。·'\"()\n"


def is_nothing(text: str) -> bool:
    """Tell whether a text in plain form says that there is nothing to say.

    >>> is_nothing("--"), is_nothing("(N/A)"), is_nothing("无锡")
    (True, True, False)
    """
    return text.strip("()[] ").casefold() in word_set("nothing") or not text.strip(_STROKES)


def read_texts(texts: pd.Series, read: Callable[[str], _Row], dtypes: Mapping[str, str]) -> pd.DataFrame:
    """Give one row per cell, read by `read`, which gets each distinct text once, tidied.

    Returns: the columns of `dtypes`, same index; `read` returns an item for each. A blank cell gives missing.

    >>> read_texts(pd.Series(["a ", "无"]), lambda text: (text.upper(),), {"value": "str"}).value.to_list()
    ['A', '无']
    """
    places, distinct = pd.factorize(texts)
    blank = (None,) * len(dtypes)
    rows = [read(text) if text else blank for text in (tidy(str(raw)) for raw in distinct)]
    columns = zip(*rows, strict=True) if rows else ((),) * len(dtypes)
    known = {
        name: pd.Series(column, dtype=dtype) for (name, dtype), column in zip(dtypes.items(), columns, strict=True)
    }
    return pd.DataFrame(known).reindex(places).set_axis(texts.index)


def read_cells(texts: pd.Series, read: Callable[[str], _Row], dtypes: Mapping[str, str]) -> pd.DataFrame:
    """Give one row per cell as `read_texts` does, for values: `read` gets plain forms, no words for nothing.

    >>> read_cells(pd.Series(["Ａ，", "无"]), lambda text: (text,), {"value": "str"}).value.to_list()
    ['A,', nan]
    """
    blank = (None,) * len(dtypes)

    def read_plain(text: str) -> _Row:
        form = plain(text)
        return blank if is_nothing(form) else read(form)

    return read_texts(texts, read_plain, dtypes)
