"""Which AM gets which lead: a company's leads first and together, then all single leads at their best. Source: M9."""

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from hiveledger.rules.assign.cover import FREE, Cover, cover
from hiveledger.rules.assign.optimum import BARRED, best_placement
from hiveledger.rules.assign.runner_up import Choice, Found, Standing, name_runners_up, why_not
from hiveledger.rules.assign.team import wait_rank
from hiveledger.rules.assign.turns import company_of, in_turn

__all__ = ["place"]

_Ints = npt.NDArray[np.int64]

_BY_NAME: Final = 4  # the fit of who covers the industry by name, at least


def place(leads: pd.DataFrame, team: pd.DataFrame, now: pd.Timestamp) -> pd.DataFrame:
    """Name an AM for each lead, so that loads are fair, fit is good and no cap is passed.

    The leads of one company go to one AM, in order of received_at: of those who may take all of them and have room
    for all, to the lowest load after it, then the best fit, then the longest wait, then the lower staff number.
    The single leads are then placed all at once, at the optimum that `best_placement` states.

    Reads: leads (those to place, of one grade) account_id, received_at, industry, region, size, lapsed_by; team
    (as `count_team` gives it) role, left_at, leave_from, leave_to, industries, regions, sizes, quota, given, room,
    last_at.
    Returns: one row per lead. owner: a staff number, missing if nobody can take it, and then all else is missing;
    code: by_industry or by_general; together: how many leads of the company went with it; load_before, load_after:
    given/quota of the owner; runner_up, runner_load: who else could still take it, with their load at the end;
    runner_why: the first thing that speaks against them (load, fit, wait, number).

    >>> team = table('''
    ...     staff_no | role | industries | quota:float64 | given:int64 | room:int64 | last_at:datetime64[us]
    ...     A1       | AM   | 电子       | 20            | 3           | 5          | 2026-03-01
    ...     A2       | AM   | *          | 20            | 5           | 5          | 2026-02-01
    ... ''').assign(regions=None, sizes=None, left_at=pd.NaT, leave_from=pd.NaT, leave_to=pd.NaT)
    >>> leads = table('''
    ...     lead_id | account_id | received_at | industry | region | size | lapsed_by
    ...     L1      |            | 2026-03-02  | 电子     |        |      |
    ... ''')
    >>> place(leads, team, pd.Timestamp("2026-03-02")).loc["L1", ["owner", "load_before", "load_after"]].to_list()
    ['A1', '3/20', '4/20']
    """
    served, team = in_turn(leads), team.sort_index()
    classes = cover(served, team, now)
    standing = Standing(
        given=team["given"].to_numpy(np.int64, copy=True),
        room=team["room"].to_numpy(np.int64, copy=True),
        quota=team["quota"].to_numpy(np.float64),
        wait=wait_rank(team["last_at"]).to_numpy(copy=True),
        last_at=team["last_at"].to_numpy(copy=True),
    )
    company = pd.factorize(company_of(served))[0]
    together = np.bincount(company)[company]
    found = Found.nothing(len(served))
    if len(team):
        _place_companies(found, _units(company, together), classes, standing, now)
        _place_singles(found, np.flatnonzero(together == 1), classes, standing)
    return _frame(found, together, classes, team).set_axis(served.index).reindex(leads.index)


def _units(company: _Ints, together: _Ints) -> list[_Ints]:
    """Give the positions of each company's leads, where there are several, by the company's first lead."""
    several = np.flatnonzero(together > 1)
    several = several[np.argsort(company[several], kind="stable")]
    return np.split(several, np.flatnonzero(np.diff(company[several])) + 1) if len(several) else []


def _place_companies(found: Found, units: list[_Ints], classes: Cover, standing: Standing, now: pd.Timestamp) -> None:
    for unit in units:
        kinds = classes.of_lead[unit]
        free = (classes.first[kinds] == FREE).all(axis=0)
        able = np.flatnonzero(free & (standing.room >= len(unit)))
        if not len(able):
            continue
        load = (standing.given[able] + len(unit)) / standing.quota[able]
        fit = classes.fit[kinds][:, able].sum(axis=0)
        best = np.lexsort((standing.wait[able], -fit, load))[:2]
        choices = [Choice(able[[place]], load[[place]], fit[[place]]) for place in best]
        owner = able[best[0]]
        found.owner[unit] = owner
        found.before[unit] = standing.given[owner]
        for runner_up in choices[1:]:
            found.runner_up[unit] = runner_up.who
            found.runner_given[unit] = standing.given[runner_up.who]
            found.why[unit] = why_not(choices[0], runner_up, standing)
        standing.give(owner, len(unit), now)


def _place_singles(found: Found, alone: _Ints, classes: Cover, standing: Standing) -> None:
    turns = classes.of_lead[alone]
    fit = np.where(classes.first == FREE, classes.fit, BARRED)
    wanted = np.bincount(turns, minlength=len(fit)) @ (fit > BARRED)
    slots, nth = _numbered(np.minimum(standing.room, wanted))
    loads = (standing.given[slots] + nth) / standing.quota[slots]
    line = np.lexsort((standing.wait[slots], loads))
    flow = best_placement(fit, turns, slots[line], loads[line])
    chosen, owner = _hand_out(flow, turns, standing)
    chosen = alone[chosen]
    found.owner[chosen] = owner
    chosen = np.sort(chosen)
    owner = found.owner[chosen]
    found.before[chosen] = standing.given[owner] + pd.Series(owner).groupby(owner).cumcount().to_numpy()
    standing.given[:] += flow.sum(axis=0)
    standing.room[:] -= flow.sum(axis=0)
    name_runners_up(found, chosen, classes, standing)


def _hand_out(flow: _Ints, turns: _Ints, standing: Standing) -> tuple[_Ints, _Ints]:
    """Give each class's earliest leads, and to each the owner, those with the lower load first."""
    kinds, owners = np.nonzero(flow)
    pairs, nth = _numbered(flow[kinds, owners])
    kinds, owners = kinds[pairs], owners[pairs]
    load = (standing.given[owners] + nth) / standing.quota[owners]
    owners = owners[np.lexsort((standing.wait[owners], load, kinds))]
    by_kind = np.argsort(turns, kind="stable")
    kind = turns[by_kind]
    rank = np.arange(len(kind)) - np.searchsorted(kind, kind)
    return by_kind[rank < flow.sum(axis=1)[kind]], owners


def _numbered(times: _Ints) -> tuple[_Ints, _Ints]:
    """Repeat each position as often as said, and number its repetitions from 1."""
    start = np.cumsum(times) - times
    return np.repeat(np.arange(len(times)), times), np.arange(times.sum()) - np.repeat(start, times) + 1


def _frame(found: Found, together: _Ints, classes: Cover, team: pd.DataFrame) -> pd.DataFrame:
    """Put positions into staff numbers, and counts into loads as a person reads them."""
    there, second = found.owner >= 0, found.runner_up >= 0
    count = np.where(together > 1, together, 1)
    fit = classes.fit[classes.of_lead, found.owner] if len(team) else found.owner
    staff = np.append(team.index.to_numpy(dtype=object), [None])
    quota = [f"/{number:g}" for number in team["quota"]] + [""]

    def load(given: _Ints, who: _Ints) -> list[str]:
        return [f"{number}{quota[person]}" for number, person in zip(given, who, strict=True)]

    columns = {
        "owner": (staff[found.owner], there),
        "code": (np.where(fit >= _BY_NAME, "by_industry", "by_general"), there),
        "load_before": (load(found.before, found.owner), there),
        "load_after": (load(found.before + count, found.owner), there),
        "runner_up": (staff[found.runner_up], second),
        "runner_load": (load(found.runner_given, found.runner_up), second),
        "runner_why": (found.why, second),
    }
    texts = {name: pd.Series(cells, dtype="str").where(known) for name, (cells, known) in columns.items()}
    return pd.DataFrame(texts).assign(together=count)
