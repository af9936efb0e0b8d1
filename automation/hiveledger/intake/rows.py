"""The rows below the headers, as a frame of text under our keys."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from hiveledger.findings import Finding, Level
from hiveledger.gate import column_letters
from hiveledger.intake.headers import ColumnMatch, Recognition
from hiveledger.intake.labels import squeezed, with_unit
from hiveledger.intake.raw import RawSheet
from hiveledger.intake.vocabulary import NAME_PARTS, TOTAL

__all__ = ["LeadRows", "is_total", "lead_rows"]

_SEPARATORS: Final = {"region": " ", "phone": " / "}  # between the parts of a fact that stands in several columns
_OTHERS: Final = "；"
_SHOWN: Final = 10  # row numbers named in a sentence


@dataclass(frozen=True)
class LeadRows:
    """What a sheet says about leads."""

    frame: pd.DataFrame  # index: the row in the sheet; columns: our keys, as text, NaN for blank
    findings: tuple[Finding, ...]


def lead_rows(sheet: RawSheet, recognition: Recognition) -> LeadRows:
    """Give each row below the headers as text under our keys.

    Left out are blank rows, repeated headers and totals. A merged cell counts for all its rows. Facts that stand in
    several columns (省, 市) are joined. A bare amount under a header with a unit gets that unit: 50 → 50万元.

    >>> from hiveledger.intake.headers import recognise
    >>> rows = [["公司", "省", "市", "预算(万元)"], ["示例精密有限公司", "江苏", "苏州", "50"], ["合计", "", "", "50"]]
    >>> sheet = RawSheet("", rows, "导出.csv")
    >>> lead_rows(sheet, recognise(sheet)).frame.loc[2].to_dict()
    {'company': '示例精密有限公司', 'region': '江苏 苏州', 'budget_cny': '50万元'}
    """
    rows = _unmerged(sheet, recognition.header_row)
    headers = {match.column: match.header for match in recognition.columns}
    kept: dict[int, Sequence[str]] = {}
    left_out: list[int] = []
    for number, row in enumerate(rows[recognition.header_row :], recognition.header_row + 1):
        if any(row) and not all(cell.isspace() for cell in row if cell):
            if is_total(row) or _is_header(row, headers):
                left_out.append(number)
            else:
                kept[number] = row
    index = pd.Index(kept, dtype="int64", name="row")
    data = {key: _column(list(kept.values()), matches) for key, matches in _by_key(recognition).items()}
    frame = pd.DataFrame({key: pd.Series(cells, index=index, dtype="str") for key, cells in data.items()}, index=index)
    findings = (
        *_left_out(sheet, left_out),
        *_too_long(sheet, kept, max(headers, default=0)),
        *_rounded(sheet, recognition),
    )
    return LeadRows(frame, findings)


def _by_key(recognition: Recognition) -> dict[str, list[ColumnMatch]]:
    found: dict[str, list[ColumnMatch]] = {}
    for match in recognition.columns:
        if match.key:
            found.setdefault(match.key, []).append(match)
    if "contact" in found:  # a family name in front only in Chinese
        found["contact"].sort(key=lambda match: NAME_PARTS.get(squeezed(match.header), 0))
    return found


def _column(rows: Sequence[Sequence[str]], matches: Sequence[ColumnMatch]) -> list[str | None]:
    parts = [_cells(rows, match) for match in matches]
    if len(parts) == 1:
        return parts[0]
    joined: list[str | None] = []
    for cells in zip(*parts, strict=True):
        said = list(dict.fromkeys(cell.strip() for cell in cells if cell))
        joined.append(_separator(matches[0].key, said).join(said) or None)
    return joined


def _separator(key: str, parts: Sequence[str]) -> str:
    if key == "contact":
        return " " if all(part.isascii() for part in parts) else ""
    return _SEPARATORS.get(key, _OTHERS)


def _cells(rows: Sequence[Sequence[str]], match: ColumnMatch) -> list[str | None]:
    at = match.column - 1
    cells = [row[at] if len(row) > at and row[at] and not row[at].isspace() else None for row in rows]
    return [with_unit(cell, match.unit) if cell else None for cell in cells] if match.unit else cells


def _unmerged(sheet: RawSheet, header_row: int) -> Sequence[Sequence[str]]:
    """Repeat the value of a cell that is merged downwards in each of its rows."""
    downwards = [
        merge for merge in sheet.merged if merge.bottom > merge.top > header_row and merge.top <= len(sheet.rows)
    ]
    if not downwards:
        return sheet.rows
    rows = [list(row) for row in sheet.rows]
    for merge in downwards:
        at = merge.left - 1
        value = rows[merge.top - 1][at] if len(rows[merge.top - 1]) > at else ""
        for row in rows[merge.top : merge.bottom] if value else ():
            row.extend([""] * (merge.left - len(row)))
            row[at] = row[at] or value
    return rows


def is_total(row: Sequence[str]) -> bool:
    """Tell whether a row sums up others, by its first word.

    >>> is_total(["", "合计", "50"]), is_total(["示例精密有限公司", "", "50"]), is_total([])
    (True, False, False)
    """
    return TOTAL.fullmatch(next((cell for cell in row if cell and not cell.isspace()), "").strip()) is not None


def _is_header(row: Sequence[str], headers: dict[int, str]) -> bool:
    """Tell whether a row repeats the headers, as at the top of each printed page."""
    said = [(cell, headers.get(column)) for column, cell in enumerate(row, 1) if cell]
    return len(said) > 1 and all(cell == header for cell, header in said)


def _left_out(sheet: RawSheet, rows: Sequence[int]) -> Iterator[Finding]:
    if rows:
        params = {**_place(sheet), "count": len(rows), "rows": "、".join(map(str, rows[:_SHOWN]))}
        yield Finding("intake.rows_left_out", params=params, level=Level.INFO)


def _too_long(sheet: RawSheet, kept: dict[int, Sequence[str]], width: int) -> Iterator[Finding]:
    """Tell of rows with cells beyond the last header: in a text file a sign of a delimiter inside a cell."""
    for number, row in kept.items():
        if len(row) > width:
            yield Finding(
                "intake.row_too_long", params={**_place(sheet), "row": number, "cells": len(row), "width": width}
            )


def _rounded(sheet: RawSheet, recognition: Recognition) -> Iterator[Finding]:
    keys = {match.column: match.key for match in recognition.columns if match.key}
    for row, column in sheet.rounded:
        if row > recognition.header_row and column in keys:
            cell = f"{column_letters(column)}{row}"
            params = {**_place(sheet), "cell": cell, "value": sheet.rows[row - 1][column - 1]}
            yield Finding("intake.digits_lost", column=keys[column], params=params)


def _place(sheet: RawSheet) -> dict[str, object]:
    return {"file": sheet.source, "sheet": sheet.name or sheet.source}
