"""A Calc is started, attached to and ended; none is left behind, and what goes wrong is told in a sentence."""

import getpass
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import xlwings as xw

import xlwings_calc
from tests.hang import must_end
from xlwings_calc import EngineError, bridge

pytestmark = pytest.mark.usefixtures("office")

_STARTS = """
import sys, xlwings_calc
app = xlwings_calc.start()
app.books.add()
print(app.pid, flush=True)
sys.stdin.read()
"""
_ATTACHES = """
import sys, xlwings_calc
app = xlwings_calc.attach(sys.argv[1])
assert app == xlwings_calc.attach(sys.argv[1])
app.books.active.sheets[0]["A2"].value = app.books.active.sheets[0]["A1"].value * 2
app.quit()
assert [name for name in sys.modules if name.startswith("xlwings.pro")] == ["xlwings.pro"]
"""


def _group(number: int) -> set[int]:
    """Give the processes of a group that have not ended."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, _, group = (folder / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()[:3]
        except OSError:
            continue  # ended meanwhile
        if group == str(number) and state != "Z":
            found.add(int(folder.name))
    return found


@pytest.mark.parametrize(
    "ending",
    [subprocess.Popen.kill, subprocess.Popen.terminate, lambda program: program.stdin.close()],
    ids=["killed", "told to end", "at its end"],
)
def test_calc_ends_with_the_program_that_started_it(ending: Callable[[subprocess.Popen[bytes]], None]) -> None:
    command, pipe = [sys.executable, "-c", _STARTS], subprocess.PIPE
    with must_end(), subprocess.Popen(command, stdin=pipe, stdout=pipe) as program:
        assert program.stdout is not None
        calc = int(program.stdout.readline())
        assert len(_group(calc)) > 1  # the launcher and the office itself
        ending(program)
        while _group(calc):
            time.sleep(0.05)


def test_calc_finds_the_python_of_the_system_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")  # where somebody keeps one of their own
    with xlwings_calc.start() as app:
        told = dict(
            line.split("=", 1) for line in Path(f"/proc/{app.pid}/environ").read_text("utf-8").split("\0") if line
        )
    folders = told["PATH"].split(os.pathsep)
    assert folders.index("/usr/bin") < folders.index(str(tmp_path))


def test_calc_that_dies_is_told_in_a_sentence(tmp_path: Path) -> None:
    app = xlwings_calc.start(profile=tmp_path)
    sheet = app.books.add().sheets[0]
    os.killpg(app.pid, signal.SIGKILL)
    with pytest.raises(EngineError, match="in the middle") as caught:
        sheet["A1"].value = 1
    assert "核对最后一步" in caught.value.sentence("zh")
    assert isinstance(caught.value, xw.XlwingsError)  # for those who know xlwings alone
    app.quit()
    assert _group(app.pid) == set()
    assert (tmp_path / "user").is_dir()  # a profile that was given stays


def test_a_calc_that_runs_is_attached_to_and_let_go_of(calc: xw.App) -> None:
    book = calc.books.add()
    book.sheets[0]["A1"].value = 21
    subprocess.run([sys.executable, "-c", _ATTACHES, calc.impl.pipe], check=True)
    assert book.sheets[0]["A2"].value == 42
    book.close()


def test_a_pipe_on_which_nobody_listens_is_told() -> None:
    with pytest.raises(EngineError) as caught:
        xlwings_calc.attach("nobody-listens-here")
    assert caught.value.code == "no-answer"


def test_a_calc_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridge, "_BUSY_SECONDS", 0.1)
    name = f"silent-{os.getpid()}"
    path = Path(f"/tmp/OSL_PIPE_{os.getuid()}_{name}")  # noqa: S108 - where LibreOffice has its pipes
    with must_end(), socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(path))
        silent.listen()
        with pytest.raises(EngineError) as caught:
            xlwings_calc.attach(name)
    path.unlink()
    assert caught.value.code == "no-answer"


def test_without_a_display_there_are_no_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(EngineError) as caught:
        xlwings_calc.start(visible=True)
    assert caught.value.code == "no-display"


def test_what_the_engine_does_not_have_is_named(calc: xw.App) -> None:
    book = calc.books.add()
    with pytest.raises(EngineError, match=r"does not cover Range\.sort\."):
        book.sheets[0]["A1:B2"].sort(1)
    with pytest.raises(EngineError, match=r"does not cover Sheet\.show_gridlines = …\."):
        book.sheets[0].show_gridlines = False
    with pytest.raises(EngineError, match=r'does not cover Book\.save\("book\.doc"\)\.'):
        book.save("book.doc")
    book.close()


def test_half_a_character_is_refused(calc: xw.App) -> None:
    book = calc.books.add()
    with pytest.raises(EngineError, match="surrogates not allowed"):
        book.sheets[0]["A1"].value = "\ud800"
    book.close()


def test_a_file_that_we_have_open_elsewhere_is_told(calc: xw.App, tmp_path: Path) -> None:
    book = calc.books.add()
    book.save(tmp_path / "held.xlsx")
    book.close()
    us = getpass.getuser()  # what others hold is opened to be read, as in Excel
    (tmp_path / ".~lock.held.xlsx#").write_text(f",{us},elsewhere,02.03.2026 09:00,file:///profile;", "utf-8")
    with pytest.raises(EngineError) as caught:
        calc.books.open(tmp_path / "held.xlsx")
    assert (caught.value.code, caught.value.params) == ("not-opened", {"file": str(tmp_path / "held.xlsx")})


def test_cells_are_found_after_others_before_them_were_deleted(calc: xw.App) -> None:
    book = calc.books.add()
    sheet = book.sheets[0]
    sheet["A1"].value = [["a", 1], ["b", 2], ["c", 3]]
    again = book.sheets[sheet.name]
    sheet["A1"].delete("up")
    sheet["1:1"].delete("up")
    assert again["A1:B3"].value == [["c", 2], [None, 3], [None, None]]
    book.close()
