"""Each thing that can be wrong around a ledger is found alone, and told with what mends it."""

import json
import os
import shutil
import time
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from openpyxl import load_workbook
from openpyxl.workbook.protection import WorkbookProtection

from hiveledger.book.disk.beside import mark_of
from hiveledger.book.file import FileBook
from hiveledger.changes import Group, Plan, Set
from hiveledger.flows.answer import Answer
from hiveledger.flows.doctor import tend_doctor
from hiveledger.journal import Intent, Journal, Run, run_id
from hiveledger.text import Language
from tests.ledgers import NOW, type_into
from tests.tables import table
from tests.waiting import book_at, filled, opened, queue_of, run

HOURS_AGO: Final = 2 * 3600


def answer(book: FileBook, now: datetime = NOW) -> Answer:
    (told,) = tend_doctor(book, queue_of(book), now, Language.EN)
    return told


def codes(book: FileBook) -> list[str]:
    return [finding.code for finding in answer(book).findings]


@pytest.fixture
def book(tmp_path: Path) -> FileBook:
    return filled(tmp_path, leads=table("lead_id | company | status\nL000001 | 示例甲公司 | new"))


def test_a_healthy_book_is_one_line(book: FileBook) -> None:
    told = answer(book)
    assert told.lines == (
        "“台账.xlsx” is well: it can be read and written, its journal is whole, nobody has it open and nothing waits.",
    )
    assert (told.data, told.findings) == ({"healthy": True, "findings": []}, ())


def damaged(book: FileBook) -> None:
    book.path.write_bytes(b"PK\x03\x04 half")


def no_ledger(book: FileBook) -> None:
    workbook = load_workbook(book.path)
    workbook["客户台账"].title = "别的"
    workbook.save(book.path)


def gone(book: FileBook) -> None:
    book.path.unlink()


def dead_lease(book: FileBook) -> None:
    held = {"host": "pc", "process": "", "since": "2026-03-02 10:00:00", "beat": "00000007"}
    (book.state_dir / "lease").write_text(json.dumps(held), "utf-8")


def grade_intent(number: int) -> Intent:
    changes = (Set("leads", "L000001", "grade", None, "A"),)
    return Intent(Run(run_id(NOW, number), "grade", "SO", NOW, {}, changes), "before", "after")


def unfinished(book: FileBook) -> None:
    Journal(book.state_dir, "here").intend(grade_intent(2))


def saved_over(book: FileBook) -> None:
    old = shutil.copy2(book.path, book.path.with_name("old.xlsx"))
    plan = Plan("grade", NOW, (Group("", (Set("leads", "L000001", "grade", None, "A"),)),))
    book.write(plan, "SO")
    Path(old).replace(book.path)


def journal_lost(book: FileBook) -> None:
    shutil.rmtree(book.state_dir)


def another_machines_file_missing(book: FileBook) -> None:
    there = Journal(book.state_dir, "there")
    there.intend(grade_intent(5))
    there.drop(run_id(NOW, 5))


def torn_line(book: FileBook) -> None:
    with (book.state_dir / "here.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"intent": "R2026')


def waits(book: FileBook) -> None:
    with opened(book):
        run(book, "clean", NOW)


def queue_damaged(book: FileBook) -> None:
    queue_of(book).waiting()
    (book.path.parent / "state" / "requests.sqlite").write_bytes(b"no database, whatever its name says" * 99)


def queue_nowhere(book: FileBook) -> None:
    shutil.rmtree(book.path.parent / "state", ignore_errors=True)
    (book.path.parent / "state").write_bytes(b"a file where the folder should be")


def conflict_copy(book: FileBook) -> None:
    shutil.copy2(book.path, book.path.with_name("台账 (王示例的冲突副本 2026-03-02).xlsx"))


def legacy_shared(book: FileBook) -> None:
    with zipfile.ZipFile(book.path, "a") as archive:
        archive.writestr("xl/revisions/userNames.xml", "<users/>")


def locked_structure(book: FileBook) -> None:
    workbook = load_workbook(book.path)
    del workbook["_hiveledger"]
    workbook.security = WorkbookProtection(lockStructure=True)
    workbook.save(book.path)


def left_over(book: FileBook) -> None:
    path = book.path.with_name(f".hiveledger-{mark_of(book.path)}-x.tmp")
    path.touch()
    os.utime(path, (time.time() - HOURS_AGO,) * 2)


def clock(book: FileBook) -> None:
    os.utime(book.path, (time.time() + HOURS_AGO,) * 2)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (damaged, "doctor.damaged"),
        (no_ledger, "doctor.no_ledger"),
        (gone, "doctor.gone"),
        (dead_lease, "doctor.dead_lease"),
        (unfinished, "doctor.unfinished"),
        (saved_over, "doctor.saved_over"),
        (journal_lost, "doctor.unknown_runs"),
        (another_machines_file_missing, "doctor.numbers_missing"),
        (torn_line, "book.torn"),
        (waits, "doctor.waiting"),
        (queue_damaged, "doctor.queue_damaged"),
        (queue_nowhere, "queue.no_place"),
        (conflict_copy, "doctor.conflict_copy"),
        (legacy_shared, "doctor.legacy_shared"),
        (locked_structure, "book.no_marks"),
        (left_over, "doctor.left_over"),
        (clock, "doctor.clock"),
    ],
    ids=lambda item: item.__name__ if callable(item) else "",
)
def test_what_is_wrong_is_found_and_nothing_else_is(
    book: FileBook, wrong: Callable[[FileBook], None], code: str
) -> None:
    wrong(book)
    found = book_at(book.path)
    before = found.path.read_bytes() if found.path.exists() else b""
    assert codes(found) == [code]
    assert (found.path.read_bytes() if found.path.exists() else b"") == before
    assert answer(found).lines[0][2:] == answer(found).findings[0].text(Language.EN)


def test_who_has_the_book_open_is_named_and_one_that_was_left_behind_waits_for_a_person(book: FileBook) -> None:
    with opened(book) as owner:
        since = datetime.fromtimestamp(int(owner.stat().st_mtime))
        (found,) = answer(book, since).findings
        assert (found.code, found.params["who"], found.params["since"]) == ("doctor.open_at", "王示例", since)
        (found,) = answer(book, since + timedelta(hours=13)).findings
        assert found.code == "queue.left_behind"
        queue_of(book).pass_over((owner.name, owner.stat().st_mtime))
        assert codes(book) == []


@pytest.mark.parametrize("folder", ["OneDrive - 示例公司", "我的坚果云", "Dropbox"])
def test_a_folder_that_a_service_synchronises_is_told_of(tmp_path: Path, folder: str) -> None:
    (tmp_path / folder).mkdir()
    assert codes(filled(tmp_path / folder)) == ["doctor.synced"]


def test_a_folder_that_cannot_be_written_is_told_of(book: FileBook, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.open

    def refused(path: str, flags: int, *more: object, **named: object) -> int:
        if flags & os.O_CREAT and Path(path).parent in (book.path.parent, book.state_dir):
            raise PermissionError(13, "Permission denied", path)
        return real(path, flags, *more, **named)  # type: ignore[arg-type]

    monkeypatch.setattr("os.open", refused)
    assert codes(book) == ["doctor.folder_read_only", "doctor.one_machine"]


def test_a_disk_that_is_nearly_full_is_told_of(book: FileBook, monkeypatch: pytest.MonkeyPatch) -> None:
    size = book.path.stat().st_size
    usage = shutil.disk_usage(book.path.parent)
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage._replace(free=3 * size))
    assert codes(book) == []
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage._replace(free=3 * size - 1))
    assert codes(book) == ["doctor.disk_low"]


def test_an_edit_of_people_is_nothing_wrong(book: FileBook) -> None:
    type_into(book.path, "客户台账!H2", "人工改名")
    assert codes(book) == []


def test_a_machine_that_keeps_another_time_than_the_team_is_told_of(book: FileBook) -> None:
    zone = Set("settings", "time_zone", "value", "Asia/Shanghai", "Europe/Berlin")
    book.write(Plan("import", NOW, (Group("", (zone,)),)), "test")
    told = answer(book)
    assert [finding.code for finding in told.findings] == ["doctor.zone"]
    assert "+7" in told.lines[0]
