"""Edits are read from JSON as a program writes them, and a wrong one is named."""

from datetime import date, datetime
from pathlib import Path

import pytest

from hiveledger.book.xlsx import (
    AddRowsAsSheet,
    AddValuesAsColumn,
    AppendRows,
    Edit,
    ReplaceBody,
    SetCell,
    SetColumn,
    read_edits,
)
from hiveledger.errors import GateError


def _read(tmp_path: Path, text: str, name: str = "edits.json") -> list[Edit]:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return list(read_edits(path))


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        pytest.param('{"sheet":"S","cell":"B2","value":"x"}', SetCell("S", 2, 2, "x"), id="a text"),
        pytest.param('{"sheet":"S","cell":"b2","value":12.5}', SetCell("S", 2, 2, 12.5), id="a number"),
        pytest.param('{"sheet":"S","cell":"A1","value":null}', SetCell("S", 1, 1, None), id="nothing"),
        pytest.param(
            '{"sheet":"S","cell":"A1","value":{"date":"2026-01-05"}}', SetCell("S", 1, 1, date(2026, 1, 5)), id="a date"
        ),
        pytest.param(
            '{"sheet":"S","cell":"A1","value":{"datetime":"2026-01-05T09:30:00"}}',
            SetCell("S", 1, 1, datetime(2026, 1, 5, 9, 30)),
            id="a moment",
        ),
        pytest.param(
            '{"sheet":"S","column":"C","from_row":2,"values":[1,null]}', SetColumn("S", 3, 2, [1, None]), id="a column"
        ),
        pytest.param(
            '{"sheet":"S","table":"T","append":[[1],["x"]]}', AppendRows("S", [[1], ["x"]], "T"), id="rows of a table"
        ),
        pytest.param(
            '{"sheet":"S","table":"T","body":[[1],[null]]}', ReplaceBody("S", "T", [[1], [None]]), id="a table's rows"
        ),
        pytest.param(
            '{"add_sheet":"N","state":"hidden","rows":[["x"]]}', AddRowsAsSheet("N", [["x"]], "hidden"), id="a sheet"
        ),
        pytest.param(
            '{"sheet":"S","add_column":"h","values":[1,null]}',
            AddValuesAsColumn("S", "h", [1, None]),
            id="a new column",
        ),
        pytest.param(
            '{"sheet":"S","table":"T","add_column":"h","values":[]}',
            AddValuesAsColumn("S", "h", [], "T"),
            id="a new column of a table",
        ),
        pytest.param('{"add_sheet":"N","rows":[]}', AddRowsAsSheet("N", [], "visible"), id="a blank sheet"),
        pytest.param('{"sheet":"S","append":[[1]]}', AppendRows("S", [[1]]), id="rows below all"),
        pytest.param(
            '{"sheet":"S","column":"B","append":[[1]]}', AppendRows("S", [[1]], "", 2), id="rows from a column"
        ),
    ],
)
def test_an_edit_is_read(text: str, edit: Edit, tmp_path: Path) -> None:
    assert _read(tmp_path, f"[{text}]") == [edit]
    assert _read(tmp_path, f"{text}\n\n{text}\n", "edits.jsonl") == [edit, edit]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("{}", "patch.edits_no_list", id="no list"),
        pytest.param("[{]", "patch.edits_not_json", id="no JSON"),
        pytest.param("[1]", "patch.edit_shape", id="no edit"),
        pytest.param('[{"sheet":"S","cell":"A1"}]', "patch.edit_shape", id="no value"),
        pytest.param('[{"sheet":"S","cell":"A0","value":1}]', "patch.edit_cell", id="no cell"),
        pytest.param('[{"sheet":"S","cell":"XFE1","value":1}]', "patch.edit_cell", id="a cell past the last"),
        pytest.param('[{"sheet":"S","column":"3","from_row":1,"values":[]}]', "patch.edit_cell", id="no column"),
        pytest.param('[{"sheet":"S","column":"A","from_row":true,"values":[]}]', "patch.edit_cell", id="no row"),
        pytest.param(
            '[{"sheet":"S","column":"A","from_row":1048576,"values":[1,2]}]',
            "patch.past_the_sheet",
            id="past the last row",
        ),
        pytest.param('[{"add_sheet":"a/b","rows":[]}]', "patch.sheet_name", id="no name for a sheet"),
        pytest.param('[{"add_sheet":"N","state":"seen","rows":[]}]', "patch.edit_shape", id="no state of a sheet"),
        pytest.param('[{"sheet":"S","add_column":" ","values":[]}]', "patch.edit_shape", id="a column with no header"),
        pytest.param('[{"add_sheet":1,"rows":[]}]', "patch.edit_shape", id="a sheet with no name"),
        pytest.param('[{"sheet":"S","append":[1]}]', "patch.edit_shape", id="rows that are none"),
        pytest.param('[{"sheet":"S","cell":"A1","value":[1]}]', "patch.edit_value", id="a list for a value"),
        pytest.param('[{"sheet":"S","cell":"A1","value":{"date":"5.1.26"}}]', "patch.edit_value", id="no date"),
        pytest.param(
            '[{"sheet":"S","cell":"A1","value":{"datetime":"2026-01-05T09:30:00Z"}}]', "patch.edit_value", id="a zone"
        ),
        pytest.param('[{"sheet":"S","cell":"A1","value":NaN}]', "patch.not_a_number", id="not a number"),
        pytest.param(
            '[{"sheet":"S","cell":"A1","value":110101199003071234}]', "patch.number_too_long", id="an ID card"
        ),
        pytest.param(f'[{{"sheet":"S","cell":"A1","value":"{"x" * 32768}"}}]', "patch.text_too_long", id="a long text"),
    ],
)
def test_a_wrong_edit_is_refused_by_name(text: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(GateError, match=code):
        _read(tmp_path, text)


def test_the_longest_text_that_fits_is_taken(tmp_path: Path) -> None:
    assert len(_read(tmp_path, f'[{{"sheet":"S","cell":"A1","value":"{"x" * 32767}"}}]')) == 1
