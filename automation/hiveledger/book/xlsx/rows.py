"""One row of a sheet, rewritten or made."""

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from hiveledger.book.xlsx.area import Area, column_of, parse_cell, reference
from hiveledger.book.xlsx.formulas import moved
from hiveledger.book.xlsx.markup import Tag, element_end, escaped, find_tags, is_balanced, masked, with_attribute
from hiveledger.book.xlsx.values import Absent, Beside, CellWriter, Formula, IfVacant, Styled, Value, Wish
from hiveledger.book.xlsx.wishes import Growth, Master
from hiveledger.errors import GateError

__all__ = ["Cell", "Pattern", "RowEditor", "cells_of", "is_filled", "plain", "shared_in"]

_SHARING: Final = re.compile(rb"<(?:[\w.\-]+:)?f\s[^<>]*?\sref\s*=|<(?:[\w.\-]+:)?f\sref\s*=")
_COPIED: Final = Formula("")
_KEPT_OF_A_ROW: Final = (b"s", b"customFormat", b"ht", b"customHeight")  # what a new row takes from the one above


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row's XML: its column, where it lies, where its content ends."""

    column: int
    tag: Tag
    inner_end: int
    end: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a new row takes from the row above: attributes, formats and formulas of its cells."""

    row: int = 0
    attributes: tuple[tuple[bytes, bytes], ...] = ()
    styles: Mapping[int, bytes] = field(default_factory=dict)
    formulas: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, xml: bytes, row: int, shared: Callable[[bytes], Master | None]) -> "Pattern":
        """Read the pattern off a row's XML; `shared` finds a formula that it shares."""
        mask = masked(xml)
        tag = next(find_tags(mask, b"row"), None)
        if tag is None:
            return cls(row)
        kept = ((name, tag.raw(name)) for name in _KEPT_OF_A_ROW)
        styles: dict[int, bytes] = {}
        formulas: dict[int, str] = {}
        for cell in cells_of(mask, tag):
            styles[cell.column] = cell.tag.raw(b"s") or b""
            for formula in find_tags(mask, b"f", cell.tag.end, cell.inner_end):
                until, _ = element_end(mask, formula, b"f")
                kind = formula.get(b"t", "normal")
                if until > formula.end and kind in {"normal", "shared"}:
                    formulas[cell.column] = plain(xml[formula.end : until])
                elif kind == "shared" and (master := shared(formula.raw(b"si") or b"")):
                    formulas[cell.column] = moved(master.formula, row - master.row, cell.column - master.column)
        return cls(row, tuple((name, value) for name, value in kept if value), styles, formulas)


def plain(xml: bytes) -> str:
    """Read an element's text."""
    if xml.startswith(b"<![CDATA["):
        return xml[9:-3].decode("utf-8", "replace")
    return html.unescape(xml.decode("utf-8", "replace"))


def cells_of(mask: bytes, row: Tag) -> Iterator[Cell]:
    """Give a row's cells; one that does not say where it stands follows the one before."""
    column = 0
    at = row.end
    while (tag := next(find_tags(mask, b"c", at), None)) is not None:
        name = tag.raw(b"r")
        column = column_of((name or b"").strip()) or column + 1
        inner_end, at = element_end(mask, tag, b"c")
        yield Cell(column, tag, inner_end, at)


@dataclass
class RowEditor:
    """Rewrites rows and keeps what the workbook must hear of it."""

    sheet: str
    write: CellWriter
    column_style: Callable[[int], bytes]
    dropped: list[tuple[int, int]] = field(default_factory=list)  # cells that held a formula
    masters: dict[bytes, Master] = field(default_factory=dict)  # formulas waiting for a cell to take them over
    arrays: list[Area] = field(default_factory=list)  # more cells than one that share an array formula

    def refuse_in_array(self, row: int, columns: Mapping[int, Wish]) -> None:
        """Refuse to break an array formula's area."""
        for area in self.arrays:
            for column in columns:
                if area.holds(row, column):
                    raise GateError("patch.array", sheet=self.sheet, cell=str(Area(row, column, row, column)))

    def edited(
        self, xml: bytes, row: int, told: Mapping[int, Wish], above: Pattern | None, growth: Growth | None
    ) -> bytes:
        """Give a row with the cells that are told; one of a growth takes what it lacks from the row above."""
        mask = masked(xml)
        tag = next(find_tags(mask, b"row"))
        self.refuse_in_array(row, told)
        cells = list(cells_of(mask, tag))
        pieces, at = [], tag.end
        waiting = _dressed(dict(sorted(told.items())), cells)
        for cell in cells:
            before = [column for column in waiting if column < cell.column]
            if before:
                pieces.append(xml[at : cell.tag.start])
                pieces += [self.made(row, column, waiting.pop(column), tag, above) for column in before]
                at = cell.tag.start
            if isinstance(waiting.get(cell.column), Styled) and _is_filled(mask, cell):
                raise GateError("patch.column_there", sheet=self.sheet, cell=reference(row, cell.column).decode())
            if growth and growth.vacant.holds(row, cell.column) and _is_filled(mask, cell):
                raise GateError("patch.occupied", sheet=self.sheet, cell=reference(row, cell.column).decode())
            changed = None
            is_kept = not (growth and growth.held_totals(row))
            if is_kept and cell.column in waiting and _stays(waiting[cell.column], mask, cell):
                waiting.pop(cell.column)
            if cell.column in waiting:
                self._drop_formulas(xml, mask, cell, row)
                own = b"" if growth and growth.held_totals(row) else cell.tag.raw(b"s") or b""
                changed = self._replaced(cell, own, (row, waiting.pop(cell.column)), above)
            elif self.masters:
                changed = self._taken_over(xml, mask, cell, row)
            if changed is not None:
                pieces += [xml[at : cell.tag.start], changed]
                at = cell.end
        inner_end, _ = element_end(mask, tag, b"row")
        pieces.append(xml[at:inner_end])
        pieces += [self.made(row, column, value, tag, above) for column, value in waiting.items()]
        filled = [column for column, value in told.items() if value is not None and value is not Absent.ABSENT]
        made = _row(xml, tag, b"".join(pieces), filled)
        self.check(row, mask, masked(made))
        return made

    def check(self, row: int, *xml: bytes) -> None:
        """Refuse a row that does not come out whole, or did not go in whole."""
        if not all(map(is_balanced, xml)):
            raise GateError("patch.unbalanced", sheet=self.sheet, row=row)

    def new(self, row: int, told: Mapping[int, Wish], above: Pattern | None) -> bytes:
        """Give a new row, formatted as the one above it."""
        self.refuse_in_array(row, told)
        prefix = self.write.prefix
        kept = b"".join(b' %b="%b"' % pair for pair in above.attributes) if above else b""
        bare = Tag(0, 0, prefix, kept)
        cells = b"".join(self.made(row, column, value, bare, above) for column, value in sorted(told.items()))
        made = b'<%brow r="%d"%b>%b</%brow>' % (prefix, row, kept, cells, prefix)
        self.check(row, masked(made))
        return made

    def made(self, row: int, column: int, value: Wish, tag: Tag, above: Pattern | None) -> bytes:
        """Give a new cell; its format is that of the cell above, else of its row, else of its column."""
        if value is Absent.ABSENT:
            return b""
        style = above.styles.get(column, b"") if above else b""
        if not style and tag.get(b"customFormat") in {"1", "true"}:
            style = tag.raw(b"s") or b""
        style = style or self.column_style(column)
        value = self._own(value, row, column, above)
        if value is None and not (above and style):
            return b""
        return self.write.cell(reference(row, column), style, value)

    def _own(self, value: Value | IfVacant | Beside, row: int, column: int, above: Pattern | None) -> Value:
        """Let a formula that means its neighbours mean those of its own row: it is the one above, moved down."""
        if isinstance(value, Beside):
            return value.value
        if isinstance(value, IfVacant):
            has_model = above is not None and column in above.formulas
            return (
                self._own(value.value, row, column, above) if value.value and (value.value.text or has_model) else None
            )
        if not isinstance(value, Formula) or value.text:
            return value
        if above is None or column not in above.formulas:
            raise GateError("patch.no_formula_above", sheet=self.sheet, cell=reference(row, column).decode())
        return Formula(moved(above.formulas[column], row - above.row, 0))

    def _replaced(self, cell: Cell, own: bytes, told: tuple[int, Wish], above: Pattern | None) -> bytes:
        row, value = told
        if value is Absent.ABSENT:  # a cell that goes by its place among others leaves a blank one there
            return b"" if cell.tag.raw(b"r") is not None else self.write.cell(reference(row, cell.column), b"", None)
        style = own or (above.styles.get(cell.column, b"") if above else b"")
        value = self._own(value, row, cell.column, above)
        if value is None and not style and cell.tag.raw(b"r") is not None:
            return b""
        return self.write.cell(reference(row, cell.column), style, value)

    def _drop_formulas(self, xml: bytes, mask: bytes, cell: Cell, row: int) -> None:
        """Note that a cell loses its formula, and what has to be done for cells that share it."""
        for formula in find_tags(mask, b"f", cell.tag.end, cell.inner_end):
            self.dropped.append((row, cell.column))
            kind, area = formula.get(b"t"), Area.parse(formula.get(b"ref"))
            if kind == "dataTable" or (kind == "array" and area != (row, cell.column, row, cell.column)):
                raise GateError("patch.array", sheet=self.sheet, cell=reference(row, cell.column).decode())
            until, _ = element_end(mask, formula, b"f")
            shared = formula.raw(b"si")
            if kind == "shared" and shared is not None and area is not None and until > formula.end:
                self.masters[shared] = Master(plain(xml[formula.end : until]), row, cell.column, area)

    def _taken_over(self, xml: bytes, mask: bytes, cell: Cell, row: int) -> bytes | None:
        """Let the first cell after an overwritten one hold the formula that both shared."""
        for formula in find_tags(mask, b"f", cell.tag.end, cell.inner_end):
            master = self.masters.pop(formula.raw(b"si") or b"", None)
            if master is None or formula.get(b"t") != "shared":
                continue
            text = escaped(moved(master.formula, row - master.row, cell.column - master.column)).encode()
            top = row if row > master.row and master.area.left == master.area.right else master.area.top
            left = cell.column if master.area.top == master.area.bottom else master.area.left
            area = Area(top, left, master.area.bottom, master.area.right)
            start = with_attribute(xml[formula.start : formula.end], b"ref", str(area).encode())
            start = start.removesuffix(b"/>").removesuffix(b">") + b">"
            _, end = element_end(mask, formula, b"f")
            made = b"%b%b</%bf>" % (start, text, formula.prefix)
            return xml[cell.tag.start : formula.start] + made + xml[end : cell.end]
        return None


def _dressed(told: dict[int, Wish], cells: Iterable[Cell]) -> dict[int, Wish]:
    """Let what takes the format of the cell left of it know that."""
    if not any(isinstance(value, Beside) for value in told.values()):
        return told
    styles = {cell.column + 1: cell.tag.raw(b"s") or b"" for cell in cells}
    return {
        column: Styled(value.value, styles.get(column, b"")) if isinstance(value, Beside) else value
        for column, value in told.items()
    }


def _stays(value: Wish, mask: bytes, cell: Cell) -> bool:
    """Tell whether a cell holds already what is wished for: anything, or (empty text) a formula of its own."""
    if isinstance(value, IfVacant):
        return _is_filled(mask, cell)
    own = value == _COPIED and next(find_tags(mask, b"f", cell.tag.end, cell.inner_end), None)
    return bool(own)


def shared_in(xml: bytes, mask: bytes) -> Iterator[tuple[bytes, Master]]:
    """Give the formulas that a stretch of rows has cells share, by their numbers."""
    for found in _SHARING.finditer(mask):
        tag = next(find_tags(mask, b"f", found.start()))
        area, number = Area.parse(tag.get(b"ref")), tag.raw(b"si")
        until, _ = element_end(mask, tag, b"f")
        if number and area and until > tag.end and tag.get(b"t") == "shared":
            cell = next(find_tags(mask, b"c", mask.rfind(b"<%bc" % tag.prefix, 0, tag.start)))
            yield number, Master(plain(xml[tag.end : until]), *(parse_cell(cell.get(b"r")) or area[:2]), area)


def is_filled(xml: bytes, row: int, area: Area) -> bool:
    """Tell whether any of a row's cells that lie in an area holds something."""
    mask = masked(xml)
    cells = cells_of(mask, next(find_tags(mask, b"row")))
    return any(_is_filled(mask, cell) for cell in cells if area.holds(row, cell.column))


def _is_filled(mask: bytes, cell: Cell) -> bool:
    return any(next(find_tags(mask, name, cell.tag.end, cell.inner_end), None) for name in (b"v", b"f", b"is"))


def _row(xml: bytes, tag: Tag, content: bytes, filled: list[int]) -> bytes:
    """Close a row around its new content, its spans widened where cells now lie outside them."""
    start = xml[: tag.end]
    if tag.empty and not content:
        return start
    start = start.removesuffix(b"/>").rstrip() + b">" if tag.empty else start
    spans = [int(edge) for edge in tag.get(b"spans").replace(":", " ").split() if edge.isdigit()]
    if spans and filled and (min(filled) < min(spans) or max(filled) > max(spans)):
        wide = b"%d:%d" % (min(*spans, *filled), max(*spans, *filled))
        start = with_attribute(start, b"spans", wide)
    return start + content + b"</%brow>" % tag.prefix
