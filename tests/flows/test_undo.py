"""A run is taken back as a whole, cell by cell, and never at a person's cost."""

from datetime import datetime
from pathlib import Path
from typing import Final

import pandas as pd
import pytest
from openpyxl import load_workbook

from hiveledger.book.file import FileBook
from hiveledger.book.memory import MemoryBook
from hiveledger.changes import AddTable, Append, Change, Group, Plan, Set, Value
from hiveledger.errors import SchemaError
from hiveledger.findings import Finding, Level
from hiveledger.flows.confirm import plan_confirm
from hiveledger.flows.distribute import plan_distribute
from hiveledger.flows.undo import newest_run, plan_undo, taken_back
from hiveledger.journal import Run, run_id
from hiveledger.schema import TABLES
from tests.books import cells, machine_book, person_types
from tests.ledgers import imported, type_into
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


def typed_away(made: FileBook, column: str) -> None:
    """Let a person clear a whole column and save."""
    workbook = load_workbook(made.path)
    sheet = workbook["客户台账"]
    for row in range(2, 5):
        sheet.cell(row, TABLES["leads"].keys.index(column) + 1).value = None
    workbook.save(made.path)


def three_leads(folder: Path) -> FileBook:
    row: dict[str, Value] = {"company": "示例公司", "received_at": NOW, "status": "new"}
    return imported(folder, row, row, row)


def observed(made: FileBook) -> str:
    made.read()
    assert made.runs()[-1].is_observed
    return made.runs()[-1].run_id


def test_a_column_that_somebody_cleared_comes_back_and_is_the_machines_again(tmp_path: Path) -> None:
    made = three_leads(tmp_path)
    typed_away(made, "company")
    people = observed(made)
    type_into(made.path, made.address("leads", "L000002", "company"), "后来填的")
    plan = plan_undo(made, NOW, people)
    made.write(plan, "SO")
    assert list(made.read().frame("leads")["company"]) == ["示例公司", "后来填的", "示例公司"]
    assert list(made.read().machines("leads", "company")) == [True, False, True]
    about = {"run": people, "wanted": "示例公司", "found": "后来填的"}
    assert [finding for finding in plan.findings if finding.code == "undo.cell_stayed"] == [
        Finding("undo.cell_stayed", "leads", "L000002", "company", about)
    ]
    assert FileBook(made.path).sync() == ()


def test_rows_that_somebody_deleted_come_back_as_they_were(tmp_path: Path) -> None:
    made = three_leads(tmp_path)
    before = made.read()
    workbook = load_workbook(made.path)
    workbook["客户台账"].delete_rows(2, 2)
    workbook.save(made.path)
    people = observed(made)
    assert list(made.read().frame("leads").index) == ["L000003"]
    made.write(plan_undo(made, NOW, people), "SO")
    pd.testing.assert_frame_equal(made.read().frame("leads").sort_index(), before.frame("leads"))
    assert made.read().written == before.written


def test_a_column_and_a_sheet_that_somebody_took_out_come_back_with_what_they_held(tmp_path: Path) -> None:
    made = three_leads(tmp_path)
    made.write(Plan("grade", NOW, (Group("", (Append("pool", "L000001", {"company": "示例公司"}),)),)), "SO")
    type_into(made.path, made.address("leads", "L000002", "note"), "要紧")
    before = made.read()
    workbook = load_workbook(made.path)
    sheet, at = workbook["客户台账"], TABLES["leads"].keys.index("note")
    sheet.cell(1, at + 1).value = sheet.tables["Leads"].tableColumns[at].name = "别的"
    del workbook["线索池"]
    workbook.save(made.path)
    people = observed(made)
    plan = plan_undo(made, NOW, people)
    outcome = made.write(plan, "SO")
    assert (outcome.conflicts, outcome.findings) == ((), ())
    after = made.read()
    for name in ("leads", "pool"):
        pd.testing.assert_frame_equal(after.tables[name], before.tables[name], check_like=True)


def test_what_people_did_is_taken_back_only_when_it_is_named(tmp_path: Path) -> None:
    made = three_leads(tmp_path)
    typed_away(made, "company")
    observed(made)
    assert newest_run(made) == made.runs()[0].run_id


def test_a_run_that_a_former_version_took_with_it_counts_as_taken_back() -> None:
    runs = [Run(run_id(NOW, number), "grade", "SO", NOW, {}, (GRADE,)) for number in (1, 2, 3)]
    back = Run(run_id(NOW, 4), "restore", "SO", NOW, {"version": runs[1].run_id, "runs": "1"}, (GRADE,))
    assert taken_back([*runs, back]) == {run.run_id: back.run_id for run in runs[1:]}
    again = Run(run_id(NOW, 5), "undo", "SO", NOW, {"run": back.run_id}, (GRADE,))
    assert taken_back([*runs, back, again]) == {back.run_id: again.run_id}
    earlier = Run(run_id(NOW, 3), "undo", "SO", NOW, {"run": runs[0].run_id}, (GRADE,))
    assert taken_back([*runs[:2], earlier, back]) == {run.run_id: back.run_id for run in (runs[1], earlier)}


def test_a_restore_over_a_damaged_book_has_no_cells_to_put_back(tmp_path: Path) -> None:
    made = three_leads(tmp_path)
    made.write(Plan("grade", NOW, (Group("", (Set("leads", "L000001", "grade", None, "A"),)),)), "SO")
    graded = made.runs()[-1].run_id
    made.path.write_bytes(b"PK half")
    blind = made.restore(made.versions()[-1], "SO", NOW).run_id
    plan = plan_undo(made, NOW, blind)
    assert (plan.groups, plan.findings) == ((), (Finding("undo.no_changes", params={"run": blind}),))
    assert newest_run(made) == graded
