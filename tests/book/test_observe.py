"""What people did is told from two versions of the tables."""

from datetime import datetime
from typing import Final

from hiveledger.book.observe import observed_run
from hiveledger.changes import Append, Remove, Set, Tables
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
