"""A disk that takes nothing for a while costs a verb some time, and nothing else."""

import errno
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import NoReturn

import pytest

from hiveledger.cli import main
from tests.reliability.small_disk import cannot_mount, small_disk


@contextmanager
def _full(disk: Path) -> Iterator[None]:
    ballast = disk / "ballast"
    ballast.write_bytes(bytes(shutil.disk_usage(disk).free))
    yield
    ballast.unlink()


@contextmanager
def _read_only(disk: Path) -> Iterator[None]:
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    yield
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)


def _said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[object, str]:
    with pytest.raises(SystemExit) as left:
        main(list(words))
    printed = capsys.readouterr()
    return left.value.code, printed.out + printed.err


@pytest.mark.parametrize(
    ("trouble", "number"), [(_full, errno.ENOSPC), (_read_only, errno.EROFS)], ids=["full", "read-only"]
)
def test_a_verb_waits_for_a_disk_that_takes_nothing(  # noqa: PLR0913, PLR0917 - fixtures, and what is claimed
    trouble: Callable[[Path], AbstractContextManager[None]],
    number: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    do_without: Callable[[str], NoReturn],
) -> None:
    if reason := cannot_mount(tmp_path / "tried"):
        do_without(reason)
    monkeypatch.setenv("HIVELEDGER_STATE", str(tmp_path / "state"))
    with small_disk(tmp_path / "disk") as disk:
        book = str(disk / "台账.xlsx")
        assert _said(capsys, "new", book)[0] == 0
        before = Path(book).read_bytes()
        with trouble(disk):
            code, text = _said(capsys, "import", book, "--text", "苏州示例丁公司 丁女士 13800000004 想看排产系统")
            assert (code, os.strerror(number) in text, "请求已排队" in text) == (2, True, True)
            assert Path(book).read_bytes() == before
        assert "排队的请求已执行" in _said(capsys, "clean", book)[1]
        assert _said(capsys, "explain", book, "L000001")[0] == 0


def test_a_folder_that_others_alone_may_write_leaves_one_machine_to_itself(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    do_without: Callable[[str], NoReturn],
) -> None:
    if reason := cannot_mount(tmp_path / "tried"):
        do_without(reason)
    monkeypatch.setenv("HIVELEDGER_STATE", str(tmp_path / "state"))
    book = str(tmp_path / "台账.xlsx")
    assert _said(capsys, "new", book)[0] == 0
    with small_disk(tmp_path / ".台账.xlsx.hive") as folder, _read_only(folder):
        assert _said(capsys, "import", book, "--text", "苏州示例丁公司 丁女士 13800000004 想看排产系统")[0] in (0, 1)
        assert "苏州示例丁公司" in _said(capsys, "explain", book, "L000001")[1]
        assert "操作只记在这台电脑上" in _said(capsys, "doctor", book)[1]
        assert "导入" in _said(capsys, "history", book)[1]
        assert list(folder.iterdir()) == []
