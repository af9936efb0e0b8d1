"""A sheet or its last column goes with all that is its own, and stays where anything else means it."""

from pathlib import Path

import openpyxl
import pytest

from hiveledger.book.xlsx import DropColumn, DropSheet, Edit, SetCell, patch
from hiveledger.errors import GateError
from tests.raw_books import MAIN, entries, raw_book, relations, sheet_xml

_ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'
_NAMES = (
    "<definedNames><definedName name='a' localSheetId='0'>One!$A$1</definedName>"
    "<definedName name='b' localSheetId='1'>Two!$A$1</definedName>"
    "<definedName name='b' localSheetId='2'>Three!$A$1</definedName></definedNames>"
)


def _views(active: int) -> str:
    return f'<bookViews><workbookView firstSheet="1" activeTab="{active}"/></bookViews>'


def _sheets(states: str = "vvv", active: int = 1) -> str:
    """Give the list of sheets, each visible (v) or hidden (h)."""
    said = "".join(
        f'<sheet name="{name}" sheetId="{number}"{" state=" + chr(34) + "hidden" + chr(34) if state == "h" else ""}'
        f' r:id="rId{number}"/>'
        for number, (name, state) in enumerate(zip(("One", "Two", "Three"), states, strict=True), 1)
    )
    return f"{_views(active)}<sheets>{said}</sheets>"


def _table(sheet_name: str = "Two") -> str:
    return (
        f'<table xmlns="{MAIN}" id="1" name="{sheet_name}T" displayName="{sheet_name}T" ref="A1:A2"><autoFilter '
        'ref="A1:A2"/><tableColumns count="1"><tableColumn id="1" name="a"/></tableColumns></table>'
    )


def _book(tmp_path: Path, workbook: str = "", formula: str = "1", **more: str) -> Path:
    """Write a book of three sheets; the second has a table, a drawing of its own and an image that others show too."""
    other = sheet_xml(f'<row r="1"><c r="A1"><f>{formula}</f></c></row>')
    drawing = relations({"../media/image1.png": "image"})
    parts = {
        "xl/worksheets/_rels/sheet2.xml.rels": relations({"../tables/t2.xml": "table", "/xl/d/d2.xml": "drawing"}),
        "xl/worksheets/_rels/sheet3.xml.rels": relations({"../d/d3.xml": "drawing"}),
        "xl/tables/t2.xml": _table(),
        "xl/d/d2.xml": "<d/>",
        "xl/d/d3.xml": "<d/>",
        "xl/d/_rels/d2.xml.rels": drawing,
        "xl/d/_rels/d3.xml.rels": drawing,
        "xl/media/image1.png": "png",
        "xl/calcChain.xml": f'<calcChain xmlns="{MAIN}"><c r="A1" i="1"/></calcChain>',
    }
    sheets = {"One": other, "Two": sheet_xml(_ROW), "Three": sheet_xml(_ROW)}
    return raw_book(tmp_path / "in.xlsx", sheets, workbook=workbook or _sheets() + _NAMES, more=parts | more)


def test_a_sheet_goes_with_what_only_it_leads_to(tmp_path: Path) -> None:
    path, out = _book(tmp_path), tmp_path / "out.xlsx"
    done = patch(path, [DropSheet("two"), SetCell("Three", 1, 1, 5)], out)
    before, after = entries(path), entries(out)
    assert (
        set(done.dropped)
        == before.keys() - after.keys()
        == {
            "xl/worksheets/sheet2.xml",
            "xl/worksheets/_rels/sheet2.xml.rels",
            "xl/tables/t2.xml",
            "xl/d/d2.xml",
            "xl/d/_rels/d2.xml.rels",
            "xl/calcChain.xml",
        }
    )
    assert not any(b"sheet2.xml" in after[name] for name in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"))
    book = openpyxl.load_workbook(out)
    assert (book.sheetnames, book["Three"]["A1"].value) == (["One", "Three"], 5)
    assert [list(sheet.defined_names) for sheet in book] == [["a"], ["b"]]


@pytest.mark.parametrize(
    ("states", "active", "now"),
    [
        pytest.param("vvv", 0, 0, id="one before it is shown"),
        pytest.param("vvv", 1, 1, id="it is shown: the next one is"),
        pytest.param("vvh", 1, 0, id="the next one is hidden: the one before is"),
        pytest.param("vvv", 2, 1, id="one behind it is shown"),
    ],
)
def test_a_book_opens_on_a_sheet_that_is_there(states: str, active: int, now: int, tmp_path: Path) -> None:
    patch(_book(tmp_path, _sheets(states, active)), [DropSheet("Two")], tmp_path / "out.xlsx")
    said = entries(tmp_path / "out.xlsx")["xl/workbook.xml"].decode()
    assert f'activeTab="{now}"' in said
    assert "definedName" not in said


@pytest.mark.parametrize(
    ("formula", "where"),
    [
        pytest.param("SUM(Two!A1)", "One", id="a formula"),
        pytest.param("'One:two'!A1", "One", id="a formula over several sheets"),
        pytest.param("SUM(TwoT[a])", "One", id="a formula that names its table"),
    ],
)
def test_a_sheet_that_a_formula_means_stays(formula: str, where: str, tmp_path: Path) -> None:
    with pytest.raises(GateError, match=r"patch\.sheet_in_use") as refused:
        patch(_book(tmp_path, formula=formula), [DropSheet("Two")], tmp_path / "out.xlsx")
    assert refused.value.params["where"] == where


@pytest.mark.parametrize(
    "part",
    [
        pytest.param({"xl/charts/chart1.xml": "<c:f xmlns:c='c'>Two!$A$1</c:f>"}, id="a chart"),
        pytest.param(
            {"xl/pivotCache/pivotCacheDefinition1.xml": '<worksheetSource ref="A1:A2" sheet="Two"/></cacheSource>'},
            id="a pivot's source",
        ),
    ],
)
def test_a_sheet_that_another_part_means_stays(part: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(GateError, match=r"patch\.sheet_in_use"):
        patch(_book(tmp_path, **part), [DropSheet("Two")], tmp_path / "out.xlsx")


def test_a_sheet_that_a_name_means_stays(tmp_path: Path) -> None:
    names = "<definedNames><definedName name='n'>Two!$A$1</definedName></definedNames>"
    with pytest.raises(GateError, match=r"patch\.sheet_in_use"):
        patch(_book(tmp_path, _sheets() + names), [DropSheet("Two")], tmp_path / "out.xlsx")


def test_a_text_that_looks_like_a_sheet_means_nothing(tmp_path: Path) -> None:
    path = _book(tmp_path, formula="&quot;Two!A1&quot;&amp;'My Two'!A1&amp;TwoThings!A1")
    assert patch(path, [DropSheet("Two")], tmp_path / "out.xlsx").dropped


def test_the_only_sheet_that_is_shown_stays(tmp_path: Path) -> None:
    with pytest.raises(GateError, match=r"patch\.last_sheet"):
        patch(_book(tmp_path, _sheets("hvh")), [DropSheet("Two")], tmp_path / "out.xlsx")


_WIDTHS = '<cols><col min="1" max="2" width="9"/>{}</cols>'
_WIDTH = '<col min="3" max="3" width="20" style="1"/>'
_RULES = (
    '<conditionalFormatting sqref="A2:C3"><cfRule/></conditionalFormatting>{}'
    '<dataValidations count="{}">{}</dataValidations>'
)
_RULE = '<conditionalFormatting sqref="C2:C3"><cfRule/></conditionalFormatting>'
_CHECK = '<dataValidation sqref="A2:A3"/>'
_CHECKS = '<dataValidation sqref="C1"/><dataValidation sqref="C2:C3 C9"><formula1>1</formula1></dataValidation>'


def _columns(last: str, more: str = "", above: str = "") -> str:
    rows = (f'<row r="{row}" spans="1:3"><c r="A{row}"><v>1</v></c>' for row in (1, 2, 3))
    lasts = (last.format(row) for row in (1, 2, 3))
    return above + "".join(f"{row}{cell}{more}</row>" for row, cell in zip(rows, lasts, strict=True))


_LAST = '<c r="C{0}" s="1" t="inlineStr"><is><t>c</t></is></c>'


def _wide(columns: str = '<tableColumn id="3" name="c"/>', area: str = "A1:C3", inner: str = "") -> str:
    count = 2 + bool(columns)
    return (
        f'<table xmlns="{MAIN}" id="1" name="T" displayName="T" ref="{area}">'
        f'<autoFilter ref="{area}">{inner}</autoFilter><tableColumns count="{count}">'
        f'<tableColumn id="1" name="a"/><tableColumn id="2" name="b"/>{columns}</tableColumns></table>'
    )


def _narrowed(tmp_path: Path, sheet: str, table: str = "", workbook: str = "") -> dict[str, str]:
    path = raw_book(tmp_path / "in.xlsx", {"S": sheet}, tables={"t.xml": table} if table else None, workbook=workbook)
    edits: list[Edit] = [DropColumn("S", 1, 3)]
    patch(path, edits, tmp_path / "out.xlsx")
    return {name: content.decode() for name, content in entries(tmp_path / "out.xlsx").items()}


def test_a_column_goes_with_what_lies_over_it_alone(tmp_path: Path) -> None:
    before = sheet_xml(
        _columns(_LAST, '<c r="D{0}" s="5"/>'),
        before='<dimension ref="A1:C3"/>' + _WIDTHS.format(_WIDTH),
        after=_RULES.format(_RULE, 3, _CHECK + _CHECKS),
    )
    parts = _narrowed(tmp_path, before, _wide())
    assert parts["xl/worksheets/sheet1.xml"] == sheet_xml(
        _columns("", '<c r="D{0}" s="5"/>'),
        before='<dimension ref="A1:B3"/>' + _WIDTHS.format(""),
        after=_RULES.format("", 1, _CHECK),
    )
    assert parts["xl/tables/t.xml"] == _wide("", "A1:B3")


def test_lists_with_nothing_left_in_them_go_too(tmp_path: Path) -> None:
    before = sheet_xml(
        _columns(_LAST),
        before=f"<cols>{_WIDTH}</cols>",
        after=f'<dataValidations count="2">{_CHECKS}</dataValidations>',
    )
    assert _narrowed(tmp_path, before)["xl/worksheets/sheet1.xml"] == sheet_xml(_columns(""))


def test_a_filter_over_the_column_ends_left_of_it(tmp_path: Path) -> None:
    name = "<definedNames><definedName name='_xlnm._FilterDatabase'>S!$A$1:${}$3</definedName></definedNames>"
    order = '<sortState ref="A2:C3"><sortCondition ref="C2:C3"/></sortState>'
    sheet = sheet_xml(_columns(_LAST), after=f'<autoFilter ref="A1:C3"/>{order}')
    parts = _narrowed(tmp_path, sheet, workbook=name.format("C"))
    assert parts["xl/worksheets/sheet1.xml"] == sheet_xml(_columns(""), after='<autoFilter ref="A1:B3"/>')
    assert name.format("B") in parts["xl/workbook.xml"]


def test_what_stands_above_the_header_stays(tmp_path: Path) -> None:
    rows = _columns(_LAST)
    path = raw_book(tmp_path / "in.xlsx", {"S": sheet_xml(rows)})
    patch(path, [DropColumn("S", 2, 3)], tmp_path / "out.xlsx")
    sheet = entries(tmp_path / "out.xlsx")["xl/worksheets/sheet1.xml"].decode()
    assert ('r="C1"' in sheet, 'r="C2"' in sheet, 'r="C3"' in sheet) == (True, False, False)


def test_cells_that_do_not_say_where_they_stand_keep_their_place(tmp_path: Path) -> None:
    rows = '<row><c><v>1</v></c><c/><c t="str"><f>A1</f><v>c</v></c><c s="1"/></row>'
    parts = _narrowed(tmp_path, sheet_xml(rows))
    assert '<row><c><v>1</v></c><c/><c r="C1"/><c s="1"/></row>' in parts["xl/worksheets/sheet1.xml"]


@pytest.mark.parametrize(
    ("rows", "table", "code"),
    [
        pytest.param(_columns(_LAST, "<c><v>1</v></c>"), "", "patch.column_inside", id="something stands right of it"),
        pytest.param(
            _columns(_LAST),
            _wide(area="A1:D3", columns='<tableColumn id="3" name="c"/><tableColumn id="4" name="d"/>'),
            "patch.column_inside",
            id="the table goes on",
        ),
        pytest.param(
            _columns(_LAST), _wide(inner='<filterColumn colId="2"/>'), "patch.column_filtered", id="it is filtered by"
        ),
        pytest.param(_columns('<c r="C{0}"><f>SUM(T[c])</f></c>'), _wide(), "patch.header", id="a formula names it"),
    ],
)
def test_a_column_that_is_needed_stays(rows: str, table: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(GateError, match=code):
        _narrowed(tmp_path, sheet_xml(rows), table)
    assert not (tmp_path / "out.xlsx").exists()
