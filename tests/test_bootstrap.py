"""The front door answers with a sentence, whatever it is started with."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from tests.source import ROOT

_DOOR: Final = ROOT / "bootstrap.py"


def _run(*command: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command], env={**os.environ, **env}, capture_output=True, text=True, check=False
    )


def test_the_front_door_stays_small() -> None:
    assert len(_DOOR.read_text("utf-8").splitlines()) < 90


def test_an_old_python_gets_a_sentence() -> None:
    done = _run("-c", f"import runpy, sys; sys.version_info = (3, 10); runpy.run_path({str(_DOOR)!r})")
    assert done.returncode == 1
    assert "Python 3.11" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_command_gets_the_usage() -> None:
    done = _run(str(_DOOR), "dance")
    assert done.returncode == 1
    assert "demo | test" in done.stderr


def test_no_network_gets_a_sentence(tmp_path: Path) -> None:
    shutil.copy(_DOOR, tmp_path)
    (tmp_path / "pyproject.toml").write_text('[build-system]\nrequires = ["hatchling"]\n')
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_EXTRA_INDEX_URL": "", "PIP_FIND_LINKS": ""}
    at_once = {"PIP_CONFIG_FILE": os.devnull, "PIP_RETRIES": "0"}
    plain_console = {"PYTHONIOENCODING": "ascii"}
    done = _run(str(tmp_path / "bootstrap.py"), "demo", **nowhere, **at_once, **plain_console)
    assert done.returncode == 1
    assert "PIP_INDEX_URL" in done.stderr
    assert "Traceback" not in done.stdout + done.stderr
