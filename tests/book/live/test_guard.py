"""What an open workbook is not written for, and what becomes of a run that was cut off in it."""

import contextlib
import platform
from collections.abc import Callable
from pathlib import Path

import pytest
import xlwings as xw
from openpyxl import load_workbook
from openpyxl.workbook.protection import WorkbookProtection

from hiveledger.book.file import FileBook
from hiveledger.book.live import LiveBook, saved_path
from hiveledger.book.versions.opened import opening_of
from hiveledger.changes import AddTable, Append, Group, Plan, Set
from hiveledger.errors import BusyError, LedgerError
from hiveledger.journal import Run, run_id
from hiveledger.opening import open_live
from hiveledger.schema import PREVIEW, TABLES
from tests.ledgers import NOW, imported, new_ledger
from tests.live_books import Opened, plain

LEAD = "L000001"
GRADED = Group(LEAD, (Set("leads", LEAD, "grade", None, "A"),))


def changed(book: FileBook, change: Callable[[object], object]) -> FileBook:
    """Let a person change the workbook and save."""
    workbook = load_workbook(book.path)
    change(workbook)
    workbook.save(book.path)
    return book


def refusal(book: xw.Book) -> str:
    with pytest.raises(LedgerError) as problem:
        saved_path(book)
    return problem.value.code


def test_a_book_that_was_never_saved_is_refused(calc: xw.App) -> None:
    book = calc.books.add()
    told = refusal(book)
    book.close()
    assert told == "live.never_saved"


def test_a_file_that_must_not_be_written_is_refused(opened: Opened, tmp_path: Path) -> None:
    closed = new_ledger(tmp_path)
    opened.books.append(opened.app.books.open(closed.path, read_only=True))
    assert refusal(opened.book) == "live.read_only"


def test_a_preview_is_no_ledger(opened: Opened, tmp_path: Path) -> None:
    closed = imported(tmp_path, {"company": "示例公司"})
    closed.read()
    copy = tmp_path / "预览.xlsx"
    closed.write_copy(Plan("grade", NOW, (GRADED,)), copy)
    opened.books.append(opened.app.books.open(copy))
    assert PREVIEW in opened.book.names
    assert refusal(opened.book) == "live.preview"


def test_a_ledger_is_opened_as_this_user_on_this_machine(opened: Opened, tmp_path: Path) -> None:
    closed = plain(tmp_path, {"company": "示例公司"})
    opened(closed)
    book = open_live(opened.book)
    assert (book.path, book.read().is_live) == (closed.path, True)


def lock(path: Path, host: str) -> Path:
    """Leave the owner file that LibreOffice leaves."""
    owner = path.with_name(f".~lock.{path.name}#")
    owner.write_text(f",示例甲,{host},02.03.2026 10:00,file:///profile;", "utf-8")
    return owner


def test_another_machine_that_has_the_book_open_is_let_go_first(opened: Opened, tmp_path: Path) -> None:
    book = opened(plain(tmp_path, {"company": "示例公司"}))
    owner = lock(book.path, "another-machine")
    with pytest.raises(BusyError) as problem:
        book.write(Plan("grade", NOW, (GRADED,)), "SO")
    assert (problem.value.code, problem.value.params["owner_file"]) == ("book.open_elsewhere", owner.name)


def test_the_owner_file_of_the_very_program_is_in_nobody_s_way(opened: Opened, tmp_path: Path) -> None:
    book = opened(plain(tmp_path, {"company": "示例公司"}))
    lock(book.path, f"{platform.node().upper()}.example")
    assert len(book.write(Plan("grade", NOW, (GRADED,)), "SO").written) == 1


def test_locked_cells_of_a_protected_sheet_stay(opened: Opened, tmp_path: Path) -> None:
    def protect(workbook: object) -> None:
        workbook["客户台账"].protection.sheet = True  # type: ignore[index]

    closed = changed(plain(tmp_path, {"company": "示例公司"}), protect)
    one = FileBook(closed.path).write(Plan("grade", NOW, (GRADED,)), "SO").findings
    book = opened(closed)
    other = book.write(Plan("grade", NOW, (GRADED,)), "SO").findings
    assert [finding.code for finding in other] == ["book.locked_cell"]
    assert [finding.params for finding in other] == [finding.params for finding in one]


def test_a_merged_cell_stays(opened: Opened, tmp_path: Path) -> None:
    book = opened(plain(tmp_path, {"company": "示例公司"}, {"company": "又一公司"}))
    book.read()
    place = book.address("leads", LEAD, "grade").partition("!")[2]
    column = place.rstrip("0123456789")
    opened.book.sheets["客户台账"].range(f"{column}2:{column}3").merge()
    hidden = Group("L000002", (Set("leads", "L000002", "grade", None, "A"),))
    outcome = book.write(Plan("grade", NOW, (GRADED, hidden)), "SO")
    assert [finding.code for finding in outcome.findings] == ["book.merged_cell"]
    assert book.read().frame("leads")["grade"].dropna().to_dict() == {LEAD: "A"}


def test_a_locked_structure_takes_no_sheet_and_no_mark(opened: Opened, tmp_path: Path) -> None:
    def lock_structure(workbook: object) -> None:
        workbook.security = WorkbookProtection(lockStructure=True)  # type: ignore[attr-defined]

    closed = changed(new_ledger(tmp_path), lock_structure)
    book = opened(closed)
    added = Group("", (AddTable("contacts", TABLES["contacts"].keys[1:]),))
    with pytest.raises(LedgerError) as problem:
        book.write(Plan("complete", NOW, (added,)), "SO")
    assert problem.value.code == "live.locked_structure"
    lead = Group(LEAD, (Append("leads", LEAD, {"company": "示例公司"}),))
    run = book.write(Plan("import", NOW, (lead,)), "SO").run_id
    assert book.runs()[-1].run_id == run


def test_a_run_that_was_cut_off_in_the_middle_of_its_cells_is_carried_on(opened: Opened, tmp_path: Path) -> None:
    """As where the process was killed: the journal says what was meant, some of it stands."""
    closed = plain(tmp_path, {"company": "示例公司"}, {"company": "又一公司"})
    book = opened(closed)
    book.read()
    changes = tuple(Set("leads", key, "grade", None, "A") for key in (LEAD, "L000002"))
    run = Run(run_id(NOW, 2), "grade", "SO", NOW, {}, changes)
    opening = opening_of(book.path, "LibreOffice", opened.app.pid)
    place = book.address("leads", LEAD, "grade").partition("!")[2]
    applying = closed.past.opened.applying((run,), opening, is_markable=True)
    with contextlib.suppress(KeyboardInterrupt), closed.turn(), applying:
        opened.book.sheets["客户台账"].range(place).value = "A"
        raise KeyboardInterrupt
    again = LiveBook(opened.book, FileBook(closed.path))
    told = again.sync()
    assert [finding.code for finding in told] == ["book.redone"]
    assert again.read().frame("leads")["grade"].to_dict() == {LEAD: "A", "L000002": "A"}
    assert [run.run_id for run in again.runs()][-1] == run.run_id
    assert again.sync() == ()
