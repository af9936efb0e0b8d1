"""A former version is put back whole, and no run that it lacks is done again behind the back of whoever wanted it."""

import json
import os
import shutil
import time
from datetime import timedelta
from pathlib import Path
from typing import Final

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from hiveledger.book.disk.holders import Mark
from hiveledger.book.file import FileBook
from hiveledger.book.versions.backups import Version
from hiveledger.changes import AddTable, Append, Change, Group, Plan, Remove, Set, Value
from hiveledger.errors import BusyError, GateError
from hiveledger.flows.release import plan_release
from hiveledger.flows.undo import plan_undo
from hiveledger.schema import TABLES
from tests.ledgers import NOW, imported, type_into
from tests.raw_books import entries

ROW: Final[dict[str, Value]] = {"company": "示例公司", "received_at": NOW, "status": "new"}
LATER: Final = NOW + timedelta(hours=1)


def run(book: FileBook, *changes: Change) -> str:
    return book.write(Plan("clean", NOW, (Group("", changes),)), "SO").run_id


def grade(before: Value, after: Value, key: str = "L000001") -> Set:
    return Set("leads", key, "grade", before, after)


def leads(book: FileBook, column: str) -> dict[str, object]:
    return {str(key): item for key, item in book.read().frame("leads")[column].dropna().items()}


def grades(book: FileBook) -> dict[str, object]:
    return leads(book, "grade")


def version(book: FileBook, name: str) -> Version:
    return next(one for one in book.versions() if one.name == name)


def restore(book: FileBook, name: str) -> str:
    return book.restore(version(book, name), "SO", LATER).run_id


@pytest.fixture
def book(tmp_path: Path) -> FileBook:
    return imported(tmp_path, ROW, ROW)


def test_a_version_comes_back_as_it_stood_before_a_run(book: FileBook) -> None:
    first = run(book, grade(None, "A"), Append("leads", "L000003", ROW))
    second = run(book, grade("A", "B"))
    restored = restore(book, first)
    assert grades(book) == {}
    assert list(book.read().frame("leads").index) == ["L000001", "L000002"]
    assert book.sync() == ()
    assert FileBook(book.path).sync() == ()
    assert grades(book) == {}
    assert [one.run_id for one in book.runs()][1:] == [first, second, restored]
    assert list(book.runs()[-1].changes) == [Remove("leads", "L000003", ROW), grade("B", None)]


def test_everything_of_the_file_comes_back_not_only_what_tables_say(book: FileBook) -> None:
    workbook = load_workbook(book.path)
    workbook.create_sheet("别的")["A1"] = "=1+1"
    workbook["客户台账"].column_dimensions["H"].width = 77
    workbook.save(book.path)
    was = entries(book.path)
    first = run(book, grade(None, "A"))
    workbook = load_workbook(book.path)
    workbook.remove(workbook["别的"])
    workbook["客户台账"].column_dimensions["H"].width = 9
    workbook.save(book.path)
    restore(book, first)
    now = entries(book.path)
    changed = sorted(name.split("/")[1] for name in was | now if was.get(name) != now.get(name))
    assert changed == ["tables", "worksheets", "worksheets"]  # the log and its table, and the run's ids
    sheet = load_workbook(book.path)
    assert (sheet["别的"]["A1"].value, sheet["客户台账"].column_dimensions["H"].width) == ("=1+1", 77)


def test_the_log_tells_of_the_runs_that_were_rolled_back_and_of_the_restore(book: FileBook) -> None:
    first = run(book, grade(None, "A"))
    run(book, grade("A", "B"))
    restore(book, first)
    assert sorted(book.read().tables["log"].index) == sorted(one.run_id for one in book.runs())


def test_the_version_that_was_replaced_can_itself_be_put_back(book: FileBook) -> None:
    first = run(book, grade(None, "A"))
    restored = restore(book, first)
    restore(book, restored)
    assert grades(book) == {"L000001": "A"}
    assert book.sync() == ()


def test_undo_takes_a_restore_back(book: FileBook) -> None:
    run(book, AddTable("contacts", TABLES["contacts"].keys[1:]), Append("contacts", "P000001", {"contact": "示例"}))
    run(book, grade(None, "A"), Append("leads", "L000003", ROW))
    before = book.read()
    restore(book, book.runs()[1].run_id)
    assert "contacts" not in book.read().tables
    book.write(plan_undo(book, LATER), "SO")
    for name in ("leads", "contacts"):
        pd.testing.assert_frame_equal(book.read().tables[name], before.tables[name])
    assert book.read().written == before.written
    assert book.sync() == ()


def test_a_cell_is_the_machines_as_it_was_in_that_version(book: FileBook) -> None:
    first = run(book, grade(None, "A"))
    second = run(book, grade("A", "B"))
    restore(book, second)
    assert book.read().is_machines("leads", "L000001", "grade", "A")
    type_into(book.path, book.address("leads", "L000001", "grade"), "B")
    assert not book.read().is_machines("leads", "L000001", "grade", "B")
    restore(book, first)
    assert book.read().written["leads", "L000001"] == ROW


def test_what_people_changed_is_noted_first_and_comes_back_with_its_version(book: FileBook) -> None:
    first = run(book, grade(None, "A"))
    type_into(book.path, book.address("leads", "L000001", "company"), "人工改名")
    restored = restore(book, first)
    assert [one.verb for one in book.runs()] == ["import", "clean", "observed", "restore"]
    assert book.read().frame("leads")["company"]["L000001"] == "示例公司"
    restore(book, restored)
    assert book.read().frame("leads")["company"]["L000001"] == "人工改名"


def test_an_old_copy_saved_over_a_restore_loses_neither(book: FileBook) -> None:
    first = run(book, grade(None, "A"))
    run(book, Append("leads", "L000003", ROW))
    old = Path(shutil.copy2(book.path, book.path.with_name("old.xlsx")))
    restore(book, first)
    type_into(old, "客户台账!H2", "人工改名")
    old.replace(book.path)
    assert [finding.code for finding in book.sync()] == ["book.redone"]
    assert grades(book) == {}
    assert list(book.read().frame("leads").index) == ["L000001", "L000002"]
    assert book.read().frame("leads")["company"]["L000001"] == "人工改名"


def test_a_restore_whose_end_nobody_noted_is_known_by_the_book(book: FileBook) -> None:
    first = run(book, grade(None, "A"))
    restored = restore(book, first)
    journal = book.state_dir / "local.jsonl"
    *lines, done = journal.read_text("utf-8").splitlines(keepends=True)
    assert json.loads(done) == {"done": restored}
    journal.write_text("".join(lines), "utf-8")
    again = FileBook(book.path)
    assert again.runs()[-1].run_id == restored
    assert again.sync() == ()
    assert grades(again) == {}
    assert again.read().written["leads", "L000001"] == ROW


def test_a_restore_that_was_cut_off_before_the_book_changed_never_was(book: FileBook) -> None:
    first = run(book, grade(None, "A"))
    content = book.path.read_bytes()
    restore(book, first)
    journal = book.state_dir / "local.jsonl"
    journal.write_text("".join(journal.read_text("utf-8").splitlines(keepends=True)[:-1]), "utf-8")
    book.path.write_bytes(content)
    again = FileBook(book.path)
    assert again.sync() == ()
    assert grades(again) == {"L000001": "A"}
    assert [one.verb for one in again.runs()] == ["import", "clean"]


def test_a_version_from_before_a_release_is_a_ledger_again(book: FileBook) -> None:
    run(book, grade(None, "A"))
    released = book.write(plan_release(book, NOW), "SO").run_id
    assert "_hiveledger" not in load_workbook(book.path).sheetnames
    restore(book, released)
    assert "_hiveledger" in load_workbook(book.path).sheetnames
    assert book.sync() == ()
    run(book, grade("A", "B"))
    assert grades(book) == {"L000001": "B"}


def test_another_machine_knows_of_a_restore_and_writes_on_from_there(book: FileBook) -> None:
    there = FileBook(book.path, machine="there")
    first = run(book, grade(None, "A"))
    run(there, grade("A", "B"))
    restore(book, first)
    run(there, grade(None, "C"))
    assert grades(book) == {"L000001": "C"}
    assert book.sync() == ()
    assert there.read().is_machines("leads", "L000001", "grade", "C")
    assert [one.verb for one in book.runs()] == ["import", "clean", "clean", "restore", "clean"]


@pytest.mark.parametrize(
    "content", [b"", b"\0" * 4096, b"PK\x03\x04 half a book", b"not at all"], ids=["empty", "zeros", "torn", "other"]
)
def test_a_damaged_book_gives_way_to_the_last_one_that_could_be_read(book: FileBook, content: bytes) -> None:
    run(book, grade(None, "A"))
    type_into(book.path, book.address("leads", "L000001", "company"), "人工改名")
    book.read()
    book.path.write_bytes(content)
    newest = FileBook(book.path).versions()[-1]
    assert newest.run_id.startswith("E")
    restored = FileBook(book.path).restore(newest, "SO", LATER)
    assert restored.written == ()
    assert book.read().frame("leads")["company"]["L000001"] == "人工改名"
    assert grades(book) == {"L000001": "A"}
    assert book.sync() == ()
    assert version(book, restored.run_id).path.read_bytes() == content


def test_a_book_that_is_gone_comes_back_with_the_rights_that_it_had(book: FileBook) -> None:
    mode = 0o640
    book.path.chmod(mode)
    run(book, grade(None, "A"))
    whole = book.path.read_bytes()
    book.path.unlink()
    newest = book.versions()[-1]
    book.restore(newest, "SO", LATER)
    assert grades(book) == {"L000001": "A"}
    assert book.path.stat().st_mode & 0o777 == mode
    assert list(book.path.parent.glob("*.tmp")) == []
    assert whole == newest.path.read_bytes()


def test_a_version_that_cannot_be_read_itself_is_refused_and_nothing_happens(book: FileBook) -> None:
    first = run(book, grade(None, "A"))
    version(book, first).path.write_bytes(b"PK\x03\x04 half a book")
    content = book.path.read_bytes()
    with pytest.raises(GateError) as problem:
        restore(book, first)
    assert problem.value.code == "restore.unreadable"
    assert book.path.read_bytes() == content
    assert len(book.runs()) == 2


def test_what_somebody_saves_while_a_version_is_put_back_stays(book: FileBook) -> None:
    first = run(book, grade(None, "A"))
    theirs = Path(shutil.copy2(book.path, book.path.with_name("theirs.xlsx")))
    type_into(theirs, "客户台账!H2", "人工改名")
    content = theirs.read_bytes()

    def in_the_very_moment() -> tuple[Mark, ...]:
        if list(book.path.parent.glob("*.tmp")) and theirs.exists():
            theirs.replace(book.path)
        return ()

    slow = FileBook(book.path, passed_over=in_the_very_moment)
    with pytest.raises(BusyError) as problem:
        restore(slow, first)
    assert problem.value.code == "book.changed_meanwhile"
    assert book.path.read_bytes() == content
    assert leads(book, "company") == {"L000001": "人工改名", "L000002": "示例公司"}
    assert [one.verb for one in book.runs()] == ["import", "clean", "observed"]


def test_a_list_of_versions_of_a_book_that_cannot_be_read_forgets_nothing(book: FileBook) -> None:
    run(book, grade(None, "A"))
    type_into(book.path, "规则!B2", "999")  # a newer structure
    assert [one.name for one in book.versions()] == [one.name for one in book.versions()]
    type_into(book.path, "规则!B2", "1")
    type_into(book.path, "客户台账!H2", "人工改名")
    book.read()
    assert list(book.runs()[-1].changes) == [Set("leads", "L000001", "company", "示例公司", "人工改名")]


def test_nothing_is_put_back_under_somebody_who_has_the_book_open(book: FileBook) -> None:
    first = run(book, grade(None, "A"))
    book.path.with_name(f".~lock.{book.path.name}#").write_text(",王示例,pc,02.03.2026 09:00,file:///p;", "utf-8")
    content = book.path.read_bytes()
    with pytest.raises(BusyError):
        restore(book, first)
    assert book.path.read_bytes() == content


Step = tuple[str, int]


@given(
    st.lists(st.tuples(st.sampled_from(("write", "type", "restore", "undo", "sync")), st.integers(0, 99)), max_size=8)
)
@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_written_restored_and_undone_the_book_holds_what_the_last_of_them_meant(
    tmp_path_factory: pytest.TempPathFactory, steps: list[Step]
) -> None:
    """The model knows the cell's value after each step, and the value in each version that was replaced."""
    book = imported(tmp_path_factory.mktemp("book"), ROW)
    value: Value = None
    was: dict[str, Value] = {}
    moves: list[tuple[str, Value, Value]] = []  # runs that can be undone: what they found, what they left
    for kind, number in steps:
        found, name = value, ""
        if kind == "write":
            value = f"值{number}"
            name = run(book, Set("leads", "L000001", "note", found, value)) if value != found else ""
        elif kind == "type":
            value = f"人{number}"
            type_into(book.path, book.address("leads", "L000001", "note"), value)
            os.utime(book.path, (time.time(), time.time()))
        elif kind == "restore" and was:
            chosen = sorted(was)[number % len(was)]
            value = was[chosen]
            name = restore(book, chosen)
        elif kind == "undo" and moves:
            target, before, after = moves.pop(number % len(moves))
            name = book.write(plan_undo(book, LATER, target), "SO").run_id
            value = before if after == found else found
        elif kind == "sync":
            assert [finding for finding in book.sync() if finding.code != "book.torn"] == []
        if name:
            was[name] = found
            moves.append((name, found, value))
        assert book.read().frame("leads")["note"].dropna().to_dict() == ({"L000001": value} if value else {})
    assert FileBook(book.path).sync() == ()
    assert {one.name for one in book.versions()} >= set(was)
