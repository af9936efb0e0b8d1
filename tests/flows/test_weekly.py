"""The verb `report`: files that a manager can read, frozen once the week is over."""

from datetime import datetime
from pathlib import Path

import pytest

from hiveledger.book.file import FileBook
from hiveledger.changes import Group, Plan, Set, Value
from hiveledger.errors import ReportError, SchemaError, StorageError
from hiveledger.flows.weekly import ask_report, reports_folder
from hiveledger.text import Language
from tests.ledgers import imported

_IN_WEEK = datetime(2026, 3, 3, 10)
_MONDAY = datetime(2026, 3, 9, 9)
_WEEK = "2026-W10"


@pytest.fixture
def book(tmp_path: Path) -> FileBook:
    row: dict[str, Value] = {"company": "示例公司", "source": "展会", "status": "new", "received_at": _IN_WEEK}
    return imported(tmp_path, row, {**row, "company": "另一示例公司"})


def _write(book: FileBook, at: datetime, column: str, before: object, after: object) -> None:
    change = Set("leads", "L000001", column, before, after)  # type: ignore[arg-type]
    book.write(Plan("clean", at, (Group("L000001", (change,)),)), "SO")


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_a_report_leaves_a_pdf_its_first_page_and_a_workbook(book: FileBook, tmp_path: Path) -> None:
    answer = ask_report(book, _MONDAY, Language.ZH, to=str(tmp_path / "to"))
    made = _bytes(tmp_path / "to")
    assert list(made) == ["周报-2026-W10.pdf", "周报-2026-W10.png", "周报-2026-W10.xlsx"]
    assert [made[name][:4] for name in made] == [b"%PDF", b"\x89PNG", b"PK\x03\x04"]
    assert answer.lines[-3:] == tuple(
        f"{said}：{tmp_path / 'to' / name}"
        for said, name in zip(("周报", "首页图片", "全部数字和清单"), made, strict=True)
    )


def test_a_week_that_is_over_stays_as_it_was_and_its_changes_are_told(book: FileBook, tmp_path: Path) -> None:
    ask_report(book, _MONDAY, Language.ZH, to=str(tmp_path / "one"))
    _write(book, datetime(2026, 3, 9, 10), "received_at", _IN_WEEK, datetime(2026, 2, 24, 10))
    again = ask_report(book, datetime(2026, 3, 9, 11), Language.ZH, week=_WEEK, to=str(tmp_path / "two"))
    assert _bytes(tmp_path / "one") == _bytes(tmp_path / "two")
    [told] = again.findings
    assert told.code == "weekly.changed_since"
    following = ask_report(book, datetime(2026, 3, 16, 9), Language.ZH, to=str(tmp_path / "three"))
    corrections = following.data["corrections"]  # type: ignore[index]
    assert {row["metric"]: (row["was"], row["now"]) for row in corrections}["received"] == (2.0, 1.0)


def test_a_week_that_goes_on_is_not_frozen(book: FileBook) -> None:
    told = ask_report(book, datetime(2026, 3, 5, 9), Language.EN, week=_WEEK)
    kept = reports_folder(book.state_dir)
    assert told.data["final"] is False  # type: ignore[index]
    assert sorted(path.suffix for path in kept.iterdir()) == [".pdf", ".png", ".xlsx"]


def test_a_report_writes_nothing_in_the_book(book: FileBook, tmp_path: Path) -> None:
    before = book.path.read_bytes()
    ask_report(book, _MONDAY, Language.ZH, to=str(tmp_path / "to"))
    assert book.path.read_bytes() == before


def test_what_cannot_be_reported_is_refused_with_what_can(book: FileBook, tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="no_period"):
        ask_report(book, _MONDAY, Language.ZH, week="last week")
    with pytest.raises(SchemaError, match="unknown_unit"):
        ask_report(book, _MONDAY, Language.ZH, unit="没有的组")
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="no_folder"):
        ask_report(book, _MONDAY, Language.ZH, to=str(tmp_path / "file"))


def test_a_stored_report_that_cannot_be_read_is_named(book: FileBook) -> None:
    ask_report(book, _MONDAY, Language.ZH)
    (reports_folder(book.state_dir) / f"{_WEEK}.json").write_text("{")
    with pytest.raises(ReportError, match="damaged"):
        ask_report(book, _MONDAY, Language.ZH)
