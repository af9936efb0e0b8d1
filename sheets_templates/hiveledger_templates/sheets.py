"""One sheet for one table: header, formats, lists, colours, print set-up, and a real Excel table over it."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.header_footer import HeaderFooter, HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.table import Table as ExcelTable
from openpyxl.worksheet.table import TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from hiveledger.schema import TABLES, Column, Show, Table
from hiveledger.text import Language
from hiveledger_templates.canvas import Canvas
from hiveledger_templates.look import (
    BAD,
    BODY_LINE,
    FILLER_PAINT,
    FONT_NAME,
    INK,
    PAPER,
    Paint,
    is_wrapped,
    number_format,
    row_height,
    sheet_look,
    side,
    width,
)
from hiveledger_templates.signals import SIGNALS, formula
from hiveledger_templates.validation import help_on_header, validate

__all__ = ["add_sheet", "differential", "dress", "fill", "font", "print_setup"]

_HEADER_HEIGHT: Final = 33
_LINE: Final = Border(bottom=Side("thin", BODY_LINE))
_TABLE_STYLE: Final = "TableStyleLight1"
_PLAIN: Final = Paint("", INK)


def add_sheet(
    workbook: Workbook, table: Table, language: Language, rows: Sequence[Mapping[str, str]] = ()
) -> Worksheet:
    """Add a table's sheet at the end of the book: its header and rows, or a blank row, since an Excel table needs one.

    Formats, lists and colours reach to the last row of the sheet, so they hold for rows that come later.
    """
    sheet: Worksheet = workbook.create_sheet(table.sheet(language))
    canvas = Canvas(sheet, table, language)
    letters = {column.key: get_column_letter(place) for place, column in enumerate(table, start=1)}
    for column in table:
        letter = letters[column.key]
        dress(canvas, column, letter)
        for number, row in enumerate(rows or [{}], start=canvas.first_row):
            sheet[f"{letter}{number}"].value = row.get(column.key)
            _dress_cell(canvas, column, f"{letter}{number}")
    _signal(canvas, letters)
    _mark_folds(canvas)
    name = TABLES[table.name].en  # whatever the sheet is called
    over = ExcelTable(displayName=name, name=name, ref=sheet.dimensions)
    over.tableStyleInfo = TableStyleInfo(name=_TABLE_STYLE, showRowStripes=True)
    sheet.add_table(over)
    _set_view(canvas)
    print_setup(sheet, "landscape")
    sheet.print_title_rows = f"{canvas.header_row}:{canvas.header_row}"
    return sheet


def font(paint: Paint, language: Language, size: float = 10) -> Font:
    """Give the font of a cell in a paint's ink."""
    return Font(name=FONT_NAME[language], size=size, color=paint.ink, bold=paint.is_bold)


def fill(paint: Paint) -> PatternFill:
    """Give the fill of a cell."""
    return PatternFill("solid", start_color=paint.fill) if paint.fill else PatternFill()


def dress(canvas: Canvas, column: Column, letter: str) -> None:
    """Dress a whole column: its width, what may be typed in it, its header."""
    whole = canvas.sheet.column_dimensions[letter]
    whole.width = width(column, canvas.language)
    whole.number_format = number_format(column)
    whole.font = font(_PLAIN, canvas.language)
    whole.alignment = _alignment(canvas, column)
    whole.border = _LINE  # else the line under a row would break off at each blank cell
    whole.outline_level = int(column.show is Show.GROUPED)
    whole.hidden = column.show is not Show.VIEW
    header, paint = canvas.sheet[f"{letter}{canvas.header_row}"], FILLER_PAINT[column.by]
    header.value = column.header(canvas.language)
    header.font, header.fill = font(paint, canvas.language), fill(paint)
    header.alignment = Alignment(vertical="center", wrap_text=True)
    header.border = Border(right=Side("thin", PAPER))
    validate(canvas, column, letter)
    help_on_header(canvas, column, letter)


def _dress_cell(canvas: Canvas, column: Column, place: str) -> None:
    cell = canvas.sheet[place]
    cell.number_format, cell.font = number_format(column), font(_PLAIN, canvas.language)
    cell.alignment, cell.border = _alignment(canvas, column), _LINE


def _alignment(canvas: Canvas, column: Column) -> Alignment:
    return Alignment(
        where := side(column), "center", wrap_text=is_wrapped(canvas.table, column), indent=int(where == "right")
    )


def _mark_folds(canvas: Canvas) -> None:
    """Put the button of each folded group over the column to its right."""
    shows = [*(column.show for column in canvas.table), Show.VIEW]
    for place in range(1, len(shows)):
        if shows[place - 1] is Show.GROUPED and shows[place] is not Show.GROUPED:
            canvas.sheet.column_dimensions[get_column_letter(place + 1)].collapsed = True


def _signal(canvas: Canvas, letters: Mapping[str, str]) -> None:
    """Give the sheet its conditional formats; where several hold, the first wins."""
    table, formats = canvas.table, canvas.sheet.conditional_formatting
    cells = {key: f"${letter}{canvas.first_row}" for key, letter in letters.items()}
    formats.add(canvas.below_header(letters[table.key]), Rule(type="duplicateValues", dxf=differential(BAD)))
    for signal in SIGNALS.get(table.name, ()):
        whole_row = {table.key: canvas.below_header("A", letters[table.keys[-1]])}
        painted = {key: canvas.below_header(letters[key]) for key in signal.columns} or whole_row
        for key, place in painted.items():
            own = {"": cells[key], "#": f"${letters[key]}${canvas.header_row}"}
            when = formula(signal, table, {**cells, **own}, canvas.language)
            style = differential(signal.paint)
            formats.add(place, Rule(type="expression", formula=[when], dxf=style, stopIfTrue=signal.is_last))


def differential(paint: Paint) -> DifferentialStyle:
    """Give the dress of a cell whose conditional format holds."""
    # A conditional fill is read from its background colour, unlike a cell's own.
    background = PatternFill("solid", bgColor=paint.fill) if paint.fill else None
    return DifferentialStyle(font=Font(color=paint.ink, bold=paint.is_bold or None), fill=background)


def _set_view(canvas: Canvas) -> None:
    sheet, table, look = canvas.sheet, canvas.table, sheet_look(canvas.table)
    sheet.sheet_properties.tabColor = look.tab
    moving = table.keys.index(look.frozen) + 1
    sheet.freeze_panes = f"{get_column_letter(moving + 1)}{canvas.first_row}"
    seen = next(place for place in range(moving, len(table.columns)) if table.columns[place].show is Show.VIEW)
    cursor = f"{get_column_letter(seen + 1)}{canvas.first_row}"
    for pane in sheet.sheet_view.selection:
        pane.activeCell = pane.sqref = cursor  # on a header, its help would cover the sheet as it opens
    sheet.sheet_view.zoomScale = 100
    sheet.row_dimensions[canvas.header_row].height = _HEADER_HEIGHT
    sheet.sheet_format.defaultRowHeight, sheet.sheet_format.customHeight = row_height(table), True
    sheet.column_dimensions.max_outline = max(int(column.show is Show.GROUPED) for column in table)


def print_setup(sheet: Worksheet, orientation: Literal["landscape", "portrait"], pages_high: int = 0) -> None:
    """Let a sheet print on A4, as wide as the page, with its name and page numbers at the foot.

    `pages_high` is how many pages it may take, 0 as many as it needs.
    """
    sheet.page_setup.orientation = orientation
    sheet.page_setup.paperSize = "9"  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, pages_high
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.7, footer=0.3)
    foot = HeaderFooterItem(left=_HeaderFooterPart("&A"), right=_HeaderFooterPart("&P / &N"))
    sheet.HeaderFooter = HeaderFooter(oddFooter=foot)
