"""A run is taken back as a whole, cell by cell, and never at a person's cost."""

from datetime import datetime
from typing import Final

import pytest

from hiveledger.book.memory import MemoryBook
from hiveledger.changes import AddTable, Append, Change, Group, Plan, Set
from hiveledger.errors import SchemaError
from hiveledger.findings import Finding, Level
from hiveledger.flows.confirm import plan_confirm
from hiveledger.flows.distribute import plan_distribute
from hiveledger.flows.undo import plan_undo
from hiveledger.schema import TABLES
from tests.books import cells, machine_book, person_types
from tests.tables import table

NOW: Final = datetime(2026, 3, 2, 10)
CONTACTS: Final = AddTable("contacts", TABLES["contacts"].keys[1:])


def book(*runs: tuple[Change, ...]) -> MemoryBook:
    """Give a ledger with two leads and these runs done to it, each change a group of its own."""
    made = machine_book(leads=table("lead_id | company | grade | status\nL1 | 示例一 | C | new\nL2 | 示例二 | | new"))
    for changes in runs:
        made.write(Plan("grade", NOW, tuple(Group("", (change,)) for change in changes)), "SO")
    return made


def run_ids(made: MemoryBook) -> list[str]:
    return [run.run_id for run in made.runs()]


def undo(made: MemoryBook, run: str = "") -> Plan:
    plan = plan_undo(made, NOW, run)
    made.write(plan, "SO")
    return plan


GRADE: Final = Set("leads", "L1", "grade", "C", "A")
OTHER: Final = Set("leads", "L2", "grade", None, "B")
ADDED: Final = Append("contacts", "P000001", {"contact": "示例"})


def test_the_newest_run_is_taken_back_unless_another_is_named() -> None:
    made = book((GRADE,), (OTHER,))
    plan = undo(made)
    assert plan.args == {"run": run_ids(made)[2]}
    assert cells(made.read().frame("leads"), "L2", "grade") == [None]
    assert cells(made.read().frame("leads"), "L1", "grade") == ["A"]


def test_undo_after_undo_goes_further_back() -> None:
    made = book((GRADE,), (OTHER,))
    assert [undo(made).args["run"] for _ in range(3)] == run_ids(made)[2::-1]
    assert made.read().frame("leads").empty
    assert undo(made).findings == (Finding("undo.nothing", level=Level.INFO),)


def test_an_undo_can_be_undone_when_it_is_named() -> None:
    made = book((GRADE,))
    undo(made)
    undo(made, run_ids(made)[-1])
    assert cells(made.read().frame("leads"), "L1", "grade") == ["A"]
    assert made.read().is_machines("leads", "L1", "grade", "A")
    assert undo(made).args == {"run": run_ids(made)[1]}


def test_taking_the_same_run_back_twice_changes_nothing() -> None:
    made = book((GRADE,))
    target = run_ids(made)[-1]
    undo(made, target)
    plan = plan_undo(made, NOW, target)
    assert (plan.groups, plan.findings) == ((), (Finding("undo.already", params={"run": target}, level=Level.INFO),))


def test_an_unknown_run_is_refused() -> None:
    with pytest.raises(SchemaError) as problem:
        plan_undo(book(), NOW, "R-9")
    assert (problem.value.code, problem.value.params) == ("undo.unknown_run", {"run": "R-9"})


def test_a_cell_that_a_person_changed_since_stays_and_is_listed() -> None:
    made = book((GRADE, OTHER))
    person_types(made, "leads", "L1", "grade", "B")
    plan = undo(made)
    run = run_ids(made)[1]
    assert plan.findings == (
        Finding("undo.cell_stayed", "leads", "L1", "grade", {"run": run, "wanted": "C", "found": "B"}),
    )
    assert cells(made.read().frame("leads"), "L1", "grade") == ["B"]
    assert cells(made.read().frame("leads"), "L2", "grade") == [None]


def test_a_persons_value_that_a_run_wrote_over_is_the_persons_again() -> None:
    made = book()
    person_types(made, "leads", "L1", "company", "人工名")
    made.write(Plan("clean", NOW, (Group("", (Set("leads", "L1", "company", "人工名", "新名"),)),)), "SO")
    assert made.read().machines("leads", "company")["L1"]
    undo(made)
    assert cells(made.read().frame("leads"), "L1", "company") == ["人工名"]
    assert not made.read().machines("leads", "company")["L1"]


def test_a_row_that_was_added_goes_and_one_that_changed_since_stays() -> None:
    made = book((CONTACTS, ADDED, Append("contacts", "P000002", {"contact": "示例二"})))
    run = run_ids(made)[-1]
    person_types(made, "contacts", "P000002", "title", "经理")
    plan = undo(made)
    assert list(made.read().frame("contacts").index) == ["P000002"]
    assert plan.findings == (
        Finding("undo.row_stayed", "contacts", "P000002", "title", {"run": run}),
        Finding("undo.added_stayed", "contacts", params={"run": run}, level=Level.INFO),
    )


def test_a_sheet_that_a_run_added_goes_with_its_rows() -> None:
    made = book((CONTACTS, ADDED))
    assert undo(made).findings == ()
    assert "contacts" not in made.tables


def test_an_id_that_was_taken_back_is_not_minted_again() -> None:
    made = book((CONTACTS, ADDED))
    undo(made)
    assert made.read().last_number("contacts") == 1


def test_several_steps_on_one_cell_are_taken_back_in_one() -> None:
    made = book()
    steps = (Set("leads", "L1", "grade", "C", "B"), Set("leads", "L1", "grade", "C", "A"))
    made.write(Plan("grade", NOW, (Group("L1", steps),)), "SO")
    assert undo(made).findings == ()
    assert cells(made.read().frame("leads"), "L1", "grade") == ["C"]


def test_a_row_that_was_added_and_filled_in_one_run_goes_in_one() -> None:
    made = book()
    steps = (Append("leads", "L3", {"company": "示例三"}), Set("leads", "L3", "grade", None, "A"))
    made.write(Plan("import", NOW, (Group("L3", steps),)), "SO")
    assert undo(made).findings == ()
    assert list(made.read().frame("leads").index) == ["L1", "L2"]


def test_a_lead_that_moved_on_keeps_its_status_and_owner_together() -> None:
    made = machine_book(
        leads=table("""
            lead_id | company | industry | grade | status  | received_at
            L000001 | 示例一  | 汽车     | A     | cleaned | 2026-03-01
            L000002 | 示例二  | 汽车     | A     | cleaned | 2026-03-01
        """),
        people=table("staff_no | role | industries\nA001 | AM | 汽车"),
    )
    made.write(plan_distribute(made, NOW), "示例SO")
    made.write(plan_confirm(made, NOW, ("L000001",), by="A001"), "A001")
    distributed = made.runs()[-2].run_id
    plan = plan_undo(made, NOW, distributed)
    assert [(finding.code, finding.key) for finding in plan.findings] == [("undo.standing_stayed", "L000001")]
    made.write(plan, "示例SO")
    leads = made.read().frame("leads")
    assert cells(leads, "L000001", "status", "owner") == ["confirmed", "A001"]
    assert cells(leads, "L000002", "status", "owner") == ["cleaned", None]
