"""What a stale version lacks is done again, run after run."""

from datetime import datetime
from typing import Final

from hiveledger.book.versions.redo import redo
from hiveledger.changes import Append, Change, Group, Set
from hiveledger.findings import Finding, Level
from hiveledger.journal import Run
from tests.tables import table

NOW: Final = datetime(2026, 3, 2, 10)
LEADS: Final = table("""
    lead_id | grade | note
    L1      | B     | typed
""")


def run(number: int, *changes: Change) -> Run:
    return Run(f"R20260302-100000-{number:04d}", "grade", "SO", NOW, {}, changes)


def test_each_run_stands_on_the_one_before() -> None:
    first = run(2, Set("leads", "L1", "grade", "B", "C"), Append("leads", "L2", {"note": "n"}))
    second = run(3, Set("leads", "L1", "grade", "C", "A"), Set("leads", "L2", "grade", None, "B"))
    redone = redo([first, second], {"leads": LEADS})
    assert redone.groups == (
        Group("L1", (Set("leads", "L1", "grade", "B", "A"),)),
        Group("L2", (Append("leads", "L2", {"note": "n", "grade": "B"}),)),
    )
    assert redone.tables["leads"]["grade"].to_dict() == {"L1": "A", "L2": "B"}


def test_what_was_undone_stays_undone() -> None:
    there, back = Set("leads", "L1", "grade", "B", "A"), Set("leads", "L1", "grade", "A", "B")
    redone = redo([run(2, there), run(3, back)], {"leads": LEADS})
    assert redone.tables["leads"]["grade"].to_dict() == {"L1": "B"}


def test_where_a_person_came_first_is_told() -> None:
    redone = redo([run(2, Set("leads", "L1", "note", None, "ours"))], {"leads": LEADS})
    assert redone.groups == ()
    params = {"run": "R20260302-100000-0002", "found": "typed"}
    assert redone.findings == (
        Finding("book.redone", params={"run": "R20260302-100000-0002", "count": 0}, level=Level.INFO),
        Finding("book.person_came_first", "leads", "L1", "note", params),
    )
