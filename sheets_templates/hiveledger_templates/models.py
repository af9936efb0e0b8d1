"""A sheet or a column as a workbook of its own, from which it joins a ledger that is already in use."""

from collections.abc import Mapping, Sequence

from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from hiveledger.schema import TABLES, Table
from hiveledger.text import Language
from hiveledger_templates.canvas import Canvas
from hiveledger_templates.dashboard import Places, add_dashboard
from hiveledger_templates.package import packed
from hiveledger_templates.sheets import add_sheet, dress
from hiveledger_templates.validation import name_staff

__all__ = ["column_model", "dashboard_model", "sheet_model"]


def sheet_model(table: Table, language: Language, rows: Sequence[Mapping[str, str]] = ()) -> bytes:
    """Give a table's sheet as the template has it, with these rows."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    name_staff(workbook, TABLES["people"].sheet(language))
    add_sheet(workbook, table, language, rows)
    return packed(workbook)


def column_model(table: Table, key: str, language: Language, header_row: int, column: int) -> bytes:
    """Give a table's column as the template dresses it, in the place where it is to join a sheet."""
    workbook = Workbook()
    name_staff(workbook, TABLES["people"].sheet(language))
    canvas = Canvas(workbook.worksheets[0], table, language, header_row)
    dress(canvas, table[key], get_column_letter(column))
    return packed(workbook)


def dashboard_model(places: Places) -> bytes:
    """Give sheet 周报 for a workbook that keeps its tables in these places."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    add_dashboard(workbook, places)
    return packed(workbook)
