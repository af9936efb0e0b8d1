"""Names put together, never so that two which are told apart end up as one."""

import numpy as np
from numpy.typing import NDArray

from hiveledger.rules.match.companies.likeness import Likeness

__all__ = ["join_names"]


def join_names(
    size: int, pairs: tuple[NDArray[np.int64], NDArray[np.int64]], likeness: NDArray[np.int8], least: Likeness
) -> NDArray[np.int64]:
    """Give each of `size` names the number of its group: all that are at least so alike, the likeliest first.

    No group holds a pair that is of two companies, or of two parts of one (OTHER, RELATED).

    >>> import numpy as np
    >>> pairs = np.array([0, 1, 0]), np.array([1, 2, 2])
    >>> join_names(3, pairs, np.array([5, 4, 0]), Likeness.LIKELY).tolist()
    [0, 0, 2]
    """
    from scipy.sparse import coo_array  # type: ignore[import-untyped]  # noqa: PLC0415 - 0.3 s that a check does without
    from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]  # noqa: PLC0415

    first, second = pairs
    is_one = likeness >= least
    is_two = (likeness == Likeness.OTHER) | (likeness == Likeness.RELATED)
    graph = coo_array((is_one[is_one], (first[is_one], second[is_one])), shape=(size, size))
    _, parts = connected_components(graph, directed=False)
    clashing = np.unique(parts[first[is_two & (parts[first] == parts[second])]])
    _, start = np.unique(parts, return_index=True)
    labels: NDArray[np.int64] = start[parts].astype(np.int64)
    inside = np.isin(parts[first], clashing) & (parts[first] == parts[second])
    group = {int(place): {int(place)} for place in np.flatnonzero(np.isin(parts, clashing))}
    apart: dict[int, set[int]] = {place: set() for place in group}
    for one, other in zip(first[inside & is_two].tolist(), second[inside & is_two].tolist(), strict=True):
        apart[one].add(other)
        apart[other].add(one)
    steps = np.flatnonzero(inside & is_one)
    for step in steps[np.lexsort((second[steps], first[steps], -likeness[steps]))].tolist():
        mine, theirs = group[int(first[step])], group[int(second[step])]
        if mine is not theirs and not any(apart[place] & theirs for place in mine):
            mine |= theirs
            group |= dict.fromkeys(theirs, mine)
    for place, members in group.items():
        labels[place] = min(members)
    return labels
