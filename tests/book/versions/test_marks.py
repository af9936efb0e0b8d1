"""A book carries the ids of its newest runs, and so tells which it lacks."""

import pytest

from hiveledger.book.versions.marks import gone, mark_edits, marks_of
from hiveledger.book.xlsx import SetCell


def name(number: int) -> str:
    return f"R20260302-100000-{number:04d}"


def test_only_run_ids_are_read() -> None:
    assert marks_of([["run_id"], [name(1)], [""], [], [5.0], ["note"]]) == {name(1)}


@pytest.mark.parametrize(
    ("known", "kept", "lost"),
    [
        pytest.param(range(1, 4), range(1, 4), [], id="all there"),
        pytest.param(range(1, 6), range(1, 4), [4, 5], id="the newest were saved over"),
        pytest.param(range(1, 6), [], [1, 2, 3, 4, 5], id="a copy from before the first run"),
        pytest.param(range(1, 302), range(102, 302), [], id="the oldest have fallen out of the ring"),
        pytest.param(range(1, 302), range(52, 252), list(range(252, 302)), id="fifty runs were saved over"),
    ],
)
def test_runs_that_a_version_lacks_are_told(known: range, kept: range, lost: list[int]) -> None:
    marked = [name(number) for number in known]
    assert gone(marked, {name(number) for number in kept}) == [name(number) for number in lost]


def test_two_hundred_runs_have_two_hundred_places() -> None:
    rows = [edit.row for edit in mark_edits(map(name, range(1, 401))) if isinstance(edit, SetCell)]
    assert set(rows) == set(range(2, 202))
    assert rows[:200] == rows[200:]
