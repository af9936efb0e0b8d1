"""What people double-click who are no programmers: install.cmd on Windows, install.command on a Mac."""

import base64
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hiveledger.text import Language, say
from tests.source import ROOT

CMD, COMMAND = ROOT / "install.cmd", ROOT / "install.command"


def test_cmd_reads_every_line_whatever_the_code_page_of_the_machine() -> None:
    content = CMD.read_bytes()
    assert content.isascii()
    assert content.count(b"\n") == content.count(b"\r\n") > 0


@pytest.mark.parametrize("code", ["addin.no_python", "addin.unpack_first"])
def test_both_say_the_sentences_of_the_catalogue_in_both_languages(code: str) -> None:
    hidden = re.findall(r'call :say "(\S+)"', CMD.read_text("ascii"))
    assert say(code, Language.ZH) in [base64.b64decode(text).decode("utf-8") for text in hidden]
    assert f"echo {say(code, Language.EN)}\n" in CMD.read_text("ascii")
    assert all(f'echo "{say(code, language)}"\n' in COMMAND.read_text("utf-8") for language in Language)


def test_every_place_that_cmd_jumps_to_is_there() -> None:
    text = CMD.read_text("ascii")
    assert set(re.findall(r"(?:goto|call) :?(\w+)", text)) == set(re.findall(r"^:(\w+)", text, re.MULTILINE))


def test_a_mac_may_start_it_at_a_double_click() -> None:
    listed = subprocess.run(["git", "ls-files", "-s", COMMAND], cwd=ROOT, capture_output=True, text=True, check=True)
    assert listed.stdout.startswith("100755 ")


def _clicked(folder: Path, path: str) -> subprocess.CompletedProcess[str]:
    shutil.copy(COMMAND, folder)
    return subprocess.run(
        ["/bin/bash", folder / COMMAND.name],
        env={"PATH": path, "HOME": str(folder), "LANG": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def _tools(folder: Path) -> Path:
    """Make a folder for PATH that has what a shell script needs, and no Python."""
    folder.mkdir()
    (folder / "dirname").symlink_to(shutil.which("dirname") or "")
    return folder


def test_without_a_python_a_person_reads_one_sentence(tmp_path: Path) -> None:
    tools = _tools(tmp_path / "tools")
    (tools / "python3").write_text("#!/bin/sh\nexit 1\n")  # one that is too old, or only offers to install something
    (tools / "python3").chmod(0o755)
    (tmp_path / "bootstrap.py").touch()
    done = _clicked(tmp_path, str(tools))
    assert done.returncode == 1
    assert done.stdout.splitlines() == [say("addin.no_python", language) for language in Language]


def test_out_of_an_unpacked_archive_alone_it_says_so(tmp_path: Path) -> None:
    done = _clicked(tmp_path, str(_tools(tmp_path / "tools")))
    assert done.stdout.splitlines() == [say("addin.unpack_first", language) for language in Language]


def test_it_fills_the_environment_from_what_lies_beside_it_and_then_installs(tmp_path: Path) -> None:
    folder = tmp_path / "蜂窝 台账"
    environment = folder / ".venv"
    (environment / "bin").mkdir(parents=True)
    (environment / "made_from").write_text(f"{sys.version} {environment}", "utf-8")
    python = environment / "bin" / "python"  # tells what it was started with
    python.write_text('#!/bin/sh\necho "$PIP_NO_INDEX|$PIP_FIND_LINKS|$PIP_CONFIG_FILE|$*"\n', "utf-8")
    python.chmod(0o755)
    (folder / "wheels").mkdir()
    (folder / "pip.ini").touch()
    (folder / "pyproject.toml").touch()
    shutil.copy(ROOT / "bootstrap.py", folder)
    tools = _tools(tmp_path / "tools")
    (tools / "python3").symlink_to(sys.base_prefix + "/bin/python3")
    done = _clicked(folder, str(tools))
    assert done.stdout.splitlines() == [
        "1|wheels|pip.ini|-m pip install -q --disable-pip-version-check -e .",
        "1|wheels|pip.ini|-m hiveledger.cli addin install",
    ], done.stderr
    assert done.returncode == 0
