"""The ledger as a workbook: what a new one looks like, and how a sheet or column joins one."""

from hiveledger_templates.build import FILE_NAMES, book_bytes, new_book, template
from hiveledger_templates.models import column_model, sheet_model
from hiveledger_templates.sheets import add_column, add_sheet

__all__ = [
    "FILE_NAMES",
    "add_column",
    "add_sheet",
    "book_bytes",
    "column_model",
    "new_book",
    "sheet_model",
    "template",
]
