"""Workbooks are opened, changed and saved; sheets, names and tables are found in them."""

from pathlib import Path

import pytest
import xlwings as xw
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet


def _filled() -> tuple[Workbook, Worksheet]:
    """Give a workbook of a file, and its sheet."""
    book = Workbook()
    return book, book.worksheets[0]


def _sheet_of(path: Path) -> Worksheet:
    return load_workbook(path).worksheets[0]


def test_a_book_is_saved_where_it_is_told_to_and_opened_again(app: xw.App, book: xw.Book, tmp_path: Path) -> None:
    path = tmp_path / "客户 台账.xlsx"
    book.sheets[0]["A1"].value = [["甲", 1, True]]
    book.save(path)
    assert (Path(book.fullname), book.name) == (path, path.name)
    assert list(_sheet_of(path).values) == [("甲", 1, True)]
    assert app.books.open(path) == book == app.books[path.name]
    book.sheets[0]["A1"].value = "乙"
    book.save()
    assert _sheet_of(path)["A1"].value == "乙"


def test_a_book_is_closed_without_a_question(app: xw.App, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    Workbook().save(path)
    book = app.books.open(path)
    book.sheets[0]["A1"].value = "not saved"
    book.close()
    assert path.name not in [other.name for other in app.books]
    assert _sheet_of(path)["A1"].value is None


def test_a_file_that_is_not_there_is_told(app: xw.App, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        app.books.open(tmp_path / "none.xlsx")


def test_what_a_file_holds_is_read_with_its_types(app: xw.App, tmp_path: Path) -> None:
    path = tmp_path / "given.xlsx"
    given, sheet = _filled()
    sheet.append(["0012", 5, "=B1*2", True, None])
    sheet["A1"].number_format = "@"
    given.save(path)
    book = app.books.open(path)
    assert book.sheets[0]["A1:E1"].value == ["0012", 5, 10, True, None]
    book.close()


def test_sheets_are_added_named_hidden_and_deleted(book: xw.Book) -> None:
    first = book.sheets[0]
    added = book.sheets.add("线索池", after=first)
    assert (book.sheet_names[1], added.index, book.sheets["线索池"] == added) == ("线索池", 2, True)
    added.name, added.visible = "公海", False
    assert (book.sheet_names[1], added.visible, "公海" in book.sheets) == ("公海", False, True)
    added.visible = True
    added.delete()
    assert book.sheet_names == [first.name]


def test_a_name_stands_for_a_range(book: xw.Book, sheet: xw.Sheet) -> None:
    book.names.add("Owners", f"='{sheet.name}'!$B$2:$B$4")
    assert book.names["Owners"].refers_to_range == sheet["B2:B4"] == sheet.range("Owners")
    assert "Owners" in book.names
    sheet["A1"].name = "Here"
    assert book.names["Here"].refers_to_range == sheet["A1"]
    del book.names["Owners"]
    assert "Owners" not in book.names


def test_a_table_of_a_file_is_found_and_resized(app: xw.App, tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    given, cells = _filled()
    for row in (["编号", "分数"], ["a", 1], ["b", 2]):
        cells.append(row)
    cells.add_table(Table(displayName="Leads", ref="A1:B3"))
    given.save(path)
    book = app.books.open(path)
    sheet = book.sheets[0]
    table = sheet.tables["Leads"]
    assert (table.name, table.range.address, table.show_totals) == ("Leads", "$A$1:$B$3", False)
    assert table.header_row_range is not None
    assert table.header_row_range.value == ["编号", "分数"]
    assert table.data_body_range == sheet["A2:B3"]
    assert sheet["A2"].table == table
    table.resize(sheet["A1:B5"])
    book.save()
    assert _sheet_of(path).tables["Leads"].ref == "A1:B5"
    book.close()


def test_a_range_becomes_a_table(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["a", "b"], [1, 2]]
    table = sheet.tables.add(sheet["A1:B2"], name="New")
    assert [one.name for one in sheet.tables] == [table.name] == ["New"]


def test_a_book_is_printed_into_a_file(book: xw.Book, tmp_path: Path) -> None:
    book.sheets[0]["A1"].value = "x"
    path = tmp_path / "book.pdf"
    book.to_pdf(path)
    assert path.read_bytes().startswith(b"%PDF")


def test_what_is_changed_for_a_while_is_put_back(app: xw.App, book: xw.Book) -> None:
    with app.properties(screen_updating=False, display_alerts=False, status_bar="分配中 10 %"):
        book.sheets[0]["A1"].value = 1
        assert (app.screen_updating, app.display_alerts, app.status_bar) == (False, False, "分配中 10 %")
    assert (app.screen_updating, app.display_alerts, app.status_bar) == (True, True, False)
    assert book.sheets[0]["A1"].value == 1
