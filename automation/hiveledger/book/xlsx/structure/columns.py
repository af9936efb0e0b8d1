"""A column that joins a sheet at its edge, with its header, its look, and what may be typed in it."""

from functools import partial

from hiveledger.book.xlsx.edits import AddColumn, AddValuesAsColumn
from hiveledger.book.xlsx.markup import element_end, find_tags, masked
from hiveledger.book.xlsx.rows import cells_of, plain
from hiveledger.book.xlsx.scan import header_edge
from hiveledger.book.xlsx.structure.bodies import table_named
from hiveledger.book.xlsx.structure.growth import move_filter_edge
from hiveledger.book.xlsx.structure.model import Model
from hiveledger.book.xlsx.structure.styles import Styles
from hiveledger.book.xlsx.values import Beside, Styled
from hiveledger.book.xlsx.widening import widened_table
from hiveledger.book.xlsx.wishes import Joining, Wishes
from hiveledger.book.xlsx.workbook import Sheet, Workbook
from hiveledger.errors import GateError
from hiveledger.gate.limits import MAX_COLUMN, MAX_ROW

__all__ = ["add_column", "add_values"]


def add_column(workbook: Workbook, styles: Styles, sheet: Sheet, edit: AddColumn, told: Wishes) -> None:
    """Let a model's column join a sheet, and the table that ends there. Raises: GateError where something is there."""
    if edit.column > MAX_COLUMN:
        raise GateError("patch.past_the_sheet", sheet=sheet.name)
    xml = Model(edit.model).taken_over(workbook, styles)
    header = _header(xml, edit)
    told.put(edit.header_row, edit.column, header)
    look, rules = b"".join(_elements(xml, b"col")), _elements(xml, b"dataValidation")
    told.joining.append(Joining(edit.column, edit.header_row, look, rules))
    _widen(workbook, sheet, edit.header_row, edit.column, str(header.value))


def add_values(workbook: Workbook, sheet: Sheet, edit: AddValuesAsColumn, told: Wishes) -> None:
    """Let values join a sheet or a table as a column. Raises: GateError where something is there."""
    table = table_named(workbook, sheet, edit.table) if edit.table else None
    if table is None:
        header_row, column = header_edge(workbook, sheet)
        values = edit.values
    else:
        header_row, column = table.area.top, table.area.right + 1
        height = table.area.bottom - table.has_totals - header_row
        if not table.has_header or len(edit.values) > height:
            raise GateError("patch.column_height", sheet=sheet.name, table=table.name, rows=height)
        values = [*edit.values, *[None] * (height - len(edit.values))]
    if column > MAX_COLUMN or header_row + len(values) > MAX_ROW:
        raise GateError("patch.past_the_sheet", sheet=sheet.name)
    told.put_rows(header_row, column, [[Beside(value)] for value in (edit.header, *values)])
    told.joining.append(Joining(column, header_row, b"", ()))
    _widen(workbook, sheet, header_row, column, edit.header)


def _widen(workbook: Workbook, sheet: Sheet, header_row: int, column: int, header: str) -> None:
    """Let the table and the filter that end there take a column in. Raises: GateError."""
    tables = workbook.tables(sheet)
    for table in tables:
        ends_there = (table.area.top, table.area.right) == (header_row, column - 1)
        if not (ends_there and table.has_header and _is_free(workbook, table.part)):
            continue
        if header.casefold() in {one.name.casefold() for one in table.columns}:
            raise GateError("patch.column_twice", sheet=sheet.name, table=table.name, column=header)
        joining = table.area._replace(left=column, right=column)
        in_the_way = next((other.area for other in tables if other.area.meets(joining)), None)
        if in_the_way:
            raise GateError("patch.column_there", sheet=sheet.name, cell=str(in_the_way))
        workbook.change(
            table.part,
            partial(widened_table, column=column, header_row=header_row, header=header),
        )
    move_filter_edge(workbook, sheet, header_row, column - 1, column)


def _is_free(workbook: Workbook, table: str) -> bool:
    """Tell whether a table's columns are its own, not those of a query that fills it."""
    tag = next(find_tags(masked(workbook.read(table)), b"table"))
    return tag.get(b"tableType", "worksheet") == "worksheet"


def _header(xml: bytes, edit: AddColumn) -> Styled:
    mask = masked(xml)
    row = next(tag for tag in find_tags(mask, b"row") if tag.get(b"r") == str(edit.header_row))
    cell = next(cell for cell in cells_of(mask, row) if cell.column == edit.column)
    texts = find_tags(mask, b"t", cell.tag.end, cell.inner_end)
    text = "".join(plain(xml[tag.end : element_end(mask, tag, b"t")[0]]) for tag in texts)
    return Styled(text, cell.tag.raw(b"s") or b"")


def _elements(xml: bytes, name: bytes) -> list[bytes]:
    mask = masked(xml)
    return [xml[tag.start : element_end(mask, tag, name)[1]] for tag in find_tags(mask, name)]
