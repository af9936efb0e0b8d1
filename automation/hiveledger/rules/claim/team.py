"""The team as windows for claims see it: who may have which lead, and how each person stands. Source: M10."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from hiveledger.rules.assign.cover import FREE, Obstacle, cover
from hiveledger.rules.assign.team import wait_rank
from hiveledger.rules.claim.contest import Claim, Limits, Person, Refusal
from hiveledger.schema.words import ClaimMode

__all__ = ["Team", "days_of"]

_OBSTACLES: Final[tuple[str, ...]] = (*(obstacle.value for obstacle in Obstacle), "")


def days_of(at: pd.Timestamp) -> tuple[object, object]:
    """Name the day and the week in which a win counts.

    >>> days_of(pd.Timestamp("2026-03-02 10:00"))
    (datetime.date(2026, 3, 2), (2026, 10))
    """
    return at.date(), tuple(at.isocalendar())[:2]


class Team:
    """Who may have which of some leads, and how each person stands while they are given.

    Reads: leads industry, region, size, lapsed_by, last_owner, last_owner_until; team as `count_team` gives it for B
    leads; `past` as `past_scores`.
    """

    def __init__(
        self, leads: pd.DataFrame, team: pd.DataFrame, past: pd.Series, limits: Limits, cooling_days: float
    ) -> None:
        self.limits = limits
        self._leads, self._team = leads, team.sort_index()
        stands = zip(team.index, past[team.index], team["room"], wait_rank(team["last_at"]), strict=True)
        self.people = {number: Person(float(score), int(room), int(rank), {}) for number, score, room, rank in stands}
        until = leads["last_owner_until"] + timedelta(days=cooling_days)
        self._last = dict(zip(leads.index, zip(leads["last_owner"], until, strict=True), strict=True))
        self._row_of = {lead: at for at, lead in enumerate(leads.index)}
        self._column_of = {number: at for at, number in enumerate(self._team.index)}
        self._first: dict[pd.Timestamp, npt.NDArray[np.int8]] = {}
        self._free: dict[bytes, list[str]] = {}
        self._company: dict[str, str] = {}
        self._owner: dict[str, str] = {}

    def count_wins(self, wins: Iterable[tuple[str, pd.Timestamp]]) -> None:
        """Take in what people won before, and when: what was given back counts too."""
        for number, at in wins:
            if number in self.people:
                won_on = self.people[number].won_on
                won_on.update({when: won_on.get(when, 0) + 1 for when in days_of(at)})

    def know_owners(self, companies: pd.Series, owners: pd.Series) -> None:
        """Take in which leads are of one company, and whose customer each is, if it is anybody's."""
        self._company = dict(zip(companies.index, companies, strict=True))
        known = owners.dropna()
        self._owner = dict(zip(companies[known.index], known, strict=True))

    def take(self, lead: str, number: str) -> None:
        """Let somebody have a lead: its company is theirs from now on."""
        self._owner[self._company.get(lead, lead)] = number

    def owner(self, lead: str) -> str | None:
        """Give whose customer a lead is; nobody else may have it."""
        return self._owner.get(self._company.get(lead, lead))

    def obstacle(self, lead: str, number: str, at: pd.Timestamp) -> str:
        """Tell what keeps somebody from a lead on that day, whatever else is given; blank if nothing does."""
        if number not in self._column_of:
            return Refusal.NO_PERSON
        if self._is_cooling(lead, number, at):
            return Refusal.COOLING
        return _OBSTACLES[int(self._firsts(lead, at)[self._column_of[number]])]

    def is_free(self, number: str, at: pd.Timestamp) -> bool:
        """Tell whether somebody may hold and win one more."""
        person = self.people[number]
        return person.room > 0 and person.won_on.get(at.date(), 0) < self.limits.day_claims

    def takes_at_once(self, claim: Claim) -> bool:
        """Tell whether a claim wins at once where the first one does."""
        if claim.obstacle or not self.is_free(claim.person, pd.Timestamp(claim.at)):
            return False
        return self.limits.mode is ClaimMode.FIRST and self.people[claim.person].past >= self.limits.first_threshold

    def able(self, lead: str, at: pd.Timestamp) -> set[str]:
        """Give who may have a lead at that moment."""
        row = self._firsts(lead, at)
        free = self._free.setdefault(row.tobytes(), self._team.index[row == FREE].tolist())
        owner = self.owner(lead)
        return {
            number
            for number in free
            if self.is_free(number, at) and not self._is_cooling(lead, number, at) and owner in {None, number}
        }

    def _is_cooling(self, lead: str, number: str, at: pd.Timestamp) -> bool:
        last, until = self._last[lead]
        return bool(last == number and pd.notna(until) and at < until)

    def _firsts(self, lead: str, at: pd.Timestamp) -> npt.NDArray[np.int8]:
        day = at.normalize()
        if day not in self._first:
            classes = cover(self._leads, self._team, day)
            self._first[day] = classes.first[classes.of_lead]
        row: npt.NDArray[np.int8] = self._first[day][self._row_of[lead]]
        return row
