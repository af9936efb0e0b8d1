"""Spreadsheets: .xlsx and .xlsm by their parts, BIFF .xls by its stream, both through calamine."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from python_calamine import CalamineWorkbook, SheetMetadata, SheetTypeEnum, SheetVisibleEnum

from hiveledger.findings import Finding, Level
from hiveledger.gate import Extent, Package, safe_sheet
from hiveledger.intake.parts import sheet_parts
from hiveledger.intake.raw import Merge, RawSheet, trimmed
from hiveledger.intake.reader import Value, grid_of, open_sheet, open_workbook

__all__ = ["read_xls", "read_xlsx", "value_text"]

_Grid = Sequence[Sequence[Value]]
_DIGITS: Final = 15
_EXACT: Final = 10.0**_DIGITS  # Excel keeps 15 digits: what is larger has lost its last ones
_WHOLE: Final = 2**53  # up to here a float holds every whole number
_MACROS: Final = "xl/vbaProject.bin"
_OUTSIDE: Final = ("xl/externalLinks/", "xl/connections.xml", "xl/queryTables/")
_SHARED: Final = "xl/revisions/"


def value_text(value: Value) -> str:
    """Put a spreadsheet's value into the text a person sees in an unformatted cell, dates as ISO text.

    >>> [value_text(value) for value in (13800001111.0, 0.1 + 0.2, True, dt.datetime(2026, 3, 2, 9, 30))]
    ['13800001111', '0.3', 'TRUE', '2026-03-02 09:30:00']
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return _number_text(value)
    if isinstance(value, dt.datetime):
        return _moment_text(value)
    if isinstance(value, dt.timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return str(value)


def _number_text(value: float) -> str:
    if value.is_integer() and abs(value) < _WHOLE:
        return str(int(value))
    digits = repr(value) if abs(value) >= _WHOLE else f"{value:.15g}"
    return format(Decimal(digits), "f") if "e" in digits else digits


def _moment_text(value: dt.datetime) -> str:
    """Round to the second: a day's fraction is not exact."""
    if value.microsecond:
        value = (value + dt.timedelta(microseconds=500_000)).replace(microsecond=0)
    return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")


def read_xlsx(package: Package) -> list[RawSheet]:
    """Give the worksheets of an .xlsx or .xlsm. Raises: GateError where it cannot be read safely."""
    parts = sheet_parts(package)
    with open_workbook(package.data, package.name) as book:
        return [_xlsx_sheet(package, book, meta, parts.get(meta.name, "")) for meta in _worksheets(book)]


def read_xls(data: bytes, name: str) -> list[RawSheet]:
    """Give the worksheets of a BIFF .xls. Raises: GateError.

    The reader aborts the whole process on some broken files, so callers go through `apart.read_xls_apart`.
    """
    with open_workbook(data, name) as book:
        return [_xls_sheet(book, meta, name) for meta in _worksheets(book)]


def _xls_sheet(book: CalamineWorkbook, meta: SheetMetadata, name: str) -> RawSheet:
    grid, merged = _grid(book, meta.name, name)
    return RawSheet(
        name=meta.name,
        rows=_text_rows(grid, {}),
        source=name,
        merged=merged,
        hidden=meta.visible is not SheetVisibleEnum.Visible,
        rounded=_rounded(grid, {}),
        facts={"kind": "xls"},
    )


def _worksheets(book: CalamineWorkbook) -> list[SheetMetadata]:
    return [meta for meta in book.sheets_metadata if meta.typ is SheetTypeEnum.WorkSheet]


def _xlsx_sheet(package: Package, book: CalamineWorkbook, meta: SheetMetadata, part: str) -> RawSheet:
    safe = safe_sheet(package, part, meta.name)
    extent = safe.extent
    notes = [*_about_package(package), *_about_formulas(extent, meta.name, package.name)]
    if safe.far:
        with open_workbook(safe.narrowed, package.name) as copy:
            grid, merged = _grid(copy, meta.name, package.name)
        notes.append(_note("intake.far_cell", package.name, sheet=meta.name, cell=safe.far))
    else:
        grid, merged = _grid(book, meta.name, package.name)
    return RawSheet(
        name=meta.name,
        rows=_text_rows(grid, extent.texts),
        source=package.name,
        merged=merged,
        protected=extent.protected,
        hidden=meta.visible is not SheetVisibleEnum.Visible,
        shared=any(name.startswith(_SHARED) for name in package.parts),
        rounded=_rounded(grid, extent.texts),
        notes=tuple(notes),
        facts={"kind": "xlsx"},
    )


def _grid(book: CalamineWorkbook, sheet: str, name: str) -> tuple[_Grid, tuple[Merge, ...]]:
    found = open_sheet(book, sheet, name)
    merged = tuple(
        Merge(top + 1, left + 1, bottom + 1, right + 1)
        for (top, left), (bottom, right) in found.merged_cell_ranges or ()
    )
    return grid_of(found, name), merged


def _text_rows(grid: _Grid, texts: Mapping[tuple[int, int], str]) -> list[list[str]]:
    rows = [[value if type(value) is str else value_text(value) for value in row] for row in grid]
    for (row, column), text in texts.items():
        if row <= len(rows) and column <= len(rows[row - 1]):
            rows[row - 1][column - 1] = text
    return trimmed(rows)


def _rounded(grid: _Grid, texts: Mapping[tuple[int, int], str]) -> tuple[tuple[int, int], ...]:
    """Find numbers of more than 15 digits: codes typed as numbers, whose last digits are zeros now."""
    return tuple(
        (row, column)
        for row, values in enumerate(grid, 1)
        for column, value in enumerate(values, 1)
        if type(value) is float and abs(value) >= _EXACT and value.is_integer()
        if not _has_all_digits(texts.get((row, column), ""))
    )


def _has_all_digits(text: str) -> bool:
    """Tell a long number that a program wrote digit by digit from one that Excel rounded."""
    return len(text) > _DIGITS and text[_DIGITS:].strip("0") != ""


def _about_package(package: Package) -> Iterator[Finding]:
    if _MACROS in package.parts:
        yield _note("intake.macros_ignored", package.name)
    if any(part.startswith(_OUTSIDE) for part in package.parts):
        yield _note("intake.links_ignored", package.name)


def _about_formulas(extent: Extent, sheet: str, name: str) -> Iterator[Finding]:
    if extent.commands:
        yield _note("intake.commands_ignored", name, Level.PERSON, sheet=sheet, count=extent.commands)
    if extent.uncalculated:
        yield _note("intake.uncalculated", name, Level.PERSON, sheet=sheet, count=extent.uncalculated)


def _note(code: str, file: str, level: Level = Level.INFO, **params: object) -> Finding:
    return Finding(code, params={"file": file, **params}, level=level)
