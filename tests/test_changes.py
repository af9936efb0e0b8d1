"""Changes: what differs, what still stands, and the way back."""

from datetime import datetime
from typing import Final

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiveledger.changes import (
    AddColumn,
    AddTable,
    Append,
    Change,
    Conflict,
    DropColumn,
    DropTable,
    Given,
    Group,
    Remove,
    Set,
    apply,
    diff,
    inverse,
    settle,
    undo,
)
from tests.strategies import State, grown, states
from tests.tables import table

NOW: Final = datetime(2026, 3, 2, 10)


def same(one: State, other: State) -> None:
    """Two states are the same: same tables, columns, rows and values, whatever the order of the rows."""
    assert set(one) == set(other)
    for name, frame in one.items():
        pd.testing.assert_frame_equal(frame, other[name], check_like=True)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_applying_the_difference_gives_the_later_state_and_its_inverses_the_earlier_one(data: st.DataObject) -> None:
    before = data.draw(states())
    after = data.draw(grown(before))
    changes = diff(before, after)
    same(apply(before, changes), after)
    same(apply(apply(before, changes), undo(changes)), before)


@given(st.data())
@settings(max_examples=30, deadline=None)
def test_a_difference_stands_on_the_state_it_was_taken_from_and_its_inverses_on_the_later_one(
    data: st.DataObject,
) -> None:
    before = data.draw(states())
    after = data.draw(grown(before))
    groups = [Group("", diff(before, after))]
    assert settle(groups, before) == (tuple(groups), ())
    back = [Group("", (change,)) for change in undo(diff(before, after))]
    assert settle(back, after) == (tuple(back), ())


def test_no_difference_is_no_change() -> None:
    leads = table("lead_id | company\nL1 | 示例公司")
    assert diff({"leads": leads}, {"leads": leads.copy()}) == ()


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(Set("leads", "L1", "grade", "B", "A"), id="a cell"),
        pytest.param(Append("leads", "L2", {"grade": "A"}), id="a row"),
        pytest.param(AddColumn("leads", "note"), id="a column"),
        pytest.param(AddTable("contacts", ("company",)), id="a sheet"),
    ],
)
def test_the_inverse_of_an_inverse_is_the_change_itself(change: Change) -> None:
    assert inverse(inverse(change)) == change


LEADS: Final = table("""
    lead_id | grade | company
    L1      | B     | 示例一
    L2      |       |
""")


def conflicts(*changes: Change, given: tuple[Given, ...] = ()) -> tuple[Conflict, ...]:
    return settle([Group("G", changes, given)], {"leads": LEADS})[1]


@pytest.mark.parametrize(
    ("change", "conflict"),
    [
        pytest.param(
            Set("leads", "L1", "grade", "A", "C"), Conflict("G", "leads", "L1", "grade", "A", "B"), id="another value"
        ),
        pytest.param(
            Set("leads", "L9", "grade", None, "A"), Conflict("G", "leads", "L9", "grade", None, None), id="row is gone"
        ),
        pytest.param(
            Append("leads", "L1", {}), Conflict("G", "leads", "L1", "", None, "L1"), id="row is there already"
        ),
        pytest.param(
            Remove("leads", "L1", {"grade": "B"}),
            Conflict("G", "leads", "L1", "company", None, "示例一"),
            id="somebody wrote into the row",
        ),
        pytest.param(Remove("leads", "L9", {}), Conflict("G", "leads", "L9", "", "L9", None), id="added row is gone"),
        pytest.param(
            DropColumn("leads", "grade"), Conflict("G", "leads", "", "grade", None, "grade"), id="column in use"
        ),
        pytest.param(
            DropTable("leads", ("grade",)), Conflict("G", "leads", "", "", None, "leads"), id="sheet has rows"
        ),
    ],
)
def test_a_group_does_not_stand_when(change: Change, conflict: Conflict) -> None:
    assert conflicts(change) == (conflict,)


def test_a_group_falls_as_a_whole_and_leaves_the_others() -> None:
    falls = Group("L1", (Set("leads", "L1", "company", "示例一", "新"), Set("leads", "L1", "grade", "A", "C")))
    stands = Group("L2", (Set("leads", "L2", "grade", None, "A"),))
    assert settle([falls, stands], {"leads": LEADS})[0] == (stands,)


def test_a_group_falls_when_a_cell_it_rested_on_differs() -> None:
    rests = Given("leads", "L1", {"grade": "A"})
    assert conflicts(Set("leads", "L2", "grade", None, "A"), given=(rests,)) == (
        Conflict("G", "leads", "L1", "grade", "A", "B"),
    )


def test_a_cell_of_a_row_that_the_same_group_adds_may_be_set() -> None:
    assert not conflicts(Append("leads", "L3", {"grade": "A"}), Set("leads", "L3", "grade", "A", "B"))


def test_a_sheet_is_free_to_go_once_the_rows_before_it_in_the_plan_are_out() -> None:
    leads = {"leads": LEADS.iloc[:1]}
    groups = [
        Group("", (Remove("leads", "L1", {"grade": "B", "company": "示例一"}),)),
        Group("", (DropTable("leads", ("grade", "company")),)),
    ]
    assert settle(groups, leads) == (tuple(groups), ())


def test_a_column_is_free_to_go_once_its_cells_before_it_in_the_plan_are_cleared() -> None:
    groups = [
        Group("", (Set("leads", "L1", "grade", "B", None),)),
        Group("", (DropColumn("leads", "grade"),)),
    ]
    assert settle(groups, {"leads": LEADS}) == (tuple(groups), ())


def test_applying_changes_nothing_in_place() -> None:
    before = LEADS.copy()
    apply({"leads": LEADS}, [Set("leads", "L1", "grade", "B", "A"), Append("leads", "L3", {"company": "示例三"})])
    pd.testing.assert_frame_equal(LEADS, before)


def test_a_row_that_came_and_was_set_in_one_go_is_written_once() -> None:
    after = apply({"leads": LEADS}, [Append("leads", "L3", {"grade": "A"}), Set("leads", "L3", "grade", "A", "B")])
    assert after["leads"]["grade"].to_dict()["L3"] == "B"
