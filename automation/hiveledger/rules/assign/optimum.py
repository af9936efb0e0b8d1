"""The best placement of leads on people, exactly, in whole numbers.

Leads come as classes (same people, same fit) and people as slots, so the problem is a small network and every
step below a maximum flow, for which SciPy has a fast integer routine. A linear program would need tolerances, a
network simplex in Python minutes instead of seconds.

The objective, each step only among what is best by the steps before it:

1. As many leads placed as can be.
2. The smallest largest load (given + received over quota) among those who receive a lead here. Who was above it
   before and receives nothing does not count: that cannot be helped.
3. The largest total fit.
4. The earliest slots in line: a lead goes to the lower load, then to the longest wait, then to the lower staff
   number. The sets of slots that steps 1 to 3 leave open are the bases of a matroid, so one set is best at every
   place in the line, whatever the slots are said to cost.
5. If leads are left over, those that came last.
"""

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scipy.sparse import csr_array  # type: ignore[import-untyped]  # SciPy brings no types

__all__ = ["BARRED", "best_placement"]

_Ints = npt.NDArray[np.int64]
_Floats = npt.NDArray[np.float64]
_Flags = npt.NDArray[np.bool_]

BARRED: Final = -1  # the fit of somebody who may not take the lead


class _Edges(NamedTuple):
    """Which row may go to which column."""

    rows: _Ints
    columns: _Ints


class _Flow(NamedTuple):
    """A largest flow from rows to columns, and the tightest spot that keeps it from being larger."""

    total: int
    graph: "csr_array"  # rows, then columns, then source and sink
    tight_rows: _Flags  # they hold more than they can get rid of
    tight_columns: _Flags  # all that those rows can reach, full


def best_placement(fit: npt.NDArray[np.integer], turns: _Ints, slots: _Ints, loads: _Floats) -> _Ints:
    """Tell how many leads of each class each person gets.

    `fit`: class x person, how well they fit, BARRED where the person may not take it.
    `turns`: the class of each lead, earliest lead first.
    `slots`: the person behind each lead that could still be given, best slot first: by the load after it, then by
    wait, then by staff number. `loads`: that load of each slot, so never falling. Loads may be floats: quotients
    of whole numbers below 2**26 are equal as floats only if the fractions are equal.

    >>> best_placement(np.array([[4, 0], [0, -1]]), np.array([0, 1]), np.array([0, 1, 0]), np.array([0.1, 0.1, 0.2]))
    array([[0, 1],
           [1, 0]])
    """
    classes, people = fit.shape
    count = np.bincount(turns, minlength=classes)
    edges = _Edges(*np.nonzero(fit > BARRED))
    slots, goal = _up_to_the_smallest_largest_load(edges, count, slots, loads, people)
    left_over = len(turns) - goal
    # Whoever is left over goes to one more person, last in the matrix, so that from here on all leads are placed.
    room = np.append(np.bincount(slots, minlength=people), left_over)
    tight, full = _best_fit(np.column_stack([fit, np.zeros(classes, fit.dtype)]), count, room)
    must = full[slots]
    line = np.concatenate([np.full(left_over, people), slots[must], slots[~must]])
    taken = _fill(_Edges(*np.nonzero(tight)), count, line, people + 1)[:people]
    must = ~tight[turns, people]
    tight = tight[:, :people]
    placed = _fill(_Edges(*np.nonzero(tight.T)), taken, np.concatenate([turns[must], turns[~must]]), classes)
    graph = _flow(_Edges(*np.nonzero(tight)), placed, taken).graph
    moved: _Ints = graph[:classes, classes : classes + people].toarray().astype(np.int64)
    return moved


def _up_to_the_smallest_largest_load(
    edges: _Edges, count: _Ints, slots: _Ints, loads: _Floats, people: int
) -> tuple[_Ints, int]:
    """Give the slots that suffice to place as many as can be at the smallest largest load, and how many that is.

    The limit rises to what the tightest group of people needs, until nobody who could be placed is left.
    """
    goal = _flow(edges, count, np.bincount(slots, minlength=people)).total
    needed, group = goal, np.ones(people, dtype=np.bool_)
    while needed:
        allowed = loads <= loads[group[slots]][needed - 1]
        room = np.bincount(slots[allowed], minlength=people)
        flow = _flow(edges, count, room)
        if flow.total == goal:
            return slots[allowed], goal
        group = flow.tight_columns
        needed = room[group].sum() + goal - flow.total
    return slots[:0], goal


def _best_fit(fit: npt.NDArray[np.integer], count: _Ints, room: _Ints) -> tuple[_Flags, _Flags]:
    """Tell which class may go to whom in a placement of largest total fit, and who must be filled up in it.

    An auction: where a class is offered more people than they have room, their price rises by one. It ends, as
    there is a placement of all leads; then every best placement uses only what is worth most at these prices.
    """
    price = np.zeros(len(room), dtype=np.int64)
    while True:
        worth = np.where(fit > BARRED, fit - price, np.iinfo(np.int64).min)
        tight = worth == worth.max(axis=1, keepdims=True)
        flow = _flow(_Edges(*np.nonzero(tight)), count, room)
        if flow.total == count.sum():
            return tight, price > 0
        price[flow.tight_columns] += 1


def _fill(edges: _Edges, supply: _Ints, line: _Ints, columns: int) -> _Ints:
    """Tell how much each column takes when all rows are emptied and the earliest places in the line are used.

    Take the first places in the line. If a group of rows cannot empty into them, the columns it can reach take
    exactly what the group holds, and that group and all the others are two smaller problems of the same kind.
    """
    taken = np.zeros(columns, dtype=np.int64)
    parts = [(supply, line)]
    while parts:
        supply, line = parts.pop()
        room = np.bincount(line[: supply.sum()], minlength=columns)
        flow = _flow(edges, supply, room)
        if flow.total == supply.sum():
            taken += room
        else:
            group, inside = flow.tight_rows, flow.tight_columns[line]
            parts += [(np.where(group, supply, 0), line[inside]), (np.where(group, 0, supply), line[~inside])]
    return taken


def _flow(edges: _Edges, supply: _Ints, room: _Ints) -> _Flow:
    from scipy.sparse import csr_array  # noqa: PLC0415 - 0.3 s that only a distribution should pay
    from scipy.sparse.csgraph import (  # type: ignore[import-untyped]  # noqa: PLC0415
        breadth_first_order,
        maximum_flow,
    )

    rows, columns = len(supply), len(room)
    used = supply[edges.rows] > 0
    tail, head = edges.rows[used], edges.columns[used]
    source, sink = rows + columns, rows + columns + 1
    ends = (
        np.concatenate([np.full(rows, source), tail, rows + np.arange(columns)]),
        np.concatenate([np.arange(rows), rows + head, np.full(columns, sink)]),
    )
    # An edge between the two sides holds more than could pass, so that a cut never runs through it.
    most = np.concatenate([supply, supply[tail] + 1, room]).astype(np.int32)
    graph = csr_array((most, ends), shape=(sink + 1, sink + 1))
    found = maximum_flow(graph, source, sink)
    rest = graph - found.flow
    rest.eliminate_zeros()
    reached = np.zeros(sink + 1, dtype=np.bool_)
    reached[breadth_first_order(rest, source, return_predecessors=False)] = True
    return _Flow(int(found.flow_value), found.flow, reached[:rows], reached[rows:source])
