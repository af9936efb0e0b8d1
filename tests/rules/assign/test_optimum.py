"""The placement of single leads, compared with trying everything, and with a linear program."""

import itertools
from bisect import bisect_left
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-untyped]

from hiveledger.rules.assign.optimum import BARRED, best_placement

Ints = npt.NDArray[np.int64]


class Case(NamedTuple):
    """Leads by class in turn, people with their numbers; `wait` ranks them."""

    fit: list[list[int]]
    turns: list[int]
    given: list[int]
    quota: list[int]
    room: list[int]
    wait: list[int]

    @property
    def slots(self) -> list[tuple[Fraction, int, int]]:
        """Each lead that could be given: the load after it, the rank, the person; best first."""
        people = range(len(self.room))
        return sorted(
            (Fraction(self.given[who] + nth, self.quota[who]), self.wait[who], who)
            for who in people
            for nth in range(1, self.room[who] + 1)
        )

    def placed(self) -> Ints:
        """What the rule makes of it."""
        return best_placement(
            np.array(self.fit, dtype=np.int8),
            np.array(self.turns, dtype=np.int64),
            np.array([who for _, _, who in self.slots], dtype=np.int64),
            np.array([float(load) for load, _, _ in self.slots]),
        )


@st.composite
def cases(draw: st.DrawFn, most_leads: int = 6, most_people: int = 4) -> Case:
    people = draw(st.integers(1, most_people))
    kinds = draw(st.integers(1, 4))

    def numbers(low: int, high: int) -> list[int]:
        return draw(st.lists(st.integers(low, high), min_size=people, max_size=people))

    fits = st.lists(st.sampled_from([BARRED, BARRED, 0, 1, 4, 5, 7]), min_size=people, max_size=people)
    return Case(
        draw(st.lists(fits, min_size=kinds, max_size=kinds)),
        draw(st.lists(st.integers(0, kinds - 1), max_size=most_leads)),
        numbers(0, 4),
        numbers(1, 5),
        numbers(0, 3),
        draw(st.permutations(range(people))),
    )


Worth = tuple[int, Fraction, int, int, int]


def worth(case: Case, owners: tuple[int | None, ...]) -> Worth:
    """Put the stated objective into one tuple, smaller is better; sets in line are numbers, late places weigh most."""
    received = [owners.count(who) for who in range(len(case.room))]
    seen = [0] * len(received)
    used, largest = 0, Fraction(0)
    for place, (load, _, who) in enumerate(case.slots):
        seen[who] += 1
        if seen[who] <= received[who]:
            used |= 1 << place
            largest = load
    fit = sum(case.fit[kind][who] for kind, who in zip(case.turns, owners, strict=True) if who is not None)
    served = sum(1 << turn for turn, who in enumerate(owners) if who is not None)
    return -sum(received), largest, -fit, used, served


def all_ways(case: Case) -> Iterator[tuple[int | None, ...]]:
    able = [[None, *(who for who, fit in enumerate(case.fit[kind]) if fit > BARRED)] for kind in case.turns]
    for owners in itertools.product(*able):
        if all(owners.count(who) <= room for who, room in enumerate(case.room)):
            yield owners


def one_way(case: Case, flow: Ints) -> tuple[int | None, ...]:
    """Hand the flow out lead by lead: the earliest leads of a class are the placed ones."""
    left = {kind: [who for who, count in enumerate(row) for _ in range(count)] for kind, row in enumerate(flow)}
    return tuple(left[kind].pop() if left[kind] else None for kind in case.turns)


@settings(max_examples=500)
@given(cases())
def test_no_placement_is_better_than_the_one_chosen(case: Case) -> None:
    flow = case.placed()
    assert worth(case, one_way(case, flow)) == min(worth(case, owners) for owners in all_ways(case))


@given(cases())
def test_nobody_gets_what_they_may_not_take_or_more_than_they_have_room_for(case: Case) -> None:
    flow = case.placed()
    assert (flow >= 0).all()
    assert not flow[np.array(case.fit) == BARRED].any()
    assert (flow.sum(axis=0) <= case.room).all()
    assert (flow.sum(axis=1) <= np.bincount(case.turns, minlength=len(flow))).all()


class Optimum(NamedTuple):
    """What is best, step by step: leads placed, the largest load, total fit, and the price of the slots used."""

    placed: int
    largest: float
    fit: int
    paid: int


def reached(case: Case, prices: Ints) -> Optimum:
    """Tell how far the rule gets."""
    flow = case.placed()
    received = flow.sum(axis=0)
    loads = [(case.given[who] + count) / case.quota[who] for who, count in enumerate(received) if count]
    seen = np.zeros(len(received), dtype=np.int64)
    paid = 0
    for price, (_, _, who) in zip(prices, case.slots, strict=True):
        seen[who] += 1
        paid += price if seen[who] <= received[who] else 0
    return Optimum(flow.sum(), max(loads, default=0), (flow * np.array(case.fit)).sum(), paid)


def linear_optimum(case: Case, prices: Ints) -> Optimum:
    """Solve each step as a program of its own, with a solver that knows nothing of ours.

    Variables: leads per class and person, then the use of each slot; what a person receives fills their slots.
    """
    fit, slots = np.array(case.fit), case.slots
    kinds, people = np.nonzero(fit > BARRED)
    whose = np.array([who for _, _, who in slots], dtype=np.int64)
    pairs, size = np.arange(len(kinds)), len(kinds) + len(slots)
    from_class, to_person = np.zeros((len(fit), size)), np.zeros((len(case.room), size))
    from_class[kinds, pairs] = 1
    to_person[people, pairs] = 1
    to_person[whose, len(kinds) + np.arange(len(slots))] = -1
    count, fits, price = np.zeros((3, size))
    count[pairs], fits[pairs], price[len(kinds) :] = 1, fit[kinds, people], prices
    rules = [
        LinearConstraint(from_class, ub=np.bincount(case.turns, minlength=len(fit))),
        LinearConstraint(to_person, 0, 0),
    ]

    def best(cost: npt.NDArray[np.float64], limit: Fraction, *kept: tuple[npt.NDArray[np.float64], float]) -> int:
        allowed = [load <= limit for load, _, _ in slots]
        most = np.concatenate([np.full(len(kinds), len(case.turns)), allowed])
        fixed = [LinearConstraint(row, value, value) for row, value in kept]
        found = milp(cost, constraints=rules + fixed, bounds=Bounds(0, most), integrality=np.ones(size))
        return round(float(found.fun))

    loads = sorted({load for load, _, _ in slots})
    placed = -best(-count, loads[-1])
    largest = loads[bisect_left(loads, placed, key=lambda limit: -best(-count, limit))]
    most_fit = -best(-fits, largest, (count, placed))
    paid = best(price, largest, (count, placed), (fits, most_fit))
    return Optimum(placed, float(largest), most_fit, paid)


def random_case(seed: int, *, scarce: bool) -> Case:
    """Draw a month of a middling team: too large to try everything."""
    draw = np.random.default_rng(seed)
    kinds, people, leads = 12, 9, 90
    fit = draw.choice([BARRED, BARRED, BARRED, 0, 1, 2, 3, 4, 5, 6, 7], (kinds, people))
    return Case(
        fit.tolist(),
        draw.integers(0, kinds, leads).tolist(),
        draw.integers(0, 15, people).tolist(),
        draw.integers(1, 25, people).tolist(),
        draw.integers(0, 8 if scarce else 40, people).tolist(),
        draw.permutation(people).tolist(),
    )


@pytest.mark.parametrize("scarce", [True, False], ids=["more leads than room", "room for all"])
@pytest.mark.parametrize("seed", range(12))
def test_a_linear_program_finds_nothing_better(seed: int, *, scarce: bool) -> None:
    case = random_case(seed, scarce=scarce)
    # Any prices that rise along the line must do for step 4: its choice is not a matter of taste.
    prices = np.cumsum(np.random.default_rng(seed).integers(1, 20, len(case.slots)))
    assert reached(case, prices) == linear_optimum(case, prices)


def test_a_load_that_cannot_be_helped_does_not_excuse_another() -> None:
    """Somebody far above everybody else receives nothing, so the largest load is that of those who do."""
    case = Case(fit=[[7, 0, 0]], turns=[0, 0], given=[90, 1, 1], quota=[10, 10, 10], room=[9, 9, 9], wait=[0, 1, 2])
    assert case.placed().tolist() == [[0, 1, 1]]


def test_loads_are_compared_as_fractions() -> None:
    """Three tenths is three tenths, whatever the quota: the longest wait decides."""
    case = Case(fit=[[0, 0]], turns=[0], given=[2, 20], quota=[10, 70], room=[1, 1], wait=[1, 0])
    assert case.placed().tolist() == [[0, 1]]
