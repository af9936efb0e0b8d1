"""No text may become a formula on its way into a workbook."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from hiveledger.book import edition
from hiveledger.book.xlsx.edits import Edit, SetCell
from hiveledger.book.xlsx.foreign import NewFormula, new_formulas, refuse_new_formulas
from hiveledger.book.xlsx.patch import Patched, patch
from hiveledger.book.xlsx.values import Formula
from hiveledger.changes import Append, Group, Plan
from hiveledger.errors import LedgerError
from hiveledger.text import Language, say
from hiveledger_templates import book_bytes
from tests.hang import must_end
from tests.ledgers import NOW, new_ledger
from tests.raw_books import entries, raw_book, sheet_xml

_SHEET: Final = "xl/worksheets/sheet1.xml"
_DDE: Final = "cmd|'/C calc'!A0"
_TABLE: Final = (
    '<table id="1" name="T" displayName="T" ref="A1:B3"><tableColumns count="2"><tableColumn id="1" name="n"/>'
    '<tableColumn id="2" name="twice"><calculatedColumnFormula>T[[#This Row],[n]]*2</calculatedColumnFormula>'
    "</tableColumn></tableColumns></table>"
)


def _cell(name: str, formula: str = "", attributes: str = "") -> str:
    said = f"<f{attributes}>{formula}</f>" if formula or attributes else ""
    return f'<c r="{name}">{said}<v>1</v></c>'


def _row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def _found(folder: Path, before: str, after: str, **tables: str) -> list[tuple[str, str]]:
    old = raw_book(folder / "a.xlsx", {"S": sheet_xml(before)}, tables=tables)
    new = raw_book(folder / "b.xlsx", {"S": sheet_xml(after)}, tables=tables)
    return [(found.cell, found.formula) for found in new_formulas(old, new, [_SHEET])]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(_row(1, _cell("A1")), _row(1, _cell("A1", _DDE)), [("A1", _DDE)], id="over a value"),
        pytest.param("", _row(2, _cell("A2", "1+1")), [("A2", "1+1")], id="in a new row"),
        pytest.param(_row(1, _cell("A1", "1+1")), _row(1, _cell("A1", "1+2")), [("A1", "1+2")], id="another one"),
        pytest.param(_row(1, _cell("A1", "1+1")), _row(1, _cell("A1", "1+1"), _cell("B1")), [], id="the same"),
        pytest.param(
            _row(1, _cell("B1", "A1*2")), _row(1, _cell("B1", "A1*2")) + _row(2, _cell("B2", "A2*2")), [],
            id="that of the row above, moved down",
        ),
        pytest.param(
            _row(1, _cell("B1", "A1*2")), _row(1, _cell("B1", "A1*2")) + _row(2, _cell("B2", "A1*2")),
            [("B2", "A1*2")], id="that of the row above, not moved",
        ),
        pytest.param(
            "",
            _row(1, _cell("A1", "B1", ' t="shared" si="0"')) + _row(2, _cell("A2", "", ' t="shared" si="0"')),
            [("A1", "B1")], id="a shared one: the second copies the first",
        ),
        pytest.param(
            _row(1, _cell("A1", "C1", ' t="shared" si="0" ref="A1:B1"'), _cell("B1", "", ' t="shared" si="0"')),
            _row(1, _cell("A1"), _cell("B1", "D1", ' t="shared" si="0" ref="B1"')), [],
            id="a shared one that its neighbour takes over",
        ),
        pytest.param("", _row(1, "<c><f>1+1</f></c>"), [("?", "1+1")], id="in a cell without a place"),
        pytest.param("", _row(1, '<c r="A1"><!-- --><f>1+1</f></c>'), [("A1", "1+1")], id="behind a comment"),
        pytest.param("", _row(1, '<c r="A1"><!--<f>1+1</f>--><v>1</v></c>'), [], id="in a comment"),
    ],
)  # fmt: skip
def test_a_formula_that_was_not_there_is_found(
    tmp_path: Path, before: str, after: str, expected: list[tuple[str, str]]
) -> None:
    assert _found(tmp_path, before, after) == expected


def test_a_columns_own_formula_is_none_of_a_stranger(tmp_path: Path) -> None:
    rows = [_row(2, _cell("A2"), _cell("B2", formula)) for formula in ("T[[#This Row],[n]]*2", "T[[#This Row],[n]]*3")]
    assert _found(tmp_path, "", rows[0], **{"table1.xml": _TABLE}) == []
    assert _found(tmp_path, "", rows[1], **{"table1.xml": _TABLE}) == [("B2", "T[[#This Row],[n]]*3")]


def test_a_part_that_was_not_rewritten_is_not_looked_into(tmp_path: Path) -> None:
    before = raw_book(tmp_path / "a.xlsx", {"S": sheet_xml("")})
    after = raw_book(tmp_path / "b.xlsx", {"S": sheet_xml(_row(1, _cell("A1", "1+1")))})
    assert new_formulas(before, after, ["xl/worksheets/sheet2.xml"]) == []


def test_an_added_sheet_is_looked_into(tmp_path: Path) -> None:
    before = raw_book(tmp_path / "a.xlsx", {"S": sheet_xml("")})
    after = raw_book(tmp_path / "b.xlsx", {"S": sheet_xml(""), "T": sheet_xml(_row(1, _cell("A1", "1+1")))})
    assert new_formulas(before, after, ["xl/worksheets/sheet2.xml"]) == [NewFormula("T", "A1", "1+1")]


def test_such_a_version_is_refused_with_the_place(tmp_path: Path) -> None:
    before = raw_book(tmp_path / "a.xlsx", {"S": sheet_xml("")})
    after = raw_book(tmp_path / "b.xlsx", {"S": sheet_xml(_row(1, _cell("A1", _DDE), _cell("B1", "1+1")))})
    with pytest.raises(LedgerError) as refusal:
        refuse_new_formulas(before, after, [_SHEET], "台账.xlsx")
    assert (refusal.value.code, refusal.value.params) == (
        "book.foreign_formula", {"file": "台账.xlsx", "cell": "S!A1", "count": 2},
    )  # fmt: skip


def test_texts_that_look_like_formulas_pass_when_the_patcher_writes_them(tmp_path: Path) -> None:
    before = raw_book(tmp_path / "a.xlsx", {"S": sheet_xml(_row(1, _cell("A1"), _cell("B1", "A1*2")))})
    edits = [SetCell("S", row, 3, text) for row, text in enumerate(("=1+1", "+1", "-1", "@A1", f"={_DDE}", "\t=1"), 1)]
    done = patch(before, edits, tmp_path / "b.xlsx")
    assert new_formulas(before, tmp_path / "b.xlsx", done.changed) == []


def test_comparing_a_hundred_thousand_formulas_comes_to_an_end(tmp_path: Path) -> None:
    rows = "".join(_row(row, _cell(f"A{row}"), _cell(f"B{row}", f"A{row}*2")) for row in range(1, 100_001))
    before = raw_book(tmp_path / "a.xlsx", {"S": sheet_xml(rows)})
    with must_end():
        assert new_formulas(before, before, [_SHEET]) == []


@pytest.mark.parametrize("language", list(Language))
def test_the_template_calculates_on_the_sheet_that_is_there_for_it_alone(tmp_path: Path, language: Language) -> None:
    book = tmp_path / "台账.xlsx"
    book.write_bytes(book_bytes(language))
    found = new_formulas(raw_book(tmp_path / "a.xlsx", {"S": sheet_xml("")}), book, entries(book))
    assert {formula.sheet for formula in found} == {say("dashboard.sheet", language)}


def test_a_ledger_in_which_a_text_became_a_formula_is_not_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = new_ledger(tmp_path)
    content = book.path.read_bytes()

    def careless(source: Path, edits: Sequence[Edit], out: Path, *, cache: Path | None = None) -> Patched:
        return patch(source, [*edits, SetCell("客户台账", 2, 7, Formula(_DDE))], out, cache=cache)

    monkeypatch.setattr(edition, "patch", careless)
    lead = Group("L000001", (Append("leads", "L000001", {"note": "x"}),))
    with pytest.raises(LedgerError, match=r"book\.foreign_formula") as refusal:
        book.write(Plan("import", NOW, (lead,)), who="SO")
    assert refusal.value.params == {"file": book.path.name, "cell": "客户台账!G2", "count": 1}
    assert book.path.read_bytes() == content
    assert book.read().tables["leads"].empty
