"""A block of data that gets rows below it, and all that grows with it outside its sheet."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from hiveledger.book.xlsx.area import Area
from hiveledger.book.xlsx.edits import AppendRows
from hiveledger.book.xlsx.formulas import is_relative
from hiveledger.book.xlsx.markup import element_end, escaped, find_tags, masked, with_attribute
from hiveledger.book.xlsx.scan import is_referred_to, kept_cells
from hiveledger.book.xlsx.tail import Patch, grown_area, replaced
from hiveledger.book.xlsx.values import Formula, Kept, Value
from hiveledger.book.xlsx.wishes import Growth
from hiveledger.book.xlsx.workbook import Sheet, Table, Workbook
from hiveledger.errors import GateError
from hiveledger.gate.limits import MAX_ROW

__all__ = ["grow_names_and_charts", "grow_table", "table_growth"]

_BLANK: Final = Kept(b"", b"", b"")
_WIDE_NAMES: Final = frozenset({"_xlnm.Print_Area", "_xlnm._FilterDatabase"})  # may cover more than the block
_SHEET_AREA: Final = re.compile(
    r"(?P<sheet>'(?:[^']|'')+'|[^\s'\"!(),;=<>&+\-*/^:{}]+)!"
    r"(?P<area>\$?[A-Z]{1,3}\$?[0-9]{1,7}:\$?[A-Z]{1,3}\$?(?P<last>[0-9]{1,7}))(?![\w(])"
)
_DATA_PARTS: Final = re.compile(r"(?:^|/)(?:charts|chartEx)/|pivotCacheDefinition", re.IGNORECASE)


def table_growth(workbook: Workbook, sheet: Sheet, edit: AppendRows) -> tuple[Table, Growth, list[list[Value]]]:
    """Find the table that grows, and what its new cells hold. Raises: GateError where it cannot grow."""
    tables = workbook.tables(sheet)
    table = next((one for one in tables if one.name.casefold() == edit.table.casefold()), None)
    if table is None:
        names = "、".join(one.name for one in tables)
        raise GateError("patch.no_table", sheet=sheet.name, table=edit.table, names=names)
    totals = int(table.has_totals)
    growth = Growth(table.area._replace(bottom=table.area.bottom - totals), len(edit.rows), totals)
    if growth.told.bottom > MAX_ROW:
        raise GateError("patch.past_the_sheet", sheet=sheet.name)
    for other in tables:
        if other is not table and other.area.meets(growth.told):
            raise GateError("patch.occupied", sheet=sheet.name, cell=str(other.area))
    rows = [_completed(sheet, table, row) for row in edit.rows]
    return table, growth, rows + ([_totals(workbook, sheet, table, growth)] if totals else [])


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
    told = list(row)
    for number, column in enumerate(table.columns):
        if told[number] is None and column.formula:
            if column.is_array:
                raise GateError("patch.array_column", sheet=sheet.name, table=table.name, column=column.name)
            # A formula that means cells by their place is taken from the row above: empty text says so.
            told[number] = Formula("" if is_relative(column.formula) else column.formula)
    return told


def grow_table(xml: bytes, growth: Growth) -> bytes:
    """Extend a table's own areas: the table, its filter and its order."""
    patches = []
    for name in (b"table", b"autoFilter", b"sortState"):
        for tag in find_tags(masked(xml), name):
            area = Area.parse(tag.get(b"ref"))
            told = area and grown_area(area, growth)
            if area and name == b"table":
                told = area._replace(bottom=area.bottom + growth.rows)
            if told != area:
                patch = with_attribute(xml[tag.start : tag.end], b"ref", str(told).encode())
                patch = with_attribute(patch, b"insertRow", None) if tag.raw(b"insertRow") else patch
                patches.append((tag.start, tag.end, patch))
    return replaced(xml, iter(patches))


def grow_names_and_charts(workbook: Workbook, sheet: Sheet, growth: Growth) -> None:
    """Extend names, charts and pivot sources that mean whole columns of the block."""
    workbook.change(workbook.part, lambda xml: replaced(xml, _names(xml, sheet, growth)))
    for entry in workbook.archive.entries:
        if _DATA_PARTS.search(entry.part) and entry.part.endswith(".xml"):
            workbook.change(entry.part, lambda xml: replaced(xml, _sources(xml, sheet, growth)))


def _names(xml: bytes, sheet: Sheet, growth: Growth) -> Iterator[Patch]:
    mask = masked(xml)
    for tag in find_tags(mask, b"definedName"):
        end, _ = element_end(mask, tag, b"definedName")
        yield from _formula(xml, tag.end, end, _Follower(sheet, growth, tag.get(b"name") in _WIDE_NAMES))


def _sources(xml: bytes, sheet: Sheet, growth: Growth) -> Iterator[Patch]:
    mask = masked(xml)
    follower = _Follower(sheet, growth, is_wide=False)
    for tag in find_tags(mask, b"f"):
        end, _ = element_end(mask, tag, b"f")
        yield from _formula(xml, tag.end, end, follower)
    for tag in find_tags(mask, b"worksheetSource"):
        area = Area.parse(tag.get(b"ref"))
        if area and tag.get(b"sheet") == sheet.name and follower.follows(area):
            told = str(grown_area(area, growth)).encode()
            yield tag.start, tag.end, with_attribute(xml[tag.start : tag.end], b"ref", told)


def _formula(xml: bytes, start: int, end: int, follower: "_Follower") -> Iterator[Patch]:
    said = html.unescape(xml[start:end].decode("utf-8", "replace"))
    told = _SHEET_AREA.sub(follower.extended, said)
    if told != said:
        yield start, end, escaped(told).encode()


@dataclass(frozen=True, slots=True)
class _Follower:
    """Extends areas that mean all the rows of a block that grows."""

    sheet: Sheet
    growth: Growth
    is_wide: bool  # the area may cover more columns than the block

    def extended(self, found: re.Match[str]) -> str:
        """Give an area of a formula as it is after the growth."""
        name = found["sheet"].removeprefix("'").removesuffix("'").replace("''", "'")
        area = Area.parse(found["area"])
        if name.casefold() != self.sheet.name.casefold() or not area or not self.follows(area):
            return found[0]
        return found[0].removesuffix(found["last"]) + str(area.bottom + self.growth.rows)

    def follows(self, area: Area) -> bool:
        """Tell whether an area means all the block's rows, with or without headers."""
        block = self.growth.block
        if area.bottom != block.bottom or area.top > block.top + 1:
            return False
        return self.is_wide or (block.left <= area.left and area.right <= block.right)
