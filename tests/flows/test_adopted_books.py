"""The verbs in a team's own workbook: what they write, and that all else stays."""

import re
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table as ExcelTable

from hiveledger.book.file import FileBook
from hiveledger.book.xlsx import SetColumn, patch
from hiveledger.book.xlsx.container.archive import Archive
from hiveledger.book.xlsx.workbook import Workbook as Opened
from hiveledger.demo.own_book import write_own_book
from hiveledger.flows.verbs import VERBS
from hiveledger.gate import column_letters
from hiveledger.text import Language
from tests.books import cells as lead_cells
from tests.office import Office
from tests.oracle import new_findings
from tests.own_books import HEADERS, NOW, ROWS, adopt, are_kept, carry_out, cells_of, entries_of, own_book, type_text
from tests.workbooks import sheet_xml, xlsx


def test_all_verbs_run_on_an_adopted_workbook(tmp_path: Path, office: Office) -> None:
    path = write_own_book(tmp_path / "自用.xlsx", NOW)
    original = path.read_bytes()
    cells = cells_of(path)
    book = FileBook(path)
    adopt(book)
    (tmp_path / "网站.csv").write_text("公司,手机,需求\n示例新客有限公司,13900000009,三轴机床 20 台\n", "utf-8")
    imported = carry_out(book, "import", NOW, files=(str(tmp_path / "网站.csv"),), text="", source="网站")
    assert (imported.conflicts, imported.findings) == ((), ())
    for verb in ("clean", "dedupe", "complete", "grade", "distribute"):
        assert carry_out(book, verb, NOW + timedelta(minutes=10)).conflicts == ()
    after = cells_of(path)
    rows = {row for row, column in cells["销售示例甲"] if column == 2}
    assert after["销售示例甲"][max(rows) + 1, 2] == "示例新客有限公司"
    assert after["销售示例乙"] == cells["销售示例乙"]
    assert "团队" in after
    (tmp_path / "original.xlsx").write_bytes(original)
    assert new_findings(tmp_path / "original.xlsx", path) == []
    converted = office.convert(path, "xlsx", tmp_path / "office")
    assert cells_of(converted)["销售示例甲"][max(rows) + 1, 2] == "示例新客有限公司"
    assert [line.verb for line in FileBook(path).runs()][:2] == ["adopt", "import"]


def test_an_excel_table_with_all_that_lies_over_it_takes_ids_and_new_leads_in(tmp_path: Path) -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "线索"
    sheet["A1"] = "三月线索"
    sheet["A2"] = "内部"
    for row in ([*HEADERS, "意向金额"], [*ROWS[1], 3], [*ROWS[2], 5]):
        sheet.append(row)
    sheet.add_table(ExcelTable(displayName="Own", ref="A3:E5"))
    grades = DataValidation(type="list", formula1='"甲,乙"', sqref="D4:D5")
    sheet.add_data_validation(grades)
    sheet.conditional_formatting.add("E4:E5", FormulaRule(["E4>4"]))  # type: ignore[no-untyped-call]
    sheet["B4"].comment = Comment("熟人", "SO")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=5, min_row=4, max_row=5))
    sheet.add_chart(chart, "H3")
    workbook.save(tmp_path / "团队表.xlsx")
    book = FileBook(tmp_path / "团队表.xlsx")
    adopt(book)
    (tmp_path / "网站.csv").write_text("公司,手机\n示例新客有限公司,13900000009\n", "utf-8")
    carry_out(book, "import", NOW, files=(str(tmp_path / "网站.csv"),), text="", source="网站")
    with zipfile.ZipFile(book.path) as archive:
        xml = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith("xml")}
    last = len(book.read().tables["leads"].columns) + 3  # two headers that are nobody's, and the ids
    assert f'ref="A3:{column_letters(last)}6"' in xml["xl/tables/table1.xml"]
    assert 'name="线索编号"' in xml["xl/tables/table1.xml"]
    assert 'sqref="D4:D6"' in xml["xl/worksheets/sheet1.xml"]
    assert 'sqref="E4:E6"' in xml["xl/worksheets/sheet1.xml"]
    assert "$E$4:$E$6" in xml["xl/charts/chart1.xml"]
    assert load_workbook(book.path)["线索"]["B4"].comment.text == "熟人"


def test_a_lead_goes_its_whole_way_in_an_adopted_workbook(tmp_path: Path) -> None:
    book = own_book(tmp_path, xlsx(sheet_xml(ROWS), names=["线索"]))
    cells = cells_of(book.path)
    adopt(book)
    for verb in ("clean", "grade", "distribute"):
        carry_out(book, verb, NOW)
    for column, text in enumerate(("A001", "示例丙", "AM"), 1):
        type_text(book.path, "团队", 2, column, text)
    for outcome in (
        carry_out(book, "assign", NOW, lead="L000001", person="A001", reason="老客户"),
        carry_out(book, "confirm", NOW + timedelta(minutes=1), leads=("L000001",), by="A001"),
        carry_out(book, "return", NOW + timedelta(minutes=2), lead="L000001", reason="不在服务区"),
    ):
        assert (outcome.conflicts, outcome.findings) == ((), ())
        assert outcome.written
    assert lead_cells(book.read().frame("leads"), "L000001", "status", "owner") == ["returned", None]
    told = VERBS["explain"].function()(book, Language.ZH, "L000001").lines
    assert any("不在服务区" in line for line in told)
    assert len(VERBS["history"].function()(book, Language.ZH, "").lines) == len(book.runs())
    assert carry_out(book, "undo", NOW + timedelta(hours=1), run="").findings == ()
    assert lead_cells(book.read().frame("leads"), "L000001", "status", "owner") == ["confirmed", "A001"]
    assert are_kept(cells, book.path)


_GIVEN: Final = (
    "calamine/tests__pivots.xlsx",
    "calamine/tests__inventory-table.xlsx",
    "closedxml/ClosedXML.Tests__Resource__TryToLoad__CommentAndButton.xlsx",
    "closedxml/ClosedXML.Tests__Resource__TryToLoad__TemplateWithTableSourcePivotTables.xlsx",
    "closedxml/ClosedXML.Tests__Resource__Other__Charts__PreserveCharts__inputfile.xlsx",
    "xlsxwriter/xlsxwriter__test__comparison__xlsx_files__button07.xlsm",
    "xlsxwriter/xlsxwriter__test__comparison__xlsx_files__macro01.xlsm",
)
_MAY_CHANGE: Final = re.compile(
    r"xl/worksheets/sheet|xl/tables/|xl/(workbook|styles)\.xml|Content_Types|app\.xml|rels$"
)


def _list_of_leads(data: Path, name: str, folder: Path) -> Path:
    """Let the first sheet of a given workbook be a list of leads, where it has its table or its cells."""
    archive, _, member = name.partition("/")
    path = folder / f"given{Path(name).suffix}"
    with zipfile.ZipFile(data / "workbooks" / f"{archive}.zip") as given:
        path.write_bytes(given.read(member))
    with Archive(path) as opened:
        workbook = Opened(opened)
        sheet, areas = workbook.sheets[0], [table.area for table in workbook.tables(workbook.sheets[0])]
    filled = cells_of(path)[sheet.name]
    if not filled and not areas:
        filled = {(1, 1): ""}
    top, left = (areas[0].top, areas[0].left) if areas else min(filled)
    bottom = areas[0].bottom if areas else max(row for row, _ in filled)
    rows = range(top + 1, max(bottom, top + 2) + 1)
    leads = [[f"示例{row}精密有限公司", "王示例", f"1380000{row:04d}", "甲"] for row in rows]
    width = min(len(HEADERS), areas[0].right - left + 1) if areas else len(HEADERS)
    columns = zip(*[HEADERS, *leads], strict=True)
    edits = [SetColumn(sheet.name, left + at, top, column) for at, column in zip(range(width), columns, strict=False)]
    patch(path, edits, path)
    return path


@pytest.mark.parametrize("name", [pytest.param(name, id=name.rpartition("__")[2]) for name in _GIVEN])
def test_given_workbooks_keep_all_that_nobody_meant(data: Path, name: str, tmp_path: Path) -> None:
    path = _list_of_leads(data, name, tmp_path)
    original = tmp_path / f"original{path.suffix}"
    original.write_bytes(path.read_bytes())
    cells, parts = cells_of(path), entries_of(path)
    book = FileBook(path)
    adopt(book)
    assert are_kept(cells, path)
    (tmp_path / "网站.csv").write_text("公司,手机,需求\n示例新客有限公司,13900000009,三轴机床 20 台\n", "utf-8")
    carry_out(book, "import", NOW, files=(str(tmp_path / "网站.csv"),), text="", source="网站")
    for verb in ("clean", "dedupe", "grade", "distribute"):
        assert carry_out(book, verb, NOW).conflicts == ()
    after = entries_of(path)
    changed = {part for part, entry in parts.items() if after.get(part) != entry}
    assert [part for part in changed if not _MAY_CHANGE.search(part)] == []
    sheets = list(cells)
    assert all(cells_of(path)[sheet] == cells[sheet] for sheet in sheets[1:])
    assert "示例新客有限公司" in cells_of(path)[sheets[0]].values()
    assert new_findings(original, path) == []
