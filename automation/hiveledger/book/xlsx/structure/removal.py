"""A sheet, or a sheet's last column, taken out again where nothing else means it: what an undo needs."""

import re
from collections.abc import Collection, Iterator
from functools import partial
from typing import Final

from hiveledger.book.xlsx.area import column_name
from hiveledger.book.xlsx.edits import DropColumn
from hiveledger.book.xlsx.markup import Patch, element_end, find_tags, masked, replaced, with_attribute, without
from hiveledger.book.xlsx.narrowing import narrowed_table
from hiveledger.book.xlsx.rows import plain
from hiveledger.book.xlsx.scan import formulas_of, sheets_of
from hiveledger.book.xlsx.structure.calculation import forget_order
from hiveledger.book.xlsx.structure.growth import move_filter_edge
from hiveledger.book.xlsx.structure.headers import is_named
from hiveledger.book.xlsx.wishes import Gone, Wishes
from hiveledger.book.xlsx.workbook import Sheet, Workbook, relations_of
from hiveledger.errors import GateError

__all__ = ["drop_column", "drop_sheet"]

_TYPES: Final = "[Content_Types].xml"
_RELATION: Final = rb"[\w.\-]+:id"
_HIDDEN: Final = frozenset({"hidden", "veryHidden"})


def drop_column(workbook: Workbook, sheet: Sheet, edit: DropColumn, told: Wishes) -> None:
    """Take out a sheet's last column from its header down. Raises: GateError."""
    for table in workbook.tables(sheet):
        if not table.area.left <= edit.column <= table.area.right:
            continue
        name = table.columns[edit.column - table.area.left].name
        params = {"sheet": sheet.name, "table": table.name, "column": name}
        if edit.column < table.area.right or table.area.top != edit.header_row:
            raise GateError("patch.column_inside", sheet=sheet.name, column=column_name(edit.column).decode())
        if table.area.left == table.area.right or is_named(workbook, name):
            raise GateError("patch.header", **params)
        workbook.change(table.part, partial(narrowed_table, column=edit.column, sheet=sheet.name))
    told.gone = Gone(edit.column, edit.header_row)
    move_filter_edge(workbook, sheet, edit.header_row, edit.column, edit.column - 1)


def drop_sheet(workbook: Workbook, sheet: Sheet) -> set[str]:
    """Take a sheet out; give the parts to leave out, its own and those that only it leads to. Raises: GateError."""
    xml = workbook.read(workbook.part)
    tags = list(find_tags(masked(xml), b"sheet"))
    place = next(number for number, tag in enumerate(tags) if tag.get(b"name") == sheet.name)
    shown = [number for number, tag in enumerate(tags) if tag.get(b"state") not in _HIDDEN and number != place]
    if not shown:
        raise GateError("patch.last_sheet", sheet=sheet.name)
    gone = _only_from(workbook, sheet.part)
    meant_by = _meant_by(workbook, sheet, place, gone)
    if meant_by:
        raise GateError("patch.sheet_in_use", sheet=sheet.name, where=meant_by)
    number = tags[place].get(_RELATION)
    workbook.change(workbook.part, partial(_without_sheet, place=place, shown=shown))
    workbook.change(
        relations_of(workbook.part), lambda xml: without(xml, b"Relationship", lambda tag: tag.get(b"Id") == number)
    )
    names = {f"/{part}".casefold() for part in gone}
    workbook.change(_TYPES, lambda xml: without(xml, b"Override", lambda tag: tag.get(b"PartName").casefold() in names))
    workbook.sheets.remove(sheet)
    return gone | forget_order(workbook)


def _only_from(workbook: Workbook, part: str) -> set[str]:
    """Give the parts that nothing but one part leads to, with itself and what says where they lead."""
    gone = _reached(workbook, part) - _reached(workbook, "", part)
    told = (workbook.archive.find(relations_of(one)) for one in gone)
    return gone | {entry.part for entry in told if entry}


def _reached(workbook: Workbook, start: str, without: str = "") -> set[str]:
    """Give the parts that one leads to, itself included, by ways that do not go through another."""
    found, waiting = {start}, [start]
    while waiting:
        for relation in workbook.relations(waiting.pop()):
            entry = workbook.archive.find(relation.part)
            if entry and entry.part != without and entry.part not in found:
                found.add(entry.part)
                waiting.append(entry.part)
    return found


def _meant_by(workbook: Workbook, sheet: Sheet, place: int, gone: Collection[str]) -> str:
    """Name a part, a sheet or a name whose formula means the sheet or one of its tables; empty if there is none."""
    tables = [re.escape(table.name) for table in workbook.tables(sheet)]
    by_name = re.compile(rf"(?<![\w.\\])(?:{'|'.join(tables)})(?![\w.(])", re.IGNORECASE) if tables else None

    def means(formula: str) -> bool:
        return sheet.name.casefold() in sheets_of(formula) or bool(by_name and by_name.search(formula))

    xml = workbook.read(workbook.part)
    mask = masked(xml)
    for tag in find_tags(mask, b"definedName"):
        end, _ = element_end(mask, tag, b"definedName")
        if tag.get(b"localSheetId") != str(place) and means(plain(xml[tag.end : end])):
            return tag.get(b"name")
    others = {one.part: one.name for one in workbook.sheets}
    for entry in workbook.archive.entries:
        if entry.part not in gone and entry.part != workbook.part:
            for formula in formulas_of(workbook, entry):
                if means(formula):
                    return others.get(entry.part, entry.part)
    return ""


def _without_sheet(xml: bytes, place: int, shown: Collection[int]) -> bytes:
    """Leave a sheet out of the workbook part, with its own names; what counts sheets goes on to fit."""
    mask = masked(xml)
    tag = list(find_tags(mask, b"sheet"))[place]
    patches = [(tag.start, element_end(mask, tag, b"sheet")[1], b""), *_names(xml, mask, place)]
    nearest = min(shown, key=lambda number: (abs(number - place), -number))
    for view in find_tags(mask, b"workbookView"):
        told = xml[view.start : view.end]
        for name in (b"activeTab", b"firstSheet"):
            said = view.number(name)
            now = nearest if said == place else said
            if view.raw(name) is not None or now - (now > place):
                told = with_attribute(told, name, b"%d" % (now - (now > place)))
        patches.append((view.start, view.end, told))
    xml = replaced(xml, iter(patches))
    if not any(find_tags(masked(xml), b"definedName")):
        xml = without(xml, b"definedNames", lambda _: True)
    return xml


def _names(xml: bytes, mask: bytes, place: int) -> Iterator[Patch]:
    """Take out the names of one sheet's own, and number those of the sheets behind it anew."""
    for tag in find_tags(mask, b"definedName"):
        own = tag.get(b"localSheetId", "-1")
        if own == str(place):
            yield tag.start, element_end(mask, tag, b"definedName")[1], b""
        elif tag.number(b"localSheetId", -1) > place:
            told = with_attribute(xml[tag.start : tag.end], b"localSheetId", b"%d" % (tag.number(b"localSheetId") - 1))
            yield tag.start, tag.end, told
