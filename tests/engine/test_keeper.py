"""Who keeps LibreOffice ends it with all that it started, whatever happens to them and to who asked."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final
from uuid import uuid4

import pytest

import xlwings_calc
from tests.hang import must_end

_KEEPER: Final = [sys.executable, "-I", "-S", str(Path(xlwings_calc.__file__).with_name("keeper.py"))]
_OFFICE: Final = ["sh", "-c", "sleep 600 & sleep 600"]  # which starts another process, as LibreOffice's launcher does

pytestmark = pytest.mark.skipif(not Path("/proc").is_dir(), reason="who runs is read from /proc")


def _alive(mark: str) -> list[str]:
    """Give the processes with a mark in their environment."""
    found = []
    for environment in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark.encode() in environment.read_bytes():
                found.append(environment.parent.name)
        except OSError:
            continue  # another user's, or ended meanwhile
    return found


def _closed(keeper: subprocess.Popen[bytes]) -> None:
    assert keeper.stdin is not None
    keeper.stdin.close()


@pytest.mark.parametrize(
    "happens", [_closed, subprocess.Popen.terminate], ids=["who asked is gone", "the keeper is told to end"]
)
def test_all_that_was_started_ends(happens: Callable[[subprocess.Popen[bytes]], None], tmp_path: Path) -> None:
    mark, profile = uuid4().hex, tmp_path / "profile"
    profile.mkdir()
    pipe = subprocess.PIPE
    command = [*_KEEPER, str(profile), *_OFFICE]
    with must_end(), subprocess.Popen(command, stdin=pipe, stdout=pipe, env={**os.environ, "MARK": mark}) as keeper:
        assert keeper.stdout is not None
        assert os.getpgid(int(keeper.stdout.readline())) > 0
        happens(keeper)
        keeper.wait()
    assert _alive(mark) == []
    assert not profile.exists()


def test_it_ends_where_who_asked_is_gone_before_it_answers() -> None:
    mark = uuid4().hex
    read, write = os.pipe()
    os.close(read)
    command = [*_KEEPER, "", *_OFFICE]
    keeper = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=write, env={**os.environ, "MARK": mark})
    os.close(write)
    with must_end(), keeper:
        keeper.wait()
    assert _alive(mark) == []


def test_it_ends_with_what_it_keeps() -> None:
    command = [*_KEEPER, "", "sh", "-c", "exit 7"]
    with must_end(), subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as keeper:
        assert keeper.wait() == 7
