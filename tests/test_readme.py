"""Every command that the README shows is one that works."""

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.source import ROOT

_LATER: Final = {"test", "check"}  # run by .ci/run: this very test is a part of them


def _commands(page: str) -> list[str]:
    blocks = re.findall(r"^```bash\n(.*?)^```$", (ROOT / page).read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line and not line.startswith("#")]


def test_both_readmes_show_the_same_commands() -> None:
    assert _commands("README.md") == _commands("README.zh.md")


def test_the_two_commands_of_a_newcomer_are_there() -> None:
    assert {"python3 bootstrap.py demo", "python3 bootstrap.py test"} <= set(_commands("README.md"))


@pytest.mark.parametrize("command", _commands("README.md"))
def test_the_command_works(command: str, tmp_path: Path) -> None:
    program, *arguments = shlex.split(command)
    if arguments[1:] and arguments[1] in _LATER:
        assert command in (ROOT / ".ci/run").read_text("utf-8").splitlines()
        return
    assert program == "python3"
    arguments = [str(ROOT / arguments[0]), *arguments[1:]]
    done = subprocess.run([sys.executable, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
