"""The control: a program that loads, adds a row and saves in place, as scripts do. The same faults have to break it."""

from itertools import count
from pathlib import Path

from openpyxl import load_workbook

from tests.reliability.work import Acks, token

__all__ = ["keep_saving", "save_once"]


def keep_saving(path: Path, acks: Path, name: str, first: int) -> None:
    """Save and acknowledge, one row after another, until killed."""
    for operation in count(first):
        save_once(path, token(name, operation))
        Acks(acks).add(token(name, operation))


def save_once(path: Path, mark: str) -> None:
    """Add a row that says who wrote it."""
    workbook = load_workbook(path)
    sheet = workbook["客户台账"]
    place = next(cell.column for cell in sheet[1] if cell.value == "公司名称")
    sheet.cell(sheet.max_row + 1, place).value = mark
    workbook.save(path)
