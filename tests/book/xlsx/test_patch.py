"""A workbook comes out with the edits in it and nothing else touched."""

import json
import os
import sys
from pathlib import Path

import openpyxl
import pytest

from hiveledger.book.xlsx import AppendRows, Edit, SetCell, SetColumn, patch
from hiveledger.cli import main
from hiveledger.errors import GateError
from tests.raw_books import MAIN, entries, raw_book, sheet_xml

_ROWS = '<row r="1"><c r="A1" t="inlineStr"><is><t>h</t></is></c></row><row r="2"><c r="A2"><v>1</v></c></row>'


def _changed(path: Path, out: Path) -> set[str]:
    before, after = entries(path), entries(out)
    return {name for name in before | after if before.get(name) != after.get(name)}


def test_only_the_sheet_that_is_meant_changes(tmp_path: Path) -> None:
    path = raw_book(
        tmp_path / "in.xlsx", {"甲 & Co": sheet_xml(_ROWS), "乙": sheet_xml(_ROWS)}, more={"odd/图.bin": b"\0"}
    )
    out = tmp_path / "out.xlsx"
    done = patch(path, [SetCell("乙", 2, 1, "x")], out)
    assert (done.cells, done.changed, _changed(path, out)) == (
        1,
        ("xl/worksheets/sheet2.xml",),
        {"xl/worksheets/sheet2.xml"},
    )
    assert openpyxl.load_workbook(out)["乙"]["A2"].value == "x"


def test_a_book_can_be_edited_in_its_place(tmp_path: Path) -> None:
    path = raw_book(tmp_path / "in.xlsx", {"S": sheet_xml(_ROWS)})
    path.chmod(0o640)
    patch(path, [SetCell("s", 2, 1, 5)], path)
    assert openpyxl.load_workbook(path)["S"]["A2"].value == 5
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(sys.platform != "linux", reason="reads attributes by a call that Linux has")
def test_a_book_that_is_edited_in_its_place_keeps_its_attributes(tmp_path: Path) -> None:
    path = raw_book(tmp_path / "in.xlsx", {"S": sheet_xml(_ROWS)})
    os.setxattr(path, "user.origin", b"kept")
    patch(path, [SetCell("s", 2, 1, 5)], path)
    assert os.getxattr(path, "user.origin") == b"kept"


def test_no_edits_copy_the_file(tmp_path: Path) -> None:
    path = raw_book(tmp_path / "in.xlsx", {"S": sheet_xml(_ROWS)})
    patch(path, [], tmp_path / "out.xlsx")
    assert _changed(path, tmp_path / "out.xlsx") == set()


_FORMULA = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1</f><v>1</v></c><c r="C1"><f>B1</f><v>1</v></c></row>'
_CHAIN = f'<calcChain xmlns="{MAIN}"><c r="C1" i="1"/><c r="B1" l="1"/><c r="D9" i="2"/></calcChain>'


@pytest.mark.parametrize(
    ("workbook", "said"),
    [
        pytest.param('<calcPr calcId="1"/><x/>', '<calcPr calcId="1" fullCalcOnLoad="1"/><x/>', id="said"),
        pytest.param(
            "<definedNames><definedName name='n'>S!$A$1</definedName></definedNames>",
            '</definedNames><calcPr fullCalcOnLoad="1"/></workbook>',
            id="not said",
        ),
    ],
)
def test_a_book_with_formulas_calculates_when_opened(workbook: str, said: str, tmp_path: Path) -> None:
    path = raw_book(tmp_path / "in.xlsx", {"T": sheet_xml(_ROWS), "S": sheet_xml(_FORMULA)}, workbook=workbook)
    patch(path, [SetCell("T", 2, 1, 5)], tmp_path / "out.xlsx")
    assert said in entries(tmp_path / "out.xlsx")["xl/workbook.xml"].decode()


def test_an_overwritten_formula_leaves_the_order_of_calculation(tmp_path: Path) -> None:
    sheets = {"S": sheet_xml(_FORMULA), "T": sheet_xml("")}
    path = raw_book(tmp_path / "in.xlsx", sheets, more={"xl/calcChain.xml": _CHAIN})
    patch(path, [SetCell("S", 1, 3, 5)], tmp_path / "out.xlsx")
    chain = entries(tmp_path / "out.xlsx")["xl/calcChain.xml"].decode()
    assert chain == f'<calcChain xmlns="{MAIN}"><c r="B1" l="1" i="1"/><c r="D9" i="2"/></calcChain>'


def test_an_order_of_calculation_with_nothing_in_it_goes(tmp_path: Path) -> None:
    chain = f'<calcChain xmlns="{MAIN}"><c r="C1" i="1"/><c r="B1"/></calcChain>'
    path = raw_book(tmp_path / "in.xlsx", {"S": sheet_xml(_FORMULA)}, more={"xl/calcChain.xml": chain})
    out = tmp_path / "out.xlsx"
    done = patch(path, [SetColumn("S", 2, 1, [1]), SetColumn("S", 3, 1, ["x"])], out)
    assert done.dropped == ("xl/calcChain.xml",)
    assert not any(b"calcChain" in content for content in entries(out).values())
    assert openpyxl.load_workbook(out)["S"]["C1"].value == "x"


def test_rows_are_appended_below_the_last_filled_one(tmp_path: Path) -> None:
    rows = _ROWS.replace('<c r="A2">', '<c r="A2" s="0">') + '<row r="9"><c r="A9" s="0"/></row>'
    after = '<autoFilter ref="A1:B2"/>'
    path = raw_book(
        tmp_path / "in.xlsx",
        {"S": sheet_xml(rows, before='<dimension ref="A1:A9"/>', after=after)},
        workbook="<definedNames><definedName name='_xlnm._FilterDatabase' localSheetId='0'>S!$A$1:$B$2</definedName>"
        "</definedNames>",
    )
    out = tmp_path / "out.xlsx"
    patch(path, [AppendRows("S", [[7, "x"]]), AppendRows("S", [[8, None]])], out)
    sheet = openpyxl.load_workbook(out)["S"]
    assert [[cell.value for cell in row] for row in sheet["A2:B4"]] == [[1, None], [7, "x"], [8, None]]
    assert sheet.auto_filter.ref == "A1:B4"
    assert b"S!$A$1:$B$4" in entries(out)["xl/workbook.xml"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("edit", "more", "code"),
    [
        pytest.param(SetCell("X", 1, 1, 1), {}, "patch.no_sheet", id="a sheet that is not there"),
        pytest.param(
            SetCell("S", 1, 1, 1),
            {"xl/worksheets/sheet1.xml": sheet_xml("")},
            "gate.doubled_part",
            id="a doubled sheet",
        ),
        pytest.param(AppendRows("S", [[1]], "T"), {}, "patch.no_table", id="a table that is not there"),
        pytest.param(AppendRows("S", [[1] * 16_385]), {}, "patch.past_the_sheet", id="more columns than there are"),
    ],
)
def test_a_refused_edit_writes_nothing(edit: Edit, more: dict[str, str], code: str, tmp_path: Path) -> None:
    path = raw_book(tmp_path / "in.xlsx", {"S": sheet_xml(_ROWS)}, more=more)
    with pytest.raises(GateError, match=code):
        patch(path, [edit], tmp_path / "out.xlsx")
    assert list(tmp_path.iterdir()) == [path]


def test_a_signed_book_is_refused(tmp_path: Path) -> None:
    path = raw_book(tmp_path / "in.xlsx", {"S": sheet_xml(_ROWS)}, more={"_xmlsignatures/origin.sigs": b""})
    with pytest.raises(GateError, match=r"patch\.signed"):
        patch(path, [], tmp_path / "out.xlsx")


def test_the_command_writes_or_refuses_with_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = raw_book(tmp_path / "in.xlsx", {"S": sheet_xml(_ROWS)})
    edits, out = tmp_path / "edits.json", tmp_path / "out.xlsx"
    words = ["patch", str(path), "--edits", str(edits), "--out", str(out), "--lang", "en"]
    for sheet, code in (("X", 2), ("S", 0)):
        edits.write_text(json.dumps([{"sheet": sheet, "cell": "A2", "value": "v"}]))
        with pytest.raises(SystemExit) as left:
            main(words)
        assert (left.value.code, out.exists()) == (code, code == 0)
    printed = capsys.readouterr()
    assert "has no worksheet “X”" in printed.err
    assert "1 cells told" in printed.out
