"""A sheet put at the end of a workbook, with its formats, its tables and its names."""

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from io import BytesIO
from itertools import count
from typing import Final

from hiveledger.book.xlsx.area import reference
from hiveledger.book.xlsx.edits import AddRowsAsSheet, AddSheet
from hiveledger.book.xlsx.elements import WORKBOOK, with_items
from hiveledger.book.xlsx.markup import Tag, escaped, find_tags, masked, replaced, with_attribute, without
from hiveledger.book.xlsx.structure.model import Model
from hiveledger.book.xlsx.structure.names import move_names, names_of, sheet_names
from hiveledger.book.xlsx.structure.parts import CONTENT_TYPES, PACKAGE, add_part, free_number, native
from hiveledger.book.xlsx.structure.styles import Styles
from hiveledger.book.xlsx.values import CellWriter, Formatted, Value
from hiveledger.book.xlsx.workbook import MAIN, OFFICE, Workbook
from hiveledger.errors import GateError

__all__ = ["add_rows_as_sheet", "add_sheet", "bare_sheet"]

_DAY, _MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
_TRUE: Final = frozenset({"1", "true", "on"})
_OF_A_TABLE: Final = ".table+xml"
_RELATION: Final = b"r:id"  # as our own sheets have it
_MAIN, _OFFICE = MAIN.decode(), OFFICE.decode()


def add_rows_as_sheet(workbook: Workbook, styles: Styles, edit: AddRowsAsSheet) -> None:
    """Put a sheet that holds rows at the end of the workbook. Raises: GateError where it may not join."""
    part = add_sheet(workbook, styles, AddSheet(edit.name, bare_sheet(edit.name), edit.state))
    write = CellWriter(b"", workbook.calendar, styles.fitting)
    rows = b"".join(_row(write, number, row) for number, row in enumerate(edit.rows, 1))
    workbook.change(part, lambda xml: xml.replace(b"<sheetData/>", b"<sheetData>%b</sheetData>" % rows))


def _row(write: CellWriter, number: int, values: Sequence[Value]) -> bytes:
    told = ((reference(number, column), value) for column, value in enumerate(values, 1) if value is not None)
    cells = b"".join(write.cell(name, b"", _dated(value)) for name, value in told)
    return b'<row r="%d">%b</row>' % (number, cells)


def _dated(value: Value) -> Value:
    """Let a date be shown as one."""
    match value:
        case datetime():
            return Formatted(value, _MOMENT)
        case date():
            return Formatted(value, _DAY)
    return value


def add_sheet(workbook: Workbook, styles: Styles, edit: AddSheet) -> str:
    """Put a model's sheet at the end of the workbook; give its part. Raises: GateError where it may not join."""
    xml = workbook.read(workbook.part)
    if any(tag.get(b"lockStructure") in _TRUE for tag in find_tags(masked(xml), b"workbookProtection")):
        raise GateError("patch.structure_locked", file=workbook.archive.file_name, sheet=edit.name)
    if edit.name.casefold() in {name.casefold() for name in sheet_names(workbook)}:
        raise GateError("patch.sheet_there", file=workbook.archive.file_name, sheet=edit.name)
    model = Model(edit.model, edit.name)
    part, identity = add_part(workbook, workbook.part, "worksheet", b"")
    number = free_number(tag.get(b"sheetId") for tag in find_tags(masked(xml), b"sheet"))
    state = ' state="hidden"' if edit.state == "hidden" else ""
    name = escaped(edit.name).replace('"', "&quot;")
    item = f'<sheet xmlns:r="{workbook.office.decode()}" name="{name}" sheetId="{number}"{state} r:id="{identity}"/>'
    workbook.change(workbook.part, lambda xml: with_items(xml, WORKBOOK, b"sheets", [item.encode()]))
    workbook.change(part, lambda _: native(workbook, model.taken_over(workbook, styles)))
    _add_tables(workbook, model, part)
    _add_drawings(workbook, model, part)
    move_names(workbook, model.workbook, model.sheet.position)
    return part


def _add_tables(workbook: Workbook, model: Model, part: str) -> None:
    """Let a sheet's tables come with it, under names and numbers that no other has."""
    found = {}
    for relation in model.workbook.relations(model.sheet.part):
        if relation.kind == "table":
            xml = native(workbook, _renamed(workbook, model.workbook.read(relation.part)))
            found[relation.id] = add_part(workbook, part, "table", xml)[1].encode()
    workbook.change(part, partial(_pointing, name=b"tablePart", found=found))


def _add_drawings(workbook: Workbook, model: Model, part: str) -> None:
    """Let a sheet's charts come with it. A Strict workbook draws in another tongue, so there they stay behind."""
    found = {}
    for relation in model.workbook.relations(model.sheet.part):
        if relation.kind == "drawing" and workbook.namespace == MAIN:
            xml = model.workbook.read(relation.part)
            drawing, identity = add_part(workbook, part, "drawing", xml)
            found[relation.id] = identity.encode()
            charts = {
                chart.id: add_part(workbook, drawing, "chart", model.workbook.read(chart.part))[1].encode()
                for chart in model.workbook.relations(relation.part)
            }
            workbook.change(drawing, partial(_pointing, name=b"chart", found=charts))
    workbook.change(part, partial(_pointing, name=b"drawing", found=found))
    workbook.change(part, lambda xml: xml if found else without(xml, b"drawing", lambda _: True))


def _pointing(xml: bytes, name: bytes, found: Mapping[str, bytes]) -> bytes:
    """Let elements point to parts by the ids that these have now."""
    tags = [tag for tag in find_tags(masked(xml), name) if tag.get(_RELATION) in found]
    patches = (
        (tag.start, tag.end, with_attribute(xml[tag.start : tag.end], _RELATION, found[tag.get(_RELATION)]))
        for tag in tags
    )
    return replaced(xml, patches)


def _renamed(workbook: Workbook, xml: bytes) -> bytes:
    """Give a table a number and a name of its own."""
    tables = list(_tables(workbook))
    taken = {name.name.casefold() for name in names_of(workbook)}
    taken |= {tag.get(name).casefold() for tag in tables for name in (b"name", b"displayName")}
    tag = next(find_tags(masked(xml), b"table"))
    wanted = tag.get(b"displayName")
    free = next(name for number in count(1) if (name := wanted + f"_{number}" * (number > 1)).casefold() not in taken)
    start = xml[tag.start : tag.end]
    for attribute in (b"name", b"displayName"):
        start = with_attribute(start, attribute, escaped(free).encode())
    start = with_attribute(start, b"id", b"%d" % free_number(other.get(b"id") for other in tables))
    return xml[: tag.start] + start + xml[tag.end :]


def _tables(workbook: Workbook) -> Iterator[Tag]:
    """Give the start tag of every table in the file."""
    for override in find_tags(masked(workbook.read(CONTENT_TYPES)), b"Override"):
        part = workbook.find(override.get(b"PartName").lstrip("/"))
        if part and override.get(b"ContentType").endswith(_OF_A_TABLE):
            yield from find_tags(masked(workbook.read(part)), b"table")


def bare_sheet(name: str) -> bytes:
    """Give a model of a sheet without cells and without look."""
    sheets = f'<sheets><sheet name="{escaped(name)}" sheetId="1" r:id="rId1"/></sheets>'
    parts = {
        "_rels/.rels": _pointer("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{sheets}</workbook>',
        "xl/_rels/workbook.xml.rels": _pointer("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData/></worksheet>',
    }
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for part, xml in parts.items():
            made.writestr(part, xml)
    return file.getvalue()


def _pointer(kind: str, target: str) -> str:
    relation = f'<Relationship Id="rId1" Type="{_OFFICE}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{PACKAGE.decode()}">{relation}</Relationships>'
