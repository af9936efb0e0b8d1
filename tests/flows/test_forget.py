"""Somebody asks to be forgotten: nothing of them remains in the ledger or beside it, and the rest stays as it was."""

import html
import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

import pytest
from openpyxl import load_workbook

from hiveledger.book.file import FileBook
from hiveledger.changes import Set, diff
from hiveledger.changes.person import Person
from hiveledger.cli import main
from hiveledger.errors import SchemaError
from hiveledger.findings import Finding
from hiveledger.flows.doctor import tend_doctor
from hiveledger.flows.forget import forget_requests, plan_forget
from hiveledger.flows.history import tell_history
from hiveledger.flows.rejects import write_rejects
from hiveledger.flows.requests import Done, Kept, Step
from hiveledger.flows.restore import mend_restore
from hiveledger.flows.undo import newest_run, plan_undo
from hiveledger.journal import FORGET, RESTORE
from hiveledger.rules.forget import find_person
from hiveledger.text import Language
from tests.ledgers import new_ledger, type_into
from tests.office import Office
from tests.waiting import opened, queue_of, run

TEN: Final = datetime(2026, 3, 2, 10)
NOON: Final = datetime(2026, 3, 2, 12)
EVENING: Final = datetime(2026, 3, 2, 18)

_EVERY: Final = 5  # moments at which a program is cut off, of those that there are
WORDS: Final = ("钱示例", "13911112222", "139-1111-2222", "qian@example.com", "qianshili88")
"""What nobody may find afterwards; the number as it was imported too."""

LIST: Final = """公司名称,联系人,手机,邮箱,微信,需求,预算
示例甲机械有限公司,钱示例,139-1111-2222,qian@example.com,qianshili88,钱示例想上MES,几十万
示例乙机械有限公司,孙示例,13800000002,,,想上ERP,
-,,,,,请回电 13911112222,
"""


def ours(folder: Path) -> FileBook:
    return _opened(folder, "here")


def theirs(folder: Path) -> FileBook:
    return _opened(folder, "there")


def _opened(folder: Path, machine: str) -> FileBook:
    return FileBook(folder / "台账.xlsx", machine=machine, local=folder / "state")


@pytest.fixture
def book(tmp_path: Path) -> FileBook:
    """A ledger on which two machines and a person worked: journals, former versions, rejects and copies name her."""
    new_ledger(tmp_path)
    (tmp_path / "lists").mkdir()
    names = tmp_path / "lists" / "名单.csv"
    names.write_text(LIST, "utf-8")
    (done,) = (step for step in run(ours(tmp_path), "import", TEN, files=(str(names),)) if isinstance(step, Done))
    write_rejects(done.plan, ours(tmp_path).state_dir, Language.ZH)
    run(theirs(tmp_path), "clean", TEN)
    type_into(tmp_path / "台账.xlsx", "客户台账!L2", "钱示例经理")
    run(theirs(tmp_path), "grade", TEN)
    shutil.rmtree(tmp_path / "lists")
    return ours(tmp_path)


def named(folder: Path, *words: str) -> list[tuple[str, str]]:
    """Give each place under a folder, parts of workbooks unpacked, where a word stands in whatever encoding."""
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        for part, content in _contents(path):
            forms = [(word, word.encode(code)) for word in words for code in ("utf-8", "utf-16-le", "gb18030")]
            escaped = [(word, json.dumps(word)[1:-1].encode()) for word in words]
            said = content + html.unescape(content.decode("utf-8", "ignore")).encode()
            found += [(f"{path.relative_to(folder)}{part}", word) for word, form in (*forms, *escaped) if form in said]
    return sorted(set(found))


def _contents(path: Path) -> Iterator[tuple[str, bytes]]:
    yield "", path.read_bytes()
    with suppress(zipfile.BadZipFile), zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            yield f"!{name}", archive.read(name)


def forget(book: FileBook, lead: str = "L000001", now: datetime = EVENING) -> list[Step]:
    return run(book, "forget", now, lead=lead)


def findings(steps: list[Step]) -> list[Finding]:
    done = [step for step in steps if isinstance(step, Done)]
    return [
        finding for step in done for finding in (*step.plan.findings, *(step.outcome.findings if step.outcome else ()))
    ]


def cell(book: FileBook, lead: str, column: str) -> object:
    return book.read().frame("leads").loc[lead, column]


def test_nothing_of_the_person_remains_in_the_ledger_or_beside_it(book: FileBook) -> None:
    folder = book.path.parent
    places = {place.partition("!")[0].rpartition("/")[0] for place, _ in named(folder, *WORDS)}
    assert places >= {"", ".台账.xlsx.hive", ".台账.xlsx.hive/backups", ".台账.xlsx.hive/rejects"}
    forget(book)
    assert named(folder, *WORDS) == []


def test_the_row_and_all_that_is_no_persons_stays(book: FileBook) -> None:
    before = book.read().tables
    forget(book)
    after = book.read().tables
    changes = [change for change in diff(before, after) if change.table != "log"]
    assert {(change.table, getattr(change, "key", "")) for change in changes} == {("leads", "L000001")}
    assert {change.column for change in changes if isinstance(change, Set)} == {
        "contact", "mobile", "email", "wechat", "need", "note",
    }  # fmt: skip
    assert [cell(book, "L000001", column) for column in ("company", "status", "source")] == [
        "示例甲机械有限公司", "to_verify", "名单",
    ]  # fmt: skip


def test_the_history_keeps_what_was_done_and_says_what_was_forgotten(book: FileBook) -> None:
    before = [(known.run_id, known.verb, known.at, len(known.changes)) for known in book.runs()]
    forget(book)
    after = book.runs()
    assert [(known.run_id, known.verb, known.at, len(known.changes)) for known in after][: len(before)] == before
    (forgot,) = after[len(before) :]
    assert (forgot.verb, forgot.who, forgot.at, forgot.args["lead"]) == (FORGET, "SO", EVENING, "L000001")
    told = "\n".join(tell_history(book, Language.EN, "L000001").lines)
    assert "Contact: forgotten as asked" in told


def test_a_preview_shows_what_would_go_and_writes_nothing(book: FileBook) -> None:
    before = book.path.read_bytes()
    plan = plan_forget(book, EVENING, "L000001")
    assert {(change.column, change.before, change.after) for change in plan.changes if isinstance(change, Set)} >= {
        ("contact", "钱示例", None),
        ("mobile", "钱示例经理", None),  # a person's own cell
    }
    assert book.path.read_bytes() == before


def test_forgetting_twice_changes_nothing_more(book: FileBook) -> None:
    forget(book)
    before = book.path.read_bytes()
    (done,) = forget(book)
    assert isinstance(done, Done)
    assert done.plan.groups == ()
    assert book.path.read_bytes() == before


def test_what_forget_did_is_not_taken_back(book: FileBook) -> None:
    forget(book)
    (forgot,) = (known.run_id for known in book.runs() if known.verb == FORGET)
    with pytest.raises(SchemaError) as refusal:
        plan_undo(book, EVENING, forgot)
    assert (refusal.value.code, refusal.value.params["lead"]) == ("undo.forgotten", "L000001")
    assert newest_run(book) != forgot


def test_undoing_earlier_runs_brings_nothing_back(book: FileBook) -> None:
    earlier = [known.run_id for known in reversed(book.runs()) if not known.is_observed]
    forget(book)
    for known in earlier[:-1]:  # all but the import, which would take the row itself
        run(book, "undo", EVENING, run=known)
    assert cell(book, "L000001", "status") == "new"
    assert named(book.path.parent, *WORDS) == []


def test_the_same_list_does_not_bring_the_person_back(book: FileBook, tmp_path: Path) -> None:
    forget(book)
    (tmp_path / "again").mkdir()
    names = tmp_path / "again" / "名单.csv"
    names.write_text(LIST, "utf-8")
    run(book, "import", EVENING, files=(str(names),))
    assert list(book.read().frame("leads")["contact"].dropna()) == ["孙示例"]


def test_what_merged_into_the_lead_and_further_contacts_go_with_it(book: FileBook) -> None:
    text = "示例甲机械有限公司 钱示例 手机13911112222 说想上ERP"
    run(book, "import", NOON, text=text, source="钱示例")
    type_into(book.path, "客户台账!L2", "13911112222")
    run(book, "dedupe", NOON)
    assert cell(book, "L000003", "duplicate_of") == "L000001"
    assert "钱示例" in str(book.read().frame("merged").loc["L000003", "image"])
    with pytest.raises(SchemaError) as refusal:
        plan_forget(book, EVENING, "L000003")
    assert refusal.value.params == {"lead": "L000003", "kept": "L000001"}
    forget(book)
    assert named(book.path.parent, *WORDS) == []


def test_somebody_else_who_is_named_alike_is_told_of_and_left_alone(book: FileBook) -> None:
    type_into(book.path, "客户台账!L3", "13911112222")
    type_into(book.path, "客户台账!T3", "钱示例介绍来的")
    told = [(found.code, found.key, found.column) for found in findings(forget(book)) if found.code != "forget.copies"]
    assert told == [("forget.other_lead", "L000002", "mobile"), ("forget.other_cell", "L000002", "need")]
    assert cell(book, "L000002", "need") == "钱示例介绍来的"


def test_a_request_that_would_bring_the_person_back_is_given_up_and_told_of(book: FileBook, tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    names = tmp_path / "again" / "新名单.csv"
    names.write_text(LIST, "gb18030")
    with opened(book):
        (kept, other) = (*run(book, "import", NOON, files=(str(names),)), *run(book, "clean", NOON))
    assert isinstance(kept, Kept)
    assert isinstance(other, Kept)
    shutil.rmtree(tmp_path / "again")
    (tmp_path / "state" / "requests.sqlite.damaged").write_bytes("…钱示例…".encode())
    with book.alone():
        person = find_person(book.read().tables, (c for known in book.runs() for c in known.changes), "L000001")
        told = list(forget_requests(queue_of(book), person))
    assert [(found.code, found.params["request"]) for found in told] == [
        ("forget.request_dropped", kept.request.request_id)
    ]
    assert [waiting.request_id for waiting in queue_of(book).waiting()] == [other.request.request_id]
    assert named(tmp_path / "state", *WORDS) == []


def test_texts_that_an_office_program_shares_between_cells_go_too(
    book: FileBook, office: Office, tmp_path: Path
) -> None:
    saved = office.convert(book.path, "xlsx", tmp_path / "saved")
    saved.replace(book.path)
    with zipfile.ZipFile(book.path) as archive:
        assert "钱示例" in archive.read("xl/sharedStrings.xml").decode()
    run(theirs(tmp_path), "grade", NOON)
    forget(book)
    assert named(tmp_path, *WORDS) == []
    assert cell(book, "L000002", "contact") == "孙示例"
    again = load_workbook(office.convert(book.path, "xlsx", tmp_path / "again"))["客户台账"]
    assert [again["H2"].value, again["J2"].value, again["J3"].value] == ["示例甲机械有限公司", None, "孙示例"]


class Stopped(BaseException):
    """What a killed program never gets to see."""


def stop_at(call: int, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let the program end when it puts something on disk for the n-th time; tells how often it did."""
    sync, calls = os.fsync, list[int]()

    def fsync(handle: int) -> None:
        calls.append(handle)
        if len(calls) == call:
            raise Stopped
        sync(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    return calls


@pytest.mark.usefixtures("book")
def test_what_is_cut_off_at_any_moment_is_finished_by_the_next_verb(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        calls = stop_at(0, patch)
        forget(ours(Path(shutil.copytree(tmp_path, tmp_path.with_name("counted")))))
    begun = 0
    for call in range(2, len(calls) + 1, _EVERY):
        copied = Path(shutil.copytree(tmp_path, tmp_path.with_name(f"cut-{call}")))
        with monkeypatch.context() as patch:
            stop_at(call, patch)
            with pytest.raises(Stopped):
                forget(ours(copied))
        is_begun = [person.lead for person in ours(copied).forgetting()] == ["L000001"]
        begun += is_begun
        run(theirs(copied), "clean", EVENING)
        assert ours(copied).forgetting() == ()
        assert named(copied, *WORDS) == [] or not is_begun, call
    assert begun >= _EVERY


def test_an_old_copy_that_is_saved_over_does_not_bring_the_person_back(book: FileBook, tmp_path: Path) -> None:
    old = Path(shutil.copy2(book.path, tmp_path / "old.xlsx"))
    forget(book)
    type_into(old, "客户台账!H3", "人工改名")
    old.replace(book.path)
    assert cell(book, "L000001", "contact") == "钱示例"
    run(book, "clean", EVENING)
    assert cell(book, "L000002", "company") == "人工改名"
    assert named(tmp_path, *WORDS) == []


def test_a_lead_whose_row_somebody_deleted_can_be_forgotten(book: FileBook) -> None:
    workbook = load_workbook(book.path)
    workbook["客户台账"].delete_rows(2)
    workbook.save(book.path)
    assert "L000001" not in book.read().frame("leads").index
    forget(book)
    assert named(book.path.parent, *WORDS) == []


def test_a_lead_that_never_was_is_refused(book: FileBook) -> None:
    with pytest.raises(SchemaError) as refusal:
        plan_forget(book, EVENING, "L000009")
    assert refusal.value.code == "forget.unknown_lead"


def test_a_former_version_that_is_put_back_does_not_bring_the_person_back(book: FileBook, tmp_path: Path) -> None:
    before_grading = book.versions()[-1].name
    forget(book)
    list(mend_restore(book, EVENING, "SO", Language.ZH, version=before_grading))
    assert book.runs()[-1].verb == RESTORE
    assert cell(book, "L000001", "company") == "示例甲机械有限公司"
    assert named(tmp_path, *WORDS) == []


def test_the_check_up_tells_of_what_is_not_finished(book: FileBook) -> None:
    with book.alone():
        book.begin_to_forget(Person("L000001"))
    (answer,) = tend_doctor(book, queue_of(book), EVENING, Language.EN)
    assert ("doctor.forgetting", {"lead": "L000001"}) in [(found.code, found.params) for found in answer.findings]


def test_the_command_hints_at_no_undo(book: FileBook, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["forget", str(book.path), "L000001", "--lang", "en"])
    printed = capsys.readouterr().out
    assert left.value.code == 0
    assert "Delete what the program cannot reach yourself" in printed
    assert "hiveledger undo" not in printed
