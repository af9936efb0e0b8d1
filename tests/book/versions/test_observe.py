"""What people did is told from two versions of the tables."""

from datetime import datetime
from typing import Final

import pandas as pd
from hypothesis import given

from hiveledger.book.versions.observe import differences, observed_run
from hiveledger.changes import AddColumn, AddTable, Append, DropColumn, DropTable, Remove, Set, Tables, apply, undo
from tests.strategies import State, states
from tests.tables import table

SINCE, SAVED = datetime(2026, 3, 2, 9), datetime(2026, 3, 2, 10, 30)
BEFORE: Final = {
    "leads": table("""
        lead_id | grade | note
        L1      | B     | x
        L2      | A     |
    """)
}


def changes(after: Tables) -> set[object]:
    return {repr(change) for change in observed_run(BEFORE, after, SINCE, SAVED, 7).changes}


def test_typed_cells_new_rows_and_deleted_rows_are_told() -> None:
    after = {
        "leads": table("""
            lead_id | grade | note
            L3      |       | new
            L1      | B     | y
        """)
    }
    assert changes(after) == {
        repr(Set("leads", "L1", "note", "x", "y")),
        repr(Append("leads", "L3", {"note": "new"})),
        repr(Remove("leads", "L2", {"grade": "A"})),
    }


def test_sorting_is_no_edit() -> None:
    assert changes({"leads": BEFORE["leads"].iloc[::-1]}) == set()


def test_the_run_says_when_it_was_saved_and_since_when_nobody_had_looked() -> None:
    run = observed_run(BEFORE, {"leads": BEFORE["leads"].iloc[:1]}, SINCE, SAVED, 7)
    assert (run.run_id, run.at, run.args, run.is_observed) == (
        "E20260302-103000000-0007",
        SAVED,
        {"since": "2026-03-02T09:00:00"},
        True,
    )


def test_the_log_is_the_journals_own_and_no_news() -> None:
    rows = {"log": table("run_id | who\nR1 | SO")}
    assert observed_run(rows, {"log": rows["log"].iloc[:0]}, SINCE, SAVED, 7).changes == ()


def test_a_column_that_went_is_told_with_what_it_held_and_one_that_came_with_what_it_holds() -> None:
    after = {
        "leads": table("""
            lead_id | grade | city
            L1      | B     | 苏州
            L2      | A     |
        """)
    }
    assert list(observed_run(BEFORE, after, SINCE, SAVED, 7).changes) == [
        Set("leads", "L1", "note", "x", None),
        DropColumn("leads", "note"),
        AddColumn("leads", "city"),
        Set("leads", "L1", "city", None, "苏州"),
    ]


def test_a_sheet_that_went_is_told_with_its_rows_and_one_that_came_too() -> None:
    pool = {"pool": table("lead_id | company\nL1 | 示例一")}
    went, came = (
        [
            Remove("pool", "L1", {"company": "示例一"}),
            DropTable("pool", ("company",)),
        ],
        [
            AddTable("pool", ("company",)),
            Append("pool", "L1", {"company": "示例一"}),
        ],
    )
    assert list(observed_run(BEFORE | pool, BEFORE, SINCE, SAVED, 7).changes) == went
    assert list(observed_run(BEFORE, BEFORE | pool, SINCE, SAVED, 7).changes) == came


@given(states(), states())
def test_the_differences_of_any_two_states_lead_from_one_to_the_other_and_back(one: State, other: State) -> None:
    changes = list(differences(one, other))
    assert_same(apply(one, changes), other)
    assert_same(apply(other, undo(changes)), one)


def assert_same(found: Tables, wanted: Tables) -> None:
    assert found.keys() == wanted.keys()
    for name, frame in wanted.items():
        pd.testing.assert_frame_equal(found[name], frame, check_like=True)
