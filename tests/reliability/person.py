"""A person with a spreadsheet program: opens a copy, edits the sheet of leads, saves over whatever stands there."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Final

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

__all__ = ["add_row", "delete_row", "double_row", "edited", "insert_row", "save_over", "sort_rows", "type_text"]

_LEADS: Final = "客户台账"
_COMPANY: Final = "公司名称"


def edited(content: bytes, edit: Callable[[Worksheet], None]) -> bytes:
    """Give what a program would save after an edit; the table follows the rows, as it does in Excel."""
    workbook = load_workbook(BytesIO(content))
    sheet = workbook[_LEADS]
    edit(sheet)
    (table,) = sheet.tables.values()
    corner = table.ref.partition(":")[2].rstrip("0123456789")
    table.ref = f"A1:{corner}{max(2, _last_row(sheet))}"
    if table.autoFilter is not None:
        table.autoFilter.ref = table.ref
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def save_over(path: Path, content: bytes) -> None:
    """Save as Excel does: a new file takes the old one's place."""
    beside = path.with_name("A1B2C300")
    beside.write_bytes(content)
    beside.replace(path)


def type_text(sheet: Worksheet, lead: str, header: str, text: str) -> None:
    """Type into a lead's row."""
    sheet.cell(_row(sheet, lead), _column(sheet, header)).value = text


def add_row(sheet: Worksheet, company: str) -> None:
    """Type a new row below the others."""
    sheet.cell(_last_row(sheet) + 1, _column(sheet, _COMPANY)).value = company


def delete_row(sheet: Worksheet, lead: str) -> None:
    """Delete a lead's row."""
    sheet.delete_rows(_row(sheet, lead))


def insert_row(sheet: Worksheet, lead: str) -> None:
    """Insert a blank row above a lead's."""
    sheet.insert_rows(_row(sheet, lead))


def double_row(sheet: Worksheet, lead: str) -> None:
    """Copy a lead's row, its id too, below the others."""
    below = _last_row(sheet) + 1
    for column, cell in enumerate(sheet[_row(sheet, lead)], 1):
        sheet.cell(below, column).value = cell.value


def sort_rows(sheet: Worksheet, header: str) -> None:
    """Sort the rows by a column, the last first."""
    at = _column(sheet, header) - 1
    rows = list(sheet.iter_rows(min_row=2, max_row=_last_row(sheet), values_only=True))
    for number, row in enumerate(sorted(rows, key=lambda row: str(row[at] or ""), reverse=True), 2):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column).value = value


def _row(sheet: Worksheet, lead: str) -> int:
    return next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 1).value == lead)


def _column(sheet: Worksheet, header: str) -> int:
    return next(cell.column for cell in sheet[1] if cell.value == header)


def _last_row(sheet: Worksheet) -> int:
    rows = enumerate(sheet.iter_rows(values_only=True), 1)
    return max(number for number, row in rows if any(cell is not None for cell in row))
