"""Claims typed into a real workbook: the sheet that is made for them, and the times that count."""

import os
from datetime import datetime, timedelta
from pathlib import Path

from openpyxl import load_workbook

from hiveledger.book.file import FileBook
from hiveledger.flows.claim import plan_claim
from hiveledger.flows.distribute import plan_distribute
from hiveledger.schema import TABLES
from hiveledger.text import Language
from tests.books import cells
from tests.ledgers import NOW, imported

LEAD = "L000001"


def at(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def fill_row(book: FileBook, sheet: str, row: int, when: datetime, **said: str) -> None:
    """Let somebody fill cells of a row and save at that time."""
    workbook, table = load_workbook(book.path), TABLES[sheet]
    there = workbook[table.sheet(Language.ZH)]
    headers = [cell.value for cell in there[1]]
    for column, text in said.items():
        there.cell(row, headers.index(table[column].header(Language.ZH)) + 1).value = text
    workbook.save(book.path)
    os.utime(book.path, (when.timestamp(),) * 2)


def test_rows_on_the_sheet_that_was_made_for_them_count_from_when_they_were_saved(tmp_path: Path) -> None:
    book = imported(tmp_path, {"company": "示例公司", "status": "cleaned", "grade": "B", "industry": "电子"})
    for row, number in ((2, "A1"), (3, "A2")):
        fill_row(book, "people", row, at(0), staff_no=number, name=f"示例{number}", role="AM", industries="*")
    book.write(plan_distribute(book, at(0)), "SO")
    fill_row(book, "claims", 2, at(3), lead_id=LEAD, staff_no="A2")
    book.read()
    fill_row(book, "claims", 2, at(4), lead_id=LEAD, staff_no="A1")
    fill_row(book, "claims", 3, at(4), lead_id=LEAD, staff_no="示例A2")
    late = FileBook(book.path)
    late.write(plan_claim(late, at(30)), "scheduler")
    read = late.read()
    assert cells(read.frame("leads"), LEAD, "owner", "status") == ["A2", "confirmed"]
    claims = read.frame("claims").set_index("staff_no")
    assert claims["recorded_at"].to_dict() == {"A1": at(4), "A2": at(3)}
    assert claims["result"].to_dict() == {"A1": "lost", "A2": "won"}
    assert plan_claim(late, at(31)).groups == ()
