"""A text stays a text, wherever it is put."""

import ast
import csv
import io
from datetime import datetime
from pathlib import Path
from typing import Final

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from hiveledger.book.xlsx.foreign import new_formulas
from hiveledger.changes import Append, Group, Plan
from hiveledger.text import say
from hiveledger.text.inert import cell_text, csv_text, is_armed
from tests.ledgers import new_ledger
from tests.office import Office
from tests.raw_books import entries
from tests.source import modules

NOW: Final = datetime(2026, 3, 2, 10)
_SIGNS: Final = "=+-@＝＋－＠"
_BEFORE: Final = {
    "nothing": "",
    "a space": " ",
    "a tab": "\t",
    "a line end": "\r\n",
    "a full-width space": "\u3000",
    "a zero-width space": "\u200b",
    "a byte order mark": "\ufeff",
}
_HOSTILE: Final = [before + sign + "1+cmd|'/C calc'!A0" for before in _BEFORE.values() for sign in _SIGNS]


@pytest.mark.parametrize("sign", _SIGNS)
@pytest.mark.parametrize("before", _BEFORE.values(), ids=_BEFORE)
def test_a_sign_arms_a_text_whatever_unseen_stands_before_it(sign: str, before: str) -> None:
    assert is_armed(f"{before}{sign}1")


@pytest.mark.parametrize("text", ["\tx", "\rx1", "\nx1"])
def test_what_begins_with_a_tab_or_line_end_is_armed(text: str) -> None:
    assert is_armed(f"{text}y")


@pytest.mark.parametrize("text", ["", " ", "-", "＋", "a=1", "示例-甲", "138+", "'=1", "\u200b"])
def test_other_texts_are_not(text: str) -> None:
    assert not is_armed(text)


@given(st.text())
def test_in_a_csv_a_text_is_itself_or_has_an_apostrophe_in_front(text: str) -> None:
    put = csv_text(text)
    assert put in {text, f"'{text}"}
    assert not is_armed(put)


@given(st.text())
def test_in_a_cell_a_text_loses_nothing_that_can_be_seen(text: str) -> None:
    put = cell_text(text)
    assert cell_text(put) == put
    assert [sign for sign in put if sign.isprintable()] == [sign for sign in text if sign.isprintable()]
    assert not ILLEGAL_CHARACTERS_RE.search(put)


def test_every_module_that_writes_a_csv_disarms_its_texts() -> None:
    samples = {  # write what a site would send, formulas and all
        "automation/hiveledger/demo/files.py",
        "automation/hiveledger/simulation/team.py",
    }
    writing = {
        path: ast.unparse(tree)
        for path, tree in modules()
        if any(
            isinstance(node, ast.Attribute)
            and (node.attr == "to_csv" or ast.unparse(node) in {"csv.writer", "csv.DictWriter"})
            for node in ast.walk(tree)
        )
    }
    assert {path for path, source in writing.items() if "csv_text" not in source} == samples


def _ledger(folder: Path) -> Path:
    """Give a ledger into which hostile texts were written, each as a lead's company and note."""
    book = new_ledger(folder)
    leads = [
        Group(key, (Append("leads", key, {"company": text, "contact": text, "note": text}),))
        for number, text in enumerate(_HOSTILE, 1)
        for key in [f"L{number:06d}"]
    ]
    book.write(Plan("import", NOW, tuple(leads)), who="SO")
    return book.path


def test_in_a_ledger_a_hostile_text_stays_text_under_the_format_of_texts(tmp_path: Path) -> None:
    template = new_ledger(tmp_path).path
    before = template.rename(tmp_path / "before.xlsx")
    after = _ledger(tmp_path)
    assert new_formulas(before, after, entries(after)) == []
    sheet = openpyxl.load_workbook(after)["客户台账"]
    found = [cell for row in sheet.iter_rows(min_row=2) for cell in row if "calc" in str(cell.value)]
    assert len(found) == 3 * len(_HOSTILE)
    assert {(cell.data_type, cell.number_format) for cell in found} == {("s", "@")}


def test_libreoffice_finds_no_formula_in_such_a_ledger(tmp_path: Path, office: Office) -> None:
    made = office.convert(_ledger(tmp_path), "xlsx", tmp_path / "out")
    book = openpyxl.load_workbook(made)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.parent.title for cell in cells if cell.data_type == "f"} == {say("dashboard.sheet")}  # its own
    assert sum("calc" in str(cell.value) for cell in cells) >= 3 * len(_HOSTILE)


def test_libreoffice_finds_no_formula_in_a_disarmed_csv(tmp_path: Path, office: Office) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([[csv_text(hostile)] for hostile in _HOSTILE])
    (tmp_path / "rejects.csv").write_text(text.getvalue(), "utf-8-sig")
    book = openpyxl.load_workbook(office.convert(tmp_path / "rejects.csv", "xlsx", tmp_path / "out"))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert cells
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
