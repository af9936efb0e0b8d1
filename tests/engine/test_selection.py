"""What a person selected in several places at once, which no call of xlwings can select."""

import xlwings as xw


def test_of_several_areas_the_visible_cells_are_given_and_no_others(calc: xw.App) -> None:
    book = calc.books.add()
    sheet, document = book.sheets[0], book.api
    for rows in ("4:4", "6:7"):
        sheet[rows].row_height = 0
    together = document.createInstance("com.sun.star.sheet.SheetCellRanges")
    for address in ("A1:A2", "C3:C9"):
        together.addRangeAddress(sheet[address].api.RangeAddress, False)  # noqa: FBT003 - UNO knows no names
    document.getCurrentController().select(together)
    selected = calc.selection
    assert selected is not None
    assert selected.address == "$A$1:$A$2"
    areas = selected.get_special_cells("visible")
    assert isinstance(areas, list)
    assert [area.address for area in areas] == ["$A$1:$A$2", "$C$3", "$C$5", "$C$8:$C$9"]
    book.close()
