"""A table's header cells: what they say is also said in the table's own part, and formulas go by it."""

from typing import Final

from hiveledger.book.xlsx.markup import escaped, find_tags, masked, with_attribute
from hiveledger.book.xlsx.values import Wish, bare
from hiveledger.book.xlsx.wishes import Wishes
from hiveledger.book.xlsx.workbook import Sheet, Table, Workbook
from hiveledger.errors import GateError

__all__ = ["is_named", "rename_headers"]

_FORMULAS_IN: Final = ("/worksheets/", "/tables/", "/charts/", "/workbook.xml")
_OVERLAP: Final = 4096  # bytes kept of a piece, so that a name across two pieces is found


def rename_headers(workbook: Workbook, sheet: Sheet, told: Wishes) -> None:
    """Let a table's list of columns follow its header cells. Raises: GateError where formulas name the column."""
    for table in workbook.tables(sheet):
        if table.has_header:
            for place, value in told.at(table.area.top).items():
                if table.area.left <= place <= table.area.right:
                    _rename(workbook, sheet, table, place - table.area.left, bare(value))


def _rename(workbook: Workbook, sheet: Sheet, table: Table, number: int, value: Wish) -> None:
    name = table.columns[number].name
    if value == name:
        return
    others = {column.name.casefold() for column in table.columns if column.name != name}
    fits = isinstance(value, str) and value.strip() and value.isprintable() and value.casefold() not in others
    if not isinstance(value, str) or not fits or is_named(workbook, name):
        raise GateError("patch.header", sheet=sheet.name, table=table.name, column=name)
    new = escaped(value).replace('"', "&quot;").encode()

    def renamed(xml: bytes) -> bytes:
        tag = list(find_tags(masked(xml), b"tableColumn"))[number]
        return xml[: tag.start] + with_attribute(xml[tag.start : tag.end], b"name", new) + xml[tag.end :]

    workbook.change(table.part, renamed)


def is_named(workbook: Workbook, name: str) -> bool:
    """Look for a formula that may mean the column, in all parts that hold formulas."""
    sought = (escaped(name) + "]").encode()
    for entry in workbook.archive.entries:
        if any(folder in f"/{entry.part}" for folder in _FORMULAS_IN):
            before = b""
            for chunk in workbook.stream(entry):
                if sought in before + chunk:
                    return True
                before = chunk[-_OVERLAP:]
    return False
