"""What is told at an hour of the day: SO's morning line and the weekly digest."""

from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from typing import Final

import pandas as pd

from hiveledger.rules.assign.team import has_left
from hiveledger.rules.messages.notices import About, as_notices, join_notices
from hiveledger.schema.words import Role, Weekday
from hiveledger.settings import Settings

__all__ = ["find_report", "find_rounds", "next_round"]

_WEEK: Final = 7
_DAYS: Final = tuple(Weekday)


def find_rounds(
    settings: Settings, told: Sequence[str], is_worked: Callable[[datetime], bool], now: datetime
) -> pd.DataFrame:
    """Give today's morning line, on a working day, and this week's digest, once their hour has come.

    One that was missed is told late, but not on another day: yesterday's summary is then today's.

    >>> found = find_rounds(Settings(), ["S1"], lambda day: True, datetime(2026, 3, 2, 9, 30))  # a Monday
    >>> found["about"].to_list()
    ['morning', 'weekly']
    """
    morning, weekly = datetime.combine(now, settings.morning_at), datetime.combine(now, settings.digest_at)
    is_day = now.weekday() == _DAYS.index(settings.digest_day)
    rounds = [
        (About.MORNING, morning, morning <= now and is_worked(now)),
        (About.WEEKLY, weekly, weekly <= now and is_day),
    ]
    count = len(told)
    return join_notices(
        [as_notices(about, [""] * count, told, [due] * count) for about, due, is_time in rounds if is_time]
    )


def find_report(
    settings: Settings, people: pd.DataFrame, week_of: Callable[[datetime], str], now: datetime
) -> pd.DataFrame:
    """Give, for each manager, the report that came out last: it is news until the next one does.

    `week_of` names the report of a moment. Reads: people role, left_at.

    >>> people = table('''
    ...     staff_no | role    | left_at
    ...     M1       | manager |
    ... ''')
    >>> found = find_report(Settings(), people, lambda at: f"{at:%m-%d}", datetime(2026, 3, 4, 9))  # a Wednesday
    >>> found[["subject", "to"]].to_numpy().tolist()
    [['03-02', 'M1']]
    """
    back = (now.weekday() - _DAYS.index(settings.digest_day)) % _WEEK
    due = datetime.combine(now - timedelta(days=back), settings.digest_at)
    due = due if due <= now else due - timedelta(days=_WEEK)
    managers = people.index[people["role"].eq(Role.MANAGER) & ~has_left(people, pd.Timestamp(now))].sort_values()
    count = len(managers)
    return as_notices(About.REPORT, [week_of(due)] * count, managers.to_list(), [due] * count)


def next_round(settings: Settings, now: datetime) -> datetime:
    """Give the next hour at which one may be told, worked or not.

    >>> next_round(Settings(), datetime(2026, 3, 2, 9, 30))
    datetime.datetime(2026, 3, 3, 8, 50)
    """
    hours: tuple[time, ...] = (settings.morning_at, settings.digest_at)
    today = [datetime.combine(now, hour) for hour in hours]
    return min(at if at > now else at + timedelta(days=1) for at in today)
