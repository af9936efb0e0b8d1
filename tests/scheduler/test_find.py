"""Which workbooks of a folder are watched."""

import shutil
from pathlib import Path

from hiveledger.book.disk.folders import past_folder
from hiveledger.scheduler.find import Finder
from tests.hang import must_end
from tests.ledgers import new_ledger
from tests.scheduler.watching import LONG_AGO, ledger, until, watching


def names(finder: Finder) -> list[str]:
    return [path.name for path in finder.find()]


def test_new_ledgers_are_taken_in_and_other_files_are_left_alone(tmp_path: Path) -> None:
    finder = Finder([tmp_path])
    assert names(finder) == []
    path = new_ledger(tmp_path).path
    for other in ("~$台账.xlsx", ".~lock.台账.xlsx#", "报价.xlsx", "说明.txt"):
        (tmp_path / other).write_bytes(b"not a ledger")
    assert names(finder) == ["台账.xlsx"]
    path.rename(tmp_path / "搬走.txt")
    assert names(finder) == []


def test_a_file_that_only_looks_like_a_workbook_is_passed_over(tmp_path: Path) -> None:
    path = new_ledger(tmp_path).path
    sound = path.read_bytes()
    for at in range(0, len(sound), len(sound) // 40):
        (tmp_path / f"{at}.xlsx").write_bytes(sound[:at] + b"\xff" * 40 + sound[at + 40 :])
    (tmp_path / "half.xlsx").write_bytes(sound[: len(sound) // 2])
    assert path in Finder([tmp_path]).find()


def test_a_book_that_is_named_is_watched_though_it_is_not_there(tmp_path: Path) -> None:
    assert dict(Finder([tmp_path / "台账.xlsx"]).find()) == {tmp_path / "台账.xlsx": None}


def test_ledgers_of_a_folder_that_is_out_of_reach_are_watched_on(tmp_path: Path) -> None:
    folder, away = tmp_path / "share", tmp_path / "away"
    folder.mkdir()
    path = new_ledger(folder).path
    finder = Finder([folder])
    there = finder.find()
    folder.rename(away)
    assert finder.find() == {path: None}
    away.rename(folder)
    assert finder.find() == there


def test_a_copy_of_a_ledger_is_left_alone_unless_it_is_named(tmp_path: Path) -> None:
    book = ledger(tmp_path / "f", L1=LONG_AGO)
    copy = book.path.with_name("台账 - 副本.xlsx")
    shutil.copy2(book.path, copy)
    finder = Finder([book.path.parent])
    assert names(finder) == ["台账.xlsx"]
    assert finder.copies == {copy}
    assert copy in Finder([book.path.parent, copy]).find()
    shutil.copytree(past_folder(book.path), past_folder(copy))
    assert copy in finder.find()


def test_a_ledger_that_comes_later_is_found_by_the_process_and_one_that_goes_is_let_go(tmp_path: Path) -> None:
    folder = tmp_path / "f"
    folder.mkdir()
    with must_end(), watching(tmp_path / "state", folder) as watcher:
        path = new_ledger(folder).path
        until(lambda: watcher.record(path) is not None)
        path.unlink()
        until(lambda: "不在了" in watcher.log)
        watcher.stop()
