"""No Calc is left behind, whichever side ends first and however."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import xlwings_calc
from tests.hang import must_end
from xlwings_calc import EngineError

pytestmark = pytest.mark.usefixtures("office")

_PROGRAM = """
import time, xlwings_calc
app = xlwings_calc.start()
app.books.add()
print(app.pid, flush=True)
time.sleep(600)
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


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "told to end"])
def test_calc_ends_with_the_program_that_started_it(how: signal.Signals) -> None:
    with must_end(), subprocess.Popen([sys.executable, "-c", _PROGRAM], stdout=subprocess.PIPE) as program:
        assert program.stdout is not None
        calc = int(program.stdout.readline())
        assert len(_group(calc)) > 1  # the launcher and the office itself
        program.send_signal(how)
        while _group(calc):
            time.sleep(0.05)


def test_calc_that_dies_is_told_in_a_sentence() -> None:
    app = xlwings_calc.start()
    sheet = app.books.add().sheets[0]
    os.killpg(app.pid, signal.SIGKILL)
    with pytest.raises(EngineError, match="in the middle") as caught:
        sheet["A1"].value = 1
    assert "核对最后一步" in caught.value.sentence("zh")
    app.quit()
