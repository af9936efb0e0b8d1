"""What a person does in the demo: opens the ledger, decides on the desk, saves."""

from pathlib import Path

from openpyxl import load_workbook

from hiveledger.schema import TABLES
from hiveledger.schema.words import DeskKind, Verdict
from hiveledger.text import Language

__all__ = ["accept_proposals"]


def accept_proposals(path: Path) -> int:
    """Choose 同意 on every proposed change of the desk, as SO would by hand; give how many there were."""
    desk, language = TABLES["desk"], Language.ZH
    book = load_workbook(path)
    sheet = book[desk.sheet(language)]
    columns = {cell.value: place for place, cell in enumerate(sheet[1], start=1)}
    kind, verdict = (columns[desk[key].header(language)] for key in ("kind", "verdict"))
    proposal = desk["kind"].label(DeskKind.PROPOSAL, language)
    rows = [row for row in range(2, sheet.max_row + 1) if sheet.cell(row, kind).value == proposal]
    for row in rows:
        sheet.cell(row, verdict).value = desk["verdict"].label(Verdict.ACCEPT, language)
    book.save(path)
    return len(rows)
