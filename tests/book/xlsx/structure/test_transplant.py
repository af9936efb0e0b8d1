"""A sheet joins a workbook at its end and looks there as in its model; nothing else in the file is touched."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Final

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from hiveledger.book.xlsx import AddName, AddRowsAsSheet, AddSheet, DropSheet, Edit, Value, bare_sheet, patch
from hiveledger.errors import GateError
from hiveledger.schema import TABLES
from hiveledger.settings import setting_rows
from hiveledger.text import Language
from hiveledger_templates import book_bytes, dashboard_model, sheet_model
from hiveledger_templates.dashboard import template_places
from tests.office import Office
from tests.oracle import new_findings
from tests.raw_books import MAIN, as_strict, as_transitional, entries, raw_book, sheet_xml, with_prefix

_LOOK: Final = ("number_format", "font", "fill", "border", "alignment")
_DRESSED: Final = [
    pytest.param(lambda path: path, id="plain"),
    pytest.param(with_prefix, id="with a prefix"),
    pytest.param(as_strict, id="Strict"),
]
_TOLD: Final = {"xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"}


def _own_book(path: Path) -> Path:
    """Write a team's own workbook, whose formats have nothing to do with ours."""
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "线索"
    sheet.append(["公司", "电话"])
    sheet["A1"].number_format, sheet["B1"].number_format = "0.0000", 'yyyy"年"'
    workbook.defined_names["Phone"] = DefinedName("Phone", attr_text="线索!$B$1")
    workbook.save(path)
    return path


def _model(name: str) -> bytes:
    return sheet_model(TABLES[name], Language.ZH, setting_rows(Language.ZH) if name == "settings" else ())


def _look(sheet: Worksheet) -> list[object]:
    """Tell all that a person sees of a sheet."""
    cells = [[cell.value, *(repr(getattr(cell, part)) for part in _LOOK)] for row in sheet for cell in row]
    columns = [
        (letter, one.width, one.hidden, one.outline_level, *(repr(getattr(one, part)) for part in _LOOK))
        for letter, one in sorted(sheet.column_dimensions.items())
    ]
    rules = [
        (str(area.sqref), rule.formula, repr(rule.dxf)) for area in sheet.conditional_formatting for rule in area.rules
    ]
    typed = [repr(one) for one in sheet.data_validations.dataValidation]
    tables = [(table.ref, [column.name for column in table.tableColumns]) for table in sheet.tables.values()]
    return [cells, columns, rules, typed, tables, sheet.freeze_panes, sheet.print_title_rows, sheet.sheet_state]


def _changed(path: Path, out: Path) -> set[str]:
    before, after = entries(path), entries(out)
    return {name for name in before | after if before.get(name) != after.get(name)}


@pytest.mark.parametrize("table", ["settings", "nurture", "leads"])
@pytest.mark.parametrize("dressed", _DRESSED)
def test_a_sheet_looks_as_in_its_model(table: str, dressed: Callable[[Path], Path], tmp_path: Path) -> None:
    path, out = dressed(_own_book(tmp_path / "in.xlsx")), tmp_path / "out.xlsx"
    name = TABLES[table].sheet(Language.ZH)
    model = openpyxl.load_workbook(BytesIO(_model(table)))
    # What only staff may be typed in rests on sheet 团队, which this book does not have.
    for rule in [rule for rule in model[name].data_validations.dataValidation if rule.formula1 == "StaffNumbers"]:
        model[name].data_validations.dataValidation.remove(rule)
    patch(path, [AddSheet(name, _model(table), "visible")], out)
    assert new_findings(path, out) == []
    made = {"xl/worksheets/sheet2.xml", "xl/worksheets/_rels/sheet2.xml.rels", "xl/tables/table1.xml"}
    assert _changed(path, out) == made | _TOLD
    after = openpyxl.load_workbook(as_transitional(out))
    assert after.sheetnames == ["线索", name]
    assert _look(after[name]) == _look(model[name])
    assert [after["线索"][cell].number_format for cell in ("A1", "B1")] == ["0.0000", 'yyyy"年"']
    assert "StaffNumbers" not in after.defined_names


def test_charts_come_with_their_sheet_and_point_to_it(tmp_path: Path) -> None:
    path, out = _own_book(tmp_path / "in.xlsx"), tmp_path / "out.xlsx"
    patch(path, [AddSheet("周报", dashboard_model(template_places(Language.ZH)), "visible")], out)
    assert new_findings(path, out) == []
    made = {"xl/worksheets/sheet2.xml", "xl/worksheets/_rels/sheet2.xml.rels"}
    made |= {"xl/drawings/drawing1.xml", "xl/drawings/_rels/drawing1.xml.rels"}
    assert _changed(path, out) == made | {f"xl/charts/chart{number}.xml" for number in (1, 2, 3)} | _TOLD
    charts = openpyxl.load_workbook(out)["周报"]._charts  # type: ignore[attr-defined] # noqa: SLF001 - the only way
    drawn = [chart.series[0].val.numRef.f for chart in charts]
    assert [place.partition("!")[0] for place in drawn] == ["'周报'"] * 3


def test_a_strict_workbook_takes_the_sheet_without_its_charts(tmp_path: Path) -> None:
    path, out = as_strict(_own_book(tmp_path / "in.xlsx")), tmp_path / "out.xlsx"
    patch(path, [AddSheet("周报", dashboard_model(template_places(Language.ZH)), "visible")], out)
    assert new_findings(path, out) == []
    assert not [part for part in entries(out) if "chart" in part or "drawing" in part]


def test_formats_that_are_there_already_are_used_again(tmp_path: Path) -> None:
    path, out = tmp_path / "in.xlsx", tmp_path / "out.xlsx"
    path.write_bytes(book_bytes(Language.ZH))
    edits = [AddSheet(TABLES[name].sheet(Language.ZH), _model(name), "visible") for name in ("nurture", "contacts")]
    patch(path, edits, out)
    assert "xl/styles.xml" not in _changed(path, out)


def test_names_that_a_list_rests_on_come_along(tmp_path: Path) -> None:
    path, out = _own_book(tmp_path / "in.xlsx"), tmp_path / "out.xlsx"
    names = [TABLES[name].sheet(Language.ZH) for name in ("people", "leads")]
    edits = [AddSheet(name, _model(table), "visible") for name, table in zip(names, ("people", "leads"), strict=True)]
    patch(path, edits, out)
    after = openpyxl.load_workbook(out)
    assert after.defined_names["StaffNumbers"].attr_text.startswith(f"'{names[0]}'!")
    assert any(rule.formula1 == "StaffNumbers" for rule in after[names[1]].data_validations.dataValidation)
    assert [after[name].print_title_rows for name in names] == ["$1:$1", "$1:$1"]


def test_a_table_gets_a_name_and_a_number_of_its_own(tmp_path: Path) -> None:
    names = "<definedNames><definedName name='nurture'>1</definedName></definedNames>"
    table = f'<table xmlns="{MAIN}" id="7" name="Nurture_2" displayName="Nurture_2" ref="A1:A2"><tableColumns/></table>'
    path = raw_book(tmp_path / "in.xlsx", {"S": sheet_xml("")}, workbook=names, tables={"t.xml": table})
    patch(path, [AddSheet("培育池", _model("nurture"), "visible")], tmp_path / "out.xlsx")
    made = entries(tmp_path / "out.xlsx")["xl/tables/table1.xml"]
    assert b' id="8" name="Nurture_3"' in made
    assert b' displayName="Nurture_3"' in made


def test_a_bare_sheet_brings_no_formats(tmp_path: Path, office: Office) -> None:
    path, out = _own_book(tmp_path / "in.xlsx"), tmp_path / "out.xlsx"
    patch(path, [AddSheet("a & b", bare_sheet("a & b"), "hidden")], out)
    assert _changed(path, out) == {"xl/worksheets/sheet2.xml", *_TOLD - {"xl/styles.xml"}}
    shown = openpyxl.load_workbook(office.convert(out, "xlsx", tmp_path / "shown"))
    assert [(sheet.title, sheet.sheet_state) for sheet in shown] == [("线索", "visible"), ("a & b", "hidden")]


@pytest.mark.parametrize("dressed", _DRESSED)
def test_calc_opens_a_book_that_a_sheet_joined(dressed: Callable[[Path], Path], tmp_path: Path, office: Office) -> None:
    path, out = dressed(_own_book(tmp_path / "in.xlsx")), tmp_path / "out.xlsx"
    patch(path, [AddSheet("培育池", _model("nurture"), "visible")], out)
    shown = openpyxl.load_workbook(office.convert(out, "xlsx", tmp_path / "shown"))
    header = TABLES["nurture"]["lead_id"].header(Language.ZH)
    assert [shown["线索"]["A1"].value, shown["培育池"]["A1"].value] == ["公司", header]
    assert shown["培育池"]["A1"].fill.start_color.rgb == "FF44546A"


def test_a_book_without_formats_takes_a_sheet(tmp_path: Path) -> None:
    path, out = raw_book(tmp_path / "in.xlsx", {"S": sheet_xml("")}), tmp_path / "out.xlsx"
    patch(path, [AddSheet("培育池", _model("nurture"), "visible")], out)
    assert new_findings(path, out) == []
    model = openpyxl.load_workbook(BytesIO(_model("nurture")))
    assert _look(openpyxl.load_workbook(out)["培育池"])[:3] == _look(model["培育池"])[:3]


@pytest.mark.parametrize("dressed", _DRESSED)
def test_an_added_sheet_goes_again_without_a_trace(dressed: Callable[[Path], Path], tmp_path: Path) -> None:
    path, out, back = dressed(_own_book(tmp_path / "in.xlsx")), tmp_path / "out.xlsx", tmp_path / "back.xlsx"
    patch(path, [AddSheet("培育池", _model("nurture"), "visible")], out)
    patch(out, [DropSheet("培育池")], back)
    assert _changed(path, back) == {"xl/styles.xml"}  # formats that nobody uses do no harm


_LOCKED: Final = '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets>'


@pytest.mark.parametrize(
    ("edit", "workbook", "code"),
    [
        pytest.param(
            AddSheet("T", bare_sheet("T"), "hidden"),
            f'<workbookProtection lockStructure="1"/>{_LOCKED}',
            "patch.structure_locked",
            id="a locked structure",
        ),
        pytest.param(AddSheet("s", bare_sheet("s"), "hidden"), "", "patch.sheet_there", id="a sheet of that name"),
        pytest.param(
            AddName("n", "2", hidden=False),
            "<definedNames><definedName name='N'>1</definedName></definedNames>",
            "patch.name_there",
            id="a name that means something else",
        ),
    ],
)
def test_what_may_not_join_is_refused(edit: Edit, workbook: str, code: str, tmp_path: Path) -> None:
    path = raw_book(tmp_path / "in.xlsx", {"S": sheet_xml("")}, workbook=workbook)
    with pytest.raises(GateError, match=code):
        patch(path, [edit], tmp_path / "out.xlsx")
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("workbook", "said"),
    [
        pytest.param("<calcPr/>", "</sheets><definedNames>{}</definedNames><calcPr/>", id="no names yet"),
        pytest.param(
            "<externalReferences/><definedNames><definedName name='a' localSheetId='0'>1</definedName></definedNames>",
            "<definedName name='a' localSheetId='0'>1</definedName>{}</definedNames>",
            id="some names",
        ),
    ],
)
def test_a_name_joins_the_others(workbook: str, said: str, tmp_path: Path) -> None:
    path = raw_book(tmp_path / "in.xlsx", {"S": sheet_xml("")}, workbook=workbook)
    out = tmp_path / "out.xlsx"
    patch(path, [AddName("a", 'S!$A$1&"<"', hidden=True)], out)
    name = '<definedName name="a" hidden="1">S!$A$1&amp;"&lt;"</definedName>'
    assert said.format(name) in entries(out)["xl/workbook.xml"].decode()
    patch(out, [AddName("A", 'S!$A$1&"<"', hidden=True)], tmp_path / "again.xlsx")
    assert _changed(out, tmp_path / "again.xlsx") == set()


@pytest.mark.parametrize("dressed", _DRESSED)
def test_rows_join_as_a_sheet_of_their_own(dressed: Callable[[Path], Path], tmp_path: Path) -> None:
    path, out = dressed(_own_book(tmp_path / "in.xlsx")), tmp_path / "out.xlsx"
    moment = datetime(2026, 3, 2, 9, 30)
    rows: list[list[Value]] = [["a & b", 1.5, None, True], [], [" =1", moment.date(), moment]]
    patch(path, [AddRowsAsSheet("N <1>", rows, "hidden")], out)
    before, after = entries(path), entries(out)
    assert {name for name in before if before[name] != after[name]} == _TOLD
    assert new_findings(path, out) == []
    book = openpyxl.load_workbook(as_transitional(out))
    sheet = book["N <1>"]
    assert (book.sheetnames[-1], sheet.sheet_state) == ("N <1>", "hidden")
    said = [[cell.value for cell in row] for row in sheet]
    assert said[:2] == [["a & b", 1.5, None, True], [None] * 4]
    assert (said[2][0], f"{said[2][1]:%Y-%m-%d}", said[2][2]) == (" =1", "2026-03-02", moment)
    assert (sheet["B3"].number_format, sheet["C3"].number_format) == ("yyyy-mm-dd", "yyyy-mm-dd hh:mm")
