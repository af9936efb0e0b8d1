"""A large sheet that we wrote last is edited block by block, and comes out as if all of it had been read."""

import json
import os
import shutil
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiveledger.book.xlsx import AppendRows, Edit, Fit, Patched, SetCell, SetColumn, patch
from hiveledger.book.xlsx.container.archive import Archive
from hiveledger.book.xlsx.container.index import _digest
from hiveledger.book.xlsx.container.stretches import Block, Untouched
from hiveledger.book.xlsx.sheet import SheetEditor
from hiveledger.book.xlsx.values import Calendar
from hiveledger.book.xlsx.wishes import Wishes
from hiveledger.book.xlsx.workbook import Workbook
from hiveledger.errors import GateError
from tests.oracle import given_books
from tests.raw_books import MAIN, entries, raw_book, sheet_xml

_SHEET = "xl/worksheets/sheet1.xml"
_LAST = 60  # row of the table; ten formatted, empty ones follow
_SMALLER = {
    "hiveledger.book.xlsx.container.archive._INFLATED_BYTES": 300,
    "hiveledger.book.xlsx.container.pack._BLOCK_BYTES": 300,
    "hiveledger.book.xlsx.container.index._LEAST_BYTES": 0,
    "hiveledger.book.xlsx.container.index._SMALL_BYTES": 60,
}
_TABLE = (
    f'<table xmlns="{MAIN}" id="1" name="T" displayName="T" ref="A1:C{_LAST}"><tableColumns count="3">'
    '<tableColumn id="1" name="a"/><tableColumn id="2" name="b"/><tableColumn id="3" name="c">'
    "<calculatedColumnFormula>B2*2</calculatedColumnFormula></tableColumn></tableColumns></table>"
)
_BEHIND = (
    '<mergeCells><mergeCell ref="E30:F31"/></mergeCells><conditionalFormatting '
    f'sqref="B2:B{_LAST}"><cfRule type="x" priority="1"/></conditionalFormatting>'
)


@pytest.fixture
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in _SMALLER.items():
        monkeypatch.setattr(name, value)


def _row(row: int) -> str:
    """Give a row with a number, a formula of its own, and one that all rows from 10 to 40 share."""
    shared = '<f t="shared" ref="D10:D40" si="0">B10+1</f>' if row == 10 else '<f t="shared" si="0"/>'
    cells = f'<c r="A{row}" s="1"><v>{row}</v></c><c r="B{row}"/><c r="C{row}"><f>B{row}*2</f><v>0</v></c>'
    cells += f'<c r="D{row}">{shared}</c>' if 10 <= row <= 40 else ""
    return f'<row r="{row}">{cells}</row>'


def _rows() -> str:
    head = "".join(f'<c r="{cell}1" t="inlineStr"><is><t>{cell.lower()}</t></is></c>' for cell in "ABC")
    blank = "".join(f'<row r="{row}" s="3" customFormat="1"/>' for row in range(_LAST + 1, _LAST + 11))
    return f'<row r="1">{head}</row>{"".join(map(_row, range(2, _LAST + 1)))}{blank}'


def _written(folder: Path, rows: str = "") -> tuple[Path, Path]:
    """Write a book so that its blocks are known, and give it with the folder that knows them."""
    table = {"t.xml": _TABLE}
    sheet = sheet_xml(rows or _rows(), before='<dimension ref="A1:C60"/>', after=_BEHIND)
    given = raw_book(folder / "given.xlsx", {"S": sheet, "U": sheet_xml("")}, tables=table)
    book, cache = folder / "book.xlsx", folder / "cache"
    patch(given, [SetCell("S", 2, 2, 7)], book, cache=cache)
    return book, cache


def _in_the_middle(book: Path) -> int:
    """Give the place in the file of a byte in the middle of the deflated sheet."""
    with zipfile.ZipFile(book) as opened:
        info = opened.getinfo(_SHEET)
    return info.header_offset + 30 + len(_SHEET) + info.compress_size // 2


def _damage(book: Path) -> None:
    content = bytearray(book.read_bytes())
    content[_in_the_middle(book)] ^= 0xFF
    book.write_bytes(content)


@pytest.mark.usefixtures("_small_blocks")
@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(SetCell("S", 2, 1, "x"), id="a cell"),
        pytest.param(AppendRows("S", [[1, 2, None]], "T"), id="a row of a table"),
        pytest.param(AppendRows("S", [[1, 2, None]], "", 8), id="a row below all"),
        pytest.param(Fit("S", 1, 1, _LAST + 2), id="a table that ends lower"),
    ],
)
def test_what_is_not_meant_is_not_even_looked_at(edit: Edit, tmp_path: Path) -> None:
    book, cache = _written(tmp_path)
    if isinstance(edit, AppendRows) and not edit.table:
        patch(book, [SetCell("S", _LAST + 5, 8, "below the table")], book, cache=cache)
    _damage(book)
    with pytest.raises(GateError, match=r"gate\.damaged"):
        patch(book, [edit], tmp_path / "full.xlsx")
    patch(book, [edit], tmp_path / "out.xlsx", cache=cache)
    with zipfile.ZipFile(tmp_path / "out.xlsx") as opened, pytest.raises((zipfile.BadZipFile, zlib.error)):
        opened.read(_SHEET)  # what was damaged is found damaged still


_CELLS = st.tuples(st.integers(2, _LAST + 14), st.integers(1, 6), st.sampled_from([None, 7, True, "y", "z" * 400]))
_EDITS = st.one_of(
    _CELLS.map(lambda cell: SetCell("S", *cell)),
    st.tuples(st.integers(2, _LAST), st.lists(st.sampled_from([1, None, "t"]), min_size=1, max_size=8)).map(
        lambda told: SetColumn("S", 4, *told)
    ),
    st.lists(st.tuples(st.just("new"), st.none(), st.none()), max_size=12).map(lambda rows: AppendRows("S", rows, "T")),
    st.just(AppendRows("S", [["below"]], "", 9)),
    st.integers(_LAST - 5, _LAST + 12).map(lambda last: Fit("S", 1, 1, last)),
)


def _outcome(book: Path, edits: Sequence[Edit], out: Path, cache: Path | None) -> tuple[object, object]:
    try:
        return patch(book, edits, out, cache=cache), entries(out)
    except GateError as refusal:
        return refusal.code, refusal.params


@pytest.mark.usefixtures("_small_blocks")
@pytest.mark.parametrize("count", range(1, 9))
def test_a_formula_that_cells_share_is_handed_on_into_the_next_block(count: int, tmp_path: Path) -> None:
    book, cache = _written(tmp_path)
    edits: list[Edit] = [SetColumn("S", 4, 10, [0] * count)]
    assert _outcome(book, edits, tmp_path / "out.xlsx", cache) == _outcome(book, edits, tmp_path / "full.xlsx", None)


def test_of_formulas_in_blocks_that_nobody_looked_into_is_known() -> None:
    def pieces() -> Iterator[bytes | Untouched]:
        yield b"<w><sheetData>"
        yield Untouched(Block(9, 9, 0, 5, has_formulas=has_formulas), 14)
        yield b"</sheetData></w>"

    for has_formulas in (True, False):
        editor = SheetEditor("S", Wishes(), Calendar.FROM_1900, lambda style, _: style)
        assert len(list(editor.stream(pieces()))) == 3
        assert editor.has_formulas == has_formulas


@pytest.mark.usefixtures("_small_blocks")
def test_rows_without_cells_stay_above_those_added_below_them(tmp_path: Path) -> None:
    book, cache = _written(tmp_path)
    below = [SetCell("S", row, 1, "x" * 400) for row in range(90, 95)]
    patch(book, [SetCell("S", _LAST + 2, 1, "x"), *below], book, cache=cache)
    edits: list[Edit] = [SetCell("S", _LAST + 2, 1, "y")]
    assert _outcome(book, edits, tmp_path / "out.xlsx", cache) == _outcome(book, edits, tmp_path / "full.xlsx", None)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(_EDITS, min_size=1, max_size=3), min_size=1, max_size=4), st.booleans())
def test_edits_by_blocks_and_of_the_whole_come_to_the_same(rounds: list[list[Edit]], numbered: bool) -> None:  # noqa: FBT001 - drawn
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as smaller:
        for name, value in _SMALLER.items():
            smaller.setattr(name, value)
        rows = _rows() if numbered else _rows().replace("<row r=", "<row x=")
        book, cache = _written(Path(folder), rows)
        for edits in rounds:
            whole = _outcome(book, edits, Path(folder) / "whole.xlsx", None)
            blocks = _outcome(book, edits, Path(folder) / "blocks.xlsx", cache)
            assert blocks == whole
            if not isinstance(whole[0], Patched):
                break
            (Path(folder) / "blocks.xlsx").replace(book)


def _indexes(cache: Path) -> Iterator[tuple[Path, list[list[int]]]]:
    for file in cache.iterdir():
        yield file, json.loads(file.read_bytes().partition(b"\n")[2])


def _retold(cache: Path, packed: Callable[[list[int]], list[int]], sums: int = 0) -> None:
    """Change what an index says of the deflated lengths of the first blocks, and of a sum."""
    for file, blocks in _indexes(cache):
        for block, length in zip(blocks, packed([block[1] for block in blocks]), strict=True):
            block[1] = length
        blocks[2][2] ^= sums
        content = json.dumps(blocks).encode()
        file.write_bytes(_digest(content) + b"\n" + content)


def _shifted(cache: Path) -> None:
    _retold(cache, lambda packed: [packed[0] - 1, packed[1] + 1, *packed[2:]])


def _merged(cache: Path) -> None:
    _retold(cache, lambda packed: [packed[0], packed[1] + packed[2], 0, *packed[3:]])


def _missummed(cache: Path) -> None:
    _retold(cache, list, 1)


def _of_another(cache: Path) -> None:
    for file, blocks in _indexes(cache):
        content = json.dumps(blocks[:-2]).encode()
        file.write_bytes(_digest(content) + b"\n" + content)


def _cut(cache: Path) -> None:
    for file, _ in _indexes(cache):
        file.write_bytes(file.read_bytes()[:-20])


def _mistyped(cache: Path) -> None:
    for file, _ in _indexes(cache):
        file.write_bytes(file.read_bytes().replace(b"1", b"2"))


@pytest.mark.usefixtures("_small_blocks")
@pytest.mark.parametrize("spoil", [_shifted, _merged, _missummed, _of_another, _cut, _mistyped])
def test_an_index_that_is_not_of_this_sheet_does_no_harm(spoil: object, tmp_path: Path) -> None:
    book, cache = _written(tmp_path)
    assert callable(spoil)
    spoil(cache)
    edits: list[Edit] = [SetCell("S", 2, 1, "x"), AppendRows("S", [[1, 2, None]], "T")]
    assert _outcome(book, edits, tmp_path / "out.xlsx", cache) == _outcome(book, edits, tmp_path / "full.xlsx", None)
    patch(tmp_path / "out.xlsx", edits, tmp_path / "again.xlsx", cache=cache)
    assert entries(tmp_path / "again.xlsx")


@pytest.mark.usefixtures("_small_blocks")
def test_a_book_that_another_program_saved_is_read_whole(tmp_path: Path) -> None:
    book, cache = _written(tmp_path)
    parts = entries(book)
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as saved:
        for name, content in parts.items():
            saved.writestr(name, content)
    edits = [SetCell("S", 30, 1, "x")]
    assert _outcome(book, edits, tmp_path / "out.xlsx", cache) == _outcome(book, edits, tmp_path / "full.xlsx", None)


@pytest.mark.usefixtures("_small_blocks")
@pytest.mark.parametrize(
    ("rows", "codec"),
    [
        pytest.param(
            _rows().replace("<f>B50*2</f>", '<f t="array" ref="C50:C55">B50:B55*2</f>'), "utf-8", id="array formula"
        ),
        pytest.param(_rows(), "utf-16", id="another encoding"),
    ],
)
def test_a_sheet_that_blocks_cannot_tell_everything_of_has_no_index(rows: str, codec: str, tmp_path: Path) -> None:
    sheet = sheet_xml(rows).encode(codec)
    book = raw_book(tmp_path / "in.xlsx", {"S": sheet})
    patch(book, [SetCell("S", 2, 1, 5)], book, cache=tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


def test_a_small_sheet_needs_no_index(tmp_path: Path) -> None:
    assert not _written(tmp_path)[1].exists()


@pytest.mark.usefixtures("_small_blocks")
def test_a_cache_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("in the way")
    book, cache = _written(tmp_path)
    patch(book, [SetCell("S", 3, 2, 8)], book, cache=cache)
    assert b'<c r="B3"><v>8</v></c>' in entries(book)[_SHEET]


@pytest.mark.usefixtures("_small_blocks")
def test_old_indexes_go(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("hiveledger.book.xlsx.container.index._KEPT", 2)
    book, cache = _written(tmp_path)
    (first,) = cache.iterdir()
    os.utime(first, (0, 0))
    for value in range(4):
        patch(book, [SetCell("S", 3, 2, value)], book, cache=cache)
    assert first not in cache.iterdir()
    assert len(list(cache.iterdir())) == 2


@pytest.mark.usefixtures("_small_blocks")
def test_blocks_stay_of_a_size_however_often_rows_are_added(tmp_path: Path) -> None:
    book, cache = _written(tmp_path)
    for number in range(40):
        patch(book, [SetCell("S", 100 + number, 1, "x" * 20)], book, cache=cache)
    for number in range(20):
        patch(book, [SetCell("S", 100 + number, 2, "y" * 60)], book, cache=cache)
    newest = max(cache.iterdir(), key=lambda file: file.stat().st_mtime_ns)
    sizes = [block[0] for file, blocks in _indexes(cache) if file == newest for block in blocks[1:-1]]
    assert max(sizes) < 2 * 300 + 200
    assert sum(sizes) / len(sizes) > 150


_EVERY: Final = 30  # of the given workbooks


def test_real_workbooks_come_out_the_same_by_blocks_and_whole(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in _SMALLER.items():
        monkeypatch.setattr(name, 8 * value)
    by_blocks = 0
    for number, (name, content) in enumerate(given_books(data)):
        if number % _EVERY:
            continue
        given, book = tmp_path / f"given{Path(name).suffix}", tmp_path / f"book{Path(name).suffix}"
        given.write_bytes(content)
        sheet = _first_sheet(given)
        if sheet and isinstance(_outcome(given, [SetCell(sheet, 9, 3, 1)], book, tmp_path / "cache")[0], Patched):
            edits: list[Edit] = [SetCell(sheet, 11, 2, "x"), AppendRows(sheet, [["y", 2]])]
            assert _outcome(book, edits, tmp_path / "blocks", tmp_path / "cache") == _outcome(
                book, edits, tmp_path / "whole", None
            ), name
            by_blocks += (tmp_path / "cache").exists()
        shutil.rmtree(tmp_path / "cache", ignore_errors=True)
    assert by_blocks > 10


def _first_sheet(book: Path) -> str:
    try:
        with Archive(book) as archive:
            return next((sheet.name for sheet in Workbook(archive).sheets), "")
    except GateError:
        return ""
