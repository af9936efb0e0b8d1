"""An open workbook is read as the closed one that a program saves of it."""

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Any, Final

import pytest
import xlwings as xw
from openpyxl import Workbook
from openpyxl.worksheet.table import Table

from hiveledger.book.live.sheets import read_open
from hiveledger.book.naming import AS_THE_SCHEMA
from hiveledger.book.reading import Known, Reading, read_book, read_sheets
from hiveledger.errors import SchemaError
from hiveledger.text import Language
from hiveledger_templates import new_book
from tests.own_books import ROWS, adopt, own_book
from tests.workbooks import sheet_xml, xlsx

HEADER: Final[list[Any]] = [
    "线索编号",
    "公司名称",
    "手机",
    "预算",
    "线索接收时间",
    "客户经理工号",
    "备注",
    "等级",
    "自家列",
]
ROWS_OF_LIFE: Final[list[list[Any]]] = [
    ["L000001", "甲", "013800000001", 1200.5, dt.datetime(2026, 3, 2, 9, 30), "S001", "ok", "A", 1],
    ["L000002", "乙", 13800000002, "1,200", dt.date(2026, 3, 2), "示例甲", "'quoted", True, "b"],
    ["L000003", "#N/A", "x", "50 or so", "2026-03-01", None, None, "Z", None],
    ["L000004", "=1/0", "=NA()", 35.0, dt.time(9, 30), None, "TRUE", None, None],
    [None, "无编号", None, None, None, None, None, None, None],
    ["L000006", "丁", 0.1 + 0.2, 0.35, dt.timedelta(hours=30), None, '="a"&"b"', None, None],
    ["L000006", "戊", None, 1 / 3, dt.datetime(2026, 3, 2, 9, 30, 15), "示例乙", " \n空 ", None, None],
    [None] * 9,
    ["L000009", "滤掉", "-", 0, None, "示例乙", "=B3", "B", None],
]


def live(book: xw.Book) -> Reading:
    return read_sheets(read_open(book, AS_THE_SCHEMA, is_locked=False), "x.xlsx", "", {}, Known())


def differences(app: xw.App, path: Path, folder: Path) -> list[str]:
    """Compare the open workbook with what is read of the file that the program saves of it."""
    book, saved = app.books.open(path), folder / "saved.xlsx"
    try:
        one = live(book)
        book.save(saved)
    finally:
        book.close()
    other = read_book(saved.read_bytes(), "x.xlsx", {})
    told = [name for name in other.tables if not one.tables[name].equals(other.tables[name])]
    for name, place in other.places.items():
        found = one.places[name]
        alike = ("header_row", "columns", "rows", "new_ids", "doubled", "last_row", "last_column", "blocks")
        told += [f"{name}.{what}" for what in alike if getattr(found, what) != getattr(place, what)]
    whole = ("findings", "unreadable", "numbers", "settings", "naming", "marks")
    return told + [what for what in whole if getattr(one, what) != getattr(other, what)]


@pytest.mark.parametrize("language", list(Language))
def test_the_template_reads_open_as_closed(calc: xw.App, tmp_path: Path, language: Language) -> None:
    new_book(tmp_path / "t.xlsx", language)
    assert differences(calc, tmp_path / "t.xlsx", tmp_path) == []


def odd_book(path: Path) -> Path:
    workbook = Workbook()
    leads = workbook.worksheets[0]
    leads.title = "客户台账"
    leads.append(["二季度"])
    for row in (HEADER, *ROWS_OF_LIFE):
        leads.append(row)
    leads.merge_cells("A1:C1")
    leads.row_dimensions[5].hidden = True
    leads.auto_filter.ref = "A2:I11"
    leads.protection.sheet = True
    people = workbook.create_sheet("团队")
    for row in (["工号", "姓名"], ["S001", "示例甲"], [2, "示例乙"], [3, "示例乙"]):
        people.append(row)
    people.sheet_state = "hidden"
    workbook.save(path)
    return path


def test_what_cannot_be_read_is_told_open_as_closed(calc: xw.App, tmp_path: Path) -> None:
    """Titles, merged cells, hidden and filtered rows, errors, times of day, doubled ids, names of two people."""
    path = odd_book(tmp_path / "odd.xlsx")
    assert differences(calc, path, tmp_path) == []
    codes = [finding.code for finding in read_book((tmp_path / "saved.xlsx").read_bytes(), "x.xlsx", {}).findings]
    assert Counter(codes) == {"book.unreadable": 7, "book.doubled_id": 1}


def test_a_team_s_own_workbook_reads_open_as_closed(calc: xw.App, tmp_path: Path) -> None:
    book = own_book(tmp_path, xlsx(sheet_xml(ROWS), names=["张三的客户"]))
    adopt(book)
    assert differences(calc, book.path, tmp_path) == []


def test_a_totals_row_is_refused_open_as_closed(calc: xw.App, tmp_path: Path) -> None:
    workbook = Workbook()
    leads = workbook.worksheets[0]
    leads.title = "客户台账"
    for row in (["线索编号", "公司名称"], ["L000001", "甲"], ["总计", None]):
        leads.append(row)
    leads.add_table(Table(displayName="T", ref="A1:B3", totalsRowCount=1))
    workbook.save(tmp_path / "t.xlsx")
    book = calc.books.open(tmp_path / "t.xlsx")
    try:
        with pytest.raises(SchemaError) as problem:
            live(book)
    finally:
        book.close()
    assert problem.value.code == "book.totals_row"
