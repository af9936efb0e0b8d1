"""What to warn of on held leads, whom, and when to look again. Source: M13."""

from enum import StrEnum
from typing import Final

import pandas as pd
from pandas.api.typing import NaTType

from hiveledger.rules.follow_up.dues import WORKED
from hiveledger.schema.words import OPEN
from hiveledger.settings import Settings

__all__ = ["Warn", "find_warnings", "next_follow_up"]

_COLUMNS: Final = {"kind": "str", "lead_id": "str", "to": "str", "due": "datetime64[us]"}


class Warn(StrEnum):
    """What a person is warned of."""

    FIRST_TOUCH = "first_touch"  # nobody made first contact in time
    NEXT_TOUCH = "next_touch"  # contact is due today, or was before
    SE_REPLY = "se_reply"  # the SE has not answered in time
    STALE = "stale"  # goes back to SO soon


def find_warnings(leads: pd.DataFrame, settings: Settings, now: pd.Timestamp) -> pd.DataFrame:
    """Give the warnings that stand at a moment: the owner is told, of an SE's answer the SE.

    Reads: status, owner, cc_se, first_touch_due, first_touch_at, next_touch_at, se_due, se_replied_at, recall_due.
    Returns: a row each; kind, lead_id, to (staff number), due; by due, then lead.

    >>> leads = table('''
    ...     lead_id | status    | owner | first_touch_due  | recall_due
    ...     L1      | confirmed | A1    | 2026-03-02 14:00 |
    ...     L2      | following | A1    |                  | 2026-03-04
    ... ''').assign(cc_se=None, first_touch_at=pd.NaT, next_touch_at=pd.NaT, se_due=pd.NaT, se_replied_at=pd.NaT)
    >>> find_warnings(leads, Settings(), pd.Timestamp("2026-03-02 15:00"))[["kind", "lead_id"]].to_numpy().tolist()
    [['first_touch', 'L1'], ['stale', 'L2']]
    """
    worked, held = leads["status"].isin(WORKED), leads["status"].isin(OPEN)
    ahead = pd.Timedelta(days=settings.recall_warn_days)
    is_due = {
        Warn.FIRST_TOUCH: (
            "first_touch_due",
            "owner",
            worked & (leads["first_touch_due"] < now) & leads["first_touch_at"].isna(),
        ),
        Warn.NEXT_TOUCH: (
            "next_touch_at",
            "owner",
            worked & (leads["next_touch_at"].dt.normalize() <= now.normalize()),
        ),
        Warn.SE_REPLY: ("se_due", "cc_se", held & (leads["se_due"] < now) & leads["se_replied_at"].isna()),
        Warn.STALE: ("recall_due", "owner", worked & (leads["recall_due"] - ahead <= now)),
    }
    parts = [
        pd.DataFrame(
            {
                "kind": kind.value,
                "lead_id": leads.index[due],
                "to": leads.loc[due, to].array,
                "due": leads.loc[due, column].array,
            }
        )
        for kind, (column, to, due) in is_due.items()
        if due.any()
    ]
    found = pd.concat(parts) if parts else pd.DataFrame(columns=[*_COLUMNS])
    return found.astype(_COLUMNS).sort_values(["due", "lead_id", "kind"], ignore_index=True)


def next_follow_up(leads: pd.DataFrame, settings: Settings, now: pd.Timestamp) -> pd.Timestamp | NaTType:
    """Give the next moment at which something falls due, if nobody touches the book; NaT where nothing does.

    Reads: status, first_touch_due, first_touch_at, next_touch_at, se_due, se_replied_at, recall_due.

    >>> leads = table('''
    ...     lead_id | status    | first_touch_due  | recall_due
    ...     L1      | confirmed | 2026-03-02 14:00 | 2026-03-09
    ... ''').assign(first_touch_at=pd.NaT, next_touch_at=pd.NaT, se_due=pd.NaT, se_replied_at=pd.NaT)
    >>> next_follow_up(leads, Settings(), pd.Timestamp("2026-03-02 12:00"))
    Timestamp('2026-03-02 14:00:00')
    """
    worked, held = leads["status"].isin(WORKED), leads["status"].isin(OPEN)
    recalls = leads["recall_due"].where(worked)
    dues = pd.concat(
        [
            leads["first_touch_due"].where(worked & leads["first_touch_at"].isna()),
            leads["next_touch_at"].where(worked),
            leads["se_due"].where(held & leads["se_replied_at"].isna()),
            recalls - pd.Timedelta(days=settings.recall_warn_days),
        ]
    )
    ahead = dues[dues >= now].min()
    return min((due for due in (ahead, recalls.min()) if pd.notna(due)), default=pd.NaT)
