"""Editing .xlsx and .xlsm without loss: what is meant is written, every other byte stays as it was."""

from hiveledger.book.xlsx.edits import AppendRows, DropColumn, DropSheet, Edit, Fit, SetCell, SetColumn, read_edits
from hiveledger.book.xlsx.patch import Patched, patch
from hiveledger.book.xlsx.values import Formatted, Value

__all__ = [
    "AppendRows",
    "DropColumn",
    "DropSheet",
    "Edit",
    "Fit",
    "Formatted",
    "Patched",
    "SetCell",
    "SetColumn",
    "Value",
    "patch",
    "read_edits",
]
