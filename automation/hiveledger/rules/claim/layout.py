"""The windows of each lead up to now, and which claim was recorded in which. Source: M10."""

from dataclasses import dataclass, field

import pandas as pd

from hiveledger.rules.calendar import WorkCalendar
from hiveledger.rules.claim.answers import judge_answers
from hiveledger.rules.claim.contest import Claim
from hiveledger.rules.claim.team import Team
from hiveledger.rules.claim.windows import by_lead
from hiveledger.schema.words import ClaimResult

__all__ = ["Span", "Window", "lay_out"]


@dataclass(slots=True)
class Window:
    """One window of a lead: the claims that count, who passed and when, and rows of which neither is true."""

    number: int
    opens_at: pd.Timestamp
    closes_at: pd.Timestamp
    claims: list[Claim] = field(default_factory=list)
    passed: dict[str, pd.Timestamp] = field(default_factory=dict)
    aside: dict[str, ClaimResult] = field(default_factory=dict)

    @property
    def rows(self) -> list[str]:
        """The keys of all rows that were recorded in it."""
        return [*(claim.key for claim in self.claims), *self.aside]


@dataclass(frozen=True, slots=True)
class Span:
    """How long a window is open, in working minutes, and how many of them follow each other."""

    calendar: WorkCalendar

    minutes: float
    windows: int


def lay_out(
    pool: pd.DataFrame, claims: pd.DataFrame, team: Team, span: Span, now: pd.Timestamp
) -> dict[str, list[Window]]:
    """Give each lead's windows, from the one that stands in the pool to the one that is open now, or the last.

    Each begins where the one before ended, so that it does not matter when somebody comes by to look. A claim at
    exactly the end is in time.

    Reads: pool window, opens_at, closes_at; claims lead_id, staff_no, answer, at, none before its lead's opens_at.
    Returns: the windows by lead. A claim after the last window is in none.

    >>> people = table('''
    ...     staff_no | role | industries | quota:float64 | room:int64 | last_at:datetime64[us]
    ...     A1       | AM   | *          | 20            | 5          |
    ... ''').assign(regions=None, sizes=None, left_at=pd.NaT, leave_from=pd.NaT, leave_to=pd.NaT)
    >>> leads = table('''
    ...     lead_id | industry | region | size | lapsed_by | last_owner | last_owner_until
    ...     L1      | 电子     |        |      |           |            |
    ... ''')
    >>> from hiveledger.rules.claim.contest import Limits
    >>> from hiveledger.schema.words import ClaimMode
    >>> limits = Limits(ClaimMode.CONTEST, 0.5, 5, 0.4, 0.6)
    >>> team = Team(leads, people, pd.Series({"A1": 0.5}), limits, cooling_days=7)
    >>> pool = table('''
    ...     lead_id | window | opens_at         | closes_at
    ...     L1      | 1      | 2026-03-02 10:00 | 2026-03-02 10:10
    ... ''')
    >>> claims = table('''
    ...     claim_id | lead_id | staff_no | answer | at:datetime64[us]
    ...     Q1       | L1      | A1       |        | 2026-03-02 10:15
    ... ''')
    >>> from hiveledger.rules.calendar.hours import clock_time
    >>> laid = lay_out(pool, claims, team, Span(clock_time(), 10, 3), pd.Timestamp("2026-03-02 10:40"))
    >>> [(window.number, f"{window.closes_at:%H:%M}", window.rows) for window in laid["L1"]]
    [(1, '10:10', []), (2, '10:20', ['Q1']), (3, '10:30', [])]
    """
    ends = [pool["closes_at"]]
    for number in range(1, span.windows):
        more = ends[-1].lt(now) & (pool["window"].fillna(1) + number <= span.windows)
        if not more.any():
            break
        ends.append(span.calendar.add_working(ends[-1][more], span.minutes).reindex(pool.index))
    begins = [pool["opens_at"], *ends[:-1]]
    first = pool["window"].fillna(1).astype("int64")
    laid: dict[str, list[Window]] = {lead: [] for lead in pool.index}
    for number, (begin, end) in enumerate(zip(begins, ends, strict=True)):
        for lead, opens, closes in zip(pool.index, begin, end, strict=True):
            if pd.notna(closes):
                laid[lead].append(Window(int(first[lead]) + number, opens, closes))
    _put_claims(laid, _placed(claims, begins, ends, span.calendar), team)
    return laid


def _placed(
    claims: pd.DataFrame, begins: list[pd.Series], ends: list[pd.Series], calendar: WorkCalendar
) -> pd.DataFrame:
    """Give the claims of all windows: which of its lead's it is (from 0), how fast, and what it amounts to."""
    parts = []
    left = claims
    for number, (begin, end) in enumerate(zip(begins, ends, strict=True)):
        closes = by_lead(left["lead_id"], end)
        inside = left["at"].le(closes)
        here, closes = left[inside], closes[inside]
        opens = by_lead(here["lead_id"], begin)
        taken = calendar.working_between(opens, here["at"]) / calendar.working_between(opens, closes)
        told = judge_answers(here.rename(columns={"at": "recorded_at"}))
        parts.append(here.assign(number=number, speed=(1 - taken).fillna(0.0).clip(0, 1), told=told))
        left = left[~inside]
    return pd.concat(parts)


def _put_claims(laid: dict[str, list[Window]], claims: pd.DataFrame, team: Team) -> None:
    columns = ["lead_id", "staff_no", "at", "number", "speed", "told"]
    for key, lead, person, at, number, speed, told in claims[columns].itertuples():
        window = laid[lead][number]
        if not isinstance(told, str):
            window.claims.append(Claim(key, person, at, speed, team.obstacle(lead, person, at)))
            continue
        window.aside[key] = ClaimResult(told)
        if told == ClaimResult.PASSED:
            window.passed[person] = at
