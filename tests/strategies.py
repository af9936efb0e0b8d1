"""States of a ledger for properties: frames such as a reader gives them, and what a verb could make of them."""

from datetime import datetime
from typing import Final

import pandas as pd
from hypothesis import strategies as st

from hiveledger.changes import Value
from hiveledger.findings import Reason
from hiveledger.schema import TABLES, Column, Dtype, Table
from hiveledger.schema.frames import pandas_dtype

__all__ = ["State", "cell", "grown", "reasons", "states", "texts"]

State = dict[str, pd.DataFrame]

_NAMES: Final = ("leads", "people", "contacts", "desk")
_ROWS: Final = 4
_ODD: Final = (
    "=1+1",
    "+86 138",
    "-",
    "@SUM(A1)",
    "＝1",
    "_x0041_",
    "007",
    "1e5",
    "NA",
    "TRUE",
    "a\nb",
    " x ",
    "#N/A",
    "'",
)


def texts() -> st.SearchStrategy[str]:
    """Give texts as a cell can hold them, those that spreadsheets like to reinterpret among them."""
    letters = st.characters(exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\ufffe\uffff")
    plain = st.text(letters, min_size=1, max_size=12).filter(lambda text: bool(text.strip()))
    return st.sampled_from(_ODD) | plain


def cell(column: Column) -> st.SearchStrategy[Value]:
    """Give values that a column may hold, a blank among them."""
    times = st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)).map(lambda at: at.replace(microsecond=0))
    match column.dtype:
        case Dtype.NUMBER:
            known: st.SearchStrategy[Value] = st.integers(-(10**12), 10**12).map(lambda number: number / 100)
        case Dtype.TIME:
            known = times
        case Dtype.DATE:
            known = times.map(lambda at: at.replace(hour=0, minute=0, second=0))
        case Dtype.CHOICE:
            known = st.sampled_from([word.value for word in column.words or ()])
        case Dtype.PERSON:
            known = st.sampled_from(["S001", "S002", "1003"])
        case _:
            known = texts()
    return st.none() | known


def reasons() -> st.SearchStrategy[Reason | None]:
    """Give reasons as rules give them, one inside another among them."""
    params = st.dictionaries(
        st.sampled_from(["a", "b"]), st.integers() | texts() | st.floats(allow_nan=False), max_size=2
    )
    plain = st.builds(Reason, st.just("core.rows"), params)
    return st.none() | plain | st.builds(Reason, st.just("core.rows"), st.fixed_dictionaries({"because": plain}))


@st.composite
def states(draw: st.DrawFn, names: tuple[str, ...] = _NAMES) -> State:
    """Give a book's tables: some of them, each with some of its columns and a few rows."""
    chosen = draw(st.lists(st.sampled_from(names), unique=True, min_size=1))
    return {name: _rows(draw, TABLES[name], _columns(draw, TABLES[name], ()), 0) for name in chosen}


@st.composite
def grown(draw: st.DrawFn, state: State, names: tuple[str, ...] = _NAMES) -> State:
    """Give a later state that keeps all tables, columns and rows of an earlier one."""
    later: State = {}
    added = draw(st.lists(st.sampled_from(names), unique=True, max_size=2))
    for name in dict.fromkeys((*state, *added)):
        table, before = TABLES[name], state.get(name)
        columns = _columns(draw, table, () if before is None else tuple(before.columns))
        rows = _rows(draw, table, columns, 0 if before is None else len(before))
        if before is not None:
            for column in before.columns:
                kept = draw(st.lists(st.booleans(), min_size=len(before), max_size=len(before)))
                old = before[column].reindex(rows.index)
                rows[column] = rows[column].where(
                    ~pd.Series([*kept, *[False] * (len(rows) - len(before))], rows.index), old
                )
        later[name] = rows
    return later


def _columns(draw: st.DrawFn, table: Table, have: tuple[str, ...]) -> tuple[str, ...]:
    others = [key for key in table.keys if key != table.key and key not in have]
    return (*have, *draw(st.lists(st.sampled_from(others), unique=True, min_size=0 if have else 1, max_size=3)))


def _rows(draw: st.DrawFn, table: Table, columns: tuple[str, ...], at_least: int) -> pd.DataFrame:
    count = draw(st.integers(at_least, at_least + _ROWS))
    index = pd.Index(
        [f"{table.id_prefix or 'S'}{number:06d}" for number in range(1, count + 1)], name=table.key, dtype="str"
    )
    return pd.DataFrame(
        {
            column: pd.Series(
                draw(st.lists(cell(table[column]), min_size=count, max_size=count)), index=index, dtype=object
            ).astype(pandas_dtype(table[column]))
            for column in columns
        },
        index=index,
    )
