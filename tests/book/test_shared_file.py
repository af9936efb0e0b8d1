"""People save over our versions, from old copies too: nothing is lost on either side, and nothing is done twice."""

import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import ClassVar, Final

import pytest
from openpyxl import load_workbook
from openpyxl.styles import Protection

from hiveledger.book.file import FileBook
from hiveledger.changes import Append, Change, Group, Plan, Set, Value
from hiveledger.errors import BusyError, StorageError
from hiveledger.findings import Finding, Level
from tests.ledgers import NOW, imported, type_into

ROW: Final[dict[str, Value]] = {"company": "示例公司", "received_at": NOW, "status": "new"}


def run(book: FileBook, *changes: Change) -> str:
    return book.write(Plan("clean", NOW, (Group("", changes),)), "SO").run_id


def set_cell(key: str, column: str, before: Value, after: Value) -> Set:
    return Set("leads", key, column, before, after)


def leads(book: FileBook, column: str) -> dict[str, object]:
    return {str(key): item for key, item in book.read().frame("leads")[column].dropna().items()}


@pytest.fixture
def book(tmp_path: Path) -> FileBook:
    return imported(tmp_path, ROW, ROW)


@pytest.fixture
def old(book: FileBook) -> Path:
    """A copy that somebody opened some time ago."""
    return Path(shutil.copy2(book.path, book.path.with_name("old.xlsx")))


def test_a_run_that_an_old_copy_was_saved_over_is_done_again(book: FileBook, old: Path) -> None:
    lost = run(book, set_cell("L000001", "grade", None, "A"), Append("leads", "L000003", ROW))
    type_into(old, "客户台账!H3", "人工改名")
    old.replace(book.path)
    assert leads(book, "grade") == {}
    assert book.sync() == (Finding("book.redone", params={"run": lost, "count": 2}, level=Level.INFO),)
    assert leads(book, "grade") == {"L000001": "A"}
    assert leads(book, "company") == {"L000001": "示例公司", "L000002": "人工改名", "L000003": "示例公司"}
    assert book.sync() == ()
    assert sorted(book.read().tables["log"].index) == [name.run_id for name in book.runs() if not name.is_observed]


def test_a_later_write_does_again_what_was_lost_before_it(book: FileBook, old: Path) -> None:
    run(book, set_cell("L000001", "grade", None, "A"))
    old.replace(book.path)
    outcome = book.write(Plan("clean", NOW, (Group("", (set_cell("L000001", "grade", "A", "B"),)),)), "SO")
    assert [finding.code for finding in outcome.findings] == ["book.redone"]
    assert leads(book, "grade") == {"L000001": "B"}


class SavedMeanwhile(tuple[Group, ...]):
    """Groups of a plan that somebody saves the book under while they are looked at."""

    __slots__ = ()
    edits: ClassVar[list[Callable[[], None]]] = []

    def __iter__(self) -> Iterator[Group]:
        while self.edits:
            self.edits.pop()()
        return super().__iter__()


def test_what_is_saved_while_a_write_is_worked_out_is_met_by_the_comparison(book: FileBook) -> None:
    SavedMeanwhile.edits.append(partial(type_into, book.path, "客户台账!H3", "人工改名"))
    graded = SavedMeanwhile([Group("", (set_cell("L000001", "grade", None, "A"),))])
    with pytest.raises(BusyError) as problem:
        book.write(Plan("clean", NOW, graded), "SO")
    assert problem.value.code == "book.changed_meanwhile"
    assert leads(book, "company") == {"L000001": "示例公司", "L000002": "人工改名"}
    assert book.write(Plan("clean", NOW, graded), "SO").findings == ()
    assert [known.verb for known in book.runs()] == ["import", "observed", "clean"]


def test_a_journal_that_cannot_be_read_has_a_sentence(book: FileBook) -> None:
    journal = book.state_dir / "local.jsonl"
    journal.unlink()
    journal.symlink_to(journal)  # opens for nobody, not even the administrator
    for doing in (book.runs, book.read, book.sync):
        with pytest.raises(StorageError) as problem:
            doing()
        assert problem.value.code == "book.not_written"


def test_what_a_person_decided_otherwise_is_not_done_again_and_told(book: FileBook, old: Path) -> None:
    lost = run(
        book, set_cell("L000001", "company", "示例公司", "示例有限公司"), set_cell("L000002", "grade", None, "A")
    )
    type_into(old, "客户台账!H2", "人工改名")
    old.replace(book.path)
    told = book.sync()
    assert told[1:] == (
        Finding("book.person_came_first", "leads", "L000001", "company", {"run": lost, "found": "人工改名"}),
    )
    assert leads(book, "company")["L000001"] == "人工改名"
    assert leads(book, "grade") == {"L000002": "A"}
    assert not book.read().is_machines("leads", "L000001", "company", "人工改名")


def test_an_undo_that_was_lost_is_done_again_too(book: FileBook, old: Path) -> None:
    there = set_cell("L000001", "grade", None, "A")
    run(book, there)
    book.write(
        Plan(
            "undo", NOW, (Group("", (set_cell("L000001", "grade", "A", None),)),), args={"run": book.runs()[-1].run_id}
        ),
        "SO",
    )
    old.replace(book.path)
    book.sync()
    assert leads(book, "grade") == {}


def test_what_people_did_is_in_the_journal_with_the_time_of_their_save(book: FileBook) -> None:
    type_into(book.path, "客户台账!H2", "人工改名")
    book.read()
    observed = book.runs()[-1]
    assert observed.is_observed
    assert list(observed.changes) == [set_cell("L000001", "company", "示例公司", "人工改名")]
    assert observed.at == datetime.fromtimestamp(book.path.stat().st_mtime)
    book.read()
    FileBook(book.path).sync()
    assert len([one for one in book.runs() if one.is_observed]) == 1


def test_our_own_writes_are_no_edits_of_people(book: FileBook) -> None:
    run(book, set_cell("L000001", "grade", None, "A"), Append("pool", "L000001", {"company": "示例公司"}))
    FileBook(book.path).sync()
    book.read()
    assert [one.verb for one in book.runs()] == ["import", "clean"]


class _Slow(FileBook):
    """Reads, and is overtaken by another of ours before it can note what it saw."""

    overtaken: ClassVar[list[Callable[[], object]]] = []

    @contextmanager
    def turn(self, patience: float = 0) -> Iterator[None]:
        for writes in self.overtaken:
            writes()
        self.overtaken.clear()
        with super().turn(patience):
            yield


def test_what_was_read_before_another_wrote_is_no_edit_of_people(book: FileBook) -> None:
    type_into(book.path, "客户台账!H3", "人工改名")
    _Slow.overtaken.append(lambda: run(book, set_cell("L000001", "grade", None, "A")))
    _Slow(book.path).read()
    assert leads(FileBook(book.path), "grade") == {"L000001": "A"}
    assert [name.verb for name in FileBook(book.path).runs()] == ["import", "observed", "clean"]


def test_every_version_that_was_seen_is_kept(book: FileBook, old: Path) -> None:
    type_into(book.path, "客户台账!H2", "人工改名")
    theirs = book.path.read_bytes()
    book.read()
    old.replace(book.path)
    book.read()
    kept = [path.read_bytes() for path in (book.state_dir / "backups").iterdir()]
    assert theirs in kept


def test_the_ids_of_runs_stand_on_a_hidden_sheet(book: FileBook) -> None:
    name = run(book, set_cell("L000001", "grade", None, "A"))
    sheet = load_workbook(book.path)["_hiveledger"]
    assert sheet.sheet_state == "hidden"
    assert name in {cell.value for cell in sheet["A"]}


def test_a_locked_structure_is_respected_and_told_of(tmp_path: Path) -> None:
    book = imported(tmp_path, ROW)
    workbook = load_workbook(book.path)
    workbook.remove(workbook["_hiveledger"])
    workbook.security.lockStructure = True
    workbook.save(book.path)
    assert Finding("book.no_marks", level=Level.INFO) in book.read().findings
    run(book, set_cell("L000001", "grade", None, "A"))
    assert "_hiveledger" not in load_workbook(book.path).sheetnames
    assert book.sync() == ()


def test_a_book_that_nothing_can_be_marked_in_is_not_written_again_and_again(book: FileBook) -> None:
    workbook = load_workbook(book.path)
    for name in ("_hiveledger", "操作日志"):
        workbook.remove(workbook[name])
    workbook.security.lockStructure = True
    workbook.save(book.path)
    content = book.path.read_bytes()
    assert [finding.code for finding in book.sync()] == ["book.redone"]
    assert book.path.read_bytes() == content


def test_sorted_inserted_and_deleted_rows_change_nothing_about_what_is_hit(book: FileBook) -> None:
    book.write(Plan("import", NOW, (Group("", (Append("leads", "L000003", ROW | {"company": "三"}),)),)), "SO")
    plan = Plan(
        "grade",
        NOW,
        tuple(Group(key, (set_cell(key, "grade", None, "A"),)) for key in ("L000001", "L000002", "L000003")),
    )
    workbook = load_workbook(book.path)
    sheet = workbook["客户台账"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2, max_row=4)]
    for place, row in enumerate(sheet.iter_rows(min_row=2, max_row=4)):  # sorted, one inserted, one deleted
        for cell, item in zip(row, (rows[2], [None] * len(rows[0]), rows[0])[place], strict=True):
            cell.value = item
    workbook.save(book.path)
    outcome = book.write(plan, "SO")
    assert [conflict.key for conflict in outcome.conflicts] == ["L000002"]
    assert leads(book, "grade") == {"L000001": "A", "L000003": "A"}


def test_a_cell_that_is_locked_on_a_protected_sheet_is_left_alone(book: FileBook) -> None:
    workbook = load_workbook(book.path)
    sheet = workbook["客户台账"]
    sheet.protection.sheet = True
    place = book.address("leads", "L000001", "note").partition("!")[2]
    sheet[place].protection = Protection(locked=False)
    workbook.save(book.path)
    groups = tuple(Group(column, (set_cell("L000001", column, None, "x"),)) for column in ("note", "need"))
    outcome = book.write(Plan("clean", NOW, groups), "SO")
    assert [(finding.code, finding.column) for finding in outcome.findings] == [("book.locked_cell", "need")]
    assert leads(book, "note") == {"L000001": "x"}


def test_nothing_but_the_told_cells_changes_in_a_book_full_of_other_things(book: FileBook) -> None:
    """What openpyxl would have dropped is there byte for byte: parts that no edit means are copied as they lie."""
    with zipfile.ZipFile(book.path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/printerSettings/printerSettings1.bin"] = b"\0printer"
    parts["customXml/item1.xml"] = b"<a/>"
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(
        b"</worksheet>", b"<extLst><ext uri='x'/></extLst></worksheet>"
    )
    with zipfile.ZipFile(book.path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    run(book, set_cell("L000001", "grade", None, "A"))
    with zipfile.ZipFile(book.path) as archive:
        after = {name: archive.read(name) for name in archive.namelist()}
    changed = {name for name in parts if after.get(name) != parts[name]}
    assert {name.partition("/")[2].partition("/")[0] for name in changed} <= {
        "worksheets",
        "tables",
        "workbook.xml",
        "styles.xml",
    }
    for name in ("xl/printerSettings/printerSettings1.bin", "customXml/item1.xml", "xl/worksheets/sheet1.xml"):
        assert after[name] == parts[name]
