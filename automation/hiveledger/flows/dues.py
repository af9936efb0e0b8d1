"""When a verb is next to be run though nobody touches the book, so that until then nobody has to look."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import pandas as pd
from pandas.api.typing import NaTType

from hiveledger.book.base import Snapshot
from hiveledger.flows.messages import next_notice
from hiveledger.rules.claim import next_due
from hiveledger.rules.confirm import judge_replies, next_return, next_undelivered
from hiveledger.rules.follow_up import next_follow_up
from hiveledger.rules.nurture import is_waiting_for_case, next_mailing

__all__ = ["next_dues"]

_MOMENT = timedelta(seconds=1)  # what is due at a second is done after it


def next_dues(state: Snapshot, now: datetime) -> Mapping[str, datetime | None]:
    """Give, by verb, the first moment at which its plan may hold something, if the book stays as it is.

    None is never. A verb that is not named does not say, and is run at its interval.
    """
    midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time())
    content_alone = dict.fromkeys(("orders", "confirm", "clean", "dedupe", "complete"))
    by_day = dict.fromkeys(("grade", "distribute"), midnight)  # leave ends, a month begins, a need becomes urgent
    seen_late = next_undelivered(state.frame("leads"), now, state.settings.undelivered_minutes)
    returns = (midnight, _after(_return(state)), _after(seen_late))
    follow_up = _after(next_follow_up(state.frame("leads"), state.settings, pd.Timestamp(now)))
    own = {
        "return": min(filter(None, returns)),
        "follow-up": follow_up,
        "nurture": _nurture(state),
        "send": next_notice(state, now),
        "claim": _after(next_due(state.frame("pool"))),
    }
    return {**content_alone, **by_day, **own}


def _return(state: Snapshot) -> pd.Timestamp:
    leads, grace = state.frame("leads"), state.settings.grace_minutes
    replied_at = pd.Series(state.replied_at, dtype="datetime64[us]").reindex(leads.index)
    return next_return(leads, judge_replies(leads, replied_at, grace), grace)


def _nurture(state: Snapshot) -> datetime | None:
    nurture = state.frame("nurture")
    day = next_mailing(nurture, is_waiting_for_case(nurture, state.frame("leads"), state.frame("mailings")))
    return None if pd.isna(day) else day.to_pydatetime()


def _after(due: pd.Timestamp | NaTType) -> datetime | None:
    return None if pd.isna(due) else due.to_pydatetime() + _MOMENT
