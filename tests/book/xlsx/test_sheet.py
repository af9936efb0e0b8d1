"""A sheet's XML comes out as it went in, but for the cells that were told."""

from collections.abc import Iterable
from contextlib import nullcontext
from datetime import date, datetime

import pytest

from hiveledger.book.xlsx.area import parse_cell
from hiveledger.book.xlsx.container.stretches import Stretch
from hiveledger.book.xlsx.markup import codec_of, recoded
from hiveledger.book.xlsx.sheet import SheetEditor
from hiveledger.book.xlsx.values import Calendar, Value
from hiveledger.book.xlsx.wishes import Run, Wishes
from hiveledger.errors import GateError
from tests.raw_books import kept_format


def _editor(told: dict[str, Value], calendar: Calendar = Calendar.FROM_1900) -> SheetEditor:
    wishes = Wishes()
    for name, value in told.items():
        row, column = parse_cell(name) or (0, 0)
        wishes.put(row, column, value)
    return SheetEditor("S", wishes, calendar, kept_format)


def _streamed(editor: SheetEditor, pieces: Iterable[bytes]) -> list[bytes]:
    return [piece.xml for piece in editor.stream(pieces) if isinstance(piece, Stretch)]


def _edited(xml: str, told: dict[str, Value], calendar: Calendar = Calendar.FROM_1900, size: int = 7) -> str:
    """Edit a sheet that arrives in small pieces."""
    data = xml.encode()
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    return b"".join(_streamed(_editor(told, calendar), pieces)).decode()


def _rows(rows: str, told: dict[str, Value], size: int = 7) -> str:
    made = _edited(f"<worksheet><sheetData>{rows}</sheetData></worksheet>", told, size=size)
    return made.removeprefix("<worksheet><sheetData>").removesuffix("</sheetData></worksheet>")


_PLAIN = '<row r="2"><c r="A2" s="3"><v>1</v></c><c r="C2" t="s"><v>0</v></c></row>'


@pytest.mark.parametrize("size", [1, 7, 10_000])
@pytest.mark.parametrize(
    ("value", "cell"),
    [
        pytest.param("x", '<c r="A2" s="3" t="inlineStr"><is><t>x</t></is></c>', id="a text"),
        pytest.param(
            " x\ny", '<c r="A2" s="3" t="inlineStr"><is><t xml:space="preserve"> x\ny</t></is></c>', id="white space"
        ),
        pytest.param("=1+1", '<c r="A2" s="3" t="inlineStr"><is><t>=1+1</t></is></c>', id="no formula"),
        pytest.param(
            "a<&>_x0041_\x07\r",
            '<c r="A2" s="3" t="inlineStr"><is><t xml:space="preserve">'
            "a&lt;&amp;&gt;_x005F_x0041__x0007_&#13;</t></is></c>",
            id="characters that XML cannot say",
        ),
        pytest.param(12.5, '<c r="A2" s="3"><v>12.5</v></c>', id="a number"),
        pytest.param(True, '<c r="A2" s="3" t="b"><v>1</v></c>', id="a truth value"),
        pytest.param(date(2026, 1, 5), '<c r="A2" s="3"><v>46027</v></c>', id="a date"),
        pytest.param(datetime(2026, 1, 5, 12), '<c r="A2" s="3"><v>46027.5</v></c>', id="a moment"),
        pytest.param(None, '<c r="A2" s="3"/>', id="nothing"),
    ],
)
def test_a_cell_keeps_its_format(value: Value, cell: str, size: int) -> None:
    assert _rows(_PLAIN, {"A2": value}, size) == f'<row r="2">{cell}<c r="C2" t="s"><v>0</v></c></row>'


@pytest.mark.parametrize(
    ("calendar", "day", "content"),
    [
        pytest.param(Calendar.FROM_1904, date(1904, 1, 2), "<v>1</v>", id="from 1904"),
        pytest.param(Calendar.FROM_1900, date(1900, 2, 28), "<v>59</v>", id="before the day that never was"),
        pytest.param(Calendar.FROM_1900, date(1900, 3, 1), "<v>61</v>", id="after the day that never was"),
        pytest.param(Calendar.WRITTEN, date(2026, 1, 5), "<v>2026-01-05</v>", id="written out"),
    ],
)
def test_days_are_counted_as_the_workbook_does(calendar: Calendar, day: date, content: str) -> None:
    made = _edited('<w><sheetData><row r="1"><c r="A1"/></row></sheetData></w>', {"A1": day}, calendar)
    kind = ' t="d"' if calendar is Calendar.WRITTEN else ""
    assert made == f'<w><sheetData><row r="1"><c r="A1"{kind}>{content}</c></row></sheetData></w>'


def test_a_day_before_the_first_is_refused() -> None:
    with pytest.raises(GateError, match=r"patch\.date_too_early"):
        _rows(_PLAIN, {"A2": date(1899, 12, 31)})


_ONE = '<c r="B2"><v>1</v></c>'


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(_PLAIN, _PLAIN.replace('<c r="C2"', f'{_ONE}<c r="C2"'), id="between two cells"),
        pytest.param('<row r="2"/>', f'<row r="2">{_ONE}</row>', id="in an empty row"),
        pytest.param('<row r="1"/><row r="3"/>', f'<row r="1"/><row r="2">{_ONE}</row><row r="3"/>', id="in a new row"),
        pytest.param("", f'<row r="2">{_ONE}</row>', id="in an empty sheet"),
        pytest.param(
            "<row><c/></row><row><c><v>7</v></c><c s='4'><v>8</v></c><c/></row>",
            '<row><c/></row><row><c><v>7</v></c><c r="B2" s="4"><v>1</v></c><c/></row>',
            id="where nobody says where he stands",
        ),
        pytest.param(
            '<row spans="1:1" r="2"><c r="A2"/></row>',
            f'<row spans="1:2" r="2"><c r="A2"/>{_ONE}</row>',
            id="past spans",
        ),
        pytest.param(
            "<row r='2' a='x>y'><c r='B2' s='5' b='>'/></row>",
            "<row r='2' a='x>y'><c r=\"B2\" s=\"5\"><v>1</v></c></row>",
            id="single quotes and quoted >",
        ),
        pytest.param(
            '<!-- <row r="2"> --><row r="2"><!--<c r="B2"/>--><c r="B2"><v><![CDATA[</c>]]></v></c></row>',
            f'<!-- <row r="2"> --><row r="2"><!--<c r="B2"/>-->{_ONE}</row>',
            id="comments and CDATA",
        ),
        pytest.param(
            '<row r="2" s="6" customFormat="1"><c r="A2"/></row>',
            '<row r="2" s="6" customFormat="1"><c r="A2"/><c r="B2" s="6"><v>1</v></c></row>',
            id="in a formatted row",
        ),
        pytest.param(
            '<row r="1" ht="30" customHeight="1" hidden="1"><c r="B1" s="4" t="s"><v>0</v></c></row>',
            '<row r="1" ht="30" customHeight="1" hidden="1"><c r="B1" s="4" t="s"><v>0</v></c></row>'
            '<row r="2" ht="30" customHeight="1"><c r="B2" s="4"><v>1</v></c></row>',
            id="below a row: its formats and height, not its being hidden",
        ),
        pytest.param(
            '<row r="2"><c r="B2" cm="1"><f t="array" ref="B2">X()</f><v>2</v></c></row>',
            f'<row r="2">{_ONE}</row>',
            id="over an array formula of one cell",
        ),
    ],
)
@pytest.mark.parametrize("size", [1, 10_000])
def test_a_number_lands_where_it_belongs(rows: str, expected: str, size: int) -> None:
    assert _rows(rows, {"B2": 1}, size) == expected


def test_a_cell_takes_the_format_of_its_column() -> None:
    head = '<cols><col min="2" max="3" width="9" style="8"/></cols>'
    made = _edited(f"<w>{head}<sheetData><row r='1'><c r='A1'/></row></sheetData></w>", {"C1": 1, "D1": 2})
    assert '<c r="C1" s="8"><v>1</v></c><c r="D1"><v>2</v></c>' in made


def test_clearing_makes_no_cells_and_no_rows() -> None:
    assert _rows(_PLAIN, {"B2": None, "B9": None}) == _PLAIN
    assert _rows(_PLAIN, {"C2": None}) == '<row r="2"><c r="A2" s="3"><v>1</v></c></row>'


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        pytest.param('<dimension ref="A1:B2"/>', '<dimension ref="A1:D5"/>', id="widened"),
        pytest.param('<dimension ref="A1:Z99"/>', '<dimension ref="A1:Z99"/>', id="wide enough"),
        pytest.param('<dimension ref="?"/>', '<dimension ref="?"/>', id="nonsense"),
        pytest.param("", "", id="none"),
    ],
)
def test_the_dimension_covers_what_is_filled(head: str, expected: str) -> None:
    assert _edited(f"<w>{head}<sheetData/></w>", {"D5": 1, "Z500": None}).startswith(f"<w>{expected}<sheetData>")


def test_a_prefix_is_used_as_found() -> None:
    made = _edited('<x:w><x:sheetData><x:row r="1"/></x:sheetData><x:y/></x:w>', {"A1": "t", "A2": 1})
    first = '<x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>t</x:t></x:is></x:c></x:row>'
    second = '<x:row r="2"><x:c r="A2"><x:v>1</x:v></x:c></x:row>'
    assert made == f"<x:w><x:sheetData>{first}{second}</x:sheetData><x:y/></x:w>"


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-be", "gb18030", "iso8859-1"])
def test_an_encoding_comes_out_as_it_went_in(codec: str) -> None:
    said = "UTF-16" if codec.startswith("utf-16") else codec
    xml = f'<?xml version="1.0" encoding="{said}"?><w><sheetData><row r="1"><c r="A1"/></row></sheetData><é/></w>'
    mark = b"\xfe\xff" if codec == "utf-16-be" else b""
    data = mark + xml.encode(codec)
    codec_found = codec_of(data)
    inward = recoded([data[:31], data[31:]], codec_found, "utf-8")
    made = b"".join(recoded(_streamed(_editor({"A1": "中"}), inward), "utf-8", codec_found))
    text = "&#20013;" if codec == "iso8859-1" else "中"
    cell = f'<c r="A1" t="inlineStr"><is><t>{text}</t></is></c>'
    assert made == mark + xml.replace('<c r="A1"/>', cell).encode(codec)


def test_of_a_sheet_that_is_told_nothing_every_byte_stays() -> None:
    xml = f"<?xml version='1.0'?><w>\n <sheetData >\n{_PLAIN}<row />\n</sheetData ><t/></w>"
    assert _edited(xml, {}) == xml
    assert _edited(xml, {"B3": 1}) == xml.replace("<row />", f"<row>{_ONE.replace('2', '3')}</row>")


@pytest.mark.parametrize("gap", [1, 3], ids=["every row has the cell", "every third row lacks the cell"])
def test_a_column_is_written_from_top_to_bottom(gap: int) -> None:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n}</v></c>' + (f'<c r="B{n}" s="2"/>' if gap == 1 or n % gap else "") + "</row>"
        for n in range(1, 50)
    )
    wishes = Wishes()
    wishes.put_run(Run(2, 3, [f"t{n}" for n in range(3, 60)]))
    wishes.put(5, 2, "later")
    editor = SheetEditor("S", wishes, Calendar.FROM_1900, kept_format)
    made = b"".join(_streamed(editor, [f"<w><sheetData>{rows}</sheetData></w>".encode()]))
    assert made.count(b"<is><t>t") == 56
    assert b'<c r="B5" s="2" t="inlineStr"><is><t>later</t></is></c>' in made
    assert made.index(b'r="B59"') > made.index(b'r="B49"') > made.index(b'r="A49"')


@pytest.mark.parametrize("size", [1, 10_000])
def test_a_shared_formula_passes_to_the_next_cell(size: int) -> None:
    rows = (
        '<row r="1"><c r="B1"><f t="shared" ref="B1:B4" si="0">A1*$C$1&amp;"A1"</f><v>1</v></c></row>'
        '<row r="2"><c r="B2"><f t="shared" si="0"/><v>2</v></c></row>'
        '<row r="3"><c r="B3"><f t="shared" si="0"/><v>2</v></c></row>'
        '<row r="4"><c r="B4"><f t="shared" si="0"/><v>2</v></c></row>'
    )
    made = _rows(rows, {"B1": 5, "B2": 6}, size)
    assert made.startswith('<row r="1"><c r="B1"><v>5</v></c></row><row r="2"><c r="B2"><v>6</v></c></row>')
    taken = '<c r="B3"><f t="shared" si="0" ref="B3:B4">A3*$C$1&amp;"A1"</f><v>2</v></c>'
    assert made.endswith(f'<row r="3">{taken}</row><row r="4"><c r="B4"><f t="shared" si="0"/><v>2</v></c></row>')


def test_a_shared_formula_passes_on_within_its_row() -> None:
    rows = (
        '<row r="1"><c r="B1"><f t="shared" ref="B1:C2" si="3">A1</f></c><c r="C1"><f t="shared" si="3"/></c></row>'
        '<row r="2"><c r="B2"><f t="shared" si="3"/></c><c r="C2"><f t="shared" si="3"/></c></row>'
    )
    taken = '<row r="1"><c r="C1"><f t="shared" si="3" ref="B1:C2">B1</f></c></row>'
    assert _rows(rows, {"B1": None}).startswith(taken)


_ARRAY = (
    '<row r="1"><c r="A1"><f t="array" ref="A1:B2">X()</f><v>1</v></c><c r="B1"/></row><row r="2"><c r="A2"/></row>'
)


@pytest.mark.parametrize(
    ("rows", "cell", "code"),
    [
        pytest.param(_ARRAY, "A1", "patch.array", id="the head of an array"),
        pytest.param(_ARRAY, "B2", "patch.array", id="a cell of an array"),
        pytest.param(_ARRAY.replace("array", "dataTable"), "B1", "patch.array", id="a cell of a data table"),
        pytest.param('<row r="3"/><row r="1"/>', "A2", "patch.rows_unordered", id="rows out of order"),
    ],
)
@pytest.mark.parametrize("size", [1, 10_000])
def test_what_would_break_a_sheet_is_refused(rows: str, cell: str, code: str, size: int) -> None:
    with pytest.raises(GateError, match=code):
        _rows(rows, {cell: 1}, size)


def test_under_a_merged_cell_nothing_is_hidden() -> None:
    xml = '<w><sheetData/><mergeCells><mergeCell ref="A1:B2"/></mergeCells></w>'
    assert "<v>1</v>" in _edited(xml, {"A1": 1, "B2": None})
    with pytest.raises(GateError, match=r"patch\.merged"):
        _edited(xml, {"B2": 1})


def test_under_a_merged_cell_no_part_of_a_column_is_hidden() -> None:
    xml = b'<w><sheetData/><mergeCells><mergeCell ref="A2:A4"/></mergeCells></w>'
    for values, is_refused in (([1, 2, None, None], False), ([1, 2, None, 4], True)):
        wishes = Wishes()
        wishes.put_run(Run(1, 1, values))
        editor = SheetEditor("S", wishes, Calendar.FROM_1900, kept_format)
        with pytest.raises(GateError, match=r"patch\.merged") if is_refused else nullcontext():
            assert list(editor.stream([xml]))


@pytest.mark.parametrize("xml", ["<w/>", "<w><sheetData><row r='1'>"], ids=["no rows at all", "cut off"])
def test_a_sheet_that_is_not_whole_is_refused(xml: str) -> None:
    with pytest.raises(GateError, match=r"patch\.no_rows"):
        _edited(xml, {"A1": 1})


def test_a_sheet_that_defines_entities_is_refused() -> None:
    with pytest.raises(GateError, match=r"gate\.dtd"):
        _edited("<!DOCTYPE w><w><sheetData/></w>", {"A1": 1})


@pytest.mark.parametrize(
    "row",
    [
        pytest.param('<row r="1"><c r="é1"><v>1</v></c>', id="a cell of no column"),
        pytest.param('<row r="²"><c r="A1"><v>1</v></c>', id="a row of no number"),
        pytest.param(f'<row r="{"9" * 5000}"><c r="A1"><v>1</v></c>', id="a number longer than any"),
    ],
)
def test_what_says_no_place_stands_where_it_is_counted(row: str) -> None:
    assert _rows(f"{row}</row>", {"B1": 2}) == f'{row}<c r="B1"><v>2</v></c></row>'
