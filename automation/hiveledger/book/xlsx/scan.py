"""What has to be known of a sheet before it is rewritten: its last filled row, filter, totals, who refers to them."""

import re
from collections.abc import Iterator
from typing import Final

from hiveledger.book.xlsx.area import Area
from hiveledger.book.xlsx.container.archive import Entry
from hiveledger.book.xlsx.container.stretches import Stretch
from hiveledger.book.xlsx.formulas import is_relative
from hiveledger.book.xlsx.markup import element_end, find_tags, masked
from hiveledger.book.xlsx.rows import cells_of, plain, shared_in
from hiveledger.book.xlsx.sheet import SheetEditor
from hiveledger.book.xlsx.values import Kept
from hiveledger.book.xlsx.wishes import Master, Wishes
from hiveledger.book.xlsx.workbook import Sheet, Workbook

__all__ = [
    "filter_area",
    "formulas_of",
    "header_edge",
    "is_referred_to",
    "kept_cells",
    "last_filled_row",
    "shared_formula",
    "sheets_of",
]

_CONTENT: Final = re.compile(rb"<(?:[\w.\-]+:)?(?:v|is|f)[\s>/]")  # what a cell that holds something consists of
_FORMULA: Final = re.compile(rb"<(?:[\w.\-]+:)?(?:f|definedName|formula\d?)(?:\s[^>]*)?>([^<]*)<")
_SHEET: Final = re.compile(r"""\"(?:[^\"]|\"\")*\"|(?P<sheet>'(?:[^']|'')*'|[^\s'\"!(),;=<>&+\-*/^{}]+)!""")
_FORMULAS_IN: Final = ("/worksheets/", "/charts/", "/workbook.xml")


def _stretches(workbook: Workbook, sheet: Sheet) -> Iterator[tuple[int, Stretch]]:
    """Give the sheet in stretches, each with the row before it; rows have a last one, what stands around them none."""
    before = 0
    reader = SheetEditor(sheet.name, Wishes(), workbook.calendar, lambda style, _: style)
    for piece in reader.stream(workbook.stream(workbook.archive.sole(sheet.part))):
        if isinstance(piece, Stretch):
            yield before, piece
            before = piece.last or before


def _rows(xml: bytes, before: int) -> Iterator[tuple[int, bytes]]:
    """Give number and XML of each row of a stretch; one that does not say its number follows the one before."""
    mask = masked(xml)
    for tag in find_tags(mask, b"row"):
        before = tag.number(b"r") or before + 1
        yield before, xml[tag.start : element_end(mask, tag, b"row")[1]]


def last_filled_row(workbook: Workbook, sheet: Sheet) -> int:
    """Give the last row that holds anything, belongs to an array formula or is merged with one that may, or 0."""
    blocks = workbook.blocks(sheet)
    if blocks:
        found, tail = next((row for each in blocks.rows_from_below() if (row := _last_filled(*each))), 0), blocks.tail()
    else:
        before, last, tail, arrays = 0, Stretch(b""), b"", 0
        for row, stretch in _stretches(workbook, sheet):
            tail = stretch.xml
            arrays = max(arrays, _last_in_arrays(stretch.xml))
            if stretch.last is not None and _CONTENT.search(masked(stretch.xml)):
                before, last = row, stretch
        found = max(_last_filled(before, last), arrays)
    merged = (Area.parse(tag.get(b"ref")) for tag in find_tags(masked(tail), b"mergeCell"))
    return max([found, *(area.bottom for area in merged if area)])


def header_edge(workbook: Workbook, sheet: Sheet) -> tuple[int, int]:
    """Give the first row that holds anything, and the column right of what it holds; A1 of a blank sheet."""
    for before, stretch in _stretches(workbook, sheet):
        for row, xml in _rows(stretch.xml, before) if stretch.last is not None else ():
            mask = masked(xml)
            cells = cells_of(mask, next(find_tags(mask, b"row")))
            filled = [cell.column for cell in cells if _CONTENT.search(mask, cell.tag.end, cell.inner_end)]
            if filled:
                return row, max(filled) + 1
    return 1, 1


def _last_filled(before: int, stretch: Stretch) -> int:
    return max((row for row, xml in _rows(stretch.xml, before) if _CONTENT.search(masked(xml))), default=0)


def _last_in_arrays(xml: bytes) -> int:
    """Give the last row that an array formula of a stretch fills once it is calculated; no index knows such a sheet."""
    formulas = find_tags(masked(xml), b"f") if b"array" in xml else ()
    areas = (Area.parse(tag.get(b"ref")) for tag in formulas if tag.get(b"t") == "array")
    return max((area.bottom for area in areas if area), default=0)


def filter_area(workbook: Workbook, sheet: Sheet) -> Area | None:
    """Give the area of the sheet's own filter, which stands behind all rows."""
    blocks, tail = workbook.blocks(sheet), b""
    if blocks:
        tail = blocks.tail()
    else:
        for _, stretch in _stretches(workbook, sheet):
            tail = stretch.xml
    tag = next(find_tags(masked(tail), b"autoFilter"), None)
    return Area.parse(tag.get(b"ref")) if tag else None


def shared_formula(workbook: Workbook, sheet: Sheet, number: bytes) -> Master | None:
    """Find a formula that cells of a sheet share."""
    stretches = (stretch.xml for _, stretch in _stretches(workbook, sheet) if b"shared" in stretch.xml)
    found = (one for xml in stretches for one in shared_in(xml, masked(xml)))
    return next((master for own, master in found if own == number), None)


def kept_cells(workbook: Workbook, sheet: Sheet, area: Area) -> dict[int, Kept] | None:
    """Give a row's cells as they are, to stand elsewhere; None where one of them would mean something else there."""
    found: dict[int, Kept] = {}
    for before, stretch in _stretches(workbook, sheet):
        if stretch.last is None or not before < area.top <= stretch.last:
            continue
        xml = dict(_rows(stretch.xml, before)).get(area.top, b"")
        mask = masked(xml)
        for cell in (cell for tag in find_tags(mask, b"row") for cell in cells_of(mask, tag)):
            if not area.holds(area.top, cell.column):
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
    rest = b""
    for chunk in workbook.stream(entry):
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
    names = (found["sheet"] for found in _SHEET.finditer(formula) if found["sheet"])
    bare = (name.removeprefix("'").removesuffix("'").replace("''", "'") for name in names)
    return frozenset(part.casefold() for name in bare for part in name.split(":"))
