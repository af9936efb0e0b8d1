"""Tables of a workbook that is open in Calc, which calls them database ranges."""

from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING

from xlwings_calc.bridge import Uno
from xlwings_calc.part import NotCoveredError, Part
from xlwings_calc.ranges import Range

if TYPE_CHECKING:
    from xlwings_calc.sheet import Sheet

__all__ = ["Table", "Tables"]


class Table(Part, kind="Table"):
    """One table."""

    __slots__ = ("_table", "parent")

    def __init__(self, sheet: "Sheet", table: Uno) -> None:
        self.parent, self._table = sheet, table

    @property
    def api(self) -> Uno:
        """Give Calc's own object."""
        return self._table

    @property
    def name(self) -> str:
        """Give or set its name."""
        return str(self._table.getName())

    @name.setter
    def name(self, value: str) -> None:
        self._table.setName(value)

    @property
    def display_name(self) -> str:
        """Give its name."""
        return self.name

    @property
    def show_headers(self) -> bool:
        """Tell whether the first row holds the names of the columns."""
        return bool(self._table.ContainsHeader)

    @property
    def show_totals(self) -> bool:
        """Tell whether the last row holds totals."""
        return bool(self._table.TotalsRow)

    @property
    def show_autofilter(self) -> bool:
        """Tell or set whether the headers have buttons to filter by."""
        return bool(self._table.AutoFilter)

    @show_autofilter.setter
    def show_autofilter(self, value: bool) -> None:
        self._table.AutoFilter = bool(value)

    @property
    def range(self) -> Range:
        """Give all its cells."""
        return self.parent.cells_at(self._table.DataArea)

    @property
    def header_row_range(self) -> Range | None:
        """Give the cells with the names of the columns."""
        whole = self.range
        return Range(self.parent, whole.row, whole.column, whole.row, whole.right) if self.show_headers else None

    @property
    def data_body_range(self) -> Range:
        """Give the cells below the headers and above the totals."""
        whole = self.range
        top, bottom = whole.row + self.show_headers, whole.bottom - self.show_totals
        return Range(self.parent, top, whole.column, bottom, whole.right)

    @property
    def totals_row_range(self) -> Range | None:
        """Give the cells with totals."""
        whole = self.range
        return Range(self.parent, whole.bottom, whole.column, whole.bottom, whole.right) if self.show_totals else None

    def column(self, header: str) -> Range:
        """Give the cells below a header."""
        body = self.data_body_range
        headers = [str(value).lower() for value in self.range.api.getDataArray()[0]]
        if header.lower() not in headers:
            raise KeyError(header)
        column = body.column + headers.index(header.lower())
        return Range(self.parent, body.row, column, body.bottom, column)

    def resize(self, cells: object) -> None:
        """Let the table be these cells from now on."""
        self._table.DataArea = _cells(cells).api.RangeAddress


class Tables(Part, kind="Tables"):
    """The tables of a sheet."""

    __slots__ = ("_sheet",)

    def __init__(self, sheet: "Sheet") -> None:
        self._sheet = sheet

    @property
    def api(self) -> Uno:
        """Give Calc's own object: the tables of the whole workbook."""
        return self._sheet.document.tables_api

    def _all(self) -> list[Table]:
        place = self._sheet.index - 1
        tables = self._sheet.document.all_tables()
        return [Table(self._sheet, table) for table in tables if table.DataArea.Sheet == place]

    def __len__(self) -> int:
        return len(self._all())

    def __iter__(self) -> Iterator[Table]:
        return iter(self._all())

    def __call__(self, name_or_index: str | int) -> Table:
        """Give a table by its name, or by its place, counted from 1."""
        if isinstance(name_or_index, int):
            return self._all()[name_or_index - 1]
        for table in self._all():
            if table.name.lower() == name_or_index.lower():
                return table
        raise KeyError(name_or_index)

    def add(
        self,
        source: object,
        has_headers: bool = True,
        name: str | None = None,
        table_style_name: str | None = None,
        **others: object,
    ) -> Table:
        """Make cells a table. Calc knows no styles of tables, so the one that is named is not seen."""
        del table_style_name
        if any(others.values()):
            raise NotCoveredError("Tables.add(source_type=…, link_source=…, destination=…)")
        cells = _cells(source)
        taken = {one.lower() for one in self.api.getElementNames()}
        chosen = name or next(f"Table{number}" for number in count(1) if f"table{number}" not in taken)
        self.api.addNewByName(chosen, cells.api.RangeAddress)
        added = self(chosen)
        added.api.ContainsHeader, added.api.AutoFilter = has_headers, has_headers
        return added

    def __contains__(self, name: str) -> bool:
        return any(table.name.lower() == name.lower() for table in self._all())


def _cells(given: object) -> Range:
    """Give the range of the engine that xlwings' own stands for."""
    cells: Range = getattr(given, "impl", given)  # type: ignore[arg-type]
    return cells
