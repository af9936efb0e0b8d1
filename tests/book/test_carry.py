"""A book that openpyxl would damage is refused, and what would be lost is named."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from hiveledger.book.carry import check_carried, inventory
from hiveledger.book.file import FileBook
from hiveledger.book.workbook import load, save
from hiveledger.changes import Append, Group, Plan, Set
from hiveledger.errors import LedgerError
from hiveledger.findings import Finding
from tests.ledgers import NOW, imported, new_ledger, type_into

CONTENT_TYPES: Final = "[Content_Types].xml"
SET: Final = Plan("clean", NOW, (Group("L000001", (Set("leads", "L000001", "note", None, "x"),)),))


def rewritten(content: bytes, change: Callable[[str, str], str], more: dict[str, str] | None = None) -> bytes:
    """Rewrite the text of a package's parts, and add some."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as parts, zipfile.ZipFile(made, "w") as copy:
        for name in parts.namelist():
            copy.writestr(name, change(name, parts.read(name).decode()))
        for name, text in (more or {}).items():
            copy.writestr(name, text)
    return made.getvalue()


def with_part(content: bytes, name: str, kind: str) -> bytes:
    override = f'<Override PartName="/{name}" ContentType="{kind}"/></Types>'
    return rewritten(
        content,
        lambda part, text: text.replace("</Types>", override) if part == CONTENT_TYPES else text,
        {name: "<x/>"},
    )


def with_element(content: bytes, element: str, after: str = "</sheetData>") -> bytes:
    """Put an element into the second sheet, the leads."""
    sheet = "xl/worksheets/sheet2.xml"
    return rewritten(content, lambda part, text: text.replace(after, after + element) if part == sheet else text)


@pytest.fixture
def book(tmp_path: Path) -> FileBook:
    return imported(tmp_path, {"company": "示例"})


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        pytest.param(
            lambda content: with_part(content, "xl/slicers/slicer1.xml", "application/vnd.ms-excel.slicer+xml"),
            "slicer",
            id="a slicer",
        ),
        pytest.param(
            lambda content: with_part(content, "xl/printerSettings/printerSettings1.bin", "x/printerSettings"),
            "printer",
            id="printer settings",
        ),
        pytest.param(
            lambda content: with_element(content, '<extLst><ext uri="{x}"/></extLst>', "</tableParts>"),
            "extension",
            id="what newer versions keep in extensions",
        ),
        pytest.param(
            lambda content: with_element(
                content, '<protectedRanges><protectedRange name="x" sqref="A1"/></protectedRanges>'
            ),
            "protection",
            id="ranges that may be edited",
        ),
    ],
)
def test_a_book_that_would_lose_something_is_refused_and_stays(
    book: FileBook, change: Callable[[bytes], bytes], kind: str
) -> None:
    content = change(book.path.read_bytes())
    book.path.write_bytes(content)
    with pytest.raises(LedgerError) as problem:
        book.write(SET, "SO")
    assert problem.value.code == "book.cannot_carry"
    findings = problem.value.params["findings"]
    assert isinstance(findings, tuple)
    assert [finding.params["kind"].code for finding in findings] == [f"book.part.{kind}"]
    assert book.path.read_bytes() == content
    assert len(book.runs()) == 1


def chart(sheet: Worksheet) -> None:
    bars = BarChart()
    bars.add_data(Reference(sheet, min_col=3, min_row=1, max_row=3))
    sheet.add_chart(bars, "E5")


def comment(sheet: Worksheet) -> None:
    sheet["A1"].comment = Comment("示例批注", "示例甲")


def rich_text(sheet: Worksheet) -> None:
    sheet["B1"].value = CellRichText("一半", TextBlock(InlineFont(b=True), "加粗"))


def formula(sheet: Worksheet) -> None:
    sheet["B2"].value = "=1+1"


def literal_escape(sheet: Worksheet) -> None:
    sheet["B3"].value = "_x005F_x0041_"


@pytest.mark.parametrize("draw", [chart, comment, rich_text, formula, literal_escape])
def test_what_openpyxl_knows_on_a_sheet_of_the_teams_own_is_carried(
    book: FileBook, draw: Callable[[Worksheet], None]
) -> None:
    workbook = load_workbook(book.path)
    draw(workbook.create_sheet("自用"))
    workbook.save(book.path)
    before = load_workbook(book.path, rich_text=True)["自用"]
    assert book.write(SET, "SO").run_id
    after = load_workbook(book.path, rich_text=True)["自用"]
    assert [[cell.value for cell in row] for row in after] == [[cell.value for cell in row] for row in before]
    assert inventory(book.path.read_bytes(), "x")["自用/sheetViews"] == 1


def test_a_formula_in_a_column_of_ours_would_lose_its_value_and_is_refused(book: FileBook) -> None:
    type_into(book.path, "客户台账!H2", "=1+1")  # openpyxl saves it without a result
    result = re.compile(r"(?<=</f>)<v\s*/>|(?<=</f>)<v></v>")
    content = rewritten(book.path.read_bytes(), lambda _, text: result.sub("<v>2</v>", text))
    book.path.write_bytes(content)
    assert book.read().frame("leads")["company"].to_dict() == {"L000001": "2"}
    with pytest.raises(LedgerError) as problem:
        book.write(SET, "SO")
    assert (problem.value.code, problem.value.params["cell"]) == ("book.cannot_carry_cell", "客户台账!H2")
    assert book.path.read_bytes() == content


def test_a_book_that_openpyxl_cannot_load_is_refused_with_a_sentence(book: FileBook) -> None:
    content = rewritten(book.path.read_bytes(), lambda name, text: "<x/>" if name == "xl/styles.xml" else text)
    with pytest.raises(LedgerError) as problem:
        load(content, "x.xlsx")
    assert problem.value.code == "book.cannot_load"


def test_nothing_gets_lost_between_loading_and_saving_the_template(tmp_path: Path) -> None:
    content = new_ledger(tmp_path).path.read_bytes()
    check_carried(content, save(load(content, "x.xlsx")), "x.xlsx")


def test_a_list_of_properties_that_lists_none_may_go(book: FileBook) -> None:
    empty = '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"></Properties>'
    kind = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
    content = with_part(book.path.read_bytes(), "docProps/custom.xml", kind)
    book.path.write_bytes(rewritten(content, lambda name, text: empty if name == "docProps/custom.xml" else text))
    assert book.write(SET, "SO").run_id


def test_a_text_too_long_for_a_cell_falls_with_its_group_and_is_told_of(book: FileBook) -> None:
    groups = (
        Group("L000001", (Set("leads", "L000001", "note", None, "字" * 32_768),)),
        Group("L000002", (Append("leads", "L000002", {"company": "示例二"}),)),
    )
    outcome = book.write(Plan("clean", NOW, groups), "SO")
    assert outcome.findings == (Finding("book.too_long", "leads", "L000001", "note", {"count": 32_768}),)
    assert book.read().frame("leads")["company"].to_dict() == {"L000001": "示例", "L000002": "示例二"}
