"""Real workbooks take a sheet, a column and formatted values, and what they held before stays as it was."""

import zipfile
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final

from hiveledger.book.xlsx import AddColumn, AddName, AddSheet, Edit, Formatted, SetCell, patch
from hiveledger.book.xlsx.container.archive import Archive
from hiveledger.book.xlsx.workbook import Workbook
from hiveledger.errors import LedgerError
from hiveledger.schema import LEADS, TABLES
from hiveledger.text import Language
from hiveledger_templates import column_model, sheet_model
from tests.oracle import given_books, new_findings

_EVERY: Final = 60
_FAR: Final = 200  # a column that hardly any book has come to
_MAY_CHANGE: Final = {"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "[Content_Types].xml"}


def test_real_workbooks_take_what_joins_them(data: Path, tmp_path: Path) -> None:
    sheet = AddSheet("培育池", sheet_model(TABLES["nurture"], Language.ZH), "visible")
    column = column_model(LEADS, "owner", Language.ZH, 1, _FAR)
    faults: list[tuple[str, list[str]]] = []
    judged = 0
    for name, content in islice(given_books(data), 0, None, _EVERY):
        path, out = tmp_path / f"in{Path(name).suffix}", tmp_path / f"out{Path(name).suffix}"
        path.write_bytes(content)
        first = _first_sheet(path)
        if not first:
            continue
        edits: list[Edit] = [
            sheet,
            AddName("HiveLedger", "TRUE", hidden=True),
            AddColumn(first, 1, _FAR, column),
            SetCell(first, 2, _FAR, Formatted("007", "@")),
            SetCell(first, 3, _FAR, Formatted(datetime(2026, 1, 5), "yyyy-mm-dd", fill="FFE08A")),
        ]
        patch(path, edits, out)
        judged += 1
        faults.append((name, [*_strays(path, out), *new_findings(path, out)]))
    assert judged > 0
    assert [fault for fault in faults if fault[1]] == []


def _first_sheet(path: Path) -> str:
    """Give the first worksheet's name; none where the file is no workbook that anyone could edit."""
    try:
        with Archive(path) as archive:
            sheets = Workbook(archive).sheets
    except LedgerError:
        return ""
    return sheets[0].name if sheets else ""


def _strays(path: Path, out: Path) -> list[str]:
    """Give the parts that are lost, or changed though nothing that joins a book touches them."""
    with Archive(path) as archive:
        workbook = Workbook(archive)
        sheet = workbook.sheets[0]
        told = {sheet.part, workbook.part, *(table.part for table in workbook.tables(sheet))}
    with zipfile.ZipFile(path) as one, zipfile.ZipFile(out) as two:
        after = {info.filename: info for info in two.infolist()}
        kept = [info for info in one.infolist() if info.filename not in told | _MAY_CHANGE]
        lost = [info.filename for info in one.infolist() if info.filename not in after]
        return lost + [
            info.filename
            for info in kept
            if info.filename in after
            and (info.CRC, info.compress_size) != (after[info.filename].CRC, after[info.filename].compress_size)
        ]
