"""Adds sheets and columns to an open workbook, in the template's look as far as xlwings goes, and takes them out."""

from typing import TYPE_CHECKING, Final

from hiveledger.book.edit import NewColumn, NewSheet
from hiveledger.book.live.pen import Pen
from hiveledger.book.live.sheets import area_of, block, read_block
from hiveledger.book.xlsx import DropColumn, DropSheet, Fit
from hiveledger.book.xlsx.area import Area
from hiveledger.gate.limits import MAX_ROW
from hiveledger.schema import MARKS_SHEET, TABLES, Column
from hiveledger.text import Language
from hiveledger_templates import number_format
from hiveledger_templates.look import FILLER_PAINT, FONT_NAME, width

if TYPE_CHECKING:
    import xlwings as xw

__all__ = ["Stage"]

_FONT_SIZE: Final = 10


class Stage:
    """The sheets of one open workbook. What is done is told to the pen, so that it can be taken back."""

    def __init__(self, book: "xw.Book", pen: Pen, language: Language) -> None:
        self._book, self._pen, self._language = book, pen, language

    def add(self, new: NewSheet | NewColumn) -> None:
        """Add a sheet with a table's header and a blank row, or a column at the right edge of one."""
        if isinstance(new, NewColumn):
            self._add_column(new)
            return
        sheet = self._add_sheet(new.name)
        for number, column in enumerate(new.table, 1):
            self._dress(sheet, column, 1, number)
        over = block(sheet, Area(1, 1, 2, len(new.table.columns)))
        sheet.tables.add(over, name=TABLES[new.table.name].en, has_headers=True)

    def add_marks(self) -> None:
        """Add the hidden sheet for the ids of runs."""
        self._add_sheet(MARKS_SHEET).visible = False

    def fit(self, fit: Fit) -> None:
        """Let the table whose header stands there end at a row; a filter that is no table stays as it is."""
        sheet = self._book.sheets[fit.sheet]
        found = _table_at(sheet, fit.header_row, fit.left_column)
        if found is not None:
            table, area = found
            self._resize(sheet, table, area, area._replace(bottom=fit.last_row))
            self._calculate(sheet, area, fit.last_row)

    def take_out(self, gone: DropSheet | DropColumn) -> None:
        """Take a sheet or the last column of one out. That is not taken back."""
        sheet = self._book.sheets[gone.sheet]
        if isinstance(gone, DropSheet):
            sheet.delete()
            return
        found = _table_at(sheet, gone.header_row, gone.column)
        if found is not None and found[1].right == gone.column > found[1].left:
            found[0].resize(block(sheet, found[1]._replace(right=gone.column - 1)))
        block(sheet, Area(gone.header_row, gone.column, sheet.used_range.last_cell.row, gone.column)).clear()

    def _add_sheet(self, name: str) -> "xw.Sheet":
        sheet = self._book.sheets.add(name, after=self._book.sheets[len(self._book.sheets) - 1])
        self._pen.remember(sheet.delete)
        return sheet

    def _add_column(self, new: NewColumn) -> None:
        sheet = self._book.sheets[new.sheet]
        self._pen.remember(block(sheet, Area(1, new.number, MAX_ROW, new.number)).clear)  # nothing stood in it
        self._dress(sheet, new.table[new.key], new.header_row, new.number)
        found = _table_at(sheet, new.header_row, new.number - 1)
        if found is not None and found[1].right == new.number - 1:
            self._resize(sheet, *found, found[1]._replace(right=new.number))

    def _resize(self, sheet: "xw.Sheet", table: "xw.main.Table", before: Area, after: Area) -> None:
        self._pen.remember(lambda: table.resize(block(sheet, before)))
        table.resize(block(sheet, after))

    def _calculate(self, sheet: "xw.Sheet", area: Area, bottom: int) -> None:
        """Let a column that is calculated in the table's last row so far be so below, where nobody has done it yet.

        Excel does when a table grows.
        """
        if bottom <= area.bottom:
            return
        last = area._replace(top=area.bottom)
        below, shown = read_block(sheet, Area(area.bottom + 1, area.left, bottom, area.right)), read_block(sheet, last)
        said = block(sheet, last).formula
        texts = said[0] if isinstance(said, list | tuple) else (said,)
        for at, (text, value) in enumerate(zip(texts, shown[0], strict=True)):
            is_calculated = isinstance(text, str) and text.startswith("=") and text != value
            if is_calculated and all(row[at] == "" for row in below):
                number = area.left + at
                self._pen.remember(block(sheet, Area(area.bottom + 1, number, bottom, number)).clear_contents)
                block(sheet, Area(area.bottom, number, bottom, number)).formula = text  # moved on row by row

    def _dress(self, sheet: "xw.Sheet", column: Column, header_row: int, number: int) -> None:
        paint = FILLER_PAINT[column.by]
        block(sheet, Area(1, number, MAX_ROW, number)).number_format = number_format(column)  # whole: one style for all
        header = block(sheet, Area(header_row, number, header_row, number))
        header.number_format = "@"
        header.value = column.header(self._language)
        header.column_width = width(column, self._language)
        header.color, header.font.color, header.font.bold = f"#{paint.fill}", f"#{paint.ink}", paint.is_bold
        header.font.name, header.font.size = FONT_NAME[self._language], _FONT_SIZE


def _table_at(sheet: "xw.Sheet", header_row: int, column: int) -> "tuple[xw.main.Table, Area] | None":
    """Give the Excel table whose header stands in a row and that has a column, with its area."""
    tables = ((table, area_of(table.range)) for table in sheet.tables)
    return next((it for it in tables if it[1].top == header_row and it[1].left <= column <= it[1].right), None)
