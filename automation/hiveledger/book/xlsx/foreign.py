"""Formulas that a new version of a workbook holds and the old did not: no text of ours may ever have become one."""

import re
from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple

from hiveledger.book.xlsx.area import parse_cell, reference
from hiveledger.book.xlsx.container.archive import Archive
from hiveledger.book.xlsx.formulas import moved
from hiveledger.book.xlsx.markup import Tag, attribute, codec_of, element_end, find_tags, masked, recoded
from hiveledger.book.xlsx.rows import plain
from hiveledger.book.xlsx.workbook import Sheet, Workbook
from hiveledger.errors import LedgerError

__all__ = ["NewFormula", "new_formulas", "refuse_new_formulas"]

_Place = tuple[int, int]
_ROW_END: Final = b"row>"
_CELL: Final = re.compile(rb"""<(?:[\w.\-]+:)?c(?=[\s/>])((?:[^<>"']|"[^"]*"|'[^']*')*)>""")


class NewFormula(NamedTuple):
    """A formula where there was none, or another."""

    sheet: str
    cell: str
    formula: str


def refuse_new_formulas(before: Path, after: Path, changed: Collection[str], name: str) -> None:
    """Let no version be published that holds a formula nobody put there.

    Raises: LedgerError that names the first one's cell, and the book as people call it.
    """
    found = new_formulas(before, after, changed)
    if found:
        first = found[0]
        raise LedgerError("book.foreign_formula", file=name, cell=f"{first.sheet}!{first.cell}", count=len(found))


def new_formulas(before: Path, after: Path, changed: Collection[str]) -> list[NewFormula]:
    """Give the formulas of the changed parts that the version before did not have in that cell.

    A table's column may calculate, and a cell may take the formula of the cell above it, moved down: neither counts.
    Raises: GateError where a version cannot be read.
    """
    with Archive(before) as old_archive, Archive(after) as new_archive:
        old, new = Workbook(old_archive), Workbook(new_archive)
        known = {sheet.part: sheet for sheet in old.sheets}
        found: list[NewFormula] = []
        for sheet in new.sheets:
            if new_archive.sole(sheet.part).part in changed:
                was = _formulas(old, known[sheet.part]) if sheet.part in known else {}
                found += _unknown(new, sheet, was)
        return found


def _unknown(workbook: Workbook, sheet: Sheet, was: Mapping[_Place, str]) -> Iterator[NewFormula]:
    stands = _formulas(workbook, sheet)
    own = _own_formulas(workbook, sheet) if stands != was else {}
    for (row, column), formula in stands.items():
        above = stands.get((row - 1, column))
        is_copy = above is not None and moved(above, 1, 0) == formula
        if formula != was.get((row, column)) and not is_copy and formula not in own.get(column, ()):
            yield NewFormula(sheet.name, reference(row, column).decode() if row else "?", formula)


def _own_formulas(workbook: Workbook, sheet: Sheet) -> dict[int, set[str]]:
    """Give, by column, what the sheet's tables calculate."""
    own: dict[int, set[str]] = {}
    for table in workbook.tables(sheet):
        for column, what in enumerate(table.columns, table.area.left):
            if what.formula:
                own.setdefault(column, set()).add(what.formula)
    return own


def _formulas(workbook: Workbook, sheet: Sheet) -> dict[_Place, str]:
    """Give a sheet's formulas; what cells share is told of each of them."""
    found: dict[_Place, str] = {}
    masters: dict[str, tuple[_Place, str]] = {}
    for xml in _stretches(workbook, sheet):
        mask = masked(xml)
        at = 0
        for tag in find_tags(mask, b"f"):
            place = _place(mask, at, tag)
            at = tag.end
            text = plain(xml[tag.end : element_end(mask, tag, b"f")[0]])
            shared = tag.get(b"si") if tag.get(b"t") == "shared" else ""
            if shared and text:
                masters[shared] = place, text
            elif shared in masters:
                (row, column), formula = masters[shared]
                text = moved(formula, place[0] - row, place[1] - column)
            found[place] = text
    return found


def _place(mask: bytes, at: int, formula: Tag) -> _Place:
    """Find the cell that a formula stands in: the last that began before it; (0, 0) where it does not say."""
    inside = b""
    for cell in _CELL.finditer(mask, at, formula.start):
        inside = cell[1]
    return parse_cell((attribute(inside, b"r") or b"").decode("ascii", "replace")) or (0, 0)


def _stretches(workbook: Workbook, sheet: Sheet) -> Iterator[bytes]:
    """Give a sheet's XML in pieces of whole rows, those without formulas left out."""
    archive = workbook.archive
    chunks = archive.chunks(archive.sole(sheet.part))
    first = next(chunks, b"")
    rest = b""
    for chunk in recoded(chain([first], chunks), codec_of(first), "utf-8"):
        rest += chunk
        last = rest.rfind(_ROW_END) + len(_ROW_END) if _ROW_END in chunk else 0
        if rest.find(b"<f", 0, last) >= 0 or rest.find(b":f", 0, last) >= 0:
            yield rest[:last]
        rest = rest[last:]
    yield rest
