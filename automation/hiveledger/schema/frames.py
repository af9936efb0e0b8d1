"""How a table looks as a frame: index = the table's key, one column per schema column, fixed dtypes.

Text, choices and staff numbers are "str" with NaN for blank; numbers are float64 with NaN; dates and
times are "datetime64[us]" with NaT. One missing value per dtype, so that rules need no case distinctions.
"""

from typing import Final, Literal, TypeAlias

import pandas as pd

from hiveledger.schema.columns import Column, Dtype, Table

__all__ = ["empty", "pandas_dtype", "typed"]

_Name: TypeAlias = Literal["str", "float64", "datetime64[us]"]
_DTYPES: Final[dict[Dtype, _Name]] = {
    Dtype.NUMBER: "float64",
    Dtype.DATE: "datetime64[us]",
    Dtype.TIME: "datetime64[us]",
}


def pandas_dtype(column: Column) -> _Name:
    """Give the dtype that a column has in a frame."""
    return _DTYPES.get(column.dtype, "str")


def typed(table: Table, rows: pd.DataFrame) -> pd.DataFrame:
    """Give the rows all columns of the table, in order and with their dtypes.

    Reads: any columns of the table; the index (or a column) is its key.
    Returns: index named after the key, every other schema column; those not given are blank.
    """
    if _is_typed(table, rows):
        return rows
    if table.key in rows.columns:
        rows = rows.set_index(table.key)
    index = pd.Index(rows.index.astype("str"), name=table.key)
    given = {
        column.key: rows[column.key].set_axis(index).astype(pandas_dtype(column))
        if column.key in rows.columns
        else pd.Series(None, index=index, dtype=pandas_dtype(column))
        for column in table
        if column.key != table.key
    }
    return pd.DataFrame(given, index=index)


def _is_typed(table: Table, rows: pd.DataFrame) -> bool:
    """Tell whether rows are just as `typed` would give them."""
    wanted = [(column.key, pandas_dtype(column)) for column in table if column.key != table.key]
    return (
        rows.index.name == table.key
        and rows.index.dtype == "str"
        and [(key, str(dtype)) for key, dtype in rows.dtypes.items()] == wanted
    )


def empty(table: Table) -> pd.DataFrame:
    """Give the table without rows."""
    return typed(table, pd.DataFrame(index=pd.Index([], dtype="str", name=table.key)))
