"""Runs in a workbook that somebody has open: unsaved until a saved version holds them, and lost when it is closed."""

import subprocess
import sys
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

import pytest
from openpyxl import load_workbook

from hiveledger.book.file import FileBook
from hiveledger.changes import AddColumn, Append, Group, Plan, Set, values
from hiveledger.errors import BusyError
from hiveledger.flows.undo import plan_undo
from hiveledger.schema import MARKS_SHEET, TABLES
from hiveledger.text import Language
from tests.ledgers import imported, type_into
from tests.open_books import OpenBook

NOON: Final = datetime(2026, 3, 2, 12)
ONE: Final = datetime(2026, 3, 2, 13)


@pytest.fixture
def closed(tmp_path: Path) -> FileBook:
    book = imported(tmp_path, {"company": "示例甲"}, {"company": "示例乙"})
    book.sync()
    return book


def grades(*letters: str) -> Plan:
    """Plan to put a letter on each of the first leads, each in a group of its own."""
    groups = [
        Group(key, (Set("leads", key, "grade", None, letter),))
        for key, letter in zip(("L000001", "L000002"), letters, strict=False)
    ]
    return Plan("grade", NOON, tuple(groups))


def two_cells() -> Plan:
    """Plan to put a letter and a note on each lead."""
    rows = (("L000001", "A", "甲"), ("L000002", "B", "乙"))
    groups = [
        Group(key, (Set("leads", key, "grade", None, letter), Set("leads", key, "note", None, note)))
        for key, letter, note in rows
    ]
    return Plan("grade", NOON, (*groups, Group("D000001", (Append("desk", "D000001", {"kind": "check"}),))))


def take_back(there: OpenBook, column: str) -> None:
    """Let the program take back what was written last: a column, and what tells that the run stands."""
    places = there.closed.past.read(there.content).places
    leads, log = places["leads"], places["log"]
    for cell in (*(leads.address(key, column) for key in leads.rows), log.at(log.last_row, "run_id")):
        there.edit(partial(type_into, address=cell, content=None))
    there.edit(forget_marks)


def forget_marks(path: Path) -> None:
    """Take the newest run's id off the hidden sheet."""
    workbook = load_workbook(path)
    marks = workbook[MARKS_SHEET]
    newest = max((cell for (cell,) in marks.iter_rows(max_col=1) if cell.value), key=lambda cell: str(cell.value))
    newest.value = None
    workbook.save(path)


def found(book: FileBook | OpenBook) -> list[object]:
    """Give the letters that stand there."""
    return list(values(book.read().frame("leads")["grade"]))


def verbs(book: FileBook | OpenBook) -> list[str]:
    return [run.verb for run in book.runs()]


def test_a_run_in_an_open_workbook_is_no_run_of_the_saved_book(closed: FileBook) -> None:
    there = OpenBook(closed)
    there.write(grades("A", "B"), "SO")
    assert (found(there), verbs(there)) == (["A", "B"], ["import", "grade"])
    assert (found(closed), verbs(closed)) == ([None, None], ["import"])
    (unsaved,) = closed.unsaved()
    assert (unsaved.run.verb, unsaved.opening.program, unsaved.is_lost) == ("grade", "LibreOffice", False)


def test_it_is_kept_for_as_long_as_the_workbook_is_open(closed: FileBook) -> None:
    there = OpenBook(closed)
    there.write(grades("A"), "SO")
    with pytest.raises(BusyError):
        closed.sync()
    assert closed.take_stock() == ()
    assert len(closed.unsaved()) == 1


def test_it_is_done_with_the_save_in_which_it_is_first_seen_and_is_no_edit_of_people(closed: FileBook) -> None:
    there = OpenBook(closed)
    there.write(grades("A"), "SO")
    there.edit(lambda path: type_into(path, closed.address("leads", "L000002", "note"), "人工备注"))
    there.save(ONE)
    state = closed.read()
    assert verbs(closed) == ["import", "grade", "observed"]
    assert [change.column for change in closed.runs()[-1].changes if isinstance(change, Set)] == ["note"]
    assert state.is_machines("leads", "L000001", "grade", "A")
    assert closed.unsaved() == ()


def test_it_is_dropped_with_one_notice_when_the_workbook_is_closed_without_it(closed: FileBook) -> None:
    there = OpenBook(closed)
    there.write(grades("A"), "SO")
    there.close()
    assert [one.is_lost for one in closed.unsaved()] == [True]
    assert [finding.code for finding in closed.sync()] == ["book.closed_unsaved"]
    assert closed.sync() == ()
    assert (found(closed), verbs(closed)) == ([None, None], ["import"])
    assert [one.is_lost for one in closed.unsaved()] == [True]  # which history tells


def test_a_program_that_is_gone_has_closed_its_workbook(closed: FileBook) -> None:
    program = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    there = OpenBook(closed, program.pid)
    there.write(grades("A"), "SO")
    assert closed.take_stock() == ()
    program.communicate(b"\n")
    assert there.owner_file.exists()
    assert [finding.code for finding in closed.take_stock()] == ["book.closed_unsaved"]


def test_what_a_program_brings_back_after_a_crash_is_done_once_it_is_saved(closed: FileBook) -> None:
    there = OpenBook(closed)
    there.write(grades("A"), "SO")
    there.close()
    closed.sync()
    recovered = there.content
    there.open()
    there.content = recovered
    there.sync()
    assert [one.is_lost for one in closed.unsaved()] == [False]
    there.save(ONE)
    there.close()
    assert closed.sync() == ()
    assert (found(closed), verbs(closed)) == (["A", None], ["import", "grade"])


def test_what_is_recovered_and_saved_without_us_is_done_too(closed: FileBook) -> None:
    there = OpenBook(closed)
    there.write(grades("A"), "SO")
    there.close()
    closed.sync()
    there.save(ONE)
    assert (found(closed), verbs(closed)) == (["A", None], ["import", "grade"])


def test_a_workbook_that_was_opened_anew_has_lost_it(closed: FileBook) -> None:
    there = OpenBook(closed)
    there.write(grades("A"), "SO")
    there.open()
    assert [finding.code for finding in there.sync()] == ["book.closed_unsaved"]
    assert there.sync() == ()


@pytest.mark.parametrize(
    ("falls_after", "after"),
    [
        pytest.param(0, [None, None], id="before its cells it never was"),
        pytest.param(1, ["A", "B"], id="in the middle of its cells it is finished"),
        pytest.param(3, ["A", "B"], id="after its cells it stands"),
    ],
)
def test_a_run_that_is_cut_off_is_settled_in_the_open_workbook(
    closed: FileBook, falls_after: int, after: list[object]
) -> None:
    there = OpenBook(closed)
    there.falls_after = falls_after
    with pytest.raises(InterruptedError):
        there.write(grades("A", "B"), "SO")
    again = OpenBook(FileBook(closed.path))
    again.content, again.falls_after = there.content, None
    again.sync()
    assert found(again) == after
    again.save(ONE)
    again.close()
    assert "book.closed_unsaved" not in [finding.code for finding in closed.sync()]
    assert found(closed) == after
    assert verbs(closed) == ["import", "grade"][: 1 + any(after)]


@pytest.mark.parametrize(
    ("is_saved", "after"),
    [
        pytest.param(True, ["A", "B"], id="saved so, it is finished in the closed book"),
        pytest.param(False, [None, None], id="closed without saving, nothing of it is left"),
    ],
)
def test_a_run_that_is_cut_off_in_the_middle_is_settled_when_the_workbook_is_closed(
    closed: FileBook, *, is_saved: bool, after: list[object]
) -> None:
    there = OpenBook(closed)
    there.falls_after = 1
    with pytest.raises(InterruptedError):
        there.write(grades("A", "B"), "SO")
    if is_saved:
        there.save(ONE)
    there.close()
    closed.sync()
    assert found(closed) == after
    assert verbs(closed) == ["import", "grade"][: 1 + is_saved]


def test_what_the_program_took_back_in_part_is_made_whole_again(closed: FileBook) -> None:
    there = OpenBook(closed)
    there.write(two_cells(), "SO")
    take_back(there, "note")
    assert [finding.code for finding in there.sync()] == ["book.redone"]
    assert found(there) == ["A", "B"]
    assert there.read().frame("leads")["note"].to_list() == ["甲", "乙"]


def test_what_was_saved_in_the_middle_of_its_cells_is_nobodys_edit(closed: FileBook) -> None:
    there = OpenBook(closed)
    there.falls_after = 1
    with pytest.raises(InterruptedError):
        there.write(grades("A", "B"), "SO")
    there.save(NOON)
    closed.read()
    there.falls_after = None
    there.sync()
    there.save(ONE)
    there.close()
    assert closed.sync() == ()
    assert (found(closed), verbs(closed)) == (["A", "B"], ["import", "grade"])


def test_a_run_on_what_a_person_made_in_the_open_workbook_is_looked_at_with_it(closed: FileBook) -> None:
    there = OpenBook(closed)
    there.edit(add_sheet)
    changes = (AddColumn("contacts", "mobile"), Set("contacts", "P000001", "contact", None, "示例"))
    outcome = there.write(Plan("complete", NOON, (Group("", changes),)), "SO")
    assert len(outcome.written) == 2
    there.save(ONE)
    assert closed.read().frame("contacts")["contact"].to_list() == ["示例"]
    assert verbs(closed) == ["import", "complete", "observed"]


def add_sheet(path: Path) -> None:
    """Let a person add a sheet of contacts, with one row."""
    workbook, table = load_workbook(path), TABLES["contacts"]
    sheet = workbook.create_sheet(table.zh)
    sheet.append([table[key].header(Language.ZH) for key in (table.key, "lead_id", "contact")])
    sheet.append(["P000001", "L000001", None])
    workbook.save(path)


def test_no_run_gets_the_number_of_one_that_was_lost(closed: FileBook) -> None:
    there = OpenBook(closed)
    lost = there.write(grades("A"), "SO").run_id
    there.close()
    assert closed.write(grades("B"), "SO").run_id[-4:] == f"{int(lost[-4:]) + 1:04d}"


def test_an_unsaved_run_is_undone_in_the_open_workbook(closed: FileBook) -> None:
    there = OpenBook(closed)
    there.write(grades("A", "B"), "SO")
    there.write(plan_undo(there, NOON), "SO")
    assert found(there) == [None, None]
    there.save(ONE)
    there.close()
    closed.sync()
    assert (found(closed), verbs(closed)) == ([None, None], ["import", "grade", "undo"])


def test_what_was_saved_and_then_saved_over_by_an_old_copy_is_done_again(closed: FileBook) -> None:
    old = closed.path.read_bytes()
    there = OpenBook(closed)
    there.write(grades("A"), "SO")
    there.save(ONE)
    there.close()
    closed.sync()
    closed.path.write_bytes(old)
    assert "book.redone" in [finding.code for finding in closed.sync()]
    assert found(closed) == ["A", None]


def test_an_open_workbook_that_lacks_a_run_gets_it_again(closed: FileBook) -> None:
    there = OpenBook(closed)
    there.owner_file.unlink()  # a service that synchronises the folder did not bring it
    closed.write(grades("A"), "SO")
    there.write(grades("B", "B"), "SO")
    assert found(there) == ["A", "B"]


def test_what_people_put_into_an_open_workbook_counts_from_its_save(closed: FileBook) -> None:
    there = OpenBook(closed)
    there.edit(lambda path: type_into(path, closed.address("leads", "L000001", "reply"), "接单"))
    assert there.read().replied_at == {}
    there.save(ONE)
    there.sync()
    assert there.read().replied_at == {"L000001": ONE}
