"""What a lead's cells become when it changes hands. Source: M9, M12."""

from datetime import datetime
from typing import Final

import pandas as pd

from hiveledger.schema.words import Status

__all__ = ["STANDING", "handed_back", "handed_over", "left_behind"]

_OF_AN_OWNER: Final = ("owner", "owner_name", "cc_se", "unit", "assign_reason", "reply")
_TIMES_OF_AN_OWNER: Final = ("assigned_at", "delivered_at", "confirm_due", "confirmed_at", "protect_until")

_LEFT_BEHIND: Final = ("last_owner", "last_owner_until")

STANDING: Final = frozenset(
    {
        *("status", "returns", "lapsed_by", "first_assigned_at"),
        *(*_OF_AN_OWNER, *_TIMES_OF_AN_OWNER, *_LEFT_BEHIND),
    }
)
"""The columns that together say where a lead stands and whose it is: one of them without the others would lie."""


def handed_over(  # noqa: PLR0913 - who, when and by when
    leads: pd.DataFrame,
    owner: pd.Series,
    people: pd.DataFrame,
    now: datetime,
    *,
    delivered: pd.Series | datetime,
    due: pd.Series,
) -> pd.DataFrame:
    """Give the cells of leads that get an owner now.

    In a closed book the lead is received when it is written, in an open one with the save that comes later
    (`delivered`); by `due` it has to be confirmed (`rules.calendar.confirm_dues`). An answer to an earlier assignment
    is wiped, and so is the protection of who had reported the customer.

    Reads: leads first_assigned_at, owner, last_owner, last_owner_until; people name, unit; `owner` is a staff number
    per lead.
    Returns: same index; owner, owner_name, unit, status, assigned_at, delivered_at, confirm_due, first_assigned_at,
    reply, confirmed_at, protect_until, last_owner, last_owner_until.

    >>> people = table('''
    ...     staff_no | name   | unit
    ...     A001     | 示例甲 | 一组
    ... ''')
    >>> leads = table('''
    ...     lead_id | first_assigned_at | owner | last_owner | last_owner_until
    ...     L1      |                   |       |            |
    ... ''')
    >>> owner = pd.Series({"L1": "A001"})
    >>> due = pd.Series({"L1": pd.Timestamp("2026-03-02 12:00")})
    >>> ten = datetime(2026, 3, 2, 10)
    >>> cells = handed_over(leads, owner, people, ten, delivered=ten, due=due)
    >>> cells.loc["L1", ["owner_name", "status", "confirm_due"]].to_list()
    ['示例甲', 'assigned', Timestamp('2026-03-02 12:00:00')]
    """
    at = pd.Timestamp(now)
    return pd.DataFrame(
        {
            "owner": owner,
            "owner_name": owner.map(people["name"]),
            "unit": owner.map(people["unit"]),
            "status": Status.ASSIGNED.value,
            "assigned_at": at,
            "delivered_at": delivered,
            "confirm_due": due,
            "first_assigned_at": leads["first_assigned_at"].fillna(at),
            "reply": pd.Series(None, index=leads.index, dtype="str"),
            **dict.fromkeys(
                ("confirmed_at", "protect_until"), pd.Series(pd.NaT, index=leads.index, dtype="datetime64[us]")
            ),
            **left_behind(leads, now),
        },
        index=leads.index,
    )


def handed_back(leads: pd.DataFrame, now: datetime) -> pd.DataFrame:
    """Give the cells of leads that go back to SO: no owner, nothing due, one return more, and who had it until now.

    Reads: returns, owner, last_owner, last_owner_until.
    Returns: same index; status, returns, last_owner, last_owner_until, and every cell that spoke of the owner, blank.

    >>> leads = table('''
    ...     lead_id | returns | owner | last_owner | last_owner_until
    ...     L1      | 1       | A1    |            |
    ... ''')
    >>> handed_back(leads, datetime(2026, 3, 2, 12))[["status", "returns", "last_owner"]].to_dict("index")
    {'L1': {'status': 'returned', 'returns': 2.0, 'last_owner': 'A1'}}
    """
    blank = {column: pd.Series(None, index=leads.index, dtype="str") for column in _OF_AN_OWNER}
    never = {column: pd.Series(pd.NaT, index=leads.index, dtype="datetime64[us]") for column in _TIMES_OF_AN_OWNER}
    counted = leads["returns"].fillna(0) + 1
    cells = {"status": Status.RETURNED.value, "returns": counted, **left_behind(leads, now)}
    return pd.DataFrame(cells | blank | never, index=leads.index)


def left_behind(leads: pd.DataFrame, now: datetime) -> pd.DataFrame:
    """Give who held each lead before, and until when, for leads that leave their owner now.

    What nobody holds keeps what it says.

    Reads: owner, last_owner, last_owner_until. Returns: same index; last_owner, last_owner_until.

    >>> leads = table('''
    ...     lead_id | owner | last_owner | last_owner_until
    ...     L1      | A1    |            |
    ...     L2      |       | A2         | 2026-03-01 10:00
    ... ''')
    >>> left_behind(leads, datetime(2026, 3, 2, 12))["last_owner"].to_dict()
    {'L1': 'A1', 'L2': 'A2'}
    """
    held = leads["owner"].notna()
    return pd.DataFrame(
        {
            "last_owner": leads["owner"].where(held, leads["last_owner"]),
            "last_owner_until": leads["last_owner_until"].mask(held, pd.Timestamp(now)),
        },
        index=leads.index,
    )
