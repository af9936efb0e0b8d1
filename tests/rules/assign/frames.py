"""Frames for placement: what a test leaves out is filled with what stands in nobody's way."""

from collections.abc import Sequence
from typing import Final

import pandas as pd

from hiveledger.schema import LEADS, Table
from hiveledger.schema.frames import pandas_dtype
from hiveledger.schema.people import PEOPLE
from tests.tables import table

__all__ = ["NOW", "SERVED", "as_leads", "as_team", "leads", "team"]

NOW: Final = pd.Timestamp("2026-03-18 10:00")
SERVED: Final = ("account_id", "received_at", "industry", "region", "size", "lapsed_by")
_PEOPLE: Final = ("role", "left_at", "leave_from", "leave_to", "industries", "regions", "sizes")
_COUNTED: Final = {"quota": 20, "given": 0, "room": 50}


def leads(text: str, columns: Sequence[str] = SERVED) -> pd.DataFrame:
    """Give leads with exactly these columns."""
    return as_leads(table(text), columns)


def as_leads(rows: pd.DataFrame, columns: Sequence[str] = SERVED) -> pd.DataFrame:
    """Give leads with exactly these columns, from rows that hold some of them."""
    return _typed(LEADS, rows, columns)


def team(text: str) -> pd.DataFrame:
    """Give a counted team: AMs with quota 20, nothing given, room for 50, never had a lead."""
    return as_team(table(text))


def as_team(rows: pd.DataFrame) -> pd.DataFrame:
    """Give a counted team from rows that hold some of its columns."""
    people = _typed(PEOPLE, rows, _PEOPLE)
    known = rows.reindex(columns=[*_COUNTED, "last_at"])
    counted = {key: known[key].astype("float64").fillna(standard) for key, standard in _COUNTED.items()}
    return people.assign(
        role=people["role"].fillna("AM"),
        quota=counted["quota"],
        given=counted["given"].astype("int64"),
        room=counted["room"].astype("int64"),
        last_at=known["last_at"].astype("datetime64[us]"),
    )


def _typed(schema: Table, rows: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Give exactly these columns: a rule must not need more than its docstring says."""
    frame = rows.reindex(columns=list(columns)).set_index(rows.index.astype("str"))
    return frame.astype({key: pandas_dtype(schema[key]) for key in columns})
