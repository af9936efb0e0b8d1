"""What is due soon or is late, and who is to be reminded of it. Source: M12, M13."""

from datetime import datetime

import pandas as pd

from hiveledger.rules.confirm import next_warning, warnings_due
from hiveledger.rules.follow_up import find_warnings
from hiveledger.rules.messages.notices import About, as_notices, join_notices
from hiveledger.settings import Settings

__all__ = ["find_reminders", "next_reminder"]


def find_reminders(leads: pd.DataFrame, answers: pd.Series, settings: Settings, now: datetime) -> pd.DataFrame:
    """Give who is to be reminded now, each once for the moment that is due.

    `answers` as `judge_replies` gives them. Reads: all that `warnings_due` and `find_warnings` read.
    Returns: notices (see `as_notices`).

    >>> from hiveledger.schema import LEADS
    >>> from hiveledger.schema.frames import typed
    >>> leads = typed(LEADS, table('''
    ...     lead_id | status   | owner | delivered_at     | confirm_due
    ...     L1      | assigned | A1    | 2026-03-02 10:00 | 2026-03-02 12:00
    ... '''))
    >>> answers = pd.Series("open", index=leads.index)
    >>> find_reminders(leads, answers, Settings(), datetime(2026, 3, 2, 11, 30))["about"].to_list()
    ['warn_confirm']
    """
    warned = warnings_due(leads, answers, now, settings.warn_minutes)
    late = find_warnings(leads, settings, pd.Timestamp(now))
    parts = [as_notices(About.WARN_CONFIRM, warned.index.to_list(), warned["owner"].to_list(), warned["due"])]
    for kind, rows in late.groupby("kind"):
        parts.append(as_notices(About(str(kind)), rows["lead_id"].to_list(), rows["to"].to_list(), rows["due"]))
    return join_notices(parts)


def next_reminder(leads: pd.DataFrame, answers: pd.Series, settings: Settings, now: datetime) -> pd.Timestamp:
    """Give the next moment at which somebody is to be reminded to confirm; missing where nothing is to come.

    All other reminders come when `follow-up` next looks (`next_follow_up`).

    >>> leads = table('''
    ...     lead_id | status   | owner | delivered_at     | confirm_due
    ...     L1      | assigned | A1    | 2026-03-02 10:00 | 2026-03-02 12:00
    ... ''')
    >>> next_reminder(leads, pd.Series("open", index=leads.index), Settings(), datetime(2026, 3, 2, 11))
    Timestamp('2026-03-02 11:30:00')

    Reads: as `find_reminders`.
    """
    return next_warning(leads, answers, now, settings.warn_minutes)
