"""A column joins a sheet at its edge, and the table or filter that ends there takes it in."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Final

import openpyxl
import pytest

from hiveledger.book.xlsx import AddColumn, DropColumn, Formatted, SetCell, patch
from hiveledger.book.xlsx.area import column_name
from hiveledger.errors import GateError
from hiveledger.schema import LEADS, TABLES
from hiveledger.text import Language
from hiveledger_templates import book_bytes, column_model
from tests.office import Office
from tests.oracle import new_findings
from tests.raw_books import MAIN, as_strict, as_transitional, entries, raw_book, sheet_xml, with_prefix

_DRESSED: Final = [
    pytest.param(lambda path: path, id="plain"),
    pytest.param(with_prefix, id="with a prefix"),
    pytest.param(as_strict, id="Strict"),
]
_HEADER: Final = LEADS["grade"].header(Language.ZH)


def _model(row: int = 1, column: int = 3, key: str = "grade") -> bytes:
    return column_model(LEADS, key, Language.ZH, row, column)


def _joined(
    tmp_path: Path, before: str = "", rows: str = "", after: str = "", row: int = 1, **more: str
) -> dict[str, str]:
    """Let a column join sheet S at column C; give the file's parts afterwards."""
    tables = {name.removeprefix("_") + ".xml": xml for name, xml in more.items() if name.startswith("_")}
    path = raw_book(
        tmp_path / "in.xlsx",
        {"S": sheet_xml(rows, before=before, after=after)},
        tables=tables,
        workbook=more.get("workbook", ""),
    )
    patch(path, [AddColumn("S", row, 3, _model(row))], tmp_path / "out.xlsx")
    return {name: content.decode() for name, content in entries(tmp_path / "out.xlsx").items()}


@pytest.mark.parametrize(
    ("before", "said"),
    [
        pytest.param("<sheetFormatPr/>", "<sheetFormatPr/><cols>{}</cols><sheetData>", id="no widths yet"),
        pytest.param(
            '<cols><col min="1" max="9" width="7"/></cols>',
            '<cols><col min="1" max="2" width="7"/>{}<col min="4" max="9" width="7"/></cols>',
            id="inside a run",
        ),
        pytest.param(
            "<cols><col min='3' max='4' width='7'/></cols>",
            '<cols>{}<col min="4" max="4" width=\'7\'/></cols>',
            id="at the start of a run",
        ),
        pytest.param(
            '<cols><col min="2" max="3" width="7"></col></cols>',
            '<cols><col min="2" max="2" width="7"></col>{}</cols>',
            id="at the end of a run",
        ),
        pytest.param(
            '<cols><col min="1" max="1"/><col min="5" max="5"/></cols>',
            '<cols><col min="1" max="1"/>{}<col min="5" max="5"/></cols>',
            id="between runs",
        ),
        pytest.param(
            '<cols><col min="1" max="1"/></cols>', '<cols><col min="1" max="1"/>{}</cols>', id="behind all runs"
        ),
    ],
)
def test_a_column_gets_its_width_and_others_keep_theirs(before: str, said: str, tmp_path: Path) -> None:
    sheet = _joined(tmp_path, before)["xl/worksheets/sheet1.xml"]
    look = re.search(r'<col customWidth="1" max="3" min="3" style="\d+" width="[\d.]+"></col>', sheet)
    assert look
    assert said.format(look[0]) in sheet


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        pytest.param("", '<row r="2">{}</row>', id="no row yet"),
        pytest.param('<row r="1"/><row r="3"/>', '<row r="1"/><row r="2">{}</row><row r="3"/>', id="between rows"),
        pytest.param(
            '<row r="2" spans="1:2" ht="30"><c r="B2"><v>1</v></c></row>',
            '<row r="2" spans="1:3" ht="30"><c r="B2"><v>1</v></c>{}</row>',
            id="behind a cell",
        ),
        pytest.param('<row r="2"><c r="C2" s="5"/></row>', '<row r="2">{}</row>', id="over an empty cell"),
    ],
)
def test_its_header_stands_in_the_header_row(rows: str, said: str, tmp_path: Path) -> None:
    sheet = _joined(tmp_path, '<dimension ref="A1:B3"/>', rows, row=2)["xl/worksheets/sheet1.xml"]
    cell = re.search(r'<c r="C2" s="\d+" t="inlineStr"><is><t>(.*?)</t></is></c>', sheet)
    assert cell
    assert cell[1] == _HEADER
    assert said.format(cell[0]) in sheet
    assert '<dimension ref="A1:C3"/>' in sheet


@pytest.mark.parametrize(
    ("after", "said"),
    [
        pytest.param(
            "<conditionalFormatting/><pageMargins/>",
            '<conditionalFormatting/><dataValidations count="2">{}</dataValidations><pageMargins/>',
            id="none yet",
        ),
        pytest.param(
            '<dataValidations count="1" disablePrompts="1"><dataValidation sqref="A1"/></dataValidations>',
            '<dataValidations count="3" disablePrompts="1"><dataValidation sqref="A1"/>{}</dataValidations>',
            id="some",
        ),
    ],
)
@pytest.mark.parametrize("rows", ["", '<row r="1"/>'], ids=["no rows", "rows"])
def test_what_may_be_typed_joins_the_others(after: str, said: str, rows: str, tmp_path: Path) -> None:
    sheet = _joined(tmp_path, rows=rows, after=after)["xl/worksheets/sheet1.xml"]
    made = re.findall(r'<dataValidation(?= )(?![^>]*sqref="A1").*?</dataValidation>', sheet)
    assert [re.findall(r'sqref="(.*?)"', one)[0] for one in made] == ["C2:C1048576", "C1"]
    assert f"</sheetData>{said.format(''.join(made))}" in sheet


def _table(area: str, header: str = "b", attributes: str = "", number: int = 1) -> str:
    return (
        f'<table xmlns="{MAIN}" id="{number}" name="T{number}" displayName="T{number}" ref="{area}"{attributes}>'
        f'<autoFilter ref="{area}"/><tableColumns count="2"><tableColumn id="4" name="a"/>'
        f'<tableColumn id="2" name="{header}"/></tableColumns></table>'
    )


def test_a_table_takes_it_in(tmp_path: Path) -> None:
    made = _joined(tmp_path, _a=_table("A1:B9"))["xl/tables/a.xml"]
    column = f'<tableColumn id="5" name="{_HEADER}"/></tableColumns>'
    assert made == _table("A1:C9").replace('count="2"', 'count="3"').replace("</tableColumns>", column)


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(_table("A1:B9", attributes=' tableType="queryTable"'), id="that a query fills"),
        pytest.param(_table("A1:B9", attributes=' headerRowCount="0"'), id="without headers"),
        pytest.param(_table("A2:B9"), id="whose headers stand elsewhere"),
        pytest.param(_table("A1:A9"), id="that ends before"),
    ],
)
def test_a_table_that_does_not_reach_it_stays(table: str, tmp_path: Path) -> None:
    assert _joined(tmp_path, _a=table)["xl/tables/a.xml"] == table


def test_a_plain_filter_takes_it_in(tmp_path: Path) -> None:
    name = "<definedName name='_xlnm._FilterDatabase' localSheetId='0'>S!$A$1:${}$9</definedName>"
    name = f"<definedNames>{name}</definedNames>"
    parts = _joined(tmp_path, after='<autoFilter ref="A1:B9"/><pageMargins/>', workbook=name.format("B"))
    assert '<autoFilter ref="A1:C9"/><dataValidations' in parts["xl/worksheets/sheet1.xml"]
    assert name.format("C") in parts["xl/workbook.xml"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        pytest.param({"rows": '<row r="1"><c r="C1"><v>1</v></c></row>'}, "patch.column_there", id="a header there"),
        pytest.param(
            {"_a": _table("A1:B9"), "_b": _table("C5:D9", number=2)}, "patch.column_there", id="a table there"
        ),
        pytest.param({"_a": _table("A1:B9", _HEADER)}, "patch.column_twice", id="a column of that name"),
        pytest.param({"after": '<mergeCells><mergeCell ref="B1:C1"/></mergeCells>'}, "patch.merged", id="merged cells"),
    ],
)
def test_a_column_with_no_room_is_refused(more: dict[str, str], code: str, tmp_path: Path) -> None:
    with pytest.raises(GateError, match=code):
        _joined(tmp_path, row=1, **more)
    assert not (tmp_path / "out.xlsx").exists()


def test_past_the_last_column_there_is_no_room(tmp_path: Path) -> None:
    path = raw_book(tmp_path / "in.xlsx", {"S": sheet_xml("")})
    with pytest.raises(GateError, match=r"patch\.past_the_sheet"):
        patch(path, [AddColumn("S", 1, 16_385, b"")], tmp_path / "out.xlsx")


_PEOPLE: Final = TABLES["people"]
_EDGE: Final = len(_PEOPLE.keys) + 1


def _ledger(path: Path, dressed: Callable[[Path], Path], model: bytes) -> Path:
    """Let a column join sheet 团队 of a new ledger; give the result."""
    path.write_bytes(book_bytes(Language.ZH))
    out = path.with_name("out.xlsx")
    patch(dressed(path), [AddColumn(_PEOPLE.sheet(Language.ZH), 1, _EDGE, model)], out)
    return out


@pytest.mark.parametrize("dressed", _DRESSED)
@pytest.mark.parametrize("key", ["grade", "owner", "status", "budget_cny"])
def test_a_column_of_a_ledger_looks_as_in_its_model(key: str, dressed: Callable[[Path], Path], tmp_path: Path) -> None:
    path, name, letter = tmp_path / "in.xlsx", _PEOPLE.sheet(Language.ZH), column_name(_EDGE).decode()
    model = _model(1, _EDGE, key)
    out = _ledger(path, dressed, model)
    assert new_findings(path, out) == []
    patch(out, [SetCell(name, 5, _EDGE, None), SetCell(name, 5, _EDGE, Formatted("x", "@"))], out)
    sheet = openpyxl.load_workbook(as_transitional(out))[name]
    expected = openpyxl.load_workbook(BytesIO(model)).worksheets[0]
    whole = expected.column_dimensions[letter]
    for part in ("font", "fill", "border", "alignment"):
        assert repr(getattr(sheet[f"{letter}1"], part)) == repr(getattr(expected[f"{letter}1"], part))
        assert repr(getattr(sheet[f"{letter}5"], part)) == repr(getattr(whole, part))
    now = sheet.column_dimensions[letter]
    assert (now.width, now.hidden, now.number_format) == (whole.width, whole.hidden, whole.number_format)
    assert sheet.sheet_format.outlineLevelCol == whole.outline_level  # else Excel shows no button to unfold it
    typed = [repr(rule) for rule in sheet.data_validations.dataValidation if letter in str(rule.sqref)]
    assert typed == [repr(rule) for rule in expected.data_validations.dataValidation]


def test_several_columns_follow_each_other_and_hold_what_they_are_told(tmp_path: Path) -> None:
    path = raw_book(
        tmp_path / "in.xlsx", {"S": sheet_xml('<row r="1"/><row r="2"/>')}, tables={"a.xml": _table("A1:B9")}
    )
    patch(
        path,
        [
            AddColumn("S", 1, 3, _model(1, 3, "grade")),
            AddColumn("S", 1, 4, _model(1, 4, "budget_cny")),
            SetCell("S", 2, 3, Formatted("A", "@")),
            SetCell("S", 2, 4, Formatted(12.5, "0")),
        ],
        tmp_path / "out.xlsx",
    )
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["S"]
    assert [(cell.value, cell.number_format) for cell in sheet["C2":"D2"][0]] == [("A", "@"), (12.5, "#,##0")]
    table = entries(tmp_path / "out.xlsx")["xl/tables/a.xml"].decode()
    names = [LEADS[key].header(Language.ZH) for key in ("grade", "budget_cny")]
    assert re.findall(r'<tableColumn id="\d" name="(.*?)"', table) == ["a", "b", *names]
    assert table.count('ref="A1:D9"') == 2


@pytest.mark.parametrize("dressed", _DRESSED)
@pytest.mark.parametrize("key", ["grade", "owner"])
def test_an_added_column_goes_again_without_a_trace(key: str, dressed: Callable[[Path], Path], tmp_path: Path) -> None:
    path, back = tmp_path / "in.xlsx", tmp_path / "back.xlsx"
    out = _ledger(path, dressed, _model(1, _EDGE, key))
    patch(out, [DropColumn(_PEOPLE.sheet(Language.ZH), 1, _EDGE)], back)
    # Room above the sheet for buttons that fold columns stays, and formats that nobody uses: they do no harm.
    before, after = (
        {name: re.sub(rb'outlineLevelCol="\d"', b"", content) for name, content in entries(each).items()}
        for each in (path, back)
    )
    assert {name for name in before | after if before.get(name) != after.get(name)} <= {"xl/styles.xml"}


@pytest.mark.parametrize("dressed", _DRESSED)
def test_calc_opens_a_book_that_a_column_joined(
    dressed: Callable[[Path], Path], tmp_path: Path, office: Office
) -> None:
    out = _ledger(tmp_path / "in.xlsx", dressed, _model(1, _EDGE))
    shown = openpyxl.load_workbook(office.convert(out, "xlsx", tmp_path / "shown"))[_PEOPLE.sheet(Language.ZH)]
    letter = column_name(_EDGE).decode()
    assert shown[f"{letter}1"].value == _HEADER
    assert shown.tables[_PEOPLE.en].ref == f"A1:{letter}2"
