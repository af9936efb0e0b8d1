"""What is to be done to a ledger: the closed union of changes, plans made of them, and their effect on frames."""

from hiveledger.changes.frames import apply, diff, settle
from hiveledger.changes.kinds import (
    AddColumn,
    AddTable,
    Append,
    Change,
    Conflict,
    DropColumn,
    DropTable,
    Given,
    Group,
    Plan,
    Remove,
    Set,
    Value,
    inverse,
    undo,
)
from hiveledger.changes.lookup import Tables, value, values

__all__ = [
    "AddColumn",
    "AddTable",
    "Append",
    "Change",
    "Conflict",
    "DropColumn",
    "DropTable",
    "Given",
    "Group",
    "Plan",
    "Remove",
    "Set",
    "Tables",
    "Value",
    "apply",
    "diff",
    "inverse",
    "settle",
    "undo",
    "value",
    "values",
]
