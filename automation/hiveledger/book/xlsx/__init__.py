"""Editing .xlsx and .xlsm without loss: what is meant is written, every other byte stays as it was."""

from hiveledger.book.xlsx.edits import (
    AddColumn,
    AddName,
    AddRowsAsSheet,
    AddSheet,
    AddValuesAsColumn,
    AppendRows,
    DropColumn,
    DropSheet,
    Edit,
    Fit,
    ReplaceBody,
    SetCell,
    SetColumn,
    read_edits,
)
from hiveledger.book.xlsx.patch import Patched, patch
from hiveledger.book.xlsx.structure.texts import ForgetTexts
from hiveledger.book.xlsx.structure.transplant import bare_sheet
from hiveledger.book.xlsx.values import Formatted, Value

__all__ = [
    "AddColumn",
    "AddName",
    "AddRowsAsSheet",
    "AddSheet",
    "AddValuesAsColumn",
    "AppendRows",
    "DropColumn",
    "DropSheet",
    "Edit",
    "Fit",
    "ForgetTexts",
    "Formatted",
    "Patched",
    "ReplaceBody",
    "SetCell",
    "SetColumn",
    "Value",
    "bare_sheet",
    "patch",
    "read_edits",
]
