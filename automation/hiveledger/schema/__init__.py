"""What the ledger is: its tables, columns and closed word lists. The only home of headers."""

from typing import Final

from hiveledger.schema.columns import Column, Dtype, Filler, Presence, Show, Table
from hiveledger.schema.leads import LEADS
from hiveledger.schema.tables import (
    BLOCKED,
    CONTACTS,
    CUSTOMERS,
    DESK,
    DIRECTORY,
    INBOX,
    INDUSTRIES,
    LOG,
    MERGED,
    NURTURE,
    PEOPLE,
    POOL,
    SETTINGS,
    TOUCHES,
)

__all__ = ["LEADS", "PREVIEW", "SCHEMA_VERSION", "TABLES", "Column", "Dtype", "Filler", "Presence", "Show", "Table"]

SCHEMA_VERSION: Final = 1
PREVIEW: Final = "HiveLedger preview"  # the category, in its properties, of a workbook that only shows a plan

TABLES: Final = {
    table.name: table
    for table in (
        LEADS,
        DESK,
        INBOX,
        POOL,
        TOUCHES,
        PEOPLE,
        SETTINGS,
        CONTACTS,
        CUSTOMERS,
        BLOCKED,
        NURTURE,
        INDUSTRIES,
        DIRECTORY,
        MERGED,
        LOG,
    )
}
