"""Ledgers as files for tests: plain ones made of frames, and ones from the template."""

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

import pandas as pd
from openpyxl import Workbook, load_workbook

from hiveledger.book.cells import to_cell
from hiveledger.book.file import FileBook
from hiveledger.changes import Append, Group, Plan, Value, values
from hiveledger.schema import TABLES
from hiveledger.text import Language
from hiveledger_templates import new_book

__all__ = ["NOW", "imported", "new_ledger", "plain_ledger", "type_into"]

NOW: Final = datetime(2026, 3, 2, 10)
_ESCAPE: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def new_ledger(folder: Path, language: Language = Language.ZH) -> FileBook:
    """Give a fresh ledger from the template."""
    path = folder / "台账.xlsx"
    new_book(path, language)
    return FileBook(path)


def imported(folder: Path, *rows: Mapping[str, Value]) -> FileBook:
    """Give a ledger from the template into which the machine imported these leads."""
    book = new_ledger(folder)
    keys = [TABLES["leads"].mint(number) for number in range(1, len(rows) + 1)]
    groups = (Group(key, (Append("leads", key, row),)) for key, row in zip(keys, rows, strict=True))
    book.write(Plan("import", NOW, tuple(groups)), who="SO")
    return book


def plain_ledger(path: Path, tables: Mapping[str, pd.DataFrame], language: Language = Language.ZH) -> Path:
    """Make a workbook that a person might have typed: a header and rows, no Excel tables, no formats."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, frame in tables.items():
        table = TABLES[name]
        sheet = workbook.create_sheet(table.sheet(language))
        sheet.append([table[key].header(language) for key in (table.key, *frame.columns)])
        for number, key in enumerate(frame.index, 2):
            sheet.cell(number, 1).value = key
        for place, column in enumerate(frame.columns, 2):
            for number, item in enumerate(values(frame[column]), 2):
                cell = sheet.cell(number, place)
                cell.value = to_cell(table[column], item, language)
                if isinstance(cell.value, str):
                    cell.value = _ESCAPE.sub("_x005F_", cell.value)  # openpyxl leaves that to us
                    cell.data_type = "s"
    workbook.save(path)
    return path


def type_into(path: Path, address: str, content: str | float | datetime | None) -> None:
    """Let a person type into a cell, "规则!B2", and save."""
    workbook = load_workbook(path)
    sheet, _, place = address.partition("!")
    workbook[sheet][place] = content
    workbook.save(path)
