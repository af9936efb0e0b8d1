"""What has to be known of a sheet before it is rewritten: its last filled row, filter, totals, who refers to them."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

from hiveledger.book.xlsx.archive import Entry
from hiveledger.book.xlsx.area import Area
from hiveledger.book.xlsx.formulas import is_relative
from hiveledger.book.xlsx.markup import codec_of, find_tags, masked, recoded
from hiveledger.book.xlsx.rows import cells_of, plain
from hiveledger.book.xlsx.values import Kept
from hiveledger.book.xlsx.workbook import Sheet, Workbook

__all__ = ["filter_area", "formulas_of", "is_referred_to", "kept_cells", "last_filled_row", "sheets_of"]

_CONTENT: Final = (b"v", b"is", b"f")  # elements of a cell that holds something
_OVERLAP: Final = 64  # bytes kept of a piece, so that a tag across two pieces is found
_END_OF_ROWS: Final = re.compile(rb"</(?:[\w.\-]+:)?sheetData")
_FORMULA: Final = re.compile(rb"<(?:[\w.\-]+:)?(?:f|definedName|formula\d?)(?:\s[^>]*)?>([^<]*)<")
_SHEET: Final = re.compile(r"""\"(?:[^\"]|\"\")*\"|(?P<sheet>'(?:[^']|'')*'|[^\s'\"!(),;=<>&+\-*/^{}]+)!""")
_FORMULAS_IN: Final = ("/worksheets/", "/charts/", "/workbook.xml")


def _rows(workbook: Workbook, sheet: Sheet) -> Iterator[tuple[int, bytes]]:
    """Give each row's number and XML with what follows up to the next, at last (0) all that follows the rows."""
    archive = workbook.archive
    chunks = archive.chunks(archive.sole(sheet.part))
    first = next(chunks, b"")
    rest, last, ended = b"", 0, False
    for chunk in recoded(chain([first], chunks), codec_of(first), "utf-8"):
        rest += chunk
        if ended:
            continue
        mask = masked(rest)
        end = _END_OF_ROWS.search(mask)
        ended, stop = end is not None, end.start() if end else len(mask)
        rows = list(find_tags(mask, b"row", 0, stop))
        # The last row may not be here to its end yet.
        for row, until in zip(rows, [*(tag.start for tag in rows[1:]), *([stop] if end else [])], strict=False):
            last = int(row.get(b"r", "0")) or last + 1
            yield last, rest[row.start : until]
        rest = rest[stop:] if end else rest[rows[-1].start :] if rows else rest
    yield 0, rest


def last_filled_row(workbook: Workbook, sheet: Sheet) -> int:
    """Give the last row that holds anything or is merged with one that may, or 0."""
    filled = 0
    for row, xml in _rows(workbook, sheet):
        mask = masked(xml)
        if row and any(next(find_tags(mask, name), None) for name in _CONTENT):
            filled = row
        elif not row:
            merged = (Area.parse(tag.get(b"ref")) for tag in find_tags(mask, b"mergeCell"))
            filled = max([filled, *(area.bottom for area in merged if area)])
    return filled


def filter_area(workbook: Workbook, sheet: Sheet) -> Area | None:
    """Give the area of the sheet's own filter, which stands behind all rows."""
    archive = workbook.archive
    chunks = archive.chunks(archive.sole(sheet.part))
    first = next(chunks, b"")
    rest = b""
    for chunk in recoded(chain([first], chunks), codec_of(first), "utf-8"):
        rest = rest[-_OVERLAP:] if _END_OF_ROWS.search(rest) is None else rest
        rest += chunk
    tag = next(find_tags(masked(rest), b"autoFilter"), None)
    return Area.parse(tag.get(b"ref")) if tag else None


def kept_cells(workbook: Workbook, sheet: Sheet, area: Area) -> dict[int, Kept] | None:
    """Give a row's cells as they are, to stand elsewhere; None where one of them would mean something else there."""
    found: dict[int, Kept] = {}
    for row, xml in _rows(workbook, sheet):
        if row != area.top:
            continue
        mask = masked(xml)
        for cell in cells_of(mask, next(find_tags(mask, b"row"))):
            if not area.holds(row, cell.column):
                continue
            content = xml[cell.tag.end : cell.inner_end]
            formula = next(find_tags(mask, b"f", cell.tag.end, cell.inner_end), None)
            if formula and (formula.raw(b"t") or is_relative(plain(xml[formula.end : mask.find(b"</", formula.end)]))):
                return None
            found[cell.column] = Kept(cell.tag.raw(b"s") or b"", cell.tag.raw(b"t") or b"", content)
    return found


def is_referred_to(workbook: Workbook, row: int) -> bool:
    """Look for a formula anywhere that names a cell of that row by its place."""
    sought = re.compile(rf"(?<![A-Za-z0-9.])\$?[A-Z]{{1,3}}\$?{row}(?![0-9A-Za-z(])")
    entries = [
        entry for entry in workbook.archive.entries if any(folder in f"/{entry.part}" for folder in _FORMULAS_IN)
    ]
    return any(sought.search(formula) for entry in entries for formula in formulas_of(workbook, entry))


def formulas_of(workbook: Workbook, entry: Entry) -> Iterator[str]:
    """Give every formula that a part holds, and every sheet's name that a pivot's source says, as one in a formula."""
    if not entry.part.endswith(".xml"):
        return
    chunks = workbook.archive.chunks(entry)
    first = next(chunks, b"")
    rest = b""
    for chunk in recoded(chain([first], chunks), codec_of(first), "utf-8"):
        rest += chunk
        end = rest.rfind(b"</") + 1
        for found in _FORMULA.finditer(rest, 0, end):
            yield plain(found[1])
        for tag in find_tags(rest, b"worksheetSource", 0, end):
            yield f"'{tag.get(b'sheet')}'!A1"
        rest = rest[end:]


def sheets_of(formula: str) -> frozenset[str]:
    r"""Give the sheets that a formula names, in small letters.

    >>> sorted(sheets_of("SUM('a b:C'!A1, D!B2, \"E!\")"))
    ['a b', 'c', 'd']
    """
    names = (found["sheet"] or "" for found in _SHEET.finditer(formula))
    bare = (name.removeprefix("'").removesuffix("'").replace("''", "'") for name in names)
    return frozenset(part.casefold() for name in bare for part in name.split(":"))
