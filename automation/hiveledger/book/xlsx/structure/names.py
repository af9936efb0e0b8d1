"""Names that join a workbook."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from hiveledger.book.xlsx.edits import AddName
from hiveledger.book.xlsx.elements import WORKBOOK, with_items
from hiveledger.book.xlsx.markup import element_end, escaped, find_tags, masked, with_attribute
from hiveledger.book.xlsx.rows import plain
from hiveledger.book.xlsx.scan import sheets_of
from hiveledger.book.xlsx.workbook import Workbook
from hiveledger.errors import GateError

__all__ = ["add_name", "carry_names", "move_names", "names_of", "sheet_names"]


@dataclass(frozen=True, slots=True)
class _Name:
    """A name as a workbook defines it; `sheet` is the place of the sheet that it belongs to, or empty."""

    name: str
    sheet: str
    formula: str
    xml: bytes


def names_of(workbook: Workbook) -> Iterator[_Name]:
    """Give all names of a workbook."""
    xml = workbook.read(workbook.part)
    mask = masked(xml)
    for tag in find_tags(mask, b"definedName"):
        inner_end, end = element_end(mask, tag, b"definedName")
        formula = plain(xml[tag.end : inner_end])
        yield _Name(tag.get(b"name"), tag.get(b"localSheetId"), formula, xml[tag.start : end])


def sheet_names(workbook: Workbook) -> list[str]:
    """Give the names of all sheets, of those too that hold no cells."""
    return [tag.get(b"name") for tag in find_tags(masked(workbook.read(workbook.part)), b"sheet")]


def add_name(workbook: Workbook, edit: AddName) -> None:
    """Define a name; one that means the same already stays. Raises: GateError where it means something else."""
    for known in names_of(workbook):
        if known.name.casefold() == edit.name.casefold() and not known.sheet:
            if known.formula != edit.refers_to:
                raise GateError("patch.name_there", name=edit.name)
            return
    hidden = ' hidden="1"' if edit.hidden else ""
    said = f'<definedName name="{escaped(edit.name)}"{hidden}>{escaped(edit.refers_to)}</definedName>'
    _define(workbook, said.encode())


def carry_names(workbook: Workbook, model: Workbook, formulas: Collection[str]) -> list[re.Pattern[str]]:
    """Define a model's names that formulas use, if they mean only sheets that are there; give patterns of the others.

    A name that the workbook has already means there what it means.
    """
    known = {name.name.casefold() for name in names_of(workbook) if not name.sheet}
    sheets = {name.casefold() for name in sheet_names(workbook)}
    missing = []
    for name in names_of(model):
        mention = re.compile(rf"(?<![\w.]){re.escape(name.name)}(?![\w.(])", re.IGNORECASE)
        if name.sheet or name.name.casefold() in known or not any(map(mention.search, formulas)):
            continue
        if sheets_of(name.formula) <= sheets:
            _define(workbook, name.xml)
        else:
            missing.append(mention)
    return missing


def move_names(workbook: Workbook, model: Workbook, position: int) -> None:
    """Define the names of a model's sheet, such as its print titles, for the workbook's last one."""
    place = len(sheet_names(workbook)) - 1
    for name in names_of(model):
        if name.sheet == str(position):
            end = name.xml.index(b">") + 1
            _define(workbook, with_attribute(name.xml[:end], b"localSheetId", b"%d" % place) + name.xml[end:])


def _define(workbook: Workbook, name: bytes) -> None:
    workbook.change(workbook.part, lambda xml: with_items(xml, WORKBOOK, b"definedNames", [name]))
