"""Former versions as a person lists, names and gets them back."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from hiveledger.book.file import FileBook
from hiveledger.changes import Group, Plan, Set, Value
from hiveledger.errors import LedgerError
from hiveledger.findings import Finding, Level
from hiveledger.flows.answer import Answer
from hiveledger.flows.requests import Done
from hiveledger.flows.restore import mend_restore
from hiveledger.text import Language
from tests.ledgers import NOW, imported

HOUR: Final = timedelta(hours=1)
ROW: Final[dict[str, Value]] = {"company": "示例公司", "received_at": NOW, "status": "new"}


def grade(book: FileBook, at: datetime, before: Value, after: Value) -> str:
    """Write a grade at that time."""
    change = Set("leads", "L000001", "grade", before, after)
    return book.write(Plan("grade", at, (Group("", (change,)),)), "SO").run_id


def graded(book: FileBook) -> object:
    return book.read().frame("leads")["grade"].dropna().to_dict().get("L000001")


def restore(book: FileBook, version: str, at: datetime) -> Done:
    (done,) = mend_restore(book, at, "SO", Language.ZH, version=version)
    assert isinstance(done, Done)
    return done


def listed(book: FileBook, language: Language = Language.EN) -> tuple[tuple[str, ...], Any]:
    (answer,) = mend_restore(book, NOW, "SO", language, version="")
    assert isinstance(answer, Answer)
    return answer.lines, answer.data


@pytest.fixture
def book(tmp_path: Path) -> FileBook:
    """Give a ledger that was imported at ten, graded A at eleven and B at twelve."""
    made = imported(tmp_path, ROW)
    grade(made, NOW + HOUR, None, "A")
    grade(made, NOW + 2 * HOUR, "A", "B")
    return made


def test_each_version_is_listed_with_what_replaced_it_and_its_size(book: FileBook) -> None:
    lines, facts = listed(book)
    assert [line.split(",")[0] for line in lines[:-1]] == [
        "R20260302-100000-0001  stood until 2026-03-02 10:00:00 (replaced by SO: Import)",
        "R20260302-110000-0002  stood until 2026-03-02 11:00:00 (replaced by SO: Grade)",
        "R20260302-120000-0003  stood until 2026-03-02 12:00:00 (replaced by SO: Grade)",
    ]
    assert lines[-1] == "To put one back: hiveledger restore 台账.xlsx ID (or a time, such as 2026-03-02T10:00)"
    (backups,) = book.state_dir.glob("backups")
    assert [version["bytes"] for version in facts["versions"]] == [
        (backups / f"{version['version']}.xlsx").stat().st_size for version in facts["versions"]
    ]
    assert [version["verb"] for version in facts["versions"]] == ["import", "grade", "grade"]


def test_a_ledger_that_nothing_was_written_to_has_no_versions(tmp_path: Path) -> None:
    path = imported(tmp_path, ROW).path
    lines, facts = listed(FileBook(path, path.with_name("elsewhere")))
    assert (len(lines), facts) == (1, {"versions": []})


@pytest.mark.parametrize(
    ("named", "stood"),
    [
        ("R20260302-110000-0002", None),
        ("R20260302-120000-0003", "A"),
        ("2026-03-02T10:30", None),
        ("2026-03-02 11:00", "A"),
        ("2026-03-02T11:59:59", "A"),
    ],
    ids=["by the run", "by another run", "by a time", "by the moment of a run, as it was after it", "to the second"],
)
def test_a_version_is_named_by_what_replaced_it_or_by_a_time_at_which_it_stood(
    book: FileBook, named: str, stood: str | None
) -> None:
    done = restore(book, named, NOW + 3 * HOUR)
    assert graded(book) == stood
    assert done.outcome
    assert (book.runs()[-1].run_id, book.runs()[-1].verb) == (done.outcome.run_id, "restore")


def test_what_became_of_it_is_told(book: FileBook) -> None:
    done = restore(book, "R20260302-110000-0002", NOW + 3 * HOUR)
    about = {"version": "R20260302-110000-0002", "until": "2026-03-02 11:00:00", "count": 2}
    assert done.plan.findings == (Finding("restore.done", params=about, level=Level.INFO),)
    assert done.outcome
    assert done.outcome.written == (Set("leads", "L000001", "grade", "B", None),)


@pytest.mark.parametrize(
    ("named", "code"),
    [("R20260302-110000-0009", "restore.unknown"), ("2026-03-02T12:00", "restore.still_stands")],
    ids=["no such version", "a time since which nothing was replaced"],
)
def test_what_is_not_there_is_refused(book: FileBook, named: str, code: str) -> None:
    content = book.path.read_bytes()
    with pytest.raises(LedgerError) as problem:
        restore(book, named, NOW + 3 * HOUR)
    assert problem.value.code == code
    assert book.path.read_bytes() == content


def test_a_damaged_book_gives_way_to_the_newest_version_whatever_later_time_is_named(book: FileBook) -> None:
    book.path.write_bytes(b"PK\x03\x04 half")
    restore(book, "2099-01-01", NOW + 3 * HOUR)
    assert graded(book) == "B"
