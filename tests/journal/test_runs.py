"""Whose a cell is after a row of runs."""

from datetime import datetime
from typing import Final

from hiveledger.changes import Append, Change, Set, undo
from hiveledger.journal import OBSERVED, Run, observed_id, replay, run_id

NOW: Final = datetime(2026, 3, 2, 10)
CELL: Final = ("leads", "L1")


def runs(*steps: tuple[str, tuple[Change, ...]]) -> list[Run]:
    """Give one run per step: what it takes back ("" for nothing), and its changes."""
    return [
        Run(run_id(NOW, number), "undo" if target else "clean", "SO", NOW, {"run": target} if target else {}, changes)
        for number, (target, changes) in enumerate(steps, 1)
    ]


R1, R2, R3 = (run_id(NOW, number) for number in (1, 2, 3))
WRITES: Final = (Set("leads", "L1", "grade", "C", "A"),)
AGAIN: Final = (Set("leads", "L1", "grade", "A", "B"),)
ADDS: Final = (Append("leads", "L000007", {"grade": "A"}),)


def test_a_cell_is_the_machines_once_it_wrote_there() -> None:
    assert replay(runs(("", WRITES), ("", AGAIN))).written[CELL] == {"grade": "B"}


def test_a_blank_that_the_machine_wrote_is_the_machines() -> None:
    assert replay(runs(("", (Set("leads", "L1", "grade", "C", None),)))).written[CELL] == {"grade": None}


def test_undo_gives_a_persons_value_back_to_the_person() -> None:
    assert replay(runs(("", WRITES), (R1, undo(WRITES)))).written[CELL] == {}


def test_undo_gives_the_machines_value_back_to_the_machine() -> None:
    assert replay(runs(("", WRITES), ("", AGAIN), (R2, undo(AGAIN)))).written[CELL] == {"grade": "A"}


def test_undoing_an_undo_makes_the_cell_the_machines_again() -> None:
    steps = runs(("", WRITES), (R1, undo(WRITES)), (R2, undo(undo(WRITES))))
    assert replay(steps).written[CELL] == {"grade": "A"}


def test_a_row_that_is_taken_out_and_put_back_is_the_machines_as_before() -> None:
    steps = runs(("", ADDS), (R1, undo(ADDS)), (R2, ADDS))
    assert replay(steps[:2]).written == {}
    assert replay(steps).written["leads", "L000007"] == {"grade": "A"}


def test_undo_of_a_run_that_no_journal_knows_leaves_the_cell_to_the_person() -> None:
    assert replay(runs(("R-gone-0001", WRITES))).written.get(CELL, {}) == {}


def test_the_number_of_a_row_that_was_taken_out_is_not_given_out_again() -> None:
    assert replay(runs(("", ADDS), (R1, undo(ADDS)))).numbers == {"leads": 7}


def test_run_ids_sort_by_time_and_then_by_order() -> None:
    later = datetime(2026, 3, 2, 10, 0, 1)
    assert run_id(NOW, 9) < run_id(NOW, 10) < run_id(later, 1)


def test_what_people_did_leaves_no_cell_to_the_machine() -> None:
    people = Run(observed_id(NOW, 1), OBSERVED, "", NOW, {}, WRITES)
    assert replay([people]).written == {}
    undone = Run(run_id(NOW, 2), "undo", "SO", NOW, {"run": people.run_id}, undo(WRITES))
    assert replay([people, undone]).written.get(CELL, {}) == {}
