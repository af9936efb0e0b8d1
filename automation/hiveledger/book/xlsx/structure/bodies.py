"""Blocks of data that come to end on another row: tables, filtered ranges, what lies on a plain sheet."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Final

from hiveledger.book.xlsx.area import Area
from hiveledger.book.xlsx.edits import AppendRows, Fit, ReplaceBody
from hiveledger.book.xlsx.formulas import is_relative
from hiveledger.book.xlsx.scan import filter_area, is_referred_to, kept_cells, last_filled_row, shared_formula
from hiveledger.book.xlsx.structure.growth import fill_table, grow_names_and_charts, grow_table, shrink_filter_name
from hiveledger.book.xlsx.values import Absent, Formula, Kept, Value
from hiveledger.book.xlsx.wishes import Growth, Shrinkage, Wishes
from hiveledger.book.xlsx.workbook import Sheet, Table, TableColumn, Workbook
from hiveledger.errors import GateError
from hiveledger.gate.limits import MAX_COLUMN, MAX_ROW

__all__ = ["give_up_rows", "table_named", "tell_blocks"]

_BLANK: Final = Kept(b"", b"", b"")


def tell_blocks(
    workbook: Workbook, edits: Collection[tuple[Sheet, AppendRows | ReplaceBody | Fit]], wishes: Mapping[Sheet, Wishes]
) -> None:
    """Let blocks of data grow and shrink, once all cells are told. Raises: GateError."""
    for sheet, _ in edits:
        wishes[sheet].shared = cache(partial(shared_formula, workbook, sheet))
    for sheet, edit in (*_gathered(edits), *((sheet, edit) for sheet, edit in edits if isinstance(edit, Fit))):
        match edit:
            case AppendRows(table=""):
                _append_below(workbook, sheet, edit, wishes[sheet])
            case AppendRows():
                _append_to_table(workbook, sheet, edit, wishes[sheet])
            case ReplaceBody():
                _replace_body(workbook, sheet, edit, wishes[sheet])
            case Fit():
                _fit(workbook, sheet, edit, wishes[sheet])
    for sheet, told in wishes.items():
        for one in workbook.tables(sheet):
            if one.is_blank and (one.area.bottom > one.area.top + 1 or any(told.filled_in(_rows_of(one)))):
                workbook.change(one.part, fill_table)


def _gathered(
    edits: Iterable[tuple[Sheet, AppendRows | ReplaceBody | Fit]],
) -> Iterator[tuple[Sheet, AppendRows | ReplaceBody]]:
    """Let rows that several edits append to one table follow each other, and those that are there anew."""
    rows: dict[tuple[Sheet, str, int], list[Sequence[Value]]] = {}
    anew: set[tuple[Sheet, str, int]] = set()
    for sheet, edit in edits:
        match edit:
            case AppendRows(_, more, table, column):
                rows.setdefault((sheet, table.casefold(), column), []).extend(more)
            case ReplaceBody(_, table, others):
                rows[sheet, table.casefold(), 1] = list(others)
                anew.add((sheet, table.casefold(), 1))
    for place, told in rows.items():
        sheet, table, column = place
        if place in anew:
            yield sheet, ReplaceBody(sheet.name, table, told)
        elif told:
            yield sheet, AppendRows(sheet.name, told, table, column)


def _append_to_table(workbook: Workbook, sheet: Sheet, edit: AppendRows, told: Wishes) -> None:
    """Add rows to a table. Raises: GateError where it cannot grow."""
    table = table_named(workbook, sheet, edit.table)
    rows = [_completed(sheet, table, row) for row in edit.rows]
    if table.is_blank:
        first = _rows_of(table)
        told.grow(Growth(first._replace(top=table.area.top, bottom=first.top - 1), 1, is_table=True), rows[:1])
        told.bodies.append(first)  # takes no formats from the header
        rows = rows[1:]
    growth = Growth(_body(table), len(rows), int(table.has_totals), is_table=True)
    if rows:
        told.grow(growth, [*rows, *_grow(workbook, sheet, table, growth)])


def _replace_body(workbook: Workbook, sheet: Sheet, edit: ReplaceBody, told: Wishes) -> None:
    """Give a table other rows, more or fewer; it keeps a blank one if there are none. Raises: GateError."""
    table = table_named(workbook, sheet, edit.table)
    rows = [_completed(sheet, table, row) for row in edit.rows] or [[None] * len(table.columns)]
    block, body = _body(table), _rows_of(table)
    there = body.bottom - body.top + 1
    growth = Growth(block, len(rows) - there, int(table.has_totals), is_table=True)
    blank = [[None] * len(table.columns)] * -growth.rows
    told.put_rows(body.top, block.left, [*rows[:there], *blank])
    told.bodies.append(body)
    totals = _grow(workbook, sheet, table, growth) if growth.rows else []
    if growth.rows > 0:
        told.grow(growth, [*rows[there:], *totals])
    elif totals:
        told.put_rows(growth.told.bottom, block.left, totals)
        told.put_rows(block.bottom + 1, block.left, [[Absent.ABSENT] * len(table.columns)])


def _append_below(workbook: Workbook, sheet: Sheet, edit: AppendRows, told: Wishes) -> None:
    """Add rows below all that a sheet holds. Raises: GateError."""
    width = max(len(row) for row in edit.rows)
    last = last_filled_row(workbook, sheet)
    growth = Growth(Area(1, edit.column, last, edit.column + width - 1), len(edit.rows))
    if growth.added.bottom > MAX_ROW or growth.added.right > MAX_COLUMN:
        raise GateError("patch.past_the_sheet", sheet=sheet.name)
    if any(table.area.meets(growth.block) and table.area.bottom == last for table in workbook.tables(sheet)):
        raise GateError("patch.append_names_no_table", sheet=sheet.name)
    told.grow(growth, edit.rows)
    grow_names_and_charts(workbook, sheet, growth)


def _fit(workbook: Workbook, sheet: Sheet, edit: Fit, told: Wishes) -> None:
    """Let a block grow, or shrink once its last rows are known to be blank. Raises: GateError where it cannot grow."""
    told.headers.add(edit.header_row)
    table = next((one for one in workbook.tables(sheet) if one.has_header and _is_headed(one.area, edit)), None)
    block = _body(table) if table else filter_area(workbook, sheet)
    if block is None or not _is_headed(block, edit):
        return
    if edit.last_row > block.bottom:
        fill = {
            **dict.fromkeys(range(block.left, block.right + 1)),
            **_formulas(table.columns if table else (), block.left),
        }
        growth = Growth(
            block, edit.last_row - block.bottom, int(table is not None and table.has_totals), table is not None, fill
        )
        if table:
            told.grow(growth, _grow(workbook, sheet, table, growth))
        else:
            told.grow(growth, [])
            grow_names_and_charts(workbook, sheet, growth)
    elif edit.last_row < block.bottom and not (table and table.has_totals):
        keep = max(edit.last_row, block.top + 1 if table else block.top)
        told.shrunk.append(Shrinkage(block, keep, table.part if table else ""))


def give_up_rows(workbook: Workbook, sheet: Sheet, told: Wishes) -> None:
    """Let tables and filter names end above the rows that turned out to be blank."""
    for one in told.shrunk:
        if one.part:
            workbook.change(one.part, partial(grow_table, growth=one.outcome))
        else:
            shrink_filter_name(workbook, sheet, one.outcome)


def _is_headed(area: Area, edit: Fit) -> bool:
    return area.top == edit.header_row and area.left <= edit.left_column <= area.right


def table_named(workbook: Workbook, sheet: Sheet, name: str) -> Table:
    """Give a sheet's table by its name, capitals or not. Raises: GateError."""
    tables = workbook.tables(sheet)
    table = next((one for one in tables if one.name.casefold() == name.casefold()), None)
    if table is None:
        names = "、".join(one.name for one in tables)
        raise GateError("patch.no_table", sheet=sheet.name, table=name, names=names)
    return table


def _rows_of(table: Table) -> Area:
    """Give the area of a table's rows, header and totals apart."""
    return _body(table)._replace(top=table.area.top + table.has_header)


def _body(table: Table) -> Area:
    """Give a table's area, header included, totals not."""
    return table.area._replace(bottom=table.area.bottom - table.has_totals)


def _grow(workbook: Workbook, sheet: Sheet, table: Table, growth: Growth) -> list[list[Value]]:
    """Let a table grow, and all that means its columns; give its totals, to stand below the new rows."""
    if growth.told.bottom > MAX_ROW:
        raise GateError("patch.past_the_sheet", sheet=sheet.name)
    for other in workbook.tables(sheet):
        if other.part != table.part and other.area.meets(growth.told):
            raise GateError("patch.occupied", sheet=sheet.name, cell=str(other.area))
    totals = [_totals(workbook, sheet, table, growth)] if growth.totals else []
    workbook.change(table.part, partial(grow_table, growth=growth))
    grow_names_and_charts(workbook, sheet, growth)
    return totals


def _totals(workbook: Workbook, sheet: Sheet, table: Table, growth: Growth) -> list[Value]:
    """Give the totals, to stand below the new rows; refused where a formula goes by their place."""
    area = growth.added._replace(bottom=growth.added.top)
    cells = None if is_referred_to(workbook, area.top) else kept_cells(workbook, sheet, area)
    if cells is None:
        raise GateError("patch.totals_row", sheet=sheet.name, table=table.name)
    return [cells.get(column, _BLANK) for column in range(area.left, area.right + 1)]


def _completed(sheet: Sheet, table: Table, row: Sequence[Value]) -> list[Value]:
    """Fill what is left empty in calculated columns with their formulas."""
    if len(row) != len(table.columns):
        raise GateError(
            "patch.row_width", sheet=sheet.name, table=table.name, given=len(row), columns=len(table.columns)
        )
    formulas = _formulas(table.columns, 0)
    for number, column in enumerate(table.columns):
        if row[number] is None and column.is_array:
            raise GateError("patch.array_column", sheet=sheet.name, table=table.name, column=column.name)
    return [formulas.get(number) if value is None else value for number, value in enumerate(row)]


def _formulas(columns: Sequence[TableColumn], first: int) -> Mapping[int, Formula]:
    """Give the formulas of calculated columns by number; array formulas are left to Excel."""
    return {
        # A formula that means cells by their place is taken from the row above: empty text says so.
        number: Formula("" if is_relative(column.formula) else column.formula)
        for number, column in enumerate(columns, first)
        if column.formula and not column.is_array
    }
