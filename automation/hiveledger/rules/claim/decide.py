"""What comes of windows that are over: the earliest first, since a win changes who may have the next. Source: M10."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush

import pandas as pd

from hiveledger.rules.claim.contest import Claim, Refusal, Settled, settle
from hiveledger.rules.claim.layout import Window
from hiveledger.rules.claim.team import Team, days_of
from hiveledger.schema.words import ClaimMode

__all__ = ["Decided", "decide"]


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of one window of a lead.

    Where nobody won, `follows` is the next window; without one, the lead is SO's. `late` are rows that were recorded
    after a window with which the lead was decided.
    """

    lead: str
    window: Window
    told: Mapping[str, Settled]
    winner: Claim | None
    able: frozenset[str]
    follows: Window | None
    late: Sequence[str]


def decide(laid: Mapping[str, Sequence[Window]], team: Team, now: pd.Timestamp) -> Iterator[Decided]:
    """Decide each window that is over; `team` moves along.

    A window is over when its time is, or, early, once everybody who may have the lead has answered; where the first
    claim wins, with that claim. A lead on which everybody passes has no other window.

    >>> people = table('''
    ...     staff_no | role | industries | quota:float64 | room:int64 | last_at:datetime64[us]
    ...     A1       | AM   | *          | 20            | 5          |
    ... ''').assign(regions=None, sizes=None, left_at=pd.NaT, leave_from=pd.NaT, leave_to=pd.NaT)
    >>> leads = table('''
    ...     lead_id | industry | region | size | lapsed_by | last_owner | last_owner_until
    ...     L1      | 电子     |        |      |           |            |
    ... ''')
    >>> from hiveledger.rules.claim.contest import Limits
    >>> limits = Limits(ClaimMode.CONTEST, 0.5, 5, 0.4, 0.6)
    >>> team = Team(leads, people, pd.Series({"A1": 0.5}), limits, cooling_days=7)
    >>> opens, closes = pd.Timestamp("2026-03-02 10:00"), pd.Timestamp("2026-03-02 10:10")
    >>> window = Window(1, opens, closes, [Claim("Q1", "A1", opens, 1.0)])
    >>> [(one.lead, one.winner.key) for one in decide({"L1": [window]}, team, pd.Timestamp("2026-03-02 10:05"))]
    [('L1', 'Q1')]
    """
    line = [(end, lead, 0) for lead, windows in laid.items() if (end := _end(lead, windows[0], team, now)) is not None]
    heapify(line)
    while line:
        _, lead, at = heappop(line)
        decided = _decide(lead, laid[lead], at, team, now)
        yield decided
        if decided.follows is not None:
            end = _end(lead, decided.follows, team, now)
            if end is not None:
                heappush(line, (end, lead, at + 1))


def _end(lead: str, window: Window, team: Team, now: pd.Timestamp) -> pd.Timestamp | None:
    """Give when a window was over; None while it is open."""
    early = _early(lead, window, team, now)
    if early is not None:
        return early
    return window.closes_at if window.closes_at < now else None


def _claims(lead: str, window: Window, team: Team) -> list[Claim]:
    """Give a window's claims; where the customer has become somebody's, all others are refused."""
    owner = team.owner(lead)
    is_others = owner is not None
    return [
        replace(claim, obstacle=claim.obstacle or Refusal.CUSTOMER) if is_others and claim.person != owner else claim
        for claim in window.claims
    ]


def _early(lead: str, window: Window, team: Team, now: pd.Timestamp) -> pd.Timestamp | None:
    if team.limits.mode is ClaimMode.FIRST:
        at = min((claim.at for claim in _claims(lead, window, team) if team.takes_at_once(claim)), default=None)
        if at is not None:
            return pd.Timestamp(at)
    answered = {claim.person: pd.Timestamp(claim.at) for claim in window.claims} | window.passed
    able = team.able(lead, min(window.closes_at, now)) if answered else set()
    return max(answered[person] for person in able) if able and able <= answered.keys() else None


def _decide(lead: str, windows: Sequence[Window], at: int, team: Team, now: pd.Timestamp) -> Decided:
    window = windows[at]
    able = frozenset(team.able(lead, min(window.closes_at, now)))
    won, told = settle(_claims(lead, window, team), team.people, team.limits, days_of(window.closes_at))
    winner = next((claim for claim in window.claims if claim.key == won), None)
    if winner is not None:
        team.take(lead, winner.person)
    told |= {key: Settled(result) for key, result in window.aside.items()}
    is_refused = bool(able) and able <= window.passed.keys()
    follows = windows[at + 1] if winner is None and not is_refused and at + 1 < len(windows) else None
    late = [] if follows is not None else [key for later in windows[at + 1 :] for key in later.rows]
    return Decided(lead, window, told, winner, able, follows, late)
