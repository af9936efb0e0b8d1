"""The report's lists: leads that somebody has to look at, as they stood at the cut-off. No person of a customer."""

from datetime import datetime
from typing import Final

import pandas as pd

from hiveledger.changes import Tables
from hiveledger.rules.follow_up.dues import WORKED
from hiveledger.schema.words import OPEN, WAITING, DeskKind, Status

__all__ = ["LISTS", "find_lists"]

LISTS: Final = ("overdue", "returned_twice", "untouched", "to_decide")
_COLUMNS: Final = ("lead", "company", "grade", "am", "unit", "what", "since", "other")
_ASKED: Final = (DeskKind.DUPLICATE, DeskKind.CLASH)
_ALMOST_A_DAY: Final = pd.Timedelta(days=1) - pd.Timedelta(microseconds=1)


def find_lists(tables: Tables, until: datetime, unit: str = "") -> dict[str, pd.DataFrame]:
    """Give each list: lead, company, grade, am, unit, what (a code), since when, other (another lead, or a count).

    The longest waiting come first, then by lead. Reads: leads, desk and decisions as they stood at `until`.
    """
    found = {
        "overdue": _overdue(tables["leads"], until),
        "returned_twice": _twice(tables["leads"]),
        "untouched": _untouched(tables["leads"], until),
        "to_decide": _to_decide(tables),
    }
    return {name: _in_order(rows[rows["unit"].eq(unit)] if unit else rows) for name, rows in found.items()}


def _rows(leads: pd.DataFrame, what: str, since: pd.Series, other: pd.Series | None = None) -> pd.DataFrame:
    rows = leads[["company", "grade", "owner", "unit"]].rename(columns={"owner": "am"})
    told = rows.assign(lead=leads.index, what=what, since=since.reindex(leads.index))
    return told.assign(other="" if other is None else other)[list(_COLUMNS)]


def _overdue(leads: pd.DataFrame, until: datetime) -> pd.DataFrame:
    """What is held and should have been confirmed, or contacted on an agreed day, before the cut-off."""
    confirm = leads["status"].eq(Status.ASSIGNED) & leads["confirmed_at"].isna() & (leads["confirm_due"] < until)
    agreed = leads["next_touch_at"]
    end = agreed.mask(agreed.eq(agreed.dt.normalize()), agreed + _ALMOST_A_DAY)
    touch = leads["status"].isin(WORKED) & (end < until) & leads["first_touch_at"].notna()
    return pd.concat(
        [
            _rows(leads[confirm], "confirm", leads["confirm_due"]),
            _rows(leads[touch], "next_touch", agreed),
        ]
    )


def _twice(leads: pd.DataFrame) -> pd.DataFrame:
    waits = [*OPEN, *WAITING, Status.POOLED, Status.NURTURING]
    rows = leads[leads["returns"].ge(2) & leads["status"].isin(waits)]
    return _rows(rows, "returned", rows["last_owner_until"], rows["returns"].astype("int64").astype("str"))


def _untouched(leads: pd.DataFrame, until: datetime) -> pd.DataFrame:
    late = leads["first_touch_at"].isna() & (leads["first_touch_due"] < until)
    rows = leads[late & leads["status"].isin(WORKED)]
    return _rows(rows, "first_touch", rows["first_touch_due"])


def _to_decide(tables: Tables) -> pd.DataFrame:
    """Questions that wait for SO: what may be one customer, and whose a customer is."""
    parts = []
    for name in ("decisions", "desk"):
        rows = tables[name]
        asked = rows[rows["closed_at"].isna() & rows["verdict"].isna() & rows["kind"].isin(_ASKED)]
        facts = tables["leads"].reindex(asked["lead_id"].to_numpy()).set_axis(asked.index)
        told = facts[["company", "grade", "unit"]].assign(
            lead=asked["lead_id"],
            am=facts["owner"],
            what=asked["kind"],
            since=asked["raised_at"],
            other=asked["other_id"],
        )
        parts.append(told[list(_COLUMNS)])
    return pd.concat(parts)


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    typed = rows.astype({column: "datetime64[us]" if column == "since" else "str" for column in _COLUMNS})
    return typed.sort_values(["since", "lead", "other"], ignore_index=True)
