"""What the ledger is: its tables, columns and closed word lists. The only home of headers."""

from typing import Final

from hiveledger.schema.claims import CLAIMS, POOL
from hiveledger.schema.columns import Column, Dtype, Filler, Presence, Show, Table
from hiveledger.schema.decisions import DECISIONS
from hiveledger.schema.leads import LEADS
from hiveledger.schema.nurture import CASES, MAILINGS, NURTURE
from hiveledger.schema.people import HOLIDAYS, PEOPLE, UNITS
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
    SETTINGS,
)
from hiveledger.schema.touches import TOUCHES

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
        CLAIMS,
        TOUCHES,
        PEOPLE,
        UNITS,
        HOLIDAYS,
        SETTINGS,
        CONTACTS,
        CUSTOMERS,
        BLOCKED,
        NURTURE,
        CASES,
        MAILINGS,
        INDUSTRIES,
        DIRECTORY,
        DECISIONS,
        MERGED,
        LOG,
    )
}
