"""Tables in Excel's variety: what an edit means stands there, the rest is as it was, and other programs agree."""

import csv
from pathlib import Path

import pytest

from hiveledger.book.xlsx import patch
from hiveledger.book.xlsx.area import parse_cell
from hiveledger.errors import GateError
from tests.office import Office
from tests.oracle import Cells, new_findings, read_cells
from tests.raw_books import entries
from tests.table_cases import CASES, REFUSALS, Case, Seen

_PARTS = {"S": "xl/worksheets/sheet1.xml", "W": "xl/workbook.xml", "T": "xl/tables/table1.xml"}
_SHEET = "xl/worksheets/sheet1.xml"
_ALWAYS = {_SHEET, "xl/workbook.xml"}  # a formula somewhere asks for a calculation


def _edited(case: Case, folder: Path, name: str = "out") -> tuple[Path, Path]:
    path, out = case.book.write(folder / f"{name}-in.xlsx"), folder / f"{name}.xlsx"
    patch(path, case.edits, out)
    return path, out


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_table_takes_an_edit(case: Case, tmp_path: Path) -> None:
    path, out = _edited(case, tmp_path)
    before, after = entries(path), entries(out)
    cells, told = read_cells(path, _SHEET), read_cells(out, _SHEET)
    places = {place: name for name in case.cells if (place := parse_cell(name))}
    strays = {place for place in cells.keys() | told.keys() if cells.get(place) != told.get(place)} - places.keys()
    assert {place: told.get(place) for place in strays if any(told.get(place, ())[1:])} == {}
    assert {name: _said(told, place) for place, name in places.items()} == {
        name: value.said if isinstance(value, Seen) else None if value is None else f"{value}"
        for name, value in case.cells.items()
    }
    changed = {name for name in before if before[name] != after.get(name)}
    meant = {_PARTS.get(part.strip(), part) for part in case.pieces} | {_PARTS["T"]}
    assert changed <= _ALWAYS | meant
    for part, piece in case.pieces.items():
        assert piece in _text(after[_PARTS.get(part.strip(), part)])
    assert new_findings(path, out) == []


def _said(cells: Cells, place: tuple[int, int]) -> str | None:
    """Give a cell's formula, else its value."""
    _, _, value, formula = cells.get(place, (None, None, None, None))
    return value if formula is None else formula.rpartition("}")[2]


def _text(part: bytes) -> str:
    return part.decode("utf-16" if part.startswith(b"\xff\xfe") else "utf-8")


@pytest.mark.parametrize("case", REFUSALS, ids=lambda case: case.name)
def test_a_table_refuses_an_edit_before_anything_is_written(case: Case, tmp_path: Path) -> None:
    with pytest.raises(GateError, match=case.refused.replace(".", r"\.")):
        _edited(case, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["out-in.xlsx"]


def test_libreoffice_sees_every_table_as_it_should_be(tmp_path: Path, office: Office) -> None:
    outs = [_edited(case, tmp_path, f"{number:02}")[1] for number, case in enumerate(CASES)]
    seen = office.as_csv(outs, tmp_path)
    for case, path in zip(CASES, seen, strict=True):
        with path.open(encoding="utf-8", newline="") as file:
            grid = {(r, c): text for r, line in enumerate(csv.reader(file), 1) for c, text in enumerate(line, 1)}
        shown = {name: grid.get(parse_cell(name) or (0, 0), "") for name in case.cells}
        assert (case.name, shown) == (case.name, {name: _shown(value) for name, value in case.cells.items()})


def _shown(value: float | str | Seen | None) -> str:
    return value.shown if isinstance(value, Seen) else "" if value is None else f"{value}"
