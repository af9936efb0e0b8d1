"""What the ledger is: its tables, columns and closed word lists. The only home of headers."""

from typing import Final

from hiveledger.schema.columns import Column, Dtype, Filler, Presence, Show, Table
from hiveledger.schema.decisions import DECISIONS
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

__all__ = [
    "LEADS",
    "MARKS_SHEET",
    "PREVIEW",
    "SCHEMA_VERSION",
    "SETTINGS",
    "TABLES",
    "Column",
    "Dtype",
    "Filler",
    "Presence",
    "Show",
    "Table",
]

SCHEMA_VERSION: Final = 1
MARKS_SHEET: Final = "_hiveledger"  # hidden; holds the ids of the newest runs
PREVIEW: Final = "HiveLedger_preview"  # the hidden name, in a workbook, that says it only shows a plan

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
        DECISIONS,
        MERGED,
        LOG,
    )
}
