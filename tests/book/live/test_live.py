"""A ledger that a program has open: written as the closed one, kept as it looks, put back where writing fails."""

from datetime import datetime
from pathlib import Path
from typing import Final

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.table import Table

from hiveledger.book.file import FileBook
from hiveledger.book.live import LiveBook
from hiveledger.book.live.around import Around
from hiveledger.book.live.pen import Pen
from hiveledger.book.live.saved import Saved
from hiveledger.book.live.sheets import read_block, used_range
from hiveledger.book.xlsx import Formatted, SetCell
from hiveledger.changes import AddColumn, AddTable, Append, Conflict, Given, Group, Plan, Set, Value
from hiveledger.errors import BusyError
from hiveledger.flows.undo import plan_undo
from hiveledger.gate import column_letters
from hiveledger.schema import TABLES
from tests.ledgers import NOW, imported, new_ledger, plain_ledger
from tests.live_books import Opened, plain
from tests.own_books import ROWS, adopt, cells_of, own_book
from tests.tables import table
from tests.workbooks import sheet_xml, xlsx

ROW: Final[dict[str, Value]] = {
    "company": "示例公司",
    "mobile": "013800000001",
    "received_at": NOW,
    "budget_cny": 5e5,
    "status": "new",
}
LEAD: Final = "L000001"
DASHBOARD: Final = "周报"
LEADS: Final = table("""
lead_id | company
L1      | 示例公司
""")


def values_of(path: Path) -> dict[str, dict[tuple[int, int], object]]:
    """Give each sheet's cells as another reader sees them; formulas have no values before a program saves them."""
    return {name: cells for name, cells in cells_of(path).items() if name != DASHBOARD}


def plan(*groups: Group, verb: str = "clean", now: datetime = NOW) -> Plan:
    return Plan(verb, now, groups)


def cell(column: str, before: Value, after: Value, key: str = LEAD) -> Group:
    return Group(key, (Set("leads", key, column, before, after),))


def row(key: str, **cells: Value) -> Group:
    return Group(key, (Append("leads", key, cells),))


def lead(book: LiveBook, key: str = LEAD) -> dict[str, object]:
    found = book.read().frame("leads").loc[key].dropna()
    return {str(column): item for column, item in found.items()}


TEXTS: Final = ("=1+1", "'abc", "0012", "1e5", "TRUE", "2026-03-02", "#N/A", "+86 138", "@SUM(A1)", "5", "a\nb")


def test_a_plan_makes_the_same_of_an_open_book_as_of_a_closed_one(opened: Opened, tmp_path: Path) -> None:
    """Set, cleared, appended; texts that look like something else stay texts."""
    groups = (
        cell("company", "示例公司", "=1+1"),
        cell("received_at", NOW, datetime(2026, 3, 1, 8, 30)),
        cell("budget_cny", 5e5, None, "L000002"),
        cell("mobile", "013800000001", "0012", "L000002"),
        *(row(f"L{number:06d}", company=text, note=text, budget_cny=1.5) for number, text in enumerate(TEXTS, 5)),
    )
    folders = [tmp_path / "closed", tmp_path / "open"]
    for folder in folders:
        folder.mkdir()
    one, other = (imported(folder, ROW, ROW, ROW) for folder in folders)
    book = opened(other)
    assert one.write(plan(*groups), "SO").conflicts == book.write(plan(*groups), "SO").conflicts == ()
    saved = opened.saved(tmp_path)
    assert values_of(saved) == values_of(one.path)
    assert book.read().tables["leads"].equals(one.read().tables["leads"])


def test_a_sheet_and_a_column_join_an_open_book_and_leave_it_again(opened: Opened, tmp_path: Path) -> None:
    folders = [tmp_path / "closed", tmp_path / "open"]
    for folder in folders:
        folder.mkdir()
    one, other = (FileBook(plain_ledger(folder / "台账.xlsx", {"leads": LEADS})) for folder in folders)
    book = opened(other)
    before = values_of(other.path)
    contact = Append("contacts", "C000001", {"lead_id": "L1", "contact": "示例甲"})
    groups = (
        Group("", (AddTable("contacts", TABLES["contacts"].keys[1:]), contact)),
        Group("L1", (AddColumn("leads", "owner"), Set("leads", "L1", "owner", None, "0012"))),
    )
    outcome = book.write(plan(*groups), "SO")
    one.write(plan(*groups), "SO")
    assert [finding.code for finding in outcome.findings] == ["live.plain_sheet"]
    assert values_of(opened.saved(tmp_path)) == values_of(one.path)
    added = opened.book.sheets["联系人"]
    assert [table.range.address for table in added.tables] == [
        f"$A$1:${column_letters(len(TABLES['contacts'].keys))}$2"
    ]
    assert added.range("A1").font.bold
    assert (opened.book.sheets["客户台账"].range("C2").number_format, opened.book.sheets["_hiveledger"].visible) == (
        "@",
        False,
    )
    undone = book.write(plan_undo(book, NOW, outcome.run_id), "SO")
    assert undone.conflicts == ()
    assert {name: cells for name, cells in values_of(opened.saved(tmp_path)).items() if name != "_hiveledger"} == before


def test_a_row_below_the_last_lets_the_table_grow(opened: Opened, tmp_path: Path) -> None:
    book = opened(imported(tmp_path, ROW))
    book.write(plan(row("L000002", company="新"), row("L000003", company="新")), "SO")
    (over,) = opened.book.sheets["客户台账"].tables
    assert over.range.last_cell.row == 4


def test_a_column_that_a_team_calculates_is_calculated_in_new_rows(opened: Opened, tmp_path: Path) -> None:
    workbook = Workbook()
    leads = workbook.worksheets[0]
    leads.title = "客户台账"
    for line in (["线索编号", "公司名称", "自算"], ["L000001", "甲", '=B2&"!"'], ["L000002", "乙", '=B3&"!"']):
        leads.append(line)
    leads.add_table(Table(displayName="T", ref="A1:C3"))
    workbook.save(tmp_path / "台账.xlsx")
    book = opened(FileBook(tmp_path / "台账.xlsx"))
    book.write(plan(row("L000003", company="新"), row("L000004", company="又新")), "SO")
    sheet = opened.book.sheets["客户台账"]
    assert sheet.range("C2:C5").value == ["甲!", "乙!", "新!", "又新!"]
    assert sheet.range("C5").formula == '=B5&"!"'


def test_a_sorted_and_filtered_sheet_is_written_by_its_ids(opened: Opened, tmp_path: Path) -> None:
    closed = plain(tmp_path, *({**ROW, "note": f"第{number}条"} for number in range(1, 7)))
    book = opened(closed)
    book.read()
    sheet = opened.book.sheets["客户台账"]
    rows = sheet.range((2, 1), (7, len(TABLES["leads"].keys)))
    rows.value = list(reversed(rows.options(ndim=2).value))
    sheet.range("A3:A4").api.getRows().IsVisible = False
    outcome = book.write(plan(*(cell("grade", None, "A", f"L{number:06d}") for number in (1, 3, 4, 6))), "SO")
    assert (outcome.conflicts, outcome.findings) == ((), ())
    leads = book.read().frame("leads")
    assert leads["note"].to_dict() == {f"L{number:06d}": f"第{number}条" for number in range(1, 7)}
    assert leads["grade"].dropna().index.tolist() == ["L000006", "L000004", "L000003", "L000001"]
    assert [sheet.range(f"A{number}").api.getRows().IsVisible for number in (2, 3, 4, 5)] == [True, False, False, True]


def test_an_adopted_book_is_written_under_its_own_headers(opened: Opened, tmp_path: Path) -> None:
    folders = [tmp_path / "closed", tmp_path / "open"]
    books = []
    for folder in folders:
        folder.mkdir()
        books.append(own_book(folder, xlsx(sheet_xml(ROWS), names=["张三的客户"])))
        adopt(books[-1])
    one, other = books
    book = opened(other)
    mobile = one.read().frame("leads")["mobile"].iloc[0]
    groups = (cell("mobile", mobile, "=1+1"), cell("contact", "王示例", "0012"), row("L000003", company="新"))
    assert one.write(plan(*groups), "SO").conflicts == book.write(plan(*groups), "SO").conflicts == ()
    assert values_of(opened.saved(tmp_path)) == values_of(one.path)


def test_a_cell_that_somebody_changed_since_is_left_alone(opened: Opened, tmp_path: Path) -> None:
    """In cells to be set and in cells that the plan rested on: live as saved."""
    book = opened(plain(tmp_path, ROW, ROW))
    assert book.read().tables["leads"].loc[LEAD, "company"] == "示例公司"
    leads = opened.book.sheets["客户台账"]
    place = book.address("leads", LEAD, "company").partition("!")[2]
    leads.range(place).value = "人改过"
    given = Given("leads", LEAD, {"company": "示例公司"})
    rested = Group("L000002", (Set("leads", "L000002", "grade", None, "A"),), (given,))
    outcome = book.write(plan(cell("company", "示例公司", "机器"), rested, cell("grade", None, "B")), "SO")
    assert outcome.conflicts == (
        Conflict(LEAD, "leads", LEAD, "company", "示例公司", "人改过"),
        Conflict("L000002", "leads", LEAD, "company", "示例公司", "人改过"),
    )
    assert (lead(book)["company"], lead(book)["grade"], "grade" in lead(book, "L000002")) == ("人改过", "B", False)


def test_what_stands_in_the_open_book_alone_is_known_and_taken_back(opened: Opened, tmp_path: Path) -> None:
    closed = plain(tmp_path, ROW)
    book = opened(closed)
    before = book.read().tables["leads"]
    run = book.write(plan(cell("grade", None, "A"), row("L000002", company="新来的")), "SO").run_id
    assert book.runs()[-1].run_id == run
    assert book.read().written["leads", LEAD]["grade"] == "A"
    assert [unsaved.run.run_id for unsaved in book.unsaved()] == [run]
    assert "grade" not in closed.read().frame("leads").loc[LEAD].dropna()
    opened.book.sheets["客户台账"].range(book.address("leads", LEAD, "grade").partition("!")[2]).value = "B"
    undone = book.write(plan_undo(book, NOW, run), "SO")
    assert undone.conflicts == ()
    assert list(book.read().tables["leads"].index) == [LEAD]
    assert lead(book)["grade"] == "B"
    assert before.index.equals(book.read().tables["leads"].index)


def test_where_writing_fails_in_the_middle_all_is_put_back(opened: Opened, tmp_path: Path) -> None:
    closed = plain(tmp_path, ROW, ROW)
    book = opened(closed)
    before = values_of(closed.path)
    opened.book.sheets["团队"].api.protect("")  # so that its cells are refused once those of the leads are written
    person = Group("", (Append("people", "S001", {"name": "示例甲"}),))
    with pytest.raises(BusyError) as problem:
        book.write(plan(cell("company", "示例公司", "=1+1"), cell("budget_cny", 5e5, 1.5), person), "SO")
    assert problem.value.code == "live.no_answer"
    assert (opened.app.screen_updating, opened.app.calculation) == (True, "automatic")
    assert (book.sync(), book.runs(), book.unsaved()) == ((), (), ())
    assert values_of(opened.saved(tmp_path)) == before


def test_what_somebody_types_between_the_look_and_the_write_stays(opened: Opened, tmp_path: Path) -> None:
    book = opened(plain(tmp_path, ROW))
    book.read()
    place = book.address("leads", LEAD, "grade").partition("!")[2]
    sheet = opened.book.sheets["客户台账"]
    grid = read_block(sheet, used_range(sheet))
    pen = Pen(opened.book, Around(opened.book, Saved(book.path), {sheet.name: grid}), set(), print)
    sheet.range(place).value = "B"
    cells = sheet.range(place)
    with pytest.raises(BusyError) as problem:
        pen.put([SetCell(sheet.name, cells.row, cells.column, Formatted("A", "@"))])
    assert (problem.value.code, cells.value) == ("book.changed_meanwhile", "B")


def test_formats_too_are_put_back(opened: Opened, tmp_path: Path) -> None:
    """A text needs a format that a plain sheet does not have: before it is put back it stays, so that 0012 does."""
    leads = table("""
    lead_id | company  | budget_cny
    L1      | 示例公司 | 5
    L2      | 0012     | 7
    """)
    people = table("""
    staff_no | name
    S001     | 示例甲
    """)
    book = opened(FileBook(plain_ledger(tmp_path / "台账.xlsx", {"leads": leads, "people": people})))
    book.read()
    sheet = opened.book.sheets["客户台账"]
    before = [(cell.value, cell.number_format) for cell in sheet.range("A1:C3")]
    opened.book.sheets["团队"].api.protect("")
    groups = (
        Group("L1", (Set("leads", "L1", "company", "示例公司", "=1+1"), Set("leads", "L1", "budget_cny", 5.0, 6.5))),
        Group("L2", (Set("leads", "L2", "company", "0012", "0013"),)),
        Group("", (Append("people", "S002", {"name": "示例乙"}),)),
    )
    with pytest.raises(BusyError):
        book.write(plan(*groups), "SO")
    assert [(cell.value, cell.number_format) for cell in sheet.range("A1:C3")] == before


def test_between_the_cells_of_a_column_a_formula_and_an_error_stay(opened: Opened, tmp_path: Path) -> None:
    book = opened(imported(tmp_path, *({**ROW, "industry": "汽车"} for _ in range(6))))
    book.read()
    sheet = opened.book.sheets["客户台账"]
    column = book.address("leads", LEAD, "grade").partition("!")[2].rstrip("0123456789")
    for number, formula in ((3, '="A"'), (5, "=1/0")):
        sheet.range(f"{column}{number}").number_format = "General"
        sheet.range(f"{column}{number}").formula = formula
    sheet.range(f"{column}6").value = "B"
    outcome = book.write(plan(*(cell("grade", None, "C", f"L{number:06d}") for number in (1, 3, 6))), "SO")
    assert outcome.conflicts == ()
    cells = sheet.range(f"{column}2:{column}7")
    assert cells.value == ["C", "A", "C", None, "B", "C"]
    assert [sheet.range(f"{column}{number}").formula for number in (3, 5)] == ['="A"', "=1/0"]


def test_sheet_selection_and_switches_are_as_they_were(opened: Opened, tmp_path: Path) -> None:
    book = opened(imported(tmp_path, ROW))
    people = opened.book.sheets["团队"]
    people.activate()
    people.range("B3:C4").select()
    book.write(plan(cell("grade", None, "A")), "SO")
    assert opened.app.selection is not None
    assert (opened.book.sheets.active.name, opened.app.selection.address) == ("团队", "$B$3:$C$4")
    assert (opened.app.screen_updating, opened.app.calculation, opened.app.status_bar) == (True, "automatic", False)


def test_a_formula_is_not_written_over_and_stays(opened: Opened, tmp_path: Path) -> None:
    book = opened(plain(tmp_path, ROW))
    book.read()
    place = book.address("leads", LEAD, "note").partition("!")[2]
    cells = opened.book.sheets["客户台账"].range(place)
    cells.number_format = "General"
    cells.formula = '="a"&"b"'
    outcome = book.write(plan(cell("note", "ab", "x"), cell("grade", None, "A")), "SO")
    assert [finding.code for finding in outcome.findings] == ["book.formula"]
    assert (cells.formula, lead(book)["grade"]) == ('="a"&"b"', "A")


def test_what_only_a_closed_file_can_do_waits_for_it(opened: Opened, tmp_path: Path) -> None:
    book = opened(new_ledger(tmp_path))
    with pytest.raises(BusyError) as problem:
        book.write(plan(verb="release"), "SO")
    assert problem.value.code == "book.needs_closing"
