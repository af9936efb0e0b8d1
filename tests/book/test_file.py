"""A ledger in a file: written whole or not at all, journalled first, and never at a person's cost."""

import json
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.styles import Font

from hiveledger.book.disk.lease import Lease
from hiveledger.book.file import FileBook
from hiveledger.changes import (
    AddColumn,
    AddTable,
    Append,
    Conflict,
    Given,
    Group,
    Plan,
    Remove,
    Set,
    Value,
    diff,
    undo,
)
from hiveledger.errors import BusyError, GateError, LedgerError
from hiveledger.findings import Finding, Level, Reason
from hiveledger.journal import Journal
from hiveledger.schema import TABLES
from hiveledger.schema.frames import typed
from hiveledger.text import Language
from tests.ledgers import NOW, imported, new_ledger, plain_ledger, type_into
from tests.office import Office
from tests.strategies import State, grown, states
from tests.tables import table

LEAD: Final = "L000001"
ROW: Final[dict[str, Value]] = {
    "company": "示例公司",
    "mobile": "013800000001",
    "received_at": NOW,
    "budget_cny": 5e5,
    "status": "new",
}


def plan(*groups: Group, verb: str = "clean", args: dict[str, str] | None = None) -> Plan:
    return Plan(verb, NOW, groups, args=args or {})


def set_cell(column: str, before: Value, after: Value, key: str = LEAD) -> Group:
    return Group(key, (Set("leads", key, column, before, after, Reason("core.rows", {"count": 1})),))


def cells(book: FileBook, table: str = "leads", key: str = LEAD) -> dict[str, object]:
    row = book.read().frame(table).loc[key].dropna()
    return {str(column): item for column, item in row.items()}


def test_what_is_written_is_read_by_another_who_opens_the_book(tmp_path: Path) -> None:
    book = imported(tmp_path, ROW)
    snapshot = FileBook(book.path).read()
    assert snapshot.frame("leads").loc[LEAD].dropna().to_dict() == ROW
    assert snapshot.written["leads", LEAD] == ROW
    assert snapshot.machines("leads", "company").all()


def test_a_run_leaves_a_row_on_the_log_and_its_id_sorts_by_time(tmp_path: Path) -> None:
    book = imported(tmp_path, ROW, ROW)
    assert cells(book, "log", "R20260302-100000-0001") == {
        "run_at": NOW,
        "who": "SO",
        "verb": "导入",
        "cells": 0.0,
        "rows": 2.0,
        "findings": 0.0,
        "summary": "“客户台账”新增 2 行",
    }


def test_a_plan_that_changes_nothing_writes_nothing(tmp_path: Path) -> None:
    book = imported(tmp_path, ROW)
    content = book.path.read_bytes()
    assert book.write(plan(), "SO").run_id == ""
    assert book.write(plan(set_cell("grade", "B", "A")), "SO").run_id == ""
    assert book.path.read_bytes() == content
    assert len(book.runs()) == 1


@pytest.mark.parametrize(
    "text", ["=1+1", "+86 138", "-5", "@SUM(A1)", "＝1+1", "#N/A", "007", "1e5", "TRUE", "2026-03-02"]
)
def test_a_text_stays_the_text_it_is(tmp_path: Path, text: str) -> None:
    book = imported(tmp_path, {"company": text, "note": text})
    sheet = load_workbook(book.path)["客户台账"]
    cell = sheet.cell(2, TABLES["leads"].keys.index("note") + 1)
    assert (cell.value, cell.data_type, cell.number_format) == (text, "s", "@")
    assert cells(book)["company"] == text


def test_a_column_of_texts_keeps_them_even_where_a_person_changed_the_format(tmp_path: Path) -> None:
    book = imported(tmp_path, ROW)
    workbook = load_workbook(book.path)
    place = TABLES["leads"].keys.index("phone") + 1
    workbook["客户台账"].cell(2, place).number_format = "0.00"
    workbook.save(book.path)
    book.write(plan(set_cell("phone", None, "021-60000000")), "SO")
    assert load_workbook(book.path)["客户台账"].cell(2, place).number_format == "@"


def test_characters_that_no_file_can_hold_are_left_out_and_the_journal_knows(tmp_path: Path) -> None:
    book = imported(tmp_path, {"company": "示\x0b例", "received_at": datetime(2026, 3, 2, 10, 0, 0, 600_000)})
    assert cells(book) == {"company": "示例", "received_at": datetime(2026, 3, 2, 10, 0, 1)}
    assert book.read().machines("leads", "received_at").all()


def test_the_excel_table_grows_with_the_rows_and_shrinks_when_they_go(tmp_path: Path) -> None:
    book = imported(tmp_path, *[ROW] * 5)
    right = load_workbook(book.path)["客户台账"].tables["Leads"].ref.split(":")[1].rstrip("0123456789")
    assert load_workbook(book.path)["客户台账"].tables["Leads"].ref == f"A1:{right}6"
    (run,) = book.runs()
    book.write(plan(*(Group("", (change,)) for change in undo(run.changes)[:3])), "SO")
    table = load_workbook(book.path)["客户台账"].tables["Leads"]
    assert table.ref == table.autoFilter.ref == f"A1:{right}3"
    assert len(book.read().frame("leads")) == 2


def test_a_row_taken_out_of_the_middle_leaves_a_blank_one_and_moves_nobody(tmp_path: Path) -> None:
    book = imported(tmp_path, ROW, ROW, ROW)
    before = book.address("leads", "L000003", "company")
    book.write(plan(Group("", (Remove("leads", "L000002", ROW),))), "SO")
    assert list(book.read().frame("leads").index) == ["L000001", "L000003"]
    assert book.address("leads", "L000003", "company") == before


def test_rows_are_added_below_those_that_a_person_typed_under_the_table(tmp_path: Path) -> None:
    book = imported(tmp_path, ROW)
    type_into(book.path, "客户台账!H5", "手工录入")
    book.write(plan(Group("L000003", (Append("leads", "L000003", ROW),))), "SO")
    assert book.address("leads", "L000003", "company") == "客户台账!H6"
    assert book.read().frame("leads")["company"].to_dict() == {
        LEAD: "示例公司",
        "L000002": "手工录入",
        "L000003": "示例公司",
    }
    assert load_workbook(book.path)["客户台账"]["A5"].value == "L000002"


def test_a_new_row_passes_cells_that_a_person_merged_below(tmp_path: Path) -> None:
    frame = typed(TABLES["leads"], imported(tmp_path, ROW).read().tables["leads"])
    book = FileBook(plain_ledger(tmp_path / "x.xlsx", {"leads": frame}))
    merge(book.path, "A3:H3")
    book.write(plan(Group("L000002", (Append("leads", "L000002", ROW),))), "SO")
    assert book.address("leads", "L000002", "company") == "客户台账!H4"


def test_the_first_row_below_a_header_takes_nothing_of_its_look(tmp_path: Path) -> None:
    frame = typed(TABLES["leads"], imported(tmp_path, ROW).read().tables["leads"])
    path = plain_ledger(tmp_path / "x.xlsx", {"leads": frame.iloc[:0]})
    workbook = load_workbook(path)
    for cell in workbook["客户台账"][1]:
        cell.font = Font(bold=True)
    workbook.save(path)
    FileBook(path).write(plan(*(Group(key, (Append("leads", key, ROW),)) for key in (LEAD, "L000002"))), "SO")
    sheet = load_workbook(path)["客户台账"]
    assert [sheet[place].font.bold for place in ("A1", "A2", "A3")] == [True, False, False]


def test_an_excel_table_does_not_grow_over_merged_cells(tmp_path: Path) -> None:
    book = imported(tmp_path, ROW)
    merge(book.path, "A3:H3")
    content = book.path.read_bytes()
    with pytest.raises(GateError) as problem:
        book.write(plan(Group("L000002", (Append("leads", "L000002", ROW),))), "SO")
    assert (problem.value.code, problem.value.params["cell"]) == ("patch.occupied", "A3:H3")
    assert book.path.read_bytes() == content


def merge(path: Path, area: str) -> None:
    workbook = load_workbook(path)
    workbook["客户台账"].merge_cells(area)
    workbook.save(path)


def test_a_missing_sheet_and_a_missing_column_are_added_and_taken_back(tmp_path: Path) -> None:
    start = plain_ledger(
        tmp_path / "x.xlsx",
        {"leads": typed(TABLES["leads"], imported(tmp_path, ROW).read().tables["leads"]).iloc[:, :8]},
    )
    book = FileBook(start)
    before = {name: frame.copy() for name, frame in book.read().tables.items()}
    contacts = TABLES["contacts"]
    changes = (
        AddColumn("leads", "note"),
        Set("leads", LEAD, "note", None, "x"),
        AddTable("contacts", contacts.keys[1:]),
        Append("contacts", "P000001", {"contact": "示例"}),
    )
    book.write(plan(Group("", changes)), "SO")
    assert cells(book)["note"] == "x"
    assert cells(book, "contacts", "P000001") == {"contact": "示例"}
    book.write(plan(*(Group("", (change,)) for change in undo(changes))), "SO")
    assert {name: list(frame.columns) for name, frame in book.read().tables.items()} == {
        name: list(frame.columns) for name, frame in before.items()
    }
    assert load_workbook(start).sheetnames == ["客户台账", "_hiveledger"]


def test_a_column_with_something_to_its_right_is_not_taken_out(tmp_path: Path) -> None:
    book = imported(tmp_path, ROW)
    outcome = book.write(plan(Group("", undo([AddColumn("leads", "title")]))), "SO")
    assert outcome.findings == (Finding("book.column_inside", "leads", column="title"),)


def test_several_columns_are_taken_out_rightmost_first(tmp_path: Path) -> None:
    path = plain_ledger(tmp_path / "台账.xlsx", {"leads": table("lead_id | company\nL000001 | 示例")})
    book = FileBook(path)
    added = [AddColumn("leads", column) for column in ("title", "need", "note")]
    book.write(plan(Group("", tuple(added))), "SO")
    assert list(book.read().tables["leads"]) == ["company", "title", "need", "note"]
    outcome = book.write(plan(*(Group("", (drop,)) for drop in undo(added))), "SO")
    assert (outcome.findings, list(book.read().tables["leads"])) == ((), ["company"])


def test_a_sheet_on_which_a_person_wrote_is_not_taken_out(tmp_path: Path) -> None:
    book = new_ledger(tmp_path)
    added = AddTable("contacts", TABLES["contacts"].keys[1:])
    book.write(plan(Group("", (added,))), "SO")
    type_into(book.path, "联系人!Z9", "我的笔记")
    outcome = book.write(plan(Group("", undo([added]))), "SO")
    assert outcome.findings == (Finding("book.sheet_in_use", "contacts"),)
    assert "联系人" in load_workbook(book.path).sheetnames


def test_a_persons_edit_wins_over_a_plan_made_before_it(tmp_path: Path) -> None:
    book = imported(tmp_path, ROW, ROW)
    plans = plan(set_cell("company", "示例公司", "新名"), set_cell("company", "示例公司", "新名", "L000002"))
    type_into(book.path, "客户台账!H2", "人工改名")
    outcome = book.write(plans, "SO")
    assert outcome.conflicts == (Conflict(LEAD, "leads", LEAD, "company", "示例公司", "人工改名"),)
    assert book.read().frame("leads")["company"].to_dict() == {LEAD: "人工改名", "L000002": "新名"}
    assert book.read().machines("leads", "company").to_dict() == {LEAD: False, "L000002": True}


def test_a_setting_that_changed_since_drops_what_rested_on_it(tmp_path: Path) -> None:
    book = imported(tmp_path, ROW)
    rests = Given("settings", "confirm_hours", {"value": "2"})
    group = Group(LEAD, set_cell("grade", None, "A").changes, (rests,))
    type_into(book.path, book.address("settings", "confirm_hours", "value"), "3")
    assert book.write(plan(group), "SO").conflicts == (Conflict(LEAD, "settings", "confirm_hours", "value", "2", "3"),)


def test_what_a_person_typed_and_nobody_can_read_is_not_written_over(tmp_path: Path) -> None:
    book = imported(tmp_path, {"company": "示例"})
    address = book.address("leads", LEAD, "budget_cny")
    type_into(book.path, address, "五十万左右")
    snapshot = book.read()
    assert [(finding.code, finding.params["cell"]) for finding in snapshot.findings] == [("book.unreadable", address)]
    assert not snapshot.machines("leads", "budget_cny").any()
    outcome = book.write(plan(set_cell("budget_cny", None, 5e5)), "SO")
    assert outcome.conflicts == (Conflict(LEAD, "leads", LEAD, "budget_cny", None, "五十万左右"),)


def test_a_formula_is_not_written_over(tmp_path: Path) -> None:
    book = imported(tmp_path, {"company": "示例"})
    address = book.address("leads", LEAD, "note")
    type_into(book.path, address, "=1+1")
    outcome = book.write(plan(set_cell("note", None, "x")), "SO")
    assert outcome.findings == (Finding("book.formula", "leads", LEAD, "note", {"cell": address}),)


def test_a_merged_cell_is_not_written_into(tmp_path: Path) -> None:
    book = imported(tmp_path, {"company": "示例"})
    workbook = load_workbook(book.path)
    workbook["客户台账"].merge_cells("H2:I2")
    workbook.save(book.path)
    outcome = book.write(plan(set_cell("uscc", None, "x")), "SO")
    assert [finding.code for finding in outcome.findings] == ["book.merged_cell"]


def test_a_row_whose_id_stands_twice_gets_no_third(tmp_path: Path) -> None:
    book = imported(tmp_path, ROW)
    book.write(plan(Group(LEAD, (Append("pool", LEAD, {"company": "示例"}),))), "SO")
    type_into(book.path, "线索池!A3", LEAD)
    outcome = book.write(plan(Group(LEAD, (Append("pool", LEAD, {"company": "示例"}),))), "SO")
    assert outcome.conflicts == (Conflict(LEAD, "pool", LEAD, "", None, LEAD),)


def test_a_book_that_somebody_has_open_is_left_alone(tmp_path: Path) -> None:
    book = imported(tmp_path, ROW)
    content = book.path.read_bytes()
    owner = tmp_path / f".~lock.{book.path.name}#"
    owner.write_text(",示例甲,pc,x,y;", "utf-8")
    with pytest.raises(BusyError) as problem:
        book.write(plan(set_cell("grade", None, "A")), "SO")
    assert problem.value.params["who"] == "示例甲"
    assert book.path.read_bytes() == content
    owner.unlink()
    assert book.write(plan(set_cell("grade", None, "A")), "SO").run_id == "R20260302-100000-0002"


def test_two_writes_of_ours_take_turns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = imported(tmp_path, ROW)
    monkeypatch.setattr("hiveledger.book.file._PATIENCE", 0.1)
    with Lease(tmp_path / f".{book.path.name}.hive", "m2", 0), pytest.raises(BusyError) as problem:
        book.write(plan(set_cell("grade", None, "A")), "SO")
    assert problem.value.code == "book.being_written"


@pytest.mark.parametrize("step", ["link", "fsync"])
def test_a_fault_while_publishing_leaves_the_old_book_and_no_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    book = imported(tmp_path, ROW)
    content = book.path.read_bytes()
    wanted = plan(set_cell("grade", None, "A"))

    def fails(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, step, fails)
        if step == "link":
            broken.setattr("shutil.copy2", fails)
        with pytest.raises(LedgerError):
            book.write(wanted, "SO")
    assert book.path.read_bytes() == content
    again = FileBook(book.path)
    assert len(again.runs()) == 1
    assert "grade" not in again.read().written["leads", LEAD]
    assert again.write(wanted, "SO").written
    assert [run.verb for run in again.runs()] == ["import", "clean"]


def test_a_run_cut_off_after_it_was_published_counts(tmp_path: Path) -> None:
    book = imported(tmp_path, ROW)
    journal = tmp_path / f".{book.path.name}.hive" / "local.jsonl"
    *lines, last = journal.read_text("utf-8").splitlines()
    assert json.loads(last) == {"done": "R20260302-100000-0001"}
    journal.write_text("\n".join(lines) + "\n", "utf-8")
    assert len(FileBook(book.path).runs()) == 1
    type_into(book.path, "客户台账!H2", "人工改名")  # now the log alone tells
    later = FileBook(book.path)
    assert len(later.runs()) == 1
    later.write(plan(set_cell("grade", None, "A")), "SO")
    assert '"done":"R20260302-100000-0001"' in journal.read_text("utf-8")


def test_the_version_before_each_write_is_kept(tmp_path: Path) -> None:
    book = new_ledger(tmp_path)
    content = book.path.read_bytes()
    book.write(plan(Group(LEAD, (Append("leads", LEAD, ROW),))), "SO")
    (backup,) = (tmp_path / f".{book.path.name}.hive" / "backups").iterdir()
    assert (backup.name, backup.read_bytes()) == ("R20260302-100000-0001.xlsx", content)


def test_a_book_copied_without_its_journal_belongs_to_people_and_goes_on(tmp_path: Path) -> None:
    book = imported(tmp_path, ROW)
    (tmp_path / "elsewhere").mkdir()
    copy = FileBook(book.path.rename(tmp_path / "elsewhere" / "x.xlsx"))
    assert copy.read().written == {}
    assert copy.write(plan(set_cell("grade", None, "A")), "SO").run_id == "R20260302-100000-0002"


def test_the_journal_may_live_elsewhere(tmp_path: Path) -> None:
    path = new_ledger(tmp_path).path
    book = FileBook(path, state_dir=tmp_path / "state", machine="m1")
    book.write(plan(Group(LEAD, (Append("leads", LEAD, ROW),))), "SO")
    assert sorted(item.name.partition("-")[0] for item in (tmp_path / "state").iterdir()) == [
        "backups",
        "m1.jsonl",
        "seen",
    ]


def test_a_torn_journal_is_told_of(tmp_path: Path) -> None:
    book = imported(tmp_path, ROW)
    with (tmp_path / f".{book.path.name}.hive" / "local.jsonl").open("a") as file:
        file.write('{"intent"')
    assert FileBook(book.path).read().findings == (
        Finding("book.torn", params={"file": "local.jsonl"}, level=Level.INFO),
    )


def test_a_reply_counts_from_when_it_was_first_seen_saved(tmp_path: Path) -> None:
    book = imported(tmp_path, ROW, ROW)
    address = book.address("leads", LEAD, "reply")
    type_into(book.path, address, TABLES["leads"]["reply"].label("accept", Language.ZH))
    first, later = datetime(2026, 3, 2, 10, 30), datetime(2026, 3, 2, 12)
    os.utime(book.path, (first.timestamp(),) * 2)
    assert book.read().replied_at == {LEAD: first}
    os.utime(book.path, (later.timestamp(),) * 2)
    assert FileBook(book.path).read().replied_at == {LEAD: first}
    type_into(book.path, address, TABLES["leads"]["reply"].label("decline_busy", Language.ZH))
    os.utime(book.path, (later.timestamp(),) * 2)
    assert FileBook(book.path).read().replied_at == {LEAD: later}


def test_a_reply_that_was_taken_back_and_given_again_counts_from_then(tmp_path: Path) -> None:
    book = imported(tmp_path, ROW)
    address = book.address("leads", LEAD, "reply")
    accept = TABLES["leads"]["reply"].label("accept", Language.ZH)
    for hour, reply in ((10, accept), (11, None), (12, accept)):
        type_into(book.path, address, reply)
        os.utime(book.path, (datetime(2026, 3, 2, hour).timestamp(),) * 2)
        seen = book.read().replied_at
    assert seen == {LEAD: datetime(2026, 3, 2, 12)}


def test_a_coloured_copy_shows_the_plan_and_leaves_the_book(tmp_path: Path) -> None:
    book = imported(tmp_path, ROW)
    content = book.path.read_bytes()
    wanted = plan(set_cell("company", "示例公司", "新名"), Group("L000002", (Append("leads", "L000002", ROW),)))
    copy = tmp_path / "预览.xlsx"
    book.write_copy(wanted, copy)
    sheet = load_workbook(copy)["客户台账"]
    assert [(sheet[place].value, sheet[place].fill.fgColor.rgb) for place in ("H2", "H3")] == [
        ("新名", "FFFFE08A"),
        ("示例公司", "FFFFE08A"),
    ]
    assert sheet["L2"].fill.fill_type is None
    assert (book.path.read_bytes(), len(book.runs())) == (content, 1)
    with pytest.raises(LedgerError) as problem:
        book.write_copy(wanted, copy)
    assert problem.value.code == "book.copy_exists"


def test_a_missing_file_is_never_created(tmp_path: Path) -> None:
    book = FileBook(tmp_path / "gone.xlsx")
    with pytest.raises(GateError):
        book.read()
    with pytest.raises(GateError):
        book.write(plan(set_cell("grade", None, "A")), "SO")
    assert not book.path.exists()


def test_an_english_ledger_is_written_in_english(tmp_path: Path) -> None:
    book = new_ledger(tmp_path, Language.EN)
    book.write(plan(Group(LEAD, (Append("leads", LEAD, ROW),))), "SO")
    sheet = load_workbook(book.path)["Leads"]
    assert sheet.cell(2, TABLES["leads"].keys.index("status") + 1).value == TABLES["leads"]["status"].label(
        "new", Language.EN
    )
    assert cells(book)["status"] == "new"


def test_libreoffice_sees_what_was_written_and_gives_it_back(tmp_path: Path, office: Office) -> None:
    book = imported(tmp_path, {**ROW, "company": "=1+1", "need": "a\nb", "note": "_x0041_"})
    (tmp_path / "saved").mkdir()
    saved = FileBook(office.convert(book.path, "xlsx", tmp_path / "saved"))
    for name, frame in book.read().tables.items():
        assert typed(TABLES[name], frame).equals(saved.read().frame(name)), name
    assert saved.write(plan(set_cell("grade", None, "A")), "SO").written


@given(st.data())
@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
def test_a_difference_written_to_a_file_gives_the_later_state_and_its_inverses_the_earlier(
    tmp_path: Path, data: st.DataObject
) -> None:
    before = data.draw(states()) | {"leads": data.draw(states(("leads",)))["leads"]}
    after = data.draw(grown(before))
    path = plain_ledger(tmp_path / f"{os.urandom(4).hex()}.xlsx", before)
    book = FileBook(path)
    changes = diff(before, after)
    book.write(Plan("x", NOW, (Group("", changes),)), "SO")
    same(FileBook(path), after)
    book.write(Plan("undo", NOW, tuple(Group("", (change,)) for change in undo(changes))), "SO")
    same(FileBook(path), before)


def same(book: FileBook, state: State) -> None:
    snapshot = book.read()
    assert set(snapshot.tables) == set(state)
    for name, frame in state.items():
        found = snapshot.frame(name)
        assert typed(TABLES[name], frame).loc[found.index].equals(found), name


def test_a_cell_that_was_blank_is_dressed_like_its_column(tmp_path: Path) -> None:
    book = imported(tmp_path, ROW, ROW)
    changes = (Set("leads", "L000002", "confirm_due", None, NOW), Set("leads", "L000002", "owner", None, "S001"))
    book.write(plan(Group("L000002", changes)), "SO")
    sheet = load_workbook(book.path)["客户台账"]
    due, owner = (sheet.cell(3, TABLES["leads"].keys.index(column) + 1) for column in ("confirm_due", "owner"))
    assert (due.number_format, owner.number_format) == ("yyyy-mm-dd hh:mm", "@")
    assert due.border.bottom.style == owner.border.bottom.style == "thin"


@pytest.mark.parametrize("ask", [FileBook.read, FileBook.runs, FileBook.sync])
def test_a_journal_that_the_disk_does_not_give_is_told_of_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ask: Callable[[FileBook], object]
) -> None:
    book = FileBook(imported(tmp_path, ROW).path)

    def fails(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "glob", fails)
    with pytest.raises(LedgerError) as problem:
        ask(book)
    assert problem.value.code == "book.disk_fault"


def test_a_run_that_cannot_be_noted_as_done_is_not_told_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = imported(tmp_path, ROW)

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(Journal, "finish", fails)
        with pytest.raises(LedgerError) as problem:
            book.write(plan(set_cell("grade", None, "A")), "SO")
    assert problem.value.code == "book.not_synced"
    assert cells(FileBook(book.path))["grade"] == "A"
    assert book.sync() == ()
    assert [run.verb for run in book.runs()] == ["import", "clean"]


def test_a_share_that_is_lost_just_now_is_met_when_the_book_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = imported(tmp_path, ROW).path

    def fails(*_: object, **__: object) -> None:
        raise OSError(116, "Stale file handle")

    with monkeypatch.context() as broken:
        broken.setattr(Path, "stat", fails)
        book = FileBook(path, local=tmp_path / "local")
        with pytest.raises(LedgerError):
            book.sync()
    assert book.sync() == ()
