"""The ledger as a workbook: what a new one looks like, and how a sheet or column joins one."""

from hiveledger_templates.build import FILE_NAMES, book_bytes, new_book, template
from hiveledger_templates.dashboard import NEEDED, places_of
from hiveledger_templates.look import number_format
from hiveledger_templates.models import column_model, dashboard_model, sheet_model

__all__ = [
    "FILE_NAMES",
    "NEEDED",
    "book_bytes",
    "column_model",
    "dashboard_model",
    "new_book",
    "number_format",
    "places_of",
    "sheet_model",
    "template",
]
