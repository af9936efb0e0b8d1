"""What a workbook is told when values that formulas rest on have changed: forget results, calculate on opening."""

from collections.abc import Collection
from typing import Final

from hiveledger.book.xlsx.area import parse_cell
from hiveledger.book.xlsx.container.archive import Entry
from hiveledger.book.xlsx.markup import find_tags, masked, with_attribute, without
from hiveledger.book.xlsx.workbook import Sheet, Workbook, relations_of

__all__ = ["calculate_on_load", "forget_cells", "forget_order", "may_hold_formulas"]

_BEFORE_CALCULATION: Final = (b"definedNames", b"externalReferences", b"functionGroups", b"sheets")
_LOOKED_INTO_BYTES: Final = 1 << 20  # of a sheet's XML; a larger one is taken to hold formulas


def may_hold_formulas(workbook: Workbook, edited: Collection[str]) -> bool:
    """Tell whether any other sheet may calculate with what was edited."""
    if any(one.kind == "calcChain" for one in workbook.relations(workbook.part)):
        return True
    for sheet in workbook.sheets:
        entry = workbook.archive.sole(sheet.part)
        if entry.part in edited:
            continue
        if entry.size > _LOOKED_INTO_BYTES or list(find_tags(masked(workbook.read(entry.part)), b"f")):
            return True
    return False


def calculate_on_load(xml: bytes) -> bytes:
    """Ask for a full calculation when the workbook is opened.

    >>> calculate_on_load(b'<workbook><sheets/><calcPr calcId="1"/></workbook>')
    b'<workbook><sheets/><calcPr calcId="1" fullCalcOnLoad="1"/></workbook>'
    """
    mask = masked(xml)
    tag = next(find_tags(mask, b"calcPr"), None)
    if tag:
        told = with_attribute(xml[tag.start : tag.end], b"fullCalcOnLoad", b"1")
        return xml[: tag.start] + told + xml[tag.end :]
    for name in _BEFORE_CALCULATION:
        before = next(find_tags(mask, name), None)
        if before:
            close = b"</%b%b" % (before.prefix, name)
            at = before.end if before.empty else mask.find(b">", mask.find(close, before.end)) + 1
            return xml[:at] + b'<%bcalcPr fullCalcOnLoad="1"/>' % before.prefix + xml[at:]
    return xml


def forget_cells(workbook: Workbook, sheet: Sheet, cells: Collection[tuple[int, int]]) -> set[str]:
    """Take cells out of the order of calculation; give the part that is left out because nothing remains in it."""
    entry = _order(workbook) if cells else None
    if entry is None:
        return set()
    # Programs differ in whether they number sheets by id or by place; a cell too many forgotten does no harm.
    numbers = {sheet.number, str(sheet.position + 1)}
    kept, rest = _without(workbook.read(entry.part), numbers, cells)
    if rest:
        workbook.change(entry.part, lambda _: kept)
        return set()
    return forget_order(workbook)


def forget_order(workbook: Workbook) -> set[str]:
    """Leave the order of calculation out, which any program makes anew; give the part that goes, if there is one."""
    entry = _order(workbook)
    if entry is None:
        return set()
    name = f"/{entry.part}".casefold()
    workbook.changed.pop(entry.part, None)
    workbook.change(
        "[Content_Types].xml",
        lambda xml: without(xml, b"Override", lambda tag: tag.get(b"PartName").casefold() == name),
    )
    workbook.change(
        relations_of(workbook.part),
        lambda xml: without(xml, b"Relationship", lambda tag: tag.get(b"Type").endswith("/calcChain")),
    )
    return {entry.part}


def _order(workbook: Workbook) -> Entry | None:
    chain = next((one.part for one in workbook.relations(workbook.part) if one.kind == "calcChain"), "")
    return workbook.archive.find(chain) if chain else None


def _without(xml: bytes, numbers: Collection[str], cells: Collection[tuple[int, int]]) -> tuple[bytes, int]:
    """Leave cells out of a calculation chain, in which a cell that names no sheet is of the sheet before."""
    pieces, at, rest = [], 0, 0
    number = written = b""
    for tag in find_tags(masked(xml), b"c"):
        own = tag.raw(b"i")
        number = number if own is None else own
        if number.decode() in numbers and parse_cell(tag.get(b"r")) in cells:
            pieces.append(xml[at : tag.start])
            at = tag.end
            continue
        rest += 1
        if own is None and number != written:
            pieces += [xml[at : tag.start], with_attribute(xml[tag.start : tag.end], b"i", number)]
            at = tag.end
        written = number
    return b"".join([*pieces, xml[at:]]), rest
