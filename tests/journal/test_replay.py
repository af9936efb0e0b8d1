"""Whose a cell is after a row of runs."""

from datetime import datetime
from typing import Final

from hiveledger.changes import Append, Change, Remove, Set, undo
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


def test_what_people_did_leaves_no_cell_to_the_machine() -> None:
    people = Run(observed_id(NOW, 1), OBSERVED, "", NOW, {}, WRITES)
    assert replay([people]).written == {}
    undone = Run(run_id(NOW, 2), "undo", "SO", NOW, {"run": people.run_id}, undo(WRITES))
    assert replay([people, undone]).written.get(CELL, {}) == {}


def restored(number: int, runs_known: int, *changes: Change) -> Run:
    return Run(run_id(NOW, number), "restore", "SO", NOW, {"version": "", "runs": str(runs_known)}, changes)


def taken_back(number: int, target: Run) -> Run:
    return Run(run_id(NOW, number), "undo", "SO", NOW, {"run": target.run_id}, undo(target.changes))


def test_a_version_that_was_put_back_makes_each_cell_whose_it_was_then() -> None:
    steps = runs(("", WRITES), ("", AGAIN))
    assert replay([*steps, restored(3, 1, *undo(AGAIN))]).written[CELL] == {"grade": "A"}
    assert replay([*steps, restored(3, 0, *undo(AGAIN), *undo(WRITES))]).written.get(CELL, {}) == {}


def test_a_cell_that_looks_the_same_in_both_versions_is_whose_it_was_in_the_one_that_stands() -> None:
    same = Set("leads", "L1", "grade", None, "A")  # which a person had typed too, and then deleted
    steps = runs(("", ()), ("", (same,)))
    back = restored(3, 1)
    assert replay([*steps, back]).written.get(CELL, {}) == {}
    assert replay([*steps, back, taken_back(4, back)]).written[CELL] == {"grade": "A"}
    once_more = Run(run_id(NOW, 5), "undo", "SO", NOW, {"run": run_id(NOW, 4)}, ())
    assert replay([*steps, back, taken_back(4, back), once_more]).written.get(CELL, {}) == {}


def test_what_was_written_after_a_version_was_put_back_and_stays_is_the_machines_when_that_is_undone() -> None:
    steps = runs(("", WRITES), ("", AGAIN))
    back = restored(3, 1, *undo(AGAIN))
    later = Run(run_id(NOW, 4), "clean", "SO", NOW, {}, (Set("leads", "L1", "note", None, "x"), *ADDS))
    assert replay([*steps, back, later, taken_back(5, back)]).written == {
        CELL: {"grade": "B", "note": "x"},
        ("leads", "L000007"): {"grade": "A"},
    }


def test_a_cell_that_an_undo_had_to_leave_stays_whose_it_was() -> None:
    steps = runs(("", WRITES), ("", AGAIN))
    back = restored(3, 1, *undo(AGAIN))
    refused = Run(run_id(NOW, 4), "undo", "SO", NOW, {"run": back.run_id}, ())
    assert replay([*steps, back, refused]).written[CELL] == {"grade": "A"}


def test_a_version_can_be_put_back_from_before_another_was_put_back() -> None:
    steps = runs(("", WRITES), ("", AGAIN))
    first = restored(3, 1, *undo(AGAIN))
    assert replay([*steps, first, restored(4, 2, *AGAIN)]).written[CELL] == {"grade": "B"}
    assert replay([*steps, first, restored(4, 3)]).written[CELL] == {"grade": "A"}


def test_the_number_of_a_row_that_a_restore_took_out_is_not_given_out_again() -> None:
    theirs = Run(observed_id(NOW, 1), OBSERVED, "", NOW, {}, (Append("leads", "L000009", {}),))
    assert replay([*runs(("", ADDS)), theirs]).numbers == {"leads": 9}
    assert replay([restored(1, 0, Remove("leads", "L000011", {}))]).numbers == {"leads": 11}
