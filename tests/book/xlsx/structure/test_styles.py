"""A cell gets a format that fits its value; where its own fits, nothing about it changes."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import Alignment, Font

from hiveledger.book.xlsx import Edit, Formatted, SetCell, Value, patch
from tests.office import Office
from tests.oracle import new_findings
from tests.raw_books import MAIN, entries, raw_book, sheet_xml, with_prefix

_DATE: Final = "yyyy-mm-dd hh:mm"
_MOMENT: Final = datetime(2026, 1, 5, 9, 30)
_STYLES: Final = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="200" formatCode="d/m/yy"/></numFmts>'
    '<fonts count="1"><font><b/></font></fonts><fills count="1"><fill><patternFill/></fill></fills>'
    '<borders><border/></borders><cellXfs count="4"><xf numFmtId="0" fontId="0"/><xf numFmtId="49" fontId="0"/>'
    '<xf numFmtId="200" fontId="0" applyNumberFormat="0"><alignment wrapText="1"/></xf><xf numFmtId="22"/></cellXfs>'
    '<dxfs count="0"/></styleSheet>'
)


def _told(tmp_path: Path, value: Value, style: str, styles: str = _STYLES) -> tuple[str, str]:
    """Tell cell A1, of that format, a value; give its format and the styles part afterwards."""
    rows = f'<row r="1"><c r="A1" s="{style}"><v>1</v></c></row>'
    path = raw_book(tmp_path / "in.xlsx", {"S": sheet_xml(rows)}, more={"xl/styles.xml": styles})
    patch(path, [SetCell("S", 1, 1, value)], tmp_path / "out.xlsx")
    parts = {name: content.decode() for name, content in entries(tmp_path / "out.xlsx").items()}
    said = re.search(r' s="(\d+)"', parts["xl/worksheets/sheet1.xml"])
    return said[1] if said else "", parts["xl/styles.xml"]


@pytest.mark.parametrize(
    ("value", "style"),
    [
        pytest.param(Formatted("x", "@"), "1", id="a text among texts"),
        pytest.param(Formatted(_MOMENT, _DATE), "2", id="a date in a date format of the book"),
        pytest.param(Formatted(_MOMENT, _DATE), "3", id="a date in a date format of every book"),
        pytest.param(Formatted(1.5, "0.00"), "0", id="a number"),
        pytest.param(Formatted(1.5, "0.00"), "2", id="a number among dates"),
        pytest.param(Formatted(None, "@"), "2", id="nothing"),
        pytest.param("x", "0", id="a plain text"),
        pytest.param(_MOMENT, "1", id="a plain date among texts"),
    ],
)
def test_a_format_that_fits_stays(value: Value, style: str, tmp_path: Path) -> None:
    assert _told(tmp_path, value, style) == (style, _STYLES)


_OWN_TWIN: Final = '<xf numFmtId="{}" fontId="0" applyNumberFormat="1"><alignment wrapText="1"/></xf>'


@pytest.mark.parametrize(
    ("value", "style", "twin"),
    [
        pytest.param(Formatted("x", "@"), "2", _OWN_TWIN.format(49), id="a text among dates"),
        pytest.param(
            Formatted(_MOMENT, "d/m/yy"), "0", '<xf numFmtId="200" fontId="0" applyNumberFormat="1"/>', id="a date"
        ),
        pytest.param(
            Formatted(1.5, "0.00"), "1", '<xf numFmtId="2" fontId="0" applyNumberFormat="1"/>', id="a number in a text"
        ),
        pytest.param(Formatted("x", "@"), "99", '<xf numFmtId="49" fontId="0" applyNumberFormat="1"/>', id="no format"),
    ],
)
def test_a_format_that_does_not_fit_gets_a_twin(value: Value, style: str, twin: str, tmp_path: Path) -> None:
    made = _STYLES.replace('<cellXfs count="4">', '<cellXfs count="5">').replace("</cellXfs>", f"{twin}</cellXfs>")
    assert _told(tmp_path, value, style) == ("4", made)


def test_a_number_format_that_nobody_defined_joins_the_book(tmp_path: Path) -> None:
    _, styles = _told(tmp_path, Formatted(_MOMENT, 'yyyy"年"'), "0")
    assert (
        '<numFmts count="2"><numFmt numFmtId="200" formatCode="d/m/yy"/>'
        '<numFmt numFmtId="201" formatCode="yyyy&quot;年&quot;"/></numFmts>'
    ) in styles


def test_a_colour_leaves_the_two_fills_that_programs_take_for_their_own(tmp_path: Path) -> None:
    _, styles = _told(tmp_path, Formatted(None, "@", fill="FFE08A"), "0")
    assert (
        '<fills count="3"><fill><patternFill/></fill><fill><patternFill patternType="gray125"/></fill><fill>'
        '<patternFill patternType="solid"><fgColor rgb="FFFFE08A"/><bgColor indexed="64"/></patternFill></fill></fills>'
    ) in styles
    assert '<xf numFmtId="0" fontId="0" fillId="2" applyFill="1"/></cellXfs>' in styles


def test_lists_that_are_missing_are_made_where_the_schema_wants_them(tmp_path: Path) -> None:
    bare = f"<x:styleSheet xmlns:x='{MAIN}'><x:fonts/><x:borders/><x:extLst/></x:styleSheet>"
    _, styles = _told(tmp_path, Formatted(_MOMENT, _DATE, fill="FFE08A"), "0", bare)
    assert re.findall(r"<(x:\w+)(?= count|/>|>)", styles) == [
        *("x:numFmts", "x:fonts", "x:fills", "x:fill", "x:fill", "x:fill", "x:borders", "x:cellXfs", "x:extLst")
    ]
    assert '<x:cellXfs count="2"><x:xf numFmtId="0" fontId="0" fillId="0" borderId="0"/><x:xf numFmtId="164"' in styles


_NEW: Final = [
    SetCell("S", 2, 1, Formatted("007", "@")),
    SetCell("S", 2, 2, Formatted(_MOMENT, _DATE)),
    SetCell("S", 2, 3, Formatted(1.5, "0.00", fill="FFE08A")),
    SetCell("S", 2, 4, Formatted("=1+1", "@")),
]


def test_a_book_without_formats_gets_a_part_for_them(tmp_path: Path, office: Office) -> None:
    path = raw_book(tmp_path / "in.xlsx", {"S": sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>')})
    out = tmp_path / "out.xlsx"
    patch(path, _NEW, out)
    sheet = openpyxl.load_workbook(out)["S"]
    assert [cell.number_format for cell in sheet[2]] == ["@", _DATE, "General", "@"]
    assert [cell.value for cell in sheet[2]] == ["007", _MOMENT, 1.5, "=1+1"]
    assert new_findings(path, out) == []
    shown = office.convert(out, "csv:Text - txt - csv (StarCalc):44,34,76,1", tmp_path).read_text()
    assert shown.splitlines()[1] == '"007",2026-01-05 09:30,1.5,"=1+1"'  # quoted: texts


_CODES: Final = ("General", "@", "0.00", "yyyy-mm-dd", "[h]:mm", '"day" 0', "[$-804]aaaa", "mm/dd/yy", '0"d"')
_OF_DATES: Final = ("yyyy-mm-dd", "[h]:mm", "[$-804]aaaa", "mm/dd/yy")
_IN_BOOK: Final = st.lists(st.tuples(st.sampled_from(_CODES), st.booleans()), min_size=1, max_size=6)
_TOLD: Final = st.builds(
    Formatted,
    st.sampled_from(["text", 12.5, _MOMENT, None]),
    st.sampled_from([_DATE, "0.00"]),
    st.sampled_from(["", "FFE08A"]),
)


@settings(max_examples=40)
@given(cells=_IN_BOOK, told=st.lists(_TOLD, min_size=6, max_size=6), dressed=st.sampled_from([None, with_prefix]))
def test_whatever_a_cell_looks_like_only_what_does_not_fit_changes(
    cells: list[tuple[str, bool]],
    told: list[Formatted],
    dressed: Callable[[Path], Path] | None,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    path = tmp_path_factory.mktemp("book") / "in.xlsx"
    workbook = openpyxl.Workbook()
    for column, (code, is_bold) in enumerate(cells, 1):
        cell = workbook.worksheets[0].cell(1, column, 1)
        cell.number_format, cell.font = code, Font(bold=is_bold)
        cell.alignment = Alignment(horizontal="right" if is_bold else None)
    workbook.save(path)
    before = openpyxl.load_workbook(dressed(path) if dressed else path).worksheets[0]
    values = told[: len(cells)]
    edits: list[Edit] = [SetCell("Sheet", 1, n, value) for n, value in enumerate(values, 1)]
    patch(path, edits, path)
    after = openpyxl.load_workbook(path).worksheets[0]
    for told_cell, (code, _), old, new in zip(values, cells, before[1], after[1], strict=True):
        assert [repr(new.font), repr(new.alignment)] == [repr(old.font), repr(old.alignment)]
        assert new.number_format == _expected(told_cell, code)
        assert new.fill.start_color.rgb == (f"FF{told_cell.fill}" if told_cell.fill else "00000000")


def _expected(told: Formatted, code: str) -> str:
    match told.value:
        case str():
            return "@"
        case datetime():
            return code if code in _OF_DATES else told.number_format
        case None:
            return code
        case _:
            return told.number_format if code == "@" else code
