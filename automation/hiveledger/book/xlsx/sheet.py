"""A sheet's XML rewritten as it streams by: cut between rows, and only rows that are told something are looked into.

In a stretch without comments or CDATA nothing but a real tag can start with `<row` or `<c r=`, so there rows and
cells are found by searching for bytes (`overwritten`); whatever looks unusual goes the long way through `RowEditor`.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from hiveledger.book.xlsx.area import Area, column_name
from hiveledger.book.xlsx.container.stretches import Block, Stretch, Untouched
from hiveledger.book.xlsx.markup import Tag, element_end, find_tags, masked, with_attribute
from hiveledger.book.xlsx.narrowing import narrowed_head, narrowed_tail
from hiveledger.book.xlsx.overwrite import overwritten
from hiveledger.book.xlsx.rows import Pattern, RowEditor, is_filled
from hiveledger.book.xlsx.tail import check_merges, grown_tail
from hiveledger.book.xlsx.values import Absent, Calendar, CellWriter, Formatted, Wish
from hiveledger.book.xlsx.widening import widened_head, widened_tail
from hiveledger.book.xlsx.wishes import Growth, Wishes
from hiveledger.errors import GateError
from hiveledger.gate.limits import MAX_COLUMN, MAX_ROW

__all__ = ["SheetEditor"]

_ARRAYS: Final = {"array", "dataTable"}


class SheetEditor:
    """Passes one sheet's XML on with its wishes fulfilled; what it learns of formulas stands in it afterwards."""

    def __init__(
        self, name: str, wishes: Wishes, calendar: Calendar, fitting: Callable[[bytes, Formatted], bytes]
    ) -> None:
        self.name, self.wishes, self._calendar, self._fitting = name, wishes, calendar, fitting
        self.has_formulas = False
        self._last = 0  # the row that went by last
        self._above: bytes | None = None  # its XML
        self._pattern: Pattern | None = None  # what is taken from it, once asked
        self._column_styles: list[tuple[int, int, bytes]] = []

    @property
    def dropped(self) -> list[tuple[int, int]]:
        """Give the cells that held a formula and no longer do."""
        return self._rows.dropped

    def stream(self, chunks: Iterable[bytes | Untouched]) -> Iterator[Stretch | Untouched]:
        """Pass the XML on, changed. Raises: GateError, at any time: use nothing before the end was reached.

        Between rows there may come blocks that nobody looked into, if `wants` says of each that this is no loss.
        """
        source = iter(chunks)
        head, rest = self._head(source)
        for column in self.wishes.joining:
            head = widened_head(head, column)
        tag = max(find_tags(masked(head), b"sheetData"), key=lambda found: found.start)
        self._start(head, tag)
        start = head[tag.start :]
        if tag.empty:
            added = b"".join(self._new_rows(MAX_ROW))
            close = b"</%bsheetData>" % tag.prefix
            start = start.removesuffix(b"/>").rstrip() + b">" + added + close if added else start
        yield Stretch(self._sized(head[: tag.start]) + start)
        if not tag.empty:
            rest = yield from self._body(source, rest)
        tail = rest + b"".join(_xml(source))
        check_merges(tail, self.wishes, self.name)
        tail = grown_tail(tail, self.wishes, self.name)
        for column in self.wishes.joining:
            tail = widened_tail(tail, column, tag.prefix)
        yield Stretch(narrowed_tail(tail, self.wishes.gone.column, self.name) if self.wishes.gone else tail)

    def wants(self, block: Block) -> bool:
        """Tell whether the block that comes next has to be looked into, since an edit means its rows or asks for them.

        A row right below a block takes formats from its last row, and the rows that a table may give up are asked
        whether they are blank. Whether there is a formula, and which row is the last, the block says itself. Of what
        reaches from one block into another, formulas that cells share matter from where the first is overwritten on;
        array formulas have to be known not to be there; merged cells stand in what follows the rows, which has to be
        looked into in any case, as has what precedes them.
        """
        last = block.last or 0
        told = self.wishes.tells(self._last, last + 1) or self._is_watched(last) or self.wishes.gone
        return bool(told or self._rows.masters)

    @property
    def has_arrays(self) -> bool:
        """Tell whether an array formula was seen that covers more cells than its own."""
        return bool(self._rows.arrays)

    def _head(self, source: Iterator[bytes | Untouched]) -> tuple[bytes, bytes]:
        """Gather everything up to the rows."""
        head = b""
        for chunk in _xml(source):
            head += chunk
            mask = masked(head)
            tag = next(find_tags(mask, b"sheetData"), None)
            if tag:
                if b"<!DOCTYPE" in mask[: tag.start]:
                    raise GateError("gate.dtd", file=self.name)
                return head[: tag.end], head[tag.end :]
        raise GateError("patch.no_rows", sheet=self.name)

    def _start(self, head: bytes, tag: Tag) -> None:
        self._open = b"<%brow" % tag.prefix
        self._close = b"</%brow>" % tag.prefix
        self._formula = b"<%bf" % tag.prefix
        self._write = CellWriter(tag.prefix, self._calendar, self._fitting)
        self._rows = RowEditor(self.name, self._write, self._column_style)
        for column in find_tags(masked(head), b"col"):
            style = column.raw(b"style")
            if style and style != b"0":
                self._column_styles.append((column.number(b"min"), column.number(b"max"), style))

    def _column_style(self, column: int) -> bytes:
        return next((style for first, last, style in self._column_styles if first <= column <= last), b"")

    def _sized(self, head: bytes) -> bytes:
        """Widen the dimension to what is filled; one that says nothing sensible is left as it is."""
        if self.wishes.gone:
            head = narrowed_head(head, self.wishes.gone.column)
        box = self.wishes.box()
        tag = next(find_tags(masked(head), b"dimension"), None)
        said = Area.parse(tag.get(b"ref")) if tag else None
        if box is None or tag is None or said is None or said.joined(box) == said:
            return head
        told = with_attribute(head[tag.start : tag.end], b"ref", str(said.joined(box)).encode())
        return head[: tag.start] + told + head[tag.end :]

    def _body(self, source: Iterator[bytes | Untouched], rest: bytes) -> Generator[Stretch | Untouched, None, bytes]:
        """Pass the rows on, and give back what follows them."""
        end = b"</%bsheetData" % self._write.prefix
        while True:
            mask = masked(rest)
            stop = mask.find(end)
            cut = stop if stop >= 0 else mask.rfind(self._close) + len(self._close)
            if cut and (stop >= 0 or cut >= len(self._close)):
                yield self._stretch(rest[:cut], mask[:cut])
                rest = rest[cut:]
            if stop >= 0:
                for row in self._new_rows(MAX_ROW):
                    yield Stretch(row, self._last, self._formula in row)
                return rest
            chunk = next(source, None)
            while isinstance(chunk, Untouched):
                if rest:  # a block before it that ended with a row without cells
                    yield self._stretch(rest, masked(rest))
                    rest = b""
                self._skip(chunk.block)
                yield chunk
                chunk = next(source, None)
            if chunk is None:
                raise GateError("patch.no_rows", sheet=self.name)
            rest += chunk

    def _skip(self, block: Block) -> None:
        self.has_formulas = self.has_formulas or block.has_formulas
        self._last, self._above, self._pattern = block.last or self._last, None, None

    def _stretch(self, xml: bytes, mask: bytes) -> Stretch:
        """Rewrite some whole rows."""
        has_formulas = self._look_for_formulas(mask)
        told = self._edited(xml, mask)
        if told is not xml:
            has_formulas = self._formula in masked(told)
        return Stretch(told, self._last, has_formulas)

    def _edited(self, xml: bytes, mask: bytes) -> bytes:
        reach = self._reach(mask)
        if reach is None or self._rows.masters or self.wishes.gone or self._is_watched(reach):
            return self._walked(xml, mask)
        due = self.wishes.rows(self._last, reach)
        if not due:
            self._pass(xml, mask, reach)
            return xml
        walked = (*(growth.told for growth in self.wishes.grown), *self.wishes.bodies)
        if xml != mask or any(area.top <= due[-1] and due[0] <= area.bottom for area in walked):
            return self._walked(xml, mask)
        return self._searched(xml, due, reach)

    def _look_for_formulas(self, mask: bytes) -> bool:
        has_formulas = self._formula in mask
        self.has_formulas = self.has_formulas or has_formulas
        if b"array" in mask or b"dataTable" in mask:
            for formula in find_tags(mask, b"f"):
                area = Area.parse(formula.get(b"ref"))
                if area and formula.get(b"t") in _ARRAYS and area[:2] != area[2:]:
                    self._rows.arrays.append(area)
        return has_formulas

    def _reach(self, mask: bytes) -> int | None:
        """Give the last row's number, or None where rows have to be counted."""
        first = next(find_tags(mask, b"row"), None)
        if first is None:
            return self._last
        last = next(find_tags(mask, b"row", mask.rfind(self._open)), None)
        numbers = [tag.number(b"r") for tag in (first, last) if tag]
        if not all(numbers):
            return None
        if numbers[0] <= self._last or numbers[-1] < numbers[0]:
            raise GateError("patch.rows_unordered", sheet=self.name, row=numbers[0])
        return numbers[-1]

    def _pass(self, xml: bytes, mask: bytes, reach: int) -> None:
        """Remember the last row of what went by."""
        start = mask.rfind(self._open)
        if start >= 0:
            self._last, self._above, self._pattern = reach, xml[start:], None

    def _searched(self, xml: bytes, due: Sequence[int], reach: int) -> bytes:
        """Overwrite cells found by their names; where a row is missing, go on row by row."""
        done, rest, row = overwritten(xml, self.wishes.each(due), self._rows)
        if row:
            self._pass(done, done, row)
        if row != due[-1] or self._rows.masters:
            return done + self._walked(rest, rest)
        xml = done + rest
        self._pass(xml, xml, reach)
        return xml

    def _walked(self, xml: bytes, mask: bytes) -> bytes:
        """Go from row to row."""
        pieces, at, position = [], 0, 0
        while (tag := next(find_tags(mask, b"row", position), None)) is not None:
            row = tag.number(b"r") or self._last + 1
            if row <= self._last:
                raise GateError("patch.rows_unordered", sheet=self.name, row=row)
            _, position = element_end(mask, tag, b"row")
            new = list(self._new_rows(row - 1))
            told = self.wishes.at(row) | self._taken_out(row, xml[tag.start : position])
            xml_now = xml[tag.start : position]
            if told or self._rows.masters:
                xml_now = self._rows.edited(xml_now, row, told, *self._grown(row))
            self._watch(row, xml_now)
            if new or told or xml_now != xml[tag.start : position]:
                pieces += [xml[at : tag.start], *new, xml_now]
                at = position
            self._last, self._above, self._pattern = row, xml_now, None
        pieces.append(xml[at:])
        return b"".join(pieces)

    def _grown(self, row: int) -> tuple[Pattern | None, Growth | None]:
        """Give what an added row takes from the one above, and the growth it belongs to.

        Rows of a table that are written anew take formulas alone.
        """
        growth = next((one for one in self.wishes.grown if one.told.top <= row <= one.told.bottom), None)
        is_copied = any(body.top <= row <= body.bottom for body in self.wishes.bodies)
        pattern = self._pattern_for(row) if growth or is_copied else None
        return (pattern and replace(pattern, styles={}, attributes=()) if is_copied else pattern), growth

    def _taken_out(self, row: int, xml: bytes) -> dict[int, Wish]:
        """Tell the cell of the column that goes; refused where something stands right of it."""
        gone = self.wishes.gone
        if gone is None:
            return {}
        if is_filled(xml, row, Area(row, gone.column + 1, row, MAX_COLUMN)):
            raise GateError("patch.column_inside", sheet=self.name, column=column_name(gone.column).decode())
        return {gone.column: Absent.ABSENT} if row >= gone.first_row else {}

    def _is_watched(self, reach: int) -> bool:
        """Tell whether rows up to that one may have to be given up by a block."""
        return any(one.rest.top <= reach and self._last < one.rest.bottom for one in self.wishes.shrunk)

    def _watch(self, row: int, xml: bytes) -> None:
        """Note how far down the rows of a block that shrinks hold something."""
        for one in self.wishes.shrunk:
            if one.rest.top <= row <= one.rest.bottom and is_filled(xml, row, one.rest):
                one.filled = row

    def _pattern_for(self, row: int) -> Pattern | None:
        """Give what a row takes from the one above it, if there is one."""
        if self._above is None or row != self._last + 1 or self._last in self.wishes.headers:
            return None
        if self._pattern is None:
            self._pattern = Pattern.of(self._above, self._last, self.wishes.shared)
        return self._pattern

    def _new_rows(self, upto: int) -> Iterator[bytes]:
        """Make the rows that are told something and do not exist."""
        for row in self.wishes.rows(self._last, upto):
            told = self.wishes.at(row)
            if all(value is None for value in told.values()) and not self.wishes.is_grown(row):
                continue
            pattern = self._pattern_for(row)
            new = self._rows.new(row, told, pattern)
            self._watch(row, new)
            if pattern is None:
                self._above = None
            self._last = row
            yield new


def _xml(source: Iterable[bytes | Untouched]) -> Iterator[bytes]:
    return (piece for piece in source if isinstance(piece, bytes))
