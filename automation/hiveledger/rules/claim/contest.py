"""One lead, several people who want it: who gets it, and what is said to each. Source: M10."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import ceil

from hiveledger.schema.words import ClaimMode, ClaimResult

__all__ = ["Claim", "Limits", "Person", "Refusal", "Settled", "settle"]


class Refusal(StrEnum):
    """Why a claim is refused, which costs nothing, besides the obstacles that go for any lead."""

    NO_PERSON = "no_person"
    CUSTOMER = "customer"  # whose contact is somebody else
    COOLING = "cooling"
    CAP = "cap"
    DAY = "day"
    SHARE = "share"
    THRESHOLD = "threshold"


_RESULTS: Mapping[str, ClaimResult] = {
    Refusal.NO_PERSON: ClaimResult.UNKNOWN,
    Refusal.COOLING: ClaimResult.COOLING,
    Refusal.CAP: ClaimResult.CAPPED,
    Refusal.DAY: ClaimResult.CAPPED,
    Refusal.SHARE: ClaimResult.CAPPED,
}


@dataclass(slots=True)
class Person:
    """How somebody stands; it moves while leads are given."""

    past: float  # 0 to 1
    room: int  # how many more they may hold
    wait: int  # rank, 0 has waited longest
    won_on: dict[object, int]  # by day, and by week


@dataclass(frozen=True, slots=True)
class Limits:
    """What the team set for claims."""

    mode: ClaimMode
    speed_weight: float
    day_claims: int
    week_share: float
    first_threshold: float


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim that counts: whose, when it was recorded, how fast (0 to 1), and what keeps that person away anyway."""

    key: str
    person: str
    at: datetime
    speed: float
    obstacle: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a claim; scores from 0 to 100."""

    result: ClaimResult
    refusal: str = ""
    speed: float | None = None
    past: float | None = None
    total: float | None = None


def settle(
    claims: Iterable[Claim], people: Mapping[str, Person], limits: Limits, days: tuple[object, object]
) -> tuple[str, dict[str, Settled]]:
    """Decide one lead, and let the winner stand as they do after it.

    In a contest the largest sum of both scores wins, as it is shown; the earliest claim does in the mode `first`, if
    that person's past performance reaches the threshold. Ties, such as two claims in one second, go to who has waited
    longest, then to the lower staff number, which `wait` holds. The share of the week binds only where somebody else
    may have the lead. `days`: the names of the day and the week in which wins count.

    Returns: the key of the claim that won, blank if none did, and what became of each.

    >>> people = {"A1": Person(0.5, 9, 0, {}), "A2": Person(0.9, 9, 1, {}), "A3": Person(0.9, 0, 2, {})}
    >>> limits = Limits(ClaimMode.CONTEST, 0.5, 5, 0.4, 0.6)
    >>> at = datetime(2026, 3, 2, 10)
    >>> claims = [Claim("Q1", "A1", at, 0.9), Claim("Q2", "A2", at, 0.8), Claim("Q3", "A3", at, 1)]
    >>> won, told = settle(claims, people, limits, ("day", "week"))
    >>> won, [(key, one.result.value, one.total) for key, one in told.items()]
    ('Q2', [('Q1', 'lost', 70.0), ('Q2', 'won', 85.0), ('Q3', 'capped', 95.0)])
    """
    day, week = days
    told: dict[str, Settled] = {}
    able: list[tuple[Claim, Person]] = []
    for claim in claims:
        person = people.get(claim.person)
        refusal = claim.obstacle or _refusal(person, limits, day)
        told[claim.key] = _told(_result(refusal), claim, person, limits, refusal)
        if not refusal and person is not None:
            able.append((claim, person))
    line = sorted(able, key=lambda pair: _place(pair, limits, told))
    wins = sum(person.won_on.get(week, 0) for person in people.values())
    free = [pair for pair in line if pair[1].won_on.get(week, 0) < ceil(limits.week_share * (wins + 1))] or line
    if not free:
        return "", told
    claim, person = free[0]
    for other, whose in line[: line.index(free[0])]:
        told[other.key] = _told(ClaimResult.CAPPED, other, whose, limits, Refusal.SHARE)
    told[claim.key] = _told(ClaimResult.WON, claim, person, limits)
    _give(person, people.values(), day, week)
    return claim.key, told


def _refusal(person: Person | None, limits: Limits, day: object) -> str:
    if person is None:
        return Refusal.NO_PERSON
    if person.room <= 0:
        return Refusal.CAP
    if person.won_on.get(day, 0) >= limits.day_claims:
        return Refusal.DAY
    if limits.mode is ClaimMode.FIRST and person.past < limits.first_threshold:
        return Refusal.THRESHOLD
    return ""


def _result(refusal: str) -> ClaimResult:
    return _RESULTS.get(refusal, ClaimResult.UNFIT) if refusal else ClaimResult.LOST


def _told(result: ClaimResult, claim: Claim, person: Person | None, limits: Limits, refusal: str = "") -> Settled:
    if person is None:
        return Settled(result, refusal)
    speed, past = round(100 * claim.speed, 1), round(100 * person.past, 1)
    total = round(limits.speed_weight * speed + (1 - limits.speed_weight) * past, 1)
    return Settled(result, refusal, speed, past, total)


def _place(pair: tuple[Claim, Person], limits: Limits, told: Mapping[str, Settled]) -> tuple[object, ...]:
    claim, person = pair
    if limits.mode is ClaimMode.FIRST:
        return claim.at, person.wait
    return -(told[claim.key].total or 0), person.wait


def _give(person: Person, team: Iterable[Person], day: object, week: object) -> None:
    everybody: Sequence[Person] = list(team)
    person.room -= 1
    person.wait = 1 + max(one.wait for one in everybody)
    for when in (day, week):
        person.won_on[when] = person.won_on.get(when, 0) + 1
