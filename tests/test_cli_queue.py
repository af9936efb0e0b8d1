"""Requests that wait, as a person and a program meet them on the command line."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from hiveledger.cli import main


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HIVELEDGER_STATE", str(tmp_path / "state"))


@pytest.fixture
def book(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    path = tmp_path / "台账.xlsx"
    assert said(capsys, "new", str(path))[0] == 0
    return path


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as left:
        main(list(words))
    printed = capsys.readouterr()
    assert isinstance(left.value.code, int)
    return left.value.code, printed.out + printed.err


def facts(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    code, text = said(capsys, *words, "--json")
    return code, json.loads(text)


@contextmanager
def opened(book: Path) -> Iterator[None]:
    owner = book.with_name(f".~lock.{book.name}#")
    owner.write_text(",王示例,pc,02.03.2026 09:00,file:///profile;", "utf-8")
    yield
    owner.unlink()


def source(book: Path) -> str:
    path = book.with_name("官网.csv")
    path.write_text("公司名称,联系人,手机\n苏州示例丙机械有限公司,丙示例,13800000003\n", "utf-8")
    return str(path)


def test_a_verb_that_waits_says_so_in_one_sentence_and_leaves_with_2(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with opened(book):
        code, text = said(capsys, "import", str(book), source(book), "--who", "SO")
    assert (code, text.count("\n")) == (2, 1)
    for word in ("王示例", "LibreOffice", f"hiveledger pending {book.name} --apply"):
        assert word in text


def test_the_next_verb_shows_what_waited_before_its_own_outcome(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with opened(book):
        assert said(capsys, "import", str(book), source(book))[0] == 2
    code, text = said(capsys, "clean", str(book))
    assert code in {0, 1}
    assert text.index("排队的请求已执行") < text.index("导入：完成") < text.index("清洗：完成")


def test_json_holds_what_was_asked_for_and_what_was_done_before(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with opened(book):
        code, kept = facts(capsys, "import", str(book), source(book), "--now", "2026-03-02T10:00")
    assert (code, kept["request"]["verb"], "王示例" in kept["kept"]) == (2, "import", True)
    _, told = facts(capsys, "clean", str(book), "--now", "2026-03-02T12:00")
    (before,) = told["before"]
    assert (told["verb"], before["verb"], before["request"]["id"]) == ("clean", "import", kept["request"]["id"])
    assert (before["now"], told["now"]) == ("2026-03-02T10:00:00", "2026-03-02T12:00:00")


def test_what_was_done_before_a_verb_that_is_refused_is_told_to_programs_too(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with opened(book):
        said(capsys, "import", str(book), source(book))
    with pytest.raises(SystemExit) as left:
        main(["assign", str(book), "L000009", "A001", "--json"])
    printed = capsys.readouterr()
    assert (left.value.code, "L000009" in printed.err) == (2, True)
    assert [step["verb"] for step in json.loads(printed.out)["before"]] == ["import"]


def test_a_rejects_list_is_written_for_an_import_that_waited(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = book.with_name("缺.csv")
    file.write_text("公司名称,联系人,手机,需求\n示例丁有限公司,丁示例,13800000004,\n,,,谁也不知道是谁\n", "utf-8")
    with opened(book):
        said(capsys, "import", str(book), str(file))
    _, told = facts(capsys, "pending", str(book), "--apply")
    assert Path(told["before"][0]["rejects"]).is_file()


def test_pending_lists_applies_and_drops(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with opened(book):
        for verb in ("clean", "grade"):
            said(capsys, verb, str(book))
        code, told = facts(capsys, "pending", str(book))
    assert (code, [waiting["verb"] for waiting in told["waiting"]], told["open_at"][0]["who"]) == (
        0,
        ["clean", "grade"],
        "王示例",
    )
    code, told = facts(capsys, "pending", str(book), "--drop", told["waiting"][0]["id"])
    assert (code, [waiting["verb"] for waiting in told["waiting"]]) == (0, ["grade"])
    code, text = said(capsys, "pending", str(book), "--apply")
    assert (code, "评级" in text, "没有排队的请求" in text) == (0, True, True)


def test_a_request_that_is_refused_leaves_with_1(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with opened(book):
        said(capsys, "assign", str(book), "L000009", "A001")
    code, text = said(capsys, "pending", str(book), "--apply")
    assert (code, "仍在排队" in text, "L000009" in text) == (1, True, True)


def test_sync_of_a_book_that_somebody_has_open_is_refused(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "sync", str(book))[0] == 0
    with opened(book):
        code, text = said(capsys, "sync", str(book))
    assert (code, "王示例" in text) == (2, True)


def test_two_users_of_a_machine_have_a_queue_and_a_journal_each(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with opened(book):
        said(capsys, "clean", str(book))
        monkeypatch.setenv("HIVELEDGER_STATE", str(tmp_path / "other"))
        said(capsys, "grade", str(book))
        _, told = facts(capsys, "pending", str(book))
    assert [waiting["verb"] for waiting in told["waiting"]] == ["grade"]
    assert len(list(book.with_name(f".{book.name}.hive").glob("*.asked.jsonl"))) == 2
