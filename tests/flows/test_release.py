"""A book that is let go: what was added goes, what is people's stays."""

from pathlib import Path

import pytest

from hiveledger.book.file import FileBook
from hiveledger.book.xlsx import DropColumn, patch
from hiveledger.demo.own_book import write_own_book
from hiveledger.errors import LedgerError
from hiveledger.findings import Level
from hiveledger.flows.verbs import VERBS
from tests.own_books import NOW, ROWS, adopt, carry_out, cells_of, own_book, type_text
from tests.workbooks import sheet_xml, xlsx


def test_release_takes_out_what_was_added_and_leaves_the_workbook_whole(tmp_path: Path) -> None:
    path = write_own_book(tmp_path / "自用.xlsx", NOW)
    cells = cells_of(path)
    book = FileBook(path)
    adopt(book)
    assert carry_out(book, "release", NOW, columns=True).conflicts == ()
    assert cells_of(path) == cells
    with pytest.raises(LedgerError, match="not_a_ledger"):
        FileBook(path).read()


def test_columns_that_verbs_added_go_with_an_undo_or_a_release_rightmost_first(tmp_path: Path) -> None:
    book = own_book(tmp_path, xlsx(sheet_xml(ROWS), names=["线索"]))
    cells = cells_of(book.path)
    adopt(book)
    adopted = cells_of(book.path)["线索"]
    carry_out(book, "clean", NOW)
    assert carry_out(book, "undo", NOW, run="").findings == ()
    assert cells_of(book.path)["线索"] == adopted
    carry_out(book, "clean", NOW)
    carry_out(book, "release", NOW, columns=True)
    assert cells_of(book.path) == cells


def test_release_without_columns_forgets_the_runs_and_does_none_of_them_again(tmp_path: Path) -> None:
    book = own_book(tmp_path, xlsx(sheet_xml(ROWS), names=["线索"]))
    adopt(book)
    carry_out(book, "clean", NOW)
    carry_out(book, "release", NOW, columns=False)
    cells = cells_of(book.path)
    assert "_hiveledger" not in cells
    again = FileBook(book.path)
    assert again.sync() == ()
    assert cells_of(book.path) == cells
    assert carry_out(again, "grade", NOW).conflicts == ()
    assert "_hiveledger" in cells_of(book.path)


def test_what_people_filled_stays_when_a_book_is_released(tmp_path: Path) -> None:
    book = own_book(tmp_path, xlsx(sheet_xml(ROWS), names=["线索"]))
    adopt(book)
    type_text(book.path, "规则", 5, 2, "3")
    plan = VERBS["release"].function()(FileBook(book.path), NOW, columns=True)
    assert [finding.code for finding in plan.findings if finding.level is Level.INFO] == ["release.sheet_stays"]


def test_what_a_person_took_out_is_left_out_by_a_release_and_an_undo(tmp_path: Path) -> None:
    book = own_book(tmp_path, xlsx(sheet_xml(ROWS), names=["线索"]))
    cells = cells_of(book.path)
    adopt(book)
    cleaned = carry_out(book, "clean", NOW).run_id
    place = book.address("leads", "L000001", "cleaned_at")
    assert place == "线索!I2"
    patch(book.path, [DropColumn("线索", 1, 9)], book.path)
    assert carry_out(FileBook(book.path), "undo", NOW, run=cleaned).conflicts == ()
    carry_out(FileBook(book.path), "release", NOW, columns=True)
    assert cells_of(book.path) == cells
