"""A block of data ends where it is told to: grown over what the edits fill, or without its blank last rows."""

import re
from pathlib import Path

import openpyxl
import pytest

from hiveledger.book.xlsx import Edit, Fit, SetCell, SetColumn, patch
from hiveledger.errors import GateError
from tests.raw_books import MAIN, entries, raw_book, sheet_xml

_HEAD = '<row r="1"><c r="B1" t="inlineStr"><is><t>a</t></is></c><c r="C1" t="inlineStr"><is><t>b</t></is></c></row>'
_ROWS = _HEAD + "".join(
    f'<row r="{row}" ht="30"><c r="B{row}" s="1"><v>{row}</v></c><c r="C{row}" s="2"><f>B{row}*2</f></c></row>'
    for row in (2, 3)
)
_BLANK = '<row r="4"><c r="A4"><v>1</v></c><c r="B4" s="1"/></row>'


def _table(area: str = "B1:C3", *, formula: str = "B2*2", totals: bool = False) -> str:
    first, last = area.split(":")
    filtered = f"{first}:C{int(last[1:]) - totals}"
    counted = ' totalsRowCount="1"' if totals else ""
    return (
        f'<table xmlns="{MAIN}" id="1" name="T" displayName="T" ref="{area}"{counted}>'
        f'<autoFilter ref="{filtered}"><sortState ref="B2:C{filtered[4:]}"><sortCondition ref="B2:B{filtered[4:]}"/>'
        '</sortState></autoFilter><tableColumns count="2"><tableColumn id="1" name="a"/><tableColumn id="2" name="b">'
        f"<calculatedColumnFormula>{formula}</calculatedColumnFormula></tableColumn></tableColumns></table>"
    )


def _fitted(tmp_path: Path, edits: list[Edit], *, rows: str = _ROWS, table: str = "", **more: str) -> dict[str, str]:
    sheet = sheet_xml(rows, after=more.get("after", ""))
    path = raw_book(
        tmp_path / "in.xlsx",
        {"S": sheet},
        tables={"t.xml": table} if table else None,
        workbook=more.get("workbook", ""),
    )
    patch(path, edits, tmp_path / "out.xlsx")
    return {name: content.decode() for name, content in entries(tmp_path / "out.xlsx").items()}


def _sheet(parts: dict[str, str]) -> str:
    return parts["xl/worksheets/sheet1.xml"].partition("<sheetData>")[2].partition("</sheetData>")[0]


def test_a_table_grows_over_rows_that_are_filled_cell_by_cell(tmp_path: Path) -> None:
    validation = '<dataValidations><dataValidation sqref="B2:B{0}"/></dataValidations>'
    names = "<definedNames><definedName name='n'>S!$B$2:$B${0}</definedName></definedNames>"
    parts = _fitted(
        tmp_path,
        [SetCell("S", 5, 2, "x"), SetCell("S", 5, 3, 7), Fit("S", 1, 2, 5)],
        table=_table(),
        after=validation.format(3),
        workbook=names.format(3),
    )
    assert _sheet(parts) == _ROWS + (
        '<row r="4" ht="30"><c r="B4" s="1"/><c r="C4" s="2"><f>B4*2</f></c></row>'
        '<row r="5" ht="30"><c r="B5" s="1" t="inlineStr"><is><t>x</t></is></c><c r="C5" s="2"><v>7</v></c></row>'
    )
    assert parts["xl/tables/t.xml"] == _table("B1:C5")
    assert validation.format(5) in parts["xl/worksheets/sheet1.xml"]
    assert names.format(5) in parts["xl/workbook.xml"]


def test_what_stands_below_a_table_is_taken_in_as_it_is(tmp_path: Path) -> None:
    typed = '<row r="4"><c r="B4" s="8"/><c r="C4"><v>9</v></c></row>'
    parts = _fitted(tmp_path, [SetCell("S", 4, 2, 1), Fit("S", 1, 3, 4)], rows=_ROWS + typed, table=_table())
    assert _sheet(parts) == _ROWS + '<row r="4"><c r="B4" s="8"><v>1</v></c><c r="C4"><v>9</v></c></row>'


def test_a_calculated_column_with_no_formula_to_copy_stays_blank(tmp_path: Path) -> None:
    parts = _fitted(tmp_path, [Fit("S", 1, 2, 4)], rows=re.sub("<f>[^<]*</f>", "<v>1</v>", _ROWS), table=_table())
    assert _sheet(parts).endswith('<row r="4" ht="30"><c r="B4" s="1"/><c r="C4" s="2"/></row>')


def test_totals_move_below_the_rows_that_are_filled(tmp_path: Path) -> None:
    totals = '<row r="4"><c r="B4" s="6"><v>5</v></c><c r="C4" s="7"><f>SUBTOTAL(109,T[b])</f></c></row>'
    edits: list[Edit] = [SetCell("S", 4, 2, 8), SetCell("S", 5, 2, 9), Fit("S", 1, 2, 5)]
    parts = _fitted(
        tmp_path, edits, rows=_ROWS + totals, table=_table("B1:C4", totals=True, formula="T[[#This Row],[a]]")
    )
    assert _sheet(parts) == _ROWS + (
        '<row r="4"><c r="B4" s="1"><v>8</v></c><c r="C4" s="2"><f>T[[#This Row],[a]]</f></c></row>'
        '<row r="5"><c r="B5" s="1"><v>9</v></c><c r="C5" s="2"><f>T[[#This Row],[a]]</f></c></row>'
        '<row r="6"><c r="B6" s="6"><v>5</v></c><c r="C6" s="7"><f>SUBTOTAL(109,T[b])</f></c></row>'
    )
    assert 'ref="B1:C6"' in parts["xl/tables/t.xml"]


_FILTER = '<autoFilter ref="{0}"/><conditionalFormatting sqref="{0}"/>'
_NAME = (
    "<definedNames><definedName name='_xlnm._FilterDatabase' localSheetId='0'>S!$B$1:$C${}</definedName></definedNames>"
)


def test_a_filtered_range_grows(tmp_path: Path) -> None:
    edits: list[Edit] = [SetCell("S", 4, 2, 1), Fit("S", 1, 2, 4)]
    parts = _fitted(tmp_path, edits, after=_FILTER.format("B1:C3"), workbook=_NAME.format(3))
    assert _sheet(parts) == _ROWS + '<row r="4" ht="30"><c r="B4" s="1"><v>1</v></c><c r="C4" s="2"/></row>'
    assert _FILTER.format("B1:C4") in parts["xl/worksheets/sheet1.xml"]
    assert _NAME.format(4) in parts["xl/workbook.xml"]


def test_a_filtered_range_gives_up_blank_rows_and_keeps_its_formats(tmp_path: Path) -> None:
    edits: list[Edit] = [SetColumn("S", 2, 2, [None, None]), SetColumn("S", 3, 2, [None, None]), Fit("S", 1, 2, 1)]
    parts = _fitted(tmp_path, edits, after=_FILTER.format("B1:C3"), workbook=_NAME.format(3))
    assert '<autoFilter ref="B1:C1"/><conditionalFormatting sqref="B1:C3"/>' in parts["xl/worksheets/sheet1.xml"]
    assert _NAME.format(1) in parts["xl/workbook.xml"]


@pytest.mark.parametrize(
    ("edits", "area"),
    [
        pytest.param([Fit("S", 1, 2, 3)], "B1:C3", id="blank rows are given up"),
        pytest.param([SetCell("S", 3, 2, None), Fit("S", 1, 2, 2)], "B1:C3", id="not those that hold something still"),
        pytest.param(
            [SetCell("S", 3, 2, None), SetCell("S", 3, 3, None), Fit("S", 1, 2, 2)], "B1:C2", id="cleared rows are"
        ),
        pytest.param(
            [SetColumn("S", 2, 2, [None] * 2), SetColumn("S", 3, 2, [None] * 2), Fit("S", 1, 2, 1)],
            "B1:C2",
            id="a table keeps a row",
        ),
        pytest.param([Fit("S", 1, 2, 5)], "B1:C5", id="rows that are there already are used"),
        pytest.param([SetCell("S", 5, 3, 1), Fit("S", 1, 2, 3)], "B1:C5", id="not those that are filled by an edit"),
        pytest.param([SetCell("S", 2, 2, 1), Fit("S", 2, 2, 2)], "B1:C5", id="no block has its header there"),
        pytest.param([SetCell("S", 2, 2, 1), Fit("S", 1, 1, 2)], "B1:C5", id="the block stands further right"),
    ],
)
def test_a_table_gives_up_rows_that_are_blank(edits: list[Edit], area: str, tmp_path: Path) -> None:
    parts = _fitted(tmp_path, edits, rows=_ROWS + _BLANK, table=_table("B1:C5"))
    assert parts["xl/tables/t.xml"] == _table(area).replace("B2:B2", "B2")


def test_a_table_with_totals_gives_up_nothing(tmp_path: Path) -> None:
    edits: list[Edit] = [SetCell("S", 3, 2, None), SetCell("S", 3, 3, None), Fit("S", 1, 2, 2)]
    totalled = _table("B1:C4", totals=True)
    assert _fitted(tmp_path, edits, table=totalled)["xl/tables/t.xml"] == totalled


def test_a_table_is_not_drawn_over_merged_cells(tmp_path: Path) -> None:
    merged = '<mergeCells><mergeCell ref="B4:C4"/></mergeCells>'
    with pytest.raises(GateError, match=r"patch\.occupied"):
        _fitted(tmp_path, [SetCell("S", 5, 2, 1), Fit("S", 1, 2, 5)], table=_table(), after=merged)


def test_a_fit_alone_is_an_edit(tmp_path: Path) -> None:
    rows = re.sub(' s="[0-9]"', "", _ROWS)
    parts = _fitted(tmp_path, [Fit("S", 1, 2, 10_000)], rows=rows, table=_table())
    assert openpyxl.load_workbook(tmp_path / "out.xlsx")["S"]["C10000"].value == "=B10000*2"
    assert parts["xl/tables/t.xml"] == _table("B1:C10000")
