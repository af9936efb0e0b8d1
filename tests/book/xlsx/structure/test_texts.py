"""Texts that cells share: one that no cell shows any more is blanked, and every other byte stays."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import openpyxl
import pytest

from hiveledger.book.xlsx import ForgetTexts, SetCell, patch
from tests.raw_books import MAIN, as_strict, entries, raw_book, sheet_xml, with_prefix

_TEXTS: Final = "xl/sharedStrings.xml"
_SHOWN: Final = "<si><t>shown twice</t></si>"
_RICH: Final = '<si><r><t>in </t></r><r><t>parts</t></r><rPh sb="0" eb="1"><t>kana</t></rPh></si>'
_ONE: Final = "<si><t>shown on another sheet</t></si>"
_NEVER: Final = "<si><t>shown nowhere</t></si>"


def _book(path: Path) -> Path:
    cells = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1"><v>3</v></c></row>'
    other = sheet_xml('<row r="1"><c r="A1" t="s"><v>2</v></c><c r="B1" t="s"><v>0</v></c></row>')
    texts = f'<sst xmlns="{MAIN}" count="4" uniqueCount="4">{_SHOWN}{_RICH}{_ONE}{_NEVER}</sst>'
    return raw_book(path, {"S": sheet_xml(cells), "T": other}, more={_TEXTS: texts})


@pytest.mark.parametrize("dress", [lambda path: path, with_prefix, as_strict], ids=["plain", "with a prefix", "Strict"])
def test_a_text_goes_once_no_cell_shows_it(dress: Callable[[Path], Path], tmp_path: Path) -> None:
    book = dress(_book(tmp_path / "book.xlsx"))
    cleared = tmp_path / "cleared.xlsx"
    patch(book, [SetCell("S", 1, 1, None), SetCell("S", 1, 2, None)], cleared)
    before = entries(cleared)
    assert b"kana" in before[_TEXTS]
    done = patch(cleared, [ForgetTexts()], cleared)
    after = entries(cleared)
    assert done.changed == (_TEXTS,)
    assert {part for part in after if after[part] != before[part]} == {_TEXTS}
    assert [word in after[_TEXTS] for word in (b"twice", b"another", b"parts", b"kana", b"nowhere")] == [
        True, True, False, False, False,
    ]  # fmt: skip


def test_what_cells_show_is_what_they_showed(tmp_path: Path) -> None:
    book = _book(tmp_path / "book.xlsx")
    patch(book, [SetCell("S", 1, 2, None)], book)
    patch(book, [ForgetTexts()], book)
    shown = openpyxl.load_workbook(book)
    assert [[cell.value for cell in row] for row in shown["S"].rows] == [["shown twice", None, 3]]
    assert [[cell.value for cell in row] for row in shown["T"].rows] == [["shown on another sheet", "shown twice"]]


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1" t="s"><v>1</v></c>',
        '<c t="s" r="A1" s="0"><v>1</v></c>',
        "<c r='A1' t='s'><v>1</v></c>",
        '<c r="A1" t = "s"><v> 1 </v></c>',
        '<c r="A1" t="s"><!-- > --><v>1</v></c>',
        '<c r="A1" t="s"><v>1</v ></c><c r="B1" t="s"><v>0</v></c>',
        '<c r="A1" t="s" ph=">"><v>1</v></c>',
        '<c r="A1" t="s"><f>A2</f><v>1</v></c>',
    ],
)
def test_a_text_that_is_shown_stays_however_its_cell_is_written(cell: str, tmp_path: Path) -> None:
    texts = f'<sst xmlns="{MAIN}"><si><t>other</t></si><si><t>shown</t></si><si><t>never</t></si></sst>'
    book = raw_book(tmp_path / "book.xlsx", {"S": sheet_xml(f'<row r="1">{cell}</row>')}, more={_TEXTS: texts})
    patch(book, [ForgetTexts()], book)
    assert b"shown" in entries(book)[_TEXTS]
    assert b"never" not in entries(book)[_TEXTS]


def test_a_book_whose_texts_are_all_shown_or_that_shares_none_stays_byte_for_byte(tmp_path: Path) -> None:
    book = raw_book(tmp_path / "book.xlsx", {"S": sheet_xml('<row r="1"><c r="A1"><v>3</v></c></row>')})
    assert patch(book, [ForgetTexts()], tmp_path / "out.xlsx").changed == ()
    assert entries(tmp_path / "out.xlsx") == entries(book)
