"""How cells look can be set and asked for."""

import xlwings as xw


def test_a_number_format_comes_back_as_excel_writes_it(sheet: xw.Sheet) -> None:
    for row, code in enumerate(["@", "0.00%", "#,##0.00", "yyyy-mm-dd hh:mm", "General"], start=1):
        sheet[f"A{row}"].number_format = code
        assert sheet[f"A{row}"].number_format == code


def test_what_differs_from_cell_to_cell_is_nothing(sheet: xw.Sheet) -> None:
    sheet["A1"].number_format = "@"
    sheet["A1"].font.bold = True
    sheet["A1"].wrap_text = True
    sheet["A:A"].column_width = 30
    both = sheet["A1:B1"]
    found: list[object] = [both.number_format, both.font.bold, both.wrap_text, both.column_width]
    assert found == [None] * 4


def test_colours_are_red_green_and_blue(sheet: xw.Sheet) -> None:
    sheet["A1:B2"].color = (255, 192, 0)
    sheet["A1"].font.color = "#0000ff"
    assert (sheet["B2"].color, sheet["C3"].color, sheet["A1"].font.color) == ((255, 192, 0), None, (0, 0, 255))
    sheet["A1"].color = None
    assert sheet["A1"].color is None


def test_letters_are_set(sheet: xw.Sheet) -> None:
    font = sheet["A1"].font
    font.bold, font.italic, font.size, font.name = True, True, 14, "Arial"
    assert (font.bold, font.italic, font.size, font.name) == (True, True, 14, "Arial")
    font.bold = False
    assert not font.bold


def test_columns_are_as_wide_as_told_or_hidden(sheet: xw.Sheet) -> None:
    sheet["B:B"].column_width = 20
    assert sheet["B2"].column_width == 20
    sheet["B:B"].column_width = 0
    assert sheet["B2"].column_width == 0


def test_columns_are_made_as_wide_as_they_need(sheet: xw.Sheet) -> None:
    sheet["A1"].value = "a long text that needs much room"
    narrow = sheet["A1"].column_width
    sheet.autofit("c")
    assert (sheet["A1"].column_width or 0) > (narrow or 0) > 0


def test_merged_cells_are_known(sheet: xw.Sheet) -> None:
    sheet["B2:C3"].merge()
    assert (sheet["B2:C3"].merge_cells, sheet["C3"].merge_cells, sheet["E5:F6"].merge_cells) == (True, True, False)
    assert sheet["A1:C3"].merge_cells is None
    assert (sheet["C3"].merge_area.address, sheet["A1"].merge_area.address) == ("$B$2:$C$3", "$A$1")
    sheet["B2:C3"].unmerge()
    assert sheet["B2:C3"].merge_cells is False
