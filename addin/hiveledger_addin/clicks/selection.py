"""What is selected in the open book: leads by their ids, whatever the sheet and the order of its rows, and texts."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from hiveledger.schema import TABLES
from hiveledger.text import Language

if TYPE_CHECKING:
    import xlwings as xw

__all__ = ["selected_leads", "selected_texts"]

_HEADERS: Final = {
    table["lead_id"].header(language) for table in TABLES.values() if "lead_id" in table for language in Language
}
_SEARCHED: Final = 30  # rows in which a sheet's header may stand


def selected_leads(book: "xw.Book") -> tuple[str, ...]:
    """Give the ids of the leads on whose rows the selection lies, in the order of the sheet; hidden rows are none."""
    sheet, areas = book.sheets.active, _areas(book)
    used = sheet.used_range.last_cell
    head = sheet.range((1, 1), (min(_SEARCHED, used.row), used.column)).options(ndim=2).value
    places = ((row, at) for row, cells in enumerate(head, 1) for at, cell in enumerate(cells, 1) if _is_header(cell))
    header, column = next(places, (0, 0))
    rows = sorted({row for area in areas for row in _rows(area, header, used.row)}) if header else []
    if not rows:
        return ()
    ids = sheet.range((rows[0], column), (rows[-1], column)).options(ndim=1).value
    found = (ids[row - rows[0]] for row in rows)
    return tuple(dict.fromkeys(lead.strip() for lead in found if isinstance(lead, str) and lead.strip()))


def selected_texts(book: "xw.Book") -> tuple[str, ...]:
    """Give what stands in the selected cells, each text once."""
    last = book.sheets.active.used_range.last_cell
    texts = (_text(cell) for area in _areas(book) for row in _cells(area, last.row, last.column) for cell in row)
    return tuple(dict.fromkeys(text for text in texts if text))


def _areas(book: "xw.Book") -> "list[xw.Range]":
    """Give the rectangles of the selection that are in sight.

    Excel takes the visible cells of a single one for those of the whole sheet.
    """
    selected = book.app.selection
    if selected is None or selected.sheet.book.name != book.name:  # a picture, or another book came to the front
        return []
    visible = [selected] if selected.count == 1 else selected.get_special_cells("visible")
    assert isinstance(visible, list)  # noqa: S101 - only xlwings Lite lets one wait for it
    return visible


def _rows(area: "xw.Range", header: int, last: int) -> range:
    return range(max(area.row, header + 1), min(area.last_cell.row, last) + 1)


def _cells(area: "xw.Range", last_row: int, last_column: int) -> Iterator[list[object]]:
    """Give the values of an area within the used part of its sheet: somebody may have selected whole columns."""
    end = area.last_cell
    row, column = min(end.row, last_row), min(end.column, last_column)
    if area.row <= row and area.column <= column:
        yield from area.sheet.range((area.row, area.column), (row, column)).options(ndim=2).value


def _is_header(cell: object) -> bool:
    return isinstance(cell, str) and cell.strip() in _HEADERS


def _text(cell: object) -> str:
    """Give a cell as it would be typed: a number without the point that a spreadsheet gives it."""
    if isinstance(cell, float):
        return f"{cell:.15g}"
    return cell.strip() if isinstance(cell, str) else ""
