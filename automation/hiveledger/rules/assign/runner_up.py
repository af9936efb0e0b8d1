"""Who else could have taken a lead, and why not they: what makes a placement understandable."""

from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from hiveledger.rules.assign.cover import FREE, Cover

__all__ = ["Choice", "Found", "Standing", "name_runners_up", "why_not"]

_Ints = npt.NDArray[np.int64]
_Floats = npt.NDArray[np.float64]


class Standing(NamedTuple):
    """Where each person of the team stands, by position; it moves while leads are placed."""

    given: _Ints
    room: _Ints
    quota: _Floats
    wait: _Ints  # rank, 0 has waited longest
    last_at: npt.NDArray[np.datetime64]

    def give(self, who: np.int64, leads: int, now: pd.Timestamp) -> None:
        """Give somebody leads, which also ends their wait."""
        self.given[who] += leads
        self.room[who] -= leads
        self.wait[self.wait > self.wait[who]] -= 1
        self.wait[who] = len(self.wait) - 1
        self.last_at[who] = now.to_datetime64()


class Found(NamedTuple):
    """What is found for each lead, people by position, -1 for nobody."""

    owner: _Ints
    before: _Ints  # given to the owner before this lead (before all leads that go together)
    runner_up: _Ints
    runner_given: _Ints
    why: npt.NDArray[np.object_]  # why the owner and not the runner-up

    @classmethod
    def nothing(cls, leads: int) -> Self:
        """Start with no lead placed."""
        owner, before, runner_up, runner_given = np.full((4, leads), -1)
        return cls(owner, before, runner_up, runner_given, np.full(leads, None, dtype=np.object_))


class Choice(NamedTuple):
    """Somebody for a lead, with the load it would bring them to and their fit; or many, lead by lead."""

    who: _Ints
    load: _Floats
    fit: npt.NDArray[np.integer]


def why_not(owner: Choice, runner_up: Choice, standing: Standing) -> npt.NDArray[np.str_]:
    """Tell what speaks for the owner: load, fit, wait or number, the first in which they differ.

    Nothing else can: if the runner-up were ahead, the placement would be better with the lead moved to them.
    """
    since, since_second = standing.last_at[owner.who], standing.last_at[runner_up.who]
    as_long = (since == since_second) | (np.isnat(since) & np.isnat(since_second))
    checks = [runner_up.load > owner.load, runner_up.fit < owner.fit, as_long]
    return np.select(checks, ["load", "fit", "number"], "wait")


def name_runners_up(found: Found, chosen: _Ints, classes: Cover, standing: Standing) -> None:
    """Name who would take each chosen lead if its owner did not, now that all are placed.

    They come in the order of all placement: by the load it would bring them to, fit, wait, staff number.
    """
    with np.errstate(divide="ignore", invalid="ignore"):  # whoever has no quota is not free either
        load = (standing.given + 1) / standing.quota
    rank = np.unique(load, return_inverse=True)[1]
    line = (rank * (classes.fit.max(initial=0) + 1) - classes.fit.astype(np.int64)) * len(load) + standing.wait
    last = np.iinfo(np.int64).max
    line = np.where((classes.first == FREE) & (standing.room > 0), line, last)
    kinds, owner = classes.of_lead[chosen], found.owner[chosen]
    best = line.argmin(axis=1)
    without_best = line.copy()
    without_best[np.arange(len(best)), best] = last
    runner_up = np.where(best[kinds] == owner, without_best.argmin(axis=1)[kinds], best[kinds])
    there = (line[kinds, runner_up] < last) & (runner_up != owner)
    chosen, kinds, owner, runner_up = chosen[there], kinds[there], owner[there], runner_up[there]
    found.runner_up[chosen] = runner_up
    found.runner_given[chosen] = standing.given[runner_up]
    found.why[chosen] = why_not(
        Choice(owner, standing.given[owner] / standing.quota[owner], classes.fit[kinds, owner]),
        Choice(runner_up, load[runner_up], classes.fit[kinds, runner_up]),
        standing,
    )
