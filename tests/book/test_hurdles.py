"""Formulas, merged cells and filters are seen in whatever form a program writes them."""

import pytest

from hiveledger.book.hurdles import XmlHurdles
from hiveledger.book.xlsx.area import Area


def look(*chunks: bytes) -> XmlHurdles:
    return XmlHurdles(chunks)


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="B2"><f>1+1</f><v>2</v></c>',
        b'<c r="B2" s="4" t="str"><f>A1&amp;"x"</f></c>',
        b"<c s='4' r='B2'><f t='shared' si='0'/></c>",
        b'<x:c r="B2"><x:f ca="1">NOW()</x:f></x:c>',
        b'<c r="B2"><f/></c>',
    ],
)
def test_a_formula_is_seen(cell: bytes) -> None:
    hurdles = look(b'<row r="2"><c r="A2"><v>1</v></c>' + cell + b'<c r="C2"/></row>')
    assert [hurdles.has_formula(2, column) for column in (1, 2, 3)] == [False, True, False]


@pytest.mark.parametrize(
    "xml",
    [b'<c r="B2" t="inlineStr"><is><t>f</t></is></c>', b"<formula1>B2</formula1>", b"<x14:cf><xm:f>B2</xm:f></x14:cf>"],
)
def test_what_only_looks_like_a_formula_is_none(xml: bytes) -> None:
    assert not look(xml).has_formula(2, 2)


def test_the_first_cell_of_a_merged_one_is_free() -> None:
    hurdles = look(b'<mergeCells count="2"><mergeCell ref="A1:B2"/><mergeCell ref="D1:D3"/></mergeCells>')
    assert [hurdles.merged(*cell) for cell in ((1, 1), (1, 2), (2, 1), (3, 4), (1, 3))] == [
        False, True, True, True, False,
    ]  # fmt: skip


def test_a_filter_over_plain_cells_is_seen() -> None:
    assert look(b'<autoFilter ref="A1:C9"><filterColumn colId="0"/></autoFilter>').filters == [Area(1, 1, 9, 3)]
