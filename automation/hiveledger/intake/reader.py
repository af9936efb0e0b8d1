"""Workbooks opened by calamine; what it cannot read is refused, be it by an error or by a panic."""

import contextlib
import datetime as dt
import io
from collections.abc import Iterator
from typing import Final

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from hiveledger.errors import GateError

__all__ = ["Value", "grid_of", "open_sheet", "open_workbook"]

Value = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta
_PANIC: Final = "pyo3_runtime"  # the module of what a panic becomes; nobody can import it


def open_workbook(data: bytes, name: str) -> CalamineWorkbook:
    """Open a workbook's bytes. Raises: GateError."""
    with _refused(name):
        return CalamineWorkbook.from_filelike(io.BytesIO(data))


def open_sheet(book: CalamineWorkbook, sheet: str, name: str) -> CalamineSheet:
    """Read a sheet of a workbook. Raises: GateError."""
    with _refused(name):
        return book.get_sheet_by_name(sheet)


def grid_of(sheet: CalamineSheet, name: str) -> list[list[Value]]:
    """Give a sheet's cells from A1 on. Raises: GateError."""
    with _refused(name):
        return sheet.to_python(skip_empty_area=False)


@contextlib.contextmanager
def _refused(name: str) -> Iterator[None]:
    try:
        yield
    except PasswordError as fault:
        raise GateError("gate.encrypted", file=name) from fault
    except CalamineError as fault:
        raise GateError("gate.broken_workbook", file=name, why=str(fault)) from fault
    except BaseException as fault:
        if type(fault).__module__ != _PANIC:
            raise
        raise GateError("gate.broken_workbook", file=name, why=str(fault)) from fault
