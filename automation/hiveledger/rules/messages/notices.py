"""A notice: one thing that one person is to be told, known by what it is about, of which row, and when it fell due."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final

import pandas as pd

__all__ = ["About", "as_notices", "join_notices", "keys_of"]

_COLUMNS: Final = {"about": "str", "subject": "str", "to": "str", "due": "datetime64[us]"}


class About(StrEnum):
    """What a person is told of."""

    WARN_CONFIRM = "warn_confirm"  # a confirmation is due soon
    ASSIGNED = "assigned"  # a lead came to them
    COPIED = "copied"  # to the SE of such a lead
    LEFT = "left"  # a lead is theirs no longer
    CLAIM_WON = "claim_won"
    CLAIM_LOST = "claim_lost"
    FIRST_TOUCH = "first_touch"
    NEXT_TOUCH = "next_touch"
    SE_REPLY = "se_reply"
    STALE = "stale"
    LAPSES = "lapses"
    UNDELIVERED = "undelivered"
    HELD = "held"  # to whoever has had the workbook open for long
    CASE = "case"  # to a customer
    MORNING = "morning"
    WEEKLY = "weekly"
    REPORT = "report"  # to managers, with its file


def as_notices(about: About, subject: Sequence[str], to: Sequence[object], due: Iterable[object]) -> pd.DataFrame:
    """Give notices of one kind; one for nobody, or of no moment, is left out.

    Returns: one row each; about, subject (a lead, an AM, a mailing), to (staff number), due.

    >>> as_notices(About.LEFT, ["L1", "L2"], ["A1", None], [pd.Timestamp("2026-03-02")] * 2)["to"].to_list()
    ['A1']
    """
    rows = {"about": about.value, "subject": [*subject], "to": [*to], "due": [*due]}
    return pd.DataFrame(rows, columns=[*_COLUMNS]).astype(_COLUMNS).dropna(subset=["to", "due"])


def join_notices(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Give several kinds of notices as one frame, in the order of who is told, and then of `About`.

    >>> at = [pd.Timestamp("2026-03-02")]
    >>> parts = [as_notices(About.LEFT, ["L1"], [who], at) for who in ("A2", "A1")]
    >>> join_notices(parts)["to"].to_list()
    ['A1', 'A2']
    """
    found = pd.concat([as_notices(About.LEFT, [], [], []), *parts], ignore_index=True).drop_duplicates()
    order = {about.value: place for place, about in enumerate(About)}
    rank = found["about"].map(order)
    return found.assign(rank=rank).sort_values(["to", "rank", "due", "subject"], ignore_index=True).drop(columns="rank")


def keys_of(notices: pd.DataFrame) -> pd.Series:
    """Name each notice, so that it is never told a second time: what, of which row, when due, to whom.

    Reads: about, subject, to, due. Returns: text per notice, same index.

    >>> keys_of(as_notices(About.LEFT, ["L1"], ["A1"], [pd.Timestamp("2026-03-02 12:00")])).to_list()
    ['left/L1/20260302T120000/A1']
    """
    moment = notices["due"].dt.strftime("%Y%m%dT%H%M%S")
    parts = (notices["about"], notices["subject"].fillna(""), moment, notices["to"])
    return pd.Series(["/".join(key) for key in zip(*parts, strict=True)], index=notices.index, dtype="str")
