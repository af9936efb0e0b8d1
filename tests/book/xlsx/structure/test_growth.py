"""A table grows with the rows below it, and what means its columns grows with it."""

import re
from pathlib import Path

import openpyxl
import pytest

from hiveledger.book.xlsx import AppendRows, Edit, SetCell, Value, patch
from hiveledger.errors import GateError
from tests.raw_books import MAIN, entries, raw_book, sheet_xml

_HEAD = "".join(
    f'<c r="{c}2" t="inlineStr"><is><t>{n}</t></is></c>' for c, n in zip("BCD", ("a", "b", "c"), strict=True)
)
_ROWS = (
    f'<row r="2">{_HEAD}</row>'
    '<row r="3"><c r="B3" s="1"><v>1</v></c><c r="C3"/><c r="D3"><f>B3*2</f><v>2</v></c></row>'
    '<row r="4" ht="33" customHeight="1"><c r="A4" s="9"/><c r="B4" s="1"><v>2</v></c><c r="C4" s="2"/>'
    '<c r="D4" s="3"><f>B4*2</f><v>4</v></c></row>'
)


def _table(area: str = "B2:D4", formula: str = "", attributes: str = "", name: str = "T", number: int = 1) -> str:
    calculated = f"<calculatedColumnFormula>{formula}</calculatedColumnFormula>" if formula else ""
    return (
        f'<table xmlns="{MAIN}" id="{number}" name="{name}" displayName="{name}" ref="{area}"{attributes}>'
        f'<autoFilter ref="{area}"/><tableColumns count="3"><tableColumn id="1" name="a"/>'
        '<tableColumn id="2" name="b"/>'
        f'<tableColumn id="3" name="c">{calculated}</tableColumn></tableColumns></table>'
    )


def _grown(
    tmp_path: Path, row: list[Value], *, rows: str = _ROWS, table: str = "", after: str = "", **more: str
) -> dict[str, str]:
    """Append one row to table T and give what is then in the file."""
    others = {name: xml for name, xml in more.items() if name.startswith("xl/")}
    path = raw_book(
        tmp_path / "in.xlsx",
        {"S 1": sheet_xml(rows, after=after)},
        tables={"t.xml": table or _table()} | ({"u.xml": more["other"]} if "other" in more else {}),
        workbook=more.get("workbook", ""),
        more=others,
    )
    patch(path, [AppendRows("S 1", [row], "t")], tmp_path / "out.xlsx")
    return {name: content.decode() for name, content in entries(tmp_path / "out.xlsx").items()}


def test_a_new_row_looks_like_the_one_above(tmp_path: Path) -> None:
    parts = _grown(tmp_path, [5, None, "x"])
    assert (
        '<row r="5" ht="33" customHeight="1"><c r="B5" s="1"><v>5</v></c><c r="C5" s="2"/>'
        '<c r="D5" s="3" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    ) in parts["xl/worksheets/sheet1.xml"]
    assert parts["xl/tables/t.xml"] == _table("B2:D5")


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        pytest.param("T[[#This Row],[a]]*2", "T[[#This Row],[a]]*2", id="by name"),
        pytest.param("B3*2", "B5*2", id="by place: the one above moved down"),
    ],
)
def test_an_empty_cell_of_a_calculated_column_calculates(formula: str, said: str, tmp_path: Path) -> None:
    parts = _grown(tmp_path, [5, 6, None], table=_table(formula=formula))
    assert f'<c r="D5" s="3"><f>{said}</f></c>' in parts["xl/worksheets/sheet1.xml"]
    assert "fullCalcOnLoad" in parts["xl/workbook.xml"]


def test_formatted_cells_below_are_filled_and_keep_their_format(tmp_path: Path) -> None:
    parts = _grown(tmp_path, [5, 6, 7], rows=_ROWS + '<row r="5"><c r="C5" s="7"/><c r="F5"><v>9</v></c></row>')
    said = '<row r="5"><c r="B5" s="1"><v>5</v></c><c r="C5" s="7"><v>6</v></c><c r="D5" s="3"><v>7</v></c><c r="F5">'
    assert said in parts["xl/worksheets/sheet1.xml"]


_TOTALS = _ROWS + (
    '<row r="5"><c r="B5" s="6" t="s"><v>0</v></c><c r="D5" s="7"><f>SUBTOTAL(109,T[c])</f><v>6</v></c>'
    '<c r="F5" s="8"/></row>'
)
_TOTALLED = _table("B2:D5", attributes=' totalsRowCount="1"').replace('Filter ref="B2:D5"', 'Filter ref="B2:D4"')


def test_totals_move_down_for_a_new_row(tmp_path: Path) -> None:
    parts = _grown(tmp_path, [8, None, 9], rows=_TOTALS, table=_TOTALLED)
    assert parts["xl/worksheets/sheet1.xml"].endswith(
        '<row r="5"><c r="B5" s="1"><v>8</v></c><c r="C5" s="2"/><c r="D5" s="3"><v>9</v></c><c r="F5" s="8"/></row>'
        '<row r="6"><c r="B6" s="6" t="s"><v>0</v></c><c r="C6"/><c r="D6" s="7"><f>SUBTOTAL(109,T[c])</f><v>6</v></c>'
        "</row></sheetData></worksheet>"
    )
    grown = _TOTALLED.replace('ref="B2:D5"', 'ref="B2:D6"').replace('ref="B2:D4"', 'ref="B2:D5"')
    assert parts["xl/tables/t.xml"] == grown


_X14 = (
    '<extLst><ext xmlns:x14="urn:x" xmlns:xm="urn:m"><x14:conditionalFormattings><x14:conditionalFormatting>'
    "<xm:sqref>{0}</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings><x14:dataValidations>"
    "<x14:dataValidation><xm:sqref>{0}</xm:sqref></x14:dataValidation></x14:dataValidations><x14:sparklines>"
    "<x14:sparkline><xm:sqref>B4</xm:sqref></x14:sparkline></x14:sparklines></ext></extLst>"
)


@pytest.mark.parametrize(
    ("area", "grown"),
    [
        pytest.param("C3:C4", "C3:C5", id="a column"),
        pytest.param("B3:C4 Z1 D4", "B3:C5 Z1 D4:D5", id="several areas"),
        pytest.param("C3:C3", "C3:C3", id="not down to the last row"),
        pytest.param("A3:C4", "A3:C4", id="wider than the table"),
        pytest.param("C:C", "C:C", id="a whole column of the sheet"),
    ],
)
def test_formats_and_validations_follow(area: str, grown: str, tmp_path: Path) -> None:
    after = (
        '<conditionalFormatting sqref="{0}"><cfRule/></conditionalFormatting><dataValidations><dataValidation'
        f' sqref="{{0}}"/></dataValidations>{_X14}'
    )
    parts = _grown(tmp_path, [1, 2, 3], after=after.format(area))
    assert parts["xl/worksheets/sheet1.xml"].endswith(f"{after.format(grown)}</worksheet>")


@pytest.mark.parametrize(
    ("said", "grown"),
    [
        pytest.param("'S 1'!$B$3:$B$4", "'S 1'!$B$3:$B$5", id="a column without its header"),
        pytest.param(
            "SUM('S 1'!$B$2:$D$4,Other!$B$3:$B$4)", "SUM('S 1'!$B$2:$D$5,Other!$B$3:$B$4)", id="the whole table"
        ),
        pytest.param("'S 1'!$B$4:$B$4", "'S 1'!$B$4:$B$4", id="one cell"),
        pytest.param("'S 1'!$B$3:$B$40", "'S 1'!$B$3:$B$40", id="past the table"),
    ],
)
def test_names_and_charts_follow(said: str, grown: str, tmp_path: Path) -> None:
    names = "<definedNames><definedName name='n'>{}</definedName></definedNames>"
    chart = "<c:chart xmlns:c='urn:c'><c:f>{}</c:f><c:ptCount val='2'/></c:chart>"
    more = {"workbook": names.format(said), "xl/charts/chart1.xml": chart.format(said)}
    parts = _grown(tmp_path, [1, 2, 3], **more)
    assert names.format(grown) in parts["xl/workbook.xml"]
    assert parts["xl/charts/chart1.xml"] == chart.format(grown)


def test_a_pivot_source_follows(tmp_path: Path) -> None:
    source = '<p><cacheSource><worksheetSource ref="{}" sheet="S 1"/></cacheSource></p>'
    name = "xl/pivotCache/pivotCacheDefinition1.xml"
    assert _grown(tmp_path, [1, 2, 3], **{name: source.format("B2:D4")})[name] == source.format("B2:D5")


_WIDE = (
    "<definedNames><definedName name='_xlnm.Print_Area' localSheetId='0'>'S 1'!$A$1:$F${}</definedName></definedNames>"
)


def test_a_print_area_follows_though_it_is_wider(tmp_path: Path) -> None:
    assert _WIDE.format(5) in _grown(tmp_path, [1, 2, 3], workbook=_WIDE.format(4))["xl/workbook.xml"]


def test_rows_of_several_edits_follow_each_other(tmp_path: Path) -> None:
    unstyled = re.sub(' s="[0-9]"', "", _ROWS)  # openpyxl asks for the formats
    path = raw_book(tmp_path / "in.xlsx", {"S": sheet_xml(unstyled)}, tables={"t.xml": _table()})
    edits: list[Edit] = [AppendRows("S", [[n, None, None]], "T") for n in range(3)]
    patch(path, [*edits, SetCell("S", 20, 2, "far below")], tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["S"]
    assert [sheet.cell(row, 2).value for row in range(4, 9)] == [2, 0, 1, 2, None]
    assert sheet["B20"].value == "far below"
    assert b'ref="B2:D7"' in entries(tmp_path / "out.xlsx")["xl/tables/t.xml"]


@pytest.mark.parametrize(
    ("row", "more", "code"),
    [
        pytest.param([1, 2], {}, "patch.row_width", id="a value is missing"),
        pytest.param(
            [1, 2, 3], {"rows": _ROWS + '<row r="5"><c r="D5"><v>1</v></c></row>'}, "patch.occupied", id="a value below"
        ),
        pytest.param([1, 2, 3], {"other": _table("C5:D9", name="U", number=2)}, "patch.occupied", id="a table below"),
        pytest.param(
            [1, 2, 3], {"after": '<mergeCells><mergeCell ref="B5:C6"/></mergeCells>'}, "patch.merged", id="merged below"
        ),
        pytest.param(
            [1, 2, 3],
            {"table": _TOTALLED, "rows": _TOTALS.replace("</row>", '<c r="F5"><f>$D5*2</f></c></row>')},
            "patch.totals_row",
            id="totals that a formula names by their place",
        ),
        pytest.param(
            [1, 2, 3],
            {"table": _TOTALLED, "rows": _TOTALS.replace("T[c]", "D3:D4")},
            "patch.totals_row",
            id="totals that go by place",
        ),
        pytest.param(
            [1, 2, 3],
            {"table": _TOTALLED, "rows": _TOTALS + '<row r="6"><c r="B6"><v>1</v></c></row>'},
            "patch.occupied",
            id="a value below the totals",
        ),
        pytest.param(
            [1, 2, None],
            {"table": _table(formula="B3"), "rows": _ROWS.replace("<f>B4*2</f>", "")},
            "patch.no_formula_above",
            id="no formula to copy",
        ),
        pytest.param(
            [1, 2, None],
            {"table": _table(formula="B3").replace("<calculatedColumnFormula", '<calculatedColumnFormula array="1"')},
            "patch.array_column",
            id="an array formula to copy",
        ),
    ],
)
def test_a_table_that_cannot_grow_is_refused(row: list[Value], more: dict[str, str], code: str, tmp_path: Path) -> None:
    with pytest.raises(GateError, match=code):
        _grown(tmp_path, row, **more)
    assert not (tmp_path / "out.xlsx").exists()


def _renamed(tmp_path: Path, value: Value, formula: str = "") -> str:
    sheets = {"S": sheet_xml(_ROWS), "Other": sheet_xml(f'<row r="1"><c r="A1"><f>{formula}</f></c></row>')}
    path = raw_book(tmp_path / "in.xlsx", sheets, tables={"t.xml": _table()})
    patch(path, [SetCell("S", 2, 3, value)], tmp_path / "out.xlsx")
    return entries(tmp_path / "out.xlsx")["xl/tables/t.xml"].decode()


def test_a_table_hears_of_its_new_header(tmp_path: Path) -> None:
    assert _renamed(tmp_path, 'x "<') == _table().replace('name="b"', 'name="x &quot;&lt;"')
    assert _renamed(tmp_path, "b") == _table()


@pytest.mark.parametrize(
    ("value", "formula"),
    [
        pytest.param("new", "SUM(T[b])", id="a formula names it"),
        pytest.param("A", "", id="another column has the name"),
        pytest.param(None, "", id="a header may not be empty"),
        pytest.param(5, "", id="a header is a text"),
    ],
)
def test_a_header_that_must_stay_is_refused(value: Value, formula: str, tmp_path: Path) -> None:
    with pytest.raises(GateError, match=r"patch\.header"):
        _renamed(tmp_path, value, formula)


def test_rows_are_appended_below_merged_cells(tmp_path: Path) -> None:
    merged = '<mergeCells><mergeCell ref="A4:B6"/></mergeCells>'
    path = raw_book(tmp_path / "in.xlsx", {"S": sheet_xml('<row r="4"><c r="A4"><v>1</v></c></row>', after=merged)})
    patch(path, [AppendRows("S", [[1]])], tmp_path / "out.xlsx")
    assert openpyxl.load_workbook(tmp_path / "out.xlsx")["S"]["A7"].value == 1


def test_rows_are_appended_below_an_array_formula_that_reaches_further(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1" cm="1"><f t="array" ref="A1:B3">SEQUENCE(3,2)</f><v>1</v></c></row>'
    path = raw_book(tmp_path / "in.xlsx", {"S": sheet_xml(rows)})
    patch(path, [AppendRows("S", [[7]])], tmp_path / "out.xlsx")
    assert openpyxl.load_workbook(tmp_path / "out.xlsx")["S"]["A4"].value == 7


def test_rows_below_a_table_have_to_name_it(tmp_path: Path) -> None:
    path = raw_book(tmp_path / "in.xlsx", {"S": sheet_xml(_ROWS)}, tables={"t.xml": _table()})
    with pytest.raises(GateError, match=r"patch\.append_names_no_table"):
        patch(path, [AppendRows("S", [[1]], column=2)], tmp_path / "out.xlsx")
