"""Small text tables as frames, so that a test or an example shows its rows the way a person would write them."""

from collections.abc import Sequence
from typing import Final

import pandas as pd

from hiveledger.schema import TABLES
from hiveledger.schema.frames import pandas_dtype

__all__ = ["table"]

_DTYPES: Final = {column.key: pandas_dtype(column) for sheet in TABLES.values() for column in sheet}


def table(text: str) -> pd.DataFrame:
    """Read a text table: a line of keys, then a line per row, cells cut by "|"; a blank cell is missing.

    Returns: indexed by the first column. A key of the schema has its dtype there; any other column is text, or bool
    where it holds only True and False, or what its header says after a colon ("score:float64").

    >>> leads = table('''
    ...     lead_id | mobile      | budget_cny | is_late | rank:float64
    ...     L1      | 13800000001 |            | True    | 2
    ...     L2      |             | 5e5        | False   | 1
    ... ''')
    >>> leads.dtypes.astype(str).tolist()
    ['str', 'float64', 'bool', 'float64']
    >>> leads["budget_cny"].to_dict()
    {'L1': nan, 'L2': 500000.0}
    """
    header, *rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    name, *keys = header
    labels, *columns = zip(*rows, strict=True) if rows else [()] * len(header)
    index = pd.Index(labels, name=name, dtype="str")
    return pd.DataFrame(dict(_column(*pair, index) for pair in zip(keys, columns, strict=True)), index=index)


def _column(header: str, cells: Sequence[str], index: pd.Index) -> tuple[str, pd.Series]:
    key, _, said = header.partition(":")
    texts = pd.Series(cells, index=index, dtype="str")
    if not said and key not in _DTYPES and cells and set(cells) <= {"True", "False"}:
        return key, texts == "True"
    dtype = pd.api.types.pandas_dtype(said or _DTYPES.get(key, "str"))
    known = texts.mask(texts == "")
    return key, (pd.to_datetime(known, format="ISO8601") if dtype.kind == "M" else known).astype(dtype)
