"""The brush that draws sheet 周报: texts, formulas, heads and lines, each in the look of the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from hiveledger.text import say
from hiveledger_templates.dashboard.places import Places
from hiveledger_templates.look import BAD, BODY_LINE, HONEY, INK, PAPER, WARN, Paint
from hiveledger_templates.sheets import differential, fill, font

__all__ = ["LINK", "MOMENT", "NUMBER", "SHARE", "TEXT", "WORDS", "Dress", "Page"]

_PLAIN, _STRONG = Paint("", INK), Paint("", INK, is_bold=True)
_HEAD: Final = Paint("EEF1F5", INK, is_bold=True)


@dataclass(frozen=True)
class Dress:
    """How a cell is shown."""

    paint: Paint = _PLAIN
    size: float = 10
    side: Literal["left", "right"] = "left"
    look: str = "General"  # what a formula gives is never formatted as text: then it would not be reckoned
    shrinks: bool = False


TEXT: Final = Dress()
WORDS: Final = Dress(shrinks=True)
LINK: Final = Dress(Paint("", "1F5FA8"), shrinks=True)
NUMBER: Final = Dress(side="right", look="0")
SHARE: Final = Dress(side="right", look="0%")
MOMENT: Final = Dress(side="right", look="mm-dd hh:mm")

_TEXTS: Final = ("lead", "company", "am", "item", "kind", "status", "grade", "wait", "unit")


@dataclass(frozen=True)
class Page:
    """The sheet that is being drawn, of a workbook that keeps its tables in these places."""

    sheet: Worksheet
    places: Places

    def told(self, code: str, **params: object) -> str:
        """Give a text of the catalogue in the workbook's language."""
        return say(code, self.places.language, **params)

    def text(self, row: int, column: int, value: str, dress: Dress = TEXT) -> None:
        """Put a text."""
        cell = self.sheet.cell(row, column)
        cell.value = value or None
        cell.font, cell.fill = font(dress.paint, self.places.language, dress.size), fill(dress.paint)
        cell.alignment = Alignment(
            dress.side, "center", indent=int(dress.side == "left"), shrink_to_fit=dress.shrinks or None
        )
        cell.number_format = dress.look

    def formula(self, row: int, column: int, formula: str, dress: Dress = NUMBER) -> None:
        """Put a formula."""
        self.text(row, column, f"={formula}", dress)

    def when(self, row: int, column: int, found: str, formula: str, dress: Dress = NUMBER) -> None:
        """Put a formula that is blank where nothing was found."""
        self.formula(row, column, f'IF({found}="","",{formula})', dress)

    def array(self, first: int, last: int, column: int, formula: str) -> None:
        """Put one formula that fills the cells of a column, blank where it has nothing for them."""
        letter = get_column_letter(column)
        place = f"{letter}{first}:{letter}{last}"
        self.sheet[f"{letter}{first}"] = ArrayFormula(place, f'=IFERROR({formula},"")')

    def head(self, row: int, first: int, last: int, code: str) -> None:
        """Put the head of a block over its columns."""
        self.text(row, first, self.told(f"dashboard.head.{code}"), Dress(_STRONG, 12))
        for column in range(first, last + 1):
            self.sheet.cell(row, column).border = Border(bottom=Side("medium", HONEY))
        self.sheet.row_dimensions[row].height = 24

    def columns(self, row: int, names: Mapping[int, str]) -> None:
        """Put the names of a block's columns, those of figures over their figures."""
        for column in range(min(names), max(names) + 1):
            name = names.get(column, "")
            side: Literal["left", "right"] = "left" if name in _TEXTS else "right"
            self.text(row, column, self.told(f"dashboard.column.{name}") if name else "", Dress(_HEAD, side=side))

    def join(self, row: int, first: int, last: int) -> None:
        """Let a cell reach over its neighbours."""
        self.sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=last)

    def line(self, row: int, first: int, last: int) -> None:
        """Draw the line under a row."""
        for column in range(first, last + 1):
            self.sheet.cell(row, column).border = Border(bottom=Side("thin", BODY_LINE))

    def unlined_where(self, cells: str, formula: str) -> None:
        """Take the line under a row away where nothing stands in it."""
        style = DifferentialStyle(border=Border(bottom=Side("thin", PAPER)))
        self.sheet.conditional_formatting.add(cells, Rule(type="expression", formula=[formula], dxf=style))

    def warn(self, cells: str, late: str, soon: str = "") -> None:
        """Colour figures by what they come to; {} is the figure."""
        first = cells.partition(":")[0]
        for when, paint in ((late, BAD), (soon, WARN)):
            if when:
                formula = f"AND(ISNUMBER({first}),{when.format(first)})"
                rule = Rule(type="expression", formula=[formula], dxf=differential(paint), stopIfTrue=True)
                self.sheet.conditional_formatting.add(cells, rule)
