"""Where things are in a sheet, and what happens to what is there when cells come and go."""

import pytest
import xlwings as xw


@pytest.fixture
def filled(sheet: xw.Sheet) -> xw.Sheet:
    """Give a sheet with two blocks, B2:C4 with a gap in it, and F1."""
    sheet["B2"].value = [["h", "i"], [1, None], [2, 3]]
    sheet["F1"].value = "x"
    return sheet


def test_what_is_used_reaches_to_the_last_cell(filled: xw.Sheet) -> None:
    last = filled.used_range.last_cell
    assert (last.row, last.column) == (4, 6)


def test_an_empty_sheet_uses_its_first_cell(sheet: xw.Sheet) -> None:
    assert sheet.used_range.address == "$A$1"


def test_the_region_around_a_cell_ends_at_empty_rows_and_columns(filled: xw.Sheet) -> None:
    assert filled["C3"].current_region.address == "$B$2:$C$4"


@pytest.mark.parametrize(
    ("start", "direction", "end"),
    [
        ("B2", "down", "$B$4"),
        ("C2", "down", "$C$4"),
        ("B4", "up", "$B$2"),
        ("B2", "right", "$C$2"),
        ("C2", "left", "$B$2"),
        ("A1", "right", "$F$1"),
        ("C4", "up", "$C$2"),
    ],
)
def test_the_end_of_a_run_of_cells_is_where_ctrl_and_an_arrow_lead(
    filled: xw.Sheet, start: str, direction: str, end: str
) -> None:
    assert filled[start].end(direction).address == end


def test_a_range_expands_over_what_is_filled(filled: xw.Sheet) -> None:
    assert filled["B2"].expand().address == "$B$2:$C$4"
    assert filled["B2"].expand("down").address == "$B$2:$B$4"


def test_a_place_is_named_in_many_ways(sheet: xw.Sheet) -> None:
    block = sheet["B2:D5"]
    assert (block.row, block.column, block.shape, block.address) == (2, 2, (4, 3), "$B$2:$D$5")
    assert sheet.range((2, 2), (5, 4)) == block == sheet.cells[1:5, 1:4] == sheet["A1"].offset(1, 1).resize(4, 3)
    assert block[1:, 0].address == "$B$3:$B$5"
    assert block.get_address(row_absolute=False, column_absolute=False) == "B2:D5"
    assert [cell.address for cell in block[0, :]] == ["$B$2", "$C$2", "$D$2"]


def test_rows_are_inserted_and_deleted_and_formulas_follow(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["a", 1], ["b", 2], ["c", 3]]
    sheet["D1"].formula = "=SUM(B1:B3)"
    sheet["2:2"].insert("down")
    assert sheet["A1:A4"].value == ["a", None, "b", "c"]
    assert sheet["D1"].formula == "=SUM(B1:B4)"
    sheet["2:2"].delete("up")
    assert (sheet["A1:A3"].value, sheet["D1"].formula) == (["a", "b", "c"], "=SUM(B1:B3)")


def test_cells_are_moved_aside_without_their_neighbours(sheet: xw.Sheet) -> None:
    sheet["A1"].value = [[1, "x"], [2, "y"]]
    sheet["A1"].insert("down")
    assert sheet["A1:B3"].value == [[None, "x"], [1, "y"], [2, None]]
    sheet["A1"].delete("up")
    assert sheet["A1:B2"].value == [[1, "x"], [2, "y"]]


def test_cells_are_emptied_with_or_without_their_formats(sheet: xw.Sheet) -> None:
    sheet["A1"].value = "x"
    sheet["A1"].color = (255, 0, 0)
    sheet["A1"].clear_contents()
    assert (sheet["A1"].value, sheet["A1"].color) == (None, (255, 0, 0))
    sheet["A1"].clear()
    assert sheet["A1"].color is None


def test_what_a_person_selected_is_known_with_what_is_hidden_in_it(app: xw.App, sheet: xw.Sheet) -> None:
    sheet.activate()
    sheet["3:4"].row_height = 0
    sheet["A1:B6"].select()
    selected = app.selection
    assert selected is not None
    assert selected.address == "$A$1:$B$6"
    areas = selected.get_special_cells("visible")
    assert isinstance(areas, list)
    assert [area.address for area in areas] == ["$A$1:$B$2", "$A$5:$B$6"]
