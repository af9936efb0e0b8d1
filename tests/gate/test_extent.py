"""How far a sheet really reaches."""

import contextlib

import pytest

from hiveledger.gate import extent
from hiveledger.gate.extent import (
    BrokenTagError,
    Extent,
    Window,
    column_letters,
    column_number,
    keep,
    measure,
    narrowest,
)
from tests.hang import must_end

_TABLE = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'


def _measured(*chunks: str) -> Extent:
    return measure([chunk.encode() for chunk in chunks])


@pytest.mark.parametrize("number", [1, 26, 27, 702, 703, 16_384])
def test_letters_and_numbers_of_columns_turn_into_each_other(number: int) -> None:
    assert column_number(column_letters(number)) == number


@pytest.mark.parametrize(
    ("rows", "size"),
    [
        pytest.param([], (0, 0), id="nothing"),
        pytest.param([_TABLE], (1, 2), id="a table"),
        pytest.param([_TABLE, '<row r="9"><c r="XFD9"/></row>'], (9, 16_384), id="over several pieces"),
        pytest.param(["<row r='3'><c s='1' r='C3'/></row>"], (3, 3), id="in single quotes"),
        pytest.param(['<x:row r="3"><x:c r="C3"><x:v>1</x:v></x:c></x:row>'], (3, 3), id="with a prefix"),
        pytest.param(['<row r="1"><c r="A5"><v>1</v></c></row>'], (5, 1), id="where the cell knows better"),
        pytest.param(["<row><c><v>1</v></c><c/></row><row/><row><c/></row>"], (3, 2), id="without addresses"),
        pytest.param(['<row r="9000000000"><c><v>1</v></c></row>'], (9_000_000_000, 1), id="an absurd row"),
    ],
)
def test_the_size_bounds_what_a_reader_would_reach(rows: list[str], size: tuple[int, int]) -> None:
    found = _measured(*rows)
    assert (found.last_row, found.last_column) == size


def test_errors_and_long_numbers_are_told_as_they_stand() -> None:
    found = _measured(
        '<row r="1"><c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="B1"><v>110101199003071234</v></c>'
        '<c r="C1"><v>13800000000</v></c></row>'
    )
    assert found.texts == {(1, 1): "#DIV/0!", (1, 2): "110101199003071234"}


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        ('<c r="A1"><f>B1*2</f></c>', 1),
        ('<c r="A1"><f>B1*2</f><v/></c>', 1),
        ('<c r="A1"><f>B1*2</f><v></v></c>', 1),
        ('<c r="A1"><f>B1*2</f><v>4</v></c>', 0),
        ('<c r="A1" t="str"><f>""</f><v></v></c>', 0),
        ('<c r="A1"><v>4</v></c>', 0),
    ],
    ids=["no value", "a closed value", "an empty value", "a value", "an empty text", "no formula"],
)
def test_formulas_that_were_never_calculated_are_counted(cell: str, count: int) -> None:
    assert _measured(f'<row r="1">{cell}</row>').uncalculated == count


def test_protection_is_seen_only_where_it_is_on() -> None:
    assert _measured('<sheetProtection password="CC" sheet="1"/>').protected
    assert not _measured('<sheetProtection sheet="0"/>').protected


def test_a_stray_far_cell_is_cut_off_and_the_table_kept() -> None:
    xml = f'<sheetData>{_TABLE}<row r="1048576"><c r="XFD1048576" t="s"><v>0</v></c></row></sheetData>'.encode()
    assert not measure([xml]).fits
    found = narrowest([xml])
    assert found == Window(1, 2, "XFD1048576")
    assert keep(xml, found) == xml.replace(b'<c r="XFD1048576" t="s"><v>0</v></c>', b"")


def test_far_cells_that_only_have_a_style_do_not_matter() -> None:
    assert narrowest([f'{_TABLE}<row r="1048576"><c r="XFD1048576" s="1"/></row>'.encode()]) is None


@pytest.mark.parametrize(
    ("row", "far"), [("2000000", "A2000000"), ("9" * 30, "A" + "9" * 12)], ids=["past the end", "no number at all"]
)
def test_rows_that_no_sheet_has_are_cut_off(row: str, far: str) -> None:
    xml = f'{_TABLE}<row r="{row}"><c r="A{row}"><v>1</v></c></row>'.encode()
    assert narrowest([xml]) == Window(1, 2, far)


def test_a_long_table_is_not_cut_at_a_short_gap() -> None:
    xml = f'{_TABLE}<row r="5000"><c r="A5000"><v>1</v></c></row><row r="1"><c r="XFD1"><v>1</v></c></row>'
    xml += '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'
    assert narrowest([xml.encode()]) == Window(5000, 2, "A1048576")


_FAR_TAGS = [
    pytest.param("<c\nr='XFD9'>", id="a line break after its name"),
    pytest.param('<c r = "XFD9">', id="spaces around the equals sign"),
    pytest.param('<c a=">" r="XFD9">', id="a bracket in another attribute"),
    pytest.param('<a.b-c:c s="1" r="XFD9">', id="an odd prefix"),
]


@pytest.mark.parametrize("tag", _FAR_TAGS)
def test_a_far_cell_is_seen_however_its_tag_is_written(tag: str) -> None:
    assert _measured(_TABLE, f'<row r="9">{tag}<v>1</v></c></row>').last_column == 16_384


@pytest.mark.parametrize("tag", _FAR_TAGS)
def test_a_far_cell_is_cut_out_however_its_tag_is_written(tag: str) -> None:
    close = "</a.b-c:c>" if "a.b-c" in tag else "</c>"
    xml = f'{_TABLE}<row r="9">{tag}<v>1</v>{close}</row>'.encode()
    assert keep(xml, Window(1, 2, "XFD9")) == f'{_TABLE}<row r="9"></row>'.encode()


@pytest.mark.parametrize(
    "xml",
    [
        pytest.param('<c r="A1" r="XFD9"><v>1</v></c>', id="two places"),
        pytest.param('<c r="A1"\tr="XFD9"/>', id="two places, a tab between"),
        pytest.param('<c a="</row>', id="a row's end in an attribute"),
        pytest.param('<c r="&#65;1"/>', id="a place in disguise"),
        pytest.param('<c r="A1" <c r="B1"/>', id="a tag in a tag"),
    ],
)
def test_a_cell_whose_place_cannot_be_told_for_certain_is_refused(xml: str) -> None:
    with pytest.raises(BrokenTagError):
        _measured(xml)


def test_cells_at_one_place_count_each_for_the_reader_keeps_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extent, "MAX_BOX", 3)
    assert _measured('<c r="A1"><v>1</v></c>' * 3).fits
    assert not _measured('<c r="A1"><v>1</v></c>' * 4).fits


@pytest.mark.parametrize(
    ("formula", "count"),
    [
        ("cmd|'/C calc'!A0", 1),
        ("1+cmd|' /C calc'!A0", 1),
        ('A1&"a|b"&甲!A1', 0),
        ("SUM(A1:B2)", 0),
    ],
)
def test_formulas_that_ask_another_program_are_counted(formula: str, count: int) -> None:
    assert _measured(f'<row r="1"><c r="A1"><f>{formula}</f><v>1</v></c></row>').commands == count


@pytest.mark.parametrize(
    "piece",
    ["<c ", '<c r="A1" ', '<c r="A1">', '<c "', "<row ", "<row r ", "<c t='e' ", "<c><f>", ' r="A1"', "<f>|", "<a."],
)
def test_a_megabyte_of_a_broken_tag_is_looked_through_at_once(piece: str) -> None:
    with must_end(), contextlib.suppress(BrokenTagError):
        _measured("<c" + piece * ((1 << 20) // len(piece)))
