"""How each person has done so far, as one number: confirmed in time, followed up on time, won. Source: M10."""

import pandas as pd

from hiveledger.rules.assign.cover import segments
from hiveledger.schema.words import Role, Status

__all__ = ["past_scores"]

_UNKNOWN = 0.5  # the team's rate where nobody has a case


def past_scores(people: pd.DataFrame, leads: pd.DataFrame, now: pd.Timestamp, past_cases: float) -> pd.Series:
    """Give each person's past performance, the mean of three rates, from 0 to 1.

    The rates: of leads given to them, confirmed and not let lapse; of first contacts that were due, made on time; of
    decided leads, won. A rate of few cases says little, so `past_cases` cases at the team's median are added to each
    person's own: who is new has the median.

    Reads: people role; leads owner, status, confirmed_at, lapsed_by, first_touch_due, first_touch_at.
    Returns: float per person. Where nobody of the team has a case, a rate is 0.5.

    >>> people = table('''
    ...     staff_no | role
    ...     A1       | AM
    ...     A2       | AM
    ... ''')
    >>> leads = table('''
    ...     lead_id | owner | status | confirmed_at | lapsed_by | first_touch_due | first_touch_at
    ...     L1      | A1    | won    | 2026-03-02   |           |                 |
    ... ''')
    >>> past_scores(people, leads, pd.Timestamp("2026-03-03"), past_cases=1).round(2).to_dict()
    {'A1': 0.83, 'A2': 0.83}
    """
    owner = leads["owner"]
    lapsed = pd.Series([person for cell in leads["lapsed_by"].dropna() for person in segments(cell)], dtype="str")
    folded = pd.Series(people.index, index=people.index.str.casefold(), dtype="str")
    touched, due = leads["first_touch_at"], leads["first_touch_due"]
    on_time = touched.le(due)
    counts = (
        (owner[leads["confirmed_at"].notna()], lapsed.map(folded[~folded.index.duplicated()])),
        (owner[on_time], owner[due.notna() & ~on_time & (touched.notna() | due.lt(now))]),
        (owner[leads["status"].eq(Status.WON.value)], owner[leads["status"].eq(Status.LOST.value)]),
    )
    rates = [_rate(good, bad, people, past_cases) for good, bad in counts]
    return sum(rates[1:], rates[0]) / len(rates)


def _rate(good: pd.Series, bad: pd.Series, people: pd.DataFrame, past_cases: float) -> pd.Series:
    did, failed = (each.value_counts().reindex(people.index, fill_value=0) for each in (good, bad))
    cases = did + failed
    known = (did / cases)[(cases > 0) & people["role"].eq(Role.AM.value)]
    usual = float(known.median()) if len(known) else _UNKNOWN
    shrunk = (did + past_cases * usual) / (cases + past_cases)  # 0 of 0 where nothing is added: as usual
    return shrunk.fillna(usual).astype("float64")
