"""Whatever a sheet holds and is told, exactly the cells that are told change."""

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from hiveledger.book.xlsx.area import parse_cell, reference
from hiveledger.book.xlsx.container.stretches import Stretch
from hiveledger.book.xlsx.sheet import SheetEditor
from hiveledger.book.xlsx.values import Calendar, Value
from hiveledger.book.xlsx.wishes import Run, Wishes
from tests.raw_books import kept_format

_CELLS = st.dictionaries(st.tuples(st.integers(1, 20), st.integers(1, 8)), st.sampled_from(["", "5", "f"]), max_size=40)
_VALUES = st.sampled_from([None, 7, True, "y"])
_TOLD = st.lists(
    st.tuples(st.integers(1, 24), st.integers(1, 9), st.lists(_VALUES, min_size=1, max_size=9)), max_size=6
)
Read = dict[tuple[int, int], tuple[str | None, str]]


def _xml(cells: dict[tuple[int, int], str]) -> str:
    """Write a sheet; every third row and cell says what it says in another order."""
    rows = []
    for row in sorted({row for row, _ in cells}):
        made = []
        for at, column in sorted(cell for cell in cells if cell[0] == row):
            name, held = reference(at, column).decode(), cells[at, column]
            start = f'c s="3" r="{name}"' if column % 3 == 0 else f'c r="{name}" s="{column}"'
            content = "<f>A1</f><v>1</v>" if held == "f" else f"<v>{held}</v>" if held else ""
            made.append(f"<{start}>{content}</c>" if content else f"<{start}/>")
        start = f'row spans="1:4" r="{row}"' if row % 3 == 0 else f'row r="{row}"'
        rows.append(f"<{start}>{''.join(made)}</row>")
    return f'<w><dimension ref="A1:C3"/><sheetData>{"".join(rows)}</sheetData><t/></w>'


def _read(xml: str) -> Read:
    """Read a sheet with a parser; rows and cells must stand in order."""
    found: Read = {}
    for row in ET.fromstring(xml).iter("row"):  # noqa: S314 - our own
        for cell in row:
            place = parse_cell(cell.get("r", ""))
            assert place is not None
            assert place[0] == int(row.get("r", "0"))
            assert place > max(found, default=(0, 0))
            found[place] = (cell.get("s"), "".join(cell.itertext()))
    return found


@given(_CELLS, _TOLD, st.sampled_from([3, 60, 10_000]))
def test_exactly_what_is_told_changes(
    cells: dict[tuple[int, int], str], runs: list[tuple[int, int, list[Value]]], size: int
) -> None:
    xml, wishes = _xml(cells), Wishes()
    told: dict[tuple[int, int], Value] = {}
    for row, column, values in runs:
        if len(values) == 1:
            wishes.put(row, column, values[0])
        else:
            wishes.put_run(Run(column, row, values))
        told |= {(row + number, column): value for number, value in enumerate(values)}
    data = xml.encode()
    editor = SheetEditor("S", wishes, Calendar.FROM_1900, kept_format)
    pieces = editor.stream([data[at : at + size] for at in range(0, len(data), size)])
    after = _read(b"".join(piece.xml for piece in pieces if isinstance(piece, Stretch)).decode())
    before = _read(xml)
    said: dict[Value, str] = {None: "", 7: "7", True: "1", "y": "y"}
    assert {cell: after.get(cell, (None, ""))[1] for cell in told} == {
        cell: said[value] for cell, value in told.items()
    }
    kept = before.keys() & told.keys()
    assert {cell: after[cell][0] for cell in kept} == {cell: before[cell][0] for cell in kept}
    assert {cell: after.get(cell) for cell in before.keys() - told.keys()} == {
        cell: before[cell] for cell in before.keys() - told.keys()
    }
    assert after.keys() - before.keys() <= told.keys()
