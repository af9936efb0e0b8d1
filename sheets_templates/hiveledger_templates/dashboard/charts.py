"""The charts of sheet 周报, in shades that stay apart in grey print and for those who see few colours."""

from dataclasses import dataclass
from typing import Final, Literal

from openpyxl.chart import BarChart, Reference, Series
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.worksheet.worksheet import Worksheet

from hiveledger_templates.look import HONEY, SLATE

__all__ = ["Drawn", "draw"]

_SHADES: Final = (SLATE, HONEY, "B8C0CA")
_AIR: Final = 25_400  # two points, as a drawing measures


@dataclass(frozen=True)
class Drawn:
    """A chart: the columns and rows whose figures it draws, their names in the row above and the column before."""

    names: int  # the column of the categories' names
    series: tuple[int, ...]  # the columns of the figures
    first_row: int
    last_row: int
    place: tuple[int, int, int, int]  # left and top, right and bottom, as columns and rows from 1
    kind: Literal["bar", "col"]


def draw(sheet: Worksheet, drawn: Drawn) -> None:
    """Put a chart on a sheet."""
    chart = BarChart()
    chart.type = drawn.kind
    chart.gapWidth = 60
    chart.overlap = 0 if len(drawn.series) > 1 else None
    for shade, column in zip(_SHADES, drawn.series, strict=False):
        figures = Reference(sheet, min_col=column, min_row=drawn.first_row - 1, max_row=drawn.last_row)
        series = Series(figures, title_from_data=True)
        series.graphicalProperties = GraphicalProperties(solidFill=shade)
        series.invertIfNegative = False
        chart.append(series)
    chart.set_categories(
        Reference(sheet, min_col=drawn.names, min_row=drawn.first_row, max_row=drawn.last_row),
    )
    if drawn.kind == "bar":
        chart.x_axis.scaling.orientation = "maxMin"  # the first on top
    chart.legend = chart.legend if len(drawn.series) > 1 else None
    if chart.legend is not None:
        chart.legend.position = "t"
    chart.dataLabels = DataLabelList(showVal=True, showSerName=False, showCatName=False, showLegendKey=False)
    chart.x_axis.delete = False
    chart.y_axis.delete = True  # each bar says its figure
    chart.y_axis.majorGridlines = None
    chart.visible_cells_only = False  # some figures stand in columns out of sight
    left, top, right, bottom = drawn.place
    chart.anchor = TwoCellAnchor(  # type: ignore[assignment] # typed as the name of a cell, which it may be too
        _from=AnchorMarker(left - 1, _AIR, top - 1, _AIR), to=AnchorMarker(right, 0, bottom, 0)
    )
    sheet.add_chart(chart)
