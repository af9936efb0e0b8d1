"""A team's own workbook for tests: made, adopted, looked at through a reader of another's make."""

import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from python_calamine import CalamineWorkbook

from hiveledger.book.base import Outcome
from hiveledger.book.file import FileBook
from hiveledger.book.xlsx import SetCell, patch
from hiveledger.flows.adoption import plan_adopt
from hiveledger.flows.verbs import VERBS
from hiveledger.text import Language, say

__all__ = [
    "HEADERS",
    "NOW",
    "ROWS",
    "adopt",
    "are_kept",
    "carry_out",
    "cells_of",
    "entries_of",
    "own_book",
    "type_text",
]

NOW: Final = datetime(2026, 3, 2, 10)
HEADERS: Final = ["客户名称", "联系人", "手机", "备用栏"]
ROWS: Final = [
    HEADERS,
    ["示例精密有限公司", "王示例", "13800000001", "甲"],
    ["示例云帆有限公司", "李示例", "13800000002", "乙"],
]


def own_book(folder: Path, content: bytes, name: str = "团队表.xlsx") -> FileBook:
    """Give a workbook that is nobody's ledger yet."""
    path = folder / name
    path.write_bytes(content)
    return FileBook(path)


def adopt(book: FileBook, now: datetime = NOW) -> Outcome:
    """Let a workbook become a ledger, as a person who agreed."""
    plan = plan_adopt(book, now, Language.ZH)
    return book.write(plan, "SO") if plan.groups else Outcome("", ())


def carry_out(book: FileBook, verb: str, now: datetime, **told: Any) -> Outcome:  # noqa: ANN401 - the verb's arguments
    plan = VERBS[verb].function()(book, now, **told)
    return book.write(plan, "SO") if plan.groups else Outcome("", ())


def entries_of(path: Path) -> dict[str, tuple[int, int]]:
    """Give each part's checksum and size, as it lies in the zip."""
    """Plan a verb and write the plan."""
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {entry.filename: (entry.CRC, entry.compress_size) for entry in archive.infolist()}


def cells_of(path: Path) -> dict[str, dict[tuple[int, int], object]]:
    """Give each sheet's filled cells, through a reader of another's make, but for 周报, which changes by the minute."""
    book = CalamineWorkbook.from_path(path)
    reckoned = {say("dashboard.sheet", language) for language in Language}
    return {
        name: {
            (row, column): value
            for row, cells in enumerate(book.get_sheet_by_name(name).to_python(skip_empty_area=False), 1)
            for column, value in enumerate(cells, 1)
            if value != ""
        }
        for name in book.sheet_names
        if name not in reckoned
    }


def are_kept(before: Mapping[str, Mapping[tuple[int, int], object]], path: Path) -> bool:
    """Tell whether each cell that was there before holds what it held."""
    after = cells_of(path)
    return all(after[sheet].get(place) == value for sheet, cells in before.items() for place, value in cells.items())


def type_text(path: Path, sheet: str, row: int, column: int, text: str) -> None:
    """Let a person type into a cell and save."""
    patch(path, [SetCell(sheet, row, column, text)], path)
